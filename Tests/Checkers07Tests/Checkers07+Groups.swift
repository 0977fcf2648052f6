import Answers07
import Course
import TensorCore
import TestSupport

// Answers to exercise E07.5.

extension Checkers07 {
  /// The step, with what an answer changes.
  private static func groups(
    _ words: String, decays: @escaping @Sendable ([Int]) -> Bool = { $0.count >= 2 },
    factor: @escaping @Sendable (_ rate: Double, _ decay: Double) -> Double = { 1 - $0 * $1 },
    slope: @escaping @Sendable (_ gradient: Double) -> Double = { $0 },
    absent: @escaping @Sendable (_ values: [Double], _ rate: Double, _ decay: Double) -> [Double] =
      { values, _, _ in values },
    lastParameter: Int = .max, lastElement: Int = .max,
    finally: @escaping @Sendable ([[Double]], _ old: [[Double]]) -> [[Double]] = { new, _ in new }
  ) -> AnswerOnTrial {
    AnswerOnTrial(
      Lesson07Answers.twoGroups, words,
      { parameters, gradients, rate, decay in
        let results = parameters.enumerated().map { index, parameter in
          guard let gradient = gradients[index] else {
            return absent(parameter.values, rate, decay)
          }
          let own = decays(parameter.shape) && index < lastParameter ? factor(rate, decay) : 1
          return parameter.values.enumerated().map { element, value in
            element < lastElement ? own * value - rate * slope(gradient[element]) : value
          }
        }
        return finally(results, parameters.map(\.values))
      })
  }

  static var wrongGroups: [AnswerOnTrial] {
    let memory = AnswerMemory()
    return [
      groups("vectors decay too", decays: { $0.count >= 1 }),
      groups("vectors alone decay", decays: { $0.count == 1 }),
      groups("scalars decay", decays: { $0.count != 1 }),
      groups("three axes or more", decays: { $0.count >= 3 }),
      groups("not more than four axes", decays: { (2...4).contains($0.count) }),
      groups("two or four axes", decays: { $0.count == 2 || $0.count == 4 }),
      groups("no axis of length 1", decays: { $0.count >= 2 && !$0.contains(1) }),
      groups("the last axis is not 1", decays: { $0.count >= 2 && $0.last != 1 }),
      groups("the first axis is not 1", decays: { $0.count >= 2 && $0.first != 1 }),
      groups("more than one element", decays: { $0.count >= 2 && $0.reduce(1, *) > 1 }),
      groups("big ones", decays: { $0.reduce(1, *) >= 4 }),
      groups("ten parameters at most", lastParameter: 10),
      groups("thirty parameters at most", lastParameter: 30),
      groups("a hundred parameters at most", lastParameter: 100),
      groups("a hundred elements at most", lastElement: 100),
      groups("a thousand elements at most", lastElement: 1000),
      groups("growth", factor: { 1 + $0 * $1 }),
      groups("half of the decay", factor: { 1 - $0 * $1 / 2 }),
      groups("twice the decay", factor: { 1 - 2 * $0 * $1 }),
      groups("exponential decay", factor: { .exp(-$0 * $1) }),
      groups("a quotient", factor: { 1 / (1 + $0 * $1) }),
      groups("never through 0", factor: { max(0, 1 - $0 * $1) }),
      groups("decay by 1 at most", factor: { 1 - $0 * min(1, $1) }),
      groups("clipped gradients", slope: { max(-8, min(8, $0)) }),
      groups("the gradients' signs", slope: { $0 > 0 ? 1 : ($0 < 0 ? -1 : 0) }),
      groups("ascent", slope: { -$0 }), groups("no gradient at all", slope: { _ in 0 }),
      groups("absent ones become 0", absent: { values, _, _ in values.map { _ in 0 } }),
      groups("absent ones are left out", absent: { _, _, _ in [] }),
      groups(
        "absent ones decay a little",
        absent: { values, rate, decay in values.map { $0 * (1 - 1e-6 * rate * decay) } }),
      groups("absent ones lose the rate", absent: { values, rate, _ in values.map { $0 - rate } }),
      groups("the old values", finally: { _, old in old }),
      groups("in reverse", finally: { new, _ in new.reversed() }),
      groups("one too few", finally: { new, _ in Array(new.dropLast()) }),
      groups(
        "in single precision",
        finally: { new, _ in new.map { $0.map { Double(Float($0)) } } }),
      groups("right once", finally: { new, old in memory.next() > 30 ? old : new }),
      groups("infinite", finally: { new, _ in new.map { $0.map { _ in .infinity } } }),
    ]
  }

  static var rightGroups: [AnswerOnTrial] {
    let exercise = Lesson07Answers.twoGroups
    return [
      groups("a factor"), groups("a difference", factor: { (1 / $0 - $1) * $0 }),
      groups("axes without the first", decays: { !$0.dropFirst().isEmpty }),
      AnswerOnTrial(
        exercise, "two lists and their order",
        { parameters, gradients, rate, decay in
          var results: [Int: [Double]] = [:]
          let isMatrix = { (index: Int) in parameters[index].shape.count > 1 }
          for (members, strength) in [
            (parameters.indices.filter(isMatrix), decay),
            (parameters.indices.filter { !isMatrix($0) }, 0),
          ] {
            for index in members {
              let old = parameters[index].values
              results[index] =
                gradients[index].map { zip(old, $0) }?.map {
                  $0 - rate * $1 - rate * strength * $0
                } ?? old
            }
          }
          return parameters.indices.map { results[$0] ?? [] }
        }),
      AnswerOnTrial(
        exercise, "in place",
        { parameters, gradients, rate, decay in
          var lists: [[Double]] = []
          for (parameter, gradient) in zip(parameters, gradients) {
            var values = parameter.values
            if let gradient {
              switch parameter.shape.count {
              case 0, 1: for i in values.indices { values[i] -= rate * gradient[i] }
              default:
                for i in values.indices { values[i] -= rate * (decay * values[i] + gradient[i]) }
              }
            }
            lists.append(values)
          }
          return lists
        }),
    ]
  }
}
