import Course
import Foundation
import Synchronization
public import TensorCore

/// The reference values of one lesson, computed by PyTorch in double precision.
///
/// A name is `operation.role` or `operation(variant).role`; what stands before the role is a *group*
/// and holds everything that a test needs to repeat the computation.
///
/// ```swift
/// let golden = try GoldenValues.lesson(1)
/// let logits = try golden.tensor("crossEntropy(mean).logits")      // of shape [5, 4]
/// let target = try golden.integers("crossEntropy(mean).target")    // [2, 0, 3, 1, 2]
/// let loss = try golden.scalar("crossEntropy(mean).output")
/// ```
///
/// The files, their scripts and the rule of tolerance are described in `Tests/Fixtures/README.md`.
public struct GoldenValues: Decodable, Sendable {
  /// The number of the lesson.
  public let lesson: Int

  /// The version of PyTorch that computed the values.
  public let torch: String

  /// The version of NumPy that was installed beside it.
  public let numpy: String

  /// The name of the script that computed the values.
  public let script: String

  /// The SHA-256 of that script followed by `golden.py`, as they were when the values were computed.
  public let scriptSHA256: String

  /// The arrays by name.
  public let cases: [String: GoldenArray]
}

/// An array of reference values, in double precision whatever the precision of the build.
public struct GoldenArray: Decodable, Equatable, Sendable {
  /// The length of each axis; empty for a single number.
  public let shape: [Int]

  /// The numbers, row by row.
  public let values: [Double]
}

// MARK: - Loading

extension GoldenValues {
  /// The path of the folder of the fixtures and their scripts.
  public static let folder = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Fixtures")
    .path(percentEncoded: false)

  private static let loaded = Mutex<[Int: Result<GoldenValues, GoldenError>]>([:])

  /// Returns the reference values of a lesson, read from its file the first time that they are asked for.
  ///
  /// - Parameter number: The number of the lesson, from 1.
  /// - Returns: The reference values of that lesson.
  /// - Throws: ``GoldenError`` if the lesson has no fixture or its file cannot be read.
  public static func lesson(_ number: Int) throws(GoldenError) -> GoldenValues {
    try loaded.withLock { results in
      if let result = results[number] { return result }
      let result = Result { () throws(GoldenError) in
        try GoldenValues(path: "\(folder)/\(fileName(ofLesson: number))")
      }
      results[number] = result
      return result
    }.get()
  }

  private static func fileName(ofLesson number: Int) -> String {
    "Lesson\(number < 10 ? "0" : "")\(number).json"
  }

  /// Reads reference values from a file.
  ///
  /// - Parameter path: The path of a file that a script in the folder of fixtures wrote.
  /// - Throws: ``GoldenError/missingFixture(path:)`` or
  ///   ``GoldenError/unreadableFixture(path:reason:)``.
  public init(path: String) throws(GoldenError) {
    guard let contents = FileManager.default.contents(atPath: path) else {
      throw .missingFixture(path: path)
    }
    do {
      self = try JSONDecoder().decode(GoldenValues.self, from: contents)
    } catch {
      throw .unreadableFixture(path: path, reason: String(describing: error))
    }
  }
}

// MARK: - Reading

extension GoldenValues {
  /// Returns the array of a name.
  ///
  /// - Throws: ``GoldenError/missingName(_:fixture:closest:)``, with names that are spelled alike.
  public func array(_ name: String) throws(GoldenError) -> GoldenArray {
    guard let array = cases[name] else {
      throw .missingName(name, fixture: fixture, closest: cases.keys.closest(to: name, count: 3))
    }
    return array
  }

  /// Returns the array of a name as a tensor of the same shape.
  ///
  /// The numbers are rounded to the precision of the build; those beyond its range become infinite.
  ///
  /// - Throws: ``GoldenError/missingName(_:fixture:closest:)``.
  public func tensor(_ name: String) throws(GoldenError) -> Tensor {
    let array = try array(name)
    return Tensor(shape: Shape(array.shape), scalars: array.values.map { Scalar($0) })
  }

  /// Returns the number of a name whose array has no axes.
  ///
  /// - Throws: ``GoldenError/missingName(_:fixture:closest:)``, or
  ///   ``GoldenError/unfitArray(_:fixture:expected:found:)`` if the array has axes.
  public func scalar(_ name: String) throws(GoldenError) -> Double {
    let array = try array(name)
    guard array.shape.isEmpty else {
      throw .unfitArray(
        name, fixture: fixture, expected: "a single number", found: "its shape is \(array.shape)")
    }
    return array.values[0]
  }

  /// Returns the whole numbers of a name, row by row: labels, indices, axes, counts.
  ///
  /// - Throws: ``GoldenError/missingName(_:fixture:closest:)``, or
  ///   ``GoldenError/unfitArray(_:fixture:expected:found:)`` if a number is not whole.
  public func integers(_ name: String) throws(GoldenError) -> [Int] {
    try array(name).values.map { (value) throws(GoldenError) in
      guard let integer = Int(exactly: value) else {
        throw .unfitArray(
          name, fixture: fixture, expected: "of whole numbers", found: "it holds \(value)")
      }
      return integer
    }
  }

  private var fixture: String { Self.fileName(ofLesson: lesson) }
}

// MARK: - Groups

extension GoldenValues {
  /// Returns the groups of an operation in the order of their names, such as `add([3, 4], [4])`.
  ///
  /// - Parameter operation: The name before the parenthesis, such as `add`.
  /// - Returns: One or more groups.
  /// - Throws: ``GoldenError/missingName(_:fixture:closest:)`` if there is none.
  public func groups(of operation: String) throws(GoldenError) -> [String] {
    let groups = Set(cases.keys.map(Self.group)).filter { group in
      group == operation || group.hasPrefix(operation + "(")
    }
    guard !groups.isEmpty else {
      let operations = Set(cases.keys.map { String($0.prefix { $0 != "(" && $0 != "." }) })
      throw .missingName(
        operation, fixture: fixture, closest: operations.closest(to: operation, count: 3))
    }
    return groups.sorted()
  }

  /// Returns the part of a name before its role.
  ///
  /// - Parameter name: A name such as `huber(mean, delta: 0.5).gradient.prediction`.
  /// - Returns: The group, such as `huber(mean, delta: 0.5)`.
  public static func group(of name: String) -> String {
    let operation = name.prefix { $0 != "(" && $0 != "." }
    guard name.dropFirst(operation.count).first == "(" else { return String(operation) }
    return name.prefix { $0 != ")" } + ")"
  }
}
