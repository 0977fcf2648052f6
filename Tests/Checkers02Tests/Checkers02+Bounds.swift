import Answers02
import Backprop
import Course
import TensorCore
import TestSupport

// Wrong answers to exercises E02.2, E02.3, E02.8 and E02.9 that are right up to a size.

extension Checkers02 {
  static var boundedAnswers: [AnswerOnTrial] {
    boundedDuals + boundedTapes + boundedTensors + boundedChecks + boundedBinarizers
  }

  private static var boundedDuals: [AnswerOnTrial] {
    func answer(
      _ words: String, _ change: @escaping @Sendable (DualNumber) -> DualNumber
    )
      -> AnswerOnTrial
    {
      AnswerOnTrial(
        Lesson02Answers.dualNumbers, words,
        DualOperations(
          quotient: { a, b in quotient(change(a), change(b)) }, squareRoot: { x in root(change(x)) }
        ))
    }
    return [
      answer("derivatives within ±10") { DualNumber($0.value, min(max($0.derivative, -10), 10)) },
      answer("derivatives within ±10⁶") {
        DualNumber($0.value, min(max($0.derivative, -1e6), 1e6))
      },
      answer("derivatives below 10⁻⁶ are none") {
        DualNumber($0.value, abs($0.derivative) < 1e-6 ? 0 : $0.derivative)
      },
      answer("values at most 10⁹") { DualNumber(min($0.value, 1e9), $0.derivative) },
      answer("values at least 10⁻⁹") {
        DualNumber($0.value > 0 ? max($0.value, 1e-9) : $0.value, $0.derivative)
      },
    ]
  }

  private static var boundedTapes: [AnswerOnTrial] {
    let tape = Lesson02Answers.tape
    func slopes(_ words: String, _ change: @escaping @Sendable (Double) -> Double) -> AnswerOnTrial
    {
      AnswerOnTrial(
        tape, words,
        { t in gradients(t.map { entry in entry.map { ($0.operand, change($0.slope)) } }) })
    }
    return [
      AnswerOnTrial(
        tape, "the last 64 numbers",
        { t in
          gradients(t.enumerated().map { $0 < t.count - 64 ? [] : $1 })
        }),
      AnswerOnTrial(
        tape, "the last 256 numbers",
        { t in
          gradients(t.enumerated().map { $0 < t.count - 256 ? [] : $1 })
        }),
      AnswerOnTrial(
        tape, "the first 32 operands", { t in gradients(t.map { Array($0.prefix(32)) }) }),
      slopes("slopes within ±10") { min(max($0, -10), 10) },
      slopes("slopes within ±1000") { min(max($0, -1000), 1000) },
      slopes("slopes below 10⁻³ are none") { abs($0) < 1e-3 ? 0 : $0 },
    ]
  }

  private static var boundedChecks: [AnswerOnTrial] {
    let test = Lesson02Answers.pullbackCheck
    func entries(_ size: Int) -> AnswerOnTrial {
      AnswerOnTrial(
        test, "the first \(size) entries",
        { v, p, x in
          check(v, p, x, entries: Array(x.indices.prefix(size)), close: relative(1e-4))
        })
    }
    return [
      entries(5), entries(8), entries(64),
      AnswerOnTrial(
        test, "the first 8 outputs",
        { v, p, x in
          check(
            v, p, x, d: v(x).indices.map { $0 < 8 ? 1 / Double($0 + 2) - 0.3 : 0 },
            close: relative(1e-4))
        }),
    ]
  }

  private static var boundedBinarizers: [AnswerOnTrial] {
    let binarizer = Lesson02Answers.binarizer
    let sign: @Sendable (Scalar) -> Scalar = { $0 < 0 ? -1 : 1 }
    return [
      AnswerOnTrial(
        binarizer, "gradients within ±10⁴",
        { x in binarize(x, sign, { d, x in abs(x) <= 1 ? min(max(d, -1e4), 1e4) : 0 }) }),
      AnswerOnTrial(
        binarizer, "gradients below 10⁻⁶ are none",
        { x in binarize(x, sign, { d, x in abs(x) <= 1 && abs(d) >= 1e-6 ? d : 0 }) }),
      AnswerOnTrial(
        binarizer, "a window wider by 10⁻⁶",
        { x in binarize(x, sign, { d, x in abs(x) <= 1.000_001 ? d : 0 }) }),
      AnswerOnTrial(
        binarizer, "up to three axes",
        { x in x.value.shape.lengths.count > 3 ? x * 1 : binarize(x) }),
      AnswerOnTrial(
        binarizer, "up to 64 numbers", { x in x.value.elementCount > 64 ? x * 1 : binarize(x) }),
      AnswerOnTrial(
        binarizer, "up to 256 numbers", { x in x.value.elementCount > 256 ? x * 1 : binarize(x) }),
    ]
  }
}
