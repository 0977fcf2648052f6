import Autograd
import Datasets
public import TensorCore

/// Gradient descent on all of 100 digits at once, with the greatest curvature beside the loss.
///
/// In a bowl the rate must stay below 2 / L, and the curvature L is what it is. In a network the curvature changes:
/// it rises as the network trains, until it reaches 2 / η, and then stays about there, while the loss goes up and
/// down from step to step and falls in the long run. So 2 / L says what happens in the next few steps, and not
/// whether a run diverges.
///
/// ```swift
/// let points = try EdgeOfStability(learningRate: 0.7).run(seed: 1)
/// points.map(\.shareOfLimit)   // from 0.7 to 1, where it stays
/// ```
///
/// ## Source
///
/// Cohen, Kaur, Li, Kolter and Talwalkar, "Gradient descent on neural networks typically occurs at the edge of
/// stability", 2021, https://arxiv.org/abs/2103.00065; the network and the data are smaller here.
public struct EdgeOfStability: Sendable {
  /// The learning rate η.
  public let learningRate: Scalar

  /// The number of steps.
  public let stepCount: Int

  /// The number of steps from one measurement to the next.
  public let interval: Int

  /// What is measured now and then.
  public struct Point: Sendable {
    /// How many steps have been made.
    public let stepCount: Int

    /// The mean squared error of all samples.
    public let loss: Scalar

    /// The greatest curvature.
    public let sharpness: Scalar

    /// The curvature in units of 2 / η; above 1, plain descent in a bowl would diverge.
    public let shareOfLimit: Scalar

    /// How many of the steps since the last measurement have raised the loss.
    public let risingCount: Int
  }

  /// Creates the experiment.
  ///
  /// - Parameters:
  ///   - learningRate: The learning rate η; positive.
  ///   - stepCount: The number of steps; positive.
  ///   - interval: The number of steps between measurements; positive.
  public init(learningRate: Scalar, stepCount: Int = 2000, interval: Int = 100) {
    precondition(
      learningRate > 0 && stepCount > 0 && interval > 0,
      "EdgeOfStability: rate \(learningRate), \(stepCount) steps, interval \(interval)")
    self.learningRate = learningRate
    self.stepCount = stepCount
    self.interval = interval
  }

  /// Trains a network of 20 hidden units with tanh.
  ///
  /// - Parameter seed: Of the first weights.
  /// - Returns: The measurements, the first before the first step.
  /// - Throws: What the reading of the digits or a backward pass throws.
  public func run(seed: UInt64) throws -> [Point] {
    var generator = SplitMix64(seed: seed)
    let samples = try LabeledData.digits().selecting(Array(0..<100))
    let inputs = Variable(samples.features)
    let targets = Tensor.oneHot(samples.labels, classCount: 10)
    let model = Sequential.multilayerPerceptron(
      [64, 20, 10], activation: FunctionLayer("tanh", tanh), using: &generator)
    func loss() -> Variable { meanSquaredError(model(inputs), targets: targets) }

    let optimizer = GradientDescent(model.trainedVariables, learningRate: learningRate)
    var sharpness = Sharpness(model.trainedVariables, using: &generator)
    var points: [Point] = []
    var (previous, risingCount) = (Scalar.infinity, 0)
    for step in 0...stepCount {
      // Measured first: it moves the weights and back, and a loss of before could not go backward then.
      let curvature =
        step % interval == 0
        ? try sharpness.measure(iterationCount: step == 0 ? 30 : 8, of: loss) : nil
      let value = loss()
      if value.scalar > previous { risingCount += 1 }
      previous = value.scalar
      if let curvature {
        points.append(
          Point(
            stepCount: step, loss: value.scalar, sharpness: curvature,
            shareOfLimit: curvature * learningRate / 2, risingCount: risingCount))
        risingCount = 0
      }
      optimizer.zeroGradients()
      try value.backward()
      optimizer.step()
    }
    return points
  }
}
