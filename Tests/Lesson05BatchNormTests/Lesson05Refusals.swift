import Autograd
import BatchNorm
import RefusalSupport
import TensorCore
import TestSupport
import Testing

/// Misuse stops the program, with the values in the message.
@Suite struct Lesson05Refusals {
  private static func input(_ shape: Shape) -> Variable { Variable(.ones(shape)) }

  static let misuses =
    [
      // What PyTorch raises a ValueError for.
      Misuse("BatchNorm1d: more than one value a channel is needed for batch statistics: [1, 2]") {
        _ = BatchNorm1d(featureCount: 2)(input([1, 2]))
      },
      Misuse("BatchNorm1d: more than one value a channel is needed for batch statistics: [1, 2, 1]")
      { _ = BatchNorm1d(featureCount: 2)(input([1, 2, 1])) },
      Misuse(
        "BatchNorm2d: more than one value a channel is needed for batch statistics: [1, 2, 1, 1]"
      ) {
        let norm = BatchNorm2d(featureCount: 2, tracksRunningStatistics: false)
        norm.setMode(.evaluation)
        _ = norm(input([1, 2, 1, 1]))
      },
      Misuse("BatchNorm1d: an input of 2 or 3 axes is needed: [2]") {
        _ = BatchNorm1d(featureCount: 2)(input([2]))
      },
      Misuse("BatchNorm1d: an input of 2 or 3 axes is needed: [2, 2, 2, 2]") {
        _ = BatchNorm1d(featureCount: 2)(input([2, 2, 2, 2]))
      },
      Misuse("BatchNorm2d: an input of 4 axes is needed: [2, 2, 2]") {
        _ = BatchNorm2d(featureCount: 2)(input([2, 2, 2]))
      },
      Misuse("BatchNorm1d: 2 channels are expected: [3, 4]") {
        _ = BatchNorm1d(featureCount: 2)(input([3, 4]))
      },
      Misuse("NormalizedBatch.init: epsilon must be positive: 0.0") {
        _ = BatchNorm1d(featureCount: 2, epsilon: 0)(input([3, 2]))
      },
      // Ours.
      Misuse("BatchNormalization.init: the count is not positive: 0") {
        _ = BatchNorm1d(featureCount: 0)
      },
      Misuse("BatchNormalization.init: epsilon is negative: -1.0") {
        _ = BatchNorm1d(featureCount: 1, epsilon: -1)
      },
      Misuse("BatchNormalization.init: [3] for 2 channels") {
        _ = BatchNorm1d(sharing: input([2]), input([3]), running: nil, featureCount: 2)
      },
      Misuse("BatchNorm1d.isFrozen: there are no running statistics to freeze") {
        BatchNorm1d(featureCount: 1, tracksRunningStatistics: false).isFrozen = true
      },
      Misuse("RunningStatistics.momentum: outside 0…1: 1.5") {
        _ = BatchNorm1d(featureCount: 1, momentum: 1.5)
      },
      Misuse("ChannelStatistics.init: [2] means, [3] variances, count 1") {
        _ = ChannelStatistics(mean: .ones([2]), variance: .ones([3]), count: 1)
      },
      Misuse("ChannelStatistics.init: no axis of channels: [3]") {
        _ = ChannelStatistics(of: .ones([3]))
      },
      Misuse("ChannelStatistics.merged: counts [], channels []") {
        _ = ChannelStatistics.merged([])
      },
      Misuse("BatchNormWires.init: x [2, 3], scale [2], offset [3], cotangent [2, 3]") {
        _ = BatchNormWires(
          .ones([2, 3]), scale: .ones([2]), offset: .ones([3]), epsilon: 1,
          cotangent: .ones([2, 3])
        )
      },
    ] + relatives + practice

  static let relatives = [
    Misuse("LayerNorm: the last axes of [2, 3] are not [4]") {
      _ = LayerNorm(shape: [4])(input([2, 3]))
    },
    Misuse("LayerNorm.init: shape [], parameters [[], []]") { _ = LayerNorm(shape: []) },
    Misuse("RMSNorm: the last axes of [2, 3] are not [4]") {
      _ = RMSNorm(shape: [4])(input([2, 3]))
    },
    Misuse("LayerNorm.init: shape [2, 0], parameters [[], []]") {
      _ = LayerNorm(sharing: nil, nil, shape: [2, 0])
    },
    Misuse("LayerNorm.init: shape [3], parameters [[3], [2]]") {
      _ = LayerNorm(sharing: input([3]), input([2]), shape: [3])
    },
    Misuse("RMSNorm.init: shape [], scale []") { _ = RMSNorm(sharing: nil, shape: []) },
    Misuse("RMSNorm.init: shape [0], scale []") { _ = RMSNorm(sharing: nil, shape: [0]) },
    Misuse("RMSNorm.init: shape [3], scale [2]") { _ = RMSNorm(sharing: input([2]), shape: [3]) },
    Misuse("GroupNorm.init: 2 groups do not divide 3 channels") {
      _ = GroupNorm(groupCount: 2, channelCount: 3)
    },
    Misuse("GroupNorm: 4 channels are expected: [2, 3]") {
      _ = GroupNorm(groupCount: 2, channelCount: 4)(input([2, 3]))
    },
    Misuse("GroupNorm: more than one value a group is needed: [1, 2]") {
      _ = GroupNorm(groupCount: 2, channelCount: 2)(input([1, 2]))
    },
    Misuse(
      "InstanceNorm: 3 channels and one or two axes behind are expected: [2, 3]"
    ) { _ = InstanceNorm(channelCount: 3)(input([2, 3])) },
    Misuse(
      "InstanceNorm: 3 channels and one or two axes behind are expected: [2, 4, 5]"
    ) { _ = InstanceNorm(channelCount: 3)(input([2, 4, 5])) },
    Misuse("InstanceNorm: more than one value a channel is needed: [2, 3, 1]") {
      _ = InstanceNorm(channelCount: 3)(input([2, 3, 1]))
    },
    Misuse("InstanceNorm: more than one value a channel is needed: [2, 3, 1, 1]") {
      let norm = InstanceNorm(channelCount: 3)
      norm.setMode(.evaluation)
      _ = norm(input([2, 3, 1, 1]))
    },
    Misuse("WeightNormLinear.init: length [2], direction [2, 3], bias []") {
      _ = WeightNormLinear(sharing: input([2]), input([2, 3]), nil)
    },
    Misuse("WeightNormLinear.init: a row of the direction is zero") {
      _ = WeightNormLinear(Linear(weight: .zeros([2, 3]), bias: nil))
    },
  ]

  static let practice = [
    Misuse("BatchNorm1d.servedMap: there are no running statistics") {
      _ = BatchNorm1d(featureCount: 1, tracksRunningStatistics: false).servedMap
    },
    Misuse("folding: 2 channels behind weights [3, 4]") {
      _ = Linear(weight: .ones([3, 4]), bias: nil).folding(BatchNorm1d(featureCount: 2))
    },
    Misuse("Layer.recalibrate: no batch reached a norm") {
      BatchNorm1d(featureCount: 1).recalibrate(on: [])
    },
    Misuse("GhostBatchNorm.init: the size is not positive: 0") {
      _ = GhostBatchNorm(BatchNorm1d(featureCount: 1), ghostSize: 0)
    },
    Misuse("BatchNormReplicas.init: 0 copies of BatchNorm1d") {
      _ = BatchNormReplicas(of: BatchNorm1d(featureCount: 1), count: 0)
    },
    Misuse("BatchNormReplicas.separately: 1 shares for 2 devices") {
      _ = BatchNormReplicas(of: BatchNorm1d(featureCount: 1), count: 2).separately([input([2, 1])])
    },
    Misuse("servingParity: request [2, 3], companions [4, 3]") {
      _ = servingParity(LayerNorm(shape: [3]), request: .ones([2, 3]), companions: .ones([4, 3]))
    },
    Misuse("convolution2d: images [1, 2, 3, 3], kernels [1, 1, 2, 2], padding 0") {
      _ = Conv2d(weight: .ones([1, 1, 2, 2]), bias: nil)(input([1, 2, 3, 3]))
    },
    Misuse("convolution2d: kernels [1, 1, 4, 4] do not fit [1, 1, 3, 3]") {
      _ = Conv2d(weight: .ones([1, 1, 4, 4]), bias: nil)(input([1, 1, 3, 3]))
    },
    Misuse("Conv2d.init: weight [2, 2], bias [], padding 0") {
      _ = Conv2d(weight: .ones([2, 2]), bias: nil)
    },
  ]

  @Test(arguments: misuses) func `misuse is refused by its values`(_ misuse: Misuse) async {
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        [message = misuse.message as String] in
        Misuse.makeCall(failingWith: message, from: Lesson05Refusals.misuses)
      }, says: ": \(misuse.message)\n")
  }
}
