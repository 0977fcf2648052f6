import Answers03
import Course
import TensorCore
import TestSupport

// Wrong and right answers to exercises E03.2, E03.3, E03.4 and E03.7.

extension Checkers03 {
  @Sendable private static func shares(_ sums: [[Double]]) -> [Double] {
    sums[0].indices.map { unit in Double(sums.count { $0[unit] > 0 }) / Double(sums.count) }
  }

  static var wrongShares: [AnswerOnTrial] {
    let memory = AnswerMemory()
    let spoilers: [(String, @Sendable ([Double]) -> [Double])] = [
      ("a millionth more", { $0.map { $0 + 1e-6 } }), ("doubled", { $0.map { 2 * $0 } }),
      ("NaN for the first", { [.nan] + $0.dropFirst() }), ("squared", { $0.map { $0 * $0 } }),
      ("infinite", { $0.map { _ in .infinity } }), ("backward", { $0.reversed() }),
      ("minus infinity", { $0.map { _ in -.infinity } }), ("sorted", { $0.sorted() }),
      ("the first is missing", { Array($0.dropFirst()) }), ("one too many", { $0 + [0] }),
      ("in percent", { $0.map { 100 * $0 } }), ("whole", { $0.map { $0.rounded() } }),
      ("single precision", { $0.map { Double(Float($0)) } }), ("nothing", { _ in [] }),
      ("three decimals", { $0.map { ($0 * 1000).rounded() / 1000 } }),
      ("the mean", { s in s.map { _ in s.reduce(0, +) / Double(s.count) } }),
      ("at most a half", { $0.map { min($0, 0.5) } }), ("never 0", { $0.map { max($0, 0.01) } }),
      ("negated", { $0.map { -$0 } }), ("the root", { $0.map { $0.squareRoot() } }),
      ("all alive", { $0.map { _ in 1 } }), ("all dead", { $0.map { _ in 0 } }),
      ("the first calls only", { memory.next() < 5 ? $0 : [] }),
    ]
    return spoilers.map { words, spoil in
      AnswerOnTrial(Lesson03Answers.activeShares, words, { sums in spoil(shares(sums)) })
    }
  }

  static var rightShares: [AnswerOnTrial] {
    let task = Lesson03Answers.activeShares
    return [
      AnswerOnTrial(task, "as the solution", { shares($0) }),
      AnswerOnTrial(
        task, "a running mean",
        { sums in
          var means = sums[0].map { _ in 0.0 }
          for (seen, row) in sums.enumerated() {
            for unit in row.indices {
              means[unit] += ((row[unit] > 0 ? 1 : 0) - means[unit]) / Double(seen + 1)
            }
          }
          return means
        }),
      AnswerOnTrial(
        task, "one minus the silent",
        { sums in
          sums[0].indices.map { unit in
            1 - Double(sums.count { $0[unit] <= 0 }) / Double(sums.count)
          }
        }),
      AnswerOnTrial(
        task, "by columns",
        { sums in
          let columns = sums[0].indices.map { unit in sums.map { $0[unit] } }
          return columns.map { Double($0.filter { $0 > 0 }.count) / Double($0.count) }
        }),
      AnswerOnTrial(
        task, "by signs",
        { sums in
          sums[0].indices.map { unit in
            sums.reduce(0) { $0 + ($1[unit] > 0 ? 1 : 0) } / Double(sums.count)
          }
        }),
    ]
  }

  static var wrongNumbers: [AnswerOnTrial] {
    let rates = [
      0, -0.385, .nan, .infinity, -.infinity, 0.1, 0.2, 0.3, 0.33, 0.34, 0.43, 0.44, 0.5, 0.524,
      0.6, 0.7, 1, 1.036, 2, 38.5, 1e9, .leastNonzeroMagnitude,
    ]
    let constants = [
      0, -1.78, .nan, .infinity, -.infinity, 1, 1.5, 1.5958, 1.6, 1.65, 1.7, 1.702, 1.71, 1.72,
      1.73, 1.82, 1.8138, 1.9, 2, 3, 178, 1e9,
    ]
    let predictions: [[Double]] = [
      [], [0.0977], [0.0977, 3.125], [0.0977, 3.125, 100, 100], [0, 0, 0], [25, 50, 100],
      [100, 3.125, 0.0977], [3.125, 0.0977, 100], [0.1, 3.125, 100], [0.0977, 3.1, 100],
      [0.0977, 3.125, 99], [9.77e-4, 0.03125, 1], [0.0977, 3.125, .nan], [.nan, 3.125, 100],
      [0.0977, 3.125, .infinity], [.infinity, 3.125, 100], [-0.0977, 3.125, 100],
      [0.0977, -3.125, 100], [0.0977, 6.25, 100], [0.3906, 3.125, 100], [0.0977, 17.68, 100],
      [0.0977, 3.125, 200], [5, 10, 20],
    ]
    return rates.map { rate in
      AnswerOnTrial(Lesson03Answers.rate, "\(rate)", { rate })
    }
      + constants.map { constant in
        AnswerOnTrial(Lesson03Answers.quickGELU, "\(constant)", { constant })
      }
      + predictions.map { numbers in
        AnswerOnTrial(Lesson03Answers.gradientFlow, "\(numbers)", { numbers })
      }
  }

  static var rightNumbers: [AnswerOnTrial] {
    [
      AnswerOnTrial(Lesson03Answers.rate, "a little less", { 0.375 }),
      AnswerOnTrial(Lesson03Answers.rate, "a little more", { 0.395 }),
      AnswerOnTrial(Lesson03Answers.quickGELU, "two digits", { 1.78 }),
      AnswerOnTrial(Lesson03Answers.quickGELU, "a little more", { 1.785 }),
      AnswerOnTrial(Lesson03Answers.gradientFlow, "powers", { [9.765_625e-2, 3.125, 1e2] }),
      AnswerOnTrial(Lesson03Answers.gradientFlow, "rounded", { [0.0977, 3.13, 100] }),
    ]
  }
}
