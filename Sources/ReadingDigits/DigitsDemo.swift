import Autograd
import Datasets
import Foundation
import TensorCore
import Text

/// `learn demo`: the digits experiment on two splits, with everything drawn in the terminal.
package struct DigitsDemo {
  let experiment: DigitsExperiment

  /// Runs both splits without a word.
  ///
  /// - Returns: The measurements.
  func measurements() throws -> Measurements {
    try runBoth(progress: { _ in SilentProgress() }).measurements
  }

  /// Runs both splits and tells about them.
  func tell() throws {
    let name = DigitsExperiment.sizes.map(String.init).joined(separator: "-")
    say(
      """
      A network of \(name) units learns to read real handwritten digits: 1,797 pictures of 8×8 \
      pixels. Everything that computes is in this repository: the tensors, the derivatives, the rule.
      """)
    let runs = try runBoth { ProgressLine(title: $0, total: experiment.epochCount) }
    print("")
    say("The training loss of the shuffled split, epoch by epoch:")
    print(
      curve(
        runs.shuffled.losses, height: 10, width: min(60, Terminal.width - 11), horizontal: "epoch"))
    print("")
    say("What it answers (columns) for what it is shown (rows), shuffled split:")
    print(DigitsPictures.confusionMatrix(of: runs.shuffled))
    if let index = zip(runs.shuffled.answers, runs.shuffled.test.labels).enumerated()
      .first(where: { $0.element.0 != $0.element.1 })?.offset
    {
      let (answer, label) = (runs.shuffled.answers[index], runs.shuffled.test.labels[index])
      print("")
      say("One that it gets wrong: a \(label), which it takes for a \(answer):")
      print(DigitsPictures.picture(of: runs.shuffled.test.features.row(index)))
    }
    print("")
    tell(of: runs.measurements)
  }

  /// The accuracies, and why they differ.
  private func tell(of measurements: Measurements) {
    let gap = (measurements.shuffledAccuracy - measurements.orderedAccuracy) * 100
    let others = measurements.otherSeeds
    print(
      """
      held-out accuracy, shuffled split    \(measurements.shuffledAccuracy.percentText)
      held-out accuracy, split by order    \(measurements.orderedAccuracy.percentText)
      seconds                              \(measurements.seconds.fixedText(decimals: 1))

      """)
    say(
      """
      One run is one draw: other first weights, another order, another shuffled split give other \
      numbers. Over seeds 1 to \(Self.spreadSeeds.count):
      """)
    let rows = """
      shuffled split    \(line(others.shuffledMean, others.shuffledRange))
      split by order    \(line(others.orderedMean, others.orderedRange))
      """
    print(rows.folded(width: Terminal.width - 2).joined(separator: "\n") + "\n")
    say(
      """
      Same network, same number of pictures, and \(gap.fixedText(decimals: 1)) points apart. The set \
      seems to keep the order of the forms that people filled in. Shuffled, the test pictures come from \
      the people who wrote the training pictures; by order, most of the last \(Self.testCount) are by \
      writers whom the network has not seen. The shuffled number leaks the writers, and production will \
      not repeat it: split by what will be new in use.
      """)
  }

  /// Prints a paragraph, and an empty line.
  private func say(_ text: String) { print(text.wrapped() + "\n") }

  private func line(_ mean: Double, _ range: [Double]) -> String {
    "\(mean.percentText) on average, \(range[0].percentText) to \(range[1].percentText)"
  }
}
