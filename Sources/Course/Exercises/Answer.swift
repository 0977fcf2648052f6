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
    let numbers: [Double]

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
  ///   - tolerance: The greatest difference, relative to the larger magnitude or to 1.
  /// - Returns: Whether they agree; a NaN agrees with a NaN, so that two failures can be compared.
  func agrees(with other: Answer, within tolerance: Double) -> Bool {
    parts.count == other.parts.count
      && zip(parts, other.parts).allSatisfy { mine, theirs in
        mine.isRemark && theirs.isRemark
          || mine.name == theirs.name && mine.shape == theirs.shape && mine.word == theirs.word
            && zip(mine.numbers, theirs.numbers).allSatisfy { Self.isClose($0, $1, tolerance) }
      }
  }

  private static func isClose(_ a: Double, _ b: Double, _ tolerance: Double) -> Bool {
    if a == b || (a.isNaN && b.isNaN) { return true }
    return abs(a - b) <= tolerance * max(1, abs(a), abs(b))
  }
}

// MARK: - As text

extension Answer: CustomStringConvertible {
  /// The parts with their names, numbers to six significant digits: `value 2.5, slope 1`.
  public var description: String { parts.map(\.text).joined(separator: ", ") }
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
  fileprivate static func nested(_ numbers: ArraySlice<Double>, _ shape: ArraySlice<Int>) -> String
  {
    guard let length = shape.first else { return numbers.first.map { text($0) } ?? "nothing" }
    guard length > 0 else { return "[]" }
    let stride = numbers.count / length
    let shown = (0..<min(length, 8)).map { index in
      let start = numbers.startIndex + index * stride
      return nested(numbers[start..<(start + stride)], shape.dropFirst())
    }
    return "[" + (shown + (length > 8 ? ["… \(length) in all"] : [])).joined(separator: ", ") + "]"
  }
}

extension Answer.Part {
  fileprivate var text: String { "\(name) \(word ?? Answer.nested(numbers[...], shape[...]))" }
}
