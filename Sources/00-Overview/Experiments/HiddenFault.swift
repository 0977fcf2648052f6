public import Autograd
import Datasets
import TensorCore

/// Row 6 of the table: a fault under which the loss falls all the same, and that the gradients show.
///
/// The first layer's output is detached, as by a `.detach()` or a `no_grad` that somebody left in. The layers behind it learn all the same, so
/// the loss falls, though less far than in a sound run.
public enum HiddenFault {
  /// What a run shows.
  public struct Run: Sendable {
    /// The loss before the first step.
    public let startingLoss: Double
    /// The loss after the last step.
    public let endingLoss: Double
    /// The parameters to which no gradient came, by name.
    public let withoutGradient: [String]
    /// The share of the test samples that are named wrongly.
    public let testError: Double
  }

  /// Trains a network on the four quadrants, whole or with its first layer detached.
  ///
  /// - Parameters:
  ///   - isDetached: Whether the fault is there.
  ///   - seed: The seed of data, weights and batches.
  /// - Returns: What the run shows.
  /// - Throws: `TrainingError` at a loss that is not finite, or what the engine throws.
  public static func run(isDetached: Bool, seed: UInt64) throws -> Run {
    var generator = SplitMix64(seed: seed)
    let data = LabeledData.xorQuadrants(count: 200, using: &generator)
    let test = LabeledData.xorQuadrants(count: 1_000, using: &generator)
    let settings = NetworkSettings(hiddenWidths: [6, 6], learningRate: 0.02, stepCount: 400)
    let training = NetworkTraining(settings, seed: seed) { generator in
      let whole = settings.network(inputCount: 2, outputCount: 2, using: &generator)
      guard isDetached else { return whole }
      let cut = FunctionLayer("detached") { $0.detached() }
      return Sequential([whole.layers[0], whole.layers[1], cut] + whole.layers[2...])
    }
    func loss() -> Variable {
      softmaxCrossEntropy(training.model(Variable(data.features)), classes: data.labels)
    }
    let start = Double(loss().scalar)
    let model = try NetworkClassifier(fitting: data, with: training)
    training.model.zeroGradients()
    let last = loss()
    try last.backward()
    return Run(
      startingLoss: start, endingLoss: Double(last.scalar),
      withoutGradient: training.model.namedParameters.filter { $0.variable.gradient == nil }
        .map(\.name),
      testError: model.error(on: test))
  }

  /// Trains with the logarithm of a softmax that rounds to 0, since inputs are 1,000 times too large: lesson 02's loop finds it.
  ///
  /// - Parameter seed: The seed of data and weights.
  /// - Returns: How the run ended: at which step, in which operation.
  /// - Throws: What the engine throws.
  public static func notFinite(seed: UInt64) throws -> TrainingRun.Outcome {
    var generator = SplitMix64(seed: seed)
    let data = LabeledData.xorQuadrants(count: 200, using: &generator)
    let model = NetworkSettings(hiddenWidths: [16]).network(
      inputCount: 2, outputCount: 2, using: &generator)
    let inputs = Variable(data.features * 1_000)
    let targets = Variable(Tensor.oneHot(data.labels, classCount: 2))
    return try fit(model, GradientDescent(model.trainedVariables, learningRate: 10), stepCount: 50)
    {
      _ in -(log(model(inputs).softmax()) * targets).sum() / 200
    }.outcome
  }
}
