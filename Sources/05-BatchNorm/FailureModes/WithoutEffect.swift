import Autograd
public import Course
import Init
import TensorCore

// What a norm behind a layer cancels.

extension FailureMode {
  /// F5.9: what is added is subtracted again.
  public static var biasBeforeNorm: FailureMode {
    FailureMode(
      id: .failureMode(5, 9), title: "A bias before the norm never learns",
      symptom: """
        The biases before batch norm learn nothing: their gradients are rounding errors, and a \
        check for dead parameters lists them.
        """,
      diagnosis: """
        A bias moves all samples of a feature alike, and the norm subtracts their mean. The offset \
        of the norm does what the bias should. Before a norm whose statistics are frozen it is not \
        so: there the bias learns.
        """,
      fix: "nn.Linear(…, bias=False), nn.Conv2d(…, bias=False) directly before batch norm.",
      quantity: "parameters of the layer before the norm that get no gradient but rounding",
      symptomatic: .above(0.5),
      broken: Run("bias before the norm") { seed in
        try deadParameterCount(seed) { Linear(inputCount: 4, outputCount: 8, using: &$0) }
      },
      remedies: [
        Run("no bias before the norm") { seed in
          try deadParameterCount(seed) { FailureRuns.linear(4, 8, using: &$0) }
        }
      ])
  }

  private static func deadParameterCount(
    _ seed: UInt64, _ layer: (inout SplitMix64) -> Linear
  ) throws -> Measurement {
    var generator = SplitMix64(seed: 9 &+ seed)
    let x = Tensor.normal([16, 4], using: &generator)
    let y = Tensor.normal([16, 8], using: &generator)
    let linear = layer(&generator)
    let model = Sequential(linear, BatchNorm1d(featureCount: 8), FunctionLayer("tanh", tanh))
    try meanSquaredError(model(Variable(x)), targets: y).backward()
    let found = linear.trainedVariables.flatMap { ($0.gradient ?? .zeros($0.shape)).scalars }
    let greatest = found.map { abs($0) }.max() ?? 0
    return Measurement(Double(found.count { abs($0) < 1000 * Scalar.ulpOfOne * greatest }))
  }

  /// F5.10: the scale of the weights before a norm is not seen behind it.
  ///
  /// ## Source
  ///
  /// van Laarhoven, "L2 regularization versus batch and weight normalization", 2017,
  /// https://arxiv.org/abs/1706.05350
  public static var decayWithoutEffect: FailureMode {
    FailureMode(
      id: .failureMode(5, 10), title: "Weight decay before a norm does not restrain the function",
      symptom: """
        Weight decay shrinks the weights as it should, and the outputs do not shrink with them; \
        what changes is how fast the network learns.
        """,
      diagnosis: """
        Behind batch norm the outputs do not depend on the length of the weights, but for ε. \
        Shorter weights have longer gradients, so that decay acts as a larger learning rate: for \
        plain SGD, the rate over the squared length.
        """,
      fix: """
        Tune decay as part of the learning rate. To restrain the function, act where length \
        counts: on the last layer, or on the data.
        """,
      quantity: "relative change of the outputs when what is decayed is halved",
      symptomatic: .below(0.01),
      broken: Run("weights before the norm") { seed in
        changeByHalving(seed) { linear, _ in linear.trainedVariables }
      },
      remedies: [
        Run("scale and offset halved") { seed in
          changeByHalving(seed) { _, norm in norm.trainedVariables }
        }
      ])
  }

  private static func changeByHalving(
    _ seed: UInt64, _ decayed: (Linear, BatchNorm1d) -> [Variable]
  ) -> Measurement {
    var generator = SplitMix64(seed: 10 &+ seed)
    let x = Tensor.normal([32, 4], using: &generator)
    let linear = FailureRuns.linear(4, 8, using: &generator)
    let norm = BatchNorm1d(featureCount: 8)
    let model = Sequential(linear, norm)
    let before = FailureRuns.answers(model, x)
    for parameter in decayed(linear, norm) { parameter.initialize(to: parameter.value * 0.5) }
    return Measurement(FailureRuns.relativeDifference(FailureRuns.answers(model, x), from: before))
  }
}
