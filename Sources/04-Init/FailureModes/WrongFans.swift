import Autograd
public import Course
import TensorCore

// A variance of 2 / fan, and the wrong number for the fan: wherever a layer's two sides differ.

extension FailureMode {
  /// F4.8: the fans are swapped.
  public static var fansSwapped: FailureMode {
    FailureMode(
      id: .failureMode(4, 8), title: "fan_in and fan_out are swapped",
      symptom: """
        Signals are right in square layers and wrong by a large factor in those that narrow or \
        widen.
        """,
      diagnosis: """
        A unit of a layer 512 → 32 sums 512 products; divided by 32 their variance is 16 times too \
        large. The mode fan_out is meant for the backward signal.
        """,
      fix: "fan_in, or the mean of the two where forward and backward signals both matter.",
      quantity: "second moment behind a ReLU layer 512 → 32 ÷ before", symptomatic: .above(4),
      broken: Run("by the units that an input reaches") { seed in
        bottleneck(seed, .kaimingNormal(mode: .fanOut))
      },
      remedies: [
        Run("by the inputs that a unit sums") { seed in bottleneck(seed, .kaimingNormal()) }
      ])
  }

  private static func bottleneck(_ seed: UInt64, _ rule: Initializer) -> Measurement {
    var generator = SplitMix64(seed: 8 &+ seed)
    let x = Tensor.normal([16, 512], using: &generator)
    let weight = rule([32, 512], using: &generator)
    return passedOn(matmul(x, weight, transposing: .right), from: x)
  }

  /// F4.18: the weight of `x @ w` is laid out the other way round.
  public static var ownLayout: FailureMode {
    FailureMode(
      id: .failureMode(4, 18), title: "He's rule on a weight that is used as x @ w",
      symptom: """
        A layer written by hand passes too little on (where it widens) or too much (where it \
        narrows).
        """,
      diagnosis: """
        PyTorch's initializers take the second axis of a weight for its inputs, as in nn.Linear. A \
        weight [in, out] that is multiplied from the right has them in the first.
        """,
      fix: "nn.init.kaiming_normal_(w.t()), which fills w, or mode=\"fan_out\".",
      quantity: "second moment behind ReLU(x @ w), w of shape [32, 512], ÷ before",
      symptomatic: .below(0.25),
      broken: Run("fans of the weight as it lies") { seed in
        ownLayer(seed) { Initializer.kaimingNormal()([32, 512], using: &$0) }
      },
      remedies: [
        Run("fans of the transposed weight") { seed in
          ownLayer(seed) { Initializer.kaimingNormal()([512, 32], using: &$0).transposed }
        },
        Run("by the other fan") { seed in
          ownLayer(seed) { Initializer.kaimingNormal(mode: .fanOut)([32, 512], using: &$0) }
        },
        Run("with the layout named") { seed in
          ownLayer(seed) {
            Initializer.kaimingNormal(connection: .denseTransposed)([32, 512], using: &$0)
          }
        },
      ])
  }

  private static func ownLayer(
    _ seed: UInt64, _ weight: (inout SplitMix64) -> Tensor
  ) -> Measurement {
    var generator = SplitMix64(seed: 18 &+ seed)
    let x = Tensor.normal([16, 32], using: &generator)
    return passedOn(matmul(x, weight(&generator)), from: x)
  }

  /// F4.16: a transposed convolution has its inputs in the first axis.
  public static var transposedConvolution: FailureMode {
    FailureMode(
      id: .failureMode(4, 16), title: "Fans of a transposed convolution",
      symptom: """
        Signals in a decoder grow with every transposed convolution that has many more inputs than \
        outputs.
        """,
      diagnosis: """
        PyTorch computes fans from the shape alone. The weight of nn.ConvTranspose2d is [in, out, \
        2, 2], so it takes 16 · 2 · 2 = 64 for the inputs; at stride 2 each output sums 256.
        """,
      fix: "The deviation by hand: √(2 / (in · kernel ÷ stride)), kernel and stride as areas.",
      quantity: "second moment behind a transposed convolution 256 → 16 with ReLU ÷ before",
      symptomatic: .above(2),
      broken: Run("fans from the shape alone") { seed in upsampling(seed, .kaimingNormal()) },
      remedies: [
        Run("by the inputs that an output sums") { seed in
          upsampling(seed, .kaimingNormal(connection: .transposedConvolution(stride: 2)))
        }
      ])
  }

  /// With the stride of its kernel's size a transposed convolution of one pixel is a matrix product.
  private static func upsampling(_ seed: UInt64, _ rule: Initializer) -> Measurement {
    var generator = SplitMix64(seed: 16 &+ seed)
    let x = Tensor.normal([16, 256], using: &generator)
    let weight = rule([256, 16, 2, 2], using: &generator)
    return passedOn(matmul(x, weight.reshaped(to: [256, 64])), from: x)
  }

  /// F4.17: with groups an input reaches fewer outputs than the shape says.
  ///
  /// torchvision's MobileNetV2 is initialized so, with batch normalization behind every convolution
  /// (`torchvision/models/mobilenetv2.py`).
  public static var depthwiseConvolution: FailureMode {
    FailureMode(
      id: .failureMode(4, 17), title: "fan_out of a depthwise convolution",
      symptom: """
        The signal of a depthwise convolution is an eighth of what it should be. Batch \
        normalization behind it hides that; without it the network fades.
        """,
      diagnosis: """
        PyTorch takes 64 · 3 · 3 = 576 for the outputs that an input reaches. In a depthwise \
        convolution of 64 channels an input reaches nine.
        """,
      fix: "mode=\"fan_in\", which is right with groups, or the fan by hand.",
      quantity: "second moment behind a depthwise 3 × 3 convolution with ReLU ÷ before",
      symptomatic: .below(0.2),
      broken: Run("fan_out from the shape alone") { seed in
        depthwise(seed, .kaimingNormal(mode: .fanOut))
      },
      remedies: [
        Run("by the nine inputs that an output sums") { seed in
          depthwise(seed, .kaimingNormal())
        },
        Run("fan_out within a group") { seed in
          depthwise(
            seed, .kaimingNormal(mode: .fanOut, connection: .convolution(groups: 64)))
        },
      ])
  }

  /// On images of the kernel's size a depthwise convolution is a sum of products for every channel.
  private static func depthwise(_ seed: UInt64, _ rule: Initializer) -> Measurement {
    var generator = SplitMix64(seed: 17 &+ seed)
    let x = Tensor.normal([16, 64, 9], using: &generator)
    let weight = rule([64, 1, 3, 3], using: &generator).reshaped(to: [64, 9])
    return passedOn((x * weight).sum(axis: 2), from: x)
  }

  /// What a ReLU passes on of the inputs' second moment; the right initialization keeps it.
  private static func passedOn(_ sums: Tensor, from x: Tensor) -> Measurement {
    Measurement(sums.map { max(0, $0) }.secondMoment / x.secondMoment)
  }
}
