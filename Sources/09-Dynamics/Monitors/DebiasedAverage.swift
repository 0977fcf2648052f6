/// An exponential average without the bias of its start at zero.
///
///     mₜ = b mₜ₋₁ + (1 − b) xₜ,  m₀ = 0        reported: mₜ / (1 − bᵗ)             (equation 9.6)
///
/// ```swift
/// var average = DebiasedAverage(keeping: 0.9)
/// for value in [4.0, 2, 3, 1] { average.update(with: value) }   // 4, then 2.947, 2.967 and 2.395
/// ```
///
/// Uncorrected, the first of these would be 0.4. The weights of the values seen sum to 1, the last counts most.
///
/// ## Source
///
/// Kingma and Ba, "Adam: a method for stochastic optimization", 2015, section 3, https://arxiv.org/abs/1412.6980
public struct DebiasedAverage: Sendable, Hashable, Codable {
  /// How much of the average a step keeps, in 0..<1.
  public let kept: Double

  private var sum = 0.0
  private var weight = 0.0

  /// Creates an average of nothing.
  ///
  /// - Parameter kept: How much of the average a step keeps.
  /// - Precondition: It is in 0..<1.
  public init(keeping kept: Double) {
    precondition((0..<1).contains(kept), "DebiasedAverage.init: not in 0..<1: \(kept)")
    self.kept = kept
  }

  /// The average; `nil` before the first value.
  public var value: Double? { weight == 0 ? nil : sum / weight }

  /// Takes a value into the average.
  ///
  /// - Parameter value: The value; one that is not finite stays in the average for good.
  /// - Returns: The average with it.
  @discardableResult
  public mutating func update(with value: Double) -> Double {
    sum = kept * sum + (1 - kept) * value
    weight = kept * weight + (1 - kept)  // 1 − bᵗ (equation 9.6)
    return sum / weight
  }
}
