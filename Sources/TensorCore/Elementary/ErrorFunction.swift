// The error function.
//
// erf x = 1 − e⁻ʸ with y = −log erfc x = x·u(x): one smooth polynomial u for the whole range and the
// machinery of eˣ − 1, instead of one formula near zero and another for the tail. An error of u counts
// less and less as erf approaches 1, and the minimax weight says so. The constant term of u, near
// 2/√π, stands in two parts, the larger of which is multiplied last. Coefficients of u, on 0 ≤ x ≤ 6
// (4 in single precision), where erf rounds to 1: Tests/Fixtures/elementary-coefficients.py.

extension Double {
  /// −log erfc a, for 0 ≤ a ≤ 6.
  @inlinable @inline(__always)
  internal static func tailExponent(_ a: Double) -> Double {
    let u = (7.83457574073138e-16 as Double)
      .times(a, plus: -3.850685804356655e-14)
      .times(a, plus: 8.845877595059765e-13)
      .times(a, plus: -1.2611357481753731e-11)
      .times(a, plus: 1.2484396161469741e-10)
      .times(a, plus: -9.082413024586264e-10)
      .times(a, plus: 4.99779520456288e-09)
      .times(a, plus: -2.096300760521145e-08)
      .times(a, plus: 6.573460909443492e-08)
      .times(a, plus: -1.4176479040516776e-07)
      .times(a, plus: 1.3718785316246128e-07)
      .times(a, plus: 3.3635551827943074e-07)
      .times(a, plus: -1.7415361824448244e-06)
      .times(a, plus: 2.835129462354099e-06)
      .times(a, plus: 3.407273348872002e-06)
      .times(a, plus: -2.9724050519218822e-05)
      .times(a, plus: 6.449186267884416e-05)
      .times(a, plus: 2.5878603712299968e-05)
      .times(a, plus: -0.0005901255527686758)
      .times(a, plus: 0.001696206385726675)
      .times(a, plus: -0.00020919469484090267)
      .times(a, plus: -0.019128447005070402)
      .times(a, plus: 0.10277260330178876)
      .times(a, plus: 0.6366197723675836)
      .times(a, plus: 9.747490623283978e-18)
    return (a * u).addingProduct(a, 1.1283791670955126)
  }

  /// Computes the error function.
  @inlinable @inline(__always)
  public static func erf(_ x: Double) -> Double {
    let a = x.magnitude > 6 ? 6 : x.magnitude
    return expMinusOne(-tailExponent(a)).withSign(of: x)
  }
}

extension Float {
  /// −log erfc a, for 0 ≤ a ≤ 4.
  @inlinable @inline(__always)
  internal static func tailExponent(_ a: Float) -> Float {
    let u = (1.193293e-06 as Float)
      .times(a, plus: -2.1354545e-05)
      .times(a, plus: 0.00016748077)
      .times(a, plus: -0.00074068556)
      .times(a, plus: 0.0017993535)
      .times(a, plus: -0.0002530608)
      .times(a, plus: -0.019117694)
      .times(a, plus: 0.102771275)
      .times(a, plus: 0.6366198)
      .times(a, plus: -5.9103023e-08)
    return (a * u).addingProduct(a, 1.1283792)
  }

  /// Computes the error function.
  @inlinable @inline(__always)
  public static func erf(_ x: Float) -> Float {
    let a = x.magnitude > 4 ? 4 : x.magnitude
    return expMinusOne(-tailExponent(a)).withSign(of: x)
  }
}
