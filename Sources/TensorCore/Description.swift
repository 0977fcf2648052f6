// Printing that people can read.

extension Tensor: CustomStringConvertible {
  /// The scalars in nested brackets, aligned at the right; of a long axis the first and last six.
  ///
  /// ```swift
  /// print(Tensor([[1, 2.5], [-3, 4]]))
  /// // [[ 1.0,  2.5],
  /// //  [-3.0,  4.0]]
  /// ```
  public var description: String {
    if shape.axisCount == 0 { return Tensor.format(storage[0]) }
    if elementCount == 0 { return "[] of shape \(shape)" }
    let shown = shape.lengths.map(Tensor.shownIndices)
    let width = widest(axis: 0, start: 0, shown: shown)
    return block(axis: 0, start: 0, shown: shown, width: width)
  }

  /// The indices of an axis that are printed, with `nil` for the ones left out.
  private static func shownIndices(of length: Int) -> [Int?] {
    let atEitherEnd = 6
    if length <= 2 * atEitherEnd { return Array(0..<length) }
    return Array(0..<atEitherEnd) + [nil] + Array(length - atEitherEnd..<length)
  }

  /// The width of the widest scalar that is printed.
  private func widest(axis: Int, start: Int, shown: [[Int?]]) -> Int {
    let stride = shape.strides[axis]
    let widths = shown[axis].compactMap { $0 }.map { index in
      axis == shape.axisCount - 1
        ? Tensor.format(storage[start + index]).count
        : widest(axis: axis + 1, start: start + index * stride, shown: shown)
    }
    return widths.max() ?? 0
  }

  /// One pair of brackets with what stands between them; blocks of matrices are set apart.
  private func block(axis: Int, start: Int, shown: [[Int?]], width: Int) -> String {
    let deeper = shape.axisCount - 1 - axis
    let stride = shape.strides[axis]
    let parts = shown[axis].map { index -> String in
      guard let index else { return "…" }
      if deeper > 0 {
        return block(axis: axis + 1, start: start + index * stride, shown: shown, width: width)
      }
      let text = Tensor.format(storage[start + index])
      return String(repeating: " ", count: width - text.count) + text
    }
    let lineBreaks = String(repeating: "\n", count: deeper)
    let gap = deeper == 0 ? ", " : "," + lineBreaks + String(repeating: " ", count: axis + 1)
    return "[" + parts.joined(separator: gap) + "]"
  }
}

// MARK: - Numbers

// The core depends on no other module of the course and not on Foundation, so that it writes numbers by
// itself: `Text`, where all others are written, formats them with Foundation. It differs where a tensor is
// printed: every number has a point, so that columns of whole numbers and of fractions look alike.

extension Tensor {
  /// A number with up to six significant digits: `2.5`, `0.001234`, `1.2e-07`, `inf`, `nan`.
  package static func format(_ value: Scalar) -> String {
    if value.isNaN { return "nan" }
    guard value.isFinite, value != 0 else { return "\(value)" }
    let sign = value < 0 ? "-" : ""
    let (digits, exponent) = sixDigits(of: abs(Double(value)))
    switch exponent {
    case 0..<6:
      return sign + joined(digits.prefix(exponent + 1), digits.dropFirst(exponent + 1))
    case -4..<0:
      return sign + joined("0", String(repeating: "0", count: -1 - exponent) + digits)
    default:
      let power = (abs(exponent) < 10 ? "0" : "") + String(abs(exponent))
      return sign + joined(digits.prefix(1), digits.dropFirst())
        + (exponent < 0 ? "e-" : "e+") + power
    }
  }

  /// The six leading decimal digits of a positive number, rounded, and the first one's exponent.
  private static func sixDigits(of magnitude: Double) -> (digits: String, exponent: Int) {
    var scaled = magnitude
    var exponent = 0
    while scaled >= 10 { (scaled, exponent) = (scaled / 10, exponent + 1) }
    while scaled < 1 { (scaled, exponent) = (scaled * 10, exponent - 1) }
    let digits = Int((scaled * 100_000).rounded())
    // 9.999999 is carried over to 10.0.
    return digits == 1_000_000 ? ("100000", exponent + 1) : ("\(digits)", exponent)
  }

  /// A decimal fraction without the zeros at its end, but with one digit after the point.
  private static func joined(
    _ whole: some StringProtocol, _ fraction: some StringProtocol
  ) -> String {
    var fraction = String(fraction)
    while fraction.count > 1, fraction.last == "0" { fraction.removeLast() }
    return "\(whole).\(fraction.isEmpty ? "0" : fraction)"
  }
}
