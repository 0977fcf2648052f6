import Autograd
public import Course
import TensorCore

// Parameters that the optimizer does not know, knows twice, or knows with other settings.

extension FailureMode {
  /// F7.8: the optimizer holds on to parameters that the model has no longer.
  public static var replacedHead: FailureMode {
    FailureMode(
      id: .failureMode(7, 8), title: "The head was replaced after the optimizer was made",
      symptom:
        "Fine-tuning runs, the loss falls a little, and the new head keeps its random weights.",
      diagnosis: """
        An optimizer keeps the very parameters it was given. model.fc = nn.Linear(…) afterwards makes new ones, \
        which it has never heard of.
        """,
      fix: """
        Finish the model first, the optimizer last. Compare both lists of parameters at the start of a run.
        """,
      quantity: "parameters of four that a step changes", symptomatic: .below(3),
      broken: Run("the head afterwards") { seed in try changedParameters(seed, headFirst: false) },
      remedies: [
        Run("the optimizer last") { seed in try changedParameters(seed, headFirst: true) }
      ])
  }

  private static func changedParameters(_ seed: UInt64, headFirst: Bool) throws -> Measurement {
    let (x, y, old, layers) = OptimizerRuns.network(seed: 8 &+ seed, widths: [8, 8, 2])
    var generator = SplitMix64(seed: 108 &+ seed)
    let head = Linear(inputCount: 8, outputCount: 2, using: &generator)
    let model = Sequential(layers[0], FunctionLayer("relu", relu), head)
    let optimizer = SGD((headFirst ? model : old).trainedVariables, learningRate: 0.1)
    let before = model.trainedVariables.map(\.value)
    try meanSquaredError(model(Variable(x)), targets: y).backward()
    optimizer.step()
    return Measurement(
      Double(zip(before, model.trainedVariables).count { $0 != $1.value }))
  }

  /// F7.21: thawed, and not handed over.
  public static var unfrozenLater: FailureMode {
    FailureMode(
      id: .failureMode(7, 21), title: "Unfrozen layers that the optimizer does not have",
      symptom: "After unfreezing gradients arrive in the body, and its weights do not change.",
      diagnosis: """
        The optimizer was made of the parameters that required gradients then. requires_grad_(True) later makes \
        gradients, and no optimizer reads them.
        """,
      fix: "optimizer.add_param_group(…) when the layers thaw, or all parameters from the start.",
      quantity: "distance that the unfrozen weight moves in ten steps", symptomatic: .below(1e-9),
      broken: Run("unfrozen only") { try distanceOfBody(handsOver: false) },
      remedies: [Run("handed over to the optimizer") { try distanceOfBody(handsOver: true) }])
  }

  private static func distanceOfBody(handsOver: Bool) throws -> Measurement {
    let (frozen, body) = (Variable(Tensor([1])), OptimizerRuns.leaf([1]))
    let head = OptimizerRuns.leaf([1])
    var optimizers = [SGD([head], learningRate: 0.1)]
    func train(_ body: Variable) throws {
      for _ in 0..<10 {
        for variable in [body, head] { variable.zeroGradient() }
        let error = body * head - 3
        try ((error * error).sum() / 2).backward()
        for optimizer in optimizers { optimizer.step() }
      }
    }
    try train(frozen)
    if handsOver { optimizers.append(SGD([body], learningRate: 0.1)) }
    try train(body)
    return Measurement(abs(body.value[0] - 1))
  }

  /// F7.22: one tensor, two entries.
  public static var steppedTwice: FailureMode {
    FailureMode(
      id: .failureMode(7, 22), title: "A shared weight is stepped twice",
      symptom: "A model with tied weights is unstable at a rate that the untied one bears.",
      diagnosis: """
        [*encoder.parameters(), *decoder.parameters()] lists the shared tensor twice. PyTorch warns of duplicates \
        within a group, and refuses a parameter that stands in two; two optimizers that share one notice nothing.
        """,
      fix:
        "Take the parameters of the one model that contains both: model.parameters() names each once.",
      quantity: "first step ÷ rate × gradient of a weight that two layers share",
      symptomatic: .above(1.5),
      broken: Run("listed twice") { firstStepOfShared(optimizerCount: 2) },
      remedies: [Run("each parameter once") { firstStepOfShared(optimizerCount: 1) }])
  }

  private static func firstStepOfShared(optimizerCount: Int) -> Measurement {
    let shared = OptimizerRuns.leaf([1])
    let optimizers = (0..<optimizerCount).map { _ in SGD([shared], learningRate: 0.1) }
    shared.gradient = Tensor([1])
    for optimizer in optimizers { optimizer.step() }
    return Measurement((1 - shared.value[0]) / 0.1)
  }

  /// F7.37: a late group starts at the first rate.
  public static var firstRateForNewGroup: FailureMode {
    FailureMode(
      id: .failureMode(7, 37), title: "A group that joins late gets the first rate",
      symptom:
        "At the moment of unfreezing the loss jumps, late in a run whose rate had long been small.",
      diagnosis: """
        add_param_group fills in what is missing from the optimizer's defaults, and the default rate is the one of \
        the constructor, not the one that the schedule has arrived at.
        """,
      fix: "Give the group its rate: \"lr\": optimizer.param_groups[0][\"lr\"], or less.",
      quantity: "rate of the weights that join late ÷ rate of the others",
      symptomatic: .above(5),
      broken: Run("the rate of the start") { rateOfLateGroup { first, _ in first } },
      remedies: [Run("the rate of today") { rateOfLateGroup { _, today in today } }])
  }

  private static func rateOfLateGroup(
    rate: (_ first: Scalar, _ today: Scalar) -> Scalar
  ) -> Measurement {
    let (head, body) = (OptimizerRuns.leaf([1]), OptimizerRuns.leaf([1]))
    let optimizer = SGD([head], learningRate: 0.1)
    let first = optimizer.learningRate
    optimizer.learningRate = 0.01
    let late = SGD([body], learningRate: rate(first, optimizer.learningRate))
    return Measurement(OptimizerRuns.step(late, body, Tensor([1]))[0] / -0.01)
  }
}
