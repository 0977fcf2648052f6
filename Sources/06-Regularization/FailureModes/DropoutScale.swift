import Autograd
public import Course
import TensorCore

// What stands in for the units that are dropped: 1 / (1 − p), once.

extension FailureMode {
  /// F6.2: zeros without the factor that makes up for them.
  public static var neverScaled: FailureMode {
    FailureMode(
      id: .failureMode(6, 2), title: "Dropout without 1/(1 − p)",
      symptom: """
        The training loss is fine, and in evaluation mode outputs are far too large; the more layers have dropout, \
        the worse it is.
        """,
      diagnosis: """
        In training half of the units are 0, and the next layer has learned with half of the sum. In evaluation \
        all units are there. As long as nothing but weights lies between, each layer adds a factor 1/(1 − p): 2 for p = ½, 8 for three.
        """,
      fix: """
        Divide what is kept by 1 − p in training (inverted dropout), and do nothing in evaluation.
        """,
      quantity: "mean output in evaluation ÷ in training, three layers of p = ½",
      symptomatic: .above(4),
      broken: Run("zeros alone") { seed in ratioOfMeans(seed, training: 1, evaluation: 1) },
      remedies: [
        Run("inverted dropout") { seed in ratioOfMeans(seed, training: 2, evaluation: 1) },
        Run("scaled in evaluation") { seed in ratioOfMeans(seed, training: 1, evaluation: 0.5) },
      ])
  }

  /// Three layers of p = ½ with their factors on kept units in training and on all units in evaluation.
  private static func ratioOfMeans(
    _ seed: UInt64, training: Scalar, evaluation: Scalar
  ) -> Measurement {
    var generator = SplitMix64(seed: 2 &+ seed)
    var (trained, evaluated) = (Tensor.ones([4096]), Tensor.ones([4096]))
    for _ in 0..<3 {
      trained *= .mask([4096], dropping: 0.5, keptAs: training, using: &generator)
      evaluated *= evaluation
    }
    return Measurement(evaluated.mean() / trained.mean())
  }

  /// F6.3: the factor of the paper on top of the factor of the library.
  public static var scaledTwice: FailureMode {
    FailureMode(
      id: .failureMode(6, 3), title: "Dropout is scaled twice",
      symptom: "In evaluation mode outputs are too small by a constant factor.",
      diagnosis: """
        The paper of 2014 multiplies by the probability of keeping, 1 − p, at test time. PyTorch divides by it in \
        training already. Whoever does both serves 1 − p of the signal, for each layer.
        """,
      fix: "Take the factor out of the evaluation; F.dropout has done it.",
      quantity: "mean output in evaluation ÷ in training, p = ½",
      symptomatic: .below(0.75),
      broken: Run("in training and in evaluation") { seed in
        ratioOfInvertedDropout(seed, inEvaluation: 0.5)
      },
      remedies: [Run("scaled once") { seed in ratioOfInvertedDropout(seed, inEvaluation: 1) }])
  }

  private static func ratioOfInvertedDropout(
    _ seed: UInt64, inEvaluation factor: Scalar
  ) -> Measurement {
    let layer = Dropout(probability: 0.5, seed: 3 &+ seed)
    let x = Variable(.ones([4096]))
    let evaluated = layer.withMode(.evaluation) { layer(x) } * factor
    return Measurement(evaluated.value.mean() / layer(x).value.mean())
  }

  /// F6.4: 0.9 is the probability of the other thing.
  public static var keptForDropped: FailureMode {
    FailureMode(
      id: .failureMode(6, 4), title: "The probability of keeping is given as that of dropping",
      symptom: "A ported model trains badly, and nine of ten activations behind dropout are 0.",
      diagnosis: """
        The paper's p, and `keep_prob` of TensorFlow 1, is the probability of keeping. PyTorch's p, and Keras's rate, is \
        that of dropping. 0.9 drops nine tenths of the units and multiplies the rest by 10.
        """,
      fix: "p = 1 − keep_prob, and the name of the argument written out.",
      quantity: "share of 10,000 units that are 0 in training",
      symptomatic: .above(0.5),
      broken: Run("0.9 dropped") { seed in shareOfZeros(seed, probability: 0.9) },
      remedies: [
        Run("the probability of dropping") { seed in shareOfZeros(seed, probability: 1 - 0.9) }
      ])
  }

  private static func shareOfZeros(_ seed: UInt64, probability: Scalar) -> Measurement {
    let layer = Dropout(probability: probability, seed: 4 &+ seed)
    return Measurement(RegularizationRuns.zeroShare(layer(Variable(.ones([10_000]))).value))
  }
}
