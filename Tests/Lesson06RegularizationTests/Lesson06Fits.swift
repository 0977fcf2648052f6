import Regularization
import TensorCore
import TestSupport
import Testing

/// Ridge, early stopping, double descent, bias and variance: fits that are small enough to be exact.
@Suite struct Lesson06Fits {
  // V6.5
  @Test func `ridge shrinks small singular values most`() {
    for (s, factor) in [(1, 0.5), (10, 0.990099), (0.1, 0.00990099)] {
      #expect(abs(LeastSquares.shrinkage(singularValue: s, strength: 1) - factor) < 5e-7)
    }
  }

  @Test func `ridge is shrinkage along the singular vectors`() {
    let x = Tensor([[2, 0], [0, 0.5], [0, 0]])
    let y = Tensor([3, 1, 7])
    let w = LeastSquares.ridge(x, targets: y, strength: 0.25)
    // Plain solution 1.5 and 2; factors 4/4.25 and 0.25/0.5.
    #expect(difference(w, Tensor([1.5 * 4 / 4.25, 1])) < rounding)
  }

  @Test func `the gradient of the ridge loss is 0 at the solution`() {
    let (x, y) = (normalBatch(9, 4, seed: 1), normalBatch(1, 9, seed: 2).flattened)
    for strength in [0, 0.3, 10] as [Scalar] {
      let w = LeastSquares.ridge(x, targets: y, strength: strength)
      let gradient = matvec(transposing: x, matvec(x, w) - y) + w * strength
      #expect(gradient.maximumMagnitude() < 10 * rounding)
    }
  }

  @Test func `of many fits the least norm is in the span of rows`() {
    let (x, y) = (normalBatch(3, 7, seed: 3), Tensor([1, -2, 0.5]))
    let w = LeastSquares.minimumNorm(x, targets: y)
    #expect(difference(matvec(x, w), y) < 10 * rounding)
    // Any other fit differs by something orthogonal to it.
    let other = LeastSquares.minimumNorm(
      .concatenation([x, normalBatch(1, 7, seed: 4)]), targets: Tensor([1, -2, 0.5, 9]))
    #expect(abs(dot(w, other - w)) < 10 * rounding * w.norm() * other.norm())
    #expect(w.norm() < other.norm())
  }

  // MARK: The polynomial

  // V6.9
  @Test(
    .doublePrecision,
    arguments: [
      (0.1, 0.051, 0.0254), (1, 0.102, 0.0484), (100, 0.506, 0.4926),
    ])
  func `ridge tames degree 11`(strength: Double, training: Double, validation: Double) {
    let errors = PolynomialFit().errors(strength: Scalar(strength))
    #expect(abs(errors.training - training) < 5e-4)
    #expect(abs(errors.validation - validation) < 1e-4)
  }

  @Test(.doublePrecision) func `without ridge it interpolates`() {
    let errors = PolynomialFit().errors(strength: 0)
    #expect(errors.training < 1e-24)
    #expect(abs(errors.validation - 15.905477) < 1e-6)
  }

  // F6.12: the stop at 20 is an oracle's, which knows the validation error.
  @Test(.doublePrecision) func `descent is best at step 20`() throws {
    let fit = PolynomialFit()
    let errors = (0..<100).map { fit.errors(of: fit.weights(afterSteps: $0)).validation }
    #expect(errors.indices.min { errors[$0] < errors[$1] } == 20)
    #expect(abs(errors[20] - 0.0086255) < 1e-7)
    let late = fit.errors(of: fit.weights(afterSteps: 200_000))
    #expect(abs(late.validation - 15.905477) < 1e-5)
  }

  @Test(.doublePrecision) func `the closed form is gradient descent`() {
    let fit = PolynomialFit()
    let x = PolynomialFit.legendre(.linearlySpaced(from: -1, through: 1, count: 12), degree: 11)
    let y = fit.predictions(
      of: fit.weights(strength: 0), at: .linearlySpaced(from: -1, through: 1, count: 12))
    let largest = matmul(x, x, transposing: .left).symmetricEigenvalues().values[0]
    var w = Tensor.zeros([12])
    for _ in 0..<50 { w -= matvec(transposing: x, matvec(x, w) - y) / largest }
    #expect(difference(fit.weights(afterSteps: 50), w) < 1e-11)
  }

  @Test func `Legendre's polynomials are Legendre's`() {
    let x = Tensor([-1, -0.5, 0, 0.3, 1])
    let p = PolynomialFit.legendre(x, degree: 3)
    let expected = x.scalars.map { x in
      [1, x, (3 * x * x - 1) / 2, (5 * x * x * x - 3 * x) / 2]
    }
    #expect(difference(p, Tensor(expected)) < rounding)
    #expect(PolynomialFit.legendre(x, degree: 0).shape == [5, 1])
  }

  // MARK: Double descent

  // Correction to F6.16: medians of 20 draws scatter; ratios hold.
  @Test(.doublePrecision) func `the error peaks where features equal samples`() {
    let problem = DoubleDescent()
    for block in UInt64(0)..<10 {
      let seeds = (20 * block)..<(20 * block + 20)
      func median(_ count: Int) -> Double { problem.medianError(featureCount: count, seeds: seeds) }
      let (below, peak, above, wide) = (median(10), median(20), median(40), median(400))
      #expect(peak > 3 * below && peak > 8 * above)
      #expect(wide < above && wide < below / 3)
    }
  }

  @Test(.doublePrecision) func `ridge takes the peak away`() {
    let problem = DoubleDescent()
    let plain = problem.medianError(featureCount: 20, seeds: 0..<20)
    let ridge = problem.medianError(featureCount: 20, strength: 1, seeds: 0..<20)
    #expect(ridge < plain / 8)
  }

  // MARK: Bias and variance

  @Test func `error is squared bias plus variance, exactly`() {
    let parts = BiasVariance(
      predictions: Tensor([[1, 4], [3, 6]]), truth: Tensor([1, 4]))
    #expect(parts.squaredBias == 1 && parts.variance == 1 && parts.error == 2)
    let measured = BiasVariance.ofPolynomials(degree: 5, strength: 0.1, seed: 1)
    #expect(
      difference(measured.squaredBias + measured.variance, measured.error) < 10 * roundingOfDouble)
  }

  @Test func `more ridge: less variance, more bias`() {
    for seed in UInt64(0)..<10 {
      let parts = [0.01, 1, 100].map { strength in
        BiasVariance.ofPolynomials(degree: 9, strength: Scalar(strength), setCount: 50, seed: seed)
      }
      #expect(parts[0].variance > 2 * parts[1].variance)
      #expect(parts[1].variance > 2 * parts[2].variance)
      #expect(parts[2].squaredBias > 5 * parts[1].squaredBias)
    }
  }

  @Test func `more data take variance, not bias`() {
    for seed in UInt64(0)..<10 {
      // Degree 1 cannot follow a wave, however many points there are.
      let (few, many) = (
        BiasVariance.ofPolynomials(
          degree: 1, strength: 1e-3, sampleCount: 15, setCount: 60, seed: seed),
        BiasVariance.ofPolynomials(
          degree: 1, strength: 1e-3, sampleCount: 240, setCount: 60, seed: seed)
      )
      #expect(many.variance < few.variance / 8)
      #expect(abs(many.squaredBias / few.squaredBias - 1) < 0.25)
    }
  }
}
