import Autograd
import BatchNorm
import Course
import TensorCore
import TestSupport
import Testing

// What is a matter of the mode, and what is not.

extension Lesson05Interview {
  @Test(
    .interview(
      .question(5, 3), level: .explain, minutes: 2,
      question: """
        Validation runs under torch.no_grad(), and nobody called model.eval(). Is the network the \
        same afterward?
        """,
      answer: """
        No: no_grad() stops the recording of operations, and batch norm averages in the forward \
        pass. That takes no gradient. Each validation batch goes into the running mean and \
        variance. On data like those of training one hardly notices; on other data the model in \
        evaluation mode becomes worse by being looked at. Dropout, if there is any, stays on as \
        well. eval() is what is needed; no_grad() beside it saves memory.
        """,
      commonMistake: """
        Yes: under no_grad() nothing is updated, since parameters and buffers alike change only \
        by gradients.
        """,
      otherMistakes: [
        "Yes, if requires_grad is False for all parameters: then nothing is left that could be updated.":
          "The averages are no parameters and wait for no gradient: with all parameters constant, one batch of sevens moves the running mean from 0 to {mean after sevens, constants}.",
        "No, and it shows: every validation in training mode makes the model visibly worse.":
          "On data like those of training hardly anything shows: twenty such batches move the running mean by {like validation} deviations, shifted ones by {shifted validation}. So the fault can stay hidden.",
      ],
      refutation: """
        Buffers change in the forward pass: one batch of sevens without gradients moves the running mean from 0 to {mean after sevens}; so it does where \
        no parameter requires a gradient: {mean after sevens, constants}. Twenty batches of 32 shifted by 5 move it by \
        {shifted validation} deviations, twenty like those of training by {like validation}.
        """,
      followUps: [
        "How would you notice it in an existing loop?": """
        Keep running_mean before the validation and compare after it: it must be equal to the bit. num_batches_tracked \
        must not have grown either.
        """,
        "And what does eval() without no_grad() cost?": """
        Memory and time: the graph is recorded. The numbers are the same: they differ by {outputs with \
        and without a graph}.
        """,
      ]))
  func `without gradients the running mean moves all the same`() throws {
    let norm = BatchNorm1d(featureCount: 1)
    see(norm, [Tensor(repeating: 7, shape: [4, 1])])
    let sevens = try runningMean(norm).scalar
    evidence("mean after sevens", sevens)
    #expect(abs(sevens - 0.7) < 1e-15)
    let constants = try FailureMode.onlyParametersFrozen.measure()
    evidence("mean after sevens, constants", constants.broken)
    #expect(abs(constants.broken - 0.7) < 1e-15 && constants.cured == 0)
    let shifted = try FailureMode.pollutedByValidation.measure()
    evidence("shifted validation", shifted.broken)
    #expect(shifted.broken > 4 && shifted.cured == 0)
    let model = BatchNorm1d(featureCount: 4)
    see(model, batches(60, [32, 4], seed: 6))
    let before = try runningMean(model)
    see(model, batches(20, [32, 4], seed: 7))
    let alike = (try runningMean(model) - before).maximumMagnitude()
    evidence("like validation", alike)
    #expect(alike > 0 && alike < 0.3)
    model.setMode(.evaluation)
    let x = normals([8, 4])
    let apart = (model(Variable(x)).value - outputs(model, x)).maximumMagnitude()
    evidence("outputs with and without a graph", apart)
    #expect(apart == 0)
  }

  @Test(
    .interview(
      .question(5, 18), level: .debug, minutes: 3,
      question: """
        A network with batch norm gives one answer to an input alone and another to the same input \
        in a batch. What may be the cause, and how do you narrow it down?
        """,
      answer: """
        Samples meet somewhere, or it is rounding. Ask first how large it is: matrix products of other sizes add in \
        another order, which changes the last digits only. If it is more, look at the mode of every \
        module, not of the model: one train() call puts frozen norms back. Then for norms without running statistics, \
        for which eval() changes nothing. What is left are other layers across the batch, or features that are \
        standardized batch by batch before the network.
        """,
      commonMistake: "After model.eval() samples cannot meet in batch norm.",
      otherMistakes: [
        "Such differences can only be rounding, since each sample has a row of its own.":
          "A norm that takes its mean over the batch mixes the rows: without running statistics the request differs by {no running statistics}, relatively; rounding is {evaluation mode}.",
        "A norm put into evaluation mode stays there, whatever is called on the model.":
          "model.train() sets the mode of all modules below it: a norm put into evaluation mode before the loop took in {batches after train()} batches after that call.",
      ],
      refutation: """
        With track_running_stats=False the same request differs by {no running statistics} among others in \
        evaluation mode, relative to its answer; with running statistics by {evaluation mode}, in training mode by {training mode}. And a norm that \
        was put into evaluation mode before the loop took in {batches after train()} batches after model.train().
        """,
      followUps: [
        "Which test would have caught it before the release?": """
        One request alone, first among others, last among others, first among half of them: four answers that may differ by rounding \
        only.
        """,
        "Is one mode flag on the model enough to look at?": """
        No, each module has its own. List the batch norms of model.modules() and look at training and at \
        track_running_stats of each.
        """,
      ]))
  func `parity holds in evaluation mode with statistics only`() throws {
    func difference(tracks: Bool, _ mode: Mode) -> ServingParity {
      var generator = SplitMix64(seed: 8)
      let model = Sequential(
        Linear(inputCount: 3, outputCount: 8, using: &generator),
        BatchNorm1d(featureCount: 8, tracksRunningStatistics: tracks), FunctionLayer("tanh", tanh),
        Linear(inputCount: 8, outputCount: 2, using: &generator))
      see(model, batches(60, [32, 3], mean: 1, deviation: 2, seed: 9))
      let x = normals([8, 3], mean: 3, seed: 10)
      return model.withMode(mode) {
        servingParity(model, request: x.slice(0..<1), companions: x.slice(1..<8))
      }
    }
    let training = difference(tracks: true, .training)
    let untracked = difference(tracks: false, .evaluation)
    let evaluation = difference(tracks: true, .evaluation)
    evidence("training mode", training.difference)
    evidence("no running statistics", untracked.difference)
    evidence("evaluation mode", evaluation.difference, atMost: 1e-13)
    #expect(!training.holds && !untracked.holds && evaluation.holds)
    #expect(training.difference > 0.01 && untracked.difference > 0.01)
    let thawed = try FailureMode.thawedByTraining.measure()
    evidence("batches after train()", thawed.broken)
    #expect(thawed.broken == 10 && thawed.cured == 0)
  }
}
