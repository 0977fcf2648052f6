import Answers09
import Course
import TestSupport

// Answers to exercise E09.5.

extension Checkers09 {
  private typealias Line = (step: Int, loss: Double, fingerprint: String)

  /// A detector of stale weights, with what an answer changes.
  private static func stale(
    _ words: String,
    lines: @escaping @Sendable (LoggedValidations) -> LoggedValidations = { $0 },
    print: @escaping @Sendable (String) -> String = { $0 },
    isStale: @escaping @Sendable (_ before: Line, _ now: Line) -> Bool = { $0.step < $1.step },
    finally: @escaping @Sendable ([Int]) -> [Int] = { $0 }
  ) -> AnswerOnTrial {
    AnswerOnTrial(
      Lesson09Answers.staleWeights, words,
      { validations in
        let log = lines(validations)
        var (found, seen) = ([Int](), [String: LoggedValidations]())
        for now in log where !now.fingerprint.isEmpty {
          let key = print(now.fingerprint)
          if seen[key, default: []].contains(where: { isStale($0, now) }) { found.append(now.step) }
          seen[key, default: []].append(now)
        }
        return finally(found)
      })
  }

  static var wrongStale: [AnswerOnTrial] {
    let memory = AnswerMemory()
    return [
      stale("ten lines at most", lines: { Array($0.prefix(10)) }),
      stale("thirty lines at most", lines: { Array($0.prefix(30)) }),
      stale("a hundred lines at most", lines: { Array($0.prefix(100)) }),
      stale("a thousand lines at most", lines: { Array($0.prefix(1000)) }),
      stale("in reverse", lines: { $0.reversed() }),
      stale("sorted by steps", lines: { $0.sorted { $0.step < $1.step } }),
      stale("without the first line", lines: { Array($0.dropFirst()) }),
      stale("without the last line", lines: { $0.dropLast() }),
      stale("no steps below 0", lines: { $0.filter { $0.step >= 0 } }),
      stale("no steps above a thousand", lines: { $0.filter { $0.step <= 1000 } }),
      stale("no broken losses", lines: { $0.filter { !$0.loss.isNaN } }),
      stale("the first sign alone", print: { String($0.prefix(1)) }),
      stale("three signs alone", print: { String($0.prefix(3)) }),
      stale("the last sign alone", print: { String($0.suffix(1)) }),
      stale("the length of the fingerprint", print: { "\($0.count)" }),
      stale("small letters", print: { $0.lowercased() }),
      stale("no spaces", print: { $0.filter { $0 != " " } }),
      stale("a number, where it is one", print: { Int($0).map { "\($0)" } ?? $0 }),
      stale("all alike", print: { _ in "" }),
      stale("at smaller steps", isStale: { $0.step > $1.step }),
      stale("at the same step too", isStale: { $0.step <= $1.step }),
      stale("with equal losses", isStale: { $0.step < $1.step && $0.loss == $1.loss }),
      stale("with other losses", isStale: { $0.step < $1.step && $0.loss != $1.loss }),
      stale("within a hundred steps", isStale: { $0.step < $1.step && $1.step - $0.step <= 100 }),
      stale("after ten steps at least", isStale: { $1.step - $0.step >= 10 }),
      stale("each step once", finally: { Array(Set($0)).sorted() }),
      stale("sorted", finally: { $0.sorted() }),
      stale("none", finally: { _ in [] }),
      stale("the first", finally: { Array($0.prefix(1)) }),
      stale("the last", finally: { Array($0.suffix(1)) }),
      stale("at most five", finally: { Array($0.prefix(5)) }),
      stale("one more", finally: { $0 + [0] }),
      stale("right at first", finally: { memory.next() > 20 ? [] : $0 }),
    ]
  }

  static var rightStale: [AnswerOnTrial] {
    let exercise = Lesson09Answers.staleWeights
    return [
      stale("every line with all before it"),
      stale("a prefix before the fingerprint", print: { "w" + $0 }),
      AnswerOnTrial(
        exercise, "grouped by fingerprint",
        { validations in
          let groups = Dictionary(grouping: validations.indices) { validations[$0].fingerprint }
          let stale = groups.filter { $0.key != "" }.values.flatMap { group in
            group.filter { now in
              group.contains { $0 < now && validations[$0].step < validations[now].step }
            }
          }
          return stale.sorted().map { validations[$0].step }
        }),
      AnswerOnTrial(
        exercise, "sorted by fingerprint first",
        { validations in
          let order = validations.indices.sorted {
            (validations[$0].fingerprint, $0) < (validations[$1].fingerprint, $1)
          }
          var (stale, print, least) = ([Int](), "", Int.max)
          for index in order where validations[index].fingerprint != "" {
            let line = validations[index]
            if line.fingerprint != print { (print, least) = (line.fingerprint, .max) }
            if least < line.step { stale.append(index) }
            least = min(least, line.step)
          }
          return stale.sorted().map { validations[$0].step }
        }),
      AnswerOnTrial(
        exercise, "the earliest step of each fingerprint so far",
        { validations in
          let prints = Set(validations.map(\.fingerprint)).subtracting([""])
          var earliest = Dictionary(uniqueKeysWithValues: prints.map { ($0, Int.max) })
          return validations.compactMap { line in
            guard let step = earliest[line.fingerprint] else { return nil }
            earliest[line.fingerprint] = min(step, line.step)
            return step < line.step ? line.step : nil
          }
        }),
    ]
  }
}
