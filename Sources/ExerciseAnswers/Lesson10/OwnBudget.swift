public import Course
import Perceptron
import TensorCore

/// The two architectures of a slide.
public typealias SlideChoice =
  @Sendable () throws -> (
    inputCount: Int, outputCount: Int, depth: Int, width: Int, wideWidth: Int
  )

// solution begins
func ownBudget() throws -> (
  inputCount: Int, outputCount: Int, depth: Int, width: Int, wideWidth: Int
) {
  (inputCount: 200, outputCount: 2, depth: 5, width: 200, wideWidth: 992)
}
// solution ends

extension Lesson10Answers {
  /// Find two architectures that are equal under one reading only.
  public static var slide: Assignment<SlideChoice> {
    Assignment<SlideChoice>(
      Exercise(
        id: .exercise(10, 5), title: "A budget of your own",
        kind: .tune, minutes: 20, difficulty: .medium, fileName: "OwnBudget.swift",
        statement: """
          "4 layers of 512 or 2 of 2048, about equal": true for 512 inputs if the second network has one hidden layer, and false if it has two, or for 10 inputs. Find such a slide \
          for a smaller budget. Choose the number of inputs and of outputs, a depth and a width for the deep network, and the width of the wide one, so that all of this holds; biases count.

          The deep network has at least three hidden layers of that width, at least two outputs, and 100,000 to 300,000 parameters. The wide one with one hidden layer has as many, to 1 % of the deep one's. \
          With two hidden layers of its width it has at least 5 times as many as the deep one. And with 10 inputs in place of yours, the wide one with one hidden layer has at most a tenth of the deep \
          one's, which gets 10 inputs too.

              (inputCount: 512, outputCount: 10, depth: 4, width: 512, wideWidth: 2048)
              // deep 1055754; wide 1.0145 of it, with two layers 4.989, at 10 inputs 0.0539
          """,
        hints: Exercise.Hints(
          nudge:
            "Which of the five numbers does the second hidden layer of the wide network cost, squared?",
          approach: """
            Write down the three counts with letters. For 5 times the budget the square of the wide width has to be 4 times the budget: that gives the wide width first, and then the number of \
            inputs for which one such layer spends the budget.
            """,
          almostThere: """
            At a budget of 200,000 the wide width is about 900 or more, so inputs and outputs together are 220 at most; few outputs make the tenth easier. Give the deep network about as many units in a layer \
            as inputs, and let depth use up the rest. The last percent is for the wide width.
            """), forbidden: ["ArchitectureReview", "Architecture", "equalBudget"]),
      solution: ownBudget,
      alternative: {
        // Searched: the wide width by division, for the first depth and inputs that fit.
        for inputs in stride(from: 150, through: 250, by: 7) {
          for depth in 3...6 {
            let width = 180
            let deep = (inputs + 1) * width + (depth - 1) * (width + 1) * width + (width + 1) * 3
            let wide = (deep - 3) / (inputs + 4)
            let second = (wide + 1) * wide
            let few = (11 * width + deep - (inputs + 1) * width) / 10
            if deep >= 100_000, deep <= 300_000, second >= 4 * deep + deep / 50,
              14 * wide + 3 <= few
            {
              return (inputs, 3, depth, width, wide)
            }
          }
        }
        return (1, 1, 1, 1, 1)
      },
      mistakes: [
        .init(
          "the slide of the lesson",
          explanation: """
            It is the trap as it was told: a million parameters, 1.5 % apart. A budget of your own asks for other numbers.
            """, { (512, 10, 4, 512, 2048) }),
        .init(
          "every number halved",
          explanation: """
            Half of everything does not halve a matrix, it quarters it, and biases weigh twice as much: 2.9 % apart, 4.98 times, 0.106. Each condition is missed by a little.
            """, { (256, 10, 4, 256, 1024) }),
        .init(
          "equal units in place of equal parameters",
          explanation: """
            4 · 128 units and 512 units are as many units. The parameters are in the matrices between, and 512 units that see 784 inputs have 2.7 times as many.
            """, { (784, 10, 4, 128, 512) }),
        .init(
          "equal under the other reading",
          explanation: """
            Here two hidden layers spend the budget, and one has 0.36 of it. The slide is then wrong for who reads two matrices.
            """, { (200, 2, 5, 200, 359) }),
        .init(
          "so many inputs that the rest is small",
          explanation: """
            With 1500 inputs most of the deep network is its first layer, and the wide one is hardly wider than that: a second layer costs less than a tenth of the budget, and not 4 times as much.
            """, { (1500, 2, 3, 100, 113) }),
        .init(
          "no input left for the tenth",
          explanation: """
            With 60 inputs the wide network does not shrink enough when there are 10. The more it is the inputs that cost, the more goes with them.
            """, { (60, 2, 8, 150, 2667) }),
      ],
      impostors: .init(
        zero: { (0, 0, 0, 0, 0) }, notANumber: nil, identity: { (1, 1, 1, 1, 1) }),
      probes: { seed in
        // There is nothing to draw.
        guard seed == 1 else { return [] }
        return [
          Probe(
            "the slide",
            goal: "100000 to 300000 parameters, ratios 0.99 to 1.01, at least 5, and at most 0.1",
            answer: { counts(of: try $0()) },
            accepts: { answer in
              guard let deep = answer["deep"], let one = answer["one hidden layer"],
                let two = answer["two hidden layers"], let few = answer["at 10 inputs"]
              else { return false }
              return deep >= 100_000 && deep <= 300_000 && abs(one - 1) <= 0.01 && two >= 5
                && few <= 0.1
            })
        ]
      })
  }

  /// The parameters of the deep network, and those of the wide one over them, in three cases.
  private static func counts(
    of slide: (inputCount: Int, outputCount: Int, depth: Int, width: Int, wideWidth: Int)
  ) -> Answer {
    let sizes = [slide.inputCount, slide.outputCount, slide.width, slide.wideWidth]
    guard sizes.allSatisfy({ (1...100_000).contains($0) }), slide.outputCount >= 2,
      (3...1000).contains(slide.depth)
    else {
      return Answer(
        .word("slide", "sizes \(sizes), depth \(slide.depth), which are not all as said"))
    }
    func count(_ inputs: Int, _ hidden: [Int]) -> Double {
      Double(Ledger(widths: [inputs] + hidden + [slide.outputCount]).parameterCount)
    }
    let deep = Array(repeating: slide.width, count: slide.depth)
    let budget = count(slide.inputCount, deep)
    return Answer(
      .number("deep", budget),
      .number("one hidden layer", count(slide.inputCount, [slide.wideWidth]) / budget),
      .number(
        "two hidden layers",
        count(slide.inputCount, [slide.wideWidth, slide.wideWidth]) / budget),
      .number("at 10 inputs", count(10, [slide.wideWidth]) / count(10, deep)))
  }
}
