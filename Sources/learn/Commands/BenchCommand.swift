import ArgumentParser
import Backprop
import Foundation
import TensorCore

/// `learn bench`: the time of one training step beside the time of its matrix products alone.
struct BenchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench",
    abstract: "Times one training step: forward, backward, update.",
    discussion: """
      Build with `swift build -c release`, and with `--traits SinglePrecision` for Float. Times of \
      one machine at one moment mean little; compare within a run.
      """)

  /// The rule that changes the weights.
  enum Rule: String, ExpressibleByArgument, CaseIterable, Encodable {
    case sgd, momentum, adamw
  }

  @Option(help: "The widths from input to output, separated by commas.")
  var sizes: SizeList = SizeList(values: [784, 256, 10])

  @Option(help: "The number of samples in a batch.")
  var batch = 128

  @Option(help: "The rule that changes the weights.")
  var optimizer = Rule.adamw

  @Option(help: "The number of steps that are timed; a tenth as many more warm up.")
  var steps = 200

  @Option(help: "The number of threads that a large matrix product may use.")
  var threads = 1

  @Flag(help: "Print the figures as JSON.")
  var json = false

  func validate() throws {
    guard batch > 0, steps > 0, threads > 0 else {
      throw ValidationError("--batch, --steps and --threads must be positive.")
    }
  }

  func run() throws {
    BLAS.threadCount = threads
    Memory.keepLargeBlocks()
    let figures = try StepBenchmark(
      sizes: sizes.values, batch: batch, optimizer: optimizer, stepCount: steps
    ).run(threads: threads)
    if json {
      print(try jsonText(figures))
    } else {
      print(
        """
        \(sizes.values.map(String.init).joined(separator: "-")), batch \(batch), \
        \(optimizer.rawValue), \(Scalar.self), \(threads) thread\(threads == 1 ? "" : "s") on \
        \(BLAS.coreName)
        one step              median \(fixed(figures.medianMilliseconds, 4)) ms, \
        minimum \(fixed(figures.minimumMilliseconds, 4)) ms
        its products alone    median \(fixed(figures.blasMilliseconds, 4)) ms
        final loss            \(fixed(figures.finalLoss, 6))
        """)
    }
  }
}

/// Widths of layers as they are written on the command line: `784,256,10`.
struct SizeList: ExpressibleByArgument {
  let values: [Int]

  init(values: [Int]) { self.values = values }

  init?(argument: String) {
    let parts = argument.split(separator: ",", omittingEmptySubsequences: false)
    let values = parts.compactMap { Int($0) }
    guard values.count == parts.count, values.count >= 2, values.allSatisfy({ $0 > 0 }) else {
      return nil
    }
    self.values = values
  }

  var defaultValueDescription: String { values.map(String.init).joined(separator: ",") }
}

/// What `learn bench --json` prints.
struct BenchFigures: Encodable {
  let sizes: [Int]
  let batch: Int
  let optimizer: BenchCommand.Rule
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
  let stepCount: Int

  /// Times the steps, then their products alone.
  ///
  /// - Parameter threads: The number of threads in force, for the record.
  /// - Returns: The figures.
  func run(threads: Int) throws -> BenchFigures {
    var generator = SplitMix64(seed: 1)
    let model = Sequential.multilayerPerceptron(sizes, using: &generator)
    let inputs = Variable(.normal([batch, sizes[0]], using: &generator))
    let classCount = sizes[sizes.count - 1]
    let classes = (0..<batch).map { _ in generator.uniform(below: classCount) }
    let rule = makeOptimizer(model.namedParameters.map(\.variable))

    var loss: Scalar = 0
    func step() throws {
      loss = try trainingStep(rule) { softmaxCrossEntropy(model(inputs), classes: classes) }
    }
    let times = try timed(step)
    let products = timed(productsAlone(using: &generator))
    return BenchFigures(
      sizes: sizes, batch: batch, optimizer: optimizer, scalar: "\(Scalar.self)", threads: threads,
      medianMilliseconds: median(times), minimumMilliseconds: times.min() ?? 0,
      blasMilliseconds: median(products), finalLoss: Double(loss))
  }

  private func makeOptimizer(_ parameters: [Variable]) -> any Optimizer {
    switch optimizer {
    case .sgd: GradientDescent(parameters, learningRate: 0.01)
    case .momentum: Momentum(parameters, learningRate: 0.01)
    case .adamw: AdamW(parameters)
    }
  }

  /// The matrix products of one step and nothing else, on matrices made beforehand.
  private func productsAlone(
    using generator: inout some RandomNumberGenerator
  ) -> () -> Void {
    var products: [(Tensor, Tensor, Transposition, Tensor)] = []
    for (layer, (inputCount, outputCount)) in zip(sizes, sizes.dropFirst()).enumerated() {
      let x = Tensor.normal([batch, inputCount], using: &generator)
      let weight = Tensor.normal([outputCount, inputCount], using: &generator)
      let d = Tensor.normal([batch, outputCount], using: &generator)
      products.append((x, weight, .right, .zeros([batch, outputCount])))
      products.append((d, x, .left, .zeros([outputCount, inputCount])))
      if layer > 0 { products.append((d, weight, .none, .zeros([batch, inputCount]))) }
    }
    return {
      for index in products.indices {
        let (a, b, transposing, _) = products[index]
        products[index].3.addProduct(of: a, b, transposing: transposing)
      }
    }
  }

  /// The milliseconds of every step after the warm-up.
  private func timed(_ body: () throws -> Void) rethrows -> [Double] {
    for _ in 0..<stepCount / 10 + 1 { try body() }
    let clock = ContinuousClock()
    return try (0..<stepCount).map { _ in
      let elapsed = try clock.measure(body)
      return Double(elapsed.components.attoseconds) * 1e-15
        + Double(elapsed.components.seconds) * 1e3
    }
  }

  private func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    let middle = sorted.count / 2
    return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
  }
}
