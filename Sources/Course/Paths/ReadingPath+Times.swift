extension ReadingPath {
  static var eveningParts: [ReadingPart] {
    [
      ReadingPart(
        "A network learns",
        [
          .page("Lessons/00-Overview.md", "a-run-that-fails", "A run that fails", minutes: 5),
          .run("demo", minutes: 10), .read(1, .ideas, minutes: 25), .run("demo 01", minutes: 10),
          .solve(1, 1, minutes: 5),
          .solve(1, 3, minutes: 8),
        ]),
      ReadingPart(
        "How it learns",
        [
          .read(2, .ideas, minutes: 20), .read(2, .build, minutes: 5), .solve(2, 1, minutes: 5),
          .solve(2, 3, minutes: 8), .answer(2, [6, 7], minutes: 14),
        ]),
      ReadingPart(
        "When it does not",
        [.run("mystery --rounds 1", minutes: 10), .answer(1, [1, 4, 9], minutes: 18)]),
    ]
  }

  static var weekendParts: [ReadingPart] {
    [
      ReadingPart(
        "Saturday morning: networks and gradients",
        [
          .read(1, .ideas, minutes: 25), .read(1, .choice, minutes: 5), .solve(1, 2, minutes: 10),
          .read(2, .ideas, minutes: 20), .read(2, .build, minutes: 5),
          .solve(2, 3, minutes: 8), .solve(2, 5, minutes: 10), .answer(2, [1, 7, 22], minutes: 32),
        ]),
      ReadingPart(
        "Saturday afternoon: what a layer does to a signal",
        [
          .read(3, .ideas, minutes: 15), .solve(3, 3, minutes: 10), .read(4, .ideas, minutes: 15),
          .read(4, .choice, minutes: 5), .solve(4, 1, minutes: 6),
          .solve(4, 3, minutes: 8), .notebook(4, minutes: 45),
        ]),
      ReadingPart(
        "Sunday morning: optimizers and rates",
        [
          .read(7, .ideas, minutes: 20), .read(7, .choice, minutes: 5), .solve(7, 3, minutes: 15),
          .read(8, .ideas, minutes: 20), .read(8, .choice, minutes: 5),
          .solve(8, 4, minutes: 15),
          .run("plan --samples 1437 --batch-size 32 --epochs 20 --rate 0.001", minutes: 5),
          .answer(7, [2, 5, 7], minutes: 22), .answer(8, [3, 15], minutes: 14),
        ]),
      ReadingPart(
        "Sunday afternoon: finding faults",
        [
          .read(9, .ideas, minutes: 20),
          .page("Lessons/Symptoms.md", nil, "The symptom index", minutes: 18),
          .solve(9, 3, minutes: 15), .notebook(9, minutes: 90),
          .run("mystery --rounds 3", minutes: 30),
          .answer(9, [1, 3, 5, 6], minutes: 30),
        ]),
    ]
  }

  static var weekBeforeParts: [ReadingPart] {
    [
      ReadingPart(
        "Day 1: networks",
        [.read(1, .ideas, minutes: 25), .answer(1, [1, 4, 5, 7, 11, 20, 23, 24, 25], minutes: 58)]),
      ReadingPart(
        "Day 2: gradients",
        [
          .read(2, .ideas, minutes: 20), .answer(2, [1, 2, 7, 22, 23, 24, 25, 29], minutes: 64),
          .answer(2, [21], minutes: 20),
        ]),
      ReadingPart(
        "Day 3: optimizers",
        [
          .read(7, .ideas, minutes: 20), .read(7, .choice, minutes: 5),
          .answer(7, [1, 2, 4, 5, 7, 18, 22, 24], minutes: 62),
        ]),
      ReadingPart(
        "Day 4: activations and initialization",
        [
          .read(3, .ideas, minutes: 15), .answer(3, [2, 4, 7, 13, 15, 23], minutes: 36),
          .read(4, .ideas, minutes: 15), .answer(4, [1, 3, 4], minutes: 22),
        ]),
      ReadingPart(
        "Day 5: batch norm and regularization",
        [
          .read(5, .ideas, minutes: 25), .answer(5, [1, 4, 8, 9, 10], minutes: 40),
          .answer(6, [1, 6, 7, 13, 17], minutes: 30),
        ]),
      ReadingPart(
        "Day 6: debugging",
        [
          .page(
            "Lessons/09-Dynamics.md", "from-a-symptom-to-its-causes",
            "From a symptom to its causes", minutes: 10),
          .answer(9, [1, 3, 5, 6, 7, 11], minutes: 44), .run("mystery --rounds 2", minutes: 20),
        ]),
      ReadingPart("Day 7: aloud", [.run("interview-me --minutes 45", minutes: 60)]),
    ]
  }
}
