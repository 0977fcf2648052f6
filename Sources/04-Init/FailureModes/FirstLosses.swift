import Autograd
public import Course
import TensorCore

// What the loss is before the first step, and what the first steps are spent on.

extension FailureMode {
  /// F4.9: the last layer makes the network sure of what it does not know.
  public static var lastLayerTooHot: FailureMode {
    FailureMode(
      id: .failureMode(4, 9), title: "The last layer is too hot",
      symptom: """
        The first loss is far above ln K; the curve looks like a hockey stick, since the first \
        steps mostly undo it.
        """,
      diagnosis: """
        Logits of a large deviation are confident guesses, mostly wrong. With weights of deviation \
        1 behind 64 units their deviation is about 8.
        """,
      fix: "A small last layer, of deviation 0.01 or zero, so that the first loss is ln K.",
      quantity: "loss at step 0 minus ln 10", symptomatic: .above(1),
      broken: Run("standard deviation 1") { seed in
        try excessLoss(seed, .normal(standardDeviation: 1))
      },
      remedies: [
        Run("standard deviation 0.01") { seed in
          try excessLoss(seed, .normal(standardDeviation: 0.01))
        },
        Run("zero") { seed in try excessLoss(seed, .zeros) },
      ])
  }

  private static func excessLoss(_ seed: UInt64, _ rule: Initializer) throws -> Measurement {
    var generator = SplitMix64(seed: 9 &+ seed)
    let x = Tensor.normal([128, 32], using: &generator)
    let classes = (0..<128).map { _ in generator.uniform(below: 10) }
    let hidden = InitializationScheme.kaiming.linear(32, 64, using: &generator)
    let head = Linear(weight: rule([10, 64], using: &generator), bias: .zeros([10]))
    let model = Sequential(hidden, FunctionLayer("relu", relu), head)
    let optimizer = GradientDescent(model.trainedVariables, learningRate: 0.05)
    let record = try fit(model, optimizer, stepCount: 20) { _ in
      softmaxCrossEntropy(model(Variable(x)), classes: classes)
    }.record
    return Measurement(record.losses[0] - StartingLoss.uniform(classCount: 10), record: record)
  }

  /// F4.10: the bias could know the class frequencies, and has to learn them.
  public static var priorMissing: FailureMode {
    FailureMode(
      id: .failureMode(4, 10), title: "A rare class, and a bias of zero",
      symptom: """
        The loss starts at ln 2 and falls at once to a plateau; that progress is not progress.
        """,
      diagnosis: """
        With 1 % positives a bias of zero claims 50 %. The first steps teach the bias −4.6; \
        meanwhile each sample has the same gradient of ½, and there are 99 negatives to a positive.
        """,
      fix: "The last bias at the log-odds of the prior, −ln((1 − π) / π); for K classes at ln πₖ.",
      quantity: "loss at step 0 ÷ entropy of the classes, 1 % positive", symptomatic: .above(2),
      broken: Run("bias 0") { seed in try lossInEntropies(seed, bias: 0) },
      remedies: [
        Run("bias at the log-odds of the prior") { seed in
          try lossInEntropies(seed, bias: Scalar(StartingLoss.priorBias(frequency: 0.01)))
        }
      ])
  }

  private static func lossInEntropies(_ seed: UInt64, bias: Scalar) throws -> Measurement {
    var generator = SplitMix64(seed: 10 &+ seed)
    let x = Tensor.normal([1000, 4], using: &generator)
    let targets = Tensor(shape: [1000, 1], scalars: (0..<1000).map { $0 < 10 ? 1 : 0 })
    let head = Linear(weight: .zeros([1, 4]), bias: Tensor([bias]))
    let optimizer = GradientDescent(head.trainedVariables, learningRate: 0.5)
    let record = try fit(head, optimizer, stepCount: 20) { _ in
      sigmoidCrossEntropy(head(Variable(x)), targets: targets)
    }.finished()
    return Measurement(
      record.losses[0] / StartingLoss.entropy(frequencies: [0.01, 0.99]), record: record)
  }

  /// F4.14: an initialization keeps the size of its inputs, whatever it is.
  public static var inputsUnscaled: FailureMode {
    FailureMode(
      id: .failureMode(4, 14), title: "Unscaled inputs with a right initialization",
      symptom: """
        He's rule in every layer, and the first loss is orders of magnitude above the targets' \
        variance.
        """,
      diagnosis: """
        Initializations keep the second moment that they are given. Square meters up to 1000 have \
        one of more than 300,000, and the outputs have one of that order.
        """,
      fix: """
        Standardize the inputs with the training set's mean and deviation (and large targets too).
        """,
      quantity: "loss at step 0 ÷ variance of the targets", symptomatic: .above(50),
      broken: Run("square meters") { seed in try lossInVariances(seed) { $0 } },
      remedies: [
        Run("standardized inputs") { seed in
          try lossInVariances(seed) { x in
            (x - x.mean()) / .squareRoot(x.variance(correction: 1))
          }
        }
      ])
  }

  private static func lossInVariances(
    _ seed: UInt64, _ prepare: (Tensor) -> Tensor
  ) throws -> Measurement {
    var generator = SplitMix64(seed: 14 &+ seed)
    let meters = Tensor.linearlySpaced(from: 0, through: 1000, count: 51).reshaped(to: [51, 1])
    let y = meters.map { .sine($0 * (.pi / 500)) }
    let x = prepare(meters)
    let model = InitializationScheme.kaiming.network([1, 32, 1], relu, using: &generator)
    let optimizer = GradientDescent(model.trainedVariables, learningRate: 0.01)
    let record = try fit(model, optimizer, stepCount: 20) { _ in
      meanSquaredError(model(Variable(x)), targets: y)
    }.record
    return Measurement(record.losses[0] / Double(y.variance()), record: record)
  }
}
