public import Course
import TensorCore

/// A weight, with the moving means of its gradients and of their squares.
public typealias AdamWeight = (value: Double, mean: Double, square: Double)

/// One step of AdamW for one weight.
public typealias DecayFunction =
  @Sendable (
    _ weight: AdamWeight, _ gradient: Double, _ step: Int, _ rate: Double, _ strength: Double,
    _ isBias: Bool
  ) throws -> AdamWeight

// solution begins
func decayedStep(
  of weight: (value: Double, mean: Double, square: Double), gradient: Double, step: Int,
  rate: Double, strength: Double, isBias: Bool
) throws -> (value: Double, mean: Double, square: Double) {
  var next = weight
  if !isBias { next.value -= rate * strength * weight.value }
  next.mean = 0.9 * weight.mean + 0.1 * gradient
  next.square = 0.999 * weight.square + 0.001 * gradient * gradient
  let mean = next.mean / (1 - Double.exp(Double(step) * .log(0.9)))
  let square = next.square / (1 - Double.exp(Double(step) * .log(0.999)))
  next.value -= rate * mean / (square.squareRoot() + 1e-8)
  return next
}
// solution ends

extension Lesson06Answers {
  /// Repair weight decay in Adam.
  public static var decoupledDecay: Assignment<DecayFunction> {
    Assignment<DecayFunction>(
      Exercise(
        id: .exercise(6, 9), title: "Decay that Adam does not divide away",
        kind: .repair, minutes: 10, difficulty: .medium, fileName: "DecayedStep.swift",
        statement: """
          Ten times the weight decay, and the weights are as large as before: this Adam adds the decay to the gradient, where it is \
          divided by the gradient's own size. And it pulls biases to zero, which costs fit and prevents nothing.

          Repair the step. Decay is decoupled: before the update, a weight is multiplied by 1 − rate · strength, as in PyTorch's AdamW, and \
          neither moving mean sees anything of it. Biases are not decayed. The rest of the step is right: β₁ = 0.9, β₂ = 0.999, \
          ε = 10⁻⁸, and both moving means are corrected by step, which counts from 1.

              weight 1, gradient 0, no memory, rate 0.1, strength 0.01    // 0.999
          """,
        hints: Exercise.Hints(
          nudge:
            "Follow a weight of 1 with a gradient of 0 through the code: what becomes of strength · value?",
          approach: """
            The decay leaves the gradient and becomes a line of its own, on the value that the step began with. It has a condition that \
            the gradient's part has not.
            """,
          almostThere: """
            Take strength · value out of the gradient. Shrink the value by the share rate · strength first unless it is a bias, and \
            let the rest of the code run as it is on the shrunk one.
            """), forbidden: ["AdamW", "DecoupledDecay", "CoupledDecay", "Adam"]),
      solution: {
        try decayedStep(of: $0, gradient: $1, step: $2, rate: $3, strength: $4, isBias: $5)
      },
      alternative: { w, gradient, step, rate, strength, isBias in
        let (mean, square) = (
          w.mean + (gradient - w.mean) / 10, w.square + (gradient * gradient - w.square) / 1000
        )
        let (first, second) = (1 - power(0.9, step), 1 - power(0.999, step))
        let direction = (mean / first) / ((square / second).squareRoot() + 1e-8)
        let decay = isBias ? 0 : strength * w.value
        return (value: w.value - rate * (direction + decay), mean: mean, square: square)
      },
      handedOut: { w, g, t, rate, strength, _ in adam(w, g + strength * w.value, t, rate) },
      mistakes: [
        .init(
          "decay in the gradient",
          explanation: """
            Added to the gradient, the decay is divided by the root of its own mean square: for a weight without a gradient the first step is \
            the full learning rate, whatever the strength.
            """,
          { w, g, t, rate, strength, isBias in
            adam(w, g + (isBias ? 0 : strength * w.value), t, rate)
          }),
        .init(
          "biases are decayed",
          explanation: """
            A bias fits the mean of the targets. Decayed, a constant target is predicted too small by 1 / (1 + strength) with squared loss, and \
            nothing is prevented by it.
            """, { w, g, t, rate, strength, _ in adam(w, g, t, rate, factor: 1 - rate * strength) }),
        .init(
          "decay without the learning rate",
          explanation: """
            The weight is multiplied by 1 − strength. With a rate of 10⁻³ that is a thousand times PyTorch's decay, and it stays when the \
            schedule lowers the rate. (The paper's form is like this, times the schedule's factor.)
            """,
          { w, g, t, rate, strength, isBias in
            adam(w, g, t, rate, factor: isBias ? 1 : 1 - strength)
          }),
        .init(
          "decay after the update",
          explanation: """
            The new weight is shrunk, and with it the update of this very step. PyTorch shrinks the old one. The difference is small, \
            rate² · strength, and breaks the agreement with a reference.
            """,
          { w, g, t, rate, strength, isBias in
            var next = adam(w, g, t, rate)
            if !isBias { next.value *= 1 - rate * strength }
            return next
          }),
        .init(
          "decay subtracted once for all sizes",
          explanation: """
            rate · strength without the weight is the step of L1, the same for large and small weights, and it pushes negative ones away \
            from 0.
            """,
          { w, g, t, rate, strength, isBias in
            var next = adam(w, g, t, rate)
            if !isBias { next.value -= rate * strength }
            return next
          }),
        .init(
          "no decay at all",
          explanation: """
            Taking the decay out of the gradient is half of the repair. It has to come back as a factor on the weight.
            """, { w, g, t, rate, _, _ in adam(w, g, t, rate) }),
        .init(
          "twice the decay",
          explanation: """
            strength · w² has the gradient 2 · strength · w. PyTorch's weight decay is that of strength / 2 · w², whose gradient has no \
            factor 2.
            """,
          { w, g, t, rate, strength, isBias in
            adam(w, g, t, rate, factor: isBias ? 1 : 1 - 2 * rate * strength)
          }),
      ],
      impostors: .init(
        zero: { _, _, _, _, _, _ in (value: 0, mean: 0, square: 0) },
        notANumber: { _, _, _, _, _, _ in (value: .nan, mean: .nan, square: .nan) },
        identity: { w, _, _, _, _, _ in w }),
      probes: { seed in
        var generator = SplitMix64(seed: seed)
        func normal() -> Double { generator.normalPair().0 }
        let fresh = { (value: Double) -> AdamWeight in (value, 0, 0) }
        let drawn = (0..<4).map { _ in
          AdamWeight(value: 3 * normal(), mean: normal(), square: 0.1 + generator.uniform())
        }
        let cases: [(AdamWeight, Double, Int, Double, Double)] = [
          (fresh(1), 0, 1, 0.1, 0.01), (fresh(-2), 0, 1, 0.1, 0.5), (fresh(0), 1, 1, 0.1, 0.5),
          (fresh(1), -3, 1, 0.01, 0),
          (fresh(1e3), 1e-3, 1, 0.001, 0.1), (drawn[0], normal(), 7, 0.1, 0.2),
          (drawn[1], normal(), 2, 0.01, 3),
          (drawn[2], 0, 1000, 0.5, 0.7),
          (drawn[3], normal(), 40, generator.uniform(), generator.uniform()),
          (fresh(1e-4), 1e-4, 1, 1e-4, 0.3), (fresh(0.05), 2, 1, 0.1, 0.1),
          // A decay so strong that the weight changes its sign, and a rate of 0.
          (fresh(0.7), 0.5, 1, 0.5, 3), (drawn[0], 2, 3, 0, 0.4),
          // Late and steep: a bound on the step or on the gradient shows.
          (drawn[1], 50, 4000, 0.01, 0.2),
        ]
        return cases.flatMap { weight, gradient, step, rate, strength in
          [false, true].map { isBias in
            let right = adam(weight, gradient, step, rate, factor: isBias ? 1 : 1 - rate * strength)
            let numbers = [weight.value, weight.mean, weight.square, gradient].map {
              Answer.text($0)
            }
            return Probe(
              "\(isBias ? "bias" : "weight"), mean, square and gradient \(numbers.joined(separator: ", ")), step \(step), rate "
                + "\(Answer.text(rate)), strength \(Answer.text(strength))",
              wanted: answer(right), within: 1e-9, floor: 1e-4
            ) { answer(try $0(weight, gradient, step, rate, strength, isBias)) }
          }
        }
      })
  }

  private static func answer(_ weight: AdamWeight) -> Answer {
    Answer(
      .number("weight", weight.value), .number("mean", weight.mean),
      .number("square", weight.square))
  }

  private static func power(_ base: Double, _ exponent: Int) -> Double {
    (0..<exponent).reduce(1) { product, _ in product * base }
  }

  /// Adam's step after a multiplication of the weight.
  private static func adam(
    _ weight: AdamWeight, _ gradient: Double, _ step: Int, _ rate: Double, factor: Double = 1
  ) -> AdamWeight {
    let mean = 0.9 * weight.mean + 0.1 * gradient
    let square = 0.999 * weight.square + 0.001 * gradient * gradient
    let corrected = (mean / (1 - power(0.9, step)), square / (1 - power(0.999, step)))
    let update = rate * corrected.0 / (corrected.1.squareRoot() + 1e-8)
    return (value: factor * weight.value - update, mean: mean, square: square)
  }
}
