import Autograd
import Regularization
import TensorCore

/// The gradient of a whole network held against differences of its loss, one parameter at a time.
///
/// Along a random direction *v* of length 1 the slope is ∇L · v by the backward pass and (L(w + h v) − L(w − h v)) / 2h by
/// differences. A direction touches every entry of a parameter, so one is enough to see a wrong gradient, and it says which
/// parameter's it is. Layers run in evaluation mode.
enum GradientAgreement {
  /// A parameter at which the two slopes differ.
  struct Disagreement {
    let name: String
    let derivative: Double
    let difference: Double
  }

  /// The parameters whose slopes differ by more than a share of the larger.
  ///
  /// - Parameters:
  ///   - model: The network.
  ///   - seed: Draws the directions.
  ///   - tolerance: The share.
  ///   - loss: The loss on some batch, the same at the same parameters.
  /// - Returns: The disagreements; empty where all agree.
  /// - Throws: What the backward pass throws.
  static func disagreements(
    of model: any Layer, seed: UInt64, tolerance: Double = 0.01, loss: () -> Variable
  ) throws -> [Disagreement] {
    try model.withMode(.evaluation) { () -> [Disagreement] in
      var generator = SplitMix64(seed: seed)
      model.zeroGradients()
      let value = loss()
      guard value.requiresGradient else { return [] }
      try value.backward()
      let named = model.namedParameters.filter { $0.variable.requiresGradient }
      let gradients = named.map { $0.variable.gradient }
      model.zeroGradients()
      return zip(named, gradients).compactMap { parameter, gradient -> Disagreement? in
        guard let gradient else { return nil }
        let variable = parameter.variable
        let start = variable.value
        for _ in 0..<3 {
          let drawn = Tensor.normal(start.shape, using: &generator)
          let direction = drawn / max(drawn.norm(), .leastNormalMagnitude)
          let step: Scalar = 1e-6 * max(1, start.norm())
          func moved(by distance: Scalar) -> (loss: Double, branches: [Int]) {
            variable.modify { $0 = start + direction * distance }
            defer { variable.modify { $0 = start } }
            let value = loss()
            return (Double(value.scalar), value.branches)
          }
          let (ahead, behind) = (moved(by: step), moved(by: -step))
          // Across a kink a difference says nothing about either side.
          guard ahead.branches == behind.branches else { continue }
          let difference = (ahead.loss - behind.loss) / (2 * Double(step))
          let derivative = Double((gradient * direction).sum())
          let scale = max(abs(difference), abs(derivative))
          // Below that, rounding of the loss is all that a difference shows.
          guard scale > 1e-6 * max(1, abs(Double(value.scalar))) else { continue }
          guard abs(difference - derivative) > tolerance * scale else { return nil }
          return Disagreement(
            name: parameter.name, derivative: derivative, difference: difference)
        }
        return nil
      }
    }
  }
}
