public import Course
import TensorCore

/// The values of one parameter after each step of two rules.
public typealias TwoPaths = (lion: [Double], adamax: [Double])

/// Walks one parameter by two rules.
public typealias PathFunction =
  @Sendable (_ start: Double, _ gradients: [Double], _ rate: Double, _ decay: Double) throws ->
  TwoPaths

// solution begins
func parameterPaths(
  from start: Double, gradients: [Double], rate: Double, decay: Double
) throws -> (lion: [Double], adamax: [Double]) {
  var (value, memory) = (start, 0.0)
  let lion = gradients.map { gradient in
    let direction = 0.9 * memory + 0.1 * gradient
    let sign = direction > 0 ? 1.0 : (direction < 0 ? -1 : 0)
    value -= rate * (sign + decay * value)
    memory = 0.99 * memory + 0.01 * gradient
    return value
  }
  var (mean, largest) = (0.0, 0.0)
  value = start
  let adamax = zip(1..., gradients).map { step, gradient in
    let decayed = gradient + decay * value
    mean = 0.9 * mean + 0.1 * decayed
    largest = max(0.999 * largest, abs(decayed) + 1e-8)
    value -= rate / (1 - .pow(0.9, step)) * mean / largest
    return value
  }
  return (lion, adamax)
}
// solution ends

extension Lesson07Answers {
  /// Write Lion and Adamax from their formulas.
  public static var twoPaths: Assignment<PathFunction> {
    Assignment<PathFunction>(
      Exercise(
        id: .exercise(7, 1), title: "Lion and Adamax from their formulas",
        kind: .implement, minutes: 20, difficulty: .medium, fileName: "ParameterPaths.swift",
        statement: """
          Walk one parameter p from its start by two rules, each with memories of its own that begin at 0, and return its value after \
          each step. The gradients are given, one a step, and do not depend on p; the list may be empty.

          Lion, with β₁ = 0.9 and β₂ = 0.99: its direction is the sign of β₁ m + (1 − β₁) g, where the sign of 0 is 0. The \
          parameter loses rate · (sign + decay · p), and only then the memory becomes β₂ m + (1 − β₂) g.

          Adamax, with β₁ = 0.9, β₂ = 0.999 and ε = 10⁻⁸, as PyTorch has it: decay · p is added to the gradient. The mean m \
          becomes β₁ m + (1 − β₁) g, and u becomes the larger of β₂ u and |g| + ε. In step t, counted from 1, the parameter loses \
          rate / (1 − β₁ᵗ) · m / u.

              from 1, gradients [0.5, −0.2], rate 0.1, decay 0
              // Lion 0.9, 1; Adamax 0.900000002, 0.873657870922
          """,
        hints: Exercise.Hints(
          nudge:
            "Which memory does the direction of Lion see: that before this gradient, or after?",
          approach: """
            Write one loop for each rule. In Lion the two betas play two parts: one mixes the direction of this step, the other what \
            is kept for the next.
            """,
          almostThere: """
            For Lion mix, step, then remember. For Adamax remember first: the mean and the larger of two numbers, one of which has \
            shrunk by β₂. Correct the mean alone by its step; the maximum does not start too small.
            """), forbidden: ["Lion", "Adamax"]),
      solution: { try parameterPaths(from: $0, gradients: $1, rate: $2, decay: $3) },
      alternative: { start, gradients, rate, decay in
        var paths: TwoPaths = ([], [])
        var (p, q, kept, mean, largest, power) = (start, start, 0.0, 0.0, 0.0, 1.0)
        for g in gradients {
          let mixed = kept + (g - kept) / 10
          p = p * (1 - rate * decay) - (mixed == 0 ? 0 : rate * (mixed < 0 ? -1 : 1))
          kept += (g - kept) / 100
          paths.lion.append(p)
          let decayed = g + decay * q
          mean += (decayed - mean) / 10
          power *= 0.9
          let faded = largest * 0.999
          largest = faded > abs(decayed) + 1e-8 ? faded : abs(decayed) + 1e-8
          q -= rate * (mean / (1 - power)) / largest
          paths.adamax.append(q)
        }
        return paths
      },
      mistakes: [
        .init(
          "Lion remembers before it steps",
          explanation: """
            Then the direction is mixed from a memory that holds this gradient already, which counts 0.109 times instead of \
            0.1. Where memory and gradient pull against each other the sign comes out wrong.
            """, { Walk(remembersFirst: true).paths($0, $1, $2, $3) }),
        .init(
          "Lion with one beta",
          explanation: """
            Signs of a plain moving mean are signSGD with momentum. Lion's two betas weigh the newest gradient ten times as \
            much in the step as in the memory.
            """, { Walk(memoryBeta: 0.9).paths($0, $1, $2, $3) }),
        .init(
          "the sign of zero is one",
          explanation: """
            Where a gradient was never seen, such as the row of a word that no batch held, the parameter walks off by the full \
            rate in every step.
            """, { Walk(signOfZero: 1).paths($0, $1, $2, $3) }),
        .init(
          "Lion's decay in the gradient",
          explanation: """
            A sign has no size, so decay inside of it vanishes unless it turns the sign. Lion decays as AdamW does, outside.
            """, { Walk(decaysInSign: true).paths($0, $1, $2, $3) }),
        .init(
          "Lion's decay without the rate",
          explanation: """
            The parameter loses decay · p in full: at a rate of 10⁻⁴ ten thousand times as much as meant.
            """, { Walk(decaysByRate: false).paths($0, $1, $2, $3) }),
        .init(
          "Adamax without bias correction",
          explanation: """
            The mean starts at 0, and the first step is a tenth of the rate. The factor 1 / (1 − β₁ᵗ) repairs that.
            """, { Walk(correctsMean: false).paths($0, $1, $2, $3) }),
        .init(
          "Adamax corrects its maximum too",
          explanation: """
            A maximum is its first gradient in the first step, not a thousandth of it. Corrected by 1 − 0.999ᵗ as in Adam it \
            makes the first step a thousandth of the rate.
            """, { Walk(correctsMaximum: true).paths($0, $1, $2, $3) }),
        .init(
          "a maximum that never fades",
          explanation: """
            Without β₂ a single outlier makes every later step small for good. With it the maximum halves in 693 steps of small \
            gradients.
            """, { Walk(fading: 1).paths($0, $1, $2, $3) }),
        .init(
          "epsilon beside the finished maximum",
          explanation: """
            PyTorch adds ε to the new magnitude before the maximum is taken. Added to the quotient's denominator it counts in \
            steps whose maximum is old as well: a difference for gradients as small as ε.
            """, { Walk(epsilonLast: true).paths($0, $1, $2, $3) }),
        .init(
          "Adamax without decay",
          explanation: """
            Lion has decay outside, Adamax inside of the gradient, where it passes through mean and maximum. Without it the \
            setting has no effect.
            """, { Walk(decaysAdamax: false).paths($0, $1, $2, $3) }),
      ],
      impostors: .init(
        zero: { _, g, _, _ in (g.map { _ in 0 }, g.map { _ in 0 }) },
        notANumber: { _, g, _, _ in (g.map { _ in .nan }, g.map { _ in .nan }) },
        identity: { _, g, _, _ in (g, g) }),
      probes: { seed in
        var generator = SplitMix64(seed: seed)
        func normals(_ count: Int, times size: Double) -> [Double] {
          (0..<count).map { _ in size * generator.normalPair().0 }
        }
        // One seed is enough for a limit on the number of steps.
        let longer = seed == 1 ? 1001 + generator.uniform(below: 60) : 40
        let outlier = [40, 0.1] + normals(29, times: 0.1) + [0, 0]
        let cases: [(String, Double, [Double], Double, Double)] = [
          ("[0.5, −0.2]", 1, [0.5, -0.2], 0.1, 0), ("[0, 0, 3]", 2, [0, 0, 3], 0.1, 0),
          ("none", 1, [], 0.1, 0.5), ("[0.5, −0.2, 0.3, 0.1]", 1, [0.5, -0.2, 0.3, 0.1], 0.1, 0.2),
          ("[0, 0, 0]", -1.5, [0, 0, 0], 0.01, 0.5), ("[−7]", 2, [-7], 0.3, 3),
          // The signs of β₁ m + (1 − β₁) g turn when the memory does not.
          ("[1, −0.085, −0.085]", 0.5, [1, -0.085, -0.085], 0.1, 0),
          ("as small as epsilon", 0, [2e-8, 1e-8, -3e-8, 1e-9], 0.1, 0),
          ("an outlier and \(outlier.count - 1) others", 0.3, outlier, 0.02, 0),
          ("11 drawn ones", -2, normals(11, times: 1), 0.05, 0.1),
          ("103 drawn ones", 40, normals(103, times: 1000), 0.2, 0.7),
          (
            "\(longer) drawn ones", generator.uniform(), normals(longer, times: 3),
            0.01 * generator.uniform(), generator.uniform()
          ),
        ]
        return cases.map { words, start, gradients, rate, decay in
          let right = Walk().paths(start, gradients, rate, decay)
          return Probe(
            "from \(Answer.text(start)), gradients \(words), rate \(Answer.text(rate)), decay \(Answer.text(decay))",
            wanted: answer(right), within: 1e-9, floor: 1e-3
          ) { answer(try $0(start, gradients, rate, decay)) }
        }
      })
  }

  private static func answer(_ paths: TwoPaths) -> Answer {
    Answer(.numbers("Lion", paths.lion), .numbers("Adamax", paths.adamax))
  }
}
