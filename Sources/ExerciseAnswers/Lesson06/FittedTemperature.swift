public import Course
import Regularization
import TensorCore

/// The temperature that makes held-out logits as good as they can be.
public typealias TemperatureFunction =
  @Sendable (_ logits: [[Double]], _ classes: [Int]) throws -> Double

// solution begins
func fittedTemperature(logits: [[Double]], classes: [Int]) throws -> Double {
  // In β = 1/T the loss is convex, and its slope is the mean of Σₖ pₖ (zₖ − z_y).
  func slope(at beta: Double) -> Double {
    zip(logits, classes).reduce(0) { sum, sample in
      let (z, y) = sample
      let top = z.max() ?? 0
      let weights = z.map { Double.exp(beta * ($0 - top)) }
      let rise = zip(weights, z).reduce(0) { $0 + $1.0 * ($1.1 - z[y]) }
      return sum + rise / weights.reduce(0, +)
    }
  }
  var (low, high) = (0.05, 20.0)
  for _ in 0..<32 {
    let middle = (low + high) / 2
    // A slope that rounds to 0 is one that falls too slowly to be seen.
    if slope(at: middle) <= 0 { low = middle } else { high = middle }
  }
  return 2 / (low + high)
}
// solution ends

extension Lesson06Answers {
  /// Fit the temperature of temperature scaling.
  public static var fittedTemperature: Assignment<TemperatureFunction> {
    Assignment<TemperatureFunction>(
      Exercise(
        id: .exercise(6, 10), title: "The temperature that calibrates",
        kind: .implement, minutes: 15, difficulty: .medium, fileName: "FittedTemperature.swift",
        statement: """
          A classifier is right as often as before and far too sure. Temperature scaling divides all of its logits by one number \
          T: no answer changes, only how sure it is. T is fitted on held-out samples.

          Return the T at which the mean cross-entropy of softmax(z / T) is least, with a relative error of at most 10⁻⁵. Where the \
          loss falls up to an end of the range from 0.05 to 20, return that end: so it is where all answers are right, or where \
          guessing would be better than the logits. Logits may be in the thousands. There is at least one sample, and some sample \
          has logits that differ.

              logits [[4, 0], [4, 0], [4, 0]], classes [0, 0, 1]    // 4 / ln 2 = 5.77: two of three are right
          """,
        hints: Exercise.Hints(
          nudge: """
            The loss is not convex in T. In which other number, of which T is a simple function, is it? What are logits in softmax?
            """,
          approach: """
            Write β = 1/T. In β the loss is convex, so its slope changes its sign once, at the minimum; bisection finds \
            the place. The slope is short if you differentiate log Σ exp(β zₖ) − β z_y.
            """,
          almostThere: """
            For one sample the slope in β is Σₖ pₖ (zₖ − z_y) with p = softmax(β z), computed with the greatest logit taken off first. Sum it \
            over the samples and halve the range of β, which goes from 1/20 to 1/0.05, some fifty times.
            """), forbidden: ["TemperatureScaling"]),
      solution: fittedTemperature(logits:classes:),
      alternative: { logits, classes in
        // Golden sections of the loss itself, over ln T.
        bracketed { logTemperature in
          let beta = Double.exp(-logTemperature)
          return zip(logits, classes).reduce(0) { sum, sample in
            let (z, y) = sample
            let rises = z.map { $0 - z[y] }
            let top = rises.max() ?? 0
            let terms = rises.map { Double.exp(beta * ($0 - top)) }
            return sum + beta * top + .log(terms.reduce(0, +))
          }
        }
      },
      mistakes: temperatureMistakes,
      impostors: .init(
        zero: { _, _ in 0 }, notANumber: { _, _ in .nan }, identity: { z, _ in z[0][0] }),
      probes: { seed in
        var generator = SplitMix64(seed: seed)
        /// Samples whose classes are drawn from softmax(z / temperature).
        func drawn(_ count: Int, classes: Int, temperature: Double) -> ([[Double]], [Int]) {
          var labels: [Int] = []
          let logits = (0..<count).map { _ in
            let z = (0..<classes).map { _ in 6 * generator.uniform() - 3 }
            var rest = generator.uniform()
            let p = softmax(z, 1 / temperature)
            labels.append(
              p.firstIndex {
                rest -= $0; return rest < 0
              } ?? classes - 1)
            return z
          }
          return (logits, labels)
        }
        let tooSure = drawn(24, classes: 5, temperature: 3)
        let tooShy = drawn(40, classes: 3, temperature: 0.4)
        let some = (Array(tooSure.0.prefix(12)), Array(tooSure.1.prefix(12)))
        let cases: [(String, [[Double]], [Int])] = [
          ("24 samples that are too sure", tooSure.0, tooSure.1),
          ("40 samples that are not sure enough", tooShy.0, tooShy.1),
          ("12 samples with 5000 added to all logits", some.0.map { $0.map { $0 + 5000 } }, some.1),
          ("12 samples with logits five times as large", some.0.map { $0.map { 5 * $0 } }, some.1),
          (
            "12 samples with 7000 taken off all logits", some.0.map { $0.map { $0 - 7000 } }, some.1
          ),
        ]
        let many = drawn(331, classes: 2, temperature: 1.7)
        let wide = drawn(3, classes: 131, temperature: 1.2)
        // What no seed changes, or is large and takes long, is asked once.
        let once: [(String, [[Double]], [Int])] = [
          ("logits [4, 0] thrice, one of them wrong", [[4, 0], [4, 0], [4, 0]], [0, 0, 1]),
          ("logits [4, 0] and [1, 0], the latter wrong", [[4, 0], [1, 0]], [0, 1]),
          ("331 samples of two classes", many.0, many.1),
          ("3 samples of 131 classes", wide.0, wide.1),
          (
            "logits [0.045, 0] thrice, one of them wrong", .init(repeating: [0.045, 0], count: 3),
            [0, 1, 0]
          ),
          (
            "logits [0.13, 0] thrice, one of them wrong", .init(repeating: [0.13, 0], count: 3),
            [0, 1, 0]
          ),
          (
            "logits [1.1, 0] four times, one of them wrong", .init(repeating: [1.1, 0], count: 4),
            [0, 1, 0, 0]
          ),
          (
            "logits [60, 0] thirty times, one of them wrong", .init(repeating: [60, 0], count: 30),
            (0..<30).map { $0 == 4 ? 1 : 0 }
          ),
          (
            "all right, close and with 5000 added", [[5003.3, 5000.1], [5000.3, 5004.7]], [0, 1]
          ),
          ("all right", [[3, 0, 1], [0, 2, 0]], [0, 1]),
          ("all right, logits in the thousands", [[3000, 0, 1000], [0, 2000, 0]], [0, 1]),
          ("all wrong", [[3, 0, 1], [0, 2, 0]], [1, 2]),
          ("one sample, its class second of three", [[3, 2, -9]], [1]),
          ("equal logits beside others", [[0, 0], [2, 0], [2, 0], [0, 1]], [1, 0, 1, 1]),
        ]
        return ((seed == 1 ? once : []) + cases).map { words, logits, classes in
          let wanted = reference(logits, classes)
          return Probe(
            "\(words), seed \(seed)", wanted: Answer(.number("T", wanted)), within: 1e-5,
            floor: 1e-3
          ) { Answer(.number("T", try $0(logits, classes))) }
        }
      })
  }

  /// Where the slope in β changes its sign, from 0.05 to 20; 1/β of it.
  static func root(_ slope: (Double) -> Double) -> Double {
    var (low, high) = (0.05, 20.0)
    for _ in 0..<32 {
      let middle = (low + high) / 2
      if slope(middle) <= 0 { low = middle } else { high = middle }
    }
    return 2 / (low + high)
  }

  /// The right answer: Newton's steps on the slope, kept within the halves where it changes its sign.
  private static func reference(_ logits: [[Double]], _ classes: [Int]) -> Double {
    let targets = zip(logits, classes).map { $0[$1] }
    var (low, high, beta) = (0.05, 20.0, 1.0)
    for step in 1...150 where high - low > 1e-14 * high {
      let slope = temperatureSlope(beta, logits: logits, targets: targets)
      if slope.value <= 0 { low = beta } else { high = beta }
      let next = beta - slope.value / slope.derivative
      if abs(next - beta) <= 1e-14 * beta { return 1 / next }
      // Far from the minimum the slope may flatten exponentially, where halves are faster.
      beta = step % 3 > 0 && low < next && next < high ? next : (low + high) / 2
    }
    return 2 / (low + high)
  }

  /// The temperature at which a function of ln T is least, by golden sections.
  static func bracketed(_ loss: (Double) -> Double) -> Double {
    let ratio = (5.0.squareRoot() - 1) / 2
    var (low, high) = (Double.log(0.05), Double.log(20))
    for _ in 0..<45 {
      let (left, right) = (high - ratio * (high - low), low + ratio * (high - low))
      if loss(left) <= loss(right) { high = right } else { low = left }
    }
    return .exp((low + high) / 2)
  }

  static func softmax(_ z: [Double], _ beta: Double) -> [Double] {
    let top = z.max() ?? 0
    var weights = z
    var sum = 0.0
    // Plain loops, since answers are not optimized in debug builds and are asked thousands of times.
    for index in z.indices {
      weights[index] = Double.exp(beta * (z[index] - top))
      sum += weights[index]
    }
    for index in z.indices { weights[index] /= sum }
    return weights
  }
}
