public import TensorCore

/// Exact expectations over dropout masks: all 2ⁿ of them, each with its probability.
public enum MaskEnumeration {
  /// The mean of a function of the mask.
  ///
  /// - Parameters:
  ///   - unitCount: The number n of units, 1…20.
  ///   - probability: The probability that a unit is dropped, in 0…1.
  ///   - function: Given a mask of zeros and ones, of shape `[n]`, a tensor.
  /// - Returns: The expectation, of the shape of what the function returns.
  /// - Precondition: The arguments are as said.
  /// - Complexity: 2ⁿ calls.
  public static func expectation(
    unitCount: Int, probability: Scalar, of function: (Tensor) -> Tensor
  ) -> Tensor {
    var total: Tensor?
    forEachMask(unitCount: unitCount, probability: probability) { mask, share in
      let term = function(mask) * share
      total = total.map { $0 + term } ?? term
    }
    return total ?? Tensor(0)
  }

  /// Calls a function with every mask and its probability.
  static func forEachMask(
    unitCount: Int, probability p: Scalar, _ body: (_ mask: Tensor, _ share: Scalar) -> Void
  ) {
    precondition(
      (1...20).contains(unitCount) && (0...1).contains(p),
      "MaskEnumeration: \(unitCount) units, probability \(p)")
    for number in 0..<(1 << unitCount) {
      let mask = (0..<unitCount).map { Scalar(number >> $0 & 1) }
      let share = mask.reduce(1) { $0 * ($1 == 1 ? 1 - p : p) }
      body(Tensor(mask), share)
    }
  }
}
