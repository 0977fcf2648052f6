import Foundation
import TensorCore
import Testing

#if arch(x86_64) && canImport(Glibc)
  import Glibc

  /// The C library's functions of 64-bit mantissas.
  private let extendedPrecision: [String: @Sendable (Float80) -> Float80] = [
    "exp": { expl($0) }, "expMinusOne": { expm1l($0) }, "log": { logl($0) },
    "logOnePlus": { log1pl($0) }, "tanh": { tanhl($0) }, "erf": { erfl($0) },
    "sine": { sinl($0) }, "cosine": { cosl($0) },
    "sigmoid": { ($0 < 0 ? expl(-$0.magnitude) : 1) / (1 + expl(-$0.magnitude)) },
    "softplus": { Swift.max($0, 0) + log1pl(expl(-$0.magnitude)) },
  ]
#endif

@Suite struct ElementaryAccuracyTests {
  /// Every 4,093rd bit pattern: a million numbers of every sign and exponent, subnormal ones included.
  @Test(arguments: ElementaryCase.all)
  func `single precision keeps its stated error on all patterns`(
    function: ElementaryCase
  ) {
    var worst = (normal: 0.0, subnormal: 0.0)
    for pattern in stride(from: 0 as UInt32, to: .max - 4093, by: 4093) {
      let x = Float(bitPattern: pattern)
      if x.magnitude > function.reach.float { continue }
      let exact = function.library(Double(x))
      let rounded = Float(exact)
      let residual = rounded.isFinite ? (exact - Double(rounded)) / Double(rounded.ulp) : 0
      let distance = error(of: function.float(x), from: rounded, plus: residual)
      if exact.magnitude < Double(Float.leastNormalMagnitude) {
        worst.subnormal = max(worst.subnormal, distance)
      } else {
        worst.normal = max(worst.normal, distance)
      }
    }
    #expect(worst.normal <= function.bound)
    #expect(worst.subnormal <= 1)
    #expect(worst.normal > 0.5)  // or nothing was measured: no function here rounds that well
  }

  @Test(arguments: ElementaryCase.all)
  func `double precision keeps its stated error at the references`(
    function: ElementaryCase
  ) throws {
    let rows = try ElementaryFixture.load().rows(of: function.name)
    #expect(rows.count >= 200)
    for row in rows {
      let bound = row.result.magnitude < .leastNormalMagnitude ? 1 : function.bound
      let distance = error(
        of: function.double(row.arguments[0]), from: row.result, plus: row.residual)
      #expect(distance <= bound, "\(function.name)(\(row.arguments[0]))")
    }
  }

  /// Visits numbers of every sign and exponent.
  ///
  /// Half of them lie between 2⁻⁷ and 2⁹, where the functions are busy. Multiples of the golden
  /// section of 2⁶⁴ fill exponents and mantissas evenly.
  private func forEachSample(within reach: Double, _ body: (Double) -> Void) {
    for index in 0..<(160_000 as UInt64) {
      let bits = index &* 0x9E37_79B9_7F4A_7C15
      let isBusy = index & 1 == 1
      let x = Double(bitPattern: isBusy ? (bits & 0x80FF_FFFF_FFFF_FFFF) + (0x3F8 << 52) : bits)
      if x.magnitude <= reach || x.isNaN { body(x) }
    }
  }

  /// Both errors count, ours and the C library's.
  @Test(arguments: ElementaryCase.all)
  func `double precision agrees with the C library at all exponents`(function: ElementaryCase) {
    var worst = (normal: 0.0, subnormal: 0.0)
    forEachSample(within: function.reach.double) { x in
      let expected = function.library(x)
      let distance = error(of: function.double(x), from: expected)
      if expected.magnitude < .leastNormalMagnitude {
        worst.subnormal = max(worst.subnormal, distance)
      } else {
        worst.normal = max(worst.normal, distance)
      }
    }
    #expect(worst.normal <= function.bound + function.libraryBound)
    #expect(worst.subnormal <= 2)
  }

  #if arch(x86_64) && canImport(Glibc)
    /// The eleven more bits of this processor's extended format leave 0.001 ulp of doubt.
    @Test(arguments: ElementaryCase.all)
    func `double precision keeps its stated error at all exponents`(
      function: ElementaryCase
    )
      throws
    {
      let exactly = try #require(extendedPrecision[function.name])
      var worst = (normal: 0.0, subnormal: 0.0)
      forEachSample(within: function.reach.double) { x in
        let exact = exactly(Float80(x))
        let rounded = Double(exact)
        let residual =
          rounded.isFinite ? Double((exact - Float80(rounded)) / Float80(rounded.ulp)) : 0
        let distance = error(of: function.double(x), from: rounded, plus: residual)
        if exact.magnitude < Float80(Double.leastNormalMagnitude) {
          worst.subnormal = max(worst.subnormal, distance)
        } else {
          worst.normal = max(worst.normal, distance)
        }
      }
      #expect(worst.normal <= function.bound)
      #expect(worst.subnormal <= 1)
    }

    /// Far out both follow e^(−x²/2), whose relative error is x²/2 roundings if x² is rounded.
    @Test func `the normal distribution keeps its stated error`() {
      var worst = (double: 0.0, single: 0.0, density: 0.0)
      for x in stride(from: -37 as Float, to: 9, by: 0x1.01p-9) {
        let exactly = erfcl(-Float80(x) / Float80(2).squareRoot()) / 2
        func distance(_ computed: Float80, ulp: Float80) -> Double {
          Double((computed - exactly).magnitude / ulp)
        }
        let (double, single) = (Double.normal(at: Double(x)), Float.normal(at: x))
        worst.double = max(
          worst.double,
          distance(Float80(double.probability), ulp: Float80(Double(exactly).ulp)))
        let bell = expl(-Float80(x) * Float80(x) / 2) / (2 * Float80.pi).squareRoot()
        let doubt = (Float80(double.density) - bell).magnitude / Float80(Double(bell).ulp)
        worst.density = max(worst.density, Double(doubt))
        if x < -13 { continue }
        worst.single = max(
          worst.single, distance(Float80(single.probability), ulp: Float80(Float(exactly).ulp)))
        #expect((single.density - Float(bell)).magnitude <= 3 * Float(bell).ulp)
      }
      #expect(worst.double <= 15 && worst.single <= 5 && worst.density <= 3)
      #expect(worst.double > 0.5 && worst.single > 0.5 && worst.density > 0.5)
    }
  #endif

  @Test func `powers keep the documented error at the reference points`() throws {
    for row in try ElementaryFixture.load().rows(of: "pow") {
      let (base, exponent) = (row.arguments[0], row.arguments[1])
      let bound = row.result.magnitude < .leastNormalMagnitude ? 1 : 1.1
      let distance = error(of: .pow(base, exponent), from: row.result, plus: row.residual)
      #expect(distance <= bound, "pow(\(base), \(exponent))")
    }
  }

  @Test func `powers in single precision are within 0.51 ulp`() {
    var (worst, count) = (0.0, 0)
    for pattern in stride(from: 0 as UInt32, to: Float.infinity.bitPattern, by: 65_521) {
      let base = Float(bitPattern: pattern)
      for exponent in [-2.5, -1, -0.1, 0.3, 0.5, 1.7, 3, 17.25] as [Float] {
        let exact = Foundation.pow(Double(base), Double(exponent))
        let rounded = Float(exact)
        let residual = rounded.isFinite ? (exact - Double(rounded)) / Double(rounded.ulp) : 0
        worst = max(worst, error(of: .pow(base, exponent), from: rounded, plus: residual))
        count += 1
      }
    }
    #expect(worst <= 0.51)
    #expect(count > 250_000)
  }

  @Test func `integer powers in double precision agree with the C library`() {
    var worst = 0.0
    for index in 1...2000 {
      let base = Double(index) * 0.0173 - 17.3
      for exponent in [-31, -7, -2, -1, 1, 2, 3, 10, 101] {
        let expected = Foundation.pow(base, Double(exponent))
        worst = max(worst, error(of: .pow(base, exponent), from: expected))
      }
    }
    #expect(worst <= 2.1)  // 1.1 of ours and 1 of the library's
  }
}
