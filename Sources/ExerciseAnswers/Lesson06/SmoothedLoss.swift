public import Course
import TensorCore

/// The label-smoothed cross-entropy of one sample and its gradient.
public typealias SmoothingFunction =
  @Sendable (_ logits: [Double], _ target: Int, _ smoothing: Double) throws -> (
    loss: Double, gradient: [Double]
  )

// solution begins
func smoothedLoss(
  logits: [Double], target: Int, smoothing: Double
) throws -> (loss: Double, gradient: [Double]) {
  let greatest = logits.max() ?? 0
  let sum = logits.reduce(0) { $0 + Double.exp($1 - greatest) }
  let logProbabilities = logits.map { $0 - greatest - Double.log(sum) }
  let others = smoothing / Double(logits.count - 1)
  let targets = logits.indices.map { $0 == target ? 1 - smoothing : others }
  let loss = -zip(targets, logProbabilities).map(*).reduce(0, +)
  return (loss, zip(targets, logProbabilities).map { Double.exp($1) - $0 })
}
// solution ends

extension Lesson06Answers {
  /// Write the other form of label smoothing.
  public static var othersSmoothing: Assignment<SmoothingFunction> {
    Assignment<SmoothingFunction>(
      Exercise(
        id: .exercise(6, 5), title: "Label smoothing over the other classes",
        kind: .implement, minutes: 12, difficulty: .medium, fileName: "SmoothedLoss.swift",
        statement: """
          PyTorch's label smoothing spreads the share e over all K classes, the right one among them. Some papers and code \
          spread it over the other classes only: 1 − e for the right class, and e / (K − 1) for each other. Write that form.

          Return the cross-entropy of one sample against these targets, in nats, and its gradient with respect to the logits. \
          Logits may be as large as 1,000 in magnitude; there are two classes or more, and e is in 0…1.

              logits [0, 0, 0], target 0, smoothing 0.1
              // loss 1.098612, gradient [−0.566667, 0.283333, 0.283333]
          """,
        hints: Exercise.Hints(
          nudge:
            "Of which two distributions is the loss the cross-entropy, and what is the gradient of any such loss behind a softmax?",
          approach: """
            Write the targets as a list that sums to 1. The loss is minus their sum with the logarithms of the probabilities. The \
            gradient is probabilities minus targets, the same for smoothed targets as for hard ones.
            """,
          almostThere: """
            Compute logarithms of probabilities without ever forming a probability: subtract the greatest logit, then the logarithm \
            of the sum of exponentials. The probabilities of the gradient are the exponentials of these.
            """),
        forbidden: [
          "LabelSmoothing", "softmaxCrossEntropy", "weightedCrossEntropy", "targetsOverOthers",
        ]),
      solution: smoothedLoss(logits:target:smoothing:),
      alternative: { logits, target, smoothing in
        // In differences to the target's logit; the sum of their exponentials in two parts.
        let shift = logits.reduce(-Double.infinity) { max($0, $1) }
        let normalizer = shift + .log(logits.map { Double.exp($0 - shift) }.reduce(0, +))
        let rest = smoothing / Double(logits.count - 1)
        var loss = (1 - smoothing) * (normalizer - logits[target])
        for index in logits.indices where index != target {
          loss += rest * (normalizer - logits[index])
        }
        var gradient = logits.map { Double.exp($0 - normalizer) - rest }
        gradient[target] += rest - (1 - smoothing)
        return (loss, gradient)
      },
      mistakes: [
        .init(
          "spread over all classes",
          explanation: """
            e / K for every class, the right one among them, is PyTorch's form. It is the form asked for with a smaller share: \
            e (K − 1) / K. Copying e = 0.1 from a paper with the other form trains other targets.
            """,
          { logits, target, e in
            let k = Double(logits.count)
            return smoothed(logits, logits.indices.map { ($0 == target ? 1 - e : 0) + e / k })
          }),
        .init(
          "targets that do not sum to 1",
          explanation: """
            1 − e + e / (K − 1) for the right class counts the spread share once too often. Targets sum to more than 1, and softmax minus \
            targets no longer is the gradient of the loss.
            """,
          { logits, target, e in
            let others = e / Double(logits.count - 1)
            return smoothed(logits, logits.indices.map { ($0 == target ? 1 - e : 0) + others })
          }),
        .init(
          "the gradient of hard targets",
          explanation: """
            The gradient is probabilities minus the smoothed targets, and 0 where they agree: at a finite gap of the logits. With hard \
            targets it never is, and the logits grow for ever.
            """,
          { logits, target, e in
            let others = e / Double(logits.count - 1)
            let loss = smoothed(logits, logits.indices.map { $0 == target ? 1 - e : others }).loss
            return (loss, smoothed(logits, logits.indices.map { $0 == target ? 1 : 0 }).gradient)
          }),
        .init(
          "exponentials of large logits",
          explanation: """
            e¹⁰⁰⁰ is infinite, infinity over infinity is NaN, and the logarithm of a probability that underflowed is −∞. Subtract the \
            greatest logit and stay with logarithms.
            """,
          { logits, target, e in
            let sum = logits.reduce(0) { $0 + Double.exp($1) }
            let others = e / Double(logits.count - 1)
            let targets = logits.indices.map { $0 == target ? 1 - e : others }
            let probabilities = logits.map { Double.exp($0) / sum }
            return (
              -zip(targets, probabilities).reduce(0) { $0 + $1.0 * .log($1.1) },
              zip(probabilities, targets).map(-)
            )
          }),
        .init(
          "targets minus probabilities",
          explanation: """
            That is the direction of descent, the negative gradient. An optimizer that subtracts it climbs.
            """,
          { logits, target, e in
            let others = e / Double(logits.count - 1)
            let right = smoothed(logits, logits.indices.map { $0 == target ? 1 - e : others })
            return (right.loss, right.gradient.map { -$0 })
          }),
        .init(
          "a part of the loss without its gradient",
          explanation: """
            (1 − e) times the cross-entropy of the right class is only a part of the loss. The other classes' part, e times their mean, \
            is what keeps the logits finite.
            """,
          { logits, target, e in
            let hard = smoothed(logits, logits.indices.map { $0 == target ? 1 : 0 })
            return ((1 - e) * hard.loss, hard.gradient.map { (1 - e) * $0 })
          }),
      ],
      impostors: .init(
        zero: { logits, _, _ in (0, logits.map { _ in 0 }) },
        notANumber: { logits, _, _ in (.nan, logits.map { _ in .nan }) },
        identity: { logits, _, _ in (logits[0], logits) }),
      probes: { seed in
        var generator = SplitMix64(seed: seed)
        let drawn = (0..<6).map { _ in 3 * generator.normalPair().0 }
        let pair = (0..<2).map { _ in generator.normalPair().0 }
        let cases: [([Double], Int, Double)] = [
          ([0, 0], 0, 0), ([0, 0, 0], 0, 0.1), ([2, 1, 0.1], 0, 0.1), ([2, 1, 0.1], 2, 0.1),
          (pair, 1, 0.2),
          (drawn, 3, 0.1), (drawn, Int(seed % 6), generator.uniform()), (drawn, 0, 1),
          (drawn, 5, 0),
          ([1000, 0, -1000], 2, 0.1), ([-1000, -1000], 1, 0.3), ([1000, 1000, 999], 1, 0),
          ([0.5 * .log(19.0), -0.5 * .log(19.0)], 0, 0.05), ([0, 0, 40], 2, 0.01),
          // More classes than above, so that no bound on their number passes.
          (drawn + drawn.reversed(), 9, 0.3),
        ]
        return cases.map { logits, target, smoothing in
          let others = smoothing / Double(logits.count - 1)
          let right = smoothed(logits, logits.indices.map { $0 == target ? 1 - smoothing : others })
          return Probe(
            "logits \(logits.map { Answer.text($0) }), target \(target), smoothing \(Answer.text(smoothing))",
            wanted: Answer(.number("loss", right.loss), .numbers("gradient", right.gradient)),
            within: 1e-9, floor: 1e-3
          ) { function in
            let (loss, gradient) = try function(logits, target, smoothing)
            return Answer(.number("loss", loss), .numbers("gradient", gradient))
          }
        }
      })
  }

  /// The cross-entropy of a softmax against any targets, with softmax minus targets.
  private static func smoothed(
    _ logits: [Double], _ targets: [Double]
  ) -> (loss: Double, gradient: [Double]) {
    let greatest = logits.max() ?? 0
    let normalizer = greatest + .log(logits.reduce(0) { $0 + Double.exp($1 - greatest) })
    return (
      zip(targets, logits).reduce(0) { $0 + $1.0 * (normalizer - $1.1) },
      zip(targets, logits).map { Double.exp($1 - normalizer) - $0 }
    )
  }
}
