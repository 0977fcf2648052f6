import TensorCore
import Testing

struct HalfPrecisionTests {
  /// A format of 16 bits: a sign, an exponent, a fraction.
  struct Format: CustomTestStringConvertible {
    let testDescription: String
    let fractionBits: Int
    let exponentBits: Int
    let rounded: @Sendable (Double) -> Double
    let roundedSingle: @Sendable (Float) -> Float

    var bias: Int { 1 << (exponentBits - 1) - 1 }

    /// The number that a pattern of 16 bits stands for, by the definition of the format.
    func value(_ pattern: Int) -> Double {
      let exponent = pattern >> fractionBits & (1 << exponentBits - 1)
      let fraction = Double(pattern & (1 << fractionBits - 1))
      let sign = pattern >> 15 == 1 ? -1.0 : 1.0
      if exponent == 1 << exponentBits - 1 { return fraction == 0 ? sign * .infinity : .nan }
      let significand = exponent == 0 ? fraction : fraction + Double(1 << fractionBits)
      let power = max(1, exponent) - bias - fractionBits
      return sign * Double(sign: .plus, exponent: power, significand: significand)
    }

    /// The pattern of infinity: every pattern from 0 to it is a number, in rising order.
    var infinity: Int { (1 << exponentBits - 1) << fractionBits }
  }

  static let formats = [
    Format(
      testDescription: "float16", fractionBits: 10, exponentBits: 5,
      rounded: { $0.roundedToFloat16() }, roundedSingle: { $0.roundedToFloat16() }),
    Format(
      testDescription: "bfloat16", fractionBits: 7, exponentBits: 8,
      rounded: { $0.roundedToBFloat16() }, roundedSingle: { $0.roundedToBFloat16() }),
  ]

  // Only the first few mistakes are compared: on failure the library takes minutes over thousands.

  /// Whether two numbers are the same, sign of zero included; NaN is NaN.
  private static func same(_ a: Double, _ b: Double) -> Bool {
    a.isNaN ? b.isNaN : a.bitPattern == b.bitPattern
  }

  @Test(arguments: formats)
  func `all 65,536 numbers of a format stay as they are`(format: Format) {
    var wrong: [Int] = []
    for pattern in 0..<1 << 16 {
      let value = format.value(pattern)
      let single = Double(format.roundedSingle(Float(value)))
      if !Self.same(format.rounded(value), value) || !Self.same(single, value) {
        wrong.append(pattern)
      }
    }
    #expect(wrong.prefix(4) == [])
  }

  @Test(arguments: formats)
  func `between neighbors the nearer wins, and the even one a tie`(format: Format) {
    var wrong: [Int] = []
    for pattern in 0..<format.infinity {
      let low = format.value(pattern)
      // Infinity takes the place of the number that would come next.
      let distance = low - (pattern == 0 ? -format.value(1) : format.value(pattern - 1))
      let isLast = pattern + 1 == format.infinity
      let step = isLast ? distance : format.value(pattern + 1) - low
      let (middle, high) = (low + step / 2, isLast ? Double.infinity : low + step)
      let even = pattern.isMultiple(of: 2) ? low : high
      for sign in [1.0, -1] {
        let found = [middle.nextDown, middle, middle.nextUp].map { format.rounded(sign * $0) }
        if found != [low, even, high].map({ sign * $0 }) { wrong.append(pattern) }
        guard Double(Float(middle)) == middle else { continue }
        let middle = Float(sign * middle)
        let single = [middle.nextDown, middle, middle.nextUp].map(format.roundedSingle)
        let expected = sign > 0 ? [low, even, high] : [-high, -even, -low]
        if single.map({ Double($0) }) != expected { wrong.append(pattern) }
      }
    }
    #expect(wrong.prefix(4) == [])
  }

  @Test func `limits by hand`() {
    #expect(65519.999.roundedToFloat16() == 65504)
    #expect(65520.0.roundedToFloat16() == .infinity)
    #expect((-65520.0).roundedToFloat16() == -.infinity)
    #expect(0x1p-25.roundedToFloat16() == 0)
    #expect(0x1p-25.nextUp.roundedToFloat16() == 0x1p-24)
    #expect((-0x1p-26).roundedToFloat16().sign == .minus)
    #expect(0.1.roundedToFloat16() == 0.0999755859375)
    #expect(257.0.roundedToBFloat16() == 256)
    #expect(259.0.roundedToBFloat16() == 260)
    #expect(3.4e38.roundedToBFloat16() == .infinity)
    #expect(0x1p-134.roundedToBFloat16() == 0)
  }

  @Test(arguments: formats)
  func `the ends of double precision keep their sign`(format: Format) {
    for sign in [1.0, -1] {
      let numbers: [Double] = [0, .leastNonzeroMagnitude, .leastNormalMagnitude]
      let tiny = numbers.map { format.rounded(sign * $0) }
      #expect(tiny.allSatisfy { $0 == 0 && $0.sign == (sign < 0 ? .minus : .plus) })
      let huge = [.greatestFiniteMagnitude, Double.infinity].map { format.rounded(sign * $0) }
      #expect(huge == [sign * .infinity, sign * .infinity])
    }
    #expect(format.rounded(.nan).isNaN && format.rounded(-.nan).isNaN)
    #expect(format.rounded(.signalingNaN).isNaN && format.roundedSingle(.nan).isNaN)
  }

  #if !(arch(x86_64) && os(macOS))
    @Test func `random numbers agree with the type Float16`() {
      var generator = SplitMix64(seed: 16)
      var wrong: [Double] = []
      for _ in 0..<200_000 {
        // A random sign and fraction; exponents from far below the range to far above it.
        let fraction = Double(bitPattern: generator.next() >> 12 | 0x3FF0_0000_0000_0000)
        let exponent = generator.uniform(below: 60) - 35
        let value = Double(sign: .plus, exponent: exponent, significand: fraction)
        let signed = generator.uniform(below: 2) == 0 ? value : -value
        let single = Float(signed)
        if signed.roundedToFloat16() != Double(Float16(signed))
          || single.roundedToFloat16() != Float(Float16(single))
        {
          wrong.append(signed)
        }
      }
      #expect(wrong.prefix(4) == [])
    }
  #endif

  @Test func `tensors are rounded scalar by scalar`() {
    let x = Tensor([[1.0001, -70_000], [257, 0.1]])
    #expect(x.roundedToFloat16() == Tensor([[1, -.infinity], [257, 0.0999755859375]]))
    #expect(x.roundedToBFloat16() == Tensor([[1, -70_144], [256, 0.10009765625]]))
  }
}
