/// The way in which a tool runs other programs.
///
/// The learner's tool and the authors' tool run programs by different means; notebooks need only this.
public protocol ProgramRunner: Sendable {
  /// Runs a program in the checkout to its end.
  ///
  /// - Parameters:
  ///   - words: The program, found on the path, and its arguments.
  ///   - environment: Variables that are set for the program beside the tool's own.
  /// - Returns: What it left behind, its two streams of output apart.
  /// - Throws: If the program cannot be started.
  func run(_ words: [String], environment: [String: String]) async throws -> ProgramOutcome
}

/// What the run of a program left behind.
public struct ProgramOutcome: Hashable, Sendable {
  /// The exit status, or the number of the signal that ended the program; 127 if there is no such program.
  public let status: Int32

  /// Whether a signal ended the program, such as the trap of a failed precondition.
  public let endedBySignal: Bool

  /// Whether the program was ended because it ran too long.
  public let tookTooLong: Bool

  /// What the program wrote to its standard output.
  public let output: String

  /// What it wrote to its standard error.
  public let errors: String

  /// Creates an outcome.
  public init(
    status: Int32, endedBySignal: Bool = false, tookTooLong: Bool = false, output: String = "",
    errors: String = ""
  ) {
    self.status = status
    self.endedBySignal = endedBySignal
    self.tookTooLong = tookTooLong
    self.output = output
    self.errors = errors
  }

  /// Whether the program ended by itself and says that all went well.
  public var succeeded: Bool { status == 0 && !endedBySignal }
}
