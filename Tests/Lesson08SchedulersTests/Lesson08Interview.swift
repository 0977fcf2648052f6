import Autograd
import Schedulers
import TensorCore
import TestSupport
import Testing

/// The interview questions of lesson 08, each with the test that proves its answer.
@Suite(
  .doublePrecision(
    because: "The bank keeps six digits of every figure; single precision does not reach them."))
struct Lesson08Interview {
  /// Twice the expected loss of noisy descent with curvature 1, variance 1 and a start of 100.
  func end(_ schedule: any Schedule, from base: Double, stepCount: Int = 200) -> Double {
    NoisyQuadratic().finalSquare(schedule, from: base, stepCount: stepCount)
  }

  /// The same at the best of 200 base rates from 0.001 to 1.5, evenly spaced in their logarithm.
  func tuned(
    _ schedule: any Schedule, curvatures: [Double] = [1], stepCount: Int = 200
  ) -> (base: Double, square: Double) {
    NoisyQuadratic(curvatures: curvatures)
      .tuned(schedule, bounds: 0.001...1.5, count: 200, stepCount: stepCount)
  }

  /// The rates that an optimizer has before each step of its scheduler.
  func driven(
    _ schedule: any Schedule, from base: Scalar = 1, stepCount: Int
  ) throws -> [Double] {
    let optimizer = momentum(rates: [base])
    let scheduler = Scheduler(
      optimizer, try schedule.sound(from: Double(base), stepCount: stepCount))
    return try (0..<stepCount).map { _ in
      let rate = Double(optimizer.learningRate)
      try scheduler.step()
      return rate
    }
  }

  /// How far from the minimum descent from 1 is after each step, where the sharpness is 5 + 45 exp(−t / 10).
  func distances(_ schedule: any Schedule, peak: Scalar = 0.1) throws -> [Double] {
    let x = leaf(.ones([1]))
    let optimizer = GradientDescent([x], learningRate: peak)
    let scheduler = Scheduler(optimizer, try schedule.sound(from: Double(peak)))
    return try (0..<200).map { step in
      let sharpness = 5 + 45 * Scalar.exp(-Scalar(step) / 10)
      try trainingStep(optimizer) { (x * x).sum() * (sharpness / 2) }
      try scheduler.step()
      return abs(Double(x.value.scalars[0]))
    }
  }
}
