import Dynamics
import TensorCore
import TestSupport
import Testing

/// Formats of few bits: their numbers, what they lose, and sums in them.
@Suite struct Lesson09Numerics {
  static let halves: [NumberFormat] = [.float16, .bfloat16]

  @Test(arguments: halves) func `all 65,536 patterns are read and written`(format: NumberFormat) {
    var wrong: [UInt16] = []
    for bits in UInt16.min...UInt16.max {
      let number = format.number(bits: bits)
      let isSame =
        number.isNaN
        ? format.bits(of: number) & 0x7FFF > format.bits(of: .infinity)
        : format.bits(of: number) == bits && format.round(number) == number
      if !isSame { wrong.append(bits) }
    }
    #expect(wrong.prefix(4) == [])
  }

  @Test(arguments: halves) func `positive patterns are numbers in rising order`(
    format: NumberFormat
  ) throws {
    let infinity = format.bits(of: .infinity)
    try #require(infinity > 1)
    let numbers = (0...infinity).map { format.number(bits: $0) }
    #expect(zip(numbers, numbers.dropFirst()).allSatisfy { $0 < $1 })
    #expect(numbers[1] == format.least && numbers[Int(infinity) - 1] == format.greatest)
    #expect(numbers[0] == 0 && numbers[Int(infinity)] == .infinity)
    // Below the least normal number the distance of neighbors stays the same.
    let normal = Int(format.bits(of: format.leastNormal))
    try #require(normal < numbers.count)
    #expect(numbers[normal] == Double(normal) * format.least)
  }

  #if !(arch(x86_64) && os(macOS))
    @Test func `float16 is the type Float16, bit for bit`() {
      var generator = SplitMix64(seed: 9)
      var wrong: [Double] = []
      for _ in 0..<50_000 {
        let significand = Double(bitPattern: generator.next() >> 12 | 0x3FF0_0000_0000_0000)
        let exponent = generator.uniform(below: 50) - 30
        let number = Double(sign: .plus, exponent: exponent, significand: significand)
        if NumberFormat.float16.bits(of: -number) != Float16(-number).bitPattern {
          wrong.append(number)
        }
      }
      #expect(wrong.prefix(4) == [])
      #expect(NumberFormat.float16.greatest == Double(Float16.greatestFiniteMagnitude))
    }
  #endif

  @Test(arguments: NumberFormat.allCases) func `a rounded number is off by at most u`(
    format: NumberFormat
  ) {
    var generator = SplitMix64(seed: 7)
    let u = format.epsilon / 2
    var largest = 0.0
    for _ in 0..<5000 {
      let x = Double.pow(2, generator.uniform(below: 20) - 10) * (1 + generator.uniform())
      largest = max(largest, (format.round(x) - x).magnitude / x)
    }
    // (equation 9.7), and the bound is nearly reached: at 1 + u.
    #expect(largest <= u)
    #expect(format == .float64 || largest > 0.9 * u)
    #expect(format.round(format.greatest) == format.greatest)
  }

  // Q9.11: both are shares of a weight of 1 at which training is healthy.
  @Test func `one absorbs a healthy update`() {
    #expect(NumberFormat.bfloat16.absorbs(1e-3, into: 1))
    #expect(NumberFormat.float16.absorbs(4e-4, into: 1))
    #expect(!NumberFormat.float16.absorbs(1e-3, into: 1))
    #expect(!NumberFormat.float32.absorbs(1e-3, into: 1))
    #expect(
      NumberFormat.float16.absorbs(1, into: 2048) && !NumberFormat.float16.absorbs(2, into: 2048))
    #expect(!NumberFormat.float16.absorbs(0, into: 1))
    // Neighbors above 1 are 1/128 apart; half of that is a tie, which the even 1 wins.
    #expect(NumberFormat.bfloat16.absorbs(1.0 / 256, into: 1))
    #expect(!NumberFormat.bfloat16.absorbs(1.0 / 255, into: 1))
  }

  // F9.17: a normal number times 1e-8 is below 2⁻²⁵ with probability 0.9971.
  @Test(arguments: tenSeeds) func `gradients near 1e-8 vanish, scaled ones do not`(seed: UInt64) {
    var generator = SplitMix64(seed: seed)
    let gradients = (0..<5000).flatMap { _ in
      let (a, b) = generator.normalPair()
      return [a * 1e-8, b * 1e-8]
    }
    #expect(abs(NumberFormat.float16.losses(of: gradients).underflow - 0.997) < 0.003)
    let scaled = gradients.map { $0 * 65536 }
    // What is left are draws within 0.00005 deviations of 0.
    let left = NumberFormat.float16.losses(of: scaled)
    #expect(left.underflow < 0.001 && left.overflow == 0)
    #expect(NumberFormat.bfloat16.losses(of: gradients).underflow == 0)
    let tooMuch = gradients.map { $0 * 0x1p43 }
    #expect(NumberFormat.float16.losses(of: tooMuch).overflow > 0.3)
  }
}

/// Sums against exact ones, within their bounds.
@Suite struct Lesson09NumericsSums {
  /// Terms whose sum double precision holds exactly: whole multiples of 2⁻²⁶ of which none exceeds 1/8 by much.
  private func terms(_ count: Int, seed: UInt64, signed: Bool) -> [Float] {
    var generator = SplitMix64(seed: seed)
    return (0..<count).map { _ in
      let magnitude = Float(generator.uniform(below: 1 << 23) + 1 << 3) * 0x1p-26
      return signed && generator.uniform(below: 2) == 0 ? -magnitude : magnitude
    }
  }

  @Test(arguments: Summation.allCases, [false, true])
  func `errors stay within the bounds`(way: Summation, signed: Bool) {
    for (count, seed) in [(1, 1), (2, 2), (7, 3), (1000, 4), (4096, 5), (20_000, 6)] {
      let terms = terms(count, seed: UInt64(seed), signed: signed)
      let exact = terms.reduce(0.0) { $0 + Double($1) }
      let magnitudes = terms.reduce(0.0) { $0 + Double($1.magnitude) }
      let bound = way.errorBound(
        count: count, roundoff: Double(Float.ulpOfOne) / 2,
        cancellation: exact.magnitude / magnitudes)
      let error = (Double(way.sum(terms)) - exact).magnitude / magnitudes
      #expect(error <= bound, "\(count) terms")
    }
    #expect(way.sum([Float]()) == 0)
  }

  @Test func `a million tenths`() {
    let terms = [Float](repeating: 0.1, count: 1_000_000)
    let exact = Double(Float(0.1)) * 1e6
    func error(_ way: Summation) -> Double { (Double(way.sum(terms)) - exact).magnitude }
    #expect(error(.naive) > 900)
    #expect(error(.pairwise) < 0.1)
    #expect(error(.kahan) < 0.01)
    // What Neumaier's way adds up beside the sum is a plain sum of a million losses.
    #expect(error(.neumaier) < 10 && error(.neumaier) > error(.kahan))
  }

  // The examples that tell the ways apart.
  @Test func `Kahan loses a small sum of large terms, Neumaier does not`() {
    let terms: [Double] = [1, 1e100, 1, -1e100]
    #expect(Summation.kahan.sum(terms) == 0)
    #expect(Summation.neumaier.sum(terms) == 2)
    #expect(Summation.naive.sum(terms) == 0)
    // Ten thousand times 1e-16 beside 1, each less than half of the distance to the next number.
    let small = [1.0] + Array(repeating: 1e-16, count: 10_000)
    #expect(Summation.naive.sum(small) == 1)
    #expect(abs(Summation.kahan.sum(small) - (1 + 1e-12)) < 3e-16)
  }
}
