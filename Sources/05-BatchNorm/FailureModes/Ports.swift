import Autograd
public import Course
import TensorCore

// The same numbers in another library, another format, another layer.

extension FailureMode {
  /// F5.22: the constant in the denominator is part of the model.
  ///
  /// ## Source
  ///
  /// https://keras.io/api/layers/normalization_layers/batch_normalization/ (epsilon 0.001) and
  /// https://docs.pytorch.org/docs/stable/generated/torch.nn.BatchNorm1d.html (eps 1e-05)
  public static var otherEpsilon: FailureMode {
    FailureMode(
      id: .failureMode(5, 22), title: "Ported with the other library's epsilon",
      symptom: """
        A model ported from Keras, weights and statistics copied, is slightly off everywhere and \
        far off in a few channels.
        """,
      diagnosis: """
        Keras adds 1e-3 to the variance and PyTorch 1e-5. Nobody sees it in a channel of variance \
        1; in one of variance 1e-4 it is a factor of 3.2.
        """,
      fix: "eps=1e-3 in the ported layers. It stands in the configuration, not among the weights.",
      quantity: "answer of the ported layer ÷ answer of the original", symptomatic: .above(1.5),
      broken: Run("PyTorch's epsilon") { ratioToOriginal(epsilon: 1e-5) },
      remedies: [Run("the original's epsilon") { ratioToOriginal(epsilon: 1e-3) }])
  }

  private static func ratioToOriginal(epsilon: Scalar) -> Measurement {
    let norm = BatchNorm1d(featureCount: 1, epsilon: epsilon)
    norm.running?.mean = Tensor([0.5])
    norm.running?.variance = Tensor([1e-4])
    let original: Scalar = (0.52 - 0.5) / .squareRoot(1e-4 + 1e-3)
    return Measurement(FailureRuns.served(norm, Tensor([[0.52]]))[0, 0] / original)
  }

  /// F5.31: a variance that 16 bits do not hold.
  public static var buffersInHalf: FailureMode {
    FailureMode(
      id: .failureMode(5, 31), title: "model.half() converts the running statistics",
      symptom: """
        In 16 bits the model gives the same answer to everything, or some channels are dead; in 32 \
        bits it is good.
        """,
      diagnosis: """
        half() converts buffers too. The largest Float16 is 65504: a running variance above it \
        becomes infinite, and whatever is divided by it is 0.
        """,
      fix: """
        autocast instead of half(): it converts neither parameters nor buffers. Or convert all modules \
        but the norms, or fold first. norm.float() after half() comes too late: infinite stays infinite.
        """,
      quantity:
        "output two deviations above the mean, where the running variance is 100,000",
      symptomatic: .below(1),
      broken: Run("statistics in Float16") { outputAtTwoDeviations { $0.roundedToFloat16() } },
      remedies: [Run("norms left in 32 bits") { outputAtTwoDeviations { $0 } }])
  }

  private static func outputAtTwoDeviations(_ convert: (Tensor) -> Tensor) -> Measurement {
    let norm = BatchNorm1d(featureCount: 1)
    norm.running?.variance = convert(Tensor([1e5]))
    let x = 2 * Scalar.squareRoot(1e5)
    return Measurement(FailureRuns.served(norm, Tensor([[x]]))[0, 0])
  }

  /// F5.33: the bias goes through the norm like everything else.
  public static var biasNotFolded: FailureMode {
    FailureMode(
      id: .failureMode(5, 33), title: "Folding forgets to scale the layer's own bias",
      symptom: """
        After the norms were folded into the layers for serving, the answers differ; for networks \
        without biases the same code is right.
        """,
      diagnosis: """
        y = g (W x + b − μ) + β: the factor g = γ / √(σ² + ε) concerns the bias too. The folded \
        bias is g (b − μ) + β, and the code has b − g μ + β.
        """,
      fix: "fuse_linear_bn_eval and fuse_conv_bn_eval; compare the answers before and after.",
      quantity: "largest difference between the folded layer's answers and those of the two",
      symptomatic: .above(0.05),
      broken: Run("bias not scaled") { seed in
        differenceOfFolded(seed) { linear, norm in
          let (factor, summand) = norm.servedMap
          let weight = linear.weight.value * factor.reshaped(to: [8, 1])
          return Linear(weight: weight, bias: (linear.bias?.value ?? .zeros([8])) + summand)
        }
      },
      remedies: [
        Run("the layer's own bias scaled too") { seed in
          differenceOfFolded(seed) { linear, norm in linear.folding(norm) }
        }
      ])
  }

  private static func differenceOfFolded(
    _ seed: UInt64, _ fold: (Linear, BatchNorm1d) -> Linear
  ) -> Measurement {
    var generator = SplitMix64(seed: 33 &+ seed)
    let linear = Linear(inputCount: 4, outputCount: 8, using: &generator)
    let norm = BatchNorm1d(featureCount: 8)
    let model = Sequential(linear, norm)
    FailureRuns.see(model, FailureRuns.batches(40, [32, 4], using: &generator))
    let x = Tensor.normal([16, 4], using: &generator)
    let difference =
      FailureRuns.answers(fold(linear, norm), x) - FailureRuns.served(model, x)
    return Measurement(difference.maximumMagnitude())
  }
}
