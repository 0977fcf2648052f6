import Autograd
public import Course
import TensorCore

// The network exists; training is another matter.

extension FailureMode {
  /// F10.1: weights that fit exist, and descent ends elsewhere.
  public static var existsAndIsNotFound: FailureMode {
    FailureMode(
      id: .failureMode(10, 1),
      title: "One layer is enough, says the theorem, and it does not train",
      symptom: "The loss falls a little and stays far above what the same network could reach.",
      diagnosis: """
        The theorem says that weights exist. It does not say that Adam finds them from a random start: of eight periods over the \
        range hardly one is learned in 200 steps. Weights read off the target, for the same 64 units, leave an error of 0.0015.
        """,
      fix: """
        Give the input in a form in which the target is simple, here sines and cosines of several frequencies, the target's among them. Or \
        more steps, a better schedule, more layers: measure each against a constructed solution where there is one.
        """,
      quantity: "mean squared error on 64 points of sin 8πx, one hidden layer of 64 ReLUs",
      symptomatic: .above(0.2),
      broken: Run("trained on x") { seed in
        let result = try CurveFits.wave(frequency: 8, features: 0, seed: seed)
        return Measurement(result.error, record: result.record)
      },
      remedies: [
        Run("trained on sines and cosines of x") { seed in
          let result = try CurveFits.wave(frequency: 8, features: 8, seed: seed)
          return Measurement(result.error, record: result.record)
        }
      ])
  }

  /// F10.6: depth without a way for the signal.
  public static var deepAndNarrow: FailureMode {
    FailureMode(
      id: .failureMode(10, 6), title: "A deep, narrow network predicts the mean and nothing else",
      symptom: "From the first step to the last the output is one number for all inputs.",
      diagnosis: """
        Twenty-five layers of eight ReLUs, from PyTorch's start: the signal shrinks from layer to layer, until what reaches the output hardly \
        depends on the input. The widths would suffice; the gradient of the first layers is nearly 0.
        """,
      fix: """
        Skip connections around blocks that start at 0, or fewer and wider layers. He initialization helps; it keeps the signal's size on average \
        only, and single starts spread the more, the deeper and narrower the network.
        """,
      quantity: "mean squared error on 32 points of sin 2πx after 100 steps",
      symptomatic: .above(0.3),
      broken: Run("25 layers in a row") { seed in try deepFit(hasSkips: false, seed: seed) },
      remedies: [
        Run("skips around every two layers") { seed in try deepFit(hasSkips: true, seed: seed) }
      ])
  }

  private static func deepFit(hasSkips: Bool, seed: UInt64) throws -> Measurement {
    var fit = CurveFit(hiddenWidths: Array(repeating: 8, count: 25)) { .sine(2 * .pi * $0) }
    fit.pointCount = 32
    fit.stepCount = 100
    fit.hasSkips = hasSkips
    let result = try fit.trained(seed: seed)
    return Measurement(result.finalError, record: result.record)
  }

  /// F10.8: the labels are noise, and the width is doubled.
  public static var widthForNoise: FailureMode {
    FailureMode(
      id: .failureMode(10, 8), title: "More width does not help: there is nothing left to fit",
      symptom:
        "Training accuracy is 1, validation accuracy is a coin's, with 64 units and with 128.",
      diagnosis: """
        The training data are fitted by heart, so capacity is not what is missing. What the labels do not hold no \
        width brings into validation. With labels that depend on the inputs the same network generalizes.
        """,
      fix:
        "Look at the labels, at the features, at how many samples there are, before you pay for width.",
      quantity: "validation accuracy of 128 hidden units, trained on 64 samples of 16 features",
      symptomatic: .below(0.65),
      broken: Run("labels by coin toss") { seed in try CurveFits.labels(random: true, seed: seed) },
      remedies: [
        Run("labels that follow the inputs") { seed in
          try CurveFits.labels(random: false, seed: seed)
        }
      ])
  }

  /// F10.10: a wide network behind one number.
  public static var bottleneckInFront: FailureMode {
    FailureMode(
      id: .failureMode(10, 10),
      title: "A wide layer behind a narrow one adds nothing that was lost",
      symptom: "Training accuracy does not rise with the width of the second layer.",
      diagnosis: """
        The first layer has one unit. What it computes is a function of one weighted sum, and all that follows sees that one number: points on a \
        line across the plane look alike. No width behind it tells those apart: it could at most learn the samples by heart.
        """,
      fix:
        "Widen the narrowest layer; the count of parameters hides it, a list of widths shows it.",
      quantity: "training accuracy on 128 points of the four quadrants of XOR",
      symptomatic: .below(0.92),
      broken: Run("2-1-64-2") { seed in try CurveFits.quadrants(first: 1, seed: seed) },
      remedies: [
        Run("2-16-16-2") { seed in try CurveFits.quadrants(first: 16, second: 16, seed: seed) }
      ])
  }
}
