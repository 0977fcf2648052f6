import TensorCore
import Testing

@Suite struct ElementaryPropertiesTests {
  @Test func `the documented example`() {
    let silu = { (x: Float) in x / (1 + .exp(-x)) }
    #expect(silu(1) == 0.7310586)
  }

  @Test func `integer powers of small integers are exact`() {
    for base in -9...9 {
      var product = 1
      for exponent in 0...15 {
        #expect(Double.pow(Double(base), exponent) == Double(product))
        #expect(Double.pow(Double(base), Double(exponent)) == Double(product))
        #expect(Float.pow(Float(base), exponent) == Float(product))
        product *= base
      }
    }
  }

  /// Arguments from 2⁻³⁰ to 2⁸, evenly in the exponent.
  private func arguments<T: ElementaryFunctions>(_: T.Type) -> [T] {
    (0..<20_000).map { T.exp(T($0) / 20_000 * 26 - 20.5) }
  }

  private func checkOddness<T: ElementaryFunctions>(_: T.Type) {
    for x in arguments(T.self) {
      #expect(T.tanh(-x) == -T.tanh(x))
      #expect(T.erf(-x) == -T.erf(x))
      #expect(T.sine(-x) == -T.sine(x))
      #expect(T.cosine(-x) == T.cosine(x))
    }
  }

  @Test func `tanh, erf and sine are odd, cosine even, to the last bit`() {
    checkOddness(Double.self)
    checkOddness(Float.self)
  }

  /// The largest step back, in units in the last place, over neighboring numbers after each of
  /// the starting points and over the starting points themselves.
  private func largestStepBack<T: ElementaryFunctions>(
    of function: (T) -> T, from low: T, to high: T
  ) -> Double {
    var worst = 0.0
    var previous = function(low)
    for index in 1...400 {
      var x = low + (high - low) * T(index) / 400
      for _ in 0..<30 {
        let value = function(x)
        if value < previous { worst = max(worst, Double((previous - value) / value.ulp)) }
        previous = value
        x = x.nextUp
      }
    }
    return worst
  }

  private func checkMonotonicity<T: ElementaryFunctions>(_: T.Type) {
    // Neighboring results may come in the wrong order by the rounding of the last operations,
    // at most by one unit in the last place where each is within one.
    for function in [T.exp, T.expMinusOne, T.tanh, T.erf, T.sigmoid, T.softplus] {
      #expect(largestStepBack(of: function, from: -30, to: 30) <= 1)
      #expect(largestStepBack(of: function, from: -1, to: 1) <= 1)
    }
    #expect(largestStepBack(of: { .log($0) }, from: 0.001, to: 10) <= 1)
    #expect(largestStepBack(of: { .log(onePlus: $0) }, from: -0.999, to: 10) <= 1)
    #expect(largestStepBack(of: T.sine, from: -1.57, to: 1.57) <= 1)
  }

  @Test func `increasing functions increase, within one last-place unit`() {
    checkMonotonicity(Double.self)
    checkMonotonicity(Float.self)
  }

  private func checkIdentities<T: ElementaryFunctions>(_: T.Type) {
    for x in arguments(T.self) {
      // An error of half a unit in log x grows by |log x| ≤ 21 in exp(log x), each 2⁻⁵³ relative.
      #expect((T.exp(.log(x)) / x - 1).magnitude <= 24 * T.ulpOfOne)
      #expect((T.expMinusOne(.log(onePlus: x)) / x - 1).magnitude <= 16 * T.ulpOfOne)
      // Two values within 2.5 units in the last place of numbers below 1, and a sum.
      #expect((T.sigmoid(x) + .sigmoid(-x) - 1).magnitude <= 4 * T.ulpOfOne)
      let difference = T.softplus(x) - .softplus(-x)
      #expect((difference - x).magnitude <= 4 * (x.ulp + T.ulpOfOne))
      let (s, c) = (T.sine(x), T.cosine(x))
      #expect((s * s + c * c - 1).magnitude <= 4 * T.ulpOfOne)
      let rise = T.tanh(x) * (1 + T.exp(-2 * x))
      #expect((rise + T.expMinusOne(-2 * x)).magnitude <= 4 * T.ulpOfOne)
      let root = T.pow(x, 0.5 as T)
      #expect((root / .squareRoot(x) - 1).magnitude <= 3 * T.ulpOfOne)
      #expect((T.pow(x, -2) * x * x - 1).magnitude <= 4 * T.ulpOfOne)
    }
  }

  @Test func `inverse functions and identities hold to rounding`() {
    checkIdentities(Double.self)
    checkIdentities(Float.self)
  }

  /// Abramowitz and Stegun, "Handbook of Mathematical Functions", 1964, tables 7.1, 4.2 and 4.15.
  @Test func `tabled values`() {
    #expect(abs(Double.erf(0.5) - 0.520499_8778) < 1e-10)
    #expect(abs(Double.erf(1) - 0.842700_7929) < 1e-10)
    #expect(abs(Double.log(10) - 2.302585_0929_9404) < 1e-14)
    #expect(abs(Double.tanh(1) - 0.761594_1559_5576) < 1e-14)
    #expect(abs(Double.sine(1) - 0.841470_9848_0790) < 1e-14)
    #expect(abs(Double.cosine(1) - 0.540302_3058_6814) < 1e-14)
  }

  @Test func `the normal distribution keeps its digits in the tail`() {
    let published: [(Double, Double)] = [
      (-30, 4.906713927148187e-198), (-8, 6.220960574271784e-16), (-5, 2.866515718791946e-07),
      (-3, 0.0013498980316300957),
      (-1, 0.15865525393145707), (-0.1, 0.460172162722971), (0, 0.5), (0.1, 0.539827837277029),
      (1, 0.8413447460685429), (1.96, 0.9750021048517795), (5, 0.9999997133484281),
    ]
    for (x, probability) in published {
      #expect(abs(.normalProbability(below: x) - probability) <= 3e-15 * probability)
      let single = Float.normalProbability(below: Float(x))
      #expect(abs(single - Float(probability)) <= 6e-7 * Float(probability))
      if x <= 0 {
        #expect(abs(.normalTail(-x) - probability) <= 3e-15 * probability)
        #expect(abs(Float.normalTail(Float(-x)) - Float(probability)) <= 6e-7 * Float(probability))
      }
    }
    #expect(Double.normalTail(1e308) == 0 && Float.normalTail(.infinity) == 0)
    #expect(Double.normalTail(.nan).isNaN && Float.normalTail(.nan).isNaN)
    #expect(Double.normalProbability(below: -.infinity) == 0)
    #expect(Double.normalProbability(below: -1e308) == 0)
    #expect(Double.normalProbability(below: .infinity) == 1)
    #expect(Double.normalProbability(below: .nan).isNaN)
    #expect(Float.normalProbability(below: -.infinity) == 0)
    #expect(Double.normal(at: .infinity).density == 0 && Float.normal(at: -1e30).density == 0)
  }
}
