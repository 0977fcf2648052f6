import Perceptron
import TensorCore

// The layers on which the learner's test of leaks is tried (exercise E01.7).

/// A layer that the learner's test is tried on.
struct SuspectLayer: Sendable {
  let name: String
  let isRight: Bool
  let layer: @Sendable (Tensor) -> Tensor
}

extension SuspectLayer {
  /// Right ones first, then wrong ones.
  static func all(_ map: AffineMap) -> [SuspectLayer] {
    [
      SuspectLayer(name: "twice its input", isRight: true) { $0 * 2 },
      SuspectLayer(name: "an affine map and a ReLU", isRight: true) { Nonlinearity.relu(map($0)) },
      SuspectLayer(name: "subtracts the mean of each sample's features", isRight: true) { x in
        x - x.mean(axis: 1).reshaped(to: [x.shape[0], 1])
      },
      SuspectLayer(name: "the same output for every sample", isRight: true) { .ones($0.shape) },
      SuspectLayer(name: "the sum of each sample's features, one column", isRight: true) { x in
        x.sum(axis: 1).reshaped(to: [x.shape[0], 1])
      },
      SuspectLayer(name: "divides each sample by its largest magnitude", isRight: true) { x in
        var y = x
        for row in 0..<x.shape[0] {
          let largest = x.row(row).maximumMagnitude()
          for feature in 0..<x.shape[1] { y[row, feature] /= largest }
        }
        return y
      },
      SuspectLayer(name: "a reshape where a transposition was meant", isRight: false) { x in
        map(x.transposed.reshaped(to: x.shape))
      },
      SuspectLayer(name: "subtracts the mean of the batch", isRight: false) {
        $0 - $0.mean(axis: 0)
      },
      SuspectLayer(name: "adds the sample before", isRight: false) { x in
        let rows = (0..<x.shape[0]).map { max(0, $0 - 1) }
        return x + x.gathering(rows: rows)
      },
      SuspectLayer(name: "adds the sample after", isRight: false) { x in
        let rows = (0..<x.shape[0]).map { min(x.shape[0] - 1, $0 + 1) }
        return x + x.gathering(rows: rows)
      },
      SuspectLayer(name: "adds a difference of features of the sample before", isRight: false) {
        x in
        let rows = (0..<x.shape[0]).map { max(0, $0 - 1) }
        let before = x.gathering(rows: rows)
        return x + (before - before.mean(axis: 1).reshaped(to: [x.shape[0], 1]))
      },
      SuspectLayer(name: "adds the first feature of the sample before", isRight: false) { x in
        leaking(x) { $0[max(0, $1 - 1), 0] }
      },
      SuspectLayer(name: "adds the last feature of the sample before", isRight: false) { x in
        leaking(x) { $0[max(0, $1 - 1), $0.shape[1] - 1] }
      },
      SuspectLayer(name: "the last sample gets the second feature of the first", isRight: false) {
        x in
        leaking(x) { $1 == $0.shape[0] - 1 ? $0[0, 1] : 0 }
      },
      SuspectLayer(name: "the first sample gets the last one", isRight: false) { x in
        leaking(x) { $1 == 0 ? $0[$0.shape[0] - 1, 0] + $0[$0.shape[0] - 1, 1] : 0 }
      },
      SuspectLayer(name: "divides by the largest magnitude of the batch", isRight: false) { x in
        x / x.maximumMagnitude()
      },
      SuspectLayer(name: "adds the square of the sample before", isRight: false) { x in
        leaking(x) { $0[max(0, $1 - 1), 0] * $0[max(0, $1 - 1), 0] }
      },
      SuspectLayer(name: "adds the sign of the first feature of the sample before", isRight: false)
      {
        x in
        leaking(x) { $1 > 0 && $0[$1 - 1, 0] < 0 ? -1 : 1 }
      },
      SuspectLayer(name: "adds the sample before in the first column only", isRight: false) { x in
        adding(to: 0, of: x) { $0[max(0, $1 - 1), 0] }
      },
      SuspectLayer(name: "adds the sample before in the last column only", isRight: false) { x in
        adding(to: x.shape[1] - 1, of: x) { $0[max(0, $1 - 1), 0] }
      },
      SuspectLayer(name: "turns a sample around if the one before is negative", isRight: false) {
        x in
        var y = x
        for row in 1..<x.shape[0] where x[row - 1, 0] < 0 {
          for feature in 0..<x.shape[1] { y[row, feature] = -x[row, feature] }
        }
        return y
      },
      SuspectLayer(
        name: "moves a share of the first sample from the third to the second", isRight: false
      ) {
        x in
        leaking(x) { $1 == 1 ? $0[0, 0] : ($1 == 2 ? -$0[0, 0] : 0) }
      },
      SuspectLayer(name: "adds a ten-thousandth of the mean of the batch", isRight: false) { x in
        x + 1e-4 * x.mean(axis: 0)
      },
      SuspectLayer(name: "adds a millionth of the mean of the batch", isRight: false) { x in
        x + 1e-6 * x.mean(axis: 0)
      },
    ]
  }

  /// For a batch of many samples: a test that changes only some of them sees no leak.
  static var ofLastSample: [SuspectLayer] {
    [
      SuspectLayer(name: "the first of 70 samples gets the last one", isRight: false) { x in
        leaking(x) { $1 == 0 ? $0[$0.shape[0] - 1, 0] : 0 }
      }
    ]
  }

  /// For samples of many features: a test that changes or compares only some of them sees no leak.
  static var ofLastFeature: [SuspectLayer] {
    [
      SuspectLayer(name: "the last of 70 features is added to all samples after", isRight: false) {
        x in
        leaking(x) { $1 == 0 ? 0 : $0[$1 - 1, $0.shape[1] - 1] }
      },
      SuspectLayer(name: "the last of 70 columns gets that of the sample before", isRight: false) {
        x in
        adding(to: x.shape[1] - 1, of: x) { $1 == 0 ? 0 : $0[$1 - 1, $0.shape[1] - 1] }
      },
    ]
  }

  /// Adds a number to all features of each sample, computed from the batch and the sample's row.
  private static func leaking(_ x: Tensor, _ share: (Tensor, Int) -> Scalar) -> Tensor {
    var y = x
    for row in 0..<x.shape[0] {
      let leak = share(x, row)
      for feature in 0..<x.shape[1] { y[row, feature] += leak }
    }
    return y
  }

  /// Adds a number to one feature of each sample, computed from the batch and the sample's row.
  private static func adding(
    to feature: Int, of x: Tensor, _ share: (Tensor, Int) -> Scalar
  ) -> Tensor {
    var y = x
    for row in 0..<x.shape[0] { y[row, feature] += share(x, row) }
    return y
  }
}
