import Answers04
import Course
import TestSupport

// Answers to exercise E04.8.

extension Checkers04 {
  static var wrongStarts: [AnswerOnTrial] {
    let orthogonal = [0, 0.5, 0.9, 0.97, 1.15, 1.2, 1.5, 3, 1e300, -0.9, -1.2, .nan, .infinity]
    let normal = [
      0.5, 0.9, 0.95, 1.02, 1.03, 1.04, 1.06, 1.07, 1.08, 1.1, 1.15, 1.2, 3, -1, .infinity,
    ]
    return orthogonal.map { gain in
      AnswerOnTrial(
        Lesson04Answers.deepTanh, "orthogonal, gain \(gain)", { (isOrthogonal: true, gain: gain) })
    }
      + normal.map { gain in
        AnswerOnTrial(
          Lesson04Answers.deepTanh, "normal, gain \(gain)", { (isOrthogonal: false, gain: gain) })
      }
  }

  static var rightStarts: [AnswerOnTrial] {
    [1.005, 1.01].map { gain in
      AnswerOnTrial(
        Lesson04Answers.deepTanh, "orthogonal, gain \(gain)", { (isOrthogonal: true, gain: gain) })
    }
  }
}
