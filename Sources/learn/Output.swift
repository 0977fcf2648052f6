import Foundation

/// Writes a line for the person at the terminal, apart from the output proper.
///
/// - Parameter line: The line.
func note(_ line: String) {
  FileHandle.standardError.write(Data((line + "\n").utf8))
}
