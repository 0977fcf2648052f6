import Autograd
import Init
public import TensorCore

/// Row 3 of the table: what can be read off the weights of a linear model, and not off a network's.
public enum Interpretation {
  /// What was read off.
  public struct Reading: Sendable {
    /// How far the worst coefficient of a linear fit without noise is from the true one.
    public let coefficientError: Double
    /// How much the network's error on its training samples grows when one feature is shuffled, as a share of the targets' variance.
    public let importances: [Double]
    /// How far the weights of the same network with its units in reverse order are from its own, as a share of their size.
    public let weightDistance: Double
    /// How far the answers of the two are apart at most.
    public let answerDistance: Double
    /// The coefficients of two columns that are nearly equal, of which only the first matters; the true ones are 1 and 0.
    public let twinCoefficients: (first: Double, second: Double)
  }

  /// The true coefficients of the linear target.
  public static var coefficients: [Scalar] { [3, -2, 0, 0.5, 0] }

  /// Fits a linear target, y = 3 x₀ − 2 x₁ + 0.5 x₃, linearly, and y = 3 sin 2x₀ + x₁² by a network.
  ///
  /// - Parameter seed: The seed of data and weights.
  /// - Returns: What was read off.
  /// - Throws: `TrainingError` at a loss that is not finite, or what the engine throws.
  public static func reading(seed: UInt64) throws -> Reading {
    var generator = SplitMix64(seed: seed)
    let inputs = Tensor.normal([200, 5], using: &generator)
    let line = RidgeRegression(
      fitting: inputs, targets: matvec(inputs, Tensor(coefficients)), settings: .init(strength: 0))
    let missed = (line.weights - Tensor(coefficients)).maximumMagnitude()

    let targets = Tensor(
      (0..<200).map { 3 * Scalar.sine(2 * inputs[$0, 0]) + inputs[$0, 1] * inputs[$0, 1] }
    ).reshaped(to: [200, 1])
    let training = NetworkTraining(
      NetworkSettings(
        hiddenWidths: [24], nonlinearity: .tanh, learningRate: 0.03, stepCount: 300, batchSize: 200),
      inputCount: 5, outputCount: 1, seed: seed)
    let constant = Variable(inputs)
    try training.run(sampleCount: 200) { _ in
      meanSquaredError(training.model(constant), targets: targets)
    }
    func error(_ inputs: Tensor) -> Double {
      let misses = training.outputs(for: inputs) - targets
      return Double((misses * misses).mean())
    }
    let base = error(inputs)
    let importances = (0..<5).map { feature in
      var shuffled = inputs
      for (row, other) in generator.permutation(of: 200).enumerated() {
        shuffled[row, feature] = inputs[other, feature]
      }
      return (error(shuffled) - base) / Double(targets.variance())
    }

    let reversed = training.model.permutingUnits(
      ofLinearLayer: 0, order: (0..<24).reversed())
    let pairs = zip(training.model.trainedVariables, reversed.trainedVariables)
    let moved = pairs.map { Double(($0.value - $1.value).norm()) }.reduce(0) { $0 + $1 * $1 }
    let size = training.model.trainedVariables.map { Double($0.value.norm()) }
      .reduce(0) { $0 + $1 * $1 }
    let answers = withoutGradient {
      (training.model(constant).value - reversed(constant).value).maximumMagnitude()
    }

    let first = Tensor.normal([200], using: &generator)
    let second = first + Tensor.normal([200], standardDeviation: 0.02, using: &generator)
    let noisy = first + Tensor.normal([200], standardDeviation: 0.5, using: &generator)
    let twins = RidgeRegression(
      fitting: Tensor.concatenation([first, second]).reshaped(to: [2, 200]).transposed,
      targets: noisy, settings: .init(strength: 0))
    return Reading(
      coefficientError: Double(missed), importances: importances,
      weightDistance: (moved / size).squareRoot(), answerDistance: Double(answers),
      twinCoefficients: (Double(twins.weights.scalars[0]), Double(twins.weights.scalars[1])))
  }
}
