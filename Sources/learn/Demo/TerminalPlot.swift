import Backprop
import Datasets
import Foundation
import Perceptron
import TensorCore
import Text

/// The plot at the head of a lesson's story, drawn with characters.
enum TerminalPlot {
  /// Draws the plot of a lesson.
  ///
  /// - Parameter number: The lesson's number.
  /// - Returns: Lines of characters, or `nil` where a lesson has none.
  /// - Throws: What the lesson's own code throws.
  static func of(lesson number: Int) throws -> String? {
    switch number {
    case 1: return try perceptronLearning()
    case 2: return try gradientsByDepth()
    default: return nil
    }
  }

  // MARK: - Lesson 01

  /// The boundary of a perceptron at its first mistake, half-way, and at its last.
  private static func perceptronLearning() throws -> String {
    var generator = SplitMix64(seed: 8)
    let points = LabeledData.blobs(
      count: 40, centers: Tensor([[0.4, 1.2], [1.5, 0.9]]), standardDeviation: 0.25,
      using: &generator)
    let labels = points.labels.map { Scalar($0) }
    var perceptron = RosenblattPerceptron(inputCount: 2)
    var snapshots: [Neuron] = []
    while true {
      var isClean = true
      for index in labels.indices
      where perceptron.learn(from: points.features.row(index), label: labels[index]) {
        isClean = false
        snapshots.append(perceptron.neuron)
      }
      if isClean || snapshots.count > 1000 { break }
    }
    // As many of the three pictures as stand side by side.
    let shown = [0, snapshots.count / 2, snapshots.count - 1]
      .suffix(max(1, (Terminal.width + 1) / 27))
    let pictures = shown.map { picture(of: snapshots[$0], points) }
    let titles = shown.map { "after mistake \($0 + 1)" }
    var lines = [titles.map { $0.leftAligned(width: 27) }.joined()]
    for row in pictures[0].indices {
      lines.append(pictures.map { $0[row].leftAligned(width: 27) }.joined())
    }
    let words = """
      A perceptron learns to tell o from x; it answers x on the dotted side. Every mistake moves the \
      line, and after \(snapshots.count) mistakes there are none left to make.
      """
    return """
      \(words.wrapped())

      \(lines.map(\.withoutTrailingSpaces).joined(separator: "\n"))
      """
  }

  /// The points and the side of the line on which a unit answers 1, from −2 to 2 both ways.
  private static func picture(of neuron: Neuron, _ points: LabeledData) -> [String] {
    let (width, height) = (26, 13)
    func cell(_ value: Scalar, _ count: Int) -> Int {
      Int(((value + 2) / 4 * Scalar(count - 1)).rounded())
    }
    var rows = (0..<height).map { row in
      (0..<width).map { column -> Character in
        let x = Scalar(column) / Scalar(width - 1) * 4 - 2
        let y = 2 - Scalar(row) / Scalar(height - 1) * 4
        return neuron(Tensor([x, y])) > 0 ? "·" : " "
      }
    }
    for (index, label) in points.labels.enumerated() {
      let column = cell(points.features[index, 0], width)
      let row = height - 1 - cell(points.features[index, 1], height)
      if rows.indices.contains(row), rows[row].indices.contains(column) {
        rows[row][column] = label == 0 ? "o" : "x"
      }
    }
    return rows.map { String($0) }
  }

  // MARK: - Lesson 02

  /// The gradient that reaches the input of a chain of functions, for chains of growing length.
  private static func gradientsByDepth() throws -> String {
    let functions: [(name: String, function: (Variable) -> Variable)] = [
      ("sigmoid", sigmoid), ("tanh", tanh), ("x + sigmoid", { $0 + sigmoid($0) }),
    ]
    let depths = [1, 2, 5, 10, 20, 40]
    var rows = [["layers"] + functions.map(\.name)]
    for depth in depths {
      let gradients = try functions.map { _, function in
        let x = Variable(Tensor(0.5), requiresGradient: true)
        var y = x
        for _ in 0..<depth { y = function(y) }
        try y.backward()
        return Double(x.gradient?.scalar ?? 0).shortText(significantDigits: 2)
      }
      rows.append(["\(depth)"] + gradients)
    }
    let words = """
      The gradient that reaches the input 0.5 through a chain of layers: each layer multiplies it by its \
      slope. A sigmoid's slope is at most a quarter; a connection round the layer adds 1 to it.
      """
    return """
      \(words.wrapped())

      \(TextTable(rows).description)
      """
  }
}
