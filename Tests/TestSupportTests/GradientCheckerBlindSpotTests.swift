import Autograd
import Course
import TensorCore
import TestSupport
import Testing

/// A 4-5-2 network of tanh units on six samples, whose backward pass may forget the slope of tanh.
private func network(weightScale: Scalar, seed: UInt64, forgettingSlope: Bool) -> GradientCheck {
  GradientCheck(
    "4-5-2 network", inputNames: ["weight1", "weight2"],
    inputs: {
      var generator = SplitMix64(seed: seed)
      return [[5, 4], [2, 5]].map {
        .normal($0, standardDeviation: weightScale, using: &generator)
      }
    },
    value: { weights in matmul(hidden(weights), weights[1], transposing: .right) },
    pullback: { weights, d in
      let t = hidden(weights)
      let back = matmul(d, weights[1])
      let slope = forgettingSlope ? Tensor.ones(t.shape) : 1 - t * t
      return [
        matmul(back * slope, samples, transposing: .left), matmul(d, t, transposing: .left),
      ]
    })
}

private let samples: Tensor = {
  var generator = SplitMix64(seed: 100)
  return .normal([6, 4], using: &generator)
}()

private func hidden(_ weights: [Tensor]) -> Tensor {
  matmul(samples, weights[0], transposing: .right).map { .tanh($0) }
}

@Suite(.doublePrecision)
struct GradientCheckerBlindSpotTests {
  /// The relative error of the curriculum, section 0.2, which knows no scale of a tensor.
  private func worstError(
    weightScale: Scalar, seed: UInt64, forgettingSlope: Bool = true
  ) -> Double {
    let check = network(weightScale: weightScale, seed: seed, forgettingSlope: forgettingSlope)
    let report = GradientChecker().report(on: check)
    return report.inputs.flatMap(\.comparisons).map {
      abs($0.analytic - $0.numeric) / max(1e-8, abs($0.analytic) + abs($0.numeric))
    }.max() ?? 0
  }

  // F2.19: near zero every tanh is a straight line, and a slope of 1 is right.
  @Test(arguments: 1...3 as ClosedRange<UInt64>)
  func `a check at tiny weights accepts a wrong backward pass`(seed: UInt64) {
    // Measured: 7e-8 to 4e-7, 7e-4 to 4e-3, and 1; the right backward pass 3e-10 to 8e-10.
    #expect(worstError(weightScale: 1e-4, seed: seed) < 1e-6)
    #expect((1e-4...1e-2).contains(worstError(weightScale: 1e-2, seed: seed)))
    #expect(0.9 < worstError(weightScale: 1, seed: seed))

    let tiny = network(weightScale: 1e-4, seed: seed, forgettingSlope: true)
    #expect(GradientChecker().report(on: tiny).isPassed)
    for scale: Scalar in [1e-2, 1] {
      let check = network(weightScale: scale, seed: seed, forgettingSlope: true)
      let report = GradientChecker().report(on: check)
      #expect(report["weight1"]?.cause == .rightOnlyNearZero)
      #expect(report["weight2"]?.isPassed == true)
    }
  }

  @Test(arguments: [1e-4, 1e-2, 1] as [Scalar])
  func `the right backward pass is accepted at every scale`(weightScale: Scalar) {
    expectGradients(of: network(weightScale: weightScale, seed: 1, forgettingSlope: false))
  }

  @Test func `one wrong entry in 10,000 shows in every random direction`() throws {
    let right = GradientCheck("square", ["x": [100, 100]]) { $0[0] * $0[0] }
    let wrong = GradientCheck(
      "square", inputNames: ["x"], inputs: right.inputs, value: right.value,
      pullback: { inputs, d in
        var gradient = try right.pullback(inputs, d)
        gradient[0][12, 34] *= 1.01
        return gradient
      })
    #expect(GradientChecker().report(on: right).isPassed)
    let found = try #require(GradientChecker().report(on: wrong)["x"])
    let rejected = found.comparisons.filter { $0.relativeError > 1e-6 }
    #expect(found.comparisons.count == 64 + 8)
    #expect(rejected.count == 8)
    for comparison in rejected {
      guard case .direction = comparison.place else {
        Issue.record("the wrong entry was drawn: \(comparison.place)")
        continue
      }
    }
  }

  @Test func `differences find a transposition that square shapes hide`() {
    // F2.9: all shapes fit.
    let check = GradientCheck(
      "linear", inputNames: ["x", "weight"],
      inputs: {
        var generator = SplitMix64(seed: 5)
        return [.normal([8, 64], using: &generator), .normal([64, 64], using: &generator)]
      },
      value: { matmul($0[0], $0[1], transposing: .right) },
      pullback: { [matmul($1, $0[1], transposing: .right), matmul($1, $0[0], transposing: .left)] })
    let report = GradientChecker().report(on: check)
    #expect(report["x"]?.cause == .operandTransposed("weight"))
    #expect(0.5 < report.worstRelativeError)
    #expect(report["weight"]?.isPassed == true)
  }
}
