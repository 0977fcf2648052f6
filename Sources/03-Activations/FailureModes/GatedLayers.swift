import Autograd
public import Course
import TensorCore

// Layers in which one half of the numbers opens gates for the other.

extension FailureMode {
  /// F3.20: tokens that gate tokens.
  public static var splitAlongTokens: FailureMode {
    FailureMode(
      id: .failureMode(3, 20), title: "A gated unit that splits along the wrong axis",
      symptom:
        "The output has half of the positions instead of half of the features, and looks ahead.",
      diagnosis: """
        In `[batch, tokens, features]` the axis 1 was split (or, for images, the last one): the second \
        half of the tokens opens the gates of the first.
        """,
      fix:
        "Split the axis of the features: the last one here, axis 1 of `[batch, channels, height, width]`.",
      quantity: "share of sequences whose first output depends on their fifth token",
      symptomatic: .above(0.5),
      broken: Run("along the tokens") { seed in
        dependentShare(seed) { h in
          h.slice(0..<4, axis: 1) * Activation.sigmoid(h.slice(4..<8, axis: 1))
        }
      },
      remedies: [
        Run("along the features") { seed in
          dependentShare(seed) { h in GatedUnit()(Variable(h)).value }
        }
      ])
  }

  private static func dependentShare(
    _ seed: UInt64, _ gated: (Tensor) -> Tensor
  ) -> Measurement {
    var generator = SplitMix64(seed: 20 &+ seed)
    let h = Tensor.normal([2, 8, 12], using: &generator)
    let fifth = Tensor((0..<8).map { $0 == 4 ? 1 : 0 }).reshaped(to: [8, 1])
    let change = (gated(h + fifth) - gated(h)).slice(0..<1, axis: 1)
    let isChanged = change.map { $0 == 0 ? 0 : 1 }.reshaped(to: [2, change.elementCount / 2])
    return Measurement(isChanged.max(axis: 1).mean())
  }

  /// F3.21: which half is the gate.
  public static var gateExchanged: FailureMode {
    FailureMode(
      id: .failureMode(3, 21), title: "Gate and value exchanged when weights are loaded",
      symptom: "A ported Transformer has the right shapes and other outputs.",
      diagnosis: """
        The two matrices of a SwiGLU layer are stored as one. Some codes put the gate first, others, \
        such as PyTorch's GLU, second; the shapes are the same.
        """,
      fix: "Look up the order of both codes, and compare one layer's outputs on a fixed input.",
      quantity: "relative difference of a SwiGLU layer's outputs after loading a fused weight",
      symptomatic: .above(0.1),
      broken: Run("gate second") { seed in
        loadingError(seed) { first, second in first * Activation.silu(second) }
      },
      remedies: [
        Run("gate first, as stored") { seed in
          loadingError(seed) { first, second in Activation.silu(first) * second }
        }
      ])
  }

  private static func loadingError(
    _ seed: UInt64, _ gated: (_ first: Tensor, _ second: Tensor) -> Tensor
  ) -> Measurement {
    var generator = SplitMix64(seed: 21 &+ seed)
    let gate = Tensor.normal([64, 16], standardDeviation: 0.25, using: &generator)
    let value = Tensor.normal([64, 16], standardDeviation: 0.25, using: &generator)
    let x = Tensor.normal([8, 16], using: &generator)
    let h = matmul(x, .concatenation([gate, value], axis: 0), transposing: .right)
    let right =
      Activation.silu(matmul(x, gate, transposing: .right))
      * matmul(x, value, transposing: .right)
    return FailureRuns.relativeDifference(
      gated(h.slice(0..<64, axis: 1), h.slice(64..<128, axis: 1)), from: right)
  }

  /// F3.33: a better layer that is also a larger one.
  public static var thirdMatrix: FailureMode {
    FailureMode(
      id: .failureMode(3, 33), title: "SwiGLU compared at the same hidden width",
      symptom: "SwiGLU seems better, and its block is slower and larger by one half.",
      diagnosis: """
        A gated layer has three matrices where the plain one has two. At the same hidden width it has \
        3/2 of the weights and of the multiplications; the comparison is not one of activations.
        """,
      fix: "Two thirds of the hidden width, 8/3 of the model's instead of 4 times.",
      quantity: "weights of a SwiGLU block ÷ those of the plain one that it replaces",
      symptomatic: .above(1.1),
      broken: Run("the same hidden width") { shareOfWeights(hiddenCount: 4 * 96) },
      remedies: [
        Run("two thirds of the width") {
          shareOfWeights(hiddenCount: GatedFeedForward.hiddenCount(forWidth: 96))
        }
      ])
  }

  private static func shareOfWeights(hiddenCount: Int) -> Measurement {
    var generator = SplitMix64(seed: 33)
    func weightCount(_ model: any Layer) -> Int {
      model.trainedVariables.filter { $0.shape.axisCount == 2 }.map(\.value.elementCount)
        .reduce(0, +)
    }
    let gated = GatedFeedForward(width: 96, hiddenCount: hiddenCount, using: &generator)
    let plain = Sequential.multilayerPerceptron([96, 384, 96], using: &generator)
    return Measurement(Double(weightCount(gated)) / Double(weightCount(plain)))
  }
}
