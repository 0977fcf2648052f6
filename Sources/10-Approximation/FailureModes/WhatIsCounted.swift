import Autograd
public import Course
import Perceptron
import TensorCore

// Comparisons that count the wrong thing.

extension FailureMode {
  /// F10.7: “4 layers of 512 or 2 of 2048” are compared as if they were equal.
  public static var equalParameters: FailureMode {
    FailureMode(
      id: .failureMode(10, 7), title: "The candidates are called equal in size, and nobody counted",
      symptom: "The wide network wins the comparison, and costs five times as much to serve.",
      diagnosis: """
        With 512 inputs and 10 outputs, 4 hidden layers of 512 have 1.06 million parameters. One layer of 2048 has 1.07 million, two \
        have 5.27. “2 layers of 2048” can be read either way.
        """,
      fix: "Count both before you compare, and search the width that spends the same budget.",
      quantity: "parameters of the wide candidate ÷ those of 4 layers of 512",
      symptomatic: .above(1.1),
      broken: Run("2 hidden layers of 2048") { Measurement(ratio(to: [2048, 2048])) },
      remedies: [
        Run("one hidden layer of 2048") { Measurement(ratio(to: [2048])) },
        Run("2 hidden layers at the same budget") {
          Measurement(ratio(to: review([]).equalBudget(as: 0)[1]))
        },
      ])
  }

  private static func review(_ candidate: [Int]) -> ArchitectureReview {
    let deep = [512, 512, 512, 512]
    return ArchitectureReview(
      inputCount: 512, outputCount: 10, candidates: candidate.isEmpty ? [deep] : [deep, candidate])
  }

  private static func ratio(to candidate: [Int]) -> Double {
    1 / review(candidate).parameterRatio(to: 1)
  }

  /// F10.11: nine weights of ten are 0, and all are multiplied.
  public static var zerosThatAreMultiplied: FailureMode {
    FailureMode(
      id: .failureMode(10, 11), title: "The pruned network is as slow as before",
      symptom: "Nine tenths of the weights are 0. The time of a forward pass has not changed.",
      diagnosis: """
        The matrix is as large as before, and a dense product multiplies its zeros, too. Pruned weights save memory and time only in a \
        format and a kernel that skip them.
        """,
      fix:
        "Remove whole units, so that the matrices become smaller; or use a sparse format where its kernels pay.",
      quantity: "multiply-adds of a forward pass ÷ weights that are not 0, one sample, 100-100",
      symptomatic: .above(2),
      broken: Run("single weights set to 0") {
        var generator = SplitMix64(seed: 0)
        var weight = Tensor.normal([100, 100], using: &generator)
        for row in 0..<100 {
          for column in 0..<100 where column % 10 != 0 { weight[row, column] = 0 }
        }
        return Measurement(workPerWeight(weight))
      },
      remedies: [
        Run("whole units removed") {
          var generator = SplitMix64(seed: 0)
          return Measurement(workPerWeight(.normal([10, 100], using: &generator)))
        }
      ])
  }

  private static func workPerWeight(_ weight: Tensor) -> Double {
    let meter = WorkMeter()
    let x = Variable(.ones([1, weight.shape[1]]))
    _ = meter.measuring { linear(x, weight: Variable(weight)) }
    return Double(meter.multiplyAdds) / Double(weight.scalars.count { $0 != 0 })
  }

  /// F10.12: a straight line between logarithms, drawn on.
  public static var lawBeyondItsRange: FailureMode {
    FailureMode(
      id: .failureMode(10, 12), title: "The scaling law promised more than the next size gave",
      symptom: "Four sizes lie on a straight line between logarithms; the fifth is far above it.",
      diagnosis: """
        The law was fitted where width limits. Beyond, something else does: here noise of 0.001 in the labels, a floor that no \
        width goes below. Inside its range the law holds.
        """,
      fix:
        "Say the range that was measured. Before paying for a size, measure one between, and look for the floor.",
      quantity: "measured error ÷ predicted error at the next width",
      symptomatic: .above(2),
      broken: Run("fitted on 4 to 32 pieces, asked at 1024") {
        Measurement(surprise(at: 1024))
      },
      remedies: [
        Run("asked at 48") { Measurement(surprise(at: 48)) }
      ])
  }

  /// The error of interpolating a sine whose values are off by 0.001, over what smaller widths promise.
  private static func surprise(at width: Int) -> Double {
    let widths = [4, 8, 16, 32]
    func errors(_ widths: [Int]) -> [Double] {
      ScalingLaw.interpolationErrors(
        of: { .sine(2 * .pi * $0) }, over: 0...1, widths: widths
      ).map { $0 + 0.001 }
    }
    let law = ScalingLaw(widths: widths, errors: errors(widths))
    return errors([width])[0] / law.error(width: width)
  }

  /// F10.13: units where nothing happens.
  public static var evenKnots: FailureMode {
    FailureMode(
      id: .failureMode(10, 13), title: "Most units sit where the target is straight",
      symptom:
        "The error is large at one steep place and near 0 elsewhere, and many more units are needed to move it.",
      diagnosis: """
        Sixteen pieces of equal length, and the target bends within two of them. The bound on the width assumes the \
        worst curvature everywhere.
        """,
      fix:
        "Put knots, samples or features where the target bends: by its curvature, or by the errors so far.",
      quantity: "greatest error of 16 pieces on tanh 20x", symptomatic: .above(0.1),
      broken: Run("equal distances") { Measurement(bendError(byCurvature: false)) },
      remedies: [Run("by curvature") { Measurement(bendError(byCurvature: true)) }])
  }

  private static func bendError(byCurvature: Bool) -> Scalar {
    func target(_ x: Scalar) -> Scalar { .tanh(20 * x) }
    func bending(_ x: Scalar) -> Scalar {
      let y = target(x)
      return -800 * y * (1 - y * y)
    }
    let pieces =
      byCurvature
      ? PiecewiseLinear(
        interpolating: target, bending: bending, over: -1...1, pieceCount: 16)
      : PiecewiseLinear(interpolating: target, over: -1...1, pieceCount: 16)
    return pieces.greatestError(to: target)
  }
}
