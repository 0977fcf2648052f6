import Answers06
import Course
import TensorCore
import TestSupport

// Answers to exercise E06.8.

extension Checkers06 {
  /// A test of a dropout layer, with what an answer changes.
  private static func check(
    _ words: String, count: Int = 500,
    input: @escaping @Sendable (Int) -> Double = { Double($0 % 9) - 4.5 },
    probabilities: [Double] = [0.2, 0.6], tolerance: Double = 0.09, pairTolerance: Double = 0.11,
    elementTolerance: Double = 1e-9, ends: [Double] = [0, 1], seeds: [UInt64] = [1, 2],
    asksForEvaluation: Bool = true, asksForNeighbors: Bool = true, asksForCount: Bool = true,
    asksForRepetition: Bool = true,
    evaluation: @escaping @Sendable (_ x: [Double], _ y: [Double]) -> Bool = { $0 == $1 },
    element: @escaping @Sendable (_ x: Double, _ y: Double, _ p: Double) -> Double = { x, y, p in
      y * (1 - p) - x
    },
    share: @escaping @Sendable (_ dropped: Double, _ p: Double) -> Double = { $0 - $1 },
    pairs missed: @escaping @Sendable (_ share: Double, _ square: Double) -> Double = { $0 - $1 }
  ) -> AnswerOnTrial {
    AnswerOnTrial(
      Lesson06Answers.dropoutCheck, words,
      { layer in
        let x = (0..<count).map(input)
        if asksForEvaluation, !evaluation(x, layer(x, 0.3, false, seeds[0])) { return false }
        for end in ends where layer(x, end, true, seeds[0]) != x.map({ $0 * (1 - end) }) {
          return false
        }
        for p in probabilities {
          let outputs = seeds.map { layer(x, p, true, $0) }
          if seeds.count > 1 && outputs[0] == outputs[1] { return false }
          if asksForRepetition && layer(x, p, true, seeds[0]) != outputs[0] { return false }
          for y in outputs {
            if asksForCount && y.count != count { return false }
            // One plain pass, since tests are not optimized, and this is asked thousands of times.
            var (zeros, pairs, place) = (0, 0, 0)
            while place < min(count, y.count) {
              if y[place] == 0 {
                zeros += 1
                if place > 0 && y[place - 1] == 0 { pairs += 1 }
              } else if abs(element(x[place], y[place], p)) > elementTolerance {
                return false
              }
              place += 1
            }
            if abs(share(Double(zeros) / Double(count), p)) > tolerance { return false }
            if asksForNeighbors && abs(missed(Double(pairs) / Double(count), p * p)) > pairTolerance
            {
              return false
            }
          }
        }
        return true
      })
  }

  static var wrongChecks: [AnswerOnTrial] {
    let exercise = Lesson06Answers.dropoutCheck
    let memory = AnswerMemory()
    return [
      check("no evaluation", asksForEvaluation: false),
      check(
        "evaluation in its mean",
        evaluation: { x, y in
          abs(x.reduce(0, +) - y.reduce(0, +)) < 0.1 * Double(x.count)
        }),
      check(
        "evaluation in its signs", evaluation: { x, y in zip(x, y).allSatisfy { $0 * $1 > 0 } }),
      check("evaluation without zeros", evaluation: { _, y in !y.contains(0) }),
      check("without the ends", ends: []), check("without 0", ends: [1]),
      check("without 1", ends: [0]),
      check("one seed", seeds: [1]), check("the same seed twice", seeds: [1, 1]),
      check("no neighbors", asksForNeighbors: false), check("no count", asksForCount: false),
      check("only 0.5", probabilities: [0.5]), check("no probability", probabilities: []),
      check("a seed asked once", asksForRepetition: false),
      check("only below a half", probabilities: [0.2, 0.3]),
      check("only above a half", probabilities: [0.6, 0.8]),
      check("shares within a fifth", tolerance: 0.2, pairTolerance: 0.25),
      check("every share", tolerance: 1, asksForNeighbors: false),
      check("hardly any share", tolerance: 1e-3),
      check("hardly any share of pairs", pairTolerance: 1e-4),
      check("every element", elementTolerance: 1e9),
      check("elements within a half", elementTolerance: 3),
      check(
        "elements to the last bit", input: { 0.1 * Double($0 % 9) - 0.43 }, elementTolerance: 0),
      check("positive inputs", input: { _ in 1 }),
      check("ten elements", count: 10), check("positions, not values", element: { _, _, _ in 0 }),
      check("magnitudes", element: { x, y, p in abs(y) * (1 - p) - abs(x) }),
      check("classic dropout", element: { x, y, _ in y - x }),
      check("the share of the kept", share: { dropped, p in 1 - dropped - p }),
      check(
        "at least a share", asksForNeighbors: false, share: { dropped, p in min(0, dropped - p) }),
      check(
        "at most a share", asksForNeighbors: false, share: { dropped, p in max(0, dropped - p) }),
      AnswerOnTrial(
        exercise, "the mean in training",
        { layer in
          let ones = [Double](repeating: 1, count: 1000)
          let mean = layer(ones, 0.3, true, 1).reduce(0, +) / 1000
          return abs(mean - 1) < 0.05 && layer(ones, 0.3, false, 1) == ones
        }),
      AnswerOnTrial(
        exercise, "zeros in training, none in evaluation",
        { layer in
          let ones = [Double](repeating: 1, count: 1000)
          return layer(ones, 0.3, true, 1).contains(0) && !layer(ones, 0.3, false, 1).contains(0)
        }),
      AnswerOnTrial(
        exercise, "the same answer twice",
        { layer in
          layer([1, 2, 3], 0.5, true, 3) == layer([1, 2, 3], 0.5, true, 3)
        }),
      check("pairs may be rarer", pairs: { max(0, $0 - $1) }),
      check("pairs may be more", pairs: { min(0, $0 - $1) }),
      check("neighbors at a fifth alone", probabilities: [0.2]),
      check("shares within 0.18", tolerance: 0.18, pairTolerance: 0.25),
      check(
        "a scale within a tenth", element: { x, y, p in abs(y * (1 - p) / x - 1) < 0.1 ? 0 : 1 }),
      check("a scale of 1 or more", element: { x, y, _ in y / x >= 1 ? 0 : 1 }),
      check("every second element", element: { x, y, p in x > 0 ? y * (1 - p) - x : 0 }),
      AnswerOnTrial(exercise, "the first six calls", { _ in memory.next() <= 6 }),
      AnswerOnTrial(exercise, "accepts a coin's side", { _ in memory.next() % 2 == 0 }),
    ]
  }

  static var rightChecks: [AnswerOnTrial] {
    let exercise = Lesson06Answers.dropoutCheck
    return [
      check("more elements", count: 1200),
      check("other probabilities", probabilities: [0.1, 0.35, 0.75]),
      check("other seeds", seeds: [12, 900, 41]),
      check(
        "large and small inputs", input: { $0 % 2 == 0 ? 1e3 + Double($0) : -0.001 * Double($0) },
        elementTolerance: 1e-8),
      AnswerOnTrial(
        exercise, "runs instead of pairs",
        { layer in
          let x = (1...1000).map { Double($0) * ($0 % 3 == 0 ? -1 : 1) }
          guard layer(x, 0.7, false, 4) == x, layer(x, 0, true, 4) == x,
            layer(x, 1, true, 4).allSatisfy(\.isZero)
          else { return false }
          return [0.25, 0.7].allSatisfy { p in
            let y = layer(x, p, true, 4)
            guard y.count == x.count, y != layer(x, p, true, 5), y == layer(x, p, true, 4) else {
              return false
            }
            var (runs, dropped) = (0, 0)
            for place in y.indices {
              if y[place] == 0 {
                dropped += 1
                if place == 0 || y[place - 1] != 0 { runs += 1 }
              } else if abs(y[place] / x[place] * (1 - p) - 1) > 1e-9 {
                return false
              }
            }
            return abs(Double(dropped) / 1000 - p) < 0.1
              && abs(Double(runs) / 1000 - p * (1 - p)) < 0.05
          }
        }),
    ]
  }
}
