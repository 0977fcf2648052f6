public import TensorCore
import Text

/// What a function returned, as named parts that can be compared and shown.
public struct Answer: Sendable, Hashable {
  /// One part of an answer.
  public struct Part: Sendable, Hashable {
    /// What the part is, in a word or two.
    let name: String

    /// Its lengths along the axes; empty for one number.
    let shape: [Int]

    /// Its numbers in row-major order; empty for a word.
    fileprivate(set) var numbers: [Double]

    /// What is said instead of a number.
    let word: String?

    /// Whether the part is shown only, and takes no part in comparisons.
    var isRemark = false

    /// A number under a name.
    public static func number(_ name: String, _ value: some BinaryFloatingPoint) -> Part {
      Part(name: name, shape: [], numbers: [Double(value)], word: nil)
    }

    /// A whole number under a name.
    public static func number(_ name: String, _ value: Int) -> Part { number(name, Double(value)) }

    /// Several numbers under a name.
    public static func numbers(_ name: String, _ values: [some BinaryFloatingPoint]) -> Part {
      Part(name: name, shape: [values.count], numbers: values.map { Double($0) }, word: nil)
    }

    /// A tensor under a name.
    public static func tensor(_ name: String, _ value: Tensor) -> Part {
      Part(
        name: name, shape: value.shape.lengths, numbers: value.scalars.map { Double($0) }, word: nil
      )
    }

    /// A word that is shown and not compared, such as a number that differs from choice to choice.
    public static func remark(_ name: String, _ word: String) -> Part {
      Part(name: name, shape: [], numbers: [], word: word, isRemark: true)
    }

    /// A word under a name, such as a choice.
    public static func word(_ name: String, _ word: String) -> Part {
      Part(name: name, shape: [], numbers: [], word: word)
    }
  }

  /// The parts, in order.
  let parts: [Part]

  /// Creates an answer.
  ///
  /// - Parameter parts: At least one part.
  public init(_ parts: Part...) { self.parts = parts }

  /// Creates an answer of any number of parts.
  ///
  /// - Parameter parts: The parts, in order.
  public init(_ parts: [Part]) { self.parts = parts }

  /// The first number of a part.
  ///
  /// - Parameter name: The name of the part.
  /// - Returns: `nil` if there is no such part or it has no number.
  public subscript(name: String) -> Double? { parts.first { $0.name == name }?.numbers.first }

  /// The word of a part.
  ///
  /// - Parameter name: The name of the part.
  /// - Returns: `nil` if there is no such part or it holds numbers.
  public func word(_ name: String) -> String? { parts.first { $0.name == name }?.word }

  /// Whether another answer has the same parts, with numbers that are as good as equal.
  ///
  /// - Parameters:
  ///   - other: The other answer.
  ///   - tolerance: The greatest difference, relative to the larger magnitude or to the floor.
  ///   - floor: The magnitude below which differences count as those of numbers of this magnitude.
  /// - Returns: Whether they agree. An infinity agrees with itself and with no other number; a NaN agrees
  ///   with a NaN, so that two failures can be compared.
  func agrees(with other: Answer, within tolerance: Double, floor: Double = 1) -> Bool {
    parts.count == other.parts.count
      && zip(parts, other.parts).allSatisfy { mine, theirs in
        mine.isRemark && theirs.isRemark
          || mine.name == theirs.name && mine.shape == theirs.shape && mine.word == theirs.word
            && zip(mine.numbers, theirs.numbers).allSatisfy {
              Self.isClose($0, $1, tolerance, floor)
            }
      }
  }

  /// Whether another answer is the same but for some thousand roundings.
  ///
  /// - Parameter other: The other answer.
  /// - Returns: Whether a probe that wants the other would accept this one.
  public func agrees(with other: Answer) -> Bool { agrees(with: other, within: defaultTolerance) }

  private static func isClose(
    _ a: Double, _ b: Double, _ tolerance: Double, _ floor: Double
  ) -> Bool {
    if a == b || (a.isNaN && b.isNaN) { return true }
    // A tolerance that is scaled by an infinity would accept every number.
    guard a.isFinite && b.isFinite else { return false }
    return abs(a - b) <= tolerance * max(floor, abs(a), abs(b))
  }
}

// MARK: - Impostors

extension Answer {
  /// The same answer with one number in place of all its numbers.
  ///
  /// - Parameter number: The number.
  /// - Returns: `nil` if the answer has no numbers, as that of a test, which is a word.
  func filled(with number: Double) -> Answer? {
    guard parts.contains(where: { !$0.numbers.isEmpty }) else { return nil }
    return Answer(
      parts.map { part in
        var filled = part
        filled.numbers = part.numbers.map { _ in number }
        return filled
      })
  }
}

// MARK: - As text

extension Answer: CustomStringConvertible {
  /// The parts with their names, numbers to six significant digits: `value 2.5, slope 1`.
  public var description: String { text(significantDigits: 6) }

  /// The parts with their names, numbers to some significant digits.
  ///
  /// - Parameter digits: How many.
  /// - Returns: Such as `value 2.5, slope 1`.
  func text(significantDigits digits: Int) -> String {
    parts.map { "\($0.name) " + ($0.word ?? Self.nested($0.numbers[...], $0.shape[...], digits)) }
      .joined(separator: ", ")
  }

  /// Both texts of two answers with the fewest significant digits, six or more, that tell them apart.
  ///
  /// - Parameter other: The other answer.
  /// - Returns: Texts of six digits if no digits do, because the difference is not among the numbers that are shown.
  func texts(tellingApart other: Answer) -> (own: String, other: String) {
    let choices = [6, 8, 10, 12, 14, 17].lazy.map { digits in
      (own: self.text(significantDigits: digits), other: other.text(significantDigits: digits))
    }
    return choices.first { $0 != $1 } ?? choices[0]
  }
}

extension Answer {
  /// A number as it stands in an answer, to six significant digits.
  ///
  /// - Parameter value: The number.
  /// - Returns: Such as `2.5`, `3` or `nan`.
  public static func text(_ value: some BinaryFloatingPoint) -> String {
    Double(value).plainText(significantDigits: 6)
  }

  /// A tensor as it stands in an answer, in one bracket for each axis.
  ///
  /// - Parameter value: The tensor.
  /// - Returns: Such as `[[1, 2], [3, 4]]`.
  public static func text(_ value: Tensor) -> String {
    nested(value.scalars.map { Double($0) }[...], value.shape.lengths[...])
  }

  /// Numbers in one bracket for each axis; long lists end in their count.
  fileprivate static func nested(
    _ numbers: ArraySlice<Double>, _ shape: ArraySlice<Int>, _ digits: Int = 6
  ) -> String {
    guard let length = shape.first else {
      return numbers.first?.plainText(significantDigits: digits) ?? "nothing"
    }
    guard length > 0 else { return "[]" }
    let stride = numbers.count / length
    let shown = (0..<min(length, 8)).map { index in
      let start = numbers.startIndex + index * stride
      return nested(numbers[start..<(start + stride)], shape.dropFirst(), digits)
    }
    return "[" + (shown + (length > 8 ? ["… \(length) in all"] : [])).joined(separator: ", ") + "]"
  }
}
