import Autograd
import Course
import Datasets
import Dynamics
import TensorCore
import TestSupport
import Testing

// A validation that measures nothing.

extension Lesson09Interview {
  @Test(
    .interview(
      .question(9, 15), level: .debug, minutes: 4,
      question: "How do you find out that a validation pipeline is broken?",
      answer: """
        I feed it something whose result I know. The training set has to give the training figure through it, at the same weights and in the same mode. Shuffled labels have to give chance. Then I look at the figures over time: equal to the last digit from one evaluation to the next suggests stale weights or cached answers, so I log a hash of the weights that are evaluated. A figure that varies proves little: with a wrong label map or wrong preprocessing \
        it varies too.
        """,
      commonMistake: "A validation curve that is flat means that the model has converged.",
      otherMistakes: [
        "As long as the metric varies from batch to batch, the pipeline works.":
          "Batches hold different samples, so a metric of nonsense varies too: with labels shifted by one the accuracy still goes from {shifted, least|2} to {shifted, greatest|2} between batches.",
        "If training improves and validation does not, the model overfits.":
          "Stale weights look the same: training goes on, and validation repeats its last digit. Before one says overfitting, the training set has to give the training figure through the validation path.",
      ],
      refutation: """
        64-32-10 on 200 digits, evaluated on 200 others after each of 5 times 8 steps. A copy whose weights are not refreshed gives {distinct, stale} distinct loss and {hashes, stale} distinct hash in 5 evaluations; the live weights give {distinct, live} and {hashes, live}. With labels that are shifted by one, accuracy varies between batches of 50 from {shifted, least|2} to {shifted, greatest|2}, and the training set, which the model answers to {training, right|3}, \
        comes out at {training, shifted|3}.
        """,
      followUps: [
        "Can a working pipeline show no variance between batches?": """
        Yes: a perfect model has accuracy 1 on every batch. So I judge by the loss, which differs even then, and by more than one sign.
        """,
        "Who should compute the hash?": """
        The evaluation itself, from the weights that it has loaded. One that the trainer logs says nothing about what the evaluation used.
        """,
      ]))
  func `stale weights repeat to the digit, wrong labels do not`() throws {
    let training = try digits(0..<200)
    let others = try digits(200..<400)
    var generator = SplitMix64(seed: 15)
    let model = Sequential.multilayerPerceptron([64, 32, 10], using: &generator)
    let copy = Sequential.multilayerPerceptron([64, 32, 10], using: &generator)
    try Checkpoint(["model": model]).restore(["model": copy])
    let optimizer = adam(model.trainedVariables)
    func evaluation(_ evaluated: Sequential) throws -> Evaluation {
      try Evaluation(of: evaluated, on: others, for: .classification)
    }
    var stale: [Evaluation] = []
    var live: [Evaluation] = []
    for _ in 0..<5 {
      try train(model, optimizer, on: training, stepCount: 8)
      stale.append(try evaluation(copy))
      live.append(try evaluation(model))
    }
    evidence("distinct, stale", Set(stale.map(\.loss)).count)
    evidence("distinct, live", Set(live.map(\.loss)).count)
    evidence("hashes, stale", Set(stale.map(\.weightsHash)).count)
    evidence("hashes, live", Set(live.map(\.weightsHash)).count)
    #expect(Set(stale.map(\.loss)).count == 1 && Set(live.map(\.loss)).count == 5)
    #expect(Set(stale.map(\.weightsHash)).count == 1 && Set(live.map(\.weightsHash)).count == 5)
    func shifted(_ data: LabeledData) -> LabeledData {
      LabeledData(
        name: "shifted", features: data.features, labels: data.labels.map { ($0 + 1) % 10 },
        classCount: 10)
    }
    let parts = try shifted(others).minibatchesInOrder(size: 50).map {
      try accuracy(of: model, on: $0)
    }
    evidence("shifted, least", try #require(parts.min()))
    evidence("shifted, greatest", try #require(parts.max()))
    let right = try accuracy(of: model, on: training)
    let wrong = try accuracy(of: model, on: shifted(training))
    evidence("training, right", right)
    evidence("training, shifted", wrong)
    #expect(Set(parts).count > 1 && right > 0.95 && wrong < 0.05)
  }
}
