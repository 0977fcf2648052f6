import ArgumentParser
import Foundation
import Text

/// Writes a line for the person at the terminal, apart from the output proper.
///
/// - Parameter line: The line; what is too long for the terminal goes on below.
func note(_ line: String) {
  let lines = line.folded(width: Terminal.width).joined(separator: "\n")
  FileHandle.standardError.write(Data((lines + "\n").utf8))
}

/// The error of a command that was called with something that does not exist; it ends the tool with 64.
///
/// - Parameter message: What to say of it, in one or two sentences.
/// - Returns: The error, its lines broken to fit behind the word that the parser puts before them.
func misuse(_ message: String) -> ValidationError {
  ValidationError(message.wrapped(width: Terminal.width - "Error: ".count))
}

extension String {
  /// The paragraphs filled to the terminal's width; of examples, which are indented, what is too long goes
  /// on below.
  var forTerminal: String {
    filled(width: Terminal.width).flatMap { $0.folded(width: Terminal.width) }
      .joined(separator: "\n")
  }
}
