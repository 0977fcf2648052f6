import Answers06
import Course
import TensorCore
import TestSupport

// Answers to exercise E06.2.

extension Checkers06 {
  /// Residual blocks with stochastic depth, with what an answer changes.
  private static func depth(
    _ words: String,
    probability: @escaping @Sendable (_ index: Int, _ count: Int, _ last: Double) -> Double = {
      $2 * Double($0 + 1) / Double($1)
    },
    isDropped: @escaping @Sendable (_ draw: Double, _ p: Double) -> Bool = { $0 < $1 },
    training: @escaping @Sendable (_ p: Double) -> Double = { _ in 1 },
    evaluation: @escaping @Sendable (_ p: Double) -> Double = { 1 - $0 },
    finally: @escaping @Sendable ([Double], _ isTraining: Bool) -> [Double] = { x, _ in x }
  ) -> AnswerOnTrial {
    AnswerOnTrial(
      Lesson06Answers.residualDepth, words,
      { input, branches, last, draws in
        var x = input
        for index in branches.indices {
          let p = probability(index, branches.count, last)
          if let draws, isDropped(draws[index], p) { continue }
          let factor = draws == nil ? evaluation(p) : training(p)
          x = zip(x, branches[index](x)).map { $0 + factor * $1 }
        }
        return finally(x, draws != nil)
      })
  }

  static var wrongDepths: [AnswerOnTrial] {
    let exercise = Lesson06Answers.residualDepth
    let memory = AnswerMemory()
    return [
      depth("never dropped", isDropped: { _, _ in false }),
      depth("always dropped", isDropped: { _, _ in true }),
      depth("dropped above", isDropped: { $0 > $1 }),
      depth("dropped at the limit", isDropped: { $0 <= $1 }),
      depth("the probability of keeping", isDropped: { $0 < 1 - $1 }),
      depth("rounded draws", isDropped: { $0.rounded() < $1 }),
      depth("over L − 1", probability: { $2 * Double($0) / Double(max(1, $1 - 1)) }),
      depth("over L + 1", probability: { $2 * Double($0 + 1) / Double($1 + 1) }),
      depth("falling with depth", probability: { $2 * Double($1 - $0) / Double($1) }),
      depth("half of the last for all but it", probability: { $0 == $1 - 1 ? $2 : $2 / 2 }),
      depth(
        "the square of l / L",
        probability: { i, n, last in
          let share = Double(i + 1) / Double(n)
          return last * share * share
        }),
      depth(
        "geometric",
        probability: { i, n, last in
          1 - .exp(Double(i + 1) / Double(n) * .log(1 - min(last, 0.999)))
        }),
      depth(
        "right for up to two blocks",
        probability: { i, n, last in
          n <= 2 ? last * Double(i + 1) / Double(n) : last * 0.5
        }),
      depth("evaluation by p", evaluation: { $0 }),
      depth("evaluation by 1 / (1 − p)", evaluation: { 1 / (1 - $0) }),
      depth("evaluation by the root", evaluation: { (1 - $0).squareRoot() }),
      depth("evaluation by a half", evaluation: { _ in 0.5 }),
      depth("evaluation without branches", evaluation: { _ in 0 }),
      depth("training by 1 − p", training: { 1 - $0 }),
      depth("training by 1 / (1 − p)", training: { 1 / (1 - min($0, 0.99)) }),
      depth("ReLU", finally: { x, _ in x.map { max(0, $0) } }),
      depth("in single precision", finally: { x, _ in x.map { Double(Float($0)) } }),
      depth("infinity made finite", finally: { x, _ in x.map { $0.isFinite ? $0 + 1e-4 : 0 } }),
      depth("evaluation twice over", finally: { x, training in training ? x : x.map { 2 * $0 } }),
      depth(
        "the first answer",
        finally: { x, _ in
          let kept = memory.tensor ?? Tensor(x.map { Scalar($0) })
          memory.tensor = kept
          return kept.elementCount == x.count ? kept.scalars.map { Double($0) } : x
        }),
      AnswerOnTrial(
        exercise, "branches of the first input",
        { input, branches, last, draws in
          var sum = input
          for index in branches.indices {
            let p = last * Double(index + 1) / Double(branches.count)
            if let draws, draws[index] < p { continue }
            let factor = draws == nil ? 1 - p : 1
            sum = zip(sum, branches[index](input)).map { $0 + factor * $1 }
          }
          return sum
        }),
      AnswerOnTrial(
        exercise, "computed first and then dropped",
        { input, branches, last, draws in
          var x = input
          for index in branches.indices {
            let p = last * Double(index + 1) / Double(branches.count)
            let added = branches[index](x)
            if let draws, draws[index] < p { continue }
            x = zip(x, added).map { $0 + (draws == nil ? 1 - p : 1) * $1 }
          }
          return x
        }),
      AnswerOnTrial(
        exercise, "branches run backward",
        { input, branches, last, draws in
          var x = input
          for index in branches.indices.reversed() {
            let p = last * Double(index + 1) / Double(branches.count)
            if let draws, draws[index] < p { continue }
            x = zip(x, branches[index](x)).map { $0 + (draws == nil ? 1 - p : 1) * $1 }
          }
          return x
        }),
    ]
  }

  static var rightDepths: [AnswerOnTrial] {
    let exercise = Lesson06Answers.residualDepth
    return [
      depth("l times last over L", probability: { Double($0 + 1) * ($2 / Double($1)) }),
      depth("not kept", isDropped: { !($0 >= $1) }),
      AnswerOnTrial(
        exercise, "recursion",
        { input, branches, last, draws in
          @Sendable func through(_ x: [Double], _ index: Int) -> [Double] {
            guard index < branches.count else { return x }
            let p = Double(index + 1) / Double(branches.count) * last
            if let draws, draws[index] < p { return through(x, index + 1) }
            let added = branches[index](x)
            let factor = draws == nil ? 1 - p : 1
            return through(x.indices.map { x[$0] + factor * added[$0] }, index + 1)
          }
          return through(input, 0)
        }),
      AnswerOnTrial(
        exercise, "survival probabilities first",
        { input, branches, last, draws in
          let count = Double(branches.count)
          let kept = branches.indices.map { 1 - Double($0 + 1) * last / count }
          return branches.indices.reduce(into: input) { x, index in
            guard let draws else {
              x = zip(x, branches[index](x)).map { a, b in a + kept[index] * b }
              return
            }
            // Exact where the draw is at the limit.
            if draws[index] * count >= Double(index + 1) * last {
              x = zip(x, branches[index](x)).map(+)
            }
          }
        }),
      AnswerOnTrial(
        exercise, "two loops",
        { input, branches, last, draws in
          var x = input
          guard let draws else {
            for (index, branch) in branches.enumerated() {
              let p = Double(index + 1) / Double(branches.count) * last
              let added = branch(x)
              for place in x.indices { x[place] += added[place] - p * added[place] }
            }
            return x
          }
          for (index, branch) in branches.enumerated()
          where draws[index] >= Double(index + 1) / Double(branches.count) * last {
            let added = branch(x)
            for place in x.indices { x[place] += added[place] }
          }
          return x
        }),
    ]
  }
}
