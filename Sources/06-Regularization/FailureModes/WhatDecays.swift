import Autograd
public import Course
import TensorCore

// Which parameters decay.

extension FailureMode {
  /// F6.8: everything decays, and the mean is missed.
  public static var decayedBias: FailureMode {
    FailureMode(
      id: .failureMode(6, 8), title: "Biases and scales decay too",
      symptom: "Predictions are nearer to 0 than the targets, on average.",
      diagnosis: """
        optimizer = SGD(model.parameters(), weight_decay=λ) pulls the biases to 0 as well. Where only a bias can fit the \
        mean, half the mean squared error plus λ/2 b² is least at 1/(1 + λ) of it: for λ = 1 at half.
        """,
      fix:
        "Two parameter groups: matrices and kernels decay, biases and the scales of norms do not.",
      quantity: "mean prediction where every target is 5", symptomatic: .below(4),
      broken: Run("all parameters") { seed in
        try meanPrediction(seed) { layer in [.init(layer.trainedVariables, decayingRule(1))] }
      },
      remedies: [
        Run("no decay on biases") { seed in
          try meanPrediction(seed) { layer in
            DecayGroups(of: layer).optimizerGroups(
              decayed: decayingRule(1), kept: decayingRule(0))
          }
        }
      ])
  }

  private static func decayingRule(_ strength: Scalar) -> CoupledDecay<GradientDescentRule> {
    CoupledDecay(GradientDescentRule(learningRate: 0.1), strength: strength)
  }

  private static func meanPrediction(
    _ seed: UInt64,
    groups: (Linear) -> [FirstOrderOptimizer<CoupledDecay<GradientDescentRule>>.Group]
  ) throws -> Measurement {
    var generator = SplitMix64(seed: 8 &+ seed)
    let x = Variable(.normal([32, 4], using: &generator))
    let layer = Linear(inputCount: 4, outputCount: 1, using: &generator)
    let targets = Tensor(repeating: 5, shape: [32, 1])
    let optimizer = FirstOrderOptimizer(groups: groups(layer))
    let record = try fit(layer, optimizer, stepCount: 150) { _ in
      meanSquaredError(layer(x), targets: targets) / 2
    }.finished()
    return Measurement(layer(x).value.mean(), record: record)
  }

  /// F6.29: rows that no batch asks for decay all the same.
  public static var unseenRows: FailureMode {
    FailureMode(
      id: .failureMode(6, 29), title: "Rare tokens' embeddings decay away",
      symptom: "Embeddings of tokens that hardly occur shrink toward 0.",
      diagnosis: """
        A dense embedding has a gradient of 0 for rows that do not occur, and AdamW decays whatever has a gradient, 0 or \
        not: by 1 − ηλ a step. Rows that occur are renewed by their own gradients, the others are not.
        """,
      fix: "No decay on the table (a group of its own), or less of it.",
      quantity: "norm of the row of a token that never occurs, after 100 steps ÷ before",
      symptomatic: .below(0.9),
      broken: Run("decay on the table") { seed in try normOfUnseenRow(seed, decay: 0.1) },
      remedies: [Run("no decay on the table") { seed in try normOfUnseenRow(seed, decay: 0) }])
  }

  private static func normOfUnseenRow(_ seed: UInt64, decay: Scalar) throws -> Measurement {
    var generator = SplitMix64(seed: 29 &+ seed)
    let table = Variable(.normal([8, 4], using: &generator), requiresGradient: true)
    let targets = Tensor.normal([7, 4], using: &generator)
    let before = table.value.row(7).norm()
    let optimizer = AdamW([table], AdamWRule(learningRate: 0.1, weightDecay: decay))
    let record = try fit(optimizer, parameters: [("table", table)], stepCount: 100) { _ in
      meanSquaredError(table.gathering(rows: Array(0..<7)), targets: targets)
    }.finished()
    return Measurement(table.value.row(7).norm() / before, record: record)
  }

  /// F6.30: a gradient of 0 is a gradient.
  ///
  /// ## Source
  ///
  /// https://github.com/pytorch/pytorch/issues/38581, https://github.com/huggingface/diffusers/issues/1009
  public static var frozenByZeros: FailureMode {
    FailureMode(
      id: .failureMode(6, 30), title: "Layers that are frozen by zero gradients decay",
      symptom: "The frozen layer's weights shrink step by step, all by the same factor.",
      diagnosis: """
        A hook that returns zeros, or grad.zero_(), stops the loss and not the decay: the optimizer sees a gradient of 0 \
        and adds λ w to it. Only parameters without a gradient (None) are left alone.
        """,
      fix: "requires_grad_(False), or leave them out of the optimizer.",
      quantity: "relative change of a frozen layer's weights in 100 steps",
      symptomatic: .above(0.1),
      broken: Run("gradients set to 0") { seed in try changeOfFrozen(seed, byZeros: true) },
      remedies: [Run("no gradient at all") { seed in try changeOfFrozen(seed, byZeros: false) }])
  }

  private static func changeOfFrozen(_ seed: UInt64, byZeros: Bool) throws -> Measurement {
    var generator = SplitMix64(seed: 30 &+ seed)
    let x = Tensor.normal([32, 4], using: &generator)
    func weight(_ inputCount: Int, _ outputCount: Int) -> Tensor {
      let bound = 1 / Scalar.squareRoot(Scalar(inputCount))
      return .uniform([outputCount, inputCount], in: -bound..<bound, using: &generator)
    }
    let frozen = Variable(weight(4, 8), requiresGradient: byZeros)
    let head = Variable(weight(8, 1), requiresGradient: true)
    if byZeros { frozen.addGradientHook { .zeros($0.shape) } }
    let before = frozen.value
    let model = Sequential(
      Linear(sharing: frozen, nil), FunctionLayer("tanh", tanh), Linear(sharing: head, nil))
    let rule = CoupledDecay(GradientDescentRule(learningRate: 0.1), strength: 0.1)
    let optimizer = FirstOrderOptimizer(byZeros ? [frozen, head] : [head], rule)
    let record = try fit(model, optimizer, stepCount: 100) { _ in
      meanSquaredError(model(Variable(x)), targets: x.slice(0..<1, axis: 1))
    }.finished()
    return Measurement((frozen.value - before).norm() / before.norm(), record: record)
  }
}
