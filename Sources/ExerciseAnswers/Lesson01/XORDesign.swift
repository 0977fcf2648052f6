public import Course
public import Perceptron
public import TensorCore

/// A choice of a network and its learning rate.
public typealias DesignChoice =
  @Sendable () throws -> (
    hiddenCount: Int, nonlinearity: Nonlinearity, learningRate: Scalar
  )

// solution begins
func xorDesign() throws -> (
  hiddenCount: Int, nonlinearity: Nonlinearity, learningRate: Scalar
) {
  (4, .tanh, 2)
}
// solution ends

extension Lesson01Answers {
  /// Choose a network that learns XOR from nearly every start.
  public static var xor: Assignment<DesignChoice> {
    Assignment<DesignChoice>(
      Exercise(
        id: .exercise(1, 6), title: "XOR from nearly every start", kind: .tune,
        minutes: 15, difficulty: .medium, fileName: "XORDesign.swift",
        statement: """
          Two hidden ReLUs can represent XOR, and gradient descent only seldom finds them. Choose \
          the number of hidden units, their nonlinearity (`.relu`, `.tanh` or `.sigmoid`) and the \
          learning rate so that at least 18 of 20 random starts end with all four points on the right \
          side.

          The budget: at most 20 parameters, biases included, and 200 steps of gradient descent on all \
          four points. The starts and the training are those of `XORTraining` in lesson 01, which you \
          may call to experiment.

              (hiddenCount: 2, nonlinearity: .relu, learningRate: 0.5)    // 4 of 20
          """,
        hints: Exercise.Hints(
          nudge: "What becomes of a ReLU that is off at all four points?",
          approach: """
            First the budget: a network of 2 inputs, H hidden units and one output has 4 H + 1 \
            parameters. Then try each nonlinearity at the largest width that fits, at a few learning \
            rates that differ by factors of two or more.
            """,
          almostThere: """
            A unit that is never quite off keeps getting gradients, and learns from a start where a \
            ReLU is dead. With the largest width that fits, such units stand a rate well above 1.
            """)),
      solution: xorDesign,
      alternative: { (3, .tanh, 5) },
      mistakes: [
        .init(
          "the smallest network that can represent XOR",
          explanation: """
            Weights for two ReLUs exist, and of 400 starts 316 do not find them: in 238 of these a unit \
            ends off at all four points, in 31 both units are the same but for a factor, in 47 neither, and \
            descent rests at other places. That a network can represent a function does not say that training finds it.
            """, { (2, .relu, 0.5) }),
        .init(
          "wider, still with ReLUs",
          explanation: """
            Four ReLUs are luckier than two, but a ReLU that is off at all four points gets \
            no gradient and never comes back, and within the budget there are too few to spare.
            """, { (4, .relu, 0.5) }),
        .init(
          "ReLUs thrown out by a large learning rate",
          explanation: """
            Steps at this rate throw units to where they are off at all four points, and no gradient \
            brings them back. All four are dead in 2 of 60 starts after one step, and in 56 after 200.
            """, { (4, .relu, 5) }),
        .init(
          "width instead of budget",
          explanation: """
            Eight ReLUs succeed, with 33 parameters. It is the usual way out, and 13 parameters \
            more than the budget allows.
            """, { (8, .relu, 0.5) }),
        .init(
          "two units that saturate",
          explanation: """
            tanh is never dead, but with two units both must go to the right place, and a third of the \
            starts or more puts them into a valley beside it. A spare unit or two cures that.
            """, { (2, .tanh, 0.5) }),
      ],
      impostors: .init(
        zero: { (0, .identity, 0) }, notANumber: { (4, .tanh, .nan) },
        identity: { (4, .identity, 1) }
      ),
      probes: { seed in
        let starts = (20 * (seed - 1))..<(20 * seed)
        return [
          Probe(
            "20 starts, seeds \(starts.lowerBound) to \(starts.upperBound - 1)",
            goal: "at least 18 solved, at most 20 parameters",
            answer: { try result(of: $0(), starts: starts) },
            accepts: { answer in
              (answer["solved"] ?? 0) >= 18 && (answer["parameters"] ?? .infinity) <= 20
            })
        ]
      })
  }
}

extension Lesson01Answers {
  private static func result(
    of design: (hiddenCount: Int, nonlinearity: Nonlinearity, learningRate: Scalar),
    starts: Range<UInt64>
  ) -> Answer {
    // Counts beyond all budgets are as wrong as this one, and overflow.
    let parameters = 4 * min(max(design.hiddenCount, -1_000_000), 1_000_000) + 1
    var solved = 0
    // Networks far beyond the budget, and those without units, are not trained.
    if (1...50).contains(design.hiddenCount) {
      var training = XORTraining(
        hiddenCount: design.hiddenCount, nonlinearity: design.nonlinearity)
      training.stepCount = 200
      training.learningRate = design.learningRate
      solved = starts.count { training.solves(seed: $0) }
    }
    return Answer(
      .number("solved", solved), .number("parameters", parameters),
      .word("with", design.nonlinearity.rawValue))
  }
}
