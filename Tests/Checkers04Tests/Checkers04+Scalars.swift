import Answers04
import Course
import TensorCore
import TestSupport

// Answers to exercises E04.1 and E04.2.

extension Checkers04 {
  static var wrongFactors: [AnswerOnTrial] {
    let lists: [(String, [Double])] = [
      ("four numbers", [1, 0.7071, 0.4082, 0.08]), ("none", []),
      ("six numbers", [1, 0.7071, 0.4082, 0.08, 8, 1]),
      ("in another order", [0.7071, 1, 0.4082, 0.08, 8]),
      ("inverse", [1, 1.4142, 2.4495, 12.5, 0.125]),
      ("two digits", [1, 0.71, 0.41, 0.08, 8]), ("three digits", [1, 0.707, 0.408, 0.08, 8]),
      ("the last is missing", [1, 0.7071, 0.4082, 0.08, 0]),
      ("one infinite", [1, 0.7071, 0.4082, 0.08, .infinity]),
      ("all infinite", Array(repeating: .infinity, count: 5)),
      ("one NaN", [1, .nan, 0.4082, 0.08, 8]), ("negative", [-1, -0.7071, -0.4082, -0.08, -8]),
      ("the small one is zero", [1, 0.7071, 0.4082, 0, 8]),
      ("a uniform deviation off by two", [1, 0.7071, 0.2041, 0.08, 8]),
      ("the default with a = 0", [1, 0.7071, 0.57735, 0.08, 8]),
      ("squares", [1, 0.5, 0.166667, 0.0064, 64]),
      ("with n in place of its root", [1, 0.7071, 0.4082, 0.9051, 90.51]),
      ("without n", [1, 0.7071, 0.4082, 0.00707, 0.7071]),
      ("ten layers", [1, 0.03125, 0.00012860, 1.07e-11, 1.07e9]),
      ("a percent too large", [1.01, 0.7142, 0.4123, 0.0808, 8.08]),
      ("half a thousandth too large", [1.0005, 0.7075, 0.4084, 0.08004, 8.004]),
      ("the small one a percent off", [1, 0.7071, 0.4082, 0.0808, 8]),
    ]
    return lists.map { words, list in AnswerOnTrial(Lesson04Answers.factors, words, { list }) }
  }

  static var rightFactors: [AnswerOnTrial] {
    [
      AnswerOnTrial(
        Lesson04Answers.factors, "from roots",
        {
          let half = 0.5.squareRoot()
          return [1, half, (1.0 / 6).squareRoot(), 0.01 * 64.0.squareRoot(), 64.0.squareRoot()]
        })
    ]
  }

  /// E φ(z · deviation)² by a sum over a grid, with what a wrong answer changes.
  private static func moment(
    _ activation: (Double) -> Double, _ deviation: Double, from start: Double = -12,
    to end: Double = 12, step: Double = 1e-2, power: Double = 2, exponent: Double = 0.5
  ) -> Double {
    let count = Int((end - start) / step)
    var (sum, total) = (0.0, 0.0)
    for index in 0...count {
      let z = start + Double(index) * step
      let density = Double.exp(-exponent * z * z)
      let output = abs(activation(deviation * z))
      sum += density * (power == 2 ? output * output : output)
      total += density
    }
    return sum / total
  }

  static var wrongGains: [AnswerOnTrial] {
    func wrong(
      _ words: String, _ answer: @escaping @Sendable ((Double) -> Double, Double) -> Double
    ) -> AnswerOnTrial {
      AnswerOnTrial(Lesson04Answers.activationGain, words, { answer($0, $1) })
    }
    let memory = AnswerMemory()
    return [
      wrong("always √2") { _, _ in 2.0.squareRoot() }, wrong("always 5/3") { _, _ in 5 / 3 },
      wrong("always 1") { _, _ in 1 }, wrong("infinity") { _, _ in .infinity },
      wrong("the slope at 0") { f, _ in 2e-4 / (f(1e-4) - f(-1e-4)) },
      wrong("a table by probes") { f, q in
        f(-1) == 0 ? 2.0.squareRoot() : (f(2) == 2 ? 1 : (q / moment(f, 1)).squareRoot())
      },
      wrong("at one deviation") { f, q in q.squareRoot() / abs(f(q.squareRoot())) },
      wrong("a coarse grid") { f, q in (q / moment(f, q.squareRoot(), step: 1)).squareRoot() },
      wrong("a narrow grid") { f, q in
        (q / moment(f, q.squareRoot(), from: -3, to: 3)).squareRoot()
      },
      wrong("the upper half") { f, q in
        (q / moment(f, q.squareRoot(), from: 0)).squareRoot()
      },
      wrong("the lower half") { f, q in
        (q / moment(f, q.squareRoot(), to: 0)).squareRoot()
      },
      wrong("the upper half, and zero below") { f, q in
        (2 * q / moment(f, q.squareRoot(), from: 0)).squareRoot()
      },
      wrong("a density without its half") { f, q in
        (q / moment(f, q.squareRoot(), exponent: 1)).squareRoot()
      },
      wrong("mean magnitudes") { f, q in
        q.squareRoot() / moment(f, q.squareRoot(), power: 1)
      },
      wrong("uniform between ±√3") { f, q in
        (q / moment(f, q.squareRoot(), from: -1.732, to: 1.732, exponent: 0)).squareRoot()
      },
      wrong("small variances as 0.1") { f, q in
        (q / moment(f, max(q, 0.1).squareRoot())).squareRoot()
      },
      wrong("large variances as 5") { f, q in
        (min(q, 5) / moment(f, min(q, 5).squareRoot())).squareRoot()
      },
      wrong("negative") { f, q in -(q / moment(f, q.squareRoot())).squareRoot() },
      wrong("the inverse") { f, q in (moment(f, q.squareRoot()) / q).squareRoot() },
      wrong("a ten thousandth too large") { f, q in
        1.0001 * (q / moment(f, q.squareRoot())).squareRoot()
      },
      wrong("two decimals") { f, q in
        ((q / moment(f, q.squareRoot())).squareRoot() * 100).rounded() / 100
      },
      wrong("a thousand samples") { f, q in
        var generator = SplitMix64(seed: 0)
        let sum = (0..<1000).reduce(0) { sum, _ in
          let y = f(q.squareRoot() * generator.normalPair().0)
          return sum + y * y
        }
        return (q / (sum / 1000)).squareRoot()
      },
      wrong("the answer of the first call") { f, q in
        let value = memory.tensor ?? Tensor(Scalar((q / moment(f, q.squareRoot())).squareRoot()))
        memory.tensor = value
        return Double(value.scalar)
      },
    ]
  }

  static var rightGains: [AnswerOnTrial] {
    func right(
      _ words: String, _ answer: @escaping @Sendable ((Double) -> Double, Double) -> Double
    ) -> AnswerOnTrial {
      AnswerOnTrial(Lesson04Answers.activationGain, words, { answer($0, $1) })
    }
    return [
      right("a wider step") { f, q in
        (q / moment(f, q.squareRoot(), step: 1.0 / 128)).squareRoot()
      },
      right("midpoints") { f, q in
        (q / moment(f, q.squareRoot(), from: -11.995, to: 11.995)).squareRoot()
      },
      right("over x in place of z") { f, q in
        let step = q.squareRoot() / 200
        let sum = (-2000...2000).reduce(0) { sum, index in
          let x = Double(index) * step
          return sum + f(x) * f(x) * .exp(-x * x / (2 * q))
        }
        return (q / (sum * step / (2 * Double.pi * q).squareRoot())).squareRoot()
      },
      right("by bisection") { f, q in
        let second = moment(f, q.squareRoot(), step: 1.0 / 128)
        var (low, high) = (0.0, 1e3)
        for _ in 0..<80 {
          let middle = (low + high) / 2
          if middle * middle * second < q { low = middle } else { high = middle }
        }
        return (low + high) / 2
      },
      right("as a quotient of roots") { f, q in
        q.squareRoot() / moment(f, q.squareRoot(), from: -9, to: 9, step: 1.0 / 150).squareRoot()
      },
    ]
  }
}
