import Answers06
import Course
import Regularization
import TensorCore
import TestSupport

// Answers to exercise E06.10.

extension Checkers06 {
  /// Bisection of the slope in β, with what an answer changes.
  private static func temperature(
    _ words: String, from lowest: Double = 0.05, to highest: Double = 20, steps: Int = 32,
    samples: Int = .max, classCount: Int = .max,
    logits change: @escaping @Sendable (_ z: [Double]) -> [Double] = { $0 },
    target: @escaping @Sendable (_ z: [Double], _ y: Int) -> Double = { $0[$1] },
    finally: @escaping @Sendable (Double) -> Double = { $0 }
  ) -> AnswerOnTrial {
    AnswerOnTrial(
      Lesson06Answers.fittedTemperature, words,
      { logits, classes in
        let data = zip(logits.map { change(Array($0.prefix(classCount))) }, classes)
          .prefix(samples).filter { $0.indices.contains($1) }
        let (rows, targets) = (data.map(\.0), data.map { target($0, $1) })
        var (low, high) = (1 / highest, 1 / lowest)
        for _ in 0..<steps {
          let middle = (low + high) / 2
          let slope = Lesson06Answers.temperatureSlope(middle, logits: rows, targets: targets)
          if slope.value <= 0 { low = middle } else { high = middle }
        }
        return finally(2 / (low + high))
      })
  }

  static var wrongTemperatures: [AnswerOnTrial] {
    let exercise = Lesson06Answers.fittedTemperature
    let memory = AnswerMemory()
    return [
      temperature("at most 10", to: 10), temperature("at most 19", to: 19),
      temperature("at most 100", to: 100), temperature("at least 0.1", from: 0.1),
      temperature("at least 0.051", from: 0.051), temperature("at least 0.01", from: 0.01),
      temperature("ten halvings", steps: 10), temperature("sixteen halvings", steps: 16),
      temperature("the first sample", samples: 1), temperature("the first 64", samples: 64),
      temperature("the first 256", samples: 256), temperature("the first 300", samples: 300),
      temperature("two classes", classCount: 2), temperature("ten classes", classCount: 10),
      temperature("twenty classes", classCount: 20),
      temperature("logits of half precision", logits: { $0.map { Double(Float16($0)) } }),
      temperature("logits of at most 10", logits: { $0.map { min($0, 10) } }),
      temperature("logits of at least −10", logits: { $0.map { max($0, -10) } }),
      temperature("magnitudes", logits: { $0.map(abs) }),
      temperature("the greatest for the right one", target: { z, _ in z.max() ?? 0 }),
      temperature("the class before", target: { z, y in z[max(0, y - 1)] }),
      temperature(
        "the mean for the right one", target: { z, _ in z.reduce(0, +) / Double(z.count) }),
      temperature("squared", finally: { $0 * $0 }),
      temperature("the root", finally: { $0.squareRoot() }),
      temperature("its logarithm", finally: { Double.log($0) }),
      temperature("halved", finally: { $0 / 2 }),
      temperature("rounded to three digits", finally: { ($0 * 1000).rounded() / 1000 }),
      temperature("up to 2", finally: { min($0, 2) }),
      temperature("from 0.5", finally: { max($0, 0.5) }),
      temperature("infinite at the end", finally: { $0 > 19 ? .infinity : $0 }),
      temperature("0 at the end", finally: { $0 < 0.051 ? 0 : $0 }),
      temperature(
        "the first answer",
        finally: { value in
          let kept = memory.tensor ?? Tensor(Scalar(value))
          memory.tensor = kept
          return Double(kept.scalar)
        }),
      AnswerOnTrial(exercise, "1", { _, _ in 1 }), AnswerOnTrial(exercise, "20", { _, _ in 20 }),
      AnswerOnTrial(exercise, "1.5, as in papers", { _, _ in 1.5 }),
      AnswerOnTrial(
        exercise, "the formula of two classes",
        { logits, classes in
          let share = Double(classes.count { $0 == 0 }) / Double(classes.count)
          let gap = logits[0][0] - logits[0][1]
          return min(20, max(0.05, gap / Double.log(share / (1 - share))))
        }),
      AnswerOnTrial(
        exercise, "five steps of Newton",
        { logits, classes in
          var beta = 1.0
          for _ in 0..<5 {
            var (slope, curvature) = (0.0, 0.0)
            for (z, y) in zip(logits, classes) {
              let top = z.max() ?? 0
              let weights = z.map { Double.exp(beta * ($0 - top)) }
              let total = weights.reduce(0, +)
              let first = zip(weights, z).reduce(0) { $0 + $1.0 * $1.1 } / total
              let second = zip(weights, z).reduce(0) { $0 + $1.0 * ($1.1 - first) * ($1.1 - first) }
              slope += first - z[y]
              curvature += second / total
            }
            beta = min(20, max(0.05, beta - slope / max(curvature, 1e-12)))
          }
          return 1 / beta
        }),
      AnswerOnTrial(
        exercise, "exponentials without the greatest taken off",
        { logits, classes in
          var (low, high) = (0.05, 20.0)
          for _ in 0..<32 {
            let middle = (low + high) / 2
            let slope = zip(logits, classes).reduce(0.0) { sum, sample in
              let weights = sample.0.map { Double.exp(middle * $0) }
              let mean = zip(weights, sample.0).reduce(0) { $0 + $1.0 * $1.1 }
              return sum + mean / weights.reduce(0, +) - sample.0[sample.1]
            }
            if slope <= 0 { low = middle } else { high = middle }
          }
          return 2 / (low + high)
        }),
    ]
  }

  static var rightTemperatures: [AnswerOnTrial] {
    let exercise = Lesson06Answers.fittedTemperature
    /// The slope in β as a sum over the wrong classes.
    @Sendable func slope(_ beta: Double, _ logits: [[Double]], _ classes: [Int]) -> Double {
      zip(logits, classes).reduce(0) { sum, sample in
        let (z, y) = sample
        let rises = z.map { $0 - z[y] }
        let top = rises.max() ?? 0
        let weights = rises.map { Double.exp(beta * ($0 - top)) }
        return sum + zip(weights, rises).reduce(0) { $0 + $1.0 * $1.1 } / weights.reduce(0, +)
      }
    }
    return [
      temperature("bisection in β"), temperature("thirty halvings", steps: 30),
      temperature("the greatest taken off", logits: { z in z.map { $0 - (z.max() ?? 0) } }),
      temperature("five digits", finally: { Double(Float($0)) }),
      AnswerOnTrial(
        exercise, "bisection in ln T",
        { logits, classes in
          var (low, high) = (Double.log(0.05), Double.log(20))
          for _ in 0..<32 {
            let middle = (low + high) / 2
            if slope(.exp(-middle), logits, classes) <= 0 { high = middle } else { low = middle }
          }
          return .exp((low + high) / 2)
        }),
      AnswerOnTrial(
        exercise, "the ends first, then bisection in T",
        { logits, classes in
          if slope(20, logits, classes) <= 0 { return 0.05 }
          if slope(0.05, logits, classes) >= 0 { return 20 }
          var (low, high) = (0.05, 20.0)
          while high - low > 1e-9 {
            let middle = (low + high) / 2
            if slope(1 / middle, logits, classes) <= 0 { high = middle } else { low = middle }
          }
          return (low + high) / 2
        }),
    ]
  }
}
