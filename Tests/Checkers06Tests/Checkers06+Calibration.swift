import Answers06
import Course
import Regularization
import TensorCore
import TestSupport

// Answers to exercise E06.4.

extension Checkers06 {
  /// The calibration error over bins, with what an answer changes.
  private static func calibration(
    _ words: String,
    bin: @escaping @Sendable (_ scaled: Double) -> Int = { max(0, Int($0.rounded(.up)) - 1) },
    bins: @escaping @Sendable (_ count: Int) -> Int = { $0 },
    confidence: @escaping @Sendable (Double) -> Double = { $0 },
    weight: @escaping @Sendable (_ members: Double, _ count: Double) -> Double = { $0 / $1 },
    gap: @escaping @Sendable (_ accuracy: Double, _ confidence: Double) -> Double = {
      abs($0 - $1)
    },
    finally: @escaping @Sendable (Double) -> Double = { $0 }
  ) -> AnswerOnTrial {
    AnswerOnTrial(
      Lesson06Answers.calibrationError, words,
      { confidences, isRight, binCount in
        let used = bins(binCount)
        var groups: [Int: [Int]] = [:]
        for (index, value) in confidences.enumerated() {
          groups[bin(value * Double(used)), default: []].append(index)
        }
        let sum = groups.keys.sorted().reduce(0.0) { sum, key in
          let members = groups[key] ?? []
          let accuracy = Double(members.count { isRight[$0] }) / Double(members.count)
          let mean = members.reduce(0) { $0 + confidence(confidences[$1]) } / Double(members.count)
          return sum + weight(Double(members.count), Double(confidences.count))
            * gap(accuracy, mean)
        }
        return finally(sum)
      })
  }

  static var wrongCalibrations: [AnswerOnTrial] {
    let exercise = Lesson06Answers.calibrationError
    let memory = AnswerMemory()
    @Sendable func accuracy(_ isRight: [Bool]) -> Double {
      Double(isRight.count { $0 }) / Double(isRight.count)
    }
    return [
      calibration("rounded to the nearest bin", bin: { Int($0.rounded()) }),
      calibration("closed below", bin: { Int($0) }),
      calibration("0 in a bin of its own", bin: { Int($0.rounded(.up)) - 1 }),
      calibration("one bin", bins: { _ in 1 }), calibration("ten bins", bins: { _ in 10 }),
      calibration("one bin more", bins: { $0 + 1 }),
      calibration("twice the bins", bins: { 2 * $0 }),
      calibration("one bin for each answer", bins: { _ in 100_000 }),
      calibration("fewer bins of more than ten", bins: { min($0, 10) }),
      calibration("at most fifteen bins", bins: { min($0, 15) }),
      AnswerOnTrial(
        exercise, "the first three hundred answers",
        { confidences, isRight, binCount in
          let reliability = Reliability(
            confidences: Array(confidences.prefix(300)), isRight: Array(isRight.prefix(300)),
            binCount: binCount)
          return reliability.expectedCalibrationError
        }),
      calibration("weights by root", weight: { ($0 / $1).squareRoot() }),
      calibration("weights of 1", weight: { _, _ in 1 }),
      calibration("weights by count", weight: { members, _ in members }),
      calibration("only bins of two or more", weight: { $0 > 1 ? $0 / $1 : 0 }),
      calibration("squares", gap: { ($0 - $1) * ($0 - $1) }),
      calibration("over-confidence alone", gap: { max(0, $1 - $0) }),
      calibration("under-confidence alone", gap: { max(0, $0 - $1) }),
      calibration("signed", gap: { $1 - $0 }),
      calibration("bounded", gap: { min(0.3, abs($0 - $1)) }),
      calibration("small gaps are forgiven", gap: { abs($0 - $1) < 0.03 ? 0 : abs($0 - $1) }),
      calibration("relative to the confidence", gap: { abs($0 - $1) / max($1, 1e-9) }),
      calibration("confidences of two digits", confidence: { ($0 * 100).rounded() / 100 }),
      calibration("the accuracy of the wrong", gap: { abs(1 - $0 - $1) }),
      calibration("the root of it", finally: { $0.squareRoot() }),
      calibration("in percent", finally: { 100 * $0 }), calibration("halved", finally: { $0 / 2 }),
      calibration("three decimals", finally: { ($0 * 1000).rounded() / 1000 }),
      calibration("in single precision", finally: { Double(Float($0)) }),
      calibration(
        "the first answer",
        finally: { value in
          let kept = memory.tensor ?? Tensor(Scalar(value))
          memory.tensor = kept
          return Double(kept.scalar)
        }),
      AnswerOnTrial(exercise, "one minus the accuracy", { _, isRight, _ in 1 - accuracy(isRight) }),
      AnswerOnTrial(
        exercise, "the two classifiers by heart",
        { c, isRight, _ in
          c.count == 100
            ? abs(c[0] - 0.7) : abs(accuracy(isRight) - c.reduce(0, +) / Double(c.count))
        }),
      AnswerOnTrial(
        exercise, "the Brier score",
        { c, isRight, _ in
          zip(c, isRight).reduce(0) { $0 + ($1.0 - ($1.1 ? 1 : 0)) * ($1.0 - ($1.1 ? 1 : 0)) }
            / Double(c.count)
        }),
    ]
  }

  static var rightCalibrations: [AnswerOnTrial] {
    let exercise = Lesson06Answers.calibrationError
    return [
      calibration("groups in a dictionary"),
      calibration("divided at the end", weight: { $0 / $1 }, gap: { ($0 - $1).magnitude }),
      AnswerOnTrial(
        exercise, "by the edges",
        { confidences, isRight, binCount in
          let edges = (1...binCount).map { Double($0) / Double(binCount) }
          var sums = edges.map { _ in 0.0 }
          for (c, right) in zip(confidences, isRight) {
            let bin = edges.firstIndex { c <= $0 } ?? binCount - 1
            sums[bin] += (right ? 1 - c : -c) / Double(confidences.count)
          }
          return sums.map(abs).reduce(0, +)
        }),
      AnswerOnTrial(
        exercise, "sorted first",
        { confidences, isRight, binCount in
          let order = confidences.indices.sorted { confidences[$0] < confidences[$1] }
          var (total, sum, edge) = (0.0, 0.0, 1)
          for index in order {
            while confidences[index] * Double(binCount) > Double(edge) {
              (total, sum, edge) = (total + abs(sum), 0, edge + 1)
            }
            sum += isRight[index] ? 1 - confidences[index] : -confidences[index]
          }
          return (total + abs(sum)) / Double(order.count)
        }),
      AnswerOnTrial(
        exercise, "mean accuracies and confidences",
        { confidences, isRight, binCount in
          let bins = confidences.map { c in
            (0..<binCount).last { c * Double(binCount) > Double($0) } ?? 0
          }
          var error = 0.0
          for bin in Set(bins).sorted() {
            let members = bins.indices.filter { bins[$0] == bin }
            let count = Double(members.count)
            let accuracy = members.reduce(0.0) { $0 + (isRight[$1] ? 1 : 0) } / count
            let confidence = members.reduce(0.0) { $0 + confidences[$1] / count }
            error += count * abs(confidence - accuracy)
          }
          return error / Double(confidences.count)
        }),
    ]
  }
}
