import Answers09
import Course
import TestSupport

// Answers to exercise E09.3.

extension Checkers09 {
  /// A sentinel, with what an answer changes.
  private static func watch(
    _ words: String,
    isBroken: @escaping @Sendable (Double) -> Bool = { !$0.isFinite },
    numbers: @escaping @Sendable ([Double]) -> [Double] = { $0 },
    results: @escaping @Sendable ([[Double]]) -> [[Double]] = { $0 },
    gradients: @escaping @Sendable ([[Double]]) -> [[Double]] = { $0 },
    forward: @escaping @Sendable ([Int]) -> Int? = { $0.first },
    backward: @escaping @Sendable ([Int]) -> Int? = { $0.last.map { $0 + 1 } },
    finally: @escaping @Sendable (_ place: SentinelPlace?, _ count: Int) -> SentinelPlace? = {
      place, _ in place
    }
  ) -> AnswerOnTrial {
    AnswerOnTrial(
      Lesson09Answers.nanSentinel, words,
      { givenResults, givenGradients in
        func broken(_ lists: [[Double]]) -> [Int] {
          lists.indices.filter { numbers(lists[$0]).contains(where: isBroken) }
        }
        if let place = forward(broken(results(givenResults))) {
          return finally((place, false), givenResults.count)
        }
        let place = backward(broken(gradients(givenGradients)))
        return finally(place.map { ($0, true) }, givenResults.count)
      })
  }

  static var wrongSentinels: [AnswerOnTrial] {
    let memory = AnswerMemory()
    return [
      watch("NaN", isBroken: \.isNaN), watch("infinities", isBroken: \.isInfinite),
      watch("not equal to itself", isBroken: { $0 != $0 }),
      watch("positive infinity and NaN", isBroken: { !($0 < .infinity) }),
      watch("negative infinity and NaN", isBroken: { !($0 > -.infinity) }),
      watch("above a hundred million", isBroken: { !(abs($0) < 1e8) }),
      watch("above the largest of Float", isBroken: { !Float($0).isFinite }),
      watch("squares", isBroken: { !($0 * $0).isFinite }),
      watch("quotients", isBroken: { !(1 / $0).isFinite }),
      watch("subnormal numbers as well", isBroken: { !$0.isFinite || $0.isSubnormal }),
      watch("the first number", numbers: { Array($0.prefix(1)) }),
      watch("the last number", numbers: { $0.suffix(1) }),
      watch("ten numbers at most", numbers: { $0.suffix(10) }),
      watch("a hundred numbers at most", numbers: { Array($0.prefix(100)) }),
      watch("a thousand numbers at most", numbers: { Array($0.prefix(1000)) }),
      watch("the sum", numbers: { [$0.reduce(0, +)] }),
      watch("the greatest number", numbers: { [$0.max() ?? 0] }),
      watch("ten operations at most", results: { Array($0.prefix(10)) }),
      watch("a hundred operations at most", results: { Array($0.prefix(100)) }),
      watch("without the input", results: { [[]] + $0.dropFirst() }),
      watch("without the last operation", results: { $0.dropLast() }),
      watch("no forward pass", results: { _ in [] }),
      watch("ten gradients at most", gradients: { Array($0.prefix(10)) }),
      watch("a hundred gradients at most", gradients: { $0.count > 100 ? [] : $0 }),
      watch("without the input's gradient", gradients: { $0.isEmpty ? [] : [[]] + $0.dropFirst() }),
      watch("without the last gradient", gradients: { $0.dropLast() }),
      watch("no gradients", gradients: { _ in [] }),
      watch("the last result", forward: \.last),
      watch(
        "the next result",
        forward: {
          $0.first.map { $0 + 1 }
        }),
      watch("the first gradient", backward: { $0.first.map { $0 + 1 } }),
      watch("the receiver", backward: \.last),
      watch("two behind", backward: { $0.last.map { $0 + 2 } }),
      watch("always forward", finally: { place, _ in place.map { ($0.operation, false) } }),
      watch("always backward", finally: { place, _ in place.map { ($0.operation, true) } }),
      watch(
        "the last operation at most",
        finally: { place, count in
          place.map { (min($0.operation, count - 1), $0.isBackward) }
        }),
      watch(
        "none from the last",
        finally: { place, count in
          place.flatMap { $0.operation == count ? nil : $0 }
        }),
      watch("0 where all is finite", finally: { place, _ in place ?? (0, false) }),
      watch("right at first", finally: { place, _ in memory.next() > 20 ? nil : place }),
    ]
  }

  static var rightSentinels: [AnswerOnTrial] {
    let exercise = Lesson09Answers.nanSentinel
    return [
      watch("by lists of broken entries"), watch("times 0", isBroken: { $0 * 0 != 0 }),
      watch("by the exponent's bits", isBroken: { $0.exponentBitPattern == 0x7FF }),
      AnswerOnTrial(
        exercise, "two loops",
        { results, gradients in
          for (index, numbers) in results.enumerated() {
            for number in numbers where abs(number) > .greatestFiniteMagnitude || number.isNaN {
              return (operation: index, isBackward: false)
            }
          }
          var index = gradients.count - 1
          while index >= 0 {
            if gradients[index].contains(where: { !$0.isFinite }) {
              return (operation: index + 1, isBackward: true)
            }
            index -= 1
          }
          return nil
        }),
      AnswerOnTrial(
        exercise, "a walk from the input that remembers",
        { results, gradients in
          var place: (operation: Int, isBackward: Bool)?
          for (index, numbers) in gradients.enumerated()
          where numbers.contains(where: { !$0.isFinite }) {
            place = (index + 1, true)
          }
          for (index, numbers) in results.enumerated().reversed()
          where numbers.contains(where: { !$0.isFinite }) {
            place = (index, false)
          }
          return place
        }),
    ]
  }
}
