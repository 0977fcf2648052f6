import ArgumentParser
import TensorCore
import Foundation
import Text

/// `learn bench`: the time of one training step beside the time of its matrix products alone.
struct BenchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench",
    abstract: "Times one training step: forward, backward, update.",
    usage: "learn bench [<options>]",
    discussion: """
      `./learn bench` builds with optimization and in single precision first. Times of one \
      machine at one moment mean little; compare within a run: \
      `./learn bench --peers` runs the same step in PyTorch, JAX and NumPy, and \
      `./learn bench --growth` makes batch, width and depth grow.
      """)

  /// The rule that changes the weights.
  enum Rule: String, ExpressibleByArgument, CaseIterable, Encodable {
    case sgd, momentum, adamw
  }

  /// What stands behind each hidden linear layer; batch norm and dropout beside a ReLU.
  enum HiddenBlock: String, ExpressibleByArgument, CaseIterable, Encodable {
    case relu, gelu, batchnorm, dropout
  }

  @Option(help: "Two or more widths from input to output, separated by commas.")
  var sizes: SizeList = SizeList(values: [784, 256, 10])

  @Option(help: "The number of samples in a batch.")
  var batch = 128

  @Option(help: "The rule that changes the weights.")
  var optimizer = Rule.adamw

  @Option(
    help: "What stands behind hidden linear layers; GELU is exact, half of the units are dropped.")
  var hidden = HiddenBlock.relu

  @Option(help: "The number of steps that are timed; a tenth as many more warm up.")
  var steps = 200

  @Option(help: "The number of threads that a large matrix product may use.")
  var threads = 1

  @Flag(help: "Print what was measured as JSON.")
  var json = false

  @Flag(help: .hidden) var worker = false

  func validate() throws {
    guard batch > 0, steps > 0, threads > 0 else {
      throw ValidationError("--batch, --steps and --threads must be positive.")
    }
    guard threads <= 4096 else {
      throw ValidationError("--threads is at most 4096, not \(threads).")
    }
    guard let count = scalarCount, count <= Self.scalarLimit else {
      throw ValidationError(
        "--sizes and --batch ask for more than 2,000,000,000 numbers, too many to hold.")
    }
  }

  /// The greatest number of weights and activations that is tried.
  private static var scalarLimit: Int { 2_000_000_000 }

  /// The number of weights, and of activations of a batch; `nil` if it is too great to count.
  private var scalarCount: Int? {
    var count = 0
    for (input, output) in zip(sizes.values, sizes.values.dropFirst()) {
      let (rows, overflows) = input.addingReportingOverflow(batch)
      let (product, tooMany) = rows.multipliedReportingOverflow(by: output)
      let (sum, tooGreat) = count.addingReportingOverflow(product)
      guard !overflows, !tooMany, !tooGreat else { return nil }
      count = sum
    }
    return count
  }

  func run() throws {
    BLAS.threadCount = threads
    Memory.keepLargeBlocks()
    if worker {
      var worker = BenchWorker()
      return try worker.run(threads: threads)
    }
    let measurements = try StepBenchmark(
      sizes: sizes.values, batch: batch, optimizer: optimizer, hidden: hidden,
      stepCount: steps
    ).run(threads: threads)
    if json {
      print(try JSONEncoder.sorted(.prettyPrinted).text(measurements))
    } else {
      let what = """
        \(sizes.values.map(String.init).joined(separator: "-")), batch \(batch), \
        \(optimizer.rawValue), \(hidden.rawValue), \(Scalar.self), \(threads) thread\(threads == 1 ? "" : "s") on \
        \(BLAS.coreName)
        """
      print(what.wrapped())
      let rows = [
        ["one step, median", measurements.medianMilliseconds.fixedText(decimals: 4), "ms"],
        ["one step, minimum", measurements.minimumMilliseconds.fixedText(decimals: 4), "ms"],
        ["its products alone, median", measurements.blasMilliseconds.fixedText(decimals: 4), "ms"],
        ["final loss", measurements.finalLoss.fixedText(decimals: 6), ""],
      ]
      print(TextTable(rows).description)
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
