public import Course
import Perceptron
public import TensorCore

/// The weights and the bias that visits to labeled samples end with.
public typealias PocketFunction =
  @Sendable (_ inputs: Tensor, _ labels: [Scalar], _ visits: [Int]) throws -> Tensor

// solution begins
func pocketWeights(inputs: Tensor, labels: [Scalar], visits: [Int]) throws -> Tensor {
  func output(_ weights: Tensor, for sample: Int) -> Scalar {
    dot(weights, Tensor(inputs.row(sample).scalars + [1])) >= 0 ? 1 : 0
  }
  func errorCount(_ weights: Tensor) -> Int {
    labels.indices.count { output(weights, for: $0) != labels[$0] }
  }
  var weights = Tensor.zeros([inputs.shape[1] + 1])
  var (best, fewest) = (weights, errorCount(weights))
  for sample in visits {
    let error = labels[sample] - output(weights, for: sample)
    guard error != 0 else { continue }
    weights += error * Tensor(inputs.row(sample).scalars + [1])
    let count = errorCount(weights)
    if count < fewest { (best, fewest) = (weights, count) }
  }
  return best
}
// solution ends

extension Lesson01Answers {
  /// Write the pocket algorithm.
  public static var pocket: Assignment<PocketFunction> {
    Assignment<PocketFunction>(
      Exercise(
        id: .exercise(1, 5), title: "The pocket algorithm", kind: .implement,
        minutes: 25, difficulty: .hard, fileName: "PocketAlgorithm.swift",
        statement: """
          On data that no line separates, the perceptron rule never comes to rest, and where it stands \
          when you stop it is a matter of luck. The pocket algorithm runs the same rule and keeps the \
          best weights that it has met.

          Start with weights and bias 0; they are in the pocket first. `visits` says which samples to \
          look at, one after another. A sample is answered with 1 if w · x + b ≥ 0, otherwise with 0. \
          If the answer is wrong, add (label − answer) · x to the weights and (label − answer) to the \
          bias; then count the errors of the new weights on all samples, and put them into the pocket \
          if they make fewer than those in it. Return the pocket: the weights, and the bias last.

              pocketWeights(inputs: [[0], [1]], labels: [0, 1], visits: [0, 1, 0, 1])    // [1, -1]
          """,
        hints: Exercise.Hints(
          nudge:
            "Two sets of weights live at the same time. Which of them does the rule go on from?",
          approach: """
            Write three small pieces: the answer to one sample, the number of errors on all samples, \
            and the rule. After a correction, and only then, compare the new count with the fewest so \
            far.
            """,
          almostThere: """
            Append a constant 1 to every sample, and the bias is the last weight. The rule always goes \
            on from its own weights; the pocket only watches, and changes for a count that is smaller, \
            not for an equal one.
            """)),
      solution: pocketWeights(inputs:labels:visits:),
      alternative: { inputs, labels, visits in
        // First all weights that the rule meets, then the earliest of the best.
        var learner = RosenblattPerceptron(inputCount: inputs.shape[1])
        var met = [learner.neuron]
        for sample in visits where learner.learn(from: inputs.row(sample), label: labels[sample]) {
          met.append(learner.neuron)
        }
        let counts = met.map { errorCount(of: $0, inputs, labels) }
        let best = met[counts.firstIndex(of: counts.min() ?? 0) ?? 0]
        return Tensor(best.weights.scalars + [best.bias])
      },
      mistakes: [
        .init(
          "the pocket is not used",
          explanation: """
            These are the last weights of the perceptron rule. On data that no line separates they are \
            wherever the last mistake threw them.
            """, { run($0, $1, $2) { _ in true } }),
        .init(
          "equally good weights replace the pocket",
          explanation: """
            The comparison is ≤ instead of <. The pocket is as good by count, but it changes for no \
            reason, so that two runs with the same result look different.
            """, { run($0, $1, $2) { $0.newCount <= $0.fewest } }),
        .init(
          "the errors of the old weights decide",
          explanation: """
            The errors were counted before the correction, and the weights after it were kept. Count \
            the errors of what goes into the pocket.
            """, { run($0, $1, $2) { $0.oldCount < $0.fewestOld } }),
        .init(
          "the rule goes on from the pocket",
          explanation: """
            After a correction that did not help, the weights are set back to the pocket. The search \
            then stands still at the first weights that no single correction improves.
            """, { run($0, $1, $2, returnsToPocket: true) { $0.newCount < $0.fewest } }),
        .init(
          "only the sample in hand is counted",
          explanation: """
            The pocket takes weights that answer the sample just corrected, however many others they \
            break. Errors count on all samples.
            """, { run($0, $1, $2) { $0.answersItsSample } }),
        .init(
          "the longest run instead of the fewest errors",
          explanation: """
            The weights that answered the most visits in a row are kept, as in the first form of the \
            pocket algorithm. A long run is often luck of the visits; this exercise counts errors on all samples.
            """, { longestRun($0, $1, $2) }),
        .init(
          "a sum of exactly 0 is answered with 0",
          explanation: """
            The comparison is > instead of ≥. It decides the very first visit, where all weights are 0, \
            and all later corrections begin from other weights.
            """, { run($0, $1, $2, answersZeroAtZero: true) { $0.newCount < $0.fewest } }),
      ],
      impostors: .init(
        zero: { inputs, _, _ in .zeros([inputs.shape[1] + 1]) },
        notANumber: { inputs, _, _ in Tensor(repeating: .nan, shape: [inputs.shape[1] + 1]) },
        identity: { inputs, _, _ in Tensor(inputs.row(0).scalars + [0]) }),
      probes: probes)
  }
}

extension Lesson01Answers {
  @Sendable private static func probes(seed: UInt64) -> [Probe<PocketFunction>] {
    var generator = SplitMix64(seed: seed)
    // Two overlapping clouds of whole numbers, so that every sum is exact.
    let drawn = (0..<12).map { index in
      (0..<2).map { _ in Scalar(generator.uniform(below: 7) - 3 + (index % 2) * 2) }
    }
    let spread = (0..<6).map { _ in
      (0..<3).map { _ in Scalar(generator.uniform(below: 9) - 4) }
    }
    // Quarters are exact too, and rounding to whole numbers is not.
    var ownGenerator = SplitMix64(seed: seed + 100)
    let quarters = (0..<7).map { _ in
      (0..<4).map { _ in Scalar(ownGenerator.uniform(below: 17) - 8) / 4 }
    }
    let clouds: (Tensor, [Scalar]) = (Tensor(drawn), drawn.indices.map { Scalar($0 % 2) })
    let cases: [(inputs: Tensor, labels: [Scalar], visitCount: Int)] = [
      (Tensor([[0], [1]]), [0, 1], 0), (Tensor([[0], [1]]), [0, 1], 8),
      (Tensor([[0], [1], [2]]), [0, 1, 0], 12), (Gates.inputs, [0, 0, 0, 1], 16),
      (Gates.inputs, [0, 1, 1, 0], 16), (Tensor(spread), [1, 1, 0, 0, 1, 0], 24),
      (clouds.0, clouds.1, 12), (clouds.0, clouds.1, 96),
      (Tensor(quarters), [0, 1, 1, 0, 1, 0, 0], 40),
    ]
    let visited = cases.map { inputs, labels, visitCount in
      (inputs, labels, (0..<visitCount).map { _ in generator.uniform(below: labels.count) })
    }
    // The last visit is the one that counts.
    return [probe(Tensor([[0], [1]]), [0, 1], [0, 1, 0])] + visited.map(probe) + beyondBounds
  }

  /// What is right up to a number of visits, samples or features, or up to a magnitude, fails here.
  private static var beyondBounds: [Probe<PocketFunction>] {
    // The first two samples contradict each other, and each visit to one of them is a correction.
    let turns = (0..<150).flatMap { _ in [1, 0] }
    let late = Tensor([[1], [1], [-2], [-3], [-4]])
    // The first 260 samples cannot tell two weights apart: the others decide.
    let row = (0..<70).map { Scalar($0 % 9 - 4) }
    let rows = (1...5).map { factor in row.map { Scalar(factor) * $0 } }
    let many = Tensor(Array(repeating: row.map { _ in 0 }, count: 260) + rows)
    let labels = (0..<265).map { Scalar($0 < 260 ? $0 % 2 : 0) }
    let tiny = Scalar(sign: .plus, exponent: -30, significand: 1)
    return [
      probe(
        late, [1, 0, 0, 0, 0], turns + [2],
        name:
          "inputs [1], [1], [-2], [-3], [-4], labels 1, 0, 0, 0, 0, visits 1, 0 150 times, then 2"),
      probe(
        many, labels, [260],
        name: "260 samples of 70 zeros, labels 0, 1, 0, 1 and so on, then 1 to 5 times the row "
          + "-4, -3 to 4, -4 and so on, labels 0; visits [260]"),
      probe(Tensor([[3e9], [-2e9]]), [0, 1], [0, 1]),
      probe(Tensor([[tiny], [-tiny]]), [0, 1], [0, 1]),
    ]
  }

  private static func probe(
    _ inputs: Tensor, _ labels: [Scalar], _ visits: [Int], name: String
  ) -> Probe<PocketFunction> {
    let pocket = run(inputs, labels, visits) { $0.newCount < $0.fewest }
    return Probe(name, wanted: Answer(.tensor("weights and bias", pocket))) {
      Answer(.tensor("weights and bias", try $0(inputs, labels, visits)))
    }
  }

  private static func probe(
    _ inputs: Tensor, _ labels: [Scalar], _ visits: [Int]
  ) -> Probe<PocketFunction> {
    // All of it, so that the case can be run again.
    let points = (0..<labels.count).map { Answer.text(inputs.row($0)) }.joined(separator: ", ")
    let marks = labels.map { Answer.text($0) }.joined(separator: ", ")
    return probe(
      inputs, labels, visits, name: "inputs [\(points)], labels [\(marks)], visits \(visits)")
  }
}
