import Autograd
import Datasets
import Foundation
import ReadingDigits
import TensorCore
import Text

/// Our side of a comparison: reads requests, one a line, and answers each with a line of JSON.
///
/// The scripts in `Benchmarks/` hold one such process for every contender and let them take turns, so
/// that what else the machine does falls on all of them alike. Requests:
///
///     describe                            what computes
///     network 784,256,10 128 adamw relu FILE   makes a network and a batch; writes them to the file
///     drop                                from now on dropout drops; until then it does not
///     steps 40                            trains
///     products 40                         the matrix products of as many steps and nothing else
///     accuracy                            on the batch
///     digits FILE                         makes the digits run; writes its data to the file
///     train                               the digits run, to its end
///     activations                         the table of lesson 03, with PyTorch's expressions
///     activation 12 32768 FILE            one of them with random inputs; writes these to the file
///     norms                               those of lesson 05's table, with PyTorch's expressions
///     norm 0 8 FILE                       one of them with a batch of images; writes these to the file
///     forwardTraffic 40, bothTraffic 40   reads and writes what as many passes of it would
///     sums                                of values and of gradients of the activation or norm made last
///     forward 40, both 40                 its forward pass; with the backward pass
///     optimizers                          the catalog of lesson 07
///     optimizer 7 1000 FILE               one of them with a random parameter and gradient; writes these
///     updates 40                          makes steps
///     updated                             sums of the parameter
///     traffic 40                          reads and writes what as many steps would, and nothing else
struct BenchWorker {
  private var network: BenchNetwork?
  private var products: StepProducts?
  private var digits: DigitsRun?
  var passes: (any BenchPasses)?
  var norm: BenchNorm?
  var optimizer: BenchOptimizer?

  /// Answers until the input ends.
  ///
  /// - Parameter threads: The number of threads in force, for the description.
  /// - Throws: What a step, the reading of the digits or the writing of a file throws.
  mutating func run(threads: Int) throws {
    while let line = readLine() {
      let words = line.split(separator: " ").map(String.init)
      try send(try answer(words, threads: threads))
    }
  }

  /// The measurements in an answer; `problem` alone if the request was not understood.
  struct Answer: Encodable {
    var scalar: String?
    var threads: Int?
    var core: String?
    var seconds: Double?
    var loss: Double?
    var accuracy: Double?
    var sums: [Double]?
    var activations: [[String]]?
    var norms: [[String]]?
    var optimizers: [String]?
    var problem: String?
  }

  private mutating func answer(_ words: [String], threads: Int) throws -> Answer {
    let count = words.count == 2 ? Int(words[1]) : nil
    switch words.first {
    case "describe":
      return Answer(scalar: "\(Scalar.self)", threads: threads, core: BLAS.coreName)
    case "network" where words.count == 6:
      guard let sizes = SizeList(argument: words[1])?.values, let batch = Int(words[2]), batch > 0,
        let rule = BenchCommand.Rule(rawValue: words[3]),
        let hidden = BenchCommand.HiddenBlock(rawValue: words[4])
      else { break }
      var generator = SplitMix64(seed: 1)
      let network = BenchNetwork(
        sizes: sizes, batch: batch, rule: rule, hidden: hidden, using: &generator)
      network.setDropout(false)
      try BenchData(of: network).write(to: words[5])
      self.network = network
      products = StepProducts(sizes: sizes, batch: batch, using: &generator)
      return Answer()
    case "drop":
      guard let network else { break }
      network.setDropout(true)
      return Answer()
    case "steps":
      guard let network, let count else { break }
      var loss: Scalar = .nan
      let time = try seconds(of: { for _ in 0..<count { loss = try network.step() } })
      return Answer(seconds: time, loss: Double(loss))
    case "products":
      guard products != nil, let count else { break }
      return Answer(seconds: seconds(of: { for _ in 0..<count { products?.run() } }))
    case "accuracy":
      guard let network else { break }
      return Answer(accuracy: network.accuracy)
    case "digits" where words.count == 2:
      let run = try DigitsRun()
      try run.data.write(to: words[1])
      digits = run
      return Answer()
    case "train":
      guard let digits else { break }
      var outcome: DigitsExperiment.Outcome?
      let time = try seconds(of: { outcome = try digits.train() })
      return Answer(seconds: time, loss: outcome?.losses.last, accuracy: outcome?.accuracy)
    default: return try tableAnswer(words, count: count)
    }
    return Answer(problem: "not understood: \(words.joined(separator: " "))")
  }

  private func send(_ answer: Answer) throws {
    FileHandle.standardOutput.write(try JSONEncoder.sorted().encode(answer) + [UInt8(ascii: "\n")])
  }
}

/// The run of the demonstration on its shuffled split.
struct DigitsRun {
  private let experiment = DigitsExperiment()
  private let training: LabeledData
  private let test: LabeledData

  /// Splits the pictures as `learn demo` does.
  init() throws {
    var generator = SplitMix64(seed: experiment.seed)
    (training, test) = try LabeledData.digits().shuffled(using: &generator)
      .splitByOrder(testCount: DigitsDemo.testCount)
  }

  /// Trains from the first weights and answers the held-out pictures.
  func train() throws -> DigitsExperiment.Outcome {
    try experiment.run(training: training, test: test) { _, _ in }
  }

  /// Pictures, labels, first weights, and the order of the pictures in every epoch.
  var data: BenchData {
    var generator = SplitMix64(seed: experiment.seed)
    let model = Sequential.multilayerPerceptron(DigitsExperiment.sizes, using: &generator)
    var data = BenchData()
    data.append(training.features, labels: training.labels)
    data.append(test.features, labels: test.labels)
    data.append(model)
    for _ in 0..<experiment.epochCount {
      data.append(generator.permutation(of: training.count))
    }
    return data
  }
}
