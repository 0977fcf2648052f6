import Autograd
public import Course
import TensorCore

// Rates that the curvature does not bear.

extension FailureMode {
  /// F7.1: above 2 over the curvature every step goes farther past the minimum than it came from.
  public static var aboveTheLimit: FailureMode {
    FailureMode(
      id: .failureMode(7, 1), title: "The learning rate is above 2/L",
      symptom: """
        The loss grows from step to step, by the same factor, with alternating sign of the weights' error.
        """,
      diagnosis: """
        In a direction of curvature L a step multiplies the error by 1 − ηL. Above η = 2/L its magnitude is greater \
        than 1. One direction of great curvature is enough; the others may shrink meanwhile.
        """,
      fix: """
        A smaller rate. 2/L is the limit on a quadratic without momentum; a network changes its curvature as it \
        trains, so that its loss can also jump and come back.
        """,
      quantity: "distance from the minimum of ½w² after 1000 steps from 1",
      symptomatic: .above(1000),
      broken: Run("just above 2/L") {
        try OptimizerRuns.distanceInBowl(SGDRule(learningRate: 2.01), stepCount: 1000)
      },
      remedies: [
        Run("just below 2/L") {
          try OptimizerRuns.distanceInBowl(SGDRule(learningRate: 1.99), stepCount: 1000)
        },
        Run("heavy ball") {
          try OptimizerRuns.distanceInBowl(
            SGDRule(learningRate: 2.01, momentum: 0.9), stepCount: 1000)
        },
      ])
  }

  /// F7.46: looking ahead costs room.
  public static var nesterovBearsLess: FailureMode {
    FailureMode(
      id: .failureMode(7, 46), title: "Nesterov diverges where plain descent does not",
      symptom: "nesterov=True, nothing else changed, and the run diverges.",
      diagnosis: """
        Its limit is 2 (1 + μ) / ((1 + 2μ) L): at μ = 0.9 it is 1.357/L, below the 2/L of plain descent and far \
        below the heavy ball's 3.8/L.
        """,
      fix: "A rate below the limit, or μ without Nesterov.",
      quantity: "distance from the minimum of ½w² after 100 steps from 1",
      symptomatic: .above(1000),
      broken: Run("Nesterov at 1.5/L") {
        try OptimizerRuns.distanceInBowl(
          SGDRule(learningRate: 1.5, momentum: 0.9, isNesterov: true), stepCount: 100)
      },
      remedies: [
        Run("below 1.357/L") {
          try OptimizerRuns.distanceInBowl(
            SGDRule(learningRate: 1.3, momentum: 0.9, isNesterov: true), stepCount: 100)
        },
        Run("without momentum") {
          try OptimizerRuns.distanceInBowl(SGDRule(learningRate: 1.5), stepCount: 100)
        },
        Run("heavy ball") {
          try OptimizerRuns.distanceInBowl(
            SGDRule(learningRate: 1.5, momentum: 0.9), stepCount: 100)
        },
      ])
  }

  /// F7.43: gradients of weights that are gone.
  ///
  /// ## Source
  ///
  /// With a delay of τ steps, wₜ₊₁ = wₜ − η λ wₜ₋τ is stable below η λ = 2 sin(π / (4τ + 2)): there the first roots of
  /// z^(τ+1) − z^τ + η λ reach the unit circle. Without delay it is 2.
  public static var staleGradients: FailureMode {
    FailureMode(
      id: .failureMode(7, 43), title: "Asynchronous workers bring old gradients",
      symptom: "With more workers the run diverges at a rate that one worker bears.",
      diagnosis: """
        Each gradient belongs to the weights that the worker had read, some steps ago. A delay of 4 lowers the limit \
        on a quadratic from 2/L to 2 sin 10° / L = 0.347/L.
        """,
      fix: "Synchronous steps, or a rate that is small enough for the delay.",
      quantity: "distance from the minimum of ½w² after 200 steps at the rate 0.5, from 1",
      symptomatic: .above(1),
      broken: Run("gradients four steps old") { distance(delay: 4, rate: 0.5) },
      remedies: [
        Run("gradients of today") { distance(delay: 0, rate: 0.5) },
        Run("a rate of 0.1") { distance(delay: 4, rate: 0.1) },
      ])
  }

  private static func distance(delay: Int, rate: Scalar) -> Measurement {
    let w = OptimizerRuns.leaf([1])
    let optimizer = SGD([w], learningRate: rate)
    var history = Array(repeating: w.value, count: delay + 1)
    for _ in 0..<200 {
      w.gradient = history[history.count - 1 - delay]
      optimizer.step()
      history.append(w.value)
    }
    return Measurement(abs(w.value[0]))
  }
}
