import Autograd
import BatchNorm
import Course
import Datasets
import TensorCore
import TestSupport
import Testing

// Good in training and bad in use.

extension Lesson09Interview {
  @Test(
    .interview(
      .question(9, 23), level: .debug, minutes: 4,
      question: "Offline the model is good, online it is poor. Where do you look?",
      answer: """
        First whether both see the same input. I take one real request, run it through the training code and through the serving code, and compare what reaches the model and what comes out; they have to agree. That finds skew: other scaling, units, defaults for missing values, tokenizers, a mode. If they agree, I ask whether the offline figure was honest: leaks, features from after the event, a random split where time matters. \
        Then whether the online inputs have drifted, and whether both measure the same thing.
        """,
      commonMistake: "The data have drifted, so the model has to be retrained on newer ones.",
      otherMistakes: [
        "It overfits; the held-out figure was luck.":
          "Luck has a size: on 169 samples one standard error is about 0.01. The same weights fall from {offline|3} to {served|3} on the same samples if serving forgets to standardize.",
        "Online figures are noisier, so wait.":
          "Noise shrinks with the number of answers, and a gap beyond it does not go away by waiting. One real request through both paths shows today whether the inputs agree.",
      ],
      refutation: """
        Breast cancer data, 30 features of different units, a 30-16-2 network on 400 standardized samples, Adam, 60 steps, seed 1: held-out accuracy {offline|3} on 169. If serving forgets to standardize, it is {served|3} on the same 169 samples: nothing has drifted. One request shows it: its answer through both paths differs by {difference|2} in the logits. Training anew on the same pipeline would not help.
        """,
      followUps: [
        "How do you keep the two paths from parting again?": """
        One implementation for both, saved with the model. And log the features at serving time and train on what was logged, as Google's Rules of Machine Learning advise.
        """,
        "Both paths agree and the offline figure is honest. What now?": """
        Then I compare distributions, feature by feature and by the model's scores, and look at when the difference began. A model that acts on its users changes its own inputs.
        """,
      ]))
  func `one request through both paths shows the skew`() throws {
    var generator = SplitMix64(seed: 1)
    let (training, test) = try LabeledData.breastCancer().shuffled(using: &generator)
      .splitByOrder(testCount: 169)
    let scaler = Standardizer(fittedTo: training.features)
    let model = Sequential.multilayerPerceptron([30, 16, 2], using: &generator)
    try train(model, adam(model.trainedVariables), on: scaler.apply(to: training), stepCount: 60)
    let offline = try accuracy(of: model, on: scaler.apply(to: test))
    let served = try accuracy(of: model, on: test)
    evidence("offline", offline)
    evidence("served", served)
    let request = test.features.slice(0..<1)
    let answers = [scaler.apply(to: request), request].map { model(Variable($0)).value }
    let difference = (answers[0] - answers[1]).maximumMagnitude()
    evidence("difference", difference)
    #expect(offline > 0.93 && served < offline - 0.1 && difference > 10)
  }

  @Test(
    .interview(
      .question(9, 28), level: .debug, minutes: 4,
      question:
        "On the same training samples a network is good in training mode and poor in evaluation mode. Where do you look?",
      answer: """
        At what differs between the modes. That is batch norm, dropout, and code that asks for the mode. Dropout usually makes training mode worse, so the usual suspect is batch norm. I measure batch norm's running statistics anew on the training data, with fixed weights. If evaluation is good then, they were stale or wrong: too few steps, a momentum from another library, a moving rate. If not, each batch was of one kind, such as one camera, and \
        its own statistics hid the difference.
        """,
      commonMistake: "It overfits, so more regularization is needed.",
      otherMistakes: [
        "At nothing: serve it in training mode, since it works there.":
          "Then each answer depends on the other samples of its batch, a single request has no spread to divide by, and dropout stays on. It works only for batches made like those of training.",
        "At nothing: evaluation mode is an approximation, so such a gap is normal.":
          "With statistics that fit, the gap closes: measured anew at the same weights, evaluation goes from {evaluation, stale|3} to {anew, stale|3}. A large gap says that they are stale or that batches were of one kind.",
      ],
      refutation: """
        64-32-10 with batch norm on 320 digits, Adam, same samples in both modes, seed 1. Shuffled batches of 32 and a momentum of 0.001, too small for so few steps: accuracy {training mode, stale|3} in training mode and {evaluation, stale|3} in evaluation mode; measured anew {anew, stale|3}. Momentum 0.1, and every second batch from a camera that gives five times the values plus three: {training mode, two cameras|3} and {evaluation, two cameras|3}, measured anew on all of them {anew, two cameras|3}. Both were scored on the batches that they trained on.
        """,
      followUps: [
        "What do you do about two cameras?": """
        Give both the same scale before the network, mix them within each batch, or keep statistics for each. With mixed batches training meets what evaluation meets.
        """,
        "Which check runs before each release?": """
        The same samples through evaluation mode, alone and in a batch, against training's own figure. The answers have to be equal but for rounding, and the figure close.
        """,
      ]))
  func `statistics measured anew tell stale from mixed ones`() throws {
    func figures(momentum: Scalar, hasTwoCameras: Bool) throws -> (Double, Double, Double) {
      var generator = SplitMix64(seed: 1)
      let all = try digits(0..<320)
      let batches = all.minibatches(size: 32, using: &generator).enumerated().map { index, batch in
        hasTwoCameras && index % 2 == 1
          ? batch.replacingFeatures(with: batch.features * 5 + 3) : batch
      }
      let model = Sequential(
        Linear(inputCount: 64, outputCount: 32, using: &generator),
        BatchNorm1d(featureCount: 32, momentum: momentum), FunctionLayer("relu", relu),
        Linear(inputCount: 32, outputCount: 10, using: &generator))
      let optimizer = adam(model.trainedVariables)
      for _ in 0..<8 {
        for batch in batches {
          try trainingStep(optimizer) {
            softmaxCrossEntropy(model(Variable(batch.features)), classes: batch.labels)
          }
        }
      }
      func right(_ mode: Mode) -> Double {
        let counts = batches.map { batch in
          let answers = model.withMode(mode) { model(Variable(batch.features)).value.argmax() }
          return zip(answers, batch.labels).count { $0 == $1 }
        }
        return Double(counts.reduce(0, +)) / 320
      }
      let evaluated = right(.evaluation)
      let trained = right(.training)
      model.recalibrate(on: batches.map(\.features))
      return (trained, evaluated, right(.evaluation))
    }
    let stale = try figures(momentum: 0.001, hasTwoCameras: false)
    let cameras = try figures(momentum: 0.1, hasTwoCameras: true)
    for (name, figures) in [("stale", stale), ("two cameras", cameras)] {
      evidence("training mode, \(name)", figures.0)
      evidence("evaluation, \(name)", figures.1)
      evidence("anew, \(name)", figures.2)
    }
    #expect(stale.0 > 0.9 && stale.1 < 0.8 && stale.2 > 0.9)
    #expect(cameras.0 > 0.9 && cameras.1 < 0.8 && cameras.2 < 0.8)
  }
}
