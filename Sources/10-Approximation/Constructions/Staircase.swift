public import Perceptron
public import TensorCore

/// A function approximated by steps or soft steps: one hidden unit for each rise.
///
///     f(x) ≈ f(q₀) + Σᵢ (f(qᵢ) − f(qᵢ₋₁)) σ(κ (x − xᵢ))                          (equation 10.4)
///
/// with xᵢ where cell i begins and qᵢ in its middle. For κ → ∞ the sigmoid becomes the step. For a smooth function the error falls like 1/n,
/// where straight pieces give 1/n². Two neighboring rises of opposite sign make a *bump*, σ(κ (x − a)) − σ(κ (x − b)).
///
/// ## Source
///
/// Folklore; drawn step by step in Nielsen, “Neural networks and deep learning”, 2015, chapter 4,
/// http://neuralnetworksanddeeplearning.com. It is not the proof of Cybenko, 1989, which builds no network.
public enum Staircase {
  /// A staircase of sigmoids or of steps.
  ///
  /// - Parameters:
  ///   - function: What is approximated.
  ///   - range: Where, of positive length.
  ///   - stepCount: The number of cells, at least 2; there is one hidden unit less.
  ///   - steepness: The factor κ of the sigmoids, positive; `nil` for steps.
  /// - Returns: A network with one hidden layer.
  /// - Precondition: The arguments are as said.
  public static func network(
    approximating function: (Scalar) -> Scalar, over range: ClosedRange<Scalar>, stepCount: Int,
    steepness: Scalar? = nil
  ) -> MultilayerPerceptron {
    let length = range.upperBound - range.lowerBound
    precondition(
      stepCount >= 2 && length > 0 && (steepness ?? 1) > 0,
      "Staircase.network: \(stepCount) cells over \(range), steepness \(steepness ?? 0)")
    let width = length / Scalar(stepCount)
    let middles = (0..<stepCount).map { function(range.lowerBound + (Scalar($0) + 0.5) * width) }
    let edges = (1..<stepCount).map { range.lowerBound + Scalar($0) * width }
    let rises = zip(middles.dropFirst(), middles).map { $0 - $1 }
    let factor = steepness ?? 1
    return MultilayerPerceptron(
      layers: [
        AffineMap(
          weight: Tensor(repeating: factor, shape: [stepCount - 1, 1]),
          bias: Tensor(edges) * -factor),
        // (equation 10.4)
        AffineMap(
          weight: Tensor(rises).reshaped(to: [1, stepCount - 1]), bias: Tensor([middles[0]])),
      ], nonlinearity: steepness == nil ? .step : .sigmoid)
  }

  /// A bump of height 1 between two numbers.
  ///
  /// - Parameters:
  ///   - range: Where the bump stands, of positive length.
  ///   - steepness: The factor κ of the sigmoids; positive.
  /// - Returns: A network with two hidden sigmoids.
  /// - Precondition: The arguments are as said.
  public static func bump(
    over range: ClosedRange<Scalar>, steepness: Scalar
  )
    -> MultilayerPerceptron
  {
    precondition(
      range.lowerBound < range.upperBound && steepness > 0,
      "Staircase.bump: \(range), steepness \(steepness)")
    return MultilayerPerceptron(
      layers: [
        AffineMap(
          weight: Tensor(repeating: steepness, shape: [2, 1]),
          bias: Tensor([range.lowerBound, range.upperBound]) * -steepness),
        AffineMap(weight: Tensor([[1, -1]]), bias: Tensor([0])),
      ], nonlinearity: .sigmoid)
  }
}
