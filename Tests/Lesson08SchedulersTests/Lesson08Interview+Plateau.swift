import Autograd
import Course
import Schedulers
import TensorCore
import TestSupport
import Testing

// Plateaus: the scheduler that looks for them, and one that the schedule did not make.

extension Lesson08Interview {
  @Test(
    .interview(
      .question(8, 8), level: .recall, minutes: 2,
      question:
        "When exactly does PyTorch's ReduceLROnPlateau lower the rate, with patience 2, and what counts as an improvement?",
      answer: """
        At the third bad epoch in a row. The count of bad epochs has to exceed the patience. An epoch is bad unless its figure beats the best so far by more than the threshold, by default a share of 1e-4 of the best. A NaN is bad. After a drop the count starts anew, and during a cooldown no epoch counts as bad. \
        mode has to fit the figure: with min, a rising accuracy looks like a plateau.
        """,
      commonMistake: "Patience 2 lowers the rate after two bad epochs.",
      otherMistakes: [
        "An epoch is bad if it is worse than the epoch before.":
          "It is held against the best so far. In 0.5, 0.9, 0.8, 0.7 the last two beat the one before, yet all three after 0.5 are bad, and with patience 2 the rate, 1 at first, is {after falling}.",
        "Any improvement resets the count, however small.":
          "It has to beat the best by more than the threshold, a share of 1e-4 by default: a loss that falls by 0.001 % an epoch has its rate lowered at epoch {epoch of the drop}.",
      ],
      refutation: """
        Factor 0.5, figures 1, 0.9 and then 0.9 again and again: the rate, 1 at first, is {after two bad} after two bad epochs and {after three bad} after three. After the figures 0.5, 0.9, 0.8, 0.7, of which the last two are better than the one before, it is {after falling}. With a loss that falls by 0.001 % an epoch it drops at epoch \
        {epoch of the drop}. On an accuracy that rises by 0.01 an epoch the mode min has dropped {drops, accuracy} times after 12 epochs.
        """,
      followUps: [
        "What does the schedule depend on?": """
        On the figures it has seen, so it is no function of the step: best figure and counts are state and belong in the checkpoint.
        """,
        "What is wrong with the training loss of single batches as the figure?": """
        Its noise hides improvements and now and then gives a low record that is hard to beat. I use the validation loss of an epoch.
        """,
      ]))
  func `the third bad epoch lowers the rate`() throws {
    func rates(_ figures: [Scalar], patience: Int = 2) -> [Scalar] {
      let optimizer = momentum(rates: [1])
      var settings = PlateauScheduler.Settings()
      (settings.factor, settings.patience) = (0.5, patience)
      let scheduler = PlateauScheduler(optimizer, settings)
      return figures.map { figure in
        scheduler.step(figure)
        return optimizer.learningRate
      }
    }
    let flat = rates([1, 0.9, 0.9, 0.9, 0.9])
    evidence("after two bad", flat[3])
    evidence("after three bad", flat[4])
    #expect(flat == [1, 1, 1, 1, 0.5])
    func drops(_ rates: [Scalar]) -> Int { zip(rates, rates.dropFirst()).count { $0 > $1 } }
    let falling = rates([0.5, 0.9, 0.8, 0.7])
    evidence("after falling", falling[3])
    #expect(falling == [1, 1, 1, 0.5])
    let slow = rates((0..<20).map { Scalar.pow(1 - 1e-5, $0) })
    evidence("epoch of the drop", try #require(slow.firstIndex { $0 < 1 }) + 1)
    #expect(slow[3] < 1)
    let accuracy = rates((0..<12).map { 0.5 + 0.01 * Scalar($0) })
    evidence("drops, accuracy", drops(accuracy))
    #expect(drops(accuracy) == 3)
    #expect(rates([1, .nan, .nan, .nan]) == [1, 1, 1, 0.5])
  }

  @Test(
    .interview(
      .question(8, 13), level: .debug, minutes: 3,
      question: """
        The loss has been flat for two hours. The run is at 40 % of its steps, the schedule is a cosine to zero over the whole run without warm-up, and the rate is 3e-5 now. Has the schedule decayed the rate too far?
        """,
      answer: """
        No: at 40 % a cosine to zero still has {share at 40 %|3} of its peak. So the peak was {peak}, and decay has taken a third. That clears the decay, not the rate: the peak itself may be too low or too high. I check that the schedule is as described, compare the size of the updates with the size of the weights, and run a short branch at three times the rate and \
        one at a third. Then I look at data and gradients.
        """,
      commonMistake: "Yes: by 40 % of the run the cosine has decayed the rate into nothing.",
      otherMistakes: [
        "No, so the learning rate is not the cause.":
          "Only the decay is cleared: the peak itself may be too low or too high. On a noisy quadratic with the peak {peak|3} only {progress|2} % of x² is gone at 40 %.",
        "At 40 % of the run the rate is at 60 % of the peak, as with a linear decay.":
          "The cosine lies above the line until half of the run: flat at first, it has {share at 40 %|3} of its peak at 40 %. Both reach one half at half of the run.",
      ],
      refutation: """
        The cosine is below 10 % of its peak after {below 10 %|3} % of the steps only, and below 1 % after {below 1 %|3} %. The rate can still be the cause: on a noisy quadratic (curvature and variance 1, x² = 100, 200 steps) with the peak {peak} only {progress|2} % of x² is gone at 40 %. And if T_max were half of the run and the run at 40 %, the share would be \
        {share, half the length|2}, and the peak {peak, half the length}.
        """,
      followUps: [
        "Which ratio do you look at?": """
        The norm of the actual change of a layer's weights over the norm of the weights. With Adam rate times gradient is not the change, so I measure the change itself.
        """,
        "What if the branch at a third of the rate drops at once?": """
        Then a part of the loss is noise at the present rate, and the rest of the cosine will take that away anyway. A drop at once does not show that decaying earlier ends lower; that takes two branches run to the end.
        """,
      ]))
  func `at 40 % a cosine has 65 % of its peak`() throws {
    let cosine = CosineDecay(length: 1_000)
    let share = cosine.rate(at: 400, from: 1)
    evidence("share at 40 %", share)
    evidence("peak", 3e-5 / share)
    let rates = cosine.rates(stepCount: 1_000, from: 1)
    evidence("below 10 %", Double(try #require(rates.firstIndex { $0 < 0.1 })) / 10)
    evidence("below 1 %", Double(try #require(rates.firstIndex { $0 < 0.01 })) / 10)
    #expect(share > 0.65 && share < 0.66 && rates[790] > 0.1 && rates[930] > 0.01)
    let start = NoisyQuadratic().start
    let square = NoisyQuadratic().expectedSquares(
      rates: CosineDecay(length: 200).rates(stepCount: 80, from: 3e-5 / share))[80]
    evidence("progress", 100 * (1 - square / start))
    #expect(square > 0.98 * start)
    let half = CosineDecay(length: 500).rate(at: 400, from: 1)
    evidence("share, half the length", half)
    evidence("peak, half the length", 3e-5 / half)
    #expect(half < 0.1)
  }
}
