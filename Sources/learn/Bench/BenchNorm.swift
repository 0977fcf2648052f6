import Autograd
import BatchNorm
import TensorCore

/// A norm in training mode with a batch of random images and one of gradients: what the table of norms times.
struct BenchNorm: BenchPasses {
  private let layer: any Layer
  let input: Variable
  let cotangent: Tensor
  private var (y, g): (Tensor, Tensor)

  /// Channels, height and width of an image.
  private static var image: [Int] { [64, 8, 8] }

  /// The norms of the lesson's table that measure data, each with PyTorch's as a function of a flat tensor.
  static var all: [(kind: NormalizationKind, pytorch: String)] {
    let modules = [
      "Batch norm": "BatchNorm2d(64)", "Layer norm": "LayerNorm((64, 8, 8))",
      "RMS norm": "RMSNorm((64, 8, 8))", "Group norm": "GroupNorm(32, 64)",
      "Instance norm": "InstanceNorm2d(64)",
    ]
    return NormalizationKind.all.compactMap { kind in
      modules[kind.name].map { module in
        (kind, "(lambda norm: lambda x: norm(x.view(-1, 64, 8, 8)).view(-1))(nn.\(module))")
      }
    }
  }

  /// Draws images and cotangents from N(0, 1), in this order.
  ///
  /// - Parameters:
  ///   - kind: The norm.
  ///   - batch: The number of images, of 4096 scalars each.
  init(_ kind: NormalizationKind, batch: Int) {
    let shape = Shape([batch] + Self.image)
    var generator = SplitMix64(seed: 1)
    input = Variable(.normal(shape, using: &generator), requiresGradient: true)
    cotangent = .normal(shape, using: &generator)
    layer = kind.makeLayer(shape)
    (y, g) = (.ones(shape), .ones(shape))
  }

  func output() -> Variable { layer(input) }

  /// Reads as many numbers as there are inputs, writes as many outputs, and computes next to nothing; with the backward
  /// pass, reads inputs and cotangents and writes gradients, too.
  ///
  /// No norm takes less. Where the inputs do not fit in the cache the statistics need a pass more.
  mutating func moveMemory(_ count: Int, withBackward: Bool) {
    for _ in 0..<count {
      y.update(with: input.value, by: Moving())
      if withBackward { g.update(with: cotangent, by: Moving()) }
    }
  }

  private struct Moving: ScalarStep {
    @inline(__always) func apply(_ w: inout Scalar, _ g: Scalar) { w = w * 0.5 + g }
  }
}
