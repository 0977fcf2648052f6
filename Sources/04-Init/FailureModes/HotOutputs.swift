import Autograd
public import Course
import TensorCore

// Outputs that start far from where they can be moved, or far from what they know.

extension FailureMode {
  /// F4.12: a sigmoid that starts at 0 or 1 has no slope.
  public static var sigmoidOutputSaturated: FailureMode {
    FailureMode(
      id: .failureMode(4, 12), title: "A sigmoid output does not move",
      symptom: """
        Most predictions are nearly 0 or 1 from the first step on, also the wrong ones, and stay \
        there.
        """,
      diagnosis: """
        With logits of deviation 10 the sigmoid's slope is 0.04 on average and below 0.01 for most \
        samples. A squared error's gradient has it as a factor.
        """,
      fix: """
        Xavier's rule for the weights, or zero; zero bias; and the cross-entropy on logits, whose \
        gradient has no slope in it.
        """,
      quantity: "mean slope of a sigmoid output at step 0", symptomatic: .below(0.1),
      broken: Run("standard deviation 2.5") { seed in
        meanSigmoidSlope(seed, .normal(standardDeviation: 2.5))
      },
      remedies: [
        Run("Xavier") { seed in meanSigmoidSlope(seed, .xavierNormal()) },
        Run("zero weights") { seed in meanSigmoidSlope(seed, .zeros) },
      ])
  }

  private static func meanSigmoidSlope(_ seed: UInt64, _ rule: Initializer) -> Measurement {
    var generator = SplitMix64(seed: 12 &+ seed)
    let x = Tensor.normal([256, 16], using: &generator)
    let logits = matmul(x, rule([1, 16], using: &generator), transposing: .right)
    return Measurement(
      logits.map { z in
        let p = Scalar.sigmoid(z)
        return p * (1 - p)
      }.mean())
  }

  /// F4.23: tied weights are initialized once, by whoever comes last.
  public static var tiedEmbedding: FailureMode {
    FailureMode(
      id: .failureMode(4, 23), title: "The output layer is tied to an embedding of deviation 1",
      symptom: """
        A language model's first loss is many times ln V; without weight tying it is near ln V.
        """,
      diagnosis: """
        nn.Embedding starts at N(0, 1), which is right for an input. Tied, the same matrix makes \
        the logits: of the token that was read, where the body passes it on, the squared norm of \
        its row, 64 in 64 dimensions. What the head had been given is lost.
        """,
      fix: """
        Tie first, then initialize the shared matrix small (GPT-2: 0.02); assert that the first \
        loss is near ln V.
        """,
      quantity: "loss at step 0 minus ln 50", symptomatic: .above(1),
      broken: Run("nn.Embedding's default, tied") { seed in
        excessLossOfTied(seed, .embedding())
      },
      remedies: [
        Run("standard deviation 0.02, then tied") { seed in
          excessLossOfTied(seed, .embedding(standardDeviation: 0.02))
        }
      ])
  }

  private static func excessLossOfTied(_ seed: UInt64, _ rule: Initializer) -> Measurement {
    var generator = SplitMix64(seed: 23 &+ seed)
    let classes = (0..<50).map { _ in generator.uniform(below: 50) }
    // The table embeds all fifty tokens and makes the logits of each.
    let table = rule([50, 64], using: &generator)
    let logits = matmul(table, table, transposing: .right)
    let loss = withoutGradient { softmaxCrossEntropy(Variable(logits), classes: classes).scalar }
    return Measurement(Double(loss) - StartingLoss.uniform(classCount: 50))
  }
}
