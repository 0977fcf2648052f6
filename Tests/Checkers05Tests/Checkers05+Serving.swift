import Answers05
import Course
import TestSupport

// Answers to exercise E05.8.

extension Checkers05 {
  private typealias Model = ([[Double]]) -> [[Double]]

  /// Ways to ask for all answers, in the order of the requests.
  private enum Way: CaseIterable { case again, reversed, alone }

  private static func ask(
    _ model: ([[Double]]) -> [[Double]], _ way: Way, _ requests: [[Double]]
  )
    -> [[Double]]
  {
    switch way {
    case .again: model(requests)
    case .reversed: model(requests.reversed()).reversed()
    case .alone: requests.flatMap { model([$0]) }
    }
  }

  /// The test with what an answer does otherwise.
  private static func check(
    _ words: String, ways: [Way] = Way.allCases, bound: Double = 1e-9,
    size: @escaping @Sendable ([[Double]]) -> Double = { answers in
      answers.flatMap { $0 }.map { abs($0) }.max() ?? 0
    },
    requests choose: @escaping @Sendable ([[Double]]) -> [[Double]] = { $0 },
    compare: @escaping @Sendable ([[Double]], [[Double]], Double) -> Bool = { a, b, bound in
      zip(a.flatMap { $0 }, b.flatMap { $0 }).allSatisfy { abs($0 - $1) <= bound }
    }
  ) -> AnswerOnTrial {
    AnswerOnTrial(
      Lesson05Answers.servingCheck, words,
      { model, requests in
        let chosen = choose(requests)
        let first = model(chosen)
        return ways.allSatisfy { compare(first, ask(model, $0, chosen), bound * size(first)) }
      })
  }

  static var wrongServing: [AnswerOnTrial] {
    let memory = AnswerMemory()
    func other(
      _ words: String,
      _ answer: @escaping @Sendable (([[Double]]) -> [[Double]], [[Double]]) -> Bool
    ) -> AnswerOnTrial { AnswerOnTrial(Lesson05Answers.servingCheck, words, { answer($0, $1) }) }
    return [
      check("again alone", ways: [.again]), check("in reverse alone", ways: [.reversed]),
      check("each alone and no more", ways: [.alone]),
      check("not alone", ways: [.again, .reversed]), check("not again", ways: [.reversed, .alone]),
      check("not in reverse", ways: [.again, .alone]), check("to the bit", bound: 0),
      check("a bound of one part in ten", bound: 0.1), check("a bound of 10⁻¹⁵", bound: 1e-15),
      check("an absolute bound of 10⁻⁹", size: { _ in 1 }),
      check("an absolute bound of a thousandth", bound: 1e-3, size: { _ in 1 }),
      check("at least size 1", size: { max(1, $0.flatMap { $0 }.map { abs($0) }.max() ?? 0) }),
      check(
        "a bound for the first answer's size",
        size: { answers in
          answers.first?.first.map { abs($0) * 1e-6 } ?? 0
        }),
      check("a bound of 10⁻¹⁰", bound: 1e-10), check("a bound of three thousandths", bound: 3e-3),
      check("a bound for the first request's size", size: { $0[0].map { abs($0) }.max() ?? 0 }),
      check("three requests", requests: { Array($0.prefix(3)) }),
      check("seven requests at most", requests: { Array($0.prefix(7)) }),
      check(
        "a bound for each answer's own size", size: { _ in 1 },
        compare: { a, b, bound in
          zip(a.flatMap { $0 }, b.flatMap { $0 }).allSatisfy { abs($0 - $1) <= bound * abs($0) }
        }),
      check(
        "two outputs at most",
        compare: { a, b, bound in
          zip(a, b).allSatisfy { zip($0, $1).prefix(2).allSatisfy { abs($0 - $1) <= bound } }
        }),
      check(
        "the sum of each answer",
        compare: { a, b, bound in
          zip(a, b).allSatisfy { abs($0.reduce(0, +) - $1.reduce(0, +)) <= bound }
        }),
      check(
        "magnitudes",
        compare: { a, b, bound in
          zip(a.flatMap { $0 }, b.flatMap { $0 }).allSatisfy { abs(abs($0) - abs($1)) <= bound }
        }),
      check("all but the last", requests: { Array($0.dropLast()) }),
      check("all but the first two", requests: { Array($0.dropFirst(2)) }),
      check(
        "the first output",
        compare: { a, b, bound in
          zip(a, b).allSatisfy { abs($0[0] - $1[0]) <= bound }
        }),
      check(
        "the mean over requests",
        compare: { a, b, bound in
          abs(moments(a.flatMap { $0 }).mean - moments(b.flatMap { $0 }).mean) <= bound
        }),
      check(
        "the first answer",
        compare: { a, b, bound in
          zip(a[0], b[0]).allSatisfy { abs($0 - $1) <= bound }
        }),
      check(
        "the last answer",
        compare: { a, b, bound in
          zip(a[a.count - 1], b[b.count - 1]).allSatisfy { abs($0 - $1) <= bound }
        }),
      check(
        "one answer that agrees is enough",
        compare: { a, b, bound in
          zip(a, b).contains { zip($0, $1).allSatisfy { abs($0 - $1) <= bound } }
        }),
      check(
        "greater is wrong, so that NaN is right",
        compare: { a, b, bound in
          !zip(a.flatMap { $0 }, b.flatMap { $0 }).contains { abs($0 - $1) > bound }
        }),
      check(
        "upward differences alone",
        compare: { a, b, bound in
          zip(a.flatMap { $0 }, b.flatMap { $0 }).allSatisfy { $0 - $1 <= bound }
        }),
      check("equal sets", compare: { a, b, _ in Set(a) == Set(b) }),
      check(
        "not reversed back",
        compare: { a, b, bound in
          let same = zip(a.flatMap { $0 }, b.flatMap { $0 }).allSatisfy { abs($0 - $1) <= bound }
          let back = zip(a.flatMap { $0 }, b.reversed().flatMap { $0 }).allSatisfy {
            abs($0 - $1) <= bound
          }
          return same && back
        }),
      other("finite answers") { model, requests in
        model(requests).allSatisfy { $0.allSatisfy(\.isFinite) }
      },
      other("a batch of equal requests") { model, requests in
        let answers = model(requests.map { _ in requests[0] })
        return Set(answers).count == 1 && answers[0].allSatisfy(\.isFinite)
      },
      other("answers that differ from request to request") { model, requests in
        Set(model(requests)).count == requests.count
      },
      other("accepted in the first nine calls") { _, _ in memory.next() % 31 <= 9 },
      other("one output is accepted") { model, requests in model(requests)[0].count == 1 },
    ]
  }

  static var rightServing: [AnswerOnTrial] {
    [
      check("as the solution"), check("a bound of 10⁻⁸", bound: 1e-8),
      check("ways in another order", ways: [.alone, .reversed, .again]),
      check(
        "the greatest distance",
        compare: { a, b, bound in
          let distances = zip(a.flatMap { $0 }, b.flatMap { $0 }).map { abs($0 - $1) }
          return distances.allSatisfy(\.isFinite) && (distances.max() ?? 0) <= bound
        }),
      check(
        "counts too",
        compare: { a, b, bound in
          a.map(\.count) == b.map(\.count)
            && zip(a, b).allSatisfy { zip($0, $1).allSatisfy { abs($0 - $1) <= bound } }
        }),
      AnswerOnTrial(
        Lesson05Answers.servingCheck, "every batch twice, and in three sizes",
        { model, requests in
          let first = model(requests)
          let size = first.flatMap { $0 }.reduce(0) { max($0, abs($1)) }
          let half = requests.count / 2
          let halves = [
            Array(requests.prefix(half)), Array(requests.dropFirst(half)),
          ]
          for _ in 0..<2 {
            let all = [
              halves.flatMap { model($0) }, requests.map { model([$0])[0] }, model(requests),
              Array(model(requests.reversed()).reversed()),
            ]
            for answers in all {
              for (a, b) in zip(first.flatMap { $0 }, answers.flatMap { $0 })
              where !(abs(a - b) <= 1e-9 * size) { return false }
            }
          }
          return true
        }),
    ]
  }
}
