import Autograd
public import Course
import TensorCore

extension FailureMode {
  /// F4.35: a network that was widened by copies of its units gains nothing.
  public static var duplicatedUnits: FailureMode {
    FailureMode(
      id: .failureMode(4, 35), title: "A network is widened by exact copies of its units",
      symptom: """
        After widening the loss is what it was, as it should be; but the units stay in pairs, and \
        half of the width is of no use.
        """,
      diagnosis: """
        Copies with equal weights in and out get equal gradients. The outgoing weights were halved \
        alike, so nothing tells the two apart.
        """,
      fix: "Add a little noise to the copies' weights, or share the outgoing weight unequally.",
      quantity: "largest difference between a unit's weights and its copy's after 100 steps",
      symptomatic: .below(1e-4),
      broken: Run("exact copies") { seed in try differenceOfCopies(seed) { _, _ in } },
      remedies: [
        Run("copies with noise") { seed in
          try differenceOfCopies(seed) { weight, generator in
            weight += Initializer.normal(standardDeviation: 0.01)(weight.shape, using: &generator)
          }
        }
      ])
  }

  /// Widens eight units to sixteen, trains, and compares the halves.
  private static func differenceOfCopies(
    _ seed: UInt64, _ disturb: (inout Tensor, inout SplitMix64) -> Void
  ) throws -> Measurement {
    var generator = SplitMix64(seed: 35 &+ seed)
    let x = Tensor.normal([32, 3], using: &generator)
    let y = HiddenUnits.targets(of: x)
    let first = Initializer.xavierNormal()([8, 3], using: &generator)
    let second = Initializer.xavierNormal()([1, 8], using: &generator) / 2
    var widened = Tensor.concatenation([first, first])
    disturb(&widened, &generator)
    let hidden = Linear(weight: widened, bias: .zeros([16]))
    let model = Sequential(
      hidden, FunctionLayer("tanh", tanh),
      Linear(weight: .concatenation([second, second], axis: 1), bias: .zeros([1])))
    let optimizer = GradientDescent(model.trainedVariables, learningRate: 0.1)
    let record = try fit(model, optimizer, stepCount: 100) { _ in
      meanSquaredError(model(Variable(x)), targets: y)
    }.finished()
    let weight = hidden.weight.value
    return Measurement(
      (weight.slice(0..<8) - weight.slice(8..<16)).maximumMagnitude(), record: record)
  }
}
