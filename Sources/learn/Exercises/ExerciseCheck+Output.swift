import Course
import Foundation

// What the compiler and the program of a check say, in the words of the tool.

extension ExerciseCheck {
  /// What a program said that came to no verdict, with the lines of the exercises that it was in.
  ///
  /// - Parameters:
  ///   - output: The output of the program, with a backtrace if it crashed.
  ///   - root: The path of the checkout, which is left out of the names of files.
  ///   - status: The status that the program ended with; `nil` if a signal ended it.
  /// - Returns: Why there is no verdict, what was said before the backtrace, and the places in the exercises.
  package static func lastWords(in output: String, root: String, status: Int32? = nil) -> String {
    let lines = output.components(separatedBy: "\n")
    var said = lines.prefix { !$0.hasPrefix("*** ") }.filter {
      !$0.isEmpty && !$0.hasPrefix("swift-runtime: ") && $0 != EndedProcess.message
    }
    let saidLimit = 20
    if said.count > saidLimit {
      said = ["… \(said.count - saidLimit) lines more, and at the end:"] + said.suffix(saidLimit)
    }
    var places: [(place: String, count: Int)] = []
    for place in lines.compactMap({ $0.components(separatedBy: " at \(root)/").last })
    where place.hasPrefix("Sources/Exercises/") && place.contains(":") && !isCaller(place) {
      if let index = places.firstIndex(where: { $0.place == place }) {
        places[index].count += 1
      } else {
        places.append((place, 1))
      }
    }
    let called = places.map { place, count in
      "  called at \(place)" + (count > 1 ? ", \(count) times or more" : "")
    }
    return ([reason(lines, repeats: places.map(\.count).max() ?? 0, status)] + said + called)
      .joined(separator: "\n")
  }

  /// Why there is no verdict, in a sentence.
  private static func reason(_ lines: [String], repeats: Int, _ status: Int32?) -> String {
    let badAddress = lines.contains { $0.hasPrefix("*** Program crashed: Bad pointer") }
    // The backtrace shows some sixty frames; a recursion that ends has few.
    if badAddress && repeats >= 10 {
      return "The answer came to no verdict: the stack overflowed. "
        + "Does a function call itself for ever?"
    }
    switch status {
    case nil, 75: return "The answer came to no verdict:"
    case EndedProcess.status:
      return "The answer came to no verdict: it ended the program. Does it call `exit`?"
    case let status?:
      return "The answer came to no verdict: it ended the program, with the status \(status)."
    }
  }

  /// The compiler's complaints about the exercises, or all that was said if there are none.
  ///
  /// - Parameters:
  ///   - output: The output of `swift build`.
  ///   - root: The path of the checkout, which is left out of the names of files.
  /// - Returns: One line a complaint.
  package static func complaints(in output: String, root: String) -> String {
    var errors: [String] = []
    for line in output.components(separatedBy: "\n")
    where line.contains("/Sources/Exercises/") && line.contains(": error: ") {
      let shown = line.replacingOccurrences(of: root + "/", with: "")
      if !errors.contains(shown) { errors.append(shown) }
    }
    if errors.isEmpty { return output }
    // What calls the exercises complains where they compile but are not what is called.
    let own = errors.filter { !isCaller($0) }
    let advice =
      "The function must keep the name, the labels and the types that it was handed out with."
    return (own.isEmpty ? errors + [advice] : own).joined(separator: "\n")
  }

  /// Whether a place is in the file that calls the exercises of a lesson.
  static func isCaller(_ place: String) -> Bool { place.contains("/Check.swift:") }
}
