import Answers07
import Course
import TensorCore
import TestSupport

// Answers to exercise E07.1.

extension Checkers07 {
  /// The two walks, with what an answer changes.
  private static func walk(
    _ words: String, lionBetas: (Double, Double) = (0.9, 0.99),
    adamaxBetas: (Double, Double) = (0.9, 0.999), epsilon: Double = 1e-8, lastStep: Int = .max,
    gradient change: @escaping @Sendable (_ g: Double, _ index: Int) -> Double = { g, _ in g },
    sign: @escaping @Sendable (Double) -> Double = { $0 == 0 ? 0 : ($0 > 0 ? 1 : -1) },
    lionFactor: @escaping @Sendable (_ rate: Double, _ decay: Double) -> Double = { 1 - $0 * $1 },
    correction: @escaping @Sendable (_ step: Int) -> Double = { 1 - .pow(0.9, $0) },
    magnitude: @escaping @Sendable (Double) -> Double = { abs($0) },
    larger: @escaping @Sendable (_ faded: Double, _ new: Double) -> Double = { max($0, $1) },
    finally: @escaping @Sendable (_ lion: [Double], _ adamax: [Double]) -> ([Double], [Double]) = {
      ($0, $1)
    }
  ) -> AnswerOnTrial {
    AnswerOnTrial(
      Lesson07Answers.twoPaths, words,
      { start, gradients, rate, decay in
        var (p, q, kept, mean, largest) = (start, start, 0.0, 0.0, 0.0)
        var (lion, adamax) = ([Double](), [Double]())
        for (index, given) in gradients.enumerated() {
          guard index < lastStep else {
            lion.append(p)
            adamax.append(q)
            continue
          }
          let g = change(given, index)
          let mixed = lionBetas.0 * kept + (1 - lionBetas.0) * g
          p = lionFactor(rate, decay) * p - rate * sign(mixed)
          kept = lionBetas.1 * kept + (1 - lionBetas.1) * g
          lion.append(p)
          let decayed = g + decay * q
          mean = adamaxBetas.0 * mean + (1 - adamaxBetas.0) * decayed
          largest = larger(adamaxBetas.1 * largest, magnitude(decayed) + epsilon)
          q -= rate * mean / correction(index + 1) / largest
          adamax.append(q)
        }
        return finally(lion, adamax)
      })
  }

  static var wrongPaths: [AnswerOnTrial] {
    let memory = AnswerMemory()
    return [
      walk("Lion's betas change places", lionBetas: (0.99, 0.9)),
      walk("Lion with Adam's betas", lionBetas: (0.9, 0.999)),
      walk("Adamax's betas change places", adamaxBetas: (0.999, 0.9)),
      walk("Adamax with Lion's betas", adamaxBetas: (0.9, 0.99)),
      walk("no epsilon", epsilon: 1e-30), walk("a large epsilon", epsilon: 1e-6),
      walk("no step after the hundredth", lastStep: 100),
      walk("no step after the thousandth", lastStep: 1000),
      walk("the gradients clipped at 10", gradient: { g, _ in max(-10, min(10, g)) }),
      walk("the gradients without sign", gradient: { g, _ in abs(g) }),
      walk("the first gradient is lost", gradient: { g, index in index == 0 ? 0 : g }),
      walk("the sign of positive numbers alone", sign: { $0 > 0 ? 1 : 0 }),
      walk("a smooth sign", sign: { $0 / (abs($0) + 1e-12) }),
      walk("small directions are 0", sign: { abs($0) < 1e-7 ? 0 : ($0 > 0 ? 1 : -1) }),
      walk("no decay in Lion", lionFactor: { _, _ in 1 }),
      walk("Lion grows", lionFactor: { 1 + $0 * $1 }),
      walk("Lion decays exponentially", lionFactor: { .exp(-$0 * $1) }),
      walk("Lion decays by a fifth at most", lionFactor: { 1 - min(0.2, $0 * $1) }),
      walk("corrected from 0", correction: { 1 - .pow(0.9, $0 + 1) }),
      walk("corrected by the other beta", correction: { 1 - .pow(0.999, $0) }),
      walk(
        "corrected for a hundred steps alone",
        correction: { $0 <= 100 ? 1 - .pow(0.9, $0) : 1 + 1e-6 }),
      walk("squares in the maximum", magnitude: { ($0 * $0).squareRoot() * 1.0000001 }),
      walk("the newest instead of the largest", larger: { _, new in new }),
      walk("a sum instead of the largest", larger: { $0 + $1 }),
      walk("paths change places", finally: { ($1, $0) }),
      walk("Lion twice", finally: { lion, _ in (lion, lion) }),
      walk("one step late", finally: { ([0] + $0.dropLast(), [0] + $1.dropLast()) }),
      walk("one value too many", finally: { ($0 + [0], $1 + [0]) }),
      walk("the end alone", finally: { ($0.suffix(1), $1.suffix(1)) }),
      walk(
        "in single precision",
        finally: { ($0.map { Double(Float($0)) }, $1.map { Double(Float($0)) }) }),
      walk(
        "right once",
        finally: { lion, adamax in memory.next() > 37 ? (lion, lion) : (lion, adamax) }),
    ]
  }

  static var rightPaths: [AnswerOnTrial] {
    let exercise = Lesson07Answers.twoPaths
    return [
      walk("one loop for both"),
      walk("the sign of a product", sign: { $0 == 0 ? 0 : ($0 / abs($0)) }),
      walk(
        "a correction by an exponential", correction: { 1 - .exp(Double($0) * .log(0.9)) }),
      walk("a maximum by hand", larger: { $0 < $1 ? $1 : $0 }),
      AnswerOnTrial(
        exercise, "recursion",
        { start, gradients, rate, decay in
          @Sendable func lion(_ p: Double, _ m: Double, _ rest: ArraySlice<Double>) -> [Double] {
            guard let g = rest.first else { return [] }
            let mixed = m * 0.9 + g * 0.1
            var next = p - rate * decay * p
            if mixed > 0 { next -= rate } else if mixed < 0 { next += rate }
            return [next] + lion(next, 0.99 * m + 0.01 * g, rest.dropFirst())
          }
          var (q, sum, u, weight) = (start, 0.0, 0.0, 0.0)
          var adamax: [Double] = []
          for g in gradients {
            let full = g + q * decay
            // Sums of weights correct the mean as the power does.
            sum = sum * 0.9 + full
            weight = weight * 0.9 + 1
            u = [u * 0.999, full.magnitude + 1e-8].max() ?? 0
            q -= rate * sum / weight / u
            adamax.append(q)
          }
          return (lion(start, 0, gradients[...]), adamax)
        }),
    ]
  }
}
