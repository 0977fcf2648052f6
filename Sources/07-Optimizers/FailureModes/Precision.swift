import Autograd
public import Course
import TensorCore

// Numbers that the format of the weights does not have.

extension FailureMode {
  /// F7.19: an epsilon that is zero.
  ///
  /// ## Source
  ///
  /// https://github.com/pytorch/pytorch/issues/147437, https://github.com/google-deepmind/optax/issues/1754
  public static var epsilonInHalfPrecision: FailureMode {
    FailureMode(
      id: .failureMode(7, 19), title: "In half precision Adam's epsilon is zero",
      symptom: """
        model.half() and Adam: after the first step weights are infinite or NaN, with finite gradients.
        """,
      diagnosis: """
        The least positive number of float16 is 6e-8. ε = 1e-8 rounds to 0, and so does (1 − β₂) g² for gradients of \
        1e-4: the quotient divides by 0. A gradient of 0 gives 0/0.
        """,
      fix: "Weights and state in single precision, with autocast; failing that an ε of 1e-4 or so.",
      quantity: "weights of four that are not finite after a step in half precision",
      symptomatic: .above(0.5),
      broken: Run("epsilon 1e-8") { lostInHalfPrecision(epsilon: 1e-8) },
      remedies: [
        Run("an epsilon that half precision has") { lostInHalfPrecision(epsilon: 1e-4) }
      ])
  }

  /// Adam's first step with every number rounded to half precision.
  private static func lostInHalfPrecision(epsilon: Double) -> Measurement {
    let weights = [1e-4, 1e-4, 0, 0].map { gradient in
      let g = gradient.roundedToFloat16()
      let mean = (0.1 * g).roundedToFloat16()
      let square = (0.001 * g * g).roundedToFloat16()
      let root = (square / 0.001).squareRoot().roundedToFloat16()
      let divisor = (root + epsilon.roundedToFloat16()).roundedToFloat16()
      return (1 - 1e-3 * (mean / 0.1) / divisor).roundedToFloat16()
    }
    return Measurement(Double(weights.count { !$0.isFinite }))
  }

  /// F7.20: steps below half a unit in the last place.
  ///
  /// ## Source
  ///
  /// https://github.com/Nerogar/OneTrainer/issues/996, https://github.com/pytorch/ao/pull/1124
  public static var roundedAway: FailureMode {
    FailureMode(
      id: .failureMode(7, 20), title: "Small steps round away in bfloat16",
      symptom:
        "With weights in bfloat16 the loss stops falling early; a greater rate makes it move again.",
      diagnosis: """
        bfloat16 has 8 significant bits: between ½ and 1 its numbers are 1/256 apart. A step of 0.001 from 1 is less \
        than half of that and rounds to no step, however often. The same happens to a decay of ηλ = 1e-5.
        """,
      fix: "Weights in single precision, cast for the products (autocast); or stochastic rounding.",
      quantity: "distance that a hundred steps of 0.001 go, from 1", symptomatic: .below(0.01),
      broken: Run("weights in bfloat16") { distanceOfSmallSteps { $0.roundedToBFloat16() } },
      remedies: [Run("weights in single precision") { distanceOfSmallSteps { $0 } }])
  }

  private static func distanceOfSmallSteps(rounding: (Tensor) -> Tensor) -> Measurement {
    let w = OptimizerRuns.leaf([1])
    let optimizer = SGD([w], learningRate: 1e-3)
    for _ in 0..<100 {
      w.gradient = Tensor([1])
      optimizer.step()
      w.modify { $0 = rounding($0) }
    }
    return Measurement(1 - w.value[0])
  }
}
