public import Course
package import TensorCore

// The loss gets something else than it expects.

extension FailureMode {
  /// F1.3: a softmax before a loss that applies one itself.
  public static var doubleSoftmax: FailureMode {
    FailureMode(
      id: .failureMode(1, 3), title: "A softmax before the loss",
      symptom: "The loss does not go below a strange floor, 1.46 for ten classes.",
      diagnosis: """
        The loss expects logits and applies the softmax itself. Given probabilities, a perfect \
        prediction of K classes still costs ln(1 + (K − 1)/e).
        """,
      fix: "Pass the logits; apply the softmax only where probabilities are shown.",
      quantity: "mean loss of perfect predictions of ten classes", symptomatic: .above(1),
      broken: Run("probabilities passed to the loss") {
        Measurement(SoftmaxCrossEntropy().mean(of: confidentLogits.softmax(), classes: tenClasses))
      },
      remedies: [
        Run("logits passed to the loss") {
          Measurement(SoftmaxCrossEntropy().mean(of: confidentLogits, classes: tenClasses))
        }
      ])
  }

  private static var tenClasses: [Int] { Array(0..<10) }

  /// Logits that are 100 for the right class and 0 for the others.
  private static var confidentLogits: Tensor { 100 * Tensor.oneHot(tenClasses, classCount: 10) }

  /// F1.4: predictions `[n, 1]` minus targets `[n]` are n² differences.
  public static var broadcastTargets: FailureMode {
    FailureMode(
      id: .failureMode(1, 4), title: "Predictions and targets of shapes that broadcast",
      symptom: "A regression model predicts the mean of the targets for everything.",
      diagnosis: """
        A prediction of shape [n, 1] minus a target of shape [n] broadcasts to [n, n]: every \
        prediction is compared with every target, and the mean of the targets is best for all of them.
        """,
      fix: "Make the shapes equal, and let the loss check that they are.",
      quantity: "mean squared error of predictions that equal their targets",
      symptomatic: .above(1),
      broken: Run("difference of [4, 1] and [4]") {
        let targets = Tensor([0, 1, 2, 3])
        return Measurement(
          PerceptronLesson.broadcastingError(of: targets.reshaped(to: [4, 1]), targets: targets))
      },
      remedies: [
        Run("difference of [4] and [4]") {
          let targets = Tensor([0, 1, 2, 3])
          return Measurement(
            SquaredError().mean(of: targets.reshaped(to: [4, 1]).flattened, targets: targets))
        }
      ])
  }

  /// F1.5: exponentials of logits overflow.
  public static var naiveCrossEntropyOverflow: FailureMode {
    FailureMode(
      id: .failureMode(1, 5), title: "Cross-entropy as the formula has it",
      symptom:
        "The loss is NaN or infinite as soon as a logit is large: beyond 709 in Float64, 88 in Float32.",
      diagnosis: """
        exp(1000) is infinite and ∞/∞ is NaN; on the other side exp(−1000) is 0 and its logarithm −∞.
        """,
      fix: "Subtract the greatest logit first: log-softmax in one piece.",
      quantity: "loss of the logits 1000 and 0 for the first class", symptomatic: .notFinite,
      broken: Run("logarithm of the quotient of exponentials") {
        Measurement(PerceptronLesson.naiveCrossEntropy(of: Tensor([[1000, 0]]), classes: [0]))
      },
      remedies: [
        Run("log-softmax") {
          Measurement(SoftmaxCrossEntropy().mean(of: Tensor([[1000, 0]]), classes: [0]))
        }
      ])
  }

  /// F1.7: a head that cannot answer with a negative number.
  public static var reluOutput: FailureMode {
    FailureMode(
      id: .failureMode(1, 7), title: "A ReLU on the output of a regression",
      symptom: "Negative targets are never fitted; the loss stops at the mean of min(y, 0)².",
      diagnosis: "The head can answer only with numbers of at least 0, and has no slope below.",
      fix: "Use the identity as head; see the table of heads and losses.",
      quantity: "mean squared error for the targets −1 and 1 after training",
      symptomatic: .above(0.4),
      broken: Run("ReLU") { trainedError(head: .relu) },
      remedies: [Run("identity") { trainedError(head: .identity) }])
  }

  /// Trains w x + b with a head on the points (−1, −1) and (1, 1), from w = ½ and b = 0.
  private static func trainedError(head: Nonlinearity) -> Measurement {
    let x = Tensor([[-1], [1]])
    let y = x
    var map = AffineMap(weight: Tensor([[0.5]]), bias: Tensor([0]))
    let learningRate: Scalar = 0.1
    var record = TrainingRecord()
    for _ in 0..<200 {
      let predictions = head(map(x))
      let outer = SquaredError().gradient(at: predictions, targets: y)
      let gradient = map.pullback(
        input: x, cotangent: outer * head.slope(fromOutput: predictions))
      record.append(
        loss: SquaredError().mean(of: predictions, targets: y), learningRate: learningRate,
        network: MultilayerPerceptron(layers: [map], nonlinearity: .identity),
        gradients: [gradient])
      map.weight -= learningRate * gradient.weight
      map.bias? -= learningRate * gradient.bias
    }
    return Measurement(SquaredError().mean(of: head(map(x)), targets: y), record: record)
  }
}

// The faults and data that tests look at by themselves.
extension PerceptronLesson {
  /// The fault of F1.4: the mean squared error without the check of the shapes.
  package static func broadcastingError(of predictions: Tensor, targets: Tensor) -> Scalar {
    let errors = predictions - targets
    return (errors * errors).mean()
  }

  /// The fault of F1.5: −log(exp z_y / Σ exp zⱼ), step by step.
  package static func naiveCrossEntropy(of logits: Tensor, classes: [Int]) -> Scalar {
    let exponentials = logits.map { .exp($0) }
    let sums = exponentials.sum(axis: 1).reshaped(to: [classes.count, 1])
    return (exponentials / sums).picking(columns: classes).map { -.log($0) }.mean()
  }
}
