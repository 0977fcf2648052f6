import Activations
import Autograd
public import Course
import Optimizers
import TensorCore

// Gradients that shrink or grow from layer to layer, and what clipping does to them.

extension FailureMode {
  /// F9.8: a quarter at best, layer after layer.
  public static var vanishingGradient: FailureMode {
    FailureMode(
      id: .failureMode(9, 8), title: "No gradient arrives at the first layers",
      symptom: "The loss hardly moves; the last layer's weights do, the first layers' do not.",
      diagnosis: """
        The slope of a sigmoid is at most ¼, and every layer multiplies the gradient by it and by its weights: from the \
        last layer to the first the norms shrink, here by a factor of four to nine a layer. A rate that is too low \
        makes all updates small alike.
        """,
      fix: """
        tanh or ReLU with their initialization (lessons 03 and 04), or a shortcut around every layer. A higher rate helps little: the last layer would get it too.
        """,
      quantity: "gradient of the first layer's weight ÷ that of the last, first step",
      symptomatic: .below(1e-3),
      broken: Run("sigmoids") { seed in try depthRatio(seed) { h, layer in sigmoid(layer(h)) } },
      remedies: [
        Run("tanh") { seed in try depthRatio(seed) { h, layer in tanh(layer(h)) } },
        Run("a shortcut around every layer") { seed in
          try depthRatio(seed) { h, layer in h + sigmoid(layer(h)) }
        },
      ])
  }

  /// Six layers of 16 units and a head, on 32 samples with labels by lot.
  private static func depthRatio(
    _ seed: UInt64, _ block: (Variable, Linear) -> Variable
  ) throws -> Measurement {
    var generator = SplitMix64(seed: 8 &+ seed)
    let x = Variable(Tensor.normal([32, 16], using: &generator))
    let labels = DynamicsRuns.labels(32, classCount: 2, using: &generator)
    let layers = (0..<6).map { _ in
      Linear(inputCount: 16, outputCount: 16, using: &generator)
    }
    let head = Linear(inputCount: 16, outputCount: 2, using: &generator)
    let model = Sequential(layers + [head])
    let optimizer = GradientDescent(model.trainedVariables, learningRate: 0.01)
    let record = try fit(model, optimizer, stepCount: 10) { _ in
      softmaxCrossEntropy(head(layers.reduce(x, block)), classes: labels)
    }.finished()
    let norms = record.steps[0].gradientNorms
    return Measurement((norms["0.weight"] ?? 0) / (norms["6.weight"] ?? 1), record: record)
  }

  /// F9.9: twenty times the same matrix.
  public static var explodingGradient: FailureMode {
    FailureMode(
      id: .failureMode(9, 9), title: "The gradient grows with every time step",
      symptom: """
        A few steps after the start the loss jumps by orders of magnitude and is NaN soon after.
        """,
      diagnosis: """
        The state is multiplied by the same matrix at each of 20 time steps, and so is the gradient on its way back. \
        With all eigenvalues at 1.1 that is a factor of about 7; a step that adds a little to the matrix multiplies \
        it by far more, and the next step is greater still.
        """,
      fix: """
        Clip the norm of the gradient, which bounds the length of a step of SGD. In the longer run a gated or normalized \
        recurrence, or a matrix that starts as the identity. Clipping at every step is a finding of its own (F9.23).
        """,
      quantity: "largest loss of 20 steps ÷ the first, at most a million",
      symptomatic: .above(100),
      broken: Run("unclipped") { seed in try largestLoss(seed) { _ in } },
      remedies: [
        Run("clipped to norm 1") { seed in
          try largestLoss(seed) { clipGradientNorm($0, to: 1) }
        }
      ])
  }

  /// Trains a linear recurrent network of 8 units over 20 time steps, of which only the first has an input.
  private static func largestLoss(
    _ seed: UInt64, _ prepare: ([Variable]) -> Void
  ) throws -> Measurement {
    var generator = SplitMix64(seed: 9 &+ seed)
    let x = Variable(Tensor.normal([16, 4], using: &generator))
    let y = Tensor.normal([16, 1], using: &generator)
    let (first, last) = (
      Variable(DynamicsRuns.boundedWeight([8, 4], using: &generator), requiresGradient: true),
      Variable(DynamicsRuns.boundedWeight([1, 8], using: &generator), requiresGradient: true)
    )
    let recurrent = Variable(Tensor.identity(8) * 1.1, requiresGradient: true)
    let parameters = [("first", first), ("recurrent", recurrent), ("last", last)]
    let optimizer = GradientDescent(parameters.map(\.1), learningRate: 0.01)
    var record = TrainingRecord()
    for _ in 0..<20 {
      optimizer.zeroGradients()
      let h = (0..<20).reduce(linear(x, weight: first)) { h, _ in linear(h, weight: recurrent) }
      let loss = meanSquaredError(linear(h, weight: last), targets: y)
      guard loss.scalar.isFinite else {
        record.append(loss: loss.scalar, learningRate: 0.01, of: parameters) {}
        return Measurement(1e6, record: record)
      }
      try loss.backward()
      record.append(loss: loss.scalar, learningRate: 0.01, of: parameters) {
        prepare(optimizer.parameters)
        optimizer.step()
      }
    }
    return Measurement(min(1e6, (record.losses.max() ?? 0) / record.losses[0]), record: record)
  }

  /// F9.23: the bound is below every norm.
  public static var alwaysClipped: FailureMode {
    FailureMode(
      id: .failureMode(9, 23), title: "Every step is clipped",
      symptom: "The run is slow, and a higher bound makes it faster, as a higher rate would.",
      diagnosis: """
        The bound was taken from another project, and every gradient is longer. Plain SGD then makes steps of one and \
        the same length, rate times bound: the bound has become a second learning rate, and it no longer tells a \
        bad batch from a good one. (Adam divides by the gradient's own size, and notices far less.)
        """,
      fix: """
        Log the norm before clipping, and set the bound near its 90th percentile, so that about a tenth of the steps is \
        clipped. If the run is still unstable, lower the rate.
        """,
      quantity: "share of 100 steps that are clipped", symptomatic: .above(0.5),
      broken: Run("a bound of 0.01") { seed in try clippedShare(seed) { _ in 0.01 } },
      remedies: [
        Run("the 90th percentile") { seed in
          try clippedShare(seed) { norms in
            let statistics = ClippingStatistics(norms: norms.map { Double($0) })
            return Scalar(statistics.bound(clipping: 0.1) ?? .infinity)
          }
        }
      ])
  }

  /// Lets a linear model settle for 200 steps, measures norms for 100 and clips for 100.
  private static func clippedShare(
    _ seed: UInt64, _ bound: ([Scalar]) -> Scalar
  ) throws -> Measurement {
    var generator = SplitMix64(seed: 23 &+ seed)
    let model = DynamicsRuns.zeroLayer(4)
    let optimizer = GradientDescent(model.trainedVariables, learningRate: 0.02)
    var record = TrainingRecord()
    func norms(_ count: Int, clippedTo bound: Scalar?) throws -> [Scalar] {
      try (0..<count).map { _ in
        let batch = DynamicsRuns.noisyLaw(64, featureCount: 4, noise: 0.5, using: &generator)
        optimizer.zeroGradients()
        let loss = DynamicsRuns.error(model, batch)
        try loss.backward()
        let norm = gradientNorm(optimizer.parameters)
        if let bound { clipGradientNorm(optimizer.parameters, to: bound) }
        let isClipped = bound.map { norm > $0 } ?? false
        record.append(
          loss: loss.scalar, learningRate: 0.02, of: model.namedParameters,
          columns: [
            .unclippedNorm: { ["run": Double(norm)] }, .clipped: { ["run": isClipped ? 1 : 0] },
          ]
        ) { optimizer.step() }
        return norm
      }
    }
    _ = try norms(200, clippedTo: nil)
    let limit = bound(try norms(100, clippedTo: nil))
    record = TrainingRecord()
    let clipped = try norms(100, clippedTo: limit).count { $0 > limit }
    return Measurement(Double(clipped) / 100, record: record)
  }
}
