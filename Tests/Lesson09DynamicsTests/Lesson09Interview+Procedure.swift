import Autograd
import Course
import Datasets
import Dynamics
import TensorCore
import TestSupport
import Testing

// The order of the steps, and what a test suite holds.

extension Lesson09Interview {
  @Test(
    .interview(
      .question(9, 1), level: .debug, minutes: 5,
      question: "A model is not learning. Walk me through your steps.",
      answer: """
        I go from what is cheap and rules out much to what is expensive. First I look at a batch as the model gets it, and hold the first loss against that of a constant guess. Then the model has to learn one batch by heart. Meanwhile I read for each parameter whether a gradient arrives and whether the value \
        moves. Then inputs of zeros: they must do worse. Only then learning rate, architecture, regularization, and last the validation.
        """,
      commonMistake: "Tune the hyperparameters first; most failures are a bad learning rate.",
      otherMistakes: [
        "Make the model larger: what does not learn lacks capacity.":
          "With more units than a batch has samples it can learn the batch by heart; if it does not, capacity is not what is missing. No size helps an optimizer that holds other parameters.",
        "Train much longer first, since a flat loss may still fall.":
          "With labels dealt out anew at each step, or an optimizer that holds another model's parameters, it stays flat however long one waits. Whether one batch is learned by heart shows within seconds.",
      ],
      refutation: """
        A network 8-32-32-4 with Adam on one batch of 16: with labels that are dealt out anew at each step, the mean of the last ten of 60 losses is at least {lowest, reshuffled|4} whichever rate of 0.001, 0.003, 0.01 and 0.03 one takes; the entropy of these labels is {entropy|4}. With the right labels the rate 0.01 reaches {right labels|2}. \
        The figures per parameter and the two losses name {named} of {planted} planted states of the run, the healthy one among them.
        """,
      followUps: [
        "What do you look at in the batch?": """
        Shapes, range, mean and spread, NaN, and a few samples decoded to what a person can judge, each beside its label, behind all preprocessing.
        """,
        "And if one batch is learned?": """
        Then data, model, loss and update are connected. I go on to the whole training set, and to validation only when the training loss falls.
        """,
      ]))
  func `figures of one batch name what was planted`() throws {
    let named = try Planted.allCases.count { try oneBatch($0).diagnosis == $0 }
    evidence("named", named)
    evidence("planted", Planted.allCases.count)
    #expect(named == Planted.allCases.count)
    let reshuffled = try [0.001, 0.003, 0.01, 0.03].map {
      try oneBatch(.reshuffledLabels, rate: $0)
    }
    let lowest = try #require(reshuffled.map(\.end).min())
    let right = try oneBatch()
    evidence("lowest, reshuffled", lowest)
    evidence("entropy", right.labelEntropy)
    evidence("right labels", right.end)
    #expect(lowest > 0.97 * right.labelEntropy && right.end < 0.01)
  }

  @Test(
    .interview(
      .question(9, 2), level: .design, minutes: 3,
      question:
        "A new project: do you first make the model overfit, or do you regularize from the start?",
      answer: """
        I overfit first, to see that data, model, loss and update are connected. It also shows that the model can express the answer. A run that does not even fit its training data may have a bug, too little capacity or too few steps, and strong regularization makes these look alike. Once it fits, I add regularization as long as validation improves, and have a figure to compare with. The final model \
        may be strongly regularized all the same.
        """,
      commonMistake: "Regularize strongly from the start, since overfitting is the danger.",
      otherMistakes: [
        "Underfit first, because a model that never overfits generalizes.":
          "Always answering the commonest class never overfits: training and validation agree, at a poor level. A small gap is worth something only if the training error is low as well.",
        "The order does not matter, as one tunes both in the end anyway.":
          "It decides whether a bug can be seen. Without decay the healthy run and the broken one end a factor of {plain, factor|2} apart, with a decay of 30 at {decayed, healthy|3} and {decayed, reshuffled|3}.",
      ],
      refutation: """
        One batch of 16, 8-32-32-4, Adam, 60 steps, mean of the last ten losses: without decay {plain, healthy|2} if the run is healthy and {plain, reshuffled|3} with labels that are dealt out anew at each step, a factor of {plain, factor|2}. With a decoupled decay of 30 the two are {decayed, healthy|3} and {decayed, reshuffled|3}: the bug does not show any more.
        """,
      followUps: [
        "What if the model cannot overfit a hundred samples?": """
        I do not blame its size before I have counted: a bug, the rate and the number of steps come first, then contradictory labels, then capacity.
        """,
        "Does dropout stay on in this test?": """
        No. Dropout and augmentation make each step another problem, so the loss would not go to zero even if all were right.
        """,
      ]))
  func `strong decay makes a broken run look like a healthy one`() throws {
    let plain = (healthy: try oneBatch().end, broken: try oneBatch(.reshuffledLabels).end)
    let decayed = (
      healthy: try oneBatch(decay: 30).end, broken: try oneBatch(.reshuffledLabels, decay: 30).end
    )
    evidence("plain, healthy", plain.healthy)
    evidence("plain, reshuffled", plain.broken)
    evidence("plain, factor", plain.broken / plain.healthy)
    evidence("decayed, healthy", decayed.healthy)
    evidence("decayed, reshuffled", decayed.broken)
    #expect(plain.broken > 100 * plain.healthy && decayed.broken < 1.2 * decayed.healthy)
  }

  @Test(
    .interview(
      .question(9, 18), level: .design, minutes: 4,
      question:
        "How would you test a training pipeline in continuous integration, within half a minute?",
      answer: """
        With small runs whose result is known, not with a full training. One batch has to be learned by heart in some tens of steps. One step has to move each parameter that should move, and no other. Two runs with one seed have to agree, to the bit on one machine. Gradients of my own operations agree with differences. \
        A sample gets the same answer alone and in a batch, but for rounding, evaluation twice gives the same figures, and a saved run goes on as the unsaved one.
        """,
      commonMistake: "Train to the end and check that the final accuracy is as usual.",
      otherMistakes: [
        "Training is random, so nothing about it can be tested exactly.":
          "Seeds fix what is random: two runs with one seed have {differing losses} different losses in 60. And which parameters a step has to move is not random at all.",
        "It is enough to test that the shapes fit and that no exception is raised.":
          "An optimizer that lacks both biases raises nothing, and all shapes fit. What shows it are the values before and after: {parameters not moved} of 4 parameters never move.",
      ],
      refutation: """
        Planted: the optimizer lacks both biases. 64-32-10 on 200 digits, Adam, 40 steps, seed 1: the accuracy on 300 others is {accuracy, biases forgotten|3} instead of {accuracy, right|3}, which no threshold would catch. A comparison of what the optimizer holds with what the model owns finds it before the first step, and {parameters not moved} of 4 parameters never moved. On one batch of 16 the loss falls below 0.01 within {steps, slowest} steps on five seeds, \
        and two runs with one seed have {differing losses} different losses in 60.
        """,
      followUps: [
        "How do you keep such tests from failing at random?": """
        Fixed seeds, and limits with room: a limit is set where the worst of many seeds stays clear of it. A test that is repeated until it passes tests nothing.
        """,
        "And on a GPU?": """
        Equality to the bit needs deterministic operations there. Where those are too slow, I compare with a tolerance and keep the exact test on the CPU.
        """,
      ]))
  func `what was never moved shows, the final accuracy hides it`() throws {
    let training = try digits(0..<200)
    let others = try digits(200..<500)
    func trained(withBiases: Bool) throws -> (accuracy: Double, unmoved: Int) {
      var generator = SplitMix64(seed: 1)
      let model = Sequential.multilayerPerceptron([64, 32, 10], using: &generator)
      let held = model.namedParameters.filter { withBiases || !$0.name.hasSuffix("bias") }
      let optimizer = adam(held.map(\.variable))
      let record = try train(model, optimizer, on: training, stepCount: 40)
      #expect(optimizerFindings(of: optimizer, for: model).count == (withBiases ? 0 : 2))
      return (try accuracy(of: model, on: others), record.unmovedParameters.count)
    }
    let (right, broken) = (try trained(withBiases: true), try trained(withBiases: false))
    evidence("accuracy, right", right.accuracy)
    evidence("accuracy, biases forgotten", broken.accuracy)
    evidence("parameters not moved", broken.unmoved)
    #expect(right.unmoved == 0 && broken.unmoved == 2)
    #expect(abs(right.accuracy - broken.accuracy) < 0.02)
    let steps = try seeds.prefix(5).map { try #require(try oneBatch(seed: $0).steps(below: 0.01)) }
    evidence("steps, slowest", try #require(steps.max()))
    let differing = zip(try oneBatch().record.losses, try oneBatch().record.losses).count {
      $0 != $1
    }
    evidence("differing losses", differing)
    #expect(differing == 0 && steps.allSatisfy { $0 < 60 })
  }
}
