import Answers09
import Course
import TestSupport

// Answers to exercise E09.1.

extension Checkers09 {
  private struct NoAnswer: Error {}

  /// An update, with a factor for the gradient of each parameter.
  private static func update(
    _ words: String,
    _ factor: @escaping @Sendable (_ parameter: String, _ step: Int) throws -> Double
  ) -> AnswerOnTrial {
    AnswerOnTrial(
      Lesson09Answers.oneGate, words,
      { parameter, gradient, rate, step in
        let factor = try factor(parameter, step)
        return gradient.map { -rate * factor * $0 }
      })
  }

  /// An update that sees each number with its index.
  private static func entries(
    _ words: String,
    _ change: @escaping @Sendable (_ gradient: Double, _ index: Int) -> Double
  ) -> AnswerOnTrial {
    AnswerOnTrial(
      Lesson09Answers.oneGate, words,
      { _, gradient, rate, _ in gradient.enumerated().map { -rate * change($1, $0) } })
  }

  static var wrongUpdates: [AnswerOnTrial] {
    let exercise = Lesson09Answers.oneGate
    return [
      update("no bug") { _, _ in 1 }, update("half of the rate") { _, _ in 0.5 },
      update("twice the rate") { _, _ in 2 }, update("the wrong sign") { _, _ in -1 },
      update("the wrong sign, slowly") { _, _ in -0.1 }, update("no step at all") { _, _ in 0 },
      update("a step so small that nothing moves") { _, _ in 1e-30 },
      update("NaN always") { _, _ in .nan }, update("infinity always") { _, _ in .infinity },
      update("a rate a million times too high") { _, _ in 1e6 },
      update("NaN in the weights") { name, _ in name == "0.weight" ? .nan : 1 },
      update("NaN in the biases") { name, _ in name == "0.bias" ? .nan : 1 },
      update("NaN from the fifth step on") { _, step in step < 5 ? 1 : .nan },
      update("the weights rest") { name, _ in name == "0.weight" ? 0 : 1 },
      update("the weights go the wrong way") { name, _ in name == "0.weight" ? -1 : 1 },
      update("a first step, then rest") { _, step in step == 0 ? 1e-4 : 0 },
      update("the first step in the wrong direction") { _, step in step == 0 ? -0.1 : 1 },
      update("a bias that is slow") { name, _ in name == "0.bias" ? 0.1 : 1 },
      update("an error") { _, _ in throw NoAnswer() },
      entries("signs") { gradient, _ in gradient < 0 ? -0.3 : 0.3 },
      entries("clipped at a tenth") { gradient, _ in min(0.1, max(-0.1, gradient)) },
      entries("one more") { gradient, _ in gradient + 1 },
      entries("squares") { gradient, _ in gradient * gradient },
      AnswerOnTrial(exercise, "one number fewer", { _, gradient, _, _ in gradient.dropLast() }),
      AnswerOnTrial(exercise, "no numbers", { _, _, _, _ in [] }),
      AnswerOnTrial(
        exercise, "one number more", { _, gradient, _, _ in gradient.map { -0.5 * $0 } + [0] }),
      AnswerOnTrial(
        exercise, "in reverse",
        { _, gradient, _, _ in
          gradient.reversed().map { -0.5 * $0 }
        }),
    ]
  }

  static var rightUpdates: [AnswerOnTrial] {
    [
      update("the biases rest") { name, _ in name == "0.bias" ? 0 : 1 },
      update("the biases rest in the first step") { name, step in
        name == "0.bias" && step == 0 ? 0 : 1
      },
      update("one step and back") { _, step in step % 2 == 0 ? 1 : -1 },
      entries("the biases and one axis rest") { gradient, index in index < 3 ? 0 : gradient },
      update("a fiftieth of the rate") { _, _ in 0.02 },
      update("a rate that falls too soon") { _, step in step < 3 ? 0.2 : 0.001 },
      update("NaN in the last step of the hundred") { _, step in step == 99 ? .nan : 1 },
    ]
  }
}
