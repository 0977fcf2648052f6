import Autograd
public import Course
import TensorCore

// Exponentials and logarithms in pieces, where one function computes both; and what temperature divides.

extension FailureMode {
  /// F3.24: the logarithm of a probability that has vanished.
  public static var logarithmOfSoftmax: FailureMode {
    FailureMode(
      id: .failureMode(3, 24), title: "The logarithm of a softmax, made safe by epsilon",
      symptom:
        "A sample that is badly wrong gets no gradient; without epsilon its loss is infinite.",
      diagnosis: """
        exp(−1000) is 0 and its logarithm −∞. With 10⁻¹² added the loss is 27.6 instead of 1000, and \
        constant: the gradient is 0 where it should be (−1, 1).
        """,
      fix: "log-softmax in one piece, which subtracts the log-sum-exp and takes no such logarithm.",
      quantity: "norm of the gradient at the logits −1000 and 0 for the first class",
      symptomatic: .below(0.5),
      broken: Run("log(softmax + 10⁻¹²)") { try gradientNorm { log($0.softmax() + 1e-12) } },
      remedies: [Run("log-softmax") { try gradientNorm { $0.logSoftmax() } }])
  }

  private static func gradientNorm(_ logarithms: (Variable) -> Variable) throws -> Measurement {
    let logits = Variable(Tensor([[-1000, 0]]), requiresGradient: true)
    try (-logarithms(logits).slice(0..<1, axis: 1)).sum().backward()
    return Measurement(logits.gradient?.norm() ?? .nan)
  }

  /// F3.31: a sigmoid that is 1 to the last digit.
  public static var sureAndWrong: FailureMode {
    FailureMode(
      id: .failureMode(3, 31), title: "Sure and wrong, and no gradient",
      symptom: "A few mislabeled or hard samples keep a large loss and are never corrected.",
      diagnosis: """
        The loss gets the sigmoid's output. At the logit 40 that is 1 to the last digit (in Float32 from \
        17 on), and the slope s (1 − s) is 0, whatever the loss behind it says.
        """,
      fix: "The loss of the logit, in which sigmoid and logarithm are one: its gradient is s − y.",
      quantity: "gradient at the logit 40 of a sample of class 0", symptomatic: .below(0.5),
      broken: Run("the loss of the sigmoid") {
        try gradientAt40 { z, y in
          FailureRuns.crossEntropy(ofProbabilities: Activation.sigmoid(z), targets: y)
        }
      },
      remedies: [
        Run("the loss of the logit") {
          try gradientAt40 { z, y in sigmoidCrossEntropy(z, targets: y) }
        }
      ])
  }

  private static func gradientAt40(_ loss: (Variable, Tensor) -> Variable) throws -> Measurement {
    let z = Variable(Tensor([40]), requiresGradient: true)
    try loss(z, Tensor([0])).backward()
    return Measurement(abs(z.gradient?[0] ?? .nan))
  }

  /// F3.30: softplus as it is written.
  public static var overflowingSoftplus: FailureMode {
    FailureMode(
      id: .failureMode(3, 30), title: "Softplus as the formula has it",
      symptom:
        "The loss is infinite, and then NaN, when a pre-activation is large: 710, or 89 in Float32.",
      diagnosis: "exp(1000) is infinite, although log(1 + exp(1000)) is 1000.",
      fix: "max(x, 0) + log(1 + e^−|x|), or x itself above a threshold, as libraries do.",
      quantity: "softplus of 1000", symptomatic: .notFinite,
      broken: Run("log(1 + exp(x))") { Measurement(Scalar.log(1 + .exp(1000))) },
      remedies: [
        Run("linear above a threshold") { Measurement(Activation.softplus.value(at: 1000)) }
      ])
  }

  /// F3.25: a factor that the normalization takes out again.
  public static var temperatureOfProbabilities: FailureMode {
    FailureMode(
      id: .failureMode(3, 25), title: "The temperature divides probabilities",
      symptom: "The temperature of a language model's sampling has no effect at all.",
      diagnosis: """
        Probabilities were divided by the temperature, and whoever samples divides them by their sum \
        (PyTorch: `multinomial`). The factor is gone.
        """,
      fix: "Divide the logits, before the softmax.",
      quantity: "probability of the likeliest of the tokens [2, 1, 0.1] at temperature 0.1",
      symptomatic: .below(0.9),
      broken: Run("probabilities divided") { likeliest { z in z.softmax() / 0.1 } },
      remedies: [
        Run("logits divided by the temperature") { likeliest { z in (z / 0.1).softmax() } }
      ])
  }

  private static func likeliest(_ weights: (Tensor) -> Tensor) -> Measurement {
    let weights = weights(Tensor([2, 1, 0.1]))
    return Measurement(weights.max() / weights.sum())
  }
}
