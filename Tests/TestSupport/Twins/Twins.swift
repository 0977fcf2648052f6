public import Foundation

/// The failure modes of one lesson as a user of PyTorch meets them, with what they measured there.
///
/// The files, their scripts and their fields are described in `Tests/Fixtures/README.md`.
public struct Twins: Decodable, Sendable {
  /// The number of the lesson.
  public let lesson: Int

  /// The version of PyTorch that ran the lines.
  public let torch: String

  /// The names of the scripts that the file was made by, in the order of ``scriptSHA256``.
  public let sources: [String]

  /// The SHA-256 of the scripts one after the other, as they were when they were run.
  public let scriptSHA256: String

  /// For the id of each failure mode its twin.
  public let twins: [String: Twin]

  /// Reads the twins of a lesson.
  ///
  /// - Parameter number: The number of the lesson, from 1.
  /// - Returns: The twins.
  /// - Throws: ``GoldenError`` if the lesson has no file or it cannot be read.
  public static func lesson(_ number: Int) throws(GoldenError) -> Twins {
    let path = "\(GoldenValues.folder)/Twins\(number < 10 ? "0" : "")\(number).json"
    guard let contents = FileManager.default.contents(atPath: path) else {
      throw .missingFixture(path: path)
    }
    do { return try Twins(json: contents) } catch {
      throw .unreadableFixture(path: path, reason: String(describing: error))
    }
  }

  /// Reads twins from the contents of a file.
  ///
  /// - Parameter json: The contents; numbers that are not finite stand as `"nan"`, `"inf"` and `"-inf"`.
  /// - Throws: `DecodingError`.
  public init(json: Data) throws {
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    self = try decoder.decode(Twins.self, from: json)
  }
}

/// One failure mode in PyTorch: the lines that a person would write, broken and cured, or why there is none.
public struct Twin: Decodable, Sendable {
  /// Lines that were run, and what they measured.
  public struct Run: Decodable, Sendable {
    /// The name of a further run; `nil` for the broken and the cured one.
    public let name: String?

    /// The name of our remedy that the cured run corresponds to.
    public let remedy: String?

    /// The measured quantity; `nil` if PyTorch refused.
    public let value: Double?

    /// The lines.
    public let lines: [String]

    /// Our value is within this share of PyTorch's.
    public let tolerance: Double?

    /// Instead of a tolerance: both values are less than this in magnitude.
    public let below: Double?

    /// What PyTorch said.
    public let says: String?
  }

  /// What is measured, in the words of our failure mode.
  public let quantity: String?

  /// The run with the fault.
  public let broken: Run?

  /// The run without it.
  public let cured: Run?

  /// Further ways to break or to cure it.
  public let also: [Run]?

  /// Why a tolerance is not that of rounding.
  public let reason: String?

  /// Why PyTorch cannot have the fault; there is nothing else then.
  public let none: String?
}

extension Twin.Run {
  /// Whether a value of ours agrees with the measured one.
  ///
  /// - Parameter ours: Our value of the same quantity.
  /// - Returns: Whether it is as near as the file says; `false` if nothing was measured.
  public func agrees(with ours: Double) -> Bool {
    guard let value else { return false }
    if let below { return abs(ours) < below && abs(value) < below }
    guard let tolerance else { return false }
    if !value.isFinite || !ours.isFinite {
      return value == ours || value.isNaN && ours.isNaN
    }
    return abs(ours - value) <= tolerance * abs(value)
  }
}
