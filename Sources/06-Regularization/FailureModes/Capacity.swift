import Autograd
public import Course
import TensorCore

// Too much freedom, too little, and exactly enough to fit the noise.

extension FailureMode {
  /// F6.12: as many weights as samples.
  public static var overCapacity: FailureMode {
    FailureMode(
      id: .failureMode(6, 12), title: "The fit goes through every point, noise included",
      symptom:
        "The training error is 0 but for rounding, and between the points the error is more than a hundred times the noise's variance.",
      diagnosis: """
        Twelve weights fit twelve noisy samples exactly, with large weights that cancel at the samples and not between \
        them. It is not the degree alone: the same polynomial with a small penalty fits well.
        """,
      fix: "Ridge or early stopping, by the error on held-out data; more data; fewer weights.",
      quantity: "mean squared error between the samples of a polynomial of degree 11",
      symptomatic: .above(1),
      broken: Run("no penalty") {
        Measurement(PolynomialFit().errors(strength: 0).validation)
      },
      remedies: [
        Run("ridge 0.1") { Measurement(PolynomialFit().errors(strength: 0.1).validation) },
        Run("20 steps of descent") {
          let fit = PolynomialFit()
          return Measurement(fit.errors(of: fit.weights(afterSteps: 20)).validation)
        },
      ])
  }

  /// F6.15: a penalty a thousand times too strong.
  public static var overRegularized: FailureMode {
    FailureMode(
      id: .failureMode(6, 15), title: "So much regularization that nothing is learned",
      symptom: "Training error and validation error are both high, and near each other.",
      diagnosis: """
        The penalty outweighs the data. A gap that is small says that nothing is overfitted, not that something is \
        learned: compare the training error with that of predicting the mean.
        """,
      fix: "Take regularizers away until the training error falls, the strongest first.",
      quantity: "training error of a polynomial of degree 11", symptomatic: .above(0.3),
      broken: Run("ridge 100") { Measurement(PolynomialFit().errors(strength: 100).training) },
      remedies: [
        Run("ridge 0.1") { Measurement(PolynomialFit().errors(strength: 0.1).training) }
      ])
  }

  /// F6.16: the worst width is the one that can just fit.
  ///
  /// ## Source
  ///
  /// Belkin and others, 2019, https://arxiv.org/abs/1812.11118
  public static var atTheThreshold: FailureMode {
    FailureMode(
      id: .failureMode(6, 16), title: "The error peaks where features equal samples",
      symptom: """
        The validation error explodes at one size of the model, and is lower on both sides of it.
        """,
      diagnosis: """
        With as many features as samples there is in general one fit through all samples, and it has enormous weights. With fewer features \
        no fit reaches every noisy sample; with more there are many such fits, and the one of least norm is tamer.
        """,
      fix: "A ridge penalty takes the peak away; so does a size away from it, on either side.",
      quantity: "median validation error of 20 fits of 20 samples by random ReLU features",
      symptomatic: .above(20),
      broken: Run("20 features") { seed in medianError(seed, featureCount: 20) },
      remedies: [
        Run("ridge 5") { seed in medianError(seed, featureCount: 20, strength: 5) },
        Run("200 features") { seed in medianError(seed, featureCount: 200) },
      ])
  }

  private static func medianError(
    _ seed: UInt64, featureCount: Int, strength: Scalar = 0
  ) -> Measurement {
    let first = 160 &+ 20 &* seed
    return Measurement(
      DoubleDescent(validationCount: 100).medianError(
        featureCount: featureCount, strength: strength, seeds: first..<first + 20))
  }
}
