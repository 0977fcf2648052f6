import SwiftParser
import SwiftSyntax

/// A comment of a Swift source, or the text of a string in it: what is meant for people.
package struct SwiftComment: Hashable, Sendable {
  /// What is written where.
  package enum Kind: Hashable, Sendable {
    /// Lines that begin with three slashes.
    case documentation
    /// Lines that begin with two slashes.
    case remark
    /// What stands between `/*` and `*/`.
    case block
    /// Words in a string.
    case string
  }

  /// What is written where.
  package let kind: Kind

  /// The line of the source on which the text begins, from 1.
  package let line: Int

  /// The text without the marks of the comment; lines that follow each other are one text.
  package private(set) var text: String

  /// The index of the line after the last one.
  private var nextLine: Int

  /// The comments and strings of a source, in order.
  ///
  /// - Parameter source: The text of the file.
  /// - Returns: The texts.
  package static func all(in source: String) -> [SwiftComment] {
    let tree = Parser.parse(source: source)
    let lines = SourceLocationConverter(fileName: "", tree: tree)
    var comments: [SwiftComment] = []
    func add(_ kind: Kind, _ text: some StringProtocol, at position: AbsolutePosition) {
      let line = lines.location(for: position).line
      if kind == .documentation || kind == .remark, let last = comments.last, last.kind == kind,
        last.nextLine == line
      {
        comments[comments.count - 1].text += "\n" + text
        comments[comments.count - 1].nextLine = line + 1
      } else {
        comments.append(
          SwiftComment(kind: kind, line: line, text: String(text), nextLine: line + 1))
      }
    }
    for token in tree.tokens(viewMode: .sourceAccurate) {
      token.leadingTrivia.addComments(from: token.position, to: add)
      if case .stringSegment(let text) = token.tokenKind {
        add(.string, text, at: token.positionAfterSkippingLeadingTrivia)
      }
      token.trailingTrivia.addComments(from: token.endPositionBeforeTrailingTrivia, to: add)
    }
    return comments
  }
}

extension Trivia {
  /// Hands on every comment with its place.
  fileprivate func addComments(
    from start: AbsolutePosition,
    to add: (SwiftComment.Kind, Substring, AbsolutePosition) -> Void
  ) {
    var position = start
    for piece in pieces {
      switch piece {
      case .docLineComment(let text): add(.documentation, text.withoutMark(3), position)
      case .lineComment(let text): add(.remark, text.withoutMark(2), position)
      case .blockComment(let text), .docBlockComment(let text): add(.block, text[...], position)
      default: break
      }
      position += piece.sourceLength
    }
  }
}

extension String {
  /// The text behind a mark and the space after it.
  fileprivate func withoutMark(_ length: Int) -> Substring {
    let words = dropFirst(length)
    return words.first == " " ? words.dropFirst() : words
  }
}
