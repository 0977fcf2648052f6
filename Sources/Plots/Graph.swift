import Foundation
import Text

/// A drawing of boxes and arrows in Graphviz's language, such as the engine's own graph.
///
/// ```swift
/// Graph("shared", words: "Two arrows leave s.", dot: "digraph { s -> a; s -> b }").show()
/// ```
///
/// A cell of a notebook shows it; the text for Graphviz is recorded beside the picture.
public struct Graph: Codable, Hashable, Sendable {
  /// The name, which is part of a file name: small letters, digits and hyphens.
  public let name: String

  /// The drawing in words, for those who cannot see it.
  public let words: String

  /// The drawing in Graphviz's language.
  public let dot: String

  /// Creates a drawing.
  ///
  /// - Parameters:
  ///   - name: The name: small letters, digits and hyphens.
  ///   - words: The drawing in words, for those who cannot see it.
  ///   - dot: The drawing in Graphviz's language, such as `graph.dot`.
  /// - Precondition: The name is fit for a file, and neither words nor drawing are empty.
  public init(_ name: String, words: String, dot: String) {
    precondition(
      Plot.isFileName(name), "Graph.init: not small letters, digits and hyphens: \(name)")
    precondition(!words.isEmpty && !dot.isEmpty, "Graph.init: \(name) is empty")
    self.name = name
    self.words = words
    self.dot = dot
  }

  /// Reads a drawing.
  ///
  /// - Parameter json: The text, as `show()` writes it.
  /// - Throws: `DecodingError`, which names the place.
  public init(json: some StringProtocol) throws {
    self = try JSONDecoder().decode(Graph.self, from: Data(json.utf8))
  }

  /// Shows the drawing below the cell of the notebook; elsewhere prints it in words.
  public func show() {
    guard ProcessInfo.processInfo.environment["LEARN_NOTEBOOK"] != nil,
      let json = try? JSONEncoder.sorted().text(self)
    else { return print(words) }
    print("\u{1e}graph " + json)
  }
}
