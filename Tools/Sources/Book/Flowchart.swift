/// A graph as Mermaid writes it, as far as the pages need it: `flowchart LR`, boxes with words, arrows with words.
struct Flowchart: Hashable {
  /// An arrow between two boxes.
  struct Arrow: Hashable {
    /// The box that it leaves.
    let from: String
    /// The box that it reaches.
    let to: String
    /// The words on it.
    let label: String
    /// Whether it is drawn with dots.
    let isDotted: Bool
  }

  /// Whether it goes from the left to the right, and not down.
  let goesRight: Bool

  /// The names of the boxes, in the order in which they come.
  private(set) var names: [String] = []

  /// The words in each box.
  private(set) var words: [String: String] = [:]

  /// The arrows.
  private(set) var arrows: [Arrow] = []

  /// Reads a graph; fails if it holds anything that is not known.
  ///
  /// - Parameter text: The lines of the block.
  init?(_ text: String) {
    var lines = text.split(separator: "\n").map { $0.drop { $0 == " " } }.filter { !$0.isEmpty }
    guard let first = lines.first, let direction = first.wholeMatch(of: /flowchart (LR|TB|TD)\s*/)
    else {
      return nil
    }
    goesRight = direction.1 == "LR"
    lines.removeFirst()
    for line in lines {
      guard read(line) else { return nil }
    }
  }

  private mutating func read(_ line: Substring) -> Bool {
    var rest = line
    guard var sources = boxes(&rest) else { return false }
    while !rest.isEmpty {
      guard let arrow = rest.prefixMatch(of: /\s*(-->|-\.->)(?:\|([^|]*)\|)?\s*/) else {
        return false
      }
      rest = rest[arrow.range.upperBound...]
      guard let targets = boxes(&rest) else { return false }
      for source in sources {
        for target in targets {
          arrows.append(
            Arrow(
              from: source, to: target, label: arrow.2.map(String.init) ?? "",
              isDotted: arrow.1 == "-.->"))
        }
      }
      sources = targets
    }
    return true
  }

  /// Boxes with signs `&` between them.
  private mutating func boxes(_ rest: inout Substring) -> [String]? {
    var found: [String] = []
    repeat {
      guard
        let match = rest.prefixMatch(
          of: /\s*&?\s*([A-Za-z0-9]+)(?:\["([^"]*)"\]|\[([^\]"]*)\])?\s*/)
      else {
        return nil
      }
      let name = String(match.1)
      if words[name] == nil { names.append(name) }
      if let text = match.2 ?? match.3 {
        words[name] = String(text)
      } else if words[name] == nil {
        words[name] = name
      }
      found.append(name)
      rest = rest[match.range.upperBound...]
    } while rest.hasPrefix("&")
    return found
  }
}
