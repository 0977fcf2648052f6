/// Swift source with everything blanked that is not structure: comments, texts and patterns.
///
/// What is left can be searched for words and brackets without meeting one inside a string.
package struct SwiftMask {
  /// The lines, as long as those of the source.
  package private(set) var lines: [String] = []

  /// For each line, whether a text or comment goes on across its end.
  package private(set) var goesOn: [Bool] = []

  private var characters: [Character]
  private var position = 0
  private var line = ""

  /// Masks a source file.
  ///
  /// - Parameter source: Its text.
  package init(_ source: String) {
    characters = Array(source)
    while position < characters.count { step() }
    endLine(goesOn: false)
  }

  private mutating func step() {
    if starts(with: "//") {
      while position < characters.count, characters[position] != "\n" { blank() }
    } else if starts(with: "/*") {
      blankComment()
    } else if let quote = openingQuote() {
      blankText(quote)
    } else if startsPattern {
      blankPattern()
    } else {
      keep()
    }
  }

  // MARK: - Moving on

  private func starts(with text: String) -> Bool { characters[position...].starts(with: text) }

  private mutating func keep() {
    if characters[position] == "\n" {
      endLine(goesOn: false)
    } else {
      line.append(characters[position])
    }
    position += 1
  }

  /// Blanks characters; a text leaves a trace, because a line that ends with it is complete.
  private mutating func blank(_ count: Int = 1, with sign: Character = " ") {
    for _ in 0..<count where position < characters.count {
      if characters[position] == "\n" { endLine(goesOn: true) } else { line.append(sign) }
      position += 1
    }
  }

  private mutating func endLine(goesOn: Bool) {
    lines.append(line)
    self.goesOn.append(goesOn)
    line = ""
  }

  // MARK: - What is blanked

  private mutating func blankComment() {
    var depth = 0
    repeat {
      if starts(with: "/*") {
        depth += 1
        blank(2)
      } else if starts(with: "*/") {
        depth -= 1
        blank(2)
      } else {
        blank()
      }
    } while depth > 0 && position < characters.count
  }

  /// The quote that opens a text here, such as `"`, `"""` or `#"`, with its number signs.
  private func openingQuote() -> (signs: String, quote: String)? {
    let signs = String(characters[position...].prefix { $0 == "#" })
    let rest = characters[(position + signs.count)...]
    if rest.starts(with: "\"\"\"") { return (signs, "\"\"\"") }
    return rest.first == "\"" ? (signs, "\"") : nil
  }

  private mutating func blankText(_ opening: (signs: String, quote: String)) {
    let end = opening.quote + opening.signs
    let escape = "\\" + opening.signs
    blank(end.count, with: "_")
    while position < characters.count, !starts(with: end) {
      if starts(with: escape + "(") {
        blank(escape.count)
        blankInterpolation()
      } else if starts(with: escape) {
        blank(escape.count + 1)
      } else {
        blank()
      }
    }
    blank(end.count, with: "_")
  }

  private mutating func blankInterpolation() {
    var depth = 0
    repeat {
      if let quote = openingQuote() {
        blankText(quote)
        continue
      }
      if characters[position] == "(" { depth += 1 }
      if characters[position] == ")" { depth -= 1 }
      blank()
    } while depth > 0 && position < characters.count
  }

  /// Whether a pattern `/…/` begins here: after a sign that no value can end with.
  private var startsPattern: Bool {
    guard characters[position] == "/", position + 1 < characters.count,
      !" \n/*=".contains(characters[position + 1])
    else { return false }
    guard let before = line.last(where: { $0 != " " }) else { return !lines.isEmpty }
    return "(,=:[{".contains(before)
  }

  private mutating func blankPattern() {
    blank()
    while position < characters.count, characters[position] != "/", characters[position] != "\n" {
      blank(characters[position] == "\\" ? 2 : 1)
    }
    if position < characters.count, characters[position] == "/" { blank(with: "_") }
  }
}
