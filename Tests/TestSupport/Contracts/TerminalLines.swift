import Course
import Foundation
import Testing

/// What does not fit a terminal.
public enum TerminalLines {
  /// The lines of a text that are too long; a single word, such as a path, cannot be broken.
  public static func tooLong(_ text: String, width: Int) -> [String] {
    text.split(separator: "\n").map(String.init).filter { line in
      line.count > width && line.trimmingCharacters(in: .whitespaces).contains(" ")
    }
  }
}

extension ExerciseContract {
  /// The task of an exercise and the findings of a check fit terminals of 80 and of 60 columns.
  static func expectFit(_ verdict: Verdict, of exercise: Exercise) {
    for width in [80, 60] {
      #expect(TerminalLines.tooLong(exercise.report(verdict, width: width), width: width) == [])
    }
  }
}
