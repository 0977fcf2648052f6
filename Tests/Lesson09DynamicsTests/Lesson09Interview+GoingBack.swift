import Autograd
import Course
import Datasets
import Dynamics
import Regularization
import TensorCore
import TestSupport
import Testing

// Putting a run back, after a spike and after an interruption.

extension Lesson09Interview {
  @Test(
    .interview(
      .question(9, 14), level: .debug, minutes: 3,
      question: "At one step the training loss jumps to a hundred times its value. What do you do?",
      answer: """
        I look at the batch of that step and at the gradient norm before clipping. If the batch holds damaged samples or wrong units, I repair the data. If the batch is sound and the norms had been rising for some steps, I suspect the rate. The run itself I put back to the last checkpoint before the jump, skip or repair the batch, and clip from then on. If the loss has come back by itself, I \
        compare with a run without the jump before I go on.
        """,
      commonMistake: "Ignore it; the optimizer recovers by itself, and nothing is lost.",
      otherMistakes: [
        "Lower the learning rate for the rest of the run; which batch it was does not matter.":
          "If one batch was damaged, the rate was not at fault, and a lower one slows every sound step that follows. The weights stay where the jump threw them and come back even more slowly.",
        "Go on from the last weights, without the batch.":
          "The batch has done its harm already: the weight stands at {weight, plain|3} instead of {weight, healthy|2} and takes {steps to return} steps to come back. Leaving it out helps from a checkpoint before the jump.",
      ],
      refutation: """
        Regression y = x, one weight from 0, descent at 0.1; the batch of step 20 holds one target 10,000 times too large. After it the weight is {weight, plain|3} instead of {weight, healthy|2}, with the norm clipped at 1 it is {weight, clipped|2}. From the plain weight it takes {steps to return} further steps to come back within 0.01 of 1. Put back and with the batch left out, the run ends {difference, put back} from one that never had the batch.
        """,
      followUps: [
        "Adam had the jump. Is the checkpoint of the weights enough?": """
        No: the mean square keeps a large outlier for 1/(1 − β₂) steps or several times that, and makes steps small meanwhile. Weights and optimizer state go back together.
        """,
        "How do you find the batch weeks later?": """
        By the seed and position of the data order in the log, or by logging the ids of the samples of each step. Without either it takes a search through all of the data.
        """,
      ]))
  func `putting the run back leaves no trace of the batch`() throws {
    func run(
      bad: Bool, bound: Scalar? = nil, putsBack: Bool = false
    ) throws -> (after: Scalar, end: Scalar, back: Int) {
      let layer = Linear(weight: .zeros([1, 1]), bias: nil)
      let optimizer = GradientDescent(layer.trainedVariables, learningRate: 0.1)
      let x = Tensor(shape: [4, 1], scalars: [1, -1, 1, -1])
      var after: Scalar = 0
      var back = 0
      for step in 0..<120 {
        let isBad = bad && step == 20
        let checkpoint = Checkpoint(["model": layer])
        let y = isBad ? x + Tensor(shape: [4, 1], scalars: [9_999, 0, 0, 0]) : x
        optimizer.zeroGradients()
        try meanSquaredError(layer(Variable(x)), targets: y).backward()
        if let bound { clipGradientNorm(layer.trainedVariables, to: bound) }
        optimizer.step()
        if isBad && putsBack { try checkpoint.restore(["model": layer]) }
        let value = layer.weight.value.scalars[0]
        if step == 20 { after = value }
        if step > 20 && abs(value - 1) >= 0.01 { back = step - 19 }
      }
      return (after, layer.weight.value.scalars[0], back)
    }
    let (plain, healthy) = (try run(bad: true), try run(bad: false))
    let clipped = try run(bad: true, bound: 1)
    let restored = try run(bad: true, putsBack: true)
    evidence("weight, plain", plain.after)
    evidence("weight, healthy", healthy.after)
    evidence("weight, clipped", clipped.after)
    evidence("steps to return", plain.back)
    evidence("difference, put back", abs(restored.end - healthy.end), atMost: 1e-8)
    #expect(plain.after > 100 && abs(clipped.after - healthy.after) < 0.2 && plain.back > 20)
  }

  @Test(
    .interview(
      .question(9, 37), level: .design, minutes: 3,
      question: "How do you test that an interrupted run continues as if nothing had happened?",
      answer: """
        I run it twice, once through and once with a stop and a restart, and compare. The restart is a new process with fresh objects. Weights and losses have to agree to the bit on one machine. I stop in the middle of an epoch, inside the warm-up, and after the best epoch, since each needs other state: the data order and generators, the optimizer and schedule, and what early stopping remembers. A loss curve that \
        looks continuous proves little.
        """,
      commonMistake: "Load the checkpoint and see that the loss goes on where it was.",
      otherMistakes: [
        "It is enough to compare the weights directly after loading.":
          "Equal weights part at the following steps if anything else was lost: without the optimizer's state {steps that differ, optimizer} of the 30 later losses differ, though every weight was loaded exactly.",
        "Exact equality is impossible, as training is random.":
          "The randomness comes from generators, and their state is saved like the weights. With everything restored, {steps that differ, all} of the 30 later losses differ.",
      ],
      refutation: """
        64-32-10 with dropout 0.2 on 128 digits, Adam at 0.005, batches of 32, stopped after 10 of 40 steps. With all state restored {steps that differ, all} of the 30 later losses differ. Without the optimizer's state {steps that differ, optimizer} do, without the data order {steps that differ, order}, without the dropout generators {steps that differ, dropout}; yet the mean of the last ten losses is {end, whole|2} in the whole run and {end, order|2}, {end, dropout|2} in the latter two.
        """,
      followUps: [
        "And a kill while the checkpoint is written?": """
        I write to another name and rename when it is complete, and keep the previous one. The test kills the process at random moments.
        """,
        "What if the number of workers changes?": """
        In PyTorch the main process draws the order of a map-style dataset: from one worker to \
        many it stays. From none to some it can change after the first epoch: persistent workers \
        draw their seed once, and without workers augmentation draws from the generator that \
        serves dropout and, unless the loader has its own, the order. Random augmentation changes \
        anyway, an iterable dataset's order may. I state what is promised.
        """,
      ]))
  func `only all of the state gives the same losses again`() throws {
    let data = try digits(0..<128)
    enum Part: CaseIterable { case optimizer, order, dropout }
    func losses(stoppedAt stop: Int? = nil, leavingOut part: Part? = nil) throws -> [Double] {
      func make() -> (
        model: Sequential, dropout: Dropout, optimizer: any Optimizer, order: DataOrder
      ) {
        var generator = SplitMix64(seed: 37)
        let dropout = Dropout(probability: 0.2, using: &generator)
        let model = Sequential(
          Linear(inputCount: 64, outputCount: 32, using: &generator), FunctionLayer("relu", relu),
          dropout, Linear(inputCount: 32, outputCount: 10, using: &generator))
        return (
          model, dropout, adam(model.trainedVariables, rate: 0.005),
          DataOrder(sampleCount: 128, batchSize: 32, seed: 7)
        )
      }
      var run = make()
      return try (0..<40).map { step in
        if step == stop {
          let fresh = make()
          try Checkpoint(["model": run.model]).restore(["model": fresh.model])
          if part == .dropout {
            try Checkpoint(["d": make().dropout]).restore(["d": fresh.dropout])
          }
          if part != .optimizer {
            try Checkpoint(["o": run.optimizer]).restore(["o": fresh.optimizer])
          }
          if part != .order { try Checkpoint(["order": run.order]).restore(["order": fresh.order]) }
          run = fresh
        }
        let batch = data.selecting(run.order.batch)
        run.order.advance()
        return Double(
          try trainingStep(run.optimizer) {
            softmaxCrossEntropy(run.model(Variable(batch.features)), classes: batch.labels)
          })
      }
    }
    let whole = try losses()
    func differing(_ other: [Double]) -> Int { zip(whole, other).count { $0 != $1 } }
    let resumed = try losses(stoppedAt: 10)
    evidence("steps that differ, all", differing(resumed))
    #expect(resumed == whole)
    evidence("end, whole", mean(whole.suffix(10)))
    for part in Part.allCases {
      let resumed = try losses(stoppedAt: 10, leavingOut: part)
      evidence("steps that differ, \(part)", differing(resumed))
      if part != .optimizer { evidence("end, \(part)", mean(resumed.suffix(10))) }
      #expect(differing(resumed) > 20)
    }
  }
}
