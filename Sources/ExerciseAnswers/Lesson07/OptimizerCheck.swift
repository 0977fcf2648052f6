public import Course
import TensorCore

/// One step of an optimizer whose memory is a list of numbers, empty before the first step.
public typealias OptimizerUnderTest =
  @Sendable (_ values: [Double], _ gradients: [Double], _ memory: [Double], _ rate: Double) ->
  (values: [Double], memory: [Double])

/// A test of an optimizer: whether it keeps its promises.
public typealias OptimizerTest = @Sendable (_ step: @escaping OptimizerUnderTest) throws -> Bool

// solution begins
func acceptsOptimizer(
  _ step: (_ values: [Double], _ gradients: [Double], _ memory: [Double], _ rate: Double) -> (
    values: [Double], memory: [Double]
  )
) throws -> Bool {
  let start = [1.0, -2, 0.5, 3, -0.7, 0.2]
  let slopes = [[0.3, -4, 0.06, 1, -0.5, 0.8], [-1, 0.2, 0.6, -0.01, 2, -3]]
  func picked(_ numbers: [Double], _ order: [Int]) -> [Double] { order.map { numbers[$0] } }
  func end(_ order: [Int]) -> [Double] {
    let first = step(picked(start, order), picked(slopes[0], order), [], 0.01)
    return step(first.values, picked(slopes[1], order), first.memory, 0.01).values
  }
  func agree(_ a: [Double], _ b: [Double]) -> Bool {
    a.count == b.count && zip(a, b).allSatisfy { abs($0 - $1) < 1e-9 }
  }
  let all = [0, 1, 2, 3, 4, 5]
  let whole = end(all)
  guard step(start, slopes[0], [], 0).values == start,
    step(start, [0, 0, 0, 0, 0, 0], [], 0.1).values == start,
    agree(end(all.reversed()), whole.reversed()),
    all.allSatisfy({ agree(end([$0]), [whole[$0]]) })
  else { return false }
  let (first, twice) = (step(start, slopes[0], [], 0.01), step(start, slopes[0], [], 0.02))
  _ = step(start, slopes[1], [], 0.03)
  let again = step(first.values, slopes[1], first.memory, 0.01).values
  return agree(again, whole)
    && all.allSatisfy { place in
      let move = first.values[place] - start[place]
      return move * slopes[0][place] < 0
        && abs(twice.values[place] - start[place] - 2 * move) < 1e-9
    }
}
// solution ends

extension Lesson07Answers {
  /// Write the test that an optimizer passes before it trains anything.
  public static var optimizerCheck: Assignment<OptimizerTest> {
    Assignment<OptimizerTest>(
      Exercise(
        id: .exercise(7, 8), title: "A test for an optimizer",
        kind: .writeTest, minutes: 25, difficulty: .hard, fileName: "OptimizerCheck.swift",
        statement: """
          A faulty optimizer often lowers the loss all the same, only less. Write the test that finds the fault: given one step as a \
          function of values, gradients, memory and rate, say whether it keeps these promises. The memory is a list of numbers of any length, empty \
          before the first step; what a step returns as memory is handed to the next.

          At the rate 0 no value changes. From an empty memory, gradients of 0 change no value. From an empty memory every value whose \
          gradient is not 0 moves against its gradient's sign, and by twice as much at twice the rate. Each parameter goes its \
          own way: what becomes of it depends neither on the others nor on its place among them, in later steps too. And all that outlives \
          a step is in the memory: whoever continues from it gets the same values, whatever else was computed in between.

          The test is tried on right optimizers, plain and adaptive, and on others that break one promise, all of them by far. They take \
          any number of parameters. Rates between 0.005 and 0.1 will do, and two steps.

              { values, _, memory, _ in (values, memory) }    // false: nothing moves
          """,
        hints: Exercise.Hints(
          nudge:
            "Which of these faults would a single parameter never show, and which a single step?",
          approach: """
            Compare runs that should agree: the parameters in reverse, each of them alone, twice the rate. Then continue a run after \
            another one was begun.
            """,
          almostThere: """
            Write a function that takes two steps with some of the parameters in some order. For the memory keep what a first step \
            returned, begin another run from scratch, and only then take the second step with what you kept.
            """), forbidden: []),
      solution: { try acceptsOptimizer($0) },
      alternative: { step in
        var generator = SplitMix64(seed: 9)
        let count = 9
        let numbers = (0..<3).map { _ in
          (0..<count).map { _ in (generator.uniform() + 0.1) * (generator.uniform() < 0.5 ? 1 : -1)
          }
        }
        let (start, before) = (numbers[0], step(numbers[0], numbers[1], [], 0.02))
        let other = step(numbers[2], numbers[0], [], 0.05)
        _ = step(other.values, numbers[1], other.memory, 0.05)
        let after = step(before.values, numbers[2], before.memory, 0.02).values
        let half = step(start, numbers[1], [], 0.01).values
        guard step(start, numbers[1], [], 0).values == start,
          step(start, start.map { _ in 0 }, [], 0.02).values == start, after.count == count
        else { return false }
        for place in 0..<count {
          let alone = step([start[place]], [numbers[1][place]], [], 0.02)
          let next = step(alone.values, [numbers[2][place]], alone.memory, 0.02)
          let move = before.values[place] - start[place]
          guard abs(next.values[0] - after[place]) < 1e-10, move * numbers[1][place] < 0,
            abs(move - 2 * (half[place] - start[place])) < 1e-10
          else { return false }
        }
        return true
      },
      mistakes: [
        .init(
          "the direction is not looked at",
          explanation: """
            Ascent keeps every other promise: it stands still at the rate 0, and goes twice as far at twice the rate. The sign has to be \
            compared with the gradient's.
            """, { OptimizerTrial($0).passes(but: .direction) }),
        .init(
          "the rate 0 is not tried",
          explanation: """
            Warm-up begins there, and frozen groups stay there. A least rate does not show at any rate above it.
            """, { OptimizerTrial($0).passes(but: .still) }),
        .init(
          "gradients of zero are not tried",
          explanation: """
            Without ε the first step of an adaptive rule is 0 / 0 where a row was not in the batch. Decay shows here as \
            well, since nothing else moves.
            """, { OptimizerTrial($0).passes(but: .zeros) }),
        .init(
          "two rates are not compared",
          explanation: """
            A step that grows as the square of the rate is too small below 1 and too large above it. A single rate cannot tell it from \
            another optimizer.
            """, { OptimizerTrial($0).passes(but: .rates) }),
        .init(
          "parameters are not tried apart",
          explanation: """
            A norm over all gradients, or one second moment for all, couples parameters. In a run of the whole model that looks like \
            another learning rate.
            """, { OptimizerTrial($0).passes(but: .others) }),
        .init(
          "a single step",
          explanation: """
            The first step starts from empty memories, so that their changing places cannot show. Only the second one reads what the \
            first one wrote.
            """, { OptimizerTrial($0, hasSecondStep: false).passes() }),
        .init(
          "a run is not continued after another",
          explanation: """
            What an optimizer keeps outside of its memory is right as long as a single run uses it. A resumed run, or a second model, finds \
            the memory of someone else.
            """, { OptimizerTrial($0).passes(but: .resume) }),
      ],
      impostors: .init(zero: { _ in false }, notANumber: nil, identity: { _ in true }),
      probes: { seed in
        SuspectOptimizer.all(seed: seed).map { suspect in
          Probe(
            "\(suspect.isRight ? "right" : "wrong"): \(suspect.name)",
            wanted: Answer(.word("the test", suspect.isRight ? "accepts" : "rejects"))
          ) { Answer(.word("the test", try $0(suspect.make()) ? "accepts" : "rejects")) }
        }
      })
  }
}

extension Lesson07Answers {
  /// A test of one optimizer, question by question, so that one can be left out.
  fileprivate struct OptimizerTrial {
    enum Question { case still, zeros, direction, rates, others, resume }

    private let step: OptimizerUnderTest
    private let hasSecondStep: Bool
    private let start = [1.0, -2, 0.5, 3, -0.7]
    private let slopes = [[0.3, -4, 0.06, 1, -0.5], [-1, 0.2, 0.6, -0.01, 2]]

    init(_ step: @escaping OptimizerUnderTest, hasSecondStep: Bool = true) {
      self.step = step
      self.hasSecondStep = hasSecondStep
    }

    private func end(_ order: [Int]) -> [Double] {
      func picked(_ numbers: [Double]) -> [Double] { order.map { numbers[$0] } }
      let first = step(picked(start), picked(slopes[0]), [], 0.01)
      guard hasSecondStep else { return first.values }
      return step(first.values, picked(slopes[1]), first.memory, 0.01).values
    }

    private func agree(_ a: [Double], _ b: [Double]) -> Bool {
      a.count == b.count && zip(a, b).allSatisfy { abs($0 - $1) < 1e-9 }
    }

    /// Whether the optimizer passes if some questions are not asked.
    func passes(but omitted: Question...) -> Bool {
      func holds(_ question: Question, _ condition: @autoclosure () -> Bool) -> Bool {
        omitted.contains(question) || condition()
      }
      let all = Array(start.indices)
      let whole = end(all)
      let kept = step(start, slopes[0], [], 0.01)
      let twice = step(start, slopes[0], [], 0.02).values
      _ = step(start, slopes[1], [], 0.02)
      let moves = zip(kept.values, start).map { $0 - $1 }
      return holds(.still, step(start, slopes[0], [], 0).values == start)
        && holds(.zeros, step(start, start.map { _ in 0 }, [], 0.1).values == start)
        && holds(.direction, zip(moves, slopes[0]).allSatisfy { $0 * $1 < 0 })
        && holds(.rates, agree(zip(twice, start).map { $0 - $1 }, moves.map { 2 * $0 }))
        && holds(.others, all.allSatisfy { agree(end([$0]), [whole[$0]]) })
        && holds(
          .resume,
          !hasSecondStep
            || agree(step(kept.values, slopes[1], kept.memory, 0.01).values, whole))
    }
  }
}
