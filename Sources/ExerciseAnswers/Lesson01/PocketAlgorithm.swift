public import Course
import Perceptron
public import TensorCore

/// The weights and the bias that a pass over labelled samples ends with.
public typealias PocketFunction =
  @Sendable (_ inputs: Tensor, _ labels: [Scalar], _ epochCount: Int) throws -> Tensor

// solution begins
func pocketWeights(inputs: Tensor, labels: [Scalar], epochCount: Int) throws -> Tensor {
  func output(_ weights: Tensor, for sample: Int) -> Scalar {
    dot(weights, Tensor(inputs.row(sample).scalars + [1])) >= 0 ? 1 : 0
  }
  func errorCount(_ weights: Tensor) -> Int {
    labels.indices.count { output(weights, for: $0) != labels[$0] }
  }
  var weights = Tensor.zeros([inputs.shape[1] + 1])
  var (best, fewest) = (weights, errorCount(weights))
  for _ in 0..<epochCount {
    for sample in labels.indices {
      let error = labels[sample] - output(weights, for: sample)
      guard error != 0 else { continue }
      weights += error * Tensor(inputs.row(sample).scalars + [1])
      let count = errorCount(weights)
      if count < fewest { (best, fewest) = (weights, count) }
    }
  }
  return best
}
// solution ends

extension Lesson01Answers {
  /// Write the pocket algorithm.
  public static let pocket = Assignment<PocketFunction>(
    Exercise(
      id: ExerciseID(lesson: 1, position: 5), title: "The pocket algorithm", kind: .implement,
      minutes: 25, difficulty: .hard, fileName: "PocketAlgorithm.swift",
      statement: """
        On data that no line separates, the perceptron rule never comes to rest, and where it stands \
        when you stop it is a matter of luck. The pocket algorithm runs the same rule and keeps the \
        best weights that it has met.

        Start with weights and bias 0; they are in the pocket first. Go through the samples in \
        order, `epochCount` times. A sample is answered with 1 if w · x + b ≥ 0, otherwise with 0. \
        If the answer is wrong, add (label − answer) · x to the weights and (label − answer) to the \
        bias; then count the errors of the new weights on all samples, and put them into the pocket \
        if they make fewer than those in it. Return the pocket: the weights, and the bias last.

            pocketWeights(inputs: [[0], [1]], labels: [0, 1], epochCount: 10)    // [1, -1]
        """,
      hints: Exercise.Hints(
        nudge: "Two sets of weights live at the same time. Which of them does the rule go on from?",
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
    solution: pocketWeights(inputs:labels:epochCount:),
    alternative: { inputs, labels, epochCount in
      let pocket = PocketPerceptron(learning: inputs, labels: labels, epochCount: epochCount)
      return Tensor(pocket.best.weights.scalars + [pocket.best.bias])
    },
    mistakes: [
      .init(
        "the pocket is not used",
        explanation: """
          These are the last weights of the perceptron rule. On data that no line separates they are \
          wherever the last mistake threw them.
          """, { inputs, labels, epochs in run(inputs, labels, epochs) { _ in true } }),
      .init(
        "equally good weights replace the pocket",
        explanation: """
          The comparison is ≤ instead of <. The pocket is as good by count, but it changes for no \
          reason, so that two runs with the same result look different.
          """,
        { inputs, labels, epochs in
          run(inputs, labels, epochs) { $0.newCount <= $0.fewest }
        }),
      .init(
        "the pocket goes by the errors before the correction",
        explanation: """
          The errors were counted for the old weights and the new ones were kept. Count after the \
          correction, for what goes into the pocket.
          """,
        { inputs, labels, epochs in
          run(inputs, labels, epochs) { $0.oldCount < $0.fewestOld }
        }),
      .init(
        "compared once a pass",
        explanation: """
          The pocket is compared only at the end of each pass, so that good weights in the middle of \
          a pass are never seen.
          """,
        { inputs, labels, epochs in
          run(inputs, labels, epochs) { $0.isLastSample && $0.newCount < $0.fewest }
        }),
      .init(
        "only the sample in hand is counted",
        explanation: """
          The pocket takes weights that answer the sample just corrected, however many others they \
          break. Errors count on all samples.
          """,
        { inputs, labels, epochs in run(inputs, labels, epochs) { $0.answersItsSample } }),
    ],
    impostors: .init(
      zero: { inputs, _, _ in .zeros([inputs.shape[1] + 1]) },
      notANumber: { inputs, _, _ in Tensor(repeating: .nan, shape: [inputs.shape[1] + 1]) },
      identity: { inputs, _, _ in Tensor(inputs.row(0).scalars + [0]) }),
    probes: probes)
}

@Sendable private func probes(seed: UInt64) -> [Probe<PocketFunction>] {
  var generator = SplitMix64(seed: seed)
  // Two overlapping clouds of whole numbers, so that every sum is exact.
  let drawn = (0..<24).map { index -> [Scalar] in
    (0..<2).map { _ in Scalar(generator.uniform(below: 7) - 3 + (index % 2) * 2) }
  }
  let cases: [(name: String, inputs: Tensor, labels: [Scalar])] = [
    ("the points 0 and 1, labels 0, 1", Tensor([[0], [1]]), [0, 1]),
    ("the points 0, 1 and 2, labels 0, 1, 0", Tensor([[0], [1], [2]]), [0, 1, 0]),
    ("XOR", Gates.inputs, [0, 1, 1, 0]), ("AND", Gates.inputs, [0, 0, 0, 1]),
    ("24 points of two clouds", Tensor(drawn), drawn.indices.map { Scalar($0 % 2) }),
  ]
  return cases.flatMap { name, inputs, labels in
    [1, 10].map { epochCount in
      let pocket = PocketPerceptron(learning: inputs, labels: labels, epochCount: epochCount)
      let wanted = Answer(
        .tensor("weights and bias", Tensor(pocket.best.weights.scalars + [pocket.best.bias])))
      return Probe(
        "\(name); \(epochCount) \(epochCount == 1 ? "pass" : "passes")", wanted: wanted
      ) { Answer(.tensor("weights and bias", try $0(inputs, labels, epochCount))) }
    }
  }
}

/// What is known after a correction.
private struct Correction {
  let oldCount: Int
  let newCount: Int
  let fewest: Int
  let fewestOld: Int
  let isLastSample: Bool
  let answersItsSample: Bool
}

/// The perceptron rule with a pocket that changes whenever a condition says so.
private func run(
  _ inputs: Tensor, _ labels: [Scalar], _ epochCount: Int, keeps: (Correction) -> Bool
) -> Tensor {
  var neuron = Neuron(weights: .zeros([inputs.shape[1]]), bias: 0, nonlinearity: .step)
  func errorCount() -> Int {
    labels.indices.count { neuron(inputs.row($0)) != labels[$0] }
  }
  var (best, fewest, fewestOld) = (neuron, errorCount(), Int.max)
  for _ in 0..<epochCount {
    for sample in labels.indices {
      let error = labels[sample] - neuron(inputs.row(sample))
      guard error != 0 else { continue }
      let oldCount = errorCount()
      neuron.weights += error * inputs.row(sample)
      neuron.bias += error
      let correction = Correction(
        oldCount: oldCount, newCount: errorCount(), fewest: fewest, fewestOld: fewestOld,
        isLastSample: sample == labels.count - 1,
        answersItsSample: neuron(inputs.row(sample)) == labels[sample])
      if keeps(correction) { (best, fewest, fewestOld) = (neuron, errorCount(), oldCount) }
    }
  }
  return Tensor(best.weights.scalars + [best.bias])
}
