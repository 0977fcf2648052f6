import Course
import Schedulers
import TensorCore
import TestSupport
import Testing

// Warm restarts: when, and what for.

extension Lesson08Interview {
  @Test(
    .interview(
      .question(8, 9), level: .recall, minutes: 1,
      question:
        "Cosine with warm restarts, a first cycle of 5 steps and T_mult = 2: at which steps does it restart?",
      answer: """
        At 5, 15, 35, 75. Each cycle is twice as long as the one before, so the lengths are 5, 10, 20, 40. In general cycle i, counted from 0, has 5 · T_mult^i steps. Within a cycle the rate falls along half a cosine from the base toward the minimum, which it does not \
        quite reach at the last step, and then it jumps back to the base.
        """,
      commonMistake: "Every 5 steps: at 5, 10, 15, 20.",
      otherMistakes: [
        "At 5, 10, 20, 40, as T_mult multiplies the step of the restart.":
          "T_mult multiplies the length of a cycle, and lengths add up: 5, then 5 + 10, then 5 + 10 + 20. The second restart comes at {restart 2}, not at 10.",
        "The peak is halved at each restart.":
          "T_mult changes lengths and no heights: each restart goes back to the full base. From base 0.1 the rate at step 5 is {rate at the restart}, as at the start.",
      ],
      refutation: """
        The rate jumps up at the steps {restart 1}, {restart 2}, {restart 3} and {restart 4} of the first 100, and nowhere else. From base 0.1 and minimum 0.001 it is {rate before the restart} at step 4 and {rate at the restart} at step 5, as at the start.
        """,
      followUps: [
        "And with T_mult = 1?": """
        Then every 5 steps. With one cycle as long as the run it is the plain cosine up to its last step.
        """,
        "How many steps do n cycles take?": """
        For T_mult above 1, the first cycle's length times (T_multⁿ − 1)/(T_mult − 1): 5, 15, 35, 75 for the first four here.
        """,
      ]))
  func `restarts come at 5, 15, 35 and 75`() {
    let schedule = CosineRestarts(firstLength: 5, growth: 2, minimum: 0.001)
    let rates = schedule.rates(stepCount: 100, from: 0.1)
    let rises = (1..<100).filter { rates[$0] > rates[$0 - 1] }
    for (index, step) in rises.enumerated() { evidence("restart \(index + 1)", step) }
    evidence("rate before the restart", rates[4])
    evidence("rate at the restart", rates[5])
    #expect(rises == [5, 15, 35, 75] && rises.allSatisfy { schedule.jumps(at: $0) })
    #expect(rates[5] == 0.1 && rates[15] == 0.1 && rates[4] > 0.01)
    let plain = CosineDecay(length: 100).rates(stepCount: 100, from: 0.1)
    #expect(CosineRestarts(firstLength: 100).rates(stepCount: 100, from: 0.1) == plain)
  }

  @Test(
    .interview(
      .question(8, 18), level: .explain, minutes: 3,
      question: "Why restart the learning rate, and what do you have to watch out for?",
      answer: """
        Each cycle ends at a low rate, so it leaves a usable model. The total number of steps need not be known in advance. The predictions of several cycles' models can also be averaged (Huang and others, 2017). \
        Soon after a restart the model is worse, so the checkpoint is taken before it. If the budget is known, I compare with one decay over all of it; on a noisy quadratic that one is better.
        """,
      commonMistake: "A restart improves the model at once, as it throws it out of a bad minimum.",
      otherMistakes: [
        "A restart draws the weights anew.":
          "Only the rate starts anew; weights, momentum and Adam's averages go on as they are. With new weights each cycle would lose what the one before had learned.",
        "With the budget known they still end nearer than one decay, on a noisy quadratic too.":
          "Each restart brings noise back and spends steps on removing it again: with bases tuned, 75 steps end at {restarts, tuned|3} with restarts and at {one cosine, tuned|3} with one cosine.",
      ],
      refutation: """
        Noisy quadratic with one minimum, curvature and variance 1, x² = 100, cosine cycles of 5, 10, 20 and 40 steps from 0.5: the expected x² is {end of cycle 3|3} at the end of the third cycle and {after the restart|3} five steps later; the fourth ends at {end of cycle 4|3}; the second had ended at \
        {end of cycle 2|3}. With tuned base rates 75 steps end at {restarts, tuned|3} with restarts and at {one cosine, tuned|3} without.
        """,
      followUps: [
        "How do you see that a checkpoint was taken at the wrong time?": """
        I log beside each checkpoint the rate of the last update before it. If that is high, the noise of a high rate is in the weights. The optimizer's rate may be the base already: the scheduler's step alone changes no weight.
        """,
        "Is the optimizer's memory reset too?": """
        Not by the scheduler: momentum and Adam's averages go on. SGDR restarts the rate only, with the weights as they are.
        """,
      ]))
  func `right after a restart the expected error is higher`() {
    let restarts = CosineRestarts(firstLength: 5, growth: 2)
    let squares = NoisyQuadratic().expectedSquares(rates: restarts.rates(stepCount: 80, from: 0.5))
    evidence("end of cycle 2", squares[15])
    evidence("end of cycle 3", squares[35])
    evidence("after the restart", squares[40])
    evidence("end of cycle 4", squares[75])
    #expect(squares[40] > 3 * squares[35] && squares[75] < squares[35] && squares[35] < squares[15])
    let (many, one) = (
      tuned(restarts, stepCount: 75).square, tuned(CosineDecay(length: 75), stepCount: 75).square
    )
    evidence("restarts, tuned", many)
    evidence("one cosine, tuned", one)
    #expect(many > 1.1 * one)
  }
}
