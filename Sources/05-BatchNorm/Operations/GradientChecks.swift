import Autograd
import Course
import TensorCore

extension GradientCheck {
  /// A check of each operation; the compiler asks for one where an operation is added.
  static func check(of operation: NormalizationOperation) -> GradientCheck {
    switch operation {
    case .batchNorm:
      GradientCheck(operation, ["x": [6, 3], "scale": [3], "offset": [3]]) {
        batchNorm($0[0], scale: $0[1], offset: $0[2], epsilon: 1e-5)
      }
    case .batchNormByConstants:
      GradientCheck(operation, ["x": [4, 2, 3], "scale": [2], "offset": [2]]) {
        batchNorm(
          $0[0], mean: Tensor([0.5, -1]), variance: Tensor([2, 0.25]), scale: $0[1],
          offset: $0[2], epsilon: 1e-5)
      }
    case .normalizedRuns:
      GradientCheck(operation, ["x": [3, 2, 4]]) { $0[0].normalizingRuns(of: 4, epsilon: 1e-5) }
    case .rmsNormalizedRuns:
      GradientCheck(operation, ["x": [3, 2, 4]]) {
        $0[0].rmsNormalizingRuns(of: 8, epsilon: 1e-5)
      }
    case .scaledChannels:
      GradientCheck(operation, ["x": [2, 3, 4], "scale": [3], "offset": [3]]) {
        $0[0].scaled(by: $0[1], movedBy: $0[2], in: [2, 3, 4])
      }
    }
  }

  /// The layers of the lesson.
  static var normalizationLayers: [GradientCheck] {
    batchNormLayers + [
      GradientCheck("LayerNorm", ["x": [3, 2, 4], "scale": [2, 4], "offset": [2, 4]]) {
        LayerNorm(sharing: $0[1], $0[2], shape: [2, 4])($0[0])
      },
      GradientCheck("RMSNorm", ["x": [3, 5], "scale": [5]]) {
        RMSNorm(sharing: $0[1], shape: [5])($0[0])
      },
      GradientCheck("GroupNorm", ["x": [2, 4, 3], "scale": [4], "offset": [4]]) {
        GroupNorm(sharing: $0[1], $0[2], groupCount: 2, channelCount: 4)($0[0])
      },
      GradientCheck("InstanceNorm", ["x": [2, 3, 2, 2], "scale": [3], "offset": [3]]) {
        InstanceNorm(sharing: $0[1], $0[2], channelCount: 3)($0[0])
      },
      GradientCheck(
        "WeightNormLinear", ["x": [3, 5], "length": [4, 1], "direction": [4, 5], "bias": [4]]
      ) {
        WeightNormLinear(sharing: $0[1], $0[2], $0[3])($0[0])
      },
    ]
  }

  /// Batch norm in its forms: of vectors, sequences and images, and in evaluation mode.
  private static var batchNormLayers: [GradientCheck] {
    [
      GradientCheck("BatchNorm1d", ["x": [5, 3], "scale": [3], "offset": [3]]) {
        BatchNorm1d(sharing: $0[1], $0[2], running: nil, featureCount: 3)($0[0])
      },
      GradientCheck("BatchNorm1d of sequences", ["x": [3, 2, 4], "scale": [2], "offset": [2]]) {
        BatchNorm1d(sharing: $0[1], $0[2], running: nil, featureCount: 2)($0[0])
      },
      GradientCheck("BatchNorm2d", ["x": [3, 2, 2, 3], "scale": [2], "offset": [2]]) {
        BatchNorm2d(sharing: $0[1], $0[2], running: nil, featureCount: 2)($0[0])
      },
      GradientCheck(
        "BatchNorm1d in evaluation mode", ["x": [4, 3], "scale": [3], "offset": [3]]
      ) { inputs in
        let running = RunningStatistics(featureCount: 3)
        running.mean = Tensor([0.5, -1, 0])
        running.variance = Tensor([2, 0.25, 1])
        let layer = BatchNorm1d(sharing: inputs[1], inputs[2], running: running, featureCount: 3)
        return layer.withMode(.evaluation) { layer(inputs[0]) }
      },
      GradientCheck("GhostBatchNorm", ["x": [6, 2], "scale": [2], "offset": [2]]) {
        GhostBatchNorm(
          BatchNorm1d(sharing: $0[1], $0[2], running: nil, featureCount: 2), ghostSize: 3)($0[0])
      },
    ]
  }

  /// What the lesson derives by hand, held against differences without the engine.
  static var derivedByHand: [GradientCheck] {
    [
      byHand("NormalizedBatch", shape: [5, 3]) { NormalizedBatch(of: $0, epsilon: 1e-5) },
      byHand("NormalizedBatch of images", shape: [2, 3, 2, 4]) {
        NormalizedBatch(of: $0, epsilon: 1e-5)
      },
      byHand("NormalizedBatch by constants", shape: [5, 3]) {
        NormalizedBatch(
          of: $0, mean: Tensor([1, 0, -2]), variance: Tensor([1, 4, 0.5]), epsilon: 1e-5)
      },
      GradientCheck(
        "BatchNormWires", inputNames: ["x", "scale", "offset"], inputs: { inputs(shape: [5, 3]) },
        value: { inputs in
          NormalizedBatch(of: inputs[0], epsilon: 1e-5)
            .output(scale: inputs[1], offset: inputs[2])
        },
        pullback: { inputs, d in
          let wires = BatchNormWires(
            inputs[0], scale: inputs[1], offset: inputs[2], epsilon: 1e-5, cotangent: d)
          return ["x", "scale", "offset"].map { wires[$0].gradient }
        }),
    ]
  }

  private static func byHand(
    _ name: String, shape: Shape, _ normalize: @escaping @Sendable (Tensor) -> NormalizedBatch
  ) -> GradientCheck {
    GradientCheck(
      name, inputNames: ["x", "scale", "offset"], inputs: { inputs(shape: shape) },
      value: { normalize($0[0]).output(scale: $0[1], offset: $0[2]) },
      pullback: { inputs, d in
        let gradients = normalize(inputs[0]).gradients(ofOutput: d, scale: inputs[1])
        return [gradients.input, gradients.scale, gradients.offset]
      })
  }

  private static func inputs(shape: Shape) -> [Tensor] {
    var generator = SplitMix64(seed: 5)
    return [
      .normal(shape, mean: 0.5, standardDeviation: 1.5, using: &generator),
      .normal([3], using: &generator), .normal([3], using: &generator),
    ]
  }
}
