import Answers00
import Autograd
import Course
import TensorCore
import TestSupport

// Answers to exercise E00.13.

extension Checkers00 {
  /// A loop, with what an answer changes.
  private static func loop(
    _ words: String, steps: @escaping @Sendable (Int) -> Int = { $0 },
    isForgetting: @escaping @Sendable (_ step: Int) -> Bool = { _ in true },
    backward: Int = 1, updates: @escaping @Sendable (_ step: Int) -> Int = { _ in 1 },
    note: @escaping @Sendable (Scalar, _ step: Int) -> Scalar = { loss, _ in loss },
    finally: @escaping @Sendable ([Scalar]) -> [Scalar] = { $0 }
  ) -> AnswerOnTrial {
    AnswerOnTrial(Lesson00Answers.training, words) { optimizer, count, loss in
      var losses: [Scalar] = []
      for step in 0..<steps(count) {
        if isForgetting(step) { optimizer.zeroGradients() }
        let current = try loss()
        try current.backward()
        for _ in 1..<max(1, backward) { try loss().backward() }
        for _ in 0..<updates(step) { optimizer.step() }
        losses.append(note(current.scalar, step))
      }
      return finally(losses)
    }
  }

  static var wrongLoops: [AnswerOnTrial] {
    let exercise = Lesson00Answers.training
    let memory = AnswerMemory()
    return [
      loop("ten steps at most", steps: { min(10, $0) }),
      loop("one step less", steps: { $0 - 1 > 0 ? $0 - 1 : 0 }),
      loop("never forgetting", isForgetting: { _ in false }),
      loop("forgetting once", isForgetting: { $0 == 0 }),
      loop("forgetting every other time", isForgetting: { $0 % 2 == 0 }),
      loop("not forgetting the first", isForgetting: { $0 > 0 }),
      loop("backward twice", backward: 2), loop("two updates", updates: { _ in 2 }),
      loop("no updates", updates: { _ in 0 }), loop("no last update", updates: { $0 < 24 ? 1 : 0 }),
      loop("losses of 0", note: { _, _ in 0 }),
      loop("half the losses", note: { loss, _ in loss / 2 }),
      loop("losses in the other order", finally: { $0.reversed() }),
      loop("the last loss alone", finally: { Array($0.suffix(1)) }),
      loop(
        "a running mean",
        finally: { losses in
          losses.indices.map { losses[...$0].reduce(0, +) / Scalar($0 + 1) }
        }),
      loop("right at first", note: { loss, _ in memory.next() > 20 ? 1 : loss }),
      AnswerOnTrial(exercise, "forgetting before the update") { optimizer, count, loss in
        try (0..<count).map { _ in
          let current = try loss()
          try current.backward()
          optimizer.zeroGradients()
          optimizer.step()
          return current.scalar
        }
      },
      AnswerOnTrial(exercise, "the update before the backward pass") { optimizer, count, loss in
        try (0..<count).map { _ in
          let current = try loss()
          optimizer.step()
          try current.backward()
          return current.scalar
        }
      },
      AnswerOnTrial(exercise, "a loss that is computed once") { optimizer, count, loss in
        let current = try loss()
        return try (0..<count).map { _ in
          optimizer.zeroGradients()
          try current.backward(retainingGraph: true)
          optimizer.step()
          return current.scalar
        }
      },
      AnswerOnTrial(exercise, "a loss computed again for the list") { optimizer, count, loss in
        try (0..<count).map { _ in
          optimizer.zeroGradients()
          try loss().backward()
          let noted = try loss().scalar
          optimizer.step()
          return noted
        }
      },
      AnswerOnTrial(exercise, "a rate of its own") { optimizer, count, loss in
        optimizer.learningRate /= 2
        return try (0..<count).map { _ in try trainingStep(optimizer, loss: loss) }
      },
    ]
  }

  static var rightLoops: [AnswerOnTrial] {
    let exercise = Lesson00Answers.training
    return [
      loop("of the four calls"),
      AnswerOnTrial(exercise, "the course's own step") { optimizer, count, loss in
        try (0..<count).map { _ in try trainingStep(optimizer, loss: loss) }
      },
      AnswerOnTrial(exercise, "forgetting before and after") { optimizer, count, loss in
        optimizer.zeroGradients()
        return try (0..<count).map { _ in
          let current = try loss()
          try current.backward()
          optimizer.step()
          optimizer.zeroGradients()
          return current.scalar
        }
      },
    ]
  }
}
