public import Course
import TensorCore

/// The best rate of each step on a noisy quadratic.
public typealias BestRatesFunction =
  @Sendable (_ curvature: Double, _ noise: Double, _ start: Double, _ stepCount: Int) throws ->
  [Double]

// solution begins
func bestRates(
  curvature: Double, noise: Double, start: Double, stepCount: Int
) throws -> [Double] {
  var square = start
  return (0..<stepCount).map { _ in
    let rate = curvature * square / (curvature * curvature * square + noise * noise)
    square = (1 - rate * curvature) * (1 - rate * curvature) * square + rate * rate * noise * noise
    return rate
  }
}
// solution ends

extension Lesson08Answers {
  /// Find the best of all schedules for a noisy quadratic.
  public static var bestSchedule: Assignment<BestRatesFunction> {
    Assignment<BestRatesFunction>(
      Exercise(
        id: .exercise(8, 3), title: "The best schedule there is",
        kind: .implement, minutes: 20, difficulty: .hard, fileName: "BestRates.swift",
        statement: """
          On the loss curvature / 2 · x², with noise of the standard deviation noise in each gradient, the mean square of x follows \
          exactly, whatever the schedule:

              square ← (1 − rate · curvature)² · square + rate² · noise²

          Find the schedule that leaves the smallest mean square after stepCount steps, and return its rates. The mean square before the \
          first step is start, which may be 0. Curvature and noise are positive. For curvature 1, noise 1 and start 100 it leaves 0.0050 \
          after 200 steps; the best cosine leaves 0.00875, the best constant rate 0.0154.

              curvature 1, noise 1, start 1, 3 steps    // 1/2, 1/3, 1/4
          """,
        hints: Exercise.Hints(
          nudge: "Could a larger mean square now ever lead to a smaller one later?",
          approach: """
            More that goes into a step never makes less come out, at any rate. So the best schedule makes each mean square as small as it \
            can be, one step after another: a problem of one unknown.
            """,
          almostThere: """
            Take the derivative of the new mean square with respect to the rate, and set it to 0: there a little more rate gains on the \
            distance what it loses to the noise. Solve for the rate, take the step with it, and go on from the new mean square.
            """), forbidden: ["NoisyQuadratic"]),
      solution: { try bestRates(curvature: $0, noise: $1, start: $2, stepCount: $3) },
      alternative: { curvature, noise, start, count in
        // The inverse of the mean square grows by the same amount in each step.
        let gain = (curvature / noise) * (curvature / noise)
        return (0..<count).map { step in
          start == 0 ? 0 : 1 / curvature / (1 + 1 / (start * gain) + Double(step))
        }
      },
      mistakes: [
        .init(
          "the formula of curvature 1",
          explanation: """
            square / (square + noise²) is right for the curvature 1 alone. A rate has the unit of one over a curvature, which no \
            term here has.
            """, { rates($0, $1, $2, $3) { _, noise, v in v / (v + noise * noise) } }),
        .init(
          "the noise is not squared",
          explanation: """
            In the recursion the noise stands as its square, since it is a standard deviation. The two agree for noise 1.
            """, { rates($0, $1, $2, $3) { l, noise, v in l * v / (l * l * v + noise) } }),
        .init(
          "the curvature is not squared",
          explanation: """
            The derivative of (1 − rate · curvature)² has two factors of the curvature in front of the rate. With one the rate of a \
            steep direction is far too large.
            """, { rates($0, $1, $2, $3) { l, noise, v in l * v / (l * v + noise * noise) } }),
        .init(
          "Newton's rate",
          explanation: """
            1 / curvature reaches the minimum in one step if there is no noise. With noise it leaves the mean square at noise² / curvature² \
            forever.
            """, { rates($0, $1, $2, $3) { l, _, _ in 1 / l } }),
        .init(
          "the best rate of the first step, held",
          explanation: """
            The first step is best for the first mean square. As the distance shrinks the noise stays, so that the best rate falls \
            about as 1 / (curvature · step).
            """,
          { curvature, noise, start, count in
            let first = rates(curvature, noise, start, min(1, count)).first ?? 0
            return (0..<count).map { _ in first }
          }),
        .init(
          "the rate that keeps the mean square",
          explanation: """
            That is twice the best one: it is where the parabola over the rate comes back to its value at 0. The vertex lies in the \
            middle.
            """,
          { rates($0, $1, $2, $3) { l, noise, v in 2 * l * v / (l * l * v + noise * noise) } }),
        .init(
          "the mean square moves without noise",
          explanation: """
            After the step the noise term has to be added to the mean square as well. Without it the next rates are too small: they believe in a \
            distance that is not reached.
            """,
          { curvature, noise, start, count in
            var square = start
            return (0..<count).map { _ in
              let rate = best(curvature, noise, square)
              square *= (1 - rate * curvature) * (1 - rate * curvature)
              return rate
            }
          }),
      ],
      impostors: .init(
        zero: { _, _, _, count in .init(repeating: 0, count: count) },
        notANumber: { _, _, _, count in .init(repeating: .nan, count: count) },
        identity: { curvature, _, _, count in .init(repeating: curvature, count: count) }),
      probes: { seed in
        var generator = SplitMix64(seed: seed)
        let drawn = (0..<4).map { _ in
          (
            Double.exp(generator.normalPair().0), Double.exp(generator.normalPair().0),
            Double.exp(2 * generator.normalPair().0), 5 + generator.uniform(below: 40)
          )
        }
        let cases: [(Double, Double, Double, Int)] =
          [
            (1, 1, 1, 3), (1, 1, 100, 200), (2, 1, 1, 4), (1, 3, 1, 4), (0.1, 1, 100, 12),
            (1, 1, 0, 3),
            (50, 0.01, 1e-6, 8), (1, 1, 1, 0), (3, 2, 1, 1), (1e-3, 1e-3, 5, 33), (1, 40, 0.3, 103),
            (0.07, 3, 1e6, seed == 1 ? 1031 : 9),
          ] + drawn
        return cases.map { curvature, noise, start, count in
          let right = rates(curvature, noise, start, count)
          let words = [curvature, noise, start].map { Answer.text($0) }
          return Probe(
            "curvature \(words[0]), noise \(words[1]), start \(words[2]), \(count) steps",
            wanted: Answer(.numbers("rates", right)), within: 1e-9,
            floor: (right.min() ?? 0) + 1e-12
          ) { Answer(.numbers("rates", try $0(curvature, noise, start, count))) }
        }
      })
  }

  private static func best(_ curvature: Double, _ noise: Double, _ square: Double) -> Double {
    curvature * square / (curvature * curvature * square + noise * noise)
  }

  /// The rates of a rule that sees curvature, noise and mean square.
  private static func rates(
    _ curvature: Double, _ noise: Double, _ start: Double, _ count: Int,
    rule: (_ curvature: Double, _ noise: Double, _ square: Double) -> Double = best
  ) -> [Double] {
    var square = start
    return (0..<count).map { _ in
      let rate = rule(curvature, noise, square)
      let kept = 1 - rate * curvature
      square = kept * kept * square + rate * noise * (rate * noise)
      return rate
    }
  }
}
