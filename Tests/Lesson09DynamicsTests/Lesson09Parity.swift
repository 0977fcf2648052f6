import Autograd
import Dynamics
import TensorCore
import TestSupport
import Testing

/// What PyTorch computes, number by number.
@Suite struct Lesson09Parity {
  let golden: GoldenValues

  init() throws { golden = try GoldenValues.lesson(9) }

  static let formats: [NumberFormat] = [.float16, .bfloat16]

  @Test(arguments: formats) func `limits are torch.finfo's`(format: NumberFormat) throws {
    let info = try golden.array("format(\(format.rawValue)).finfo").values
    #expect([format.epsilon, format.greatest, format.leastNormal] == info)
  }

  /// FNV-1a over words of 16 bits.
  private func hash(_ words: [UInt16]) -> Double {
    Double(words.reduce(0x811C_9DC5 as UInt32) { ($0 ^ UInt32($1)) &* 0x0100_0193 })
  }

  // Numbers of single precision, since PyTorch rounds others to single precision first.
  @Test(arguments: formats) func `of 40,000 numbers all bits are PyTorch's`(
    format: NumberFormat
  ) throws {
    for (source, seed) in [("bits", 16), ("range", 61)] as [(String, UInt64)] {
      var generator = SplitMix64(seed: seed)
      let hashes = (0..<20).map { _ in
        hash(
          (0..<1000).map { _ in
            let word = generator.next()
            let around =
              (UInt32(truncatingIfNeeded: word) & 0x807F_FFFF)
              | UInt32(95 + (word >> 40) % 50) << 23
            let pattern = source == "bits" ? UInt32(truncatingIfNeeded: word) : around
            return format.bits(of: Double(Float(bitPattern: pattern)))
          })
      }
      let expected = try golden.array("format(\(format.rawValue), \(source)).hashes").values
      #expect(hashes == expected, "\(source)")
    }
  }

  @Test(arguments: formats) func `bits of special numbers are PyTorch's`(
    format: NumberFormat
  ) throws {
    let numbers = try golden.array("format(\(format.rawValue)).numbers").values
    let expected = try golden.integers("format(\(format.rawValue)).bits")
    #expect(numbers.map { Int(format.bits(of: $0)) } == expected)
    let notFinite = try golden.integers("format(\(format.rawValue)).notFinite")
    #expect(
      [Double.infinity, -.infinity, .nan].map { Int(format.bits(of: $0)) } == notFinite)
    for (number, bits) in zip(numbers, expected) {
      #expect(format.number(bits: UInt16(bits)) == format.round(number))
    }
  }

  @Test(arguments: formats) func `PyTorch rounds double precision twice`(
    format: NumberFormat
  ) throws {
    let number = try golden.scalar("twice(\(format.rawValue)).number")
    let theirs = try golden.scalar("twice(\(format.rawValue)).output")
    #expect(theirs == 1)
    #expect(format.round(number) == 1 + format.epsilon)
    #expect(format.round(NumberFormat.float32.round(number)) == theirs)
  }

  @Test func `a loop stalls where PyTorch's own sums do not`() throws {
    let terms = Array(repeating: 1e-4, count: 10_000)
    #expect(NumberFormat.float16.sum(terms) == (try golden.scalar("sum(float16, loop).output")))
    for own in ["sum", "cumsum", "numpy"] {
      #expect(try golden.scalar("sum(float16, \(own)).output") == 1, "\(own)")
    }
    let half = NumberFormat.float16
    let table = [half.sum(2048, 1), half.round(.exp(11)), half.sum(1, half.round(4e-4))]
    #expect(table == (try golden.array("half.table").values))
    #expect(Int(half.bits(of: .exp(12))) == (try golden.integers("half.exponential"))[0])
    let brain = NumberFormat.bfloat16
    #expect(brain.sum(1, brain.round(1e-3)) == (try golden.scalar("brain.table")))
  }

  @Test(arguments: ["table", "nan", "random", "factors", "floor", "ceiling"])
  func `the scaler does what PyTorch's does, step by step`(run: String) throws {
    let settings = try golden.array("scaler(\(run)).settings").values
    let scaler = LossScaler(
      scale: Float(settings[0]), growthFactor: settings[1], backoffFactor: settings[2],
      growthInterval: Int(settings[3]))
    let parameter = leaf(Tensor([8, 8]))
    let optimizer = GradientDescent([parameter], learningRate: 0.125)
    var (scales, trackers, values, kinds): ([Double], [Int], [Double], [Int]) = ([], [], [], [])
    for found in try golden.integers("scaler(\(run)).found") {
      optimizer.zeroGradients()
      try scaler.scaled(parameter.sum()).backward()
      if found > 0, var gradient = parameter.gradient {
        gradient[0] = found == 1 ? .infinity : .nan
        parameter.gradient = gradient
      }
      let isMade = scaler.step(optimizer)
      #expect(isMade == (found == 0))
      scaler.update()
      scales.append(Double(scaler.scale))
      trackers.append(scaler.growthTracker)
      let value = Double(parameter.value[1])
      values.append(value.isFinite ? value : 0)
      kinds.append(value.isFinite ? 0 : value.isNaN ? 2 : 1)
    }
    #expect(scales == (try golden.array("scaler(\(run)).scales").values))
    #expect(trackers == (try golden.integers("scaler(\(run)).trackers")))
    #expect(kinds == (try golden.integers("scaler(\(run)).kinds")))
    #expect(difference(values, try golden.array("scaler(\(run)).values").values) < 1e-6)
  }

  @Test func `percentiles are NumPy's`() throws {
    let clipping = ClippingStatistics(norms: try golden.array("percentile.norms").values)
    let shares = try golden.array("percentile.shares").values
    let bounds = shares.compactMap { clipping.bound(clipping: $0) }
    #expect(difference(bounds, try golden.array("percentile.output").values) < 1e-14)
  }

  @Test func `exact noise and signal are PyTorch's`() throws {
    let group = "noise(regression)"
    let x = try golden.tensor("\(group).x")
    let errors = matvec(x, try golden.tensor("\(group).weight")) - (try golden.tensor("\(group).y"))
    let gradients = errors.reshaped(to: [64, 1]) * x * 2
    let (signal, noise) = GradientNoiseScale.exact(gradients: gradients)
    let expected = [try golden.scalar("\(group).signal"), try golden.scalar("\(group).noise")]
    #expect(difference([signal, noise], expected) < (isDoublePrecision ? 1e-12 : 1e-5))
  }

  // Products are summed in wider numbers and rounded once, here and there; the order of the terms differs, and so a sum
  // next to a tie may fall to the other side: one unit of half precision in the last place.
  @Test func `a pass in half precision is PyTorch's`() throws {
    let group = "half(network)"
    func tensor(_ name: String) throws -> Tensor { try golden.tensor("\(group).\(name)") }
    let model = Sequential(
      Linear(weight: try tensor("weight1"), bias: try tensor("bias1")),
      FunctionLayer("relu", relu),
      Linear(weight: try tensor("weight2"), bias: try tensor("bias2")))
    let logits = NumberFormat.float16.output(of: model, for: Variable(try tensor("x")))
    let labels = try golden.integers("\(group).labels")
    try (softmaxCrossEntropy(logits, classes: labels) * 1024).backward()
    let unit: Scalar = 0x1p-10
    #expect(difference(logits.value, try tensor("output")) <= unit)
    #expect(logits.value == logits.value.roundedToFloat16())
    for (name, parameter) in zip(
      ["weight1", "bias1", "weight2", "bias2"], model.trainedVariables)
    {
      let gradient = try #require(parameter.gradient)
      #expect(gradient == gradient.roundedToFloat16(), "\(name)")
      #expect(difference(gradient, try tensor("gradient.\(name)")) <= 2 * unit, "\(name)")
    }
  }
}
