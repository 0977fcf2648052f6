import Datasets
import Foundation
import TensorCore
import Text

// The runs of `learn demo` and what is measured of them.

extension DigitsDemo {
  /// The number of pictures held out: the last 360 of the set come, for the most part, from writers of their own.
  package static var testCount: Int { 360 }

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
  static var spreadSeeds: [UInt64] { [1, 2, 3, 4, 5, 6, 7, 8] }

  /// What both runs gave.
  struct Runs {
    let shuffled: DigitsExperiment.Outcome
    let measurements: Measurements
  }

  /// Trains on both splits with the experiment's seed, and silently with others.
  ///
  /// - Parameter progress: Makes what is told of the progress, from the name of the split.
  /// - Returns: The outcome of the shuffled split, and all that was measured.
  /// - Throws: What the data set or the training throws.
  func runBoth(progress: (String) -> any Progress) throws -> Runs {
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
}
