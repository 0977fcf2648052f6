import Autograd
public import Course
import TensorCore

// Gradient checks that fail on right gradients, and that pass wrong ones. Always in double precision.

extension FailureMode {
  /// F2.14: the difference is taken across a kink.
  public static var differenceAcrossKink: FailureMode {
    FailureMode(
      id: .failureMode(2, 14), title: "The gradient check fails at random",
      symptom: "A right gradient fails its check now and then, at another entry every time.",
      diagnosis: """
        The two points of a difference lie on different sides of a kink, here that of ReLU: the \
        slope between them is neither side's. Fresh dropout masks, single precision and a bad step make \
        checks fail too.
        """,
      fix:
        "Skip entries whose branch changes within the step; fixed masks, double precision, h = 1e-5.",
      quantity: "numeric slope of ReLU, which is 1", symptomatic: .below(0.9),
      broken: Run("x = 1e-7, h = 1e-5") { reluSlope(at: 1e-7, step: 1e-5) },
      remedies: [
        Run("x = 1e-4, h = 1e-5: a point off the kink") { reluSlope(at: 1e-4, step: 1e-5) },
        Run("x = 1e-7, h = 1e-8: a step within the piece") { reluSlope(at: 1e-7, step: 1e-8) },
      ])
  }

  /// F2.19: near zero every activation is a straight line.
  public static var checkedOnlyNearZero: FailureMode {
    FailureMode(
      id: .failureMode(2, 19), title: "The gradient is checked only where the network is linear",
      symptom: "The gradient check passes, and training is wrong.",
      diagnosis: """
        With weights of scale 1e-4 the missing slope 1 − t² changes the gradient by about 1e-7 of itself, \
        less than the rounding of the differences: the right backward pass gets the same figure. The \
        fault shows when the weights have grown.
        """,
      fix: "Check again after some training, or with weights of scale 1.",
      quantity:
        "worst relative error that the check reports for a backward pass without tanh's slope",
      symptomatic: .below(3e-4),
      broken: Run("weights of scale 1e-4") { seed in worstError(scale: 1e-4, seed: seed) },
      remedies: [
        Run("weights of scale 0.01") { seed in worstError(scale: 0.01, seed: seed) },
        Run("weights of scale 1") { seed in worstError(scale: 1, seed: seed) },
      ])
  }

  private static func reluSlope(at x: Double, step: Double) -> Measurement {
    Measurement(centralDifference(at: x, step: step) { x in x < 0 ? 0 : x })
  }

  /// Broken: the hyperbolic tangent with the derivative of the identity.
  private static func forgetfulTanh(_ x: ScalarNode) -> ScalarNode {
    ScalarNode(.tanh(x.value), from: [(x, 1)])
  }

  /// The worst relative error |a − n| / (|a| + |n|) that a check of a 4-5-2 network reports.
  ///
  /// - Parameters:
  ///   - scale: The standard deviation of the weights.
  ///   - seed: The seed of the samples and of the weights.
  /// - Returns: The error as a measurement.
  private static func worstError(scale: Double, seed: UInt64) -> Measurement {
    var generator = SplitMix64(seed: 7 &+ seed)
    func normals(_ count: Int) -> [Double] { (0..<count).map { _ in generator.normalPair().0 } }
    let samples = (0..<3).map { _ in (x: normals(4), y: normals(2)) }
    let parameters = normals(37).map { scale * $0 }
    let analytic = reverseModeGradient(
      of: { squaredError(of: $0, on: samples, activation: forgetfulTanh) }, at: parameters
    ).gradient
    let numeric = centralDifferenceGradient(
      of: { squaredError(of: $0, on: samples, activation: Double.tanh) }, at: parameters, step: 1e-5
    ).gradient
    let errors = zip(analytic, numeric).map { a, n in abs(a - n) / max(1e-8, abs(a) + abs(n)) }
    return Measurement(errors.reduce(0, max))
  }

  /// The squared error of a 4-5-2 network, written once for traced and for plain numbers.
  ///
  /// The 37 parameters are, unit by unit, its weights and then its bias.
  private static func squaredError<Number: DifferentiableNumber>(
    of parameters: [Number], on samples: [(x: [Double], y: [Double])],
    activation: (Number) -> Number
  ) -> Number {
    func layer(_ inputs: [Number], width: Int, from start: Int) -> [Number] {
      (0..<width).map { unit in
        let own = start + unit * (inputs.count + 1)
        return inputs.indices.reduce(parameters[own + inputs.count]) { sum, index in
          sum + parameters[own + index] * inputs[index]
        }
      }
    }
    var total = Number(0)
    for (x, y) in samples {
      let hidden = layer(x.map { Number($0) }, width: 5, from: 0).map(activation)
      for (output, target) in zip(layer(hidden, width: 2, from: 25), y) {
        let error = output + Number(-target)
        total = total + error * error
      }
    }
    return total
  }
}
