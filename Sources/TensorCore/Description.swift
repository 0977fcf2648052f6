// Printing that people can read.

extension Tensor: CustomStringConvertible {
  /// The scalars in nested brackets, in aligned columns, with at most six at either end of an axis.
  ///
  /// ```swift
  /// print(Tensor([[1, 2.5], [-3, 4]]))
  /// // [[ 1.0, 2.5],
  /// //  [-3.0, 4.0]]
  /// ```
  public var description: String {
    if shape.axisCount == 0 { return Tensor.format(storage[0]) }
    if elementCount == 0 { return "[] of shape \(shape)" }
    let shown = shownIndices(of: shape.lengths)
    let width = widest(axis: 0, start: 0, shown: shown)
    return block(axis: 0, start: 0, indent: 1, shown: shown, width: width)
  }

  /// For each axis the indices to print, with `nil` for the ones left out.
  private func shownIndices(of lengths: [Int]) -> [[Int?]] {
    let atEitherEnd = 6
    return lengths.map { length in
      if length <= 2 * atEitherEnd { return Array(0..<length) }
      return Array(0..<atEitherEnd) + [nil] + Array(length - atEitherEnd..<length)
    }
  }

  /// The width of the widest scalar that is printed.
  private func widest(axis: Int, start: Int, shown: [[Int?]]) -> Int {
    let stride = shape.lengths[(axis + 1)...].reduce(1, *)
    return shown[axis].compactMap { $0 }.map { index in
      axis == shape.axisCount - 1
        ? Tensor.format(storage[start + index]).count
        : widest(axis: axis + 1, start: start + index * stride, shown: shown)
    }.max() ?? 0
  }

  private func block(axis: Int, start: Int, indent: Int, shown: [[Int?]], width: Int) -> String {
    let isLast = axis == shape.axisCount - 1
    let stride = shape.lengths[(axis + 1)...].reduce(1, *)
    let parts = shown[axis].map { index -> String in
      guard let index else { return "…" }
      if isLast {
        let text = Tensor.format(storage[start + index])
        return String(repeating: " ", count: width - text.count) + text
      }
      return block(
        axis: axis + 1, start: start + index * stride, indent: indent + 1, shown: shown,
        width: width)
    }
    let gap = isLast ? ", " : ",\n" + String(repeating: " ", count: indent)
    return "[" + parts.joined(separator: gap) + "]"
  }

  /// A number with up to six significant digits: `2.5`, `0.001234`, `1.2e-07`, `nan`.
  static func format(_ value: Scalar) -> String {
    let magnitude = abs(Double(value))
    guard magnitude.isFinite, magnitude != 0 else { return "\(value)" }
    var exponent = 0
    var scaled = magnitude
    while scaled >= 10 { (scaled, exponent) = (scaled / 10, exponent + 1) }
    while scaled < 1 { (scaled, exponent) = (scaled * 10, exponent - 1) }
    let sign = value < 0 ? "-" : ""
    if (-4..<6).contains(exponent) {
      // Six significant digits, as a whole number of units of the last of them.
      let decimals = 5 - exponent
      let unit = (0..<decimals).reduce(1.0) { power, _ in power * 10 }
      let digits = String(Int((magnitude * unit).rounded()))
      let padded = String(repeating: "0", count: Swift.max(0, decimals + 1 - digits.count)) + digits
      return sign + Tensor.trimmed(padded.dropLast(decimals), padded.suffix(decimals))
    }
    var digits = Int((scaled * 100_000).rounded())
    if digits == 1_000_000 { (digits, exponent) = (100_000, exponent + 1) }
    let mantissa = String(digits)
    let power = String(abs(exponent))
    return sign + Tensor.trimmed(mantissa.prefix(1), mantissa.suffix(5))
      + (exponent < 0 ? "e-" : "e+") + (power.count < 2 ? "0" : "") + power
  }

  /// A decimal fraction without the zeros at its end, but with one digit after the point.
  private static func trimmed(_ whole: Substring, _ fraction: Substring) -> String {
    var fraction = fraction
    while fraction.count > 1, fraction.last == "0" { fraction.removeLast() }
    return "\(whole).\(fraction.isEmpty ? "0" : fraction)"
  }
}
