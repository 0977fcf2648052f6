import Autograd
public import Course
import TensorCore

// Evaluation mode where something is trained, and freezing that does not freeze.

extension FailureMode {
  /// F5.17: statistics that nobody measured.
  public static var trainedInEvaluationMode: FailureMode {
    FailureMode(
      id: .failureMode(5, 17), title: "The network is trained in evaluation mode",
      symptom: """
        A network that needs batch norm trains as badly as it would without; num_batches_tracked \
        stays at 0.
        """,
      diagnosis: """
        model.eval() of a check before the first step was never taken back. Each norm subtracts 0 \
        and divides by √(1 + ε), almost 1: nothing is normalized, and nothing is measured.
        """,
      fix: "model.train() at the beginning of every epoch.",
      quantity: "loss after 100 steps ÷ variance of the targets", symptomatic: .above(0.36),
      broken: Run("evaluation mode") { seed in try lossAfterTraining(seed, .evaluation) },
      remedies: [Run("training mode") { seed in try lossAfterTraining(seed, .training) }])
  }

  private static func lossAfterTraining(_ seed: UInt64, _ mode: Mode) throws -> Measurement {
    var generator = SplitMix64(seed: 17 &+ seed)
    let z = Tensor.normal([64, 3], using: &generator)
    let y = z.slice(0..<1, axis: 1) + z.slice(1..<2, axis: 1).map { .sine(2 * $0) }
    let x = 20 + 5 * z
    let model = Sequential(
      BatchNorm1d(featureCount: 3), Linear(inputCount: 3, outputCount: 16, using: &generator),
      FunctionLayer("tanh", tanh), Linear(inputCount: 16, outputCount: 1, using: &generator))
    model.setMode(mode)
    let optimizer = GradientDescent(model.trainedVariables, learningRate: 0.02)
    let record = try fit(model, optimizer, stepCount: 100) { _ in
      meanSquaredError(model(Variable(x)), targets: y)
    }.finished()
    return Measurement((record.losses.last ?? .nan) / Double(y.variance()), record: record)
  }

  /// F5.18: buffers are no parameters.
  public static var onlyParametersFrozen: FailureMode {
    FailureMode(
      id: .failureMode(5, 18), title: "requires_grad = False does not freeze a norm",
      symptom: """
        The backbone is frozen, its parameters are the same to the bit, and its features still \
        change from epoch to epoch.
        """,
      diagnosis: """
        requires_grad concerns gradients. The running statistics are averaged in the forward pass, \
        in training mode, whether or not anything has a gradient.
        """,
      fix: "requires_grad = False for the parameters and eval() for the norms.",
      quantity: "running mean, 0 before, after one batch of sevens", symptomatic: .above(0.1),
      broken: Run("parameters without gradients") { meanAfterSevens(.training) },
      remedies: [Run("evaluation mode") { meanAfterSevens(.evaluation) }])
  }

  private static func meanAfterSevens(_ mode: Mode) -> Measurement {
    let norm = BatchNorm1d(
      sharing: Variable(.ones([1])), Variable(.zeros([1])),
      running: RunningStatistics(featureCount: 1), featureCount: 1)
    norm.setMode(mode)
    _ = norm(Variable(Tensor(repeating: 7, shape: [4, 1])))
    return Measurement(FailureRuns.runningMean(of: norm)[0])
  }

  /// F5.19: a mode set once is undone by the next call for the whole network.
  public static var thawedByTraining: FailureMode {
    FailureMode(
      id: .failureMode(5, 19), title: "model.train() thaws the frozen norms",
      symptom: """
        The norms were put into evaluation mode before fine-tuning, and drift all the same.
        """,
      diagnosis: """
        model.train() at the beginning of an epoch puts every module inside into training mode, \
        the frozen norms too. It does not know that somebody chose otherwise.
        """,
      fix: "Freeze after every model.train(), best in the model's own train(mode) method.",
      quantity: "batches that a frozen norm takes in, in two epochs of five",
      symptomatic: .above(0.5),
      broken: Run("frozen once, before the loop") { seed in
        batchesTakenIn(seed, beforeLoop: { $0.setMode(.evaluation) }, everyEpoch: { _ in })
      },
      remedies: [
        Run("frozen after every change of mode") { seed in
          batchesTakenIn(seed, beforeLoop: { _ in }, everyEpoch: { $0.setMode(.evaluation) })
        },
        Run("frozen by a flag that modes leave alone") { seed in
          batchesTakenIn(seed, beforeLoop: { $0.freezeBatchNorms() }, everyEpoch: { _ in })
        },
      ])
  }

  private static func batchesTakenIn(
    _ seed: UInt64, beforeLoop: (BatchNorm1d) -> Void, everyEpoch: (BatchNorm1d) -> Void
  ) -> Measurement {
    var generator = SplitMix64(seed: 19 &+ seed)
    let data = FailureRuns.batches(5, [8, 4], using: &generator)
    let norm = BatchNorm1d(featureCount: 8)
    let model = Sequential(Linear(inputCount: 4, outputCount: 8, using: &generator), norm)
    beforeLoop(norm)
    for _ in 0..<2 {
      model.setMode(.training)
      everyEpoch(norm)
      FailureRuns.see(model, data)
    }
    return Measurement(Double(norm.running?.batchCount ?? 0))
  }
}
