import Markdown

/// The examples in the doc comments of sources, as one program that has to compile.
///
/// A reader copies an example and expects it to work. Each becomes a function of its own, so that
/// two may use the same name.
package struct SourceExamples: Hashable, Sendable {
  /// The lines between two fences of a doc comment.
  package struct Example: Hashable, Sendable {
    /// The source, relative to the checkout.
    package let path: String
    /// The line of its first line of code, from 1.
    package let line: Int
    /// The code, without the marks of the comment.
    package let code: [String]
  }

  /// The examples, in the order of the sources.
  package let examples: [Example]

  /// Finds the examples in sources.
  ///
  /// - Parameter sources: The text of each source by its path.
  package init(in sources: [(path: String, text: String)]) {
    examples = sources.flatMap { path, text in Self.examples(in: text, path: path) }
  }

  private static func examples(in text: String, path: String) -> [Example] {
    // Parsing Swift takes most of the time, and most files hold no example.
    guard text.contains("```swift") else { return [] }
    return SwiftComment.all(in: text).filter { $0.kind == .documentation }.flatMap { comment in
      MarkdownDocument(comment.text).nodes.compactMap { node -> Example? in
        guard case .codeBlock("swift", 3...) = node.kind else { return nil }
        // The line after the opening one.
        let line = comment.line + node.start.line
        var code = node.literal.split(separator: "\n", omittingEmptySubsequences: false)
        if code.last?.isEmpty == true { code.removeLast() }
        return Example(path: path, line: line, code: code.map { String($0) })
      }
    }
  }

  /// The program: what all examples may use, and a function for each.
  ///
  /// - Parameter modules: What the program imports.
  /// - Returns: The file `main.swift`; compilers count the lines of the sources.
  package func program(importing modules: [String]) -> String {
    let functions = examples.enumerated().map { number, example in
      """
      func example\(number)() throws {
      #sourceLocation(file: "\(example.path)", line: \(example.line))
      \(example.code.joined(separator: "\n"))
      #sourceLocation()
      }

      """
    }
    return modules.map { "import \($0)\n" }.joined() + Self.context + functions.joined()
  }

  /// What an example may use without making it: what surrounds it in a reader's program.
  private static var context: String {
    """

    var generator = SplitMix64(seed: 0)
    let data = LabeledData.moons(count: 20, noise: 0.1, using: &generator)
    let training = data
    let epochCount = 2
    let (x, w, b) = (Variable(.ones([2, 3])), Variable(.ones([4, 3])), Variable(.ones([4])))
    let model = Sequential.multilayerPerceptron([3, 4, 2], using: &generator)
    let optimizer = AdamW(model.trainedVariables)
    let (weights, biases) = ([w], [b])
    let position = TrainingPosition(generator: generator)
    let direction = Tensor.ones([26])
    let batches = [(x: x, y: [0, 1])]
    let losses = [0.7, 0.4]

    """
  }
}
