import Autograd
import Optimizers
import Schedulers
import TensorCore
import Text

// Lessons 07 and 08: the rate in a bowl, momentum, one cycle.

extension Sweep {
  /// Lesson 07: descent in a bowl with the curvatures 1 and 10, by the learning rate.
  static func bowl() -> Sweep {
    let best = QuadraticTheory.bestPlain(curvatures: 1...10).rate
    let rates: [Scalar] =
      [0.01, 0.02, 0.03, 0.04, 0.06, 0.08, 0.1, 0.12, 0.14, 0.16, 0.17]
      + [best, 0.19, 0.195, 0.2, 0.205, 0.21]
    return descent(
      id: "07-rate", control: "learning rate", start: 11,
      rules: rates.map { rate in
        (
          Double(rate).fixedText(decimals: rate == best ? 4 : 3),
          SGDRule(learningRate: rate)
        )
      })
  }

  /// Lesson 07: the same bowl at one rate, by the momentum.
  static func momentum() -> Sweep {
    let momenta: [Scalar] = [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98]
    return descent(
      id: "07-momentum", control: "momentum", start: 6,
      rules: momenta.map { momentum in
        (
          Double(momentum).fixedText(decimals: 2),
          SGDRule(learningRate: 0.06, momentum: momentum)
        )
      })
  }

  private static func descent(
    id: String, control: String, start: Int, rules: [(text: String, rule: SGDRule)]
  ) -> Sweep {
    let bowl = Quadratic(curvatures: [1, 10])
    let stepCount = 40
    let frames = rules.map { text, rule in
      var x = Tensor([-9, 3])
      var state = rule.initialState(for: x)
      var (path, values) = ([x], [bowl.value(at: x)])
      for _ in 0..<stepCount {
        rule.update(&x, gradient: bowl.gradient(at: x), state: &state)
        path.append(x)
        values.append(bowl.value(at: x))
      }
      let method = QuadraticTheory.Method.heavyBall(momentum: rule.momentum)
      let factors = [1, 10].map {
        Double(QuadraticTheory.factor(method, rate: rule.learningRate, curvature: $0))
      }
      let points = path.map { (x: Double($0[0]), y: Double($0[1])) }
      return Frame(
        text,
        note: """
          In the long run a step multiplies the distance by \(factors[0].fixedText(decimals: 3)) along the \
          flat axis, by \(factors[1].fixedText(decimals: 3)) along the steep one\(factors[1] > 1 ? ": it diverges" : "").
          """,
        facts: [
          "rate": Double(rule.learningRate), "momentum": Double(rule.momentum),
          "factor": max(factors[0], factors[1]), "loss": Double(values[stepCount]),
        ],
        marks: [
          [Mark(.line, color: 0, name: "path of \(stepCount) steps", points), Mark(.dots, points)],
          [Mark(.line, color: 0, curve(values.map { max(Double($0), 1e-9) }, from: 0))],
        ])
    }
    // Where ½ (x² + 10 y²) has the same value.
    let contours = [1.0, 5, 15, 35, 65].map { value in
      Mark(
        .contour, color: 3,
        numbers(0...(2 * Double.pi), count: 49).map { angle in
          ((2 * value).squareRoot() * .cosine(angle), (0.2 * value).squareRoot() * .sine(angle))
        })
    }
    return Sweep(
      id: id, control: control, start: start,
      panels: [
        Panel(Axis("flat axis", -12...12), Axis("steep axis", -6...6), marks: contours),
        Panel(Axis("step", 0...40), Axis("loss", 1e-7...1e4, isLogarithmic: true)),
      ], frames: frames)
  }

  /// Lesson 08: one cycle of 200 steps, by the share in which the rate rises.
  static func oneCycleRise() -> Sweep {
    let rises = numbers(0.05...0.95, count: 19)
    return oneCycle(
      id: "08-rise", control: "share of the rise", start: 5,
      cycles: rises.map { ($0.fixedText(decimals: 2), OneCycle(peak: 1, stepCount: 200, rise: $0)) }
    )
  }

  /// Lesson 08: one cycle of 200 steps, by its peak.
  static func oneCyclePeak() -> Sweep {
    let peaks = numbers(0.05...2.4, count: 25, isLogarithmic: true)
    return oneCycle(
      id: "08-peak", control: "peak of the rate", start: 16,
      cycles: peaks.map {
        (text(of: $0), OneCycle(peak: $0, stepCount: 200))
      })
  }

  private static func oneCycle(
    id: String, control: String, start: Int, cycles: [(text: String, schedule: OneCycle)]
  ) -> Sweep {
    let bowl = NoisyQuadratic(curvatures: [1, 0.1, 0.02], noise: 1, start: 100)
    let highest = cycles.map(\.schedule.peak).max() ?? 1
    let frames = cycles.map { value, schedule in
      let rates = schedule.rates(stepCount: 200, from: 1)
      let losses = bowl.expectedSquares(rates: rates)
      func thinned(_ values: [Double]) -> [(x: Double, y: Double)] {
        curve(values, from: 0).filter { Int($0.x) % 4 == 0 }
      }
      return Frame(
        value,
        note: """
          The rate falls from its peak, \(text(of: schedule.peak)), after step \
          \(Int((schedule.rise * 200).rounded()) - 1); the loss ends at \(text(of: losses[200])).
          """,
        facts: ["loss": losses[200], "peak": schedule.peak, "rise": schedule.rise],
        marks: [
          [
            Mark(.line, color: 0, name: "learning rate", thinned(rates)),
            Mark(
              .dashes, color: 1, name: "momentum",
              thinned((0..<200).map { schedule.momentum(at: $0) ?? 0 })),
          ],
          [Mark(.line, color: 2, name: "expected loss, without momentum", thinned(losses))],
        ])
    }
    return Sweep(
      id: id, control: control, start: start,
      panels: [
        Panel(Axis("step", 0...200), Axis("rate and momentum", 0...max(1.05, highest * 1.05))),
        Panel(Axis("step", 0...200), Axis("loss", 0.01...1000, isLogarithmic: true)),
      ], frames: frames)
  }
}
