import Activations
import Autograd
public import Course
import TensorCore

// Rates that the updates give away before the loss does, and inputs that kill units.

extension FailureMode {
  /// F9.6: updates far below a thousandth of the weights.
  public static var rateTooLow: FailureMode {
    FailureMode(
      id: .failureMode(9, 6), title: "The learning rate is far too low",
      symptom: "The loss falls by less than a thousandth in 20 steps, and nothing else is odd.",
      diagnosis: """
        A step changes the weights by a few millionths of their size; the rule of thumb is a thousandth. Gradients that \
        have vanished look the same in the loss. Here they are what they should be, and the rate is 1e-4 with plain SGD.
        """,
      fix: """
        Raise the rate by factors of ten until the ratio of update to weight is near 1e-3. Judge it against the \
        schedule: within a warm-up, or at the end of a cosine, it is small by design.
        """,
      quantity: "update ÷ weight of the first layer, mean of 20 steps", symptomatic: .below(1e-4),
      broken: Run("rate 1e-4") { seed in try updateRatio(6 &+ seed, learningRate: 1e-4) },
      remedies: [
        Run("a thousand times the rate") { seed in
          try updateRatio(6 &+ seed, learningRate: 0.1)
        }
      ])
  }

  /// F9.7: updates of the size of the weights.
  public static var rateTooHigh: FailureMode {
    FailureMode(
      id: .failureMode(9, 7), title: "The learning rate is far too high",
      symptom: """
        The loss jumps up and down by more than its first value, without becoming infinite.
        """,
      diagnosis: """
        A step changes the first layer by more than a tenth of its size, so that the next gradient has little to do \
        with the last one. Cross-entropy grows only in proportion to the logits, which is why it need not become \
        infinite.
        """,
      fix: "Divide the rate by ten until the ratio of update to weight is near 1e-3.",
      quantity: "update ÷ weight of the first layer, mean of 20 steps", symptomatic: .above(0.1),
      broken: Run("rate 10") { seed in try updateRatio(7 &+ seed, learningRate: 10) },
      remedies: [
        Run("a hundredth of the rate") { seed in try updateRatio(7 &+ seed, learningRate: 0.1) }
      ])
  }

  /// Trains a network 8-32-2 on 64 samples with labels by lot.
  private static func updateRatio(
    _ seed: UInt64, learningRate: Scalar
  ) throws -> Measurement {
    var generator = SplitMix64(seed: seed)
    let x = Variable(Tensor.normal([64, 8], using: &generator))
    let labels = DynamicsRuns.labels(64, classCount: 2, using: &generator)
    let model = Sequential.multilayerPerceptron(
      [8, 32, 2], activation: ActivationLayer(.relu), using: &generator)
    let optimizer = GradientDescent(model.trainedVariables, learningRate: learningRate)
    let record = try DynamicsRuns.train(model, optimizer, stepCount: 20) { _ in
      softmaxCrossEntropy(model(x), classes: labels)
    }
    let ratios = record.steps.map { step in
      (step.updateNorms["0.weight"] ?? 0) / (step.parameterNorms["0.weight"] ?? 1)
    }
    return Measurement(ratios.reduce(0, +) / 20, record: record)
  }

  /// F9.10: pixels as they are in the file.
  public static var unitsKilledByInputs: FailureMode {
    FailureMode(
      id: .failureMode(9, 10), title: "The first steps kill hidden units",
      symptom: "The loss is huge in the first steps, then flat at the loss of a coin toss.",
      diagnosis: """
        The inputs are pixels from 0 to 255. A gradient of a weight is in proportion to its input, so that the first \
        steps move every weight of a unit in one direction by more than its size: the unit is then below 0 for every \
        sample, its slope is 0, and no gradient brings it back. Count the units that are zero on the whole data set; \
        on one batch a living unit can be silent.
        """,
      fix: """
        Scale the inputs, here to −1 … 1. Here a unit that is dead on the whole data set stays dead, as nothing below it changes: start again.
        """,
      quantity: "hidden units of 32 that are zero for every sample after 100 steps",
      symptomatic: .above(8),
      broken: Run("pixels from 0 to 255") { seed in try deadUnits(seed) { $0 } },
      remedies: [Run("scaled inputs") { seed in try deadUnits(seed) { ($0 - 127.5) / 127.5 } }])
  }

  private static func deadUnits(
    _ seed: UInt64, _ scaled: (Tensor) -> Tensor
  ) throws -> Measurement {
    var generator = SplitMix64(seed: 10 &+ seed)
    let pixels = 128 + Tensor.uniform([64, 8], in: -127..<127, using: &generator)
    let labels = (0..<64).map { pixels[$0, 0] > 128 ? 1 : 0 }
    let model = Sequential.multilayerPerceptron(
      [8, 32, 2], activation: ActivationLayer(.relu), using: &generator)
    let x = scaled(pixels)
    let optimizer = GradientDescent(model.trainedVariables, learningRate: 0.5)
    let record = try DynamicsRuns.train(model, optimizer, stepCount: 100) { _ in
      softmaxCrossEntropy(model(Variable(x)), classes: labels)
    }
    let dead = model.unitActivities(on: x).reduce(0) { $0 + $1.activity.deadUnits.count }
    return Measurement(Double(dead), record: record)
  }
}
