public import Course
import TensorCore

/// A learning rate.
public typealias RateChoice = @Sendable () throws -> Double

// solution begins
func killingRate() throws -> Double {
  0.385
}
// solution ends

extension Lesson03Answers {
  /// A rate that kills three units in ten.
  public static var rate: Assignment<RateChoice> {
    Assignment<RateChoice>(
      Exercise(
        id: .exercise(3, 2), title: "A rate that kills three units in ten", kind: .tune,
        minutes: 15, difficulty: .medium, fileName: "KillingRate.swift",
        statement: """
          A hidden layer of units ReLU(w x + b) is initialized with weights from N(0, 1) and \
          biases 0. The inputs fill −1 … 1. In the first step every output is too large, and the \
          gradient of the loss with respect to every bias is 1, while the gradients of the \
          weights cancel: gradient descent moves each bias to minus the learning rate.

          Choose the learning rate at which 30 % of the units are dead after this one step, that \
          is silent on all inputs; between 28 % and 32 % counts.

              0.1    // 8 % are dead
          """,
        hints: Exercise.Hints(
          nudge: """
            On which input is a unit of weight w as active as it can be?
            """,
          approach: """
            Write down the largest weighted sum that a unit reaches over all inputs, before and \
            after the step. It must not be positive. Then ask how likely that is for a normal \
            weight.
            """,
          almostThere: """
            A unit is dead if the magnitude of its weight is below the learning rate. So you \
            need the number below which the magnitude of a standard normal number lies three \
            times in ten; both tails count.
            """), forbidden: ["Activation", "UnitActivity"]),
      solution: killingRate,
      alternative: {
        // Bisection of erf(η / √2) = 0.3.
        var (low, high) = (0.0, 1.0)
        for _ in 0..<40 {
          let middle = (low + high) / 2
          if Double.erf(middle / 2.0.squareRoot()) < 0.3 { low = middle } else { high = middle }
        }
        return low
      },
      mistakes: [
        .init(
          "the share itself is taken as the rate",
          explanation: """
            A density is not a share: within 0.3 of 0 the normal density is at most 0.4, on \
            either side, which makes 24 %.
            """,
          { 0.3 }),
        .init(
          "one tail is counted",
          explanation: """
            0.524 is the number below which 70 % of the weights lie. What counts is the \
            magnitude of the weight, so that both tails survive, and 40 % are dead.
            """,
          { 0.524 }),
        .init(
          "thirty percent survive",
          explanation: """
            At 1.036 the magnitudes of 70 % of the weights are below the rate: 30 % are alive, \
            and not dead.
            """,
          { 1.036 }),
      ],
      impostors: .init(zero: { 0 }, notANumber: { .nan }, identity: { 1 }),
      probes: { seed in
        var generator = SplitMix64(seed: seed)
        let weights = Tensor.normal([20_000], using: &generator).scalars.map { Double($0) }
        return [
          Probe(
            "20000 units, seed \(seed)", goal: "between 0.28 and 0.32 of the units dead",
            likeness: 0.005,
            answer: { choose in
              let rate = try choose()
              // The largest weighted sum over the inputs is that at 1 or −1.
              let dead = weights.count { $0.magnitude - rate <= 0 }
              return Answer(.number("dead share", Double(dead) / Double(weights.count)))
            },
            accepts: { answer in answer["dead share"].map { (0.28...0.32).contains($0) } ?? false })
        ]
      })
  }
}
