/// Learning rates that need not be tuned again when a network is made wider (muP).
///
/// Under the usual rates a wide network's hidden signals move more in one step than a narrow one's, so that the best rate
/// falls with the width. Here deviations and rates go with the width so that one step moves every layer's output
/// about as far at any width: a rate found on a narrow network nearly holds for a wide one.
///
/// ## Source
///
/// Yang and others, “Tensor programs V: tuning large neural networks via zero-shot hyperparameter transfer”, 2022,
/// https://arxiv.org/abs/2203.03466, table 3. Rates are relative to a base width, as in the package `mup`.
public struct MaximalUpdate: Sendable, Hashable {
  /// Where a weight stands.
  public enum Role: Sendable, Hashable, CaseIterable {
    /// From inputs, whose number is fixed, to a width; also embeddings and biases.
    case input
    /// From a width to a width.
    case hidden
    /// From a width to outputs, whose number is fixed.
    case output
  }

  /// What changes the weights.
  public enum Rule: Sendable, Hashable, CaseIterable {
    /// Gradient descent.
    case gradientDescent
    /// Adam, whose steps have about the size of the rate whatever the gradient's.
    case adam
  }

  /// The width at which the rate was found.
  public let baseWidth: Int

  /// The width of the network.
  public let width: Int

  /// Creates the rule for a width.
  ///
  /// - Parameters:
  ///   - baseWidth: The width at which the rate was found.
  ///   - width: The width of the network.
  /// - Precondition: Both are positive.
  public init(baseWidth: Int, width: Int) {
    precondition(
      baseWidth > 0 && width > 0, "MaximalUpdate.init: widths \(baseWidth) and \(width)")
    self.baseWidth = baseWidth
    self.width = width
  }

  /// The width over the base width.
  public var multiple: Double { Double(width) / Double(baseWidth) }

  /// The factor of the learning rate.
  ///
  /// - Parameters:
  ///   - role: Where the weight stands.
  ///   - rule: What changes it.
  /// - Returns: The factor to the rate found at the base width.
  public func rateFactor(of role: Role, rule: Rule) -> Double {
    switch (role, rule) {
    case (.input, .adam): 1
    case (.hidden, .adam), (.output, .adam): 1 / multiple
    case (.input, .gradientDescent): multiple
    case (.hidden, .gradientDescent): 1
    case (.output, .gradientDescent): 1 / multiple
    }
  }

  /// The factor of the standard deviation, beside 1/√fan_in.
  ///
  /// - Parameter role: Where the weight stands.
  /// - Returns: 1/√multiple for outputs, whose deviation falls like 1/width; 1 elsewhere.
  public func deviationFactor(of role: Role) -> Double {
    role == .output ? 1 / multiple.squareRoot() : 1
  }
}
