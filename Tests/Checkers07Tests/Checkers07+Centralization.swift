import Answers07
import Course
import TensorCore
import TestSupport

// Answers to exercise E07.7.

extension Checkers07 {
  /// The centralization, with what an answer changes.
  private static func centering(
    _ words: String, concerns: @escaping @Sendable ([Int]) -> Bool = { $0.count >= 2 },
    length: @escaping @Sendable ([Int]) -> Int = { $0.dropFirst().reduce(1, *) },
    center: @escaping @Sendable (_ row: [Double]) -> Double = {
      $0.reduce(0, +) / Double($0.count)
    },
    share: Double = 1, lastUnit: Int = .max, lastElement: Int = .max,
    finally: @escaping @Sendable (_ new: [Double], _ old: [Double]) -> [Double] = { new, _ in new }
  ) -> AnswerOnTrial {
    AnswerOnTrial(
      Lesson07Answers.centralizedGradient, words,
      { gradient, shape in
        let length = length(shape)
        guard concerns(shape), !gradient.isEmpty, length > 0 else { return gradient }
        let new = stride(from: 0, to: gradient.count, by: length).flatMap { start in
          let row = Array(gradient[start..<min(gradient.count, start + length)])
          let mean = start / length < lastUnit ? share * center(Array(row.prefix(lastElement))) : 0
          return row.map { $0 - mean }
        }
        return finally(new, gradient)
      })
  }

  static var wrongCentralizations: [AnswerOnTrial] {
    let memory = AnswerMemory()
    return [
      centering("matrices alone", concerns: { $0.count == 2 }),
      centering("kernels alone", concerns: { $0.count > 2 }),
      centering("matrices and kernels of four axes", concerns: { $0.count == 2 || $0.count == 4 }),
      centering("not more than four axes", concerns: { (2...4).contains($0.count) }),
      centering("no axis of length 1", concerns: { $0.count >= 2 && !$0.contains(1) }),
      centering("more than one input", concerns: { $0.dropFirst().reduce(1, *) > 1 }),
      centering("more than one unit", concerns: { $0.count >= 2 && $0[0] > 1 }),
      centering("vectors alone", concerns: { $0.count == 1 }),
      centering("scalars too", concerns: { $0.count != 1 }),
      centering("pieces of the first axis's length", length: { $0.first ?? 1 }),
      centering("pieces of the second axis's length", length: { $0.count > 1 ? $0[1] : 1 }),
      centering("pieces of the first two axes", length: { $0.prefix(2).reduce(1, *) }),
      centering("half of the mean", share: 0.5), centering("the mean twice", share: 2),
      centering("nearly the mean", share: 1 - 1e-6),
      centering("the middle number", center: { $0.sorted()[$0.count / 2] }),
      centering("the smallest number", center: { $0.min() ?? 0 }),
      centering("the first number", center: { $0[0] }),
      centering(
        "the middle of the range", center: { (($0.min() ?? 0) + ($0.max() ?? 0)) / 2 }),
      centering(
        "the mean of one fewer", center: { $0.reduce(0, +) / Double(max(1, $0.count - 1)) }),
      centering(
        "the mean of magnitudes", center: { $0.reduce(0) { $0 + abs($1) } / Double($0.count) }),
      centering(
        "the mean of those that are not 0",
        center: { row in
          let some = row.filter { $0 != 0 }
          return some.isEmpty ? 0 : some.reduce(0, +) / Double(some.count)
        }),
      centering("a hundred units at most", lastUnit: 100),
      centering("a thousand units at most", lastUnit: 1000),
      centering("the mean of a hundred numbers", lastElement: 100),
      centering("the mean of a thousand numbers", lastElement: 1000),
      centering(
        "the mean in single precision",
        center: { row in
          Double(row.reduce(Float(0)) { $0 + Float($1) } / Float(row.count))
        }),
      centering("in reverse", finally: { new, _ in new.reversed() }),
      centering("negative", finally: { new, _ in new.map { -$0 } }),
      centering("one number too few", finally: { new, _ in Array(new.dropLast()) }),
      centering("right once", finally: { new, old in memory.next() > 45 ? old : new }),
      centering("infinite", finally: { new, _ in new.map { _ in -.infinity } }),
    ]
  }

  static var rightCentralizations: [AnswerOnTrial] {
    let exercise = Lesson07Answers.centralizedGradient
    return [
      centering("pieces by stride"),
      centering(
        "a moving mean",
        center: { row in
          zip(1..., row).reduce(0) { mean, next in mean + (next.1 - mean) / Double(next.0) }
        }),
      centering(
        "around the first number",
        center: { row in
          row[0] + row.reduce(0) { $0 + ($1 - row[0]) } / Double(row.count)
        }),
      AnswerOnTrial(
        exercise, "from the end",
        { gradient, shape in
          guard shape.count > 1, shape[0] > 0 else { return gradient }
          var (rest, rows) = (gradient, [[Double]]())
          let length = gradient.count / shape[0]
          while !rest.isEmpty {
            let row = rest.suffix(length)
            rest.removeLast(length)
            let sum = row.reduce(0, +)
            rows.insert(row.map { $0 - sum / Double(length) }, at: 0)
          }
          return Array(rows.joined())
        }),
      AnswerOnTrial(
        exercise, "in place",
        { gradient, shape in
          var result = gradient
          if shape.count < 2 || gradient.isEmpty { return result }
          let length = shape[1...].reduce(1, *)
          for unit in 0..<shape[0] {
            let places = (unit * length)..<(unit * length + length)
            var total = 0.0
            for place in places { total += gradient[place] }
            total /= Double(length)
            for place in places { result[place] -= total }
          }
          return result
        }),
    ]
  }
}
