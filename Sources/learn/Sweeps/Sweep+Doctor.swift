import Autograd
import Course
import Datasets
import Dynamics
import TensorCore
import Text

// Lesson 09: loss curves, and what the doctor says of them.

extension Sweep {
  /// Lesson 09: the loss of a small network on digits by the learning rate, and what the doctor says.
  static func rates() throws -> Sweep {
    let samples = try LabeledData.digits().selecting(Array(0..<200))
    let inputs = Variable(samples.features)
    let frames = try numbers(1e-4...100, count: 19, isLogarithmic: true).map { rate in
      var generator = SplitMix64(seed: 9)
      let model = Sequential.multilayerPerceptron([64, 16, 10], using: &generator)
      let optimizer = GradientDescent(model.trainedVariables, learningRate: Scalar(rate))
      let record = try fit(model, optimizer, stepCount: 80) { _ in
        softmaxCrossEntropy(model(inputs), classes: samples.labels)
      }.record
      let examination = Doctor.examination(of: record)
      let verdict = examination.findings.first?.cause.rawValue ?? "nothing found"
      return Frame(
        text(of: rate),
        note: "Shape of the curve: \(examination.curve.kind.rawValue). The doctor: \(verdict).",
        facts: [
          "rate": rate, "loss": record.losses.last ?? .nan,
          "isHealthy": examination.findings.isEmpty ? 1 : 0,
          "isTooHigh": examination.findings.contains { $0.cause == .rateTooHigh } ? 1 : 0,
          "isTooLow": examination.findings.contains { $0.cause == .rateTooLow } ? 1 : 0,
        ],
        marks: [[Mark(.line, color: 0, name: "training loss", curve(record.losses, from: 0))]])
    }
    return Sweep(
      id: "09-rate", control: "learning rate", start: 12,
      panels: [
        Panel(
          Axis("step", 0...80), Axis("loss", 0.01...100, isLogarithmic: true),
          marks: [
            Mark(
              .dashes, color: 3, name: "log 10, a guess",
              [(0, .log(10)), (80, .log(10))])
          ])
      ], frames: frames)
  }
}
