import Autograd
public import Course
import TensorCore

// Signals that look healthy one by one, and are the same for every input.

extension FailureMode {
  /// F4.15: what is left at layer 30 comes from the biases.
  public static var spreadCollapses: FailureMode {
    FailureMode(
      id: .failureMode(4, 15), title: "Inputs become the same, and activations look healthy",
      symptom: """
        Activations of a deep ReLU network with nn.Linear's default have a steady root mean \
        square; every input gets the same prediction, and the first layers do not learn.
        """,
      diagnosis: """
        The default's weights shrink differences between inputs to 0.41 a layer or less, as with \
        F4.6. Its random biases add the same numbers for every input, and it is they whose size is \
        seen.
        """,
      fix: """
        He's rule with zero biases. Watch the spread across a batch (or the cosine between inputs) \
        beside the root mean square.
        """,
      quantity: "spread across inputs ÷ root mean square at ReLU layer 30 of width 128",
      symptomatic: .below(1e-3),
      broken: Run("PyTorch's default") { seed in relativeSpread(seed, .pyTorchDefault) },
      remedies: [Run("He") { seed in relativeSpread(seed, .kaiming) }])
  }

  private static func relativeSpread(
    _ seed: UInt64, _ scheme: InitializationScheme
  ) -> Measurement {
    let signal = Signal(of: scheme.outputs(depth: 30, width: 128, relu, seed: 15 &+ seed))
    return Measurement(signal.spread / signal.rootMeanSquare)
  }

  /// F4.34: even He's rule turns all inputs into one direction.
  public static var correlationsCollapse: FailureMode {
    FailureMode(
      id: .failureMode(4, 34), title: "All inputs end in one direction",
      symptom: """
        With He's rule the sizes are right in a plain ReLU network of 50 layers, and yet its \
        outputs for different inputs are nearly parallel.
        """,
      diagnosis: """
        A wide ReLU layer brings two inputs nearer to each other in angle, however its weights are \
        scaled; only parallel ones stay as they are. In a narrow one a single draw may part them, \
        and over many layers they meet all the same.
        """,
      fix: """
        Residual connections with small branches, or batch normalization; not another gain, nor \
        layer normalization in front of the ReLU, which treats each input by itself. Behind the ReLU it helps: it takes off \
        the mean that all outputs share.
        """,
      quantity: "mean cosine between two inputs behind 50 layers of width 64 with ReLU",
      symptomatic: .above(0.8),
      broken: Run("plain layers") { seed in meanCosine(seed) { layer, x in layer(relu(x)) } },
      remedies: [
        Run("residual branches scaled by 1/√50") { seed in
          meanCosine(seed) { layer, x in x + layer(relu(x)) / .squareRoot(50) }
        }
      ])
  }

  private static func meanCosine(
    _ seed: UInt64, _ step: (Linear, Variable) -> Variable
  ) -> Measurement {
    var generator = SplitMix64(seed: 34 &+ seed)
    let x = Variable(.normal([8, 64], using: &generator))
    let layers = (0..<50).map { _ in
      InitializationScheme.kaiming.linear(64, 64, using: &generator)
    }
    let output = withoutGradient { layers.reduce(x) { x, layer in step(layer, x) }.value }
    return Measurement(Signal(of: output).cosine ?? .nan)
  }

  /// F4.30: the gain that keeps tanh's signal makes its gradient grow.
  public static var gainForFiftyLayers: FailureMode {
    FailureMode(
      id: .failureMode(4, 30), title: "A gain of 5/3 in a network of 50 tanh layers",
      symptom: """
        Activations keep their size through all layers. Gradients are dozens of times as large at \
        the first layer as at the last, and under gradient descent the learning rate that suits \
        the last is too high for the first.
        """,
      diagnosis: """
        At 5/3 the signal settles at 0.65, where the mean squared slope of tanh is about 0.44: a \
        gradient grows by (5/3) · √0.44 = 1.10 a layer. At gain 1 a small signal and its gradient \
        are kept; one of size 1 fades to a tenth in 50 layers, and a gradient going back as much.
        """,
      fix: "A gain near 1 at such depths, or residual connections.",
      quantity: "gradient norm at the input ÷ at the output of 50 tanh layers of width 64",
      symptomatic: .above(5),
      broken: Run("Xavier with gain 5/3") { seed in
        try gradientGrowth(seed, .xavier(gain: Gain.pyTorch(.tanh)))
      },
      remedies: [Run("Xavier with gain 1") { seed in try gradientGrowth(seed, .xavier) }])
  }

  private static func gradientGrowth(
    _ seed: UInt64, _ scheme: InitializationScheme
  ) throws -> Measurement {
    var generator = SplitMix64(seed: 30 &+ seed)
    let x = Variable(.normal([8, 64], using: &generator), requiresGradient: true)
    let cotangent = Tensor.normal([8, 64], using: &generator)
    let model = scheme.network(Array(repeating: 64, count: 51), tanh, using: &generator)
    try tanh(model(x)).backward(cotangent: cotangent)
    return Measurement((x.gradient?.norm() ?? 0) / cotangent.norm())
  }
}
