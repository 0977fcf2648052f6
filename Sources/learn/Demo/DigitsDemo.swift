import Autograd
import Datasets
import Foundation
import TensorCore
import Text

/// `learn demo`: the digits experiment on two splits, with everything drawn in the terminal.
struct DigitsDemo {
  /// The number of pictures held out: the last 360 of the set come from writers of their own.
  static let testCount = 360

  /// What `learn demo --json` prints.
  struct Measurements: Encodable {
    let network: [Int]
    let parameterCount: Int
    let scalar: String
    let epochs: Int
    let batch: Int
    let shuffledAccuracy: Double
    let orderedAccuracy: Double
    let shuffledFinalLoss: Double
    let orderedFinalLoss: Double
    let seconds: Double
    let otherSeeds: Spread
  }

  /// What other seeds give: first weights, the order of the pictures, and the shuffled split change.
  struct Spread: Encodable {
    let seeds: [UInt64]
    let shuffledMean: Double
    let shuffledRange: [Double]
    let orderedMean: Double
    let orderedRange: [Double]
  }

  /// The seeds that the spread is measured over.
  static let spreadSeeds: [UInt64] = [1, 2, 3, 4, 5, 6, 7, 8]

  let experiment: DigitsExperiment

  /// Runs both splits without a word.
  ///
  /// - Returns: The measurements.
  func measurements() throws -> Measurements {
    try runBoth(progress: { _ in SilentProgress() }).measurements
  }

  /// Runs both splits and tells about them.
  func tell() throws {
    print(
      """
      A network of \(name) units learns to read real handwritten digits: 1,797
      pictures of 8×8 pixels. Everything that computes is in this repository: the
      tensors, the derivatives, the rule.

      """)
    let runs = try runBoth { ProgressLine(title: $0, total: experiment.epochCount) }
    print("\nThe training loss of the shuffled split, epoch by epoch:\n")
    print(curve(runs.shuffled.losses, height: 10, width: 60, horizontal: "epoch"))
    print("\nWhat it answers (columns) for what it is shown (rows), shuffled split:\n")
    print(confusionMatrix(runs.shuffled))
    if let index = zip(runs.shuffled.answers, runs.shuffled.test.labels).enumerated()
      .first(where: { $0.element.0 != $0.element.1 })?.offset
    {
      let (answer, label) = (runs.shuffled.answers[index], runs.shuffled.test.labels[index])
      print("\nOne that it gets wrong: a \(label), which it takes for a \(answer):\n")
      print(picture(runs.shuffled.test.features.row(index)))
    }
    let measurements = runs.measurements
    let gap = (measurements.shuffledAccuracy - measurements.orderedAccuracy) * 100
    print(
      """

      held-out accuracy, shuffled split    \(measurements.shuffledAccuracy.percentText)
      held-out accuracy, split by order    \(measurements.orderedAccuracy.percentText)
      seconds                              \(measurements.seconds.fixedText(decimals: 1))

      One run is one draw: other first weights, another order, another shuffled
      split give other numbers. Over seeds 1 to \(Self.spreadSeeds.count):

      shuffled split    \(line(measurements.otherSeeds.shuffledMean, measurements.otherSeeds.shuffledRange))
      split by order    \(line(measurements.otherSeeds.orderedMean, measurements.otherSeeds.orderedRange))

      Same network, same number of pictures, and \(gap.fixedText(decimals: 1)) points apart. The set
      keeps the order in which people's forms came in. Shuffled, the test pictures
      come from the people who wrote the training pictures; by order, the last \(Self.testCount)
      are by writers whom the network has not seen. The shuffled number leaks the
      writers, and production will not repeat it: split by what will be new in use.
      """)
  }

  // MARK: - The runs

  private struct Runs {
    let shuffled: DigitsExperiment.Outcome
    let measurements: Measurements
  }

  private func line(_ mean: Double, _ range: [Double]) -> String {
    "\(mean.percentText) on average, from \(range[0].percentText) to \(range[1].percentText)"
  }

  private var name: String { DigitsExperiment.sizes.map(String.init).joined(separator: "-") }

  private func runBoth(progress: (String) -> any Progress) throws -> Runs {
    let clock = ContinuousClock()
    let start = clock.now
    let pair = try runPair(experiment, progress: progress)
    let elapsed = (clock.now - start).components
    let widths = DigitsExperiment.sizes
    return Runs(
      shuffled: pair.shuffled,
      measurements: Measurements(
        network: widths,
        parameterCount: zip(widths, widths.dropFirst()).reduce(0) { $0 + ($1.0 + 1) * $1.1 },
        scalar: "\(Scalar.self)", epochs: experiment.epochCount, batch: experiment.batchSize,
        shuffledAccuracy: pair.shuffled.accuracy, orderedAccuracy: pair.ordered.accuracy,
        shuffledFinalLoss: pair.shuffled.losses.last ?? .nan,
        orderedFinalLoss: pair.ordered.losses.last ?? .nan,
        seconds: Double(elapsed.seconds) + Double(elapsed.attoseconds) * 1e-18,
        otherSeeds: try spread()))
  }

  /// Trains on both splits with the experiment's seed.
  private func runPair(
    _ experiment: DigitsExperiment, progress: (String) -> any Progress
  ) throws -> (shuffled: DigitsExperiment.Outcome, ordered: DigitsExperiment.Outcome) {
    let digits = try LabeledData.digits()
    var generator = SplitMix64(seed: experiment.seed)
    func run(
      _ title: String, _ split: (training: LabeledData, test: LabeledData)
    ) throws -> DigitsExperiment.Outcome {
      let line = progress(title)
      let outcome = try experiment.run(training: split.training, test: split.test) { epoch, loss in
        line.report(epoch, detail: "loss \(loss.fixedText(decimals: 4))")
      }
      line.finish(
        "\(outcome.accuracy.percentText) of \(outcome.test.count) held-out pictures right")
      return outcome
    }
    let shuffled = try run(
      "shuffled split", digits.shuffled(using: &generator).splitByOrder(testCount: Self.testCount))
    return (shuffled, try run("split by order", digits.splitByOrder(testCount: Self.testCount)))
  }

  /// The same runs with other seeds.
  private func spread() throws -> Spread {
    let pairs = try Self.spreadSeeds.map { seed in
      var other = experiment
      other.seed = seed
      return try runPair(other) { _ in SilentProgress() }
    }
    func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }
    func range(_ values: [Double]) -> [Double] { [values.min() ?? .nan, values.max() ?? .nan] }
    let (shuffled, ordered) = (pairs.map(\.shuffled.accuracy), pairs.map(\.ordered.accuracy))
    return Spread(
      seeds: Self.spreadSeeds, shuffledMean: mean(shuffled), shuffledRange: range(shuffled),
      orderedMean: mean(ordered), orderedRange: range(ordered))
  }

  // MARK: - Pictures

  private func confusionMatrix(_ outcome: DigitsExperiment.Outcome) -> String {
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
  private func picture(_ pixels: Tensor) -> String {
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
