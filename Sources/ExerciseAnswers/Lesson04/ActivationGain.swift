public import Course
import Init
import TensorCore

/// The gain that keeps the variance of the sums before an activation.
public typealias GainFunction =
  @Sendable (_ activation: (Double) -> Double, _ variance: Double) throws -> Double

// solution begins
func gain(keeping variance: Double, through activation: (Double) -> Double) throws -> Double {
  var (moment, weight) = (0.0, 0.0)
  for step in -1000...1000 {
    let z = Double(step) / 100
    let density = Double.exp(-z * z / 2)
    let output = activation(variance.squareRoot() * z)
    moment += density * output * output
    weight += density
  }
  return (variance / (moment / weight)).squareRoot()
}
// solution ends

extension Lesson04Answers {
  /// Compute the gain for any activation.
  public static var activationGain: Assignment<GainFunction> {
    Assignment<GainFunction>(
      Exercise(
        id: .exercise(4, 2), title: "A gain for any activation",
        kind: .implement, minutes: 15, difficulty: .medium, fileName: "ActivationGain.swift",
        statement: """
          The table of gains ends where a new activation begins. Compute the gain from the activation \
          alone: sums before it are normal with mean 0 and a given variance q, weights of the next layer \
          have the standard deviation gain / √fan_in, and the sums there shall have the variance q again.

          Return the gain to a relative error of 10⁻⁵. The activation is continuous and may have a kink at 0. \
          It need not be odd and may be bounded, in which case the gain depends on q; q is between 0.01 and 10.

              gain(keeping: 1, through: { max(0, $0) })    // √2
          """,
        hints: Exercise.Hints(
          nudge: "Which moment of the activation's output enters the variance of the next sums?",
          approach: """
            The next variance is gain² times E φ(x)², where x is normal of variance q. An expectation is an \
            integral: sum over a fine grid of z, each point weighted by the density of a standard normal z.
            """,
          almostThere: """
            Evaluate φ at √q times z, average its squares, and divide q by that average. The gain is the \
            root of the quotient. A grid from −10 to 10 in steps of a hundredth is fine enough.
            """), forbidden: ["GaussianQuadrature", "Gain", "MeanField"]),
      solution: { try gain(keeping: $1, through: $0) },
      alternative: { activation, variance in
        // Simpson's rule on each side of the kink.
        func half(_ sign: Double) -> Double {
          let count = 1000
          return (0...count).reduce(0) { sum, index in
            let z = sign * 12 * Double(index) / Double(count)
            let weight = index == 0 || index == count ? 1.0 : (index % 2 == 1 ? 4 : 2)
            let y = activation(variance.squareRoot() * z)
            return sum + weight * y * y * .exp(-z * z / 2)
          } * 12 / Double(count) / 3
        }
        let moment = (half(1) + half(-1)) / (2 * Double.pi).squareRoot()
        return variance.squareRoot() / moment.squareRoot()
      },
      mistakes: [
        .init(
          "the variance of the output in place of its second moment",
          explanation: """
            The next sums have weights of mean 0, so that E φ² enters and not E φ² − (E φ)². For ReLU the \
            difference is a gain of 1.71 in place of 1.41, and growth of 1.21 a layer.
            """,
          { activation, variance in
            let m = moments(of: activation, deviation: variance.squareRoot())
            return (variance / (m.second - m.first * m.first)).squareRoot()
          }),
        .init(
          "always at variance 1",
          explanation: """
            The signal has variance q, not 1. For ReLU it makes no difference; a tanh squashes large \
            signals more than small ones, so that its gain grows with q.
            """,
          { activation, _ in 1 / moments(of: activation, deviation: 1).second.squareRoot() }),
        .init(
          "the variance taken for the deviation",
          explanation: """
            A normal number of variance q is √q times a standard normal number, not q times it.
            """,
          { activation, variance in
            (variance / moments(of: activation, deviation: variance).second).squareRoot()
          }),
        .init(
          "the square of the gain",
          explanation: """
            Weights have the standard deviation gain / √fan_in; their variance holds the square of the \
            gain. This is the square: 2 for ReLU, not √2.
            """,
          { activation, variance in
            variance / moments(of: activation, deviation: variance.squareRoot()).second
          }),
        .init(
          "the output is brought to variance 1, and not to q",
          explanation: """
            1/√(E φ²) makes the next variance 1. That keeps the signal only where it was 1 before.
            """,
          { activation, variance in
            1 / moments(of: activation, deviation: variance.squareRoot()).second.squareRoot()
          }),
      ],
      impostors: .init(
        zero: { _, _ in 0 }, notANumber: { _, _ in .nan }, identity: { _, variance in variance }),
      probes: { seed in
        var generator = SplitMix64(seed: seed)
        let drawn = 0.5 + 2 * generator.uniform()
        let bend = 0.1 + 0.5 * generator.uniform()
        let cases: [(String, @Sendable (Double) -> Double, Double)] = [
          ("ReLU", { max(0, $0) }, 1), ("the identity", { $0 }, 4), ("tanh", { .tanh($0) }, 1),
          ("tanh", { .tanh($0) }, 0.01), ("tanh", { .tanh($0) }, 10),
          ("the sigmoid", { 1 / (1 + .exp(-$0)) }, 0.25),
          ("leaky ReLU of slope \(Answer.text(bend))", { $0 < 0 ? bend * $0 : $0 }, drawn),
          ("softplus", { .log(1 + .exp($0)) }, drawn), ("x / (1 + |x|)", { $0 / (1 + abs($0)) }, 3),
          ("a cosine", { .cosine($0) }, drawn),
        ]
        let quadrature = GaussianQuadrature()
        return cases.map { name, activation, variance in
          let moment = quadrature.mean {
            let y = activation(variance.squareRoot() * $0)
            return y * y
          }
          return Probe(
            "\(name) at variance \(Answer.text(variance))",
            wanted: Answer(.number("gain", (variance / moment).squareRoot())), within: 1e-5,
            floor: 0.01
          ) { Answer(.number("gain", try $0(activation, variance))) }
        }
      })
  }

  /// The first two moments of an activation's output for a normal input.
  private static func moments(
    of activation: (Double) -> Double, deviation: Double
  ) -> (first: Double, second: Double) {
    var (first, second, total) = (0.0, 0.0, 0.0)
    for step in -500...500 {
      let z = Double(step) / 50
      let density = Double.exp(-z * z / 2)
      let output = activation(deviation * z)
      first += density * output
      second += density * output * output
      total += density
    }
    return (first / total, second / total)
  }
}
