/// Sources that hold all their changes at once, each of which a variable of the environment turns on.
///
/// One build serves for all changes: of a lesson it takes minutes, and a run of the tests seconds. It is known as
/// mutant schemata: Untch, Offutt and Harrold, “Mutation analysis using mutant schemata”, 1993,
/// https://doi.org/10.1145/154183.154265
package struct MutantSchema {
  /// The source with all changes.
  package private(set) var text: String

  /// In which lines of it which changes stand.
  package private(set) var places: [(lines: ClosedRange<Int>, number: Int)] = []

  /// Puts changes into a source.
  ///
  /// - Parameters:
  ///   - mutants: The changes with their numbers; no two stand in one another.
  ///   - text: The source.
  package init(_ mutants: [(number: Int, mutant: Mutant)], in text: String) {
    let bytes = Array(text.utf8)
    var written: [UInt8] = []
    var position = 0
    var line = 1
    let newline = UInt8(ascii: "\n")
    for (number, mutant) in mutants.sorted(by: {
      $0.mutant.outer.lowerBound < $1.mutant.outer.lowerBound
    }) {
      let before = bytes[position..<mutant.outer.lowerBound]
      written += before
      line += before.count { $0 == newline }
      let choice = Array(Self.choice(number, mutant, bytes).utf8)
      written += choice
      let last = line + choice.count { $0 == newline }
      places.append((line...last, number))
      line = last
      position = mutant.outer.upperBound
    }
    written += bytes[position...]
    self.text = String(decoding: written, as: UTF8.self)
  }

  /// The changes that errors of the compiler may come from: those in their lines, or the one nearest to the
  /// first, because an error in one statement brings others in what follows.
  ///
  /// - Parameter errors: The lines of the errors, from 1.
  /// - Returns: Their numbers; empty if there are no changes or no errors.
  package func suspects(of errors: some Collection<Int>) -> [Int] {
    let there = places.filter { place in errors.contains { place.lines.contains($0) } }
    guard there.isEmpty, let first = errors.min() else { return there.map(\.number) }
    let nearest = places.min { Self.distance($0.lines, first) < Self.distance($1.lines, first) }
    return nearest.map { [$0.number] } ?? []
  }

  private static func distance(_ lines: ClosedRange<Int>, _ line: Int) -> Int {
    max(lines.lowerBound - line, line - lines.upperBound)
  }

  private static func choice(_ number: Int, _ mutant: Mutant, _ bytes: [UInt8]) -> String {
    let (outer, range) = (mutant.outer, mutant.range)
    let original = String(decoding: bytes[outer], as: UTF8.self)
    let changed =
      String(decoding: bytes[outer.lowerBound..<range.lowerBound], as: UTF8.self)
      + mutant.replacement
      + String(decoding: bytes[range.upperBound..<outer.upperBound], as: UTF8.self)
    let isOn = "\(MutantSwitch.name).isOn(\(number))"
    return switch mutant.choice {
    case .expression: "(\(isOn) ? \(changed) : \(original))"
    case .function: "{ \(isOn) ? \(changed)($0) : \(original)($0) }"
    case .statement:
      changed.isEmpty
        ? "if !\(isOn) { \(original) }" : "if \(isOn) { \(changed) } else { \(original) }"
    }
  }
}
