import Datasets
import Foundation
import TensorCore
import TestSupport
import Testing

/// What `learn bench` computes between its two looks at the clock, by plain numbers.
@Suite struct BenchWorkerTests {
  /// What rounding may change in a number near 1.
  private let rounding = isDoublePrecision ? 1e-8 : 1e-4

  @Test(arguments: ["sgd", "momentum", "adamw"], ["relu", "gelu", "batchnorm", "dropout"])
  func `the benchmark's losses are those of its rule and network`(
    rule: String, hidden: String
  ) throws {
    let steps = ["steps 1", "steps 1", "steps 1"]
    let (numbers, answers) = try Self.ask(["network 3,5,4 6 \(rule) \(hidden) FILE"] + steps)
    var network = PlainNetwork(numbers, hidden: hidden)
    for (index, answer) in answers.dropFirst().enumerated() {
      let loss = try #require(answer["loss"] as? Double)
      #expect(abs(loss - network.loss(network.parameters)) < rounding, "before step \(index)")
      network.step(rule)
    }
  }

  @Test func `dropout waits until it is asked for`() throws {
    let requests = ["network 3,5,4 6 sgd dropout FILE", "steps 1", "drop", "steps 1"]
    let (numbers, answers) = try Self.ask(requests)
    var network = PlainNetwork(numbers, hidden: "dropout")
    network.step("sgd")
    let loss = try #require(answers[3]["loss"] as? Double)
    #expect(abs(loss - network.loss(network.parameters)) > 0.01)
  }

  /// A tenth of the steps and one more come before those that are timed.
  @Test func `as many steps as were asked for follow the warm-up`() throws {
    let tool = try LearnTool()
    defer { tool.clean() }
    let words = "bench --json --sizes 4,3 --batch 5 --optimizer sgd --steps 20"
    let printed = try tool.run(words.split(separator: " ").map(String.init)).output
    let figures = try #require(
      try JSONSerialization.jsonObject(with: Data(printed.utf8)) as? [String: Any])
    let answers = try Self.ask(["network 4,3 5 sgd relu FILE", "steps 23"]).answers
    let (one, other) = (figures["finalLoss"] as? Double, answers[1]["loss"] as? Double)
    #expect(abs(try #require(one) - #require(other)) < (isDoublePrecision ? 1e-12 : 1e-6))
  }

  @Test func `inputs and cotangents are drawn, and the sums are theirs`() throws {
    // The first of the table is the sigmoid.
    let (numbers, answers) = try Self.ask(["activation 0 500 FILE", "sums"])
    let (x, d) = (Array(numbers.prefix(500)), Array(numbers.dropFirst(500)))
    for drawn in [x, d] {
      #expect(drawn.count == 500)
      #expect((0.8...1.2).contains(drawn.reduce(0) { $0 + $1 * $1 } / 500))
    }
    let values = x.map { 1 / (1 + exp(-$0)) }
    let gradients = zip(values, d).map { $0 * (1 - $0) * $1 }
    let sums = [
      values.reduce(0, +), gradients.reduce(0, +), zip(values, d).reduce(0) { $0 + $1.0 * $1.1 },
      gradients.reduce(0) { $0 + $1 * $1 },
    ]
    let answered = try #require(answers[1]["sums"] as? [Double])
    #expect(answered.count == 4)
    for (one, other) in zip(answered, sums) { #expect(abs(one - other) < 10 * rounding) }
  }

  /// Four images of 64 channels: each channel of a batch norm's outputs has the mean 0 and the variance 1.
  @Test func `a norm's images are drawn, and the sums are theirs`() throws {
    let (numbers, answers) = try Self.ask(["norms", "norm 0 4 FILE", "sums", "norm 9 4 FILE"])
    let names = try #require(answers[0]["norms"] as? [[String]])
    #expect(names[0][0] == "Batch norm" && names.count == 5)
    #expect(answers[3]["problem"] != nil)
    let count = 4 * 4096
    let (x, d) = (Array(numbers.prefix(count)), Array(numbers.dropFirst(count)))
    for drawn in [x, d] {
      #expect(drawn.count == count)
      #expect((0.95...1.05).contains(drawn.reduce(0) { $0 + $1 * $1 } / Double(count)))
    }
    var (products, squares) = (0.0, 0.0)
    for channel in 0..<64 {
      let places = (0..<4).flatMap { image in
        (0..<64).map { (image * 64 + channel) * 64 + $0 }
      }
      let mean = places.reduce(0) { $0 + x[$1] } / 256
      let variance = places.reduce(0) { $0 + (x[$1] - mean) * (x[$1] - mean) } / 256
      let deviation = (variance + 1e-5).squareRoot()
      let y = places.map { (x[$0] - mean) / deviation }
      let dMean = places.reduce(0) { $0 + d[$1] } / 256
      let dy = zip(places, y).reduce(0) { $0 + d[$1.0] * $1.1 } / 256
      products += 256 * dy
      // What goes back through a batch norm has neither a mean nor a part along the outputs.
      squares += zip(places, y).reduce(0) { sum, pair in
        let gradient = (d[pair.0] - dMean - pair.1 * dy) / deviation
        return sum + gradient * gradient
      }
    }
    let sums = try #require(answers[2]["sums"] as? [Double])
    let tolerance = isDoublePrecision ? 1e-6 : 0.02
    for (one, other) in zip(sums, [0, 0, products, squares]) {
      #expect(abs(one - other) < tolerance, "\(sums)")
    }
  }

  @Test func `three steps of descent go three times the rate`() throws {
    let names = try Self.ask(["optimizers"]).answers[0]["optimizers"] as? [String]
    let index = try #require(names?.firstIndex(of: "GradientDescent"))
    let (numbers, answers) = try Self.ask([
      "optimizer \(index) 200 FILE", "updates 3", "updated", "optimizer \(index) 50 FILE",
    ])
    #expect(numbers.count == 400 && answers[3]["problem"] != nil)
    let (w, g) = (numbers.prefix(200), numbers.dropFirst(200))
    for drawn in [w, g] {
      #expect((0.7...1.3).contains(drawn.reduce(0) { $0 + $1 * $1 } / 200))
    }
    let moved = zip(w, g).map { $0 - 0.03 * $1 }
    let sums = [moved.reduce(0) { $0 + abs($1) }, moved.reduce(0) { $0 + $1 * $1 }]
    let answered = try #require(answers[2]["sums"] as? [Double])
    for (one, other) in zip(answered, sums) { #expect(abs(one - other) < 10 * rounding) }
  }

  @Test func `the peers get every digit once, with its own label`() throws {
    let numbers = try Self.ask(["digits FILE"]).numbers
    let (training, test, epochs) = (1_437, 360, 60)
    let weights = 64 * 64 + 64 + 64 * 10 + 10
    try #require(numbers.count == (training + test) * 65 + weights + epochs * training)
    var rest = numbers[...]
    func take(_ count: Int) -> [Double] {
      defer { rest = rest.dropFirst(count) }
      return Array(rest.prefix(count))
    }
    func rows(_ values: [Double], _ labels: [Double]) -> Set<[Double]> {
      Set(labels.indices.map { Array(values[64 * $0..<64 * ($0 + 1)]) + [labels[$0]] })
    }
    let given = rows(take(training * 64), take(training)).union(rows(take(test * 64), take(test)))
    let digits = try LabeledData.digits()
    let pixels = digits.features.scalars.map { Double($0) }
    #expect(given == rows(pixels, digits.labels.map { Double($0) }))
    _ = take(weights)
    let orders = (0..<epochs).map { _ in take(training) }
    #expect(Set(orders).count == epochs)
    #expect(orders.allSatisfy { $0.sorted() == (0..<training).map { Double($0) } })
  }
}

extension BenchWorkerTests {
  /// Sends requests to a worker.
  ///
  /// - Parameter requests: The requests; `FILE` stands for a file.
  /// - Returns: The numbers in that file, and the answers.
  /// - Throws: An error if the worker cannot be started or gives no answer.
  private static func ask(
    _ requests: [String]
  ) throws -> (numbers: [Double], answers: [[String: Any]]) {
    let tool = try LearnTool()
    defer { tool.clean() }
    let file = tool.root.appending(path: "numbers")
    let input = requests.map { $0.replacing("FILE", with: file.path) + "\n" }.joined()
    let lines = try tool.run(["bench", "--worker"], input: input).output.split(separator: "\n")
    let answers = try lines.map { line in
      try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
    }
    try #require(answers.count == requests.count)
    guard let data = try? Data(contentsOf: file) else { return ([], answers) }
    let numbers = data.withUnsafeBytes { bytes in
      stride(from: 0, to: bytes.count, by: 8).map { place in
        let pattern = bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self)
        return Double(bitPattern: UInt64(littleEndian: pattern))
      }
    }
    return (numbers, answers)
  }

  /// A network of 3, 5 and 4 units with a batch of 6, computed one number at a time.
  private struct PlainNetwork {
    /// Weights and biases of the first layer, factors and shifts of a batch norm, the second layer.
    private(set) var parameters: [Double]
    private let inputs: [[Double]]
    private let classes: [Int]
    private let hidden: String
    private var (first, second): ([Double], [Double])
    private var stepCount = 0

    /// - Parameters:
    ///   - numbers: A batch, its classes, and the two layers, as the worker's file has them.
    ///   - hidden: What stands between the layers.
    init(_ numbers: [Double], hidden: String) {
      inputs = (0..<6).map { Array(numbers[3 * $0..<3 * ($0 + 1)]) }
      classes = numbers[18..<24].map { Int($0) }
      let norm = [Double](repeating: 1, count: 5) + [Double](repeating: 0, count: 5)
      parameters = numbers[24..<44] + norm + numbers[44...]
      precondition(parameters.count == 54)
      self.hidden = hidden
      (first, second) = (parameters.map { _ in 0 }, parameters.map { _ in 0 })
    }

    /// The mean cross-entropy of the batch.
    func loss(_ p: [Double]) -> Double {
      var sums = affine(inputs, p[0..<15], p[15..<20])
      if hidden == "batchnorm" {
        for unit in 0..<5 {
          let mean = sums.reduce(0) { $0 + $1[unit] } / 6
          let variance = sums.reduce(0) { $0 + ($1[unit] - mean) * ($1[unit] - mean) } / 6
          for row in sums.indices {
            let normalized = (sums[row][unit] - mean) / (variance + 1e-5).squareRoot()
            sums[row][unit] = p[20 + unit] * normalized + p[25 + unit]
          }
        }
      }
      let outputs = sums.map { row in
        row.map { hidden == "gelu" ? $0 / 2 * (1 + erf($0 / 2.0.squareRoot())) : max($0, 0) }
      }
      let logits = affine(outputs, p[30..<50], p[50..<54])
      let losses = zip(logits, classes).map { row, label in
        log(row.reduce(0) { $0 + exp($1) }) - row[label]
      }
      return losses.reduce(0, +) / 6
    }

    /// Makes a step with the gradient from central differences.
    mutating func step(_ rule: String) {
      stepCount += 1
      for (index, g) in gradient.enumerated() {
        switch rule {
        case "adamw":
          first[index] = 0.9 * first[index] + 0.1 * g
          second[index] = 0.999 * second[index] + 0.001 * g * g
          let mean = first[index] / (1 - pow(0.9, Double(stepCount)))
          let square = second[index] / (1 - pow(0.999, Double(stepCount)))
          parameters[index] *= 1 - 1e-3 * 1e-2
          parameters[index] -= 1e-3 * mean / (square.squareRoot() + 1e-8)
        default:
          first[index] = (rule == "momentum" ? 0.9 * first[index] : 0) + g
          parameters[index] -= 0.01 * first[index]
        }
      }
    }

    private var gradient: [Double] {
      parameters.indices.map { index in
        var (below, above) = (parameters, parameters)
        below[index] -= 1e-5
        above[index] += 1e-5
        return (loss(above) - loss(below)) / 2e-5
      }
    }

    private func affine(
      _ rows: [[Double]], _ weights: ArraySlice<Double>, _ biases: ArraySlice<Double>
    ) -> [[Double]] {
      rows.map { row in
        biases.enumerated().map { unit, bias in
          zip(row, weights.dropFirst(unit * row.count)).reduce(bias) { $0 + $1.0 * $1.1 }
        }
      }
    }
  }
}
