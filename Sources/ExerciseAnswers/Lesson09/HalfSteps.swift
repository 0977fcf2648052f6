public import Course
import TensorCore

/// The weight after each step, and how many steps were skipped.
public typealias HalfRun = (weights: [Double], skippedCount: Int)

/// Trains one weight with gradients that pass through half precision.
public typealias HalfStepsFunction =
  @Sendable (_ weight: Double, _ gradients: [Double], _ rate: Double, _ scale: Double) throws ->
  HalfRun

// solution begins
func halfSteps(
  weight: Double, gradients: [Double], rate: Double, scale: Double
) throws -> (weights: [Double], skippedCount: Int) {
  func half(_ value: Double) -> Double {
    guard value.isFinite, value != 0 else { return value }
    let exponent = max(value.exponent, -14) - 10
    let spacing = Double(sign: .plus, exponent: exponent, significand: 1)
    let rounded = (value / spacing).rounded(.toNearestOrEven) * spacing
    return abs(rounded) > 65504 ? rounded * .infinity : rounded
  }
  var (master, weights, skippedCount) = (weight, [Double](), 0)
  for gradient in gradients {
    let stored = half(scale * gradient)
    if stored.isFinite {
      master -= rate * (stored / scale)
    } else {
      skippedCount += 1
    }
    weights.append(master)
  }
  return (weights, skippedCount)
}
// solution ends

extension Lesson09Answers {
  /// Round to half precision by hand, and train with a scaled loss.
  public static var halfPrecision: Assignment<HalfStepsFunction> {
    Assignment<HalfStepsFunction>(
      Exercise(
        id: .exercise(9, 6), title: "Half precision by hand",
        kind: .implement, minutes: 20, difficulty: .hard, fileName: "HalfSteps.swift",
        statement: """
          Half precision (float16) has ten bits behind the first one of its significand, and exponents from −14 to 15. From 2ᵉ to 2ᵉ⁺¹ its neighbors lie \
          2ᵉ⁻¹⁰ apart; below 2⁻¹⁴ they all lie 2⁻²⁴ apart, down to 0. The largest number is 65504. Write the rounding without the language's \
          own Float16, and train with it.

          A number is rounded to the nearest of them; halfway between two, to the one whose last bit is 0. What would be rounded to 65536 or more, had \
          the format more exponents, becomes infinite, with its sign. A gradient is stored in half precision after it was multiplied by the scale, \
          as the backward pass of a scaled loss makes it. If what is stored is not finite, the step is skipped and counted, and the \
          weight stays. Else the stored number is divided by the scale, and rate times that is taken off the weight; both in \
          double precision. Return the weight after each step and the number of skipped ones.

              weight 1, gradients [1e-8, 3e-5, 1], rate 1, scale 1
              // 1, 0.99997, −2.99811e-05
              // with scale 65536 the first one gets through, and the third is skipped
          """,
        hints: Exercise.Hints(
          nudge:
            "If neighbors lie 8 apart, how do you round with a function that rounds to whole numbers?",
          approach: """
            The distance of the neighbors follows from the exponent, which is never taken smaller than −14. Divide by it, round, multiply \
            by it. Then look for what is too large.
            """,
          almostThere: """
            The distance is a power of 2, so that dividing by it loses nothing. Swift's rounded takes a rule for halves. Compare with 65504 after \
            rounding, not before: 65519 is still rounded down.
            """),
        forbidden: ["Float16", "NumberFormat", "LossScaler", "SimulatedPrecision", "float16"]),
      solution: { try halfSteps(weight: $0, gradients: $1, rate: $2, scale: $3) },
      alternative: { weight, gradients, rate, scale in
        // Adding a large number makes the processor round where its last bit is.
        var (weights, skipped) = ([weight], 0)
        for gradient in gradients {
          let value = (scale * gradient).magnitude
          let unit = max(value, 0x1p-14).binade * 0x1p-10
          let shift = unit * 0x1.8p52
          let rounded = (value + shift) - shift
          let isTooLarge = !(rounded < 65520)
          let signed = gradient * scale < 0 ? -rounded : rounded
          if isTooLarge { skipped += 1 }
          weights.append(weights[weights.count - 1] - (isTooLarge ? 0 : rate * signed / scale))
        }
        return (Array(weights.dropFirst()), skipped)
      },
      mistakes: [
        .init(
          "no subnormal numbers",
          explanation: """
            Below 2⁻¹⁴ the format goes on to 2⁻²⁴, with fewer and fewer bits. Set to 0 there, gradients of 3e-5 vanish, which half precision still \
            knows.
            """, { Half(smallest: .flushed).run($0, $1, $2, $3) }),
        .init(
          "as many bits at any size",
          explanation: """
            Without a least exponent no gradient ever vanishes, and the scale has nothing to save. Below 2⁻¹⁴ the distance of neighbors stays \
            2⁻²⁴.
            """, { Half(smallest: .unbounded).run($0, $1, $2, $3) }),
        .init(
          "halves away from zero",
          explanation: """
            The rule of rounded() without an argument. Between 1 and 1 + 2⁻¹⁰ the middle belongs to 1, whose last bit is 0; always away, sums \
            drift.
            """, { Half(rule: .toNearestOrAwayFromZero).run($0, $1, $2, $3) }),
        .init(
          "the bits are cut off",
          explanation: """
            Cutting is rounding toward zero: every gradient becomes smaller, by up to a whole distance instead of half of one.
            """, { Half(rule: .towardZero).run($0, $1, $2, $3) }),
        .init(
          "too large numbers stay at 65504",
          explanation: """
            A processor gives infinity, and infinity is how the scaler notices that its scale is too large. Held at the largest number, a wrong \
            gradient is used.
            """, { Half(saturates: true).run($0, $1, $2, $3) }),
        .init(
          "the scale is not taken out again",
          explanation: """
            The step is then as many times too large as the scale, and the run diverges at once. Clipping and the optimizer want the gradient of \
            the loss itself.
            """, { Half(unscales: false).run($0, $1, $2, $3) }),
        .init(
          "the weight is rounded as well",
          explanation: """
            Near 1 half precision has a distance of 0.001, and smaller steps leave the weight where it is. It is kept in a wider format \
            for that.
            """, { Half(roundsWeight: true).run($0, $1, $2, $3) }),
        .init(
          "rounded before it is scaled",
          explanation: """
            The scaled loss makes scaled gradients. What has become 0 stays 0 under any scale that comes later.
            """, { Half(scalesFirst: false).run($0, $1, $2, $3) }),
      ],
      impostors: .init(
        zero: { _, gradients, _, _ in (gradients.map { _ in 0 }, 0) },
        notANumber: { _, gradients, _, _ in (gradients.map { _ in .nan }, 0) },
        identity: { weight, gradients, rate, _ in
          var now = weight
          return (
            gradients.map {
              now -= rate * $0
              return now
            }, 0
          )
        }),
      probes: { seed in
        HalfCase.all(seed: seed).map { example in
          let right = Half().run(example.weight, example.gradients, example.rate, example.scale)
          return Probe(
            example.words, wanted: Half.answer(right), within: 1e-9, floor: example.floor
          ) {
            Half.answer(try $0(example.weight, example.gradients, example.rate, example.scale))
          }
        }
      })
  }
}
