import Autograd
public import Course
package import TensorCore

// The model is served with another function than it was trained with. The weights fit either, so nothing complains.

extension FailureMode {
  /// F3.6: three functions go by the name of GELU.
  public static var geluVariantExchanged: FailureMode {
    FailureMode(
      id: .failureMode(3, 6), title: "Exact, tanh and quick GELU are mixed up",
      symptom:
        "The exported model's outputs differ slightly from the trained one's; no shape is wrong.",
      diagnosis: """
        “GELU” is x Φ(x) by PyTorch's default and its tanh form by JAX's. One value differs by less \
        than 5·10⁻⁴, twelve layers by 10⁻³ of the outputs, and by a tenth with the quick form x σ(1.702 x).
        """,
      fix:
        "Name the variant in the configuration, and compare outputs on fixed inputs after each export.",
      quantity: "relative difference of the outputs of 12 layers, served and trained with GELU",
      symptomatic: .above(1e-4),
      broken: Run("served with the tanh form") { seed in
        servedDifference(6 &+ seed, gain: .squareRoot(2), trained: .gelu, served: .geluTanh)
      },
      remedies: [
        Run("the variant pinned") { seed in
          servedDifference(6 &+ seed, gain: .squareRoot(2), trained: .gelu, served: .gelu)
        }
      ])
  }

  /// F3.34: libraries differ in leaky ReLU's default slope.
  public static var foreignDefault: FailureMode {
    FailureMode(
      id: .failureMode(3, 34), title: "A leaky ReLU ported with the other library's default",
      symptom: "A model that was carried over to another framework gives other outputs.",
      diagnosis: """
        The slope was never written down: PyTorch's default is 0.01, that of Keras's layer 0.3, that of its \
        function and of `tf.nn.leaky_relu` 0.2.
        """,
      fix: "Write the parameters of an activation out, in code and in the configuration.",
      quantity:
        "relative difference of the outputs of 12 layers, ported and trained with slope 0.3",
      symptomatic: .above(0.1),
      broken: Run("PyTorch's default, 0.01") { seed in
        servedDifference(
          34 &+ seed, gain: .squareRoot(2 / 1.09), trained: .leakyReLU(negativeSlope: 0.3),
          served: .leakyReLU)
      },
      remedies: [
        Run("the slope written out") { seed in
          servedDifference(
            34 &+ seed, gain: .squareRoot(2 / 1.09), trained: .leakyReLU(negativeSlope: 0.3),
            served: .leakyReLU(negativeSlope: 0.3))
        }
      ])
  }

  /// F3.39: a cheaper function in place of SiLU.
  public static var hardForSmooth: FailureMode {
    FailureMode(
      id: .failureMode(3, 39), title: "Hard swish in place of SiLU",
      symptom: "After the conversion for a phone the model answers differently.",
      diagnosis: """
        Hard swish is made of pieces that come within 0.142 of SiLU, farthest at ±3. The weights were \
        trained for SiLU.
        """,
      fix: "Train, or train on, with the function that will be served.",
      quantity: "relative difference of the outputs of 12 layers, served and trained with SiLU",
      symptomatic: .above(0.05),
      broken: Run("served with hard swish") { seed in
        servedDifference(39 &+ seed, gain: .squareRoot(2), trained: .silu, served: .hardSwish)
      },
      remedies: [
        Run("SiLU, as trained") { seed in
          servedDifference(39 &+ seed, gain: .squareRoot(2), trained: .silu, served: .silu)
        }
      ])
  }

  /// How far the outputs of 12 layers of width 64 are from those with the function of the training.
  package static func servedDifference(
    _ seed: UInt64, gain: Scalar, trained: Activation, served: Activation
  ) -> Measurement {
    var generator = SplitMix64(seed: seed)
    let weights = FailureRuns.squareWeights(12, gain: gain, using: &generator)
    let x = Tensor.normal([32, 64], using: &generator)
    return FailureRuns.relativeDifference(
      FailureRuns.outputs(of: weights, x) { served($0) },
      from: FailureRuns.outputs(of: weights, x) { trained($0) })
  }

  /// F3.35: a randomized activation that goes on drawing.
  public static var leftInTrainingMode: FailureMode {
    FailureMode(
      id: .failureMode(3, 35), title: "A randomized leaky ReLU left in training mode",
      symptom: "The same request gets another answer every time.",
      diagnosis: """
        RReLU draws the slope of every negative input anew while training; in evaluation mode it takes \
        the mean slope. It has no parameters and is easily forgotten, but it has a mode, as dropout has.
        """,
      fix: "Evaluation mode before serving; a test that two calls agree.",
      quantity: "outputs of a randomized leaky ReLU, of 64, that differ between two calls",
      symptomatic: .above(0),
      broken: Run("training mode") { seed in differingOutputs(seed, .training) },
      remedies: [Run("evaluation mode") { seed in differingOutputs(seed, .evaluation) }])
  }

  private static func differingOutputs(_ seed: UInt64, _ mode: Mode) -> Measurement {
    var generator = SplitMix64(seed: 35 &+ seed)
    let x = Variable(.normal([64], using: &generator))
    let layer = RReLU(seed: seed)
    layer.setMode(mode)
    let (first, second) = (layer(x).value, layer(x).value)
    return Measurement(Double(zip(first.scalars, second.scalars).count { $0 != $1 }))
  }
}
