// The hyperbolic tangent and its relatives in neural networks, the logistic function and softplus.
//
// With t = (e²ᵃ − 1) / 2, tanh a = t / (t + 1). Rounding t and t + 1 would cost two units in the last
// place, so both are carried as a rounded value and what was lost (Dekker, 1971, "A floating-point
// technique for extending the available precision", doi:10.1007/BF01397083).

extension Double {
  /// Computes the hyperbolic tangent.
  @inlinable @inline(__always)
  public static func tanh(_ x: Double) -> Double {
    let a = x.magnitude > 20 ? 20 : x.magnitude  // tanh 20 rounds to 1
    let (t, tLost) = halfOfExpMinusOne(2 * a)
    let denominator = t + 1
    let denominatorLost = lost(by: denominator, of: t, 1) + tLost
    let reciprocal = 1 / denominator
    let quotient = t * reciprocal
    // What the quotient lacks: (t + tLost − quotient · (denominator + denominatorLost)) / denominator.
    let exact = t.addingProduct(-quotient, denominator)
    let remainder = exact + tLost.addingProduct(-quotient, denominatorLost)
    return quotient.addingProduct(remainder, reciprocal).withSign(of: x)
  }

  /// Computes the logistic function as 1 / (1 + e⁻|ˣ|), or e⁻|ˣ| / (1 + e⁻|ˣ|) below zero.
  @inlinable @inline(__always)
  public static func sigmoid(_ x: Double) -> Double {
    let decay = Self.decay(x.magnitude)
    return (x < 0 ? decay : 1) / (1 + decay)
  }

  /// Computes log(1 + eˣ) as max(x, 0) + log(1 + e⁻|ˣ|).
  @inlinable @inline(__always)
  public static func softplus(_ x: Double) -> Double {
    (x > 0 ? x : 0) + log(onePlusFraction: decay(x.magnitude))
  }
}

extension Float {
  /// Computes the hyperbolic tangent.
  @inlinable @inline(__always)
  public static func tanh(_ x: Float) -> Float {
    let a = x.magnitude > 10 ? 10 : x.magnitude  // tanh 10 rounds to 1
    let (t, tLost) = halfOfExpMinusOne(2 * a)
    let denominator = t + 1
    let denominatorLost = lost(by: denominator, of: t, 1) + tLost
    let reciprocal = 1 / denominator
    let quotient = t * reciprocal
    // What the quotient lacks: (t + tLost − quotient · (denominator + denominatorLost)) / denominator.
    let exact = t.addingProduct(-quotient, denominator)
    let remainder = exact + tLost.addingProduct(-quotient, denominatorLost)
    return quotient.addingProduct(remainder, reciprocal).withSign(of: x)
  }

  /// Computes the logistic function as 1 / (1 + e⁻|ˣ|), or e⁻|ˣ| / (1 + e⁻|ˣ|) below zero.
  @inlinable @inline(__always)
  public static func sigmoid(_ x: Float) -> Float {
    let decay = Self.decay(x.magnitude)
    return (x < 0 ? decay : 1) / (1 + decay)
  }

  /// Computes log(1 + eˣ) as max(x, 0) + log(1 + e⁻|ˣ|).
  @inlinable @inline(__always)
  public static func softplus(_ x: Float) -> Float {
    (x > 0 ? x : 0) + log(onePlusFraction: decay(x.magnitude))
  }
}
