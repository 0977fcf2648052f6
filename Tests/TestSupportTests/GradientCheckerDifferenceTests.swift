import Foundation
import Testing

/// A difference quotient of a function at a point, with a step.
private func central<Number: BinaryFloatingPoint>(
  _ f: (Number) -> Number, at x: Number, step h: Number
) -> Number { (f(x + h) - f(x - h)) / (2 * h) }

private func forward<Number: BinaryFloatingPoint>(
  _ f: (Number) -> Number, at x: Number, step h: Number
) -> Number { (f(x + h) - f(x)) / h }

/// How far a difference quotient of eˣ sin x at 1 is from its derivative, relative to it.
///
/// The error is made of truncation, which falls with the step, and of rounding, which grows with
/// its reciprocal.
private func relativeError(_ quotient: some BinaryFloatingPoint) -> Double {
  let derivative = 3.7560492270947274  // e (sin 1 + cos 1)
  return abs(Double(quotient) - derivative) / derivative
}

struct GradientCheckerDifferenceTests {
  private let double: (Double) -> Double = { exp($0) * sin($0) }
  private let float: (Float) -> Float = { exp($0) * sin($0) }

  /// The powers of ten from 10⁻¹ to 10⁻¹².
  private let steps = (1...12).map { pow(10.0, -Double($0)) }

  @Test(arguments: [(1e-1, 7e-4), (1e-3, 7e-8)])
  func `central differences' error falls with the step squared`(
    step: Double, expected: Double
  ) {
    #expect(abs(relativeError(central(double, at: 1, step: step)) / expected - 1) < 0.1)
  }

  @Test func `central at 1e-5 beats forward at any step a hundredfold`() {
    let best = steps.map { relativeError(forward(double, at: 1, step: $0)) }.min() ?? 0
    #expect(relativeError(central(double, at: 1, step: 1e-5)) < best / 100)
  }

  @Test func `the smallest step is not the best`() {
    // Measured in the curriculum: 1.5e-5 against 7.6e-12.
    let tiny = relativeError(central(double, at: 1, step: 1e-12))
    #expect(tiny > 1e5 * relativeError(central(double, at: 1, step: 1e-5)))
  }

  /// The median error of central differences in single precision, over points from ½ to 3/2.
  ///
  /// At a single point rounding may cancel: at 1, NumPy's functions give 8e-7 with a step of 1e-3,
  /// these give 3e-5.
  private func medianErrorInSinglePrecision(step: Double) -> Double {
    let errors = (0...100).map { index in
      let x = 0.5 + Double(index) / 100
      let derivative = exp(x) * (sin(x) + cos(x))
      let quotient = Double(central(float, at: Float(x), step: Float(step)))
      return abs(quotient - derivative) / derivative
    }
    return errors.sorted()[50]
  }

  @Test func `single precision has five digits at best, two at our step`() {
    let errors = steps.prefix(6).map { medianErrorInSinglePrecision(step: $0) }
    // Measured: 9e-6 with a step of 1e-2, 1.5e-3 with 1e-5.
    #expect(errors.min() == errors[1])
    #expect(1e-6 < errors[1])
    #expect(1e-3 < errors[4])
  }
}
