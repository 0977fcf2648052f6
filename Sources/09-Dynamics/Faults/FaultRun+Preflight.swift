import Autograd
import TensorCore

// What preflight and doctor are told of a run.

extension FaultRun {
  /// What it is to be trained for.
  public var task: PreflightTask {
    switch data.source {
    case .digits, .clusters: .classes(data.classCount)
    case .tumors, .moons, .xor: outputCount == 1 ? .binary : .classes(2)
    case .bits: .bits(10)
    case .hill, .wave: .values(1)
    case .reconstruction: .values(30)
    }
  }

  /// The loss with its kind declared, as a person would declare it who does not see the mistake.
  public var preflightLoss: PreflightLoss {
    let (kind, targets): (PreflightLoss.Kind, PreflightLoss.Targets) =
      switch loss {
      case .crossEntropy: (.crossEntropy, .classNumbers)
      case .negativeLogarithm, .clippedNegativeLogarithm: (.categorical, .classNumbers)
      case .crossEntropyOfOneHot: (.crossEntropy, .rows)
      case .binaryCrossEntropy: (.binaryWithLogits, .rows)
      case .binaryCrossEntropyOfProbabilities: (.binary, .rows)
      case .squaredError: (.squaredError, .rows)
      case .absoluteError: (.absoluteError, .rows)
      }
    let (loss, classCount) = (loss, data.classCount)
    return PreflightLoss(kind, targets: targets) { output, targets in
      let rows =
        targets.shape.axisCount == 1 ? targets.reshaped(to: [targets.elementCount, 1]) : targets
      return loss(output, FaultSamples(inputs: rows, targets: rows), classCount: classCount)
    }
  }

  /// What is found before the first step.
  ///
  /// - Parameter seed: What data and first weights are drawn from.
  /// - Returns: The report.
  /// - Throws: An error if a data file is damaged, or what the engine throws.
  public func preflight(seed: UInt64) throws -> PreflightReport {
    let setting = try setting(seed: seed)
    let data =
      preflightLoss.targets == .classNumbers
      ? PreflightData(
        inputs: setting.training.inputs, labels: setting.training.labels, batchSize: batchSize,
        validationInputs: setting.heldOut.inputs)
      : PreflightData(
        inputs: setting.training.inputs, targets: setting.training.targets, batchSize: batchSize,
        validationInputs: setting.heldOut.inputs)
    return try Dynamics.preflight(
      setting.model, data: data, task: task, loss: preflightLoss, optimizer: setting.optimizer)
  }
}
