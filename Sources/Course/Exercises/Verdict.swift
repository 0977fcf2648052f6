public import Text

/// What a checker says about an answer to an exercise.
public enum Verdict: Sendable, Hashable {
  /// There is no answer yet: the function throws ``NotAttempted``, or is wrong just as it was given.
  case notAttempted
  /// The answer is right on every input that was tried.
  case passed
  /// The answer is wrong on these inputs, the smallest first.
  case failed([Finding])
}

/// An input on which an answer is wrong.
public struct Finding: Sendable, Hashable {
  /// The input in words.
  public let input: String

  /// What the learner's function returned, or the error that it threw.
  public let got: String

  /// What the right function returns.
  public let wanted: String

  /// The mistake that returns the learner's numbers on every input, if it is a known one.
  public let mistake: Mistake?

  /// Creates a finding.
  public init(input: String, got: String, wanted: String, mistake: Mistake? = nil) {
    self.input = input
    self.got = got
    self.wanted = wanted
    self.mistake = mistake
  }
}

/// A mistake that people make, by its name.
public struct Mistake: Sendable, Hashable {
  /// The mistake in a few words.
  public let name: String

  /// What is wrong, why it gives these numbers, and where it bites at work.
  public let explanation: String

  /// Creates the words of a mistake.
  public init(name: String, explanation: String) {
    self.name = name
    self.explanation = explanation
  }
}

/// The error that an exercise throws until it is answered.
public struct NotAttempted: Error, Hashable {
  /// Creates the error.
  public init() {}
}

// MARK: - As text

extension Finding: CustomStringConvertible {
  /// A line or more for each part; a known mistake has two parts more.
  public var description: String { text(width: Terminal.width) }

  /// The parts of the finding in lines that fit a terminal.
  ///
  /// - Parameter width: The greatest number of characters in a line; a longer word stands alone.
  /// - Returns: A line or more for each part; a known mistake has two parts more.
  public func text(width: Int) -> String {
    var parts = [("input", input), ("got", got), ("wanted", wanted)]
    if let mistake { parts += [("mistake", mistake.name), ("why", mistake.explanation)] }
    return parts.map { title, text in
      "  " + title.leftAligned(width: 9) + text.wrapped(width: width, hangingIndentation: 11)
    }.joined(separator: "\n")
  }
}

extension Exercise {
  /// What the learner is told of a verdict.
  ///
  /// - Parameters:
  ///   - verdict: The verdict on the learner's answer.
  ///   - width: The greatest number of characters in a line; a longer word stands alone.
  /// - Returns: Whole lines, the first of which says the state.
  public func report(_ verdict: Verdict, width: Int = Terminal.width) -> String {
    switch verdict {
    case .notAttempted: "\(id) open: edit \(file)".wrapped(width: width, hangingIndentation: 2)
    case .passed: "\(id) passed: \(title)".wrapped(width: width, hangingIndentation: 2)
    case .failed(let findings):
      "\(id) not yet: \(title)".wrapped(width: width, hangingIndentation: 2) + "\n"
        + findings.map { $0.text(width: width) }.joined(separator: "\n\n")
    }
  }
}

extension Verdict {
  /// The exit status of a program that reports this verdict.
  ///
  /// 0 for passed, 1 for failed, 3 for not attempted; other programs end with none of the last two
  /// when they crash.
  public var exitStatus: Int32 {
    switch self {
    case .passed: 0
    case .failed: 1
    case .notAttempted: 3
    }
  }
}
