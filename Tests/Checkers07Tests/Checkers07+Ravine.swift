import Answers07
import Course
import TestSupport

// Answers to exercise E07.3.

extension Checkers07 {
  static var wrongRavines: [AnswerOnTrial] {
    let memory = AnswerMemory()
    let settings: [(String, Double, Double)] = [
      ("nothing", 0, 0), ("no momentum at 1 / L", 0.001, 0), ("momentum alone", 0, 0.9),
      ("a rate beyond the limit", 0.00381, 0.9), ("at the limit without momentum", 0.002, 0),
      ("a negative rate", -0.0037, 0.89), ("a negative momentum", 0.0019, -0.5),
      ("a momentum of 1", 0.0037, 1), ("a momentum above 1", 0.0037, 1.01),
      ("too small a momentum", 0.0036, 0.8), ("half of Polyak's rate", 0.00188, 0.881),
      ("0.95 at 1 / L", 0.001, 0.95), ("0.94 at 1.5 / L", 0.0015, 0.94),
      ("0.95 near its limit", 0.0038, 0.95), ("an infinite rate", .infinity, 0.89),
      ("a rate that is NaN", .nan, 0.89), ("an infinite momentum", 0.0037, .infinity),
      ("minus infinity", -.infinity, -.infinity), ("a momentum that is NaN", 0.0037, .nan),
      ("the rate of Adam", 0.001, 0.999), ("changed places", 0.89, 0.0037),
      ("a huge rate", 1e300, 0.9), ("the tiniest rate", .leastNonzeroMagnitude, 0.9),
      ("Nesterov's best momentum at 1 / L", 0.001, 0.9387),
    ]
    return settings.map { words, rate, momentum in
      AnswerOnTrial(Lesson07Answers.ravine, words, { (rate, momentum) })
    } + [
      AnswerOnTrial(
        Lesson07Answers.ravine, "right once",
        { memory.next() > 1 ? (0.001, 0.9) : (0.0037, 0.89) })
    ]
  }

  static var rightRavines: [AnswerOnTrial] {
    let settings = [
      (0.0037, 0.9), (0.003, 0.9), (0.0035, 0.92), (0.0036, 0.88), (0.0025, 0.9),
      (0.00376, 0.882),
    ]
    return settings.map { rate, momentum in
      AnswerOnTrial(
        Lesson07Answers.ravine, "\(rate) and \(momentum)", { (rate, momentum) })
    }
  }
}
