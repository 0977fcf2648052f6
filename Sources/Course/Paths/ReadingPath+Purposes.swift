extension ReadingPath {
  static var interviewParts: [ReadingPart] {
    [
      ReadingPart(
        "Lesson 01",
        [
          .read(1, .ideas, minutes: 25), .read(1, .mathematics, minutes: 30),
          .solve(1, 2, minutes: 10),
          .answer(1, [1, 4, 5, 7, 11, 20, 23, 24, 25], minutes: 58),
        ]),
      ReadingPart(
        "Lesson 02",
        [
          .read(2, .ideas, minutes: 20), .read(2, .mathematics, minutes: 25),
          .solve(2, 5, minutes: 10),
          .answer(2, [1, 2, 7, 22, 23, 24, 25, 29], minutes: 64), .answer(2, [21], minutes: 20),
        ]),
      ReadingPart(
        "Lesson 07",
        [
          .read(7, .ideas, minutes: 20), .read(7, .choice, minutes: 5), .solve(7, 2, minutes: 10),
          .answer(7, [1, 2, 4, 5, 7, 18, 22, 24], minutes: 62),
        ]),
      ReadingPart(
        "Lesson 03",
        [
          .read(3, .ideas, minutes: 15), .read(3, .choice, minutes: 10), .solve(3, 3, minutes: 10),
          .answer(3, [2, 4, 7, 13, 15, 23], minutes: 36),
        ]),
      ReadingPart(
        "Lesson 04",
        [
          .read(4, .ideas, minutes: 15), .read(4, .mathematics, minutes: 20),
          .solve(4, 1, minutes: 6), .answer(4, [1, 3, 4], minutes: 22),
        ]),
      ReadingPart(
        "Lesson 05",
        [
          .read(5, .ideas, minutes: 25), .read(5, .choice, minutes: 5), .solve(5, 1, minutes: 8),
          .answer(5, [1, 4, 8, 9, 10], minutes: 40),
        ]),
      ReadingPart(
        "All of it",
        [
          .run("quiz --path interviews --minutes 30", minutes: 30),
          .run("interview-me --minutes 45", minutes: 60),
        ]),
    ]
  }

  static var debuggingParts: [ReadingPart] {
    let page = "Lessons/09-Dynamics.md"
    return [
      ReadingPart(
        "What to look at",
        [
          .page(page, "1-a-run-that-fails", "A run that fails", minutes: 5),
          .read(9, .ideas, minutes: 20),
          .solve(9, 3, minutes: 15), .answer(9, [1, 3, 4, 9], minutes: 24),
        ]),
      ReadingPart(
        "From a symptom to its cause",
        [
          .page("Lessons/Symptoms.md", nil, "The symptom index", minutes: 18),
          .page(page, "from-a-symptom-to-its-causes", "From a symptom to its causes", minutes: 10),
          .page(page, "the-production-checklist", "The production checklist", minutes: 10),
          .page(page, "the-doctor", "The doctor", minutes: 10), .solve(9, 7, minutes: 15),
          .answer(9, [5, 6, 7, 15], minutes: 30),
        ]),
      ReadingPart(
        "Find it yourself",
        [
          .run("mystery --rounds 3", minutes: 30), .notebook(9, minutes: 90),
          .solve(9, 1, minutes: 20),
          .solve(9, 2, minutes: 20), .answer(9, [8, 23, 28], minutes: 22),
        ]),
    ]
  }

  static var newProjectParts: [ReadingPart] {
    [
      ReadingPart(
        "The network",
        [
          .read(1, .ideas, minutes: 25), .read(1, .choice, minutes: 5), .solve(1, 1, minutes: 5),
          .answer(1, [9, 11, 15, 23], minutes: 30),
        ]),
      ReadingPart(
        "Its first step",
        [
          .read(4, .ideas, minutes: 15), .read(4, .choice, minutes: 5), .solve(4, 4, minutes: 10),
          .solve(4, 7, minutes: 20), .answer(4, [8, 12, 19], minutes: 20),
        ]),
      ReadingPart(
        "The optimizer",
        [
          .read(7, .ideas, minutes: 20), .read(7, .choice, minutes: 5), .solve(7, 5, minutes: 12),
          .answer(7, [5, 7, 16], minutes: 24),
        ]),
      ReadingPart(
        "The schedule",
        [
          .read(8, .ideas, minutes: 20), .read(8, .choice, minutes: 5), .solve(8, 4, minutes: 15),
          .solve(8, 5, minutes: 15), .answer(8, [15, 22, 24], minutes: 20),
        ]),
      ReadingPart(
        "The plan",
        [
          .run(
            "plan --samples 1437 --batch-size 32 --epochs 20 --rate 0.001 --schedule-length 20",
            minutes: 5),
          .run(
            "plan --samples 1437 --batch-size 32 --epochs 20 --rate 0.001 --warm-up 45", minutes: 5),
        ]),
    ]
  }

  static var architectureParts: [ReadingPart] {
    [
      ReadingPart(
        "What depth and width buy",
        [
          .page(
            "Lessons/10-Approximation.md", "1-a-review-that-fails", "A review that fails",
            minutes: 5),
          .read(10, .ideas, minutes: 25), .read(10, .mathematics, minutes: 25),
          .solve(10, 1, minutes: 15), .answer(10, [1, 2, 3, 8], minutes: 26),
        ]),
      ReadingPart(
        "Decide and defend",
        [
          .read(10, .failures, minutes: 20), .read(10, .choice, minutes: 5),
          .solve(10, 5, minutes: 20), .notebook(10, minutes: 70),
          .answer(10, [7, 17, 18, 19, 20], minutes: 40),
        ]),
    ]
  }
}
