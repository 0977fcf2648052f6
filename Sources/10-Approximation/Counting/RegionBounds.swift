import TensorCore

/// Into how many linear regions ReLU layers can cut their input: bounds, not promises.
public enum RegionBounds {
  /// The most regions that n hyperplanes cut d dimensions into.
  ///
  ///     Σ C(n, j),  j = 0 … d                                                     (equation 10.10)
  ///
  /// It is reached by almost all hyperplanes: it is exact for one hidden layer of n ReLUs in general position.
  ///
  /// ## Source
  ///
  /// Zaslavsky, “Facing up to arrangements”, 1975, https://doi.org/10.1090/memo/0154
  ///
  /// - Parameters:
  ///   - unitCount: The number n of units; not negative.
  ///   - dimension: The number d of inputs; positive.
  /// - Returns: The number of regions, as a floating-point number, because it grows beyond integers.
  /// - Precondition: The arguments are as said.
  public static func oneLayer(unitCount: Int, dimension: Int) -> Double {
    precondition(
      unitCount >= 0 && dimension > 0,
      "RegionBounds.oneLayer: \(unitCount) units, \(dimension) inputs")
    var (sum, binomial) = (1.0, 1.0)
    for j in 1...dimension where j <= unitCount {
      binomial *= Double(unitCount - j + 1) / Double(j)
      sum += binomial.rounded()  // (equation 10.10)
    }
    return sum
  }

  /// A number of regions that some network of these widths has.
  ///
  ///     ∏ ⌊nₗ / d⌋ᵈ over all but the last layer, times one layer's count of the last (equation 10.11)
  ///
  /// The first layers fold the input onto itself so that the last cuts all folds at once. Random weights have fewer as a rule.
  ///
  /// ## Source
  ///
  /// Montúfar, Pascanu, Cho and Bengio, 2014, https://arxiv.org/abs/1402.1869, theorem 4
  ///
  /// - Parameters:
  ///   - hiddenWidths: The widths n of the hidden layers, at least one, each at least d.
  ///   - dimension: The number d of inputs; positive.
  /// - Returns: The number of regions, as a floating-point number.
  /// - Precondition: The arguments are as said.
  public static func deepLowerBound(hiddenWidths: [Int], dimension: Int) -> Double {
    precondition(
      dimension > 0 && !hiddenWidths.isEmpty && hiddenWidths.allSatisfy { $0 >= dimension },
      "RegionBounds.deepLowerBound: widths \(hiddenWidths), \(dimension) inputs")
    let folds = hiddenWidths.dropLast().reduce(1.0) {
      $0 * Double.pow(Double($1 / dimension), dimension)
    }
    return folds  // (equation 10.11)
      * oneLayer(unitCount: hiddenWidths[hiddenWidths.count - 1], dimension: dimension)
  }

  /// No network of these widths has more regions.
  ///
  ///     ∏ Σ C(nₗ, j),  j = 0 … dₗ, with dₗ the narrowest width up to the layer        (equation 10.12)
  ///
  /// ## Source
  ///
  /// Raghu, Poole, Kleinberg, Ganguli and Sohl-Dickstein, 2017, https://arxiv.org/abs/1606.05336; with the narrowest width so far as
  /// in Montúfar, 2017, “Notes on the number of linear regions of deep neural networks”.
  ///
  /// - Parameters:
  ///   - hiddenWidths: The widths of the hidden layers, each positive.
  ///   - dimension: The number of inputs; positive.
  /// - Returns: The number of regions, as a floating-point number.
  /// - Precondition: The arguments are as said.
  public static func deepUpperBound(hiddenWidths: [Int], dimension: Int) -> Double {
    precondition(
      dimension > 0 && hiddenWidths.allSatisfy { $0 > 0 },
      "RegionBounds.deepUpperBound: widths \(hiddenWidths), \(dimension) inputs")
    var (product, narrowest) = (1.0, dimension)
    for width in hiddenWidths {
      narrowest = min(narrowest, width)
      product *= oneLayer(unitCount: width, dimension: narrowest)  // (equation 10.12)
    }
    return product
  }
}
