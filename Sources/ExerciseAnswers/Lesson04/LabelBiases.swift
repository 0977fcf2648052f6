public import Course
import Init
import TensorCore

/// The first biases of sigmoid outputs, from counts.
public typealias BiasFunction =
  @Sendable (_ positives: [Int], _ sampleCount: Int) throws -> [Double]

// solution begins
func startingBiases(positives: [Int], of sampleCount: Int) throws -> [Double] {
  positives.map { count in
    Double.log(Double(count + 1)) - .log(Double(sampleCount - count + 1))
  }
}
// solution ends

extension Lesson04Answers {
  /// Choose the last biases for rare labels.
  public static var labelBiases: Assignment<BiasFunction> {
    Assignment<BiasFunction>(
      Exercise(
        id: .exercise(4, 4), title: "Biases for rare labels",
        kind: .implement, minutes: 10, difficulty: .easy, fileName: "LabelBiases.swift",
        statement: """
          A network has one sigmoid output for each of several labels, and a sample may bear any of them. Where the last \
          weights are small, the biases alone decide the loss at step 0: with biases of 0 it is 0.693 for each label, \
          and the first part of training only learns that labels are rare.

          Return the bias of each label at which its sigmoid is the frequency (count + 1) / (samples + 2). The two \
          added samples, one of them positive, keep the bias finite for a label that never occurs or always does.

              startingBiases(positives: [0, 9], of: 18)    // [−2.944439, 0]
          """,
        hints: Exercise.Hints(
          nudge: "Which number does a sigmoid turn into a given probability?",
          approach: """
            Solve p = 1 / (1 + e⁻ᵇ) for b. It is the logarithm of the odds, and the odds are those of the counts with one added \
            to each side.
            """,
          almostThere: """
            The odds of a label are its positives and one more, to its negatives and one more. Each bias is the logarithm of \
            such a quotient, negative where a label is rare.
            """), forbidden: ["StartingLoss", "priorBias", "priorBiases"]),
      solution: startingBiases(positives:of:),
      alternative: { positives, sampleCount in
        positives.map {
          let frequency = Double($0 + 1) / Double(sampleCount + 2)
          return -Double.log(1 / frequency - 1)
        }
      },
      mistakes: [
        .init(
          "the sign is turned around",
          explanation: """
            ln((1 − p) / p) makes a rare label all but certain. For one positive in a hundred the loss at step \
            0 is 4.56 instead of 0.056.
            """,
          { counts, total in
            counts.map { Double.log(Double(total - $0 + 1)) - .log(Double($0 + 1)) }
          }),
        .init(
          "the logarithm of the frequency",
          explanation: """
            ln p is the bias of a softmax, which divides by the sum over all classes. A sigmoid has no such sum: \
            it wants the logarithm of the odds.
            """,
          { counts, total in counts.map { .log(Double($0 + 1) / Double(total + 2)) } }),
        .init(
          "the frequency itself",
          explanation: """
            The bias stands before the sigmoid. A bias of 0.01 gives a probability of 0.5025, not of 0.01.
            """,
          { counts, total in counts.map { Double($0 + 1) / Double(total + 2) } }),
        .init(
          "counts without the added samples",
          explanation: """
            A label that never occurs has the odds 0 and the bias −∞: at the first positive sample the loss is \
            infinite.
            """,
          { counts, total in counts.map { .log(Double($0)) - .log(Double(total - $0)) } }),
        .init(
          "frequencies among labels",
          explanation: """
            Labels do not exclude each other, so that their counts need not sum to the number of samples. Each has odds \
            of its own.
            """,
          { counts, _ in
            let sum = counts.reduce(0, +)
            return counts.map { .log(Double($0 + 1)) - .log(Double(sum - $0 + 1)) }
          }),
      ],
      impostors: .init(
        zero: { counts, _ in counts.map { _ in 0 } },
        notANumber: { counts, _ in counts.map { _ in .nan } },
        identity: { counts, _ in counts.map { Double($0) } }),
      probes: { seed in
        var generator = SplitMix64(seed: seed)
        let drawn = (0..<6).map { _ in Int(generator.next() % 1000) }
        let cases: [([Int], Int)] = [
          ([9], 98), ([0, 9], 18), ([5, 5], 5), ([0], 0), ([1, 0, 3], 4),
          ([1, 10, 999_999], 1_000_000), (drawn, 1000), ([], 7),
        ]
        return cases.map { counts, total in
          let wanted = counts.map {
            StartingLoss.priorBias(frequency: Double($0 + 1) / Double(total + 2))
          }
          return Probe(
            "positives \(counts) of \(total)", wanted: Answer(.numbers("biases", wanted)),
            within: 1e-8
          ) { Answer(.numbers("biases", try $0(counts, total))) }
        }
      })
  }
}
