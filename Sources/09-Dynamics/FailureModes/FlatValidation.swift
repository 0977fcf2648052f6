import Autograd
public import Course
import Datasets
import Optimizers
import TensorCore

// Validation that stands still while the training goes on.

extension FailureMode {
  /// F9.1: what is validated is not what is trained on.
  public static var flatValidation: FailureMode {
    FailureMode(
      id: .failureMode(9, 1), title: "Validation stands still while the training loss falls",
      symptom: """
        The training loss falls step by step, gradients and updates look healthy, and the validation loss stays near \
        the logarithm of the number of classes.
        """,
      diagnosis: """
        The validation scales its images twice: brightness from 0 to 1 is divided by 255 once more. Every image is \
        nearly black to the network, so that it gives nearly the same answer to all of them. The test: send training \
        samples through the validation's own code. In the same mode their loss must be the training loss.
        """,
      fix: """
        One function that prepares samples, called by both. If the training samples pass the test, look at the other \
        suspects: at a minimum, on a saddle, a rate next to nothing, old weights, or simply overfitting.
        """,
      quantity:
        "loss of the training samples as the validation prepares them ÷ as the training does",
      symptomatic: .above(1.5),
      broken: Run("divided once more") { seed in
        try pipelines(seed) { $0 / 255 }
      },
      remedies: [Run("prepared alike") { seed in try pipelines(seed) { $0 } }])
  }

  /// Trains on 128 digits, and validates on the next 128 after a further change of the images.
  private static func pipelines(
    _ seed: UInt64, _ change: (Tensor) -> Tensor
  ) throws -> Measurement {
    let digits = try LabeledData.digits()
    let (training, validation) = (
      digits.selecting(Array(0..<128)), digits.selecting(Array(128..<256))
    )
    var generator = SplitMix64(seed: 1 &+ seed)
    let model = Sequential.multilayerPerceptron([64, 16, 10], using: &generator)
    func loss(_ images: Tensor, _ labels: [Int]) -> Variable {
      softmaxCrossEntropy(model(Variable(images)), classes: labels)
    }
    var validations: [TrainingRecord.Validation] = []
    func validate(after step: Int) {
      let logits = model.withMode(.evaluation) {
        withoutGradient { model(Variable(change(validation.features))) }
      }
      let loss = softmaxCrossEntropy(logits, classes: validation.labels).scalar
      validations.append(
        .init(
          step: step, loss: Double(loss),
          accuracy: DynamicsRuns.accuracy(logits.value.argmax(), validation.labels)))
    }

    let optimizer = Adam(model.trainedVariables, learningRate: 0.01)
    var record = try DynamicsRuns.train(model, optimizer, stepCount: 40) { step in
      if step % 5 == 0 { validate(after: step) }
      return loss(training.features, training.labels)
    }
    validate(after: 40)
    record.validations = validations
    let (through, direct) = (
      DynamicsRuns.evaluated(model) { loss(change(training.features), training.labels) },
      DynamicsRuns.evaluated(model) { loss(training.features, training.labels) }
    )
    return Measurement(through / direct, record: record)
  }
}
