import Activations
import Autograd
import TensorCore

// What is known of a run beside its record, as a log of it would say.

extension FaultRun {
  /// The facts of a run that ended in some way.
  ///
  /// - Parameters:
  ///   - setting: The objects of the run.
  ///   - outcome: How it ended.
  /// - Returns: Optimizer, loss, layers and parameters by name.
  func facts(of setting: FaultSetting, outcome: TrainingRun.Outcome) -> RunFacts {
    var facts = RunFacts()
    facts.optimizer = optimizer.name
    facts.lossFunction = loss.name
    facts.classCount = data.classCount == 0 ? nil : data.classCount
    facts.outputCount = outputCount
    let parameters = setting.model.namedParameters
    facts.parameterNames = parameters.map(\.name)
    facts.parameterShapes = Dictionary(
      uniqueKeysWithValues: parameters.map { ($0.name, $0.variable.value.shape.lengths) })
    facts.layers = setting.model.children.map { child in
      RunFacts.Layer(
        name: child.name,
        kind: (child.layer as? ActivationLayer)?.activation.name ?? "\(type(of: child.layer))")
    }
    if case .stopped(.notFinite(_, let operation)) = outcome {
      (facts.outcome, facts.operation) = ("not finite", operation)
    } else {
      facts.outcome = "finished"
    }
    return facts
  }
}

extension FaultRun.Optimizer {
  /// PyTorch's name.
  fileprivate var name: String {
    switch self {
    case .gradientDescent, .momentum: "SGD"
    case .adam: "Adam"
    case .rmsprop: "RMSprop"
    }
  }
}

extension FaultLoss {
  /// PyTorch's name; `nil` for what a person wrote by hand.
  fileprivate var name: String? {
    switch self {
    case .crossEntropy: "CrossEntropyLoss"
    case .binaryCrossEntropy: "BCEWithLogitsLoss"
    case .binaryCrossEntropyOfProbabilities: "BCELoss"
    case .squaredError: "MSELoss"
    case .absoluteError: "L1Loss"
    case .negativeLogarithm, .clippedNegativeLogarithm: "NLLLoss"
    case .crossEntropyOfOneHot: nil
    }
  }
}
