import TensorCore

/// What `learn bench --json` prints.
struct BenchFigures: Encodable {
  let sizes: [Int]
  let batch: Int
  let optimizer: BenchCommand.Rule
  let hidden: BenchCommand.HiddenBlock
  let scalar: String
  let threads: Int
  let medianMilliseconds: Double
  let minimumMilliseconds: Double
  let blasMilliseconds: Double
  let finalLoss: Double
}

/// A training step on random data that lies in memory, timed step by step.
struct StepBenchmark {
  let sizes: [Int]
  let batch: Int
  let optimizer: BenchCommand.Rule
  let hidden: BenchCommand.HiddenBlock
  let stepCount: Int

  /// Times the steps, then their products alone.
  ///
  /// - Parameter threads: The number of threads in force, for the record.
  /// - Returns: The measurements.
  /// - Throws: `AutogradError`, as a step does.
  func run(threads: Int) throws -> BenchFigures {
    var generator = SplitMix64(seed: 1)
    let network = BenchNetwork(
      sizes: sizes, batch: batch, rule: optimizer, hidden: hidden,
      using: &generator)
    var products = StepProducts(sizes: sizes, batch: batch, using: &generator)
    var loss: Scalar = 0
    let stepTimes = try timed { loss = try network.step() }
    let productTimes = timed { products.run() }
    return BenchFigures(
      sizes: sizes, batch: batch, optimizer: optimizer, hidden: hidden,
      scalar: "\(Scalar.self)", threads: threads,
      medianMilliseconds: median(stepTimes), minimumMilliseconds: stepTimes.min() ?? 0,
      blasMilliseconds: median(productTimes), finalLoss: Double(loss))
  }

  /// The milliseconds of every call after the warm-up.
  private func timed(_ body: () throws -> Void) rethrows -> [Double] {
    for _ in 0..<stepCount / 10 + 1 { try body() }
    return try (0..<stepCount).map { _ in try seconds(of: body) * 1e3 }
  }

  private func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    let middle = sorted.count / 2
    return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
  }
}

/// The time that work takes.
///
/// - Parameter body: The work.
/// - Returns: Seconds.
func seconds(of body: () throws -> Void) rethrows -> Double {
  let elapsed = try ContinuousClock().measure(body).components
  return Double(elapsed.seconds) + Double(elapsed.attoseconds) * 1e-18
}
