import Course
import Perceptron
import TensorCore

// Tests of leaks that are not good enough (exercise E01.7).

extension Lesson01Answers {
  static var sampleLeakMistakes: [Assignment<LeakTest>.NamedMistake] {
    [
      .init(
        "only the shape is looked at",
        explanation: """
          Every leaking layer returns one row for each sample. Shapes say where numbers go, not \
          where they come from.
          """,
        { layer, samples in layer(samples).shape[0] == samples.shape[0] }),
      .init(
        "only the first sample is changed",
        explanation: """
          A leak from a later sample into earlier ones goes unnoticed, as in a running sum that goes \
          backward. Every sample has to be changed once.
          """,
        { layer, samples in (try leakage(in: layer, samples, perturbing: [0])) == 0 }),
      .init(
        "only the last sample is changed",
        explanation: """
          A leak from an earlier sample into later ones goes unnoticed, as in a running sum. Every \
          sample has to be changed once.
          """,
        { layer, samples in
          (try leakage(in: layer, samples, perturbing: [samples.shape[0] - 1])) == 0
        }),
      .init(
        "the order of the samples is changed",
        explanation: """
          A layer that subtracts the mean of the batch commutes with every permutation of the \
          samples. That the rows move along does not say that they are alone.
          """,
        { layer, samples in
          let reversed = Array((0..<samples.shape[0]).reversed())
          let difference =
            layer(samples.gathering(rows: reversed)) - layer(samples).gathering(rows: reversed)
          return difference.maximumMagnitude() <= 1e-6
        }),
      .init(
        "the changed sample must not change either",
        explanation: """
          The outputs of the whole batch are compared, with that of the changed sample among them. \
          It is meant to change: this test accepts only layers that ignore their input.
          """,
        { layer, samples in layer(samples) == layer(samples + 1) }),
      .init(
        "all features are changed by the same amount",
        explanation: """
          A layer that looks at differences of features, as one that subtracts each sample's mean \
          does, cancels an equal change of all of them, and its leak with it.
          """,
        { layer, samples in
          (0..<samples.shape[0]).allSatisfy {
            Perceptron.leakage(in: layer, samples: samples, perturbing: $0) <= 1e-5
          }
        }),
      .init(
        "only one feature is changed",
        explanation: """
          A leak may come from any feature of another sample. Where the first alone is changed, a layer \
          that mixes the others passes.
          """,
        { layer, samples in
          notices(layer, samples) { x, row in x[row, 0] += 2 }
        }),
      .init(
        "only the neighbors are looked at",
        explanation: """
          Samples may leak far: a reshape, or a sum over every second row, passes a test that compares \
          just the rows beside the changed one.
          """,
        { layer, samples in
          notices(layer, samples, others: { abs($0 - $1) == 1 }) { x, row in
            for feature in 0..<x.shape[1] { x[row, feature] = -9 * (1 + Scalar(feature)) }
          }
            && notices(layer, samples, others: { abs($0 - $1) == 1 }) { x, row in
              for feature in 0..<x.shape[1] { x[row, feature] = 9 * (1 + Scalar(feature)) }
            }
        }),
      .init(
        "only the signs are flipped",
        explanation: """
          What leaks may be a magnitude: a layer that divides by the largest of the batch, or by its \
          norm, does not notice another sign.
          """,
        { layer, samples in
          notices(layer, samples) { x, row in
            for feature in 0..<x.shape[1] { x[row, feature] *= -1 }
          }
        }),
      .init(
        "only one column of the outputs is compared",
        explanation: """
          A leak may end in one feature alone, as where two branches are joined and only one of them mixes \
          samples. Compare whole rows.
          """,
        { layer, samples in
          notices(layer, samples, comparing: { Array($0.prefix(1)) }) { x, row in
            for feature in 0..<x.shape[1] { x[row, feature] = -9 * (1 + Scalar(feature)) }
          }
        }),
      .init(
        "the magnitudes of the outputs are compared",
        explanation: """
          What leaks may be a sign: a layer that turns a sample around where the one before is negative \
          leaves every magnitude and every norm as it was.
          """,
        { layer, samples in
          notices(layer, samples, comparing: { $0.map { abs($0) } }) { x, row in
            for feature in 0..<x.shape[1] { x[row, feature] = -9 * (1 + Scalar(feature)) }
          }
            && notices(layer, samples, comparing: { $0.map { abs($0) } }) { x, row in
              for feature in 0..<x.shape[1] { x[row, feature] = 9 * (1 + Scalar(feature)) }
            }
        }),
    ]
  }
}

extension Lesson01Answers {
  /// Whether other samples keep their outputs when one is changed, each in turn.
  private static func notices(
    _ layer: (Tensor) -> Tensor, _ samples: Tensor,
    others: (Int, Int) -> Bool = { $0 != $1 }, comparing part: ([Scalar]) -> [Scalar] = { $0 },
    change: (inout Tensor, Int) -> Void
  ) -> Bool {
    let outputs = layer(samples)
    return (0..<samples.shape[0]).allSatisfy { row in
      var changed = samples
      change(&changed, row)
      let newOutputs = layer(changed)
      return (0..<samples.shape[0]).allSatisfy {
        !others($0, row)
          || part(Array(newOutputs.row($0).scalars)) == part(Array(outputs.row($0).scalars))
      }
    }
  }

  private static func leakage(
    in layer: (Tensor) -> Tensor, _ samples: Tensor, perturbing rows: [Int]
  ) throws -> Scalar {
    var largest: Scalar = 0
    let outputs = layer(samples)
    for row in rows {
      var changed = samples
      for feature in 0..<samples.shape[1] { changed[row, feature] += 1 + Scalar(feature) }
      let others = (0..<samples.shape[0]).filter { $0 != row }
      let change = (layer(changed) - outputs).gathering(rows: others)
      largest = maximum(largest, change.maximumMagnitude())
    }
    return largest
  }
}
