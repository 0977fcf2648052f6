/// The finite number that the bytes spell in decimal, or nil if they spell none.
///
/// A sign, digits with at most one point among them, and an exponent after `e` or `E`; nothing else:
/// no blanks, no hexadecimal, no `nan`, no `inf`. A number too large for `Double` is none.
///
/// If the digits make a whole number up to 2⁵³ and the power of ten is at most 10²², both are exact
/// and one multiplication or division rounds once, which is correct; that is nearly always so. The
/// rest goes to the standard library.
///
/// ## Source
///
/// Clinger, "How to read floating point numbers accurately", 1990,
/// https://doi.org/10.1145/93542.93557, for the short way.
package func decimalNumber(_ bytes: ArraySlice<UInt8>) -> Double? {
  var index = bytes.startIndex
  let end = bytes.endIndex
  var isNegative = false
  if index < end, bytes[index] == UInt8(ascii: "-") || bytes[index] == UInt8(ascii: "+") {
    isNegative = bytes[index] == UInt8(ascii: "-")
    index += 1
  }

  var mantissa: UInt64 = 0
  var digitCount = 0
  var exponent = 0
  var hasPoint = false
  while index < end {
    if bytes[index] == UInt8(ascii: "."), !hasPoint {
      hasPoint = true
    } else if let digit = bytes[index].decimalDigit {
      mantissa = mantissa &* 10 &+ UInt64(digit)
      // Zeros in front do not count against the nineteen digits that fit.
      if mantissa != 0 || digitCount > 0 { digitCount += 1 }
      if hasPoint { exponent -= 1 }
    } else {
      break
    }
    index += 1
  }
  let hasDigits = bytes[bytes.startIndex..<index].contains { $0.decimalDigit != nil }
  guard hasDigits else { return nil }

  if index < end, bytes[index] == UInt8(ascii: "e") || bytes[index] == UInt8(ascii: "E") {
    guard let power = bytes[(index + 1)...].decimalExponent else { return nil }
    exponent += power
    index = end
  }
  guard index == end else { return nil }

  if digitCount <= 19, mantissa <= 1 << 53, abs(exponent) <= 22 {
    let scale = Double.exactPowersOfTen[abs(exponent)]
    let magnitude = exponent < 0 ? Double(mantissa) / scale : Double(mantissa) * scale
    return isNegative ? -magnitude : magnitude
  }
  let number = Double(String(decoding: bytes, as: UTF8.self))
  return number.flatMap { $0.isFinite ? $0 : nil }
}

extension ArraySlice<UInt8> {
  /// The exponent that the bytes spell: a sign and at least one digit.
  fileprivate var decimalExponent: Int? {
    var digits = self
    let isNegative = digits.first == UInt8(ascii: "-")
    if isNegative || digits.first == UInt8(ascii: "+") { digits.removeFirst() }
    guard !digits.isEmpty else { return nil }
    var value = 0
    for byte in digits {
      guard let digit = byte.decimalDigit else { return nil }
      // Far beyond every exponent that matters, but far from overflow.
      value = Swift.min(value * 10 + digit, 1_000_000)
    }
    return isNegative ? -value : value
  }
}

extension UInt8 {
  /// The value of the decimal digit that the byte is the character of.
  fileprivate var decimalDigit: Int? {
    self >= UInt8(ascii: "0") && self <= UInt8(ascii: "9") ? Int(self - UInt8(ascii: "0")) : nil
  }
}

extension Double {
  // Stored: it is read once for every number of a file.
  /// The powers of ten that `Double` represents exactly.
  fileprivate static let exactPowersOfTen: [Double] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11,
    1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
  ]
}
