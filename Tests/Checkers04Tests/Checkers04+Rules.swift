import Answers04
import Course
import TensorCore
import TestSupport

// Answers to exercises E04.3, E04.4 and E04.6.

extension Checkers04 {
  private static func fan(
    _ words: String, gain: Double = 2.0.squareRoot(),
    _ count: @escaping @Sendable (_ shape: [Int], _ isTransposed: Bool) -> Double
  ) -> AnswerOnTrial {
    AnswerOnTrial(Lesson04Answers.fanMixup, words, { gain / count($0, $1).squareRoot() })
  }

  private static func fanIn(_ shape: [Int], _ isTransposed: Bool) -> Double {
    Double(shape[isTransposed ? 0 : 1] * shape.dropFirst(2).reduce(1, *))
  }

  static var wrongFans: [AnswerOnTrial] {
    [
      fan("always one") { _, _ in 1 },
      fan("the greater axis") { s, _ in Double(max(s[0], s[1]) * s.dropFirst(2).reduce(1, *)) },
      fan("the smaller axis") { s, _ in Double(min(s[0], s[1]) * s.dropFirst(2).reduce(1, *)) },
      fan("the sum of the axes") { s, _ in Double((s[0] + s[1]) * s.dropFirst(2).reduce(1, *)) },
      fan("all numbers") { s, _ in Double(s.reduce(1, *)) },
      fan("the geometric mean") { s, _ in
        Double(s[0] * s[1]).squareRoot() * Double(s.dropFirst(2).reduce(1, *))
      },
      fan("the kernel's lengths are added") { s, t in
        Double(s[t ? 0 : 1] * max(1, s.dropFirst(2).reduce(0, +)))
      },
      fan("the first axis of the kernel") { s, t in
        Double(s[t ? 0 : 1] * (s.count > 2 ? s[2] : 1))
      },
      fan("the square of the last") { s, t in
        Double(s[t ? 0 : 1] * (s.count > 2 ? s[s.count - 1] * s[s.count - 1] : 1))
      },
      fan("kernels of one axis or two") { s, t in
        Double(s[t ? 0 : 1] * s.dropFirst(2).prefix(2).reduce(1, *))
      },
      fan("transposed without a kernel alone") { s, t in fanIn(s, t && s.count == 2) },
      fan("transposed with a kernel alone") { s, t in fanIn(s, t && s.count > 2) },
      fan("the last axis") { s, _ in Double(s[s.count - 1]) },
      fan("the first axis") { s, _ in Double(s[0] * s.dropFirst(2).reduce(1, *)) },
      fan("turned around for tall layers") { s, t in fanIn(s, s[0] > s[1] ? !t : t) },
      fan("the root of two to four digits", gain: 1.4142, fanIn),
      fan("a gain of 5/3", gain: 5 / 3, fanIn),
      fan("a uniform bound", gain: 6.0.squareRoot(), fanIn),
      fan("negative", gain: -(2.0.squareRoot()), fanIn),
      fan("infinite", gain: .infinity, fanIn), fan("NaN", gain: .nan, fanIn),
      fan("less one") { s, t in fanIn(s, t) - 1 },
      fan("at least two") { s, t in max(2, fanIn(s, t)) },
      fan("at most 512") { s, t in min(512, fanIn(s, t)) },
      AnswerOnTrial(
        Lesson04Answers.fanMixup, "in single precision",
        { Double(Float((2 / fanIn($0, $1)).squareRoot())) }),
    ]
  }

  static var rightFans: [AnswerOnTrial] {
    [
      fan("a switch") { s, t in
        let kernel = s[2...].reduce(1) { $0 * Double($1) }
        return t ? Double(s[0]) * kernel : Double(s[1]) * kernel
      },
      fan("all numbers over the outputs") { s, t in
        Double(s.reduce(1, *)) / Double(s[t ? 1 : 0])
      },
      fan("logarithms") { s, t in
        .exp(
          s.enumerated().reduce(0) { $1.offset == (t ? 1 : 0) ? $0 : $0 + .log(Double($1.element)) }
        )
      },
      fan("the axis removed") { s, t in
        var rest = s
        rest.remove(at: t ? 1 : 0)
        return Double(rest.reduce(1, *))
      },
      AnswerOnTrial(
        Lesson04Answers.fanMixup, "a power",
        { Double.pow(fanIn($0, $1) / 2, -0.5) }),
    ]
  }

  private static func bias(
    _ words: String,
    _ rule: @escaping @Sendable (_ count: Double, _ total: Double) -> Double
  ) -> AnswerOnTrial {
    AnswerOnTrial(
      Lesson04Answers.labelBiases, words, { c, n in c.map { rule(Double($0), Double(n)) } })
  }

  private static func logit(_ p: Double) -> Double { .log(p) - .log(onePlus: -p) }

  static var wrongBiases: [AnswerOnTrial] {
    let answers: [(String, @Sendable ([Int], Int) -> [Double])] = [
      ("no label", { _, _ in [] }),
      (
        "the first label for all",
        { c, n in
          c.map { _ in logit(Double(c[0] + 1) / Double(n + 2)) }
        }
      ),
      ("sorted", { c, n in c.sorted().map { logit(Double($0 + 1) / Double(n + 2)) } }),
      (
        "the mean of all labels",
        { c, n in
          let mean = Double(c.reduce(0, +)) / Double(max(1, c.count))
          return c.map { _ in logit((mean + 1) / Double(n + 2)) }
        }
      ),
      (
        "with the mean taken out",
        { c, n in
          let all = c.map { logit(Double($0 + 1) / Double(n + 2)) }
          let mean = all.reduce(0, +) / Double(max(1, all.count))
          return all.map { $0 - mean }
        }
      ),
      ("one too many", { c, n in c.map { logit(Double($0 + 1) / Double(n + 2)) } + [0] }),
    ]
    return answers.map { words, answer in
      AnswerOnTrial(Lesson04Answers.labelBiases, words, answer)
    } + [
      bias("always −4.595") { _, _ in -4.59511985 }, bias("zero") { _, _ in 0 },
      bias("one added below") { c, n in logit((c + 1) / (n + 1.5)) },
      bias("a half on each side") { c, n in logit((c + 0.5) / (n + 1)) },
      bias("clamped frequencies") { c, n in logit(min(max(c / n, 1e-7), 1 - 1e-7)) },
      bias("smoothed where it must be") { c, n in
        c == 0 || c == n ? logit((c + 1) / (n + 2)) : logit(c / n)
      },
      bias("base two") { c, n in logit((c + 1) / (n + 2)) / .log(2) },
      bias("base ten") { c, n in logit((c + 1) / (n + 2)) / .log(10) },
      bias("for a tanh") { c, n in logit((c + 1) / (n + 2)) / 2 },
      bias("within ±10") { c, n in min(max(logit((c + 1) / (n + 2)), -10), 10) },
      bias("never positive") { c, n in min(0, logit((c + 1) / (n + 2))) },
      bias("magnitudes") { c, n in abs(logit((c + 1) / (n + 2))) },
      bias("three decimals") { c, n in (logit((c + 1) / (n + 2)) * 1000).rounded() / 1000 },
      bias("a line") { c, n in 4 * ((c + 1) / (n + 2) - 0.5) },
      bias("odds") { c, n in (c + 1) / (n - c + 1) },
      bias("infinite") { _, _ in .infinity }, bias("NaN") { _, _ in .nan },
      bias("two added") { c, n in logit((c + 2) / (n + 4)) },
    ]
  }

  static var rightBiases: [AnswerOnTrial] {
    [
      bias("the logarithm of the odds") { c, n in .log((c + 1) / (n - c + 1)) },
      bias("turned around twice") { c, n in -.log((n - c + 1) / (c + 1)) },
      bias("an inverse tanh") { c, n in
        let p = (c + 1) / (n + 2)
        let y = 2 * p - 1
        return .log(onePlus: y) - .log(onePlus: -y)
      },
      bias("two logarithms") { c, n in
        .log((c + 1) / (n + 2)) - .log((n - c + 1) / (n + 2))
      },
      bias("bisection") { c, n in
        var (low, high) = (-20.0, 20.0)
        for _ in 0..<100 {
          let middle = (low + high) / 2
          // Odds, since a sigmoid near 1 has few digits.
          if .exp(middle) * (n - c + 1) < c + 1 { low = middle } else { high = middle }
        }
        return (low + high) / 2
      },
    ]
  }

  private static func rate(
    _ words: String,
    _ rule: @escaping @Sendable (_ base: [Int], _ wide: [Int], _ rate: Double) -> Double
  ) -> AnswerOnTrial {
    AnswerOnTrial(
      Lesson04Answers.widthRates, words,
      { base, wide, rate in zip(base, wide).map { rule($0, $1, rate) } })
  }

  /// The growth of an axis; 1 where there is none.
  private static func growth(_ base: [Int], _ wide: [Int], axis: Int = 1) -> Double {
    wide.count > axis ? Double(wide[axis]) / Double(base[axis]) : 1
  }

  static var wrongRates: [AnswerOnTrial] {
    [
      AnswerOnTrial(Lesson04Answers.widthRates, "none", { _, _, _ in [] }),
      AnswerOnTrial(
        Lesson04Answers.widthRates, "the first hidden growth for all",
        { b, w, r in
          zip(b, w).map { base, wide in
            wide.count == 2 && wide[1] != base[1] ? r / growth(b[0], w[0], axis: 0) : r
          }
        }),
      AnswerOnTrial(
        Lesson04Answers.widthRates, "all but the last layer",
        { b, w, r in
          w.indices.map { $0 >= w.count - 2 ? r : r / growth(b[$0], w[$0]) }
        }),
      AnswerOnTrial(
        Lesson04Answers.widthRates, "weights before biases",
        { b, w, r in
          let all = w.indices.map { r / growth(b[$0], w[$0]) }
          return w.indices.filter { $0 % 2 == 0 }.map { all[$0] }
            + w.indices.filter { $0 % 2 == 1 }.map { all[$0] }
        }),
      rate("zero") { _, _, _ in 0 }, rate("infinite") { _, _, _ in .infinity },
      rate("NaN") { _, _, _ in .nan }, rate("always 0.01") { _, _, _ in 0.01 },
      rate("always a quarter") { b, w, r in w.count == 2 && w[1] != b[1] ? r / 4 : r },
      rate("over the width") { _, w, r in w.count == 2 ? r / Double(w[1]) : r },
      rate("both growths") { b, w, r in r / growth(b, w) / growth(b, w, axis: 0) },
      rate("the root of both growths") { b, w, r in
        r / (growth(b, w) * growth(b, w, axis: 0)).squareRoot()
      },
      rate("the greater growth") { b, w, r in r / max(growth(b, w), growth(b, w, axis: 0)) },
      rate("the mean growth") { b, w, r in
        2 * r / (growth(b, w) + growth(b, w, axis: 0))
      },
      rate("the square of the growth") { b, w, r in r / growth(b, w) / growth(b, w) },
      rate("whole growths") { b, w, r in r / growth(b, w).rounded(.down) },
      rate("rounded growths") { b, w, r in r / growth(b, w).rounded() },
      rate("square layers alone") { b, w, r in
        w.count == 2 && w[0] == w[1] ? r / growth(b, w) : r
      },
      rate("at most a factor of 8") { b, w, r in r / min(8, growth(b, w)) },
      rate("for gradient descent") { b, w, r in
        w.count == 1 ? r * growth(b, w, axis: 0) : r * growth(b, w, axis: 0) / growth(b, w)
      },
      rate("rates of weights halved") { b, w, r in (w.count == 2 ? 0.5 : 1) * r / growth(b, w) },
      rate("negative") { b, w, r in -r / growth(b, w) },
      rate("three decimals") { b, w, r in (1000 * r / growth(b, w)).rounded() / 1000 },
    ]
  }

  static var rightRates: [AnswerOnTrial] {
    [
      rate("divided by the growth") { b, w, r in r / growth(b, w) },
      rate("the last axis of a weight") { b, w, r in
        b.count == 1 ? r : r * Double(b[b.count - 1]) / Double(w[w.count - 1])
      },
      rate("a logarithm") { b, w, r in r * .exp(-.log(growth(b, w))) },
      rate("by kinds of layers") { b, w, r in
        if w.count == 1 || b[1] == w[1] { return r }
        return r * (Double(b[1]) / Double(w[1]))
      },
      AnswerOnTrial(
        Lesson04Answers.widthRates, "backward",
        { b, w, r in
          var rates: [Double] = []
          for index in w.indices.reversed() { rates.insert(r / growth(b[index], w[index]), at: 0) }
          return rates
        }),
    ]
  }
}
