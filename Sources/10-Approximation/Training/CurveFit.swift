public import Autograd
public import Course
public import TensorCore

/// A network of one input that is trained on a curve: what exists, held against what descent finds.
///
/// ```swift
/// let fit = CurveFit(hiddenWidths: [64], target: { .sine(8 * .pi * $0) })
/// try fit.trained(seed: 0).finalError   // far above what 64 straight pieces reach
/// ```
public struct CurveFit: Sendable {
  /// The widths of the hidden layers.
  public var hiddenWidths: [Int]

  /// What is fitted, on −1…1 or on ``range``.
  public var target: @Sendable (Scalar) -> Scalar

  /// Where it is fitted.
  public var range: ClosedRange<Scalar> = -1...1

  /// The number of equally spaced points.
  public var pointCount = 128

  /// The number of steps on all points at once.
  public var stepCount = 1500

  /// Adam's learning rate.
  public var learningRate: Scalar = 5e-3

  /// Whether every two hidden layers after the first are passed by a skip connection; the widths are then equal, and odd in number.
  public var hasSkips = false

  /// Creates a fit.
  ///
  /// - Parameters:
  ///   - hiddenWidths: The widths of the hidden layers, at least one, each positive.
  ///   - target: What is fitted.
  public init(hiddenWidths: [Int], target: @escaping @Sendable (Scalar) -> Scalar) {
    precondition(
      !hiddenWidths.isEmpty && hiddenWidths.allSatisfy { $0 > 0 },
      "CurveFit.init: not one positive width or more: \(hiddenWidths)")
    self.hiddenWidths = hiddenWidths
    self.target = target
  }

  /// What came of a training.
  public struct Result {
    /// What happened, step by step.
    public let record: TrainingRecord

    /// The mean squared error at the end.
    public let finalError: Double

    /// The trained network.
    public let model: any Layer
  }

  /// The points and the targets, each of shape `[points, 1]`.
  public var data: (points: Tensor, targets: Tensor) {
    let points = Tensor.linearlySpaced(
      from: range.lowerBound, through: range.upperBound, count: pointCount)
    return (
      points.reshaped(to: [pointCount, 1]),
      points.map { target($0) }.reshaped(to: [pointCount, 1])
    )
  }

  /// Trains a network from PyTorch's start with Adam.
  ///
  /// - Parameter seed: What the weights are drawn from.
  /// - Returns: What came of it.
  /// - Throws: `TrainingError` if a step is not finite.
  public func trained(seed: UInt64) throws -> Result {
    var generator = SplitMix64(seed: seed)
    let model = network(using: &generator)
    let (points, targets) = data
    let input = Variable(points)
    let record = try fit(
      model, AdamW(model.trainedVariables, AdamWRule(learningRate: learningRate, weightDecay: 0)),
      stepCount: stepCount
    ) { _ in meanSquaredError(model(input), targets: targets) }.finished()
    let last = withoutGradient { meanSquaredError(model(input), targets: targets).scalar }
    return Result(record: record, finalError: Double(last), model: model)
  }

  /// The untrained network.
  func network(using generator: inout SplitMix64) -> any Layer {
    guard hasSkips else {
      return Sequential.multilayerPerceptron([1] + hiddenWidths + [1], using: &generator)
    }
    return SkipNetwork(widths: hiddenWidths, using: &generator)
  }
}
