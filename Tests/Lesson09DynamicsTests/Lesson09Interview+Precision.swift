import Autograd
import Course
import Dynamics
import TensorCore
import TestSupport
import Testing

// Half precision.

extension Lesson09Interview {
  @Test(
    .interview(
      .question(9, 11), level: .explain, minutes: 4,
      question:
        "Why can training in float16 fail where float32 works, and what does mixed precision do about each reason?",
      answer: """
        It loses small gradients, small updates and large numbers. Small gradients become 0: below half of the least number, 3e-8, nothing is left; so the loss is multiplied before the backward pass and gradients are divided after it. Small updates are lost in large weights: 1 + 4e-4 is 1; so the weights that are updated stay in float32. Large numbers overflow from 65,520 on; so softmax, norms, losses and long sums run in float32, and a step with an infinite gradient is skipped.
        """,
      commonMistake: "Because three digits are too few for a gradient.",
      otherMistakes: [
        "Loss scaling multiplies the learning rate, and so prevents stalls.":
          "The gradients are divided by the same factor before the update, so the step keeps its length. The factor only keeps small gradients from becoming 0 on their way back.",
        "Only overflow matters; small numbers that become 0 carry no information.":
          "Small gradients all together can be the whole signal: with the loss times 2⁻²⁰ training in float16 goes from {first loss|3} to {loss, unscaled|3}, and with scaling to {loss, scaled|3}.",
      ],
      refutation: """
        10,000 normal gradients of size 1e-8: {zeros|3} of them are 0 in float16, times 65,536 {zeros, scaled|3}, with the same eleven bits. A network 64-16-10 on digits whose loss is multiplied by 2⁻²⁰, 100 steps of simulated float16, seed 1: the loss goes from {first loss|3} to {loss, unscaled|3} without scaling, to {loss, scaled|3} with it and to {loss, double|3} in double precision. In float16 an update of 4e-4 leaves a weight of 1 at {weight after the update}.
        """,
      followUps: [
        "Where does clipping go?": """
        After unscaling, or its threshold is off by the scale. In PyTorch: unscale the optimizer by the scaler, then clip, then let the scaler step.
        """,
        "What does a skipped step cost?": """
        One update. A few at the start and one at each growth are normal. If each step is skipped, something is infinite for another reason than the scale.
        """,
      ]))
  func `float16 loses small gradients, and scaling keeps them`() throws {
    var generator = SplitMix64(seed: 11)
    let gradients = Tensor.normal([10_000], using: &generator) * 1e-8
    func zeros(_ factor: Scalar) -> Double {
      NumberFormat.float16.losses(of: (gradients * factor).scalars.map { Double($0) }).underflow
    }
    evidence("zeros", zeros(1))
    evidence("zeros, scaled", zeros(65_536))
    #expect(zeros(1) > 0.9 && zeros(65_536) < 0.01)
    let plain = try HalfPrecisionRun(.float16).run(seed: 1)
    let scaled = try HalfPrecisionRun(.float16, scalesLoss: true).run(seed: 1)
    let double = try HalfPrecisionRun(.float64).run(seed: 1)
    evidence("first loss", plain.firstLoss)
    evidence("loss, unscaled", plain.lastLoss)
    evidence("loss, scaled", scaled.lastLoss)
    evidence("loss, double", double.lastLoss)
    #expect(
      plain.lastLoss > 2 * scaled.lastLoss && abs(scaled.lastLoss / double.lastLoss - 1) < 0.2)
    let updated = NumberFormat.float16.sum(1, 4e-4)
    evidence("weight after the update", updated)
    #expect(updated == 1 && NumberFormat.float16.round(65_519) == 65_504)
    #expect(NumberFormat.float16.round(65_520) == .infinity)
  }

  @Test(
    .interview(
      .question(9, 19), level: .design, minutes: 3,
      question: "bfloat16 or float16 for training: what does each lose?",
      answer: """
        Both have 16 bits and divide them differently. bfloat16 has float32's eight exponent bits, so gradients seldom underflow and loss scaling is usually left out; it pays with eight significant bits, two to three decimal digits. float16 has eleven, and a range from 6e-8 to 65,504, so it needs scaling. Both lose small updates, bfloat16 sooner, so the weights that are updated stay in float32. I take bfloat16 where the \
        hardware has it.
        """,
      commonMistake: "bfloat16 is the better float16: the same precision with a wider range.",
      otherMistakes: [
        "With bfloat16 no small update is lost, so the weights can be kept in 16 bits.":
          "At 1 neighbors are {epsilon, bfloat16|3} apart, so an update of 0.001 is rounded away: after a thousand of them the weight is still {thousand updates, bfloat16}. A wide range does not bring small steps back.",
        "float16 has the wider range, as it was made for graphics.":
          "float16 has five exponent bits and ends at 65,504, bfloat16 has the eight of float32. 70,000 becomes {70,000, float16} in float16 and {70,000, bfloat16} in bfloat16.",
      ],
      refutation: """
        The distance from 1 to the next number is {epsilon, float16|3} in float16 and {epsilon, bfloat16|3} in bfloat16, eight times as much. 1e-8 becomes {1e-8, float16} in float16 and {1e-8, bfloat16|3} in bfloat16; 70,000 becomes {70,000, float16} and {70,000, bfloat16}. A thousand updates of 0.001 take a weight from 1 to {thousand updates, float16|3} in float16, and in bfloat16 it stays {thousand updates, bfloat16}.
        """,
      followUps: [
        "Does a ratio of update to weight of 0.001 mean that bfloat16 weights move?": """
        No. Half the distance to the next number is at least 0.00195 of a weight, so a step of 0.001 of it is lost. Stochastic rounding or a float32 copy lets it move.
        """,
        "Which runs in float32 even under bfloat16?": """
        What adds many numbers or subtracts nearly equal ones: softmax, losses, norms, and the optimizer's state.
        """,
      ]))
  func `bfloat16 has the range, float16 the digits`() {
    let (half, brain) = (NumberFormat.float16, NumberFormat.bfloat16)
    for (name, format) in [("float16", half), ("bfloat16", brain)] {
      evidence("epsilon, \(name)", format.epsilon)
      evidence("1e-8, \(name)", format.round(1e-8))
      evidence("70,000, \(name)", format.round(70_000))
      let moved = (0..<1_000).reduce(1.0) { weight, _ in format.sum(weight, 0.001) }
      evidence("thousand updates, \(name)", moved)
      #expect((moved == 1) == (format == brain))
    }
    #expect(brain.epsilon == 8 * half.epsilon && half.round(1e-8) == 0 && brain.round(1e-8) > 0)
    #expect(half.round(70_000) == .infinity && brain.round(70_000).isFinite)
    #expect(brain.exponents == NumberFormat.float32.exponents)
  }

  @Test(
    .interview(
      .question(9, 38), level: .debug, minutes: 3,
      question:
        "A running total that is kept in float16 adds 1e-4 ten thousand times and stops at 0.25. Why, and what do you do?",
      answer: """
        From 0.25 on neighboring float16 numbers are 2⁻¹², about 2.4e-4, apart. Half of that is more than 1e-4, so each sum is rounded back to 0.25: the addend is absorbed. I keep the sum in float32. If it has to stay in float16, pairwise addition keeps the addends of similar size, and Kahan's correction carries the lost part along. Library sums, such as torch.sum, already accumulate in higher precision; a hand-written \
        loop or a running average does not.
        """,
      commonMistake: "float16 overflowed, so the loss has to be scaled.",
      otherMistakes: [
        "1e-4 cannot be represented exactly in float16, and its errors add up to the missing 0.75.":
          "It is stored as {addend|5}, off by {error of the addend|1} of itself. That would leave the total off by the same share, near 1, and not stop it at 0.25.",
        "torch.sum of the same ten thousand numbers in float16 also gives 0.25.":
          "torch.sum adds in float32 and rounds once at the end, so it gives about 1. An addend is absorbed only where the total itself is rounded to float16 after each addition.",
      ],
      refutation: """
        0.25 is far below 65,504, where float16 ends, and one factor on total and addends changes nothing. A plain loop in float16 ends at {naive}, and the last addition to change it is number {steps} of 10,000. 1e-4 itself is stored as {addend|5}, off by {error of the addend|1} of itself. Added by halves in float16 the sum is {halves|4}. In bfloat16 a plain loop stops at {naive, bfloat16|4}. In float32, 1 and ten thousand times 3e-8 give {plain, float32} in a plain loop and {kahan, float32|5} with Kahan's correction.
        """,
      followUps: [
        "Where does that happen in training?": """
        In moving averages and running statistics with a small share of the new value, in losses summed over an epoch, and in weights that get small updates.
        """,
        "Does the order of the addends matter?": """
        Yes: small ones first lose less. Adding by halves has an error that grows with log n, a plain loop one that may grow with n.
        """,
      ]))
  func `a float16 sum absorbs its addends at a quarter`() {
    let half = NumberFormat.float16
    var sum = 0.0
    var steps = 0
    for step in 1...10_000 {
      let next = half.sum(sum, half.round(1e-4))
      if next != sum { steps = step }
      sum = next
    }
    evidence("naive", sum)
    evidence("steps", steps)
    evidence("addend", half.round(1e-4))
    evidence("error of the addend", abs(half.round(1e-4) / 1e-4 - 1))
    #expect(sum == 0.25 && half.sum(Array(repeating: 1e-4, count: 10_000)) == 0.25)
    func halves(_ count: Int) -> Double {
      count == 1 ? half.round(1e-4) : half.sum(halves(count / 2), halves(count - count / 2))
    }
    evidence("halves", halves(10_000))
    evidence("naive, bfloat16", NumberFormat.bfloat16.sum(Array(repeating: 1e-4, count: 10_000)))
    let terms: [Float] = [1] + Array(repeating: 3e-8, count: 10_000)
    let (plain, kahan) = (Summation.naive.sum(terms), Summation.kahan.sum(terms))
    evidence("plain, float32", plain)
    evidence("kahan, float32", kahan)
    #expect(abs(halves(10_000) - 1) < 0.01 && plain == 1 && abs(kahan - 1.0003) < 1e-6)
  }
}
