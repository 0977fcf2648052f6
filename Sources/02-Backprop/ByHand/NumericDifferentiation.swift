public import TensorCore

// Derivatives from values alone: slow and inexact, but ignorant of the formula that is being tested.
//
// Two errors pull in opposite directions. Truncation grows with the step h, rounding with 1/h:
//
//     central:  error ≈ h² |f‴| / 6 + u |f| / h      least near h = u^⅓, about u^⅔    (equation 2.18)
//     forward:  error ≈ h |f″| / 2  + 2u |f| / h     least near h = u^½, about u^½    (equation 2.19)
//
// with u the unit roundoff, the greatest relative error of one rounding: half of epsilon, the distance from
// 1 to the next number (2⁻⁵³ and 2⁻⁵² in double precision). There the central difference reaches 11 digits
// and the forward difference 8; in single precision 5 and 3, which is why gradients are checked in double.

/// The slope between a point a step above and a point a step below.
///
///     f′(x) ≈ (f(x + h) − f(x − h)) / 2h                                 (equation 2.18)
///
/// - Parameters:
///   - x: Where the derivative is wanted.
///   - step: How far to go to either side; positive.
///   - function: The function.
/// - Returns: An estimate of the derivative.
public func centralDifference<Number: BinaryFloatingPoint>(
  at x: Number, step: Number, of function: (Number) -> Number
) -> Number {
  (function(x + step) - function(x - step)) / (2 * step)  // (equation 2.18)
}

/// The slope between the point and a point a step above.
///
///     f′(x) ≈ (f(x + h) − f(x)) / h                                      (equation 2.19)
///
/// - Parameters:
///   - x: Where the derivative is wanted.
///   - step: How far to go; positive.
///   - function: The function.
/// - Returns: An estimate of the derivative, a worse one than the central difference's.
public func forwardDifference<Number: BinaryFloatingPoint>(
  at x: Number, step: Number, of function: (Number) -> Number
) -> Number {
  (function(x + step) - function(x)) / step  // (equation 2.19)
}

/// The step at which truncation and rounding of a central difference balance, for numbers near 1.
///
/// It is the cube root of epsilon: 6·10⁻⁶ in double, 5·10⁻³ in single precision.
///
/// - Parameter type: The number type.
/// - Returns: The step.
public func centralDifferenceStep<Number: BinaryFloatingPoint>(for type: Number.Type) -> Number {
  Number(Double.pow(Double(Number.ulpOfOne), 1.0 / 3))
}

/// The gradient of a scalar function of a tensor, by a central difference for every scalar.
///
/// Where the function is infinite or not a number after the step, as a logarithm is a step of 10⁻⁵ below
/// 10⁻⁶, the step has left its domain, and one in relation to the scalar, `step` · |x|, is taken instead. Where
/// that is not finite either, as at a root's 0, neither is the estimate.
///
/// - Parameters:
///   - x: Where the gradient is wanted.
///   - step: How far to go to either side, for numbers near 1; larger ones go further.
///   - function: The function.
/// - Returns: The estimates, of the shape of `x`.
/// - Complexity: Two evaluations for every scalar of `x`, and two more where a step leaves the domain.
public func numericGradient(
  at x: Tensor, step: Scalar = centralDifferenceStep(for: Scalar.self),
  of function: (Tensor) -> Scalar
) -> Tensor {
  let scalars = x.scalars.indices.map { index in
    let here = x.scalars[index]
    func slope(step: Scalar) -> Scalar {
      centralDifference(at: here, step: step) { moved in
        var scalars = x.scalars
        scalars[index] = moved
        return function(Tensor(shape: x.shape, scalars: scalars))
      }
    }
    let usual = slope(step: step * Swift.max(1, Swift.abs(here)))
    return usual.isFinite ? usual : slope(step: step * Swift.abs(here))
  }
  return Tensor(shape: x.shape, scalars: scalars)
}

/// The derivative of a scalar function of a tensor in one direction, by a central difference.
///
/// It equals the dot product of the gradient with the direction, for two evaluations in all.
///
/// - Parameters:
///   - x: Where the derivative is wanted.
///   - direction: The direction, of the shape of `x`; of a length near 1.
///   - step: How far to go to either side, in lengths of the direction.
///   - function: The function.
/// - Returns: An estimate of the derivative.
public func directionalDerivative(
  at x: Tensor, along direction: Tensor, step: Scalar = centralDifferenceStep(for: Scalar.self),
  of function: (Tensor) -> Scalar
) -> Scalar {
  centralDifference(at: 0, step: step) { distance in function(x + direction * distance) }
}

/// The distance between two gradients in relation to their lengths: 0 if equal, 1 if opposite.
///
/// - Parameters:
///   - a: The first gradient.
///   - b: The second gradient, of the same shape.
/// - Returns: ‖a − b‖ / (‖a‖ + ‖b‖), and 0 for two zeros.
public func relativeDistance(_ a: Tensor, _ b: Tensor) -> Scalar {
  let lengths = a.norm() + b.norm()
  return lengths == 0 ? 0 : (a - b).norm() / lengths
}
