import TensorCore
import Testing

/// The same number to the last bit, the sign of zero included; every NaN equals every other.
private func isSame<T: BinaryFloatingPoint>(_ a: T, _ b: T) -> Bool {
  a.isNaN ? b.isNaN : a == b && a.sign == b.sign
}

@Suite struct ElementarySpecialValuesTests {
  private func check<T: ElementaryFunctions>(
    _ name: String, _ function: (T) -> T, _ expectations: [(T, T)],
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    for (x, expected) in expectations {
      let result = function(x)
      #expect(
        isSame(result, expected), "\(T.self).\(name)(\(x)) is \(result), not \(expected)",
        sourceLocation: sourceLocation)
    }
    #expect(function(.nan).isNaN, "\(T.self).\(name)(nan)", sourceLocation: sourceLocation)
  }

  private func checkAll<T: ElementaryFunctions>(_: T.Type) {
    let least = T.leastNonzeroMagnitude
    let largest = T.greatestFiniteMagnitude
    let (below, lowest) = (-least, -largest)
    check(
      "exp", { T.exp($0) },
      [
        (0, 1), (-0.0, 1), (.infinity, .infinity), (-.infinity, 0), (largest, .infinity),
        (lowest, 0), (least, 1),
      ] as [(T, T)])
    check(
      "expMinusOne", { T.expMinusOne($0) },
      [
        (0, 0), (-0.0, -0.0), (.infinity, .infinity), (-.infinity, -1), (largest, .infinity),
        (lowest, -1), (least, least), (below, below),
      ] as [(T, T)])
    check(
      "log", { T.log($0) },
      [
        (1, 0), (0, -.infinity), (-0.0, -.infinity), (.infinity, .infinity), (-1, .nan),
        (below, .nan), (-.infinity, .nan),
      ] as [(T, T)])
    check(
      "log(onePlus:)", { T.log(onePlus: $0) },
      [
        (0, 0), (-0.0, -0.0), (-1, -.infinity), (-2, .nan), (.infinity, .infinity),
        (-.infinity, .nan), (least, least), (below, below),
      ] as [(T, T)])
    for function in [T.tanh, T.erf] {
      check(
        "tanh, erf", function,
        [
          (0, 0), (-0.0, -0.0), (.infinity, 1), (-.infinity, -1), (largest, 1), (lowest, -1),
          (20, 1), (-20, -1), (least, least), (below, below),
        ] as [(T, T)])
    }
    check(
      "sigmoid", { T.sigmoid($0) },
      [(0, 0.5), (-0.0, 0.5), (.infinity, 1), (-.infinity, 0), (largest, 1), (lowest, 0)]
        as [(T, T)])
    check(
      "softplus", { T.softplus($0) },
      [(.infinity, .infinity), (-.infinity, 0), (largest, largest), (lowest, 0)] as [(T, T)])
    check(
      "squareRoot", { T.squareRoot($0) },
      [(4, 2), (0, 0), (-0.0, -0.0), (.infinity, .infinity), (-1, .nan), (-.infinity, .nan)]
        as [(T, T)])
    check(
      "sine", { T.sine($0) },
      [
        (0, 0), (-0.0, -0.0), (least, least), (.infinity, .nan), (-.infinity, .nan), (1e10, .nan),
        (-1e10, .nan),
      ] as [(T, T)])
    check(
      "cosine", { T.cosine($0) }, [(0, 1), (-0.0, 1), (.infinity, .nan), (1e10, .nan)] as [(T, T)])
  }

  @Test func `special values in double precision`() { checkAll(Double.self) }
  @Test func `special values in single precision`() { checkAll(Float.self) }

  private func checkPowers<T: ElementaryFunctions>(_: T.Type) {
    let cases: [(T, T, T)] = [
      (-2, 3, -8), (-2, 2, 4), (-2, -3, -0.125), (-2, 0.5, .nan), (-1, .infinity, 1),
      (-1, -.infinity, 1), (.nan, 0, 1), (.nan, -0.0, 1), (1, .nan, 1), (1, .infinity, 1),
      (2, .nan, .nan), (.nan, 1, .nan), (-1, .nan, .nan), (0, .nan, .nan), (.infinity, .nan, .nan),
      (0, 0, 1), (.infinity, 0, 1),
      (0, 2, 0), (-0.0, 3, -0.0), (-0.0, 2, 0), (0, -1, .infinity), (-0.0, -1, -.infinity),
      (-0.0, -2, .infinity), (-0.0, 0.5, 0), (2, .infinity, .infinity), (2, -.infinity, 0),
      (0.5, .infinity, 0), (0.5, -.infinity, .infinity), (-0.5, .infinity, 0),
      (.infinity, 2, .infinity), (.infinity, -2, 0), (-.infinity, 3, -.infinity),
      (-.infinity, 2, .infinity), (-.infinity, -3, -0.0), (-.infinity, 0.5, .infinity),
      (0, .infinity, 0), (0, -.infinity, .infinity), (.infinity, -.infinity, 0),
      (2, 1e6, .infinity), (2, -1e6, 0), (-2, 1_000_001, -.infinity), (-2, -1_000_001, -0.0),
      // Neighbors of the largest integers that a format tells odd from even.
      (-1, 3, -1), (-1, 1 / T.ulpOfOne + 1, -1),
      (-1, 2 / T.ulpOfOne - 1, -1), (-1, 2 / T.ulpOfOne, 1), (-1, 4 / T.ulpOfOne, 1),
      (-1, (2 / T.ulpOfOne).nextUp, 1), (-1, (1 / T.ulpOfOne).nextDown, .nan),
      (-1, T.greatestFiniteMagnitude, 1),
      (T.leastNonzeroMagnitude, 1, T.leastNonzeroMagnitude),
      (T.leastNonzeroMagnitude, -1, .infinity),
    ]
    for (base, exponent, expected) in cases {
      let result = T.pow(base, exponent)
      #expect(
        isSame(result, expected),
        "\(T.self).pow(\(base), \(exponent)) is \(result), not \(expected)")
    }
    let integerCases: [(T, Int, T)] = [
      (-2, 3, -8), (-2, 2, 4), (-2, -3, -0.125), (.nan, 0, 1), (.nan, 1, .nan), (0, 0, 1),
      (0, -1, .infinity), (-0.0, 3, -0.0), (-0.0, -3, -.infinity), (-0.0, 2, 0),
      (.infinity, -1, 0), (-.infinity, 3, -.infinity), (-.infinity, -3, -0.0),
      (-1, .max, -1), (-1, .min, 1), (1, .max, 1), (2, .max, .infinity), (2, .min, 0),
      (-2, .max, -.infinity), (-2, -.max, -0.0),
    ]
    for (base, exponent, expected) in integerCases {
      let result = T.pow(base, exponent)
      #expect(
        isSame(result, expected),
        "\(T.self).pow(\(base), Int \(exponent)) is \(result), not \(expected)")
    }
  }

  @Test func `special powers in double precision`() { checkPowers(Double.self) }
  @Test func `special powers in single precision`() { checkPowers(Float.self) }

  @Test func `the exponential overflows and underflows where it should`() {
    #expect(Double.exp(709.782712893384) == 0x1.fffffffffff2ap1023)
    #expect(Double.exp(709.7827128933841) == .infinity)
    #expect(Double.exp(-745.1332191019411) == .leastNonzeroMagnitude)
    #expect(Double.exp(-745.1332191019412) == 0)
    #expect(Double.expMinusOne(709.782712893384) == .exp(709.782712893384))
    #expect(Double.expMinusOne(709.7827128933841) == .infinity)
    #expect(Float.exp(88.72283) == 0x1.ffff08p127)
    #expect(Float.exp(88.72284) == .infinity)
    #expect(Float.exp(-103.97208) == .leastNonzeroMagnitude)
    #expect(Float.exp(-103.97209) == 0)
  }

  @Test func `the logistic's and softplus's tails reach the subnormals`() {
    #expect(Double.sigmoid(-745) == .leastNonzeroMagnitude)
    #expect(Double.softplus(-745) == .leastNonzeroMagnitude)
    #expect(Double.sigmoid(-746) == 0)
    #expect(Float.sigmoid(-103) == .leastNonzeroMagnitude)
    #expect(Float.softplus(-103) == .leastNonzeroMagnitude)
    #expect(Double.softplus(745) == 745)
    // The naive formulas fail on both: 1 / (1 + e⁷⁴⁵) is 0, and log(1 + e⁷⁴⁵) infinite.
    #expect(1 / (1 + Double.exp(745)) == 0)
    #expect(Double.log(1 + .exp(745)) == .infinity)
  }
}
