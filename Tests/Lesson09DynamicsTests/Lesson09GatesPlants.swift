import Activations
import Autograd
import Dynamics
import TensorCore

/// The faults that are planted into a run, one at a time.
enum GateFault: String, CaseIterable, Sendable {
  case nanInInputs, unscaledInputs, labelsFromOne, leakage, rareClasses
  case missingOutput, centeredByBatch, hotHead, summedLoss
  case wrongGradient, unusedLayer, frozenLayer, foreignOptimizer
  case equalUnits, deadUnits, smallWeights
  case inputIgnored, labelsShuffled, doubleSoftmax, gradientsKept
  case rateTooHigh, rateTooLow, hiddenWarmUp, slowGroup, laterNaN
  case unseeded, evaluatedInTraining, modeNotRestored, slowStatistics, trainedInEvaluation
  case scheduleByEpoch
  case shortLastBatch, oneBatchAgain, otherLabelMap, staleDelivered, optimizerNotSaved
  case scaledByRequest

  /// The gates, one of which has to be the first to fail.
  var expected: Set<String> {
    switch self {
    case .nanInInputs, .unscaledInputs, .labelsFromOne: ["G1"]
    case .leakage: ["G2"]
    case .rareClasses: ["G3"]
    case .missingOutput, .centeredByBatch: ["G4"]
    case .hotHead, .summedLoss: ["G5"]
    case .wrongGradient: ["G6"]
    case .unusedLayer: ["G7"]
    case .frozenLayer, .foreignOptimizer: ["G8"]
    case .equalUnits, .deadUnits, .smallWeights: ["G9"]
    case .inputIgnored: ["G10"]
    case .labelsShuffled, .doubleSoftmax: ["G11"]
    // A wrong rate shows where steps are made first.
    case .rateTooHigh, .rateTooLow: ["G11", "G12"]
    case .gradientsKept: ["G11", "G12", "G13", "G14"]
    case .hiddenWarmUp: ["G12"]
    case .slowGroup: ["G13"]
    case .laterNaN: ["G14"]
    case .unseeded: ["G15"]
    case .evaluatedInTraining, .modeNotRestored: ["G16"]
    case .slowStatistics, .trainedInEvaluation: ["G17"]
    case .scheduleByEpoch: ["G18"]
    case .shortLastBatch, .oneBatchAgain: ["G19"]
    case .otherLabelMap: ["G20"]
    case .staleDelivered: ["G21"]
    case .optimizerNotSaved: ["G22"]
    case .scaledByRequest: ["G23"]
    }
  }

  /// Whether its gate asks for what the run has left; the first twelve do not.
  var needsRun: Bool {
    !expected.isSubset(of: (1...12).map { "G\($0)" })
  }

  /// Faults in the network.
  func change(_ layers: inout [any Layer]) {
    switch self {
    case .centeredByBatch:
      layers.insert(FunctionLayer("centered") { $0 - $0.mean(axis: 0) }, at: 3)
    case .hotHead: Self.scale(layers[5], by: 8)
    case .smallWeights: Self.scale(layers[3], by: 0.02)
    case .wrongGradient:
      layers.insert(
        FunctionLayer("doubled") { x in
          let y = x * 1
          if y.requiresGradient { _ = y.addGradientHook { $0 * 2 } }
          return y
        }, at: 3)
    case .unusedLayer:
      var generator = SplitMix64(seed: 3)
      layers[3] = UnusedBranch(layers[3], Linear(inputCount: 4, outputCount: 4, using: &generator))
    case .equalUnits:
      layers[3].parameters[0].variable.modify { $0 = Tensor(repeating: 0.02, shape: $0.shape) }
    case .deadUnits:
      layers[3].parameters[1].variable.modify { $0 = Tensor(repeating: -30, shape: $0.shape) }
    case .inputIgnored: layers.insert(FunctionLayer("masked") { $0 * 0 }, at: 5)
    case .doubleSoftmax: layers.append(Softmax())
    default: break
    }
  }

  private static func scale(_ layer: any Layer, by factor: Scalar) {
    layer.parameters[0].variable.modify { $0 = $0 * factor }
  }
}

extension PlantedRun {
  /// Faults in the data.
  static func plant(
    _ plant: GateFault?, in training: inout PreflightData, _ validation: inout PreflightData
  ) {
    switch plant {
    case .nanInInputs:
      var scalars = training.inputs.scalars
      scalars[11] = .nan
      training.inputs = Tensor(shape: training.inputs.shape, scalars: scalars)
    case .unscaledInputs: training.inputs = training.inputs * 50
    case .labelsFromOne: training.targets = training.targets + Tensor(1)
    case .leakage:
      training.validationInputs = .concatenation(
        [validation.inputs.slice(0..<55), training.inputs.slice(20..<25)])
    case .rareClasses:
      let rows = (0..<training.count).filter {
        training.targets.scalars[$0] == 0 || $0 % 40 < 4
      }
      training.inputs = training.inputs.gathering(rows: rows)
      training.targets = training.targets.gathering(rows: rows)
    case .otherLabelMap: validation.targets = validation.targets.map { $0 == 3 ? 0 : $0 + 1 }
    default: break
    }
  }
}
