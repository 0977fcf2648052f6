import Datasets
import TensorCore
import Text

/// What the demonstration draws of digits and of the answers to them.
enum DigitsPictures {
  /// How often which digit was answered: a line for each digit that was shown.
  ///
  /// - Parameter outcome: The answers and what was shown.
  /// - Returns: The lines, with points for zeros.
  static func confusionMatrix(of outcome: DigitsExperiment.Outcome) -> String {
    let classCount = outcome.test.classCount
    var counts = [[Int]](
      repeating: [Int](repeating: 0, count: classCount), count: classCount)
    for (label, answer) in zip(outcome.test.labels, outcome.answers) { counts[label][answer] += 1 }
    let heading = [""] + (0..<classCount).map(String.init)
    return TextTable(
      [heading]
        + counts.enumerated().map { label, row in
          ["\(label)"] + row.map { $0 == 0 ? "." : String($0) }
        }
    ).description
  }

  /// Eight rows of eight pixels, two characters each, darker for more ink.
  ///
  /// - Parameter pixels: The ink of 64 pixels, from 0 to 1.
  /// - Returns: The lines.
  static func picture(of pixels: Tensor) -> String {
    let shades = Array(" .:-=+*#%@")
    return (0..<8).map { row in
      "    "
        + (0..<8).map { column in
          let ink = Double(pixels[row * 8 + column])
          let shade = shades[min(shades.count - 1, Int(ink * Double(shades.count)))]
          return "\(shade)\(shade)"
        }.joined()
    }.joined(separator: "\n")
  }
}
