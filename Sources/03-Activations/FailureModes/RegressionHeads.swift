import Autograd
public import Course
import TensorCore

// An activation on the output that cannot give the numbers that are asked for.

extension FailureMode {
  /// F3.7: a head whose range does not hold the targets.
  public static var squashedHead: FailureMode {
    FailureMode(
      id: .failureMode(3, 7), title: "A hidden layer's activation on the output",
      symptom:
        "Predictions stop at an end of a range; the loss has a floor that no training lowers.",
      diagnosis: """
        The head cannot give the targets: a sigmoid or ReLU none below 0. For −1 and 1 the best that is \
        left costs ½, for softplus as well.
        """,
      fix: "Choose the head by the targets: identity for any number, softplus for positive ones.",
      quantity: "mean squared error for the targets −1 and 1 after 200 steps",
      symptomatic: .above(0.5),
      broken: Run("sigmoid") { try headError(.sigmoid) },
      remedies: [Run("identity") { try headError(.identity) }])
  }

  /// Trains w x + b with a head on the points (−1, −1) and (1, 1), from w = ½ and b = 0.
  private static func headError(_ head: Activation) throws -> Measurement {
    let x = Tensor([[-1], [1]])
    let model = Sequential(
      Linear(weight: Tensor([[0.5]]), bias: Tensor([0])), ActivationLayer(head))
    let error = { meanSquaredError(model(Variable(x)), targets: x) }
    let record = try FailureRuns.train(model, learningRate: 0.5, stepCount: 200, loss: error)
    return Measurement(error().scalar, record: record)
  }

  /// F3.15: standardized features, and a decoder that knows no negative number.
  public static var rectifiedAutoencoder: FailureMode {
    FailureMode(
      id: .failureMode(3, 15), title: "An autoencoder whose outputs cannot be negative",
      symptom: "The reconstruction error of standardized data stops at about one half.",
      diagnosis: """
        The last layer ends in a ReLU, as hidden layers do. About half of the standardized features are negative, \
        and 0 is the best that it can answer.
        """,
      fix: "No activation on the output; or scale the data to the range that the output has.",
      quantity: "reconstruction error of standardized features after 300 steps",
      symptomatic: .above(0.3),
      broken: Run("ReLU on the output") { seed in try reconstructionError(seed, .relu) },
      remedies: [
        Run("no activation on the output") { seed in try reconstructionError(seed, .identity) }
      ])
  }

  private static func reconstructionError(
    _ seed: UInt64, _ head: Activation
  ) throws -> Measurement {
    var generator = SplitMix64(seed: 15 &+ seed)
    let sources = Tensor.normal([64, 4], using: &generator)
    let mixed = matmul(sources, .normal([4, 8], using: &generator))
    let x = (mixed - mixed.mean(axis: 0)) / mixed.variance(axis: 0).map { .squareRoot($0) }
    let encoder = FailureRuns.layer(8, 4, gain: .squareRoot(2), using: &generator)
    let decoder = FailureRuns.layer(4, 8, gain: .squareRoot(2), using: &generator)
    let model = Sequential(encoder, decoder, ActivationLayer(head))
    let error = { meanSquaredError(model(Variable(x)), targets: x) }
    let record = try FailureRuns.train(model, learningRate: 0.2, stepCount: 300, loss: error)
    return Measurement(error().scalar, record: record)
  }
}
