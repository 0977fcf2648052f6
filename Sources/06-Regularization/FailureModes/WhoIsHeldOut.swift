import Autograd
public import Course
package import TensorCore

// What stands on which side of the split.

extension FailureMode {
  /// F6.35: the split comes after the copies.
  public static var copiesOnBothSides: FailureMode {
    FailureMode(
      id: .failureMode(6, 35), title: "Augmented copies on both sides of the split",
      symptom: "The test accuracy is splendid, and new data do not bear it out.",
      diagnosis: """
        The data were augmented, or the rare class was multiplied, and split afterward. Most test samples have a copy of \
        themselves in the training set: even labels that are coin tosses are predicted.
        """,
      fix: "Split first, by original, patient or day; then change the training part alone.",
      quantity: "test accuracy of the nearest neighbor on labels that are coin tosses",
      symptomatic: .above(0.8),
      broken: Run("augmented, then split") { seed in
        accuracyOnTosses(seed) { set, generator in
          let all = augmented(set, using: &generator)
          return split(all, using: &generator)
        }
      },
      remedies: [
        Run("split first") { seed in
          accuracyOnTosses(seed) { set, generator in
            let parts = split(set, using: &generator)
            return (augmented(parts.training, using: &generator), parts.test)
          }
        }
      ])
  }

  private typealias Tosses = (x: Tensor, y: [Int])

  /// Four noisy copies of every sample.
  private static func augmented(_ set: Tosses, using generator: inout SplitMix64) -> Tosses {
    let copies = Tensor.concatenation(Array(repeating: set.x, count: 4))
    let noise = Tensor.normal(copies.shape, standardDeviation: 0.1, using: &generator)
    return (copies + noise, (0..<4).flatMap { _ in set.y })
  }

  /// Two halves at random.
  private static func split(
    _ set: Tosses, using generator: inout SplitMix64
  ) -> (training: Tosses, test: Tosses) {
    let order = generator.permutation(of: set.y.count)
    func part(_ rows: ArraySlice<Int>) -> Tosses {
      (set.x.gathering(rows: Array(rows)), rows.map { set.y[$0] })
    }
    return (part(order[..<(order.count / 2)]), part(order[(order.count / 2)...]))
  }

  private static func accuracyOnTosses(
    _ seed: UInt64, parts: (Tosses, inout SplitMix64) -> (training: Tosses, test: Tosses)
  ) -> Measurement {
    var generator = SplitMix64(seed: 35 &+ seed)
    let x = Tensor.normal([100, 8], using: &generator)
    let y = (0..<100).map { _ in generator.uniform(below: 2) }
    let (training, test) = parts((x, y), &generator)
    // The nearest has the greatest 2 a·b − |b|²; |a|² is the same for all b.
    let squares = (training.x * training.x).sum(axis: 1)
    let nearness = matmul(test.x, training.x, transposing: .right) * 2 - squares
    let answers = nearness.argmax().map { training.y[$0] }
    let count = zip(answers, test.y).count { $0 == $1 }
    return Measurement(Double(count) / Double(test.y.count))
  }

  /// F6.36: what is validated was never seen.
  public static var sourceAfterSource: FailureMode {
    FailureMode(
      id: .failureMode(6, 36), title: "Sources are concatenated and split unmixed",
      symptom:
        "The training accuracy is near 1 and the validation accuracy far below; here 0, as the unseen source is a class.",
      diagnosis: """
        One source stands after the other, and the last fifth is one source (here a class) that the training never saw. \
        It looks like overfitting, and no regularizer helps: count classes and sources on both sides.
        """,
      fix: """
        Mix before the split, or split each source. (Leaving a whole source out is right where the question is how \
        the model does on a new one.)
        """,
      quantity: "validation accuracy on the last fifth of five sources", symptomatic: .below(0.5),
      broken: Run("in the order of the sources") { seed in
        try accuracyOnLastFifth(seed, order: Array(0..<100))
      },
      remedies: [
        Run("mixed before the split") { seed in
          try accuracyOnLastFifth(seed, order: (0..<100).map { $0 % 5 * 20 + $0 / 5 })
        }
      ])
  }

  /// The accuracy on the last fifth of five sources in an order, with a decay of the weights.
  package static func accuracyOnLastFifth(
    _ seed: UInt64, order: [Int], decay: Scalar = 0
  ) throws -> Measurement {
    var generator = SplitMix64(seed: 36 &+ seed)
    let sources = (0..<100).map { $0 / 20 }
    let x =
      (Tensor.identity(5) * 3).gathering(rows: sources)
      + .normal([100, 5], standardDeviation: 0.5, using: &generator)
    let (training, validation) = (Array(order.prefix(80)), Array(order.suffix(20)))
    let layer = RegularizationRuns.zeroLayer(5, 5)
    let inputs = Variable(x.gathering(rows: training))
    let record = try RegularizationRuns.train(
      layer, learningRate: 0.5, decay: decay, stepCount: 50
    ) { softmaxCrossEntropy(layer(inputs), classes: training.map { sources[$0] }) }
    let logits = layer(Variable(x.gathering(rows: validation))).value
    return Measurement(
      RegularizationRuns.accuracy(logits, validation.map { sources[$0] }), record: record)
  }
}
