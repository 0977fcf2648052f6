import Foundation
import TensorCore
import Testing

@Suite struct ElementaryAccuracyTests {
  /// Every 4,093rd bit pattern: a million numbers of every sign and exponent, subnormal ones included.
  @Test(arguments: ElementaryCase.all)
  func `single precision keeps the documented error over all bit patterns`(
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
  func `double precision keeps the documented error at the reference points`(
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

  /// Both errors count, ours and the C library's.
  @Test(arguments: ElementaryCase.all)
  func `double precision agrees with the C library over all bit patterns`(function: ElementaryCase)
  {
    var worst = (normal: 0.0, subnormal: 0.0)
    // A stride near the golden section of 2⁶⁴ visits exponents and mantissas evenly.
    for index in 0..<(200_000 as UInt64) {
      // Half of the numbers lie between 2⁻⁷ and 2⁹, where the functions are busy.
      let bits = index &* 0x9E37_79B9_7F4A_7C15
      let busy = (bits & 0x80FF_FFFF_FFFF_FFFF) | 0x3F80_0000_0000_0000
      let x = Double(bitPattern: index & 1 == 0 ? bits : busy + (bits & 0x0070_0000_0000_0000))
      if x.magnitude > function.reach.double { continue }
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
