import Autograd
public import Course
import TensorCore

// Parameters that the network computes with and the optimizer does not have.

extension FailureMode {
  /// F2.21: a layer does not name what it owns.
  public static var parametersNotRegistered: FailureMode {
    FailureMode(
      id: .failureMode(2, 21), title: "Parameters are never registered",
      symptom: """
        The loss falls, less far than it should; some layers keep their first weights to the bit and \
        are missing in the saved file.
        """,
      diagnosis: """
        The optimizer gets the parameters that the network names, and `children` leaves a layer out \
        (PyTorch: layers in a plain list or dictionary). Its gradients arrive, and nobody uses them; they \
        are not zeroed either.
        """,
      fix: """
        Name every layer in `children` and every variable in `parameters` (PyTorch: `nn.ModuleList`); \
        compare `parameterCount` with the count on paper.
        """,
      quantity: "parameters that have not moved in 20 steps", symptomatic: .above(0),
      broken: Run("the hidden layer left out of the children") { seed in
        try unmovedParameters(seed) { ["head": $0.second] }
      },
      remedies: [
        Run("registered as children") { seed in
          try unmovedParameters(seed) { ["hidden": $0.first, "head": $0.second] }
        }
      ])
  }

  private static func unmovedParameters(
    _ seed: UInt64, _ children: (TwoLayerTraining) -> KeyValuePairs<String, Linear>
  ) throws -> Measurement {
    let network = TwoLayerTraining(seed: seed)
    let model = TwoLayerTraining.HiddenAndHead(network, naming: children(network))
    return try network.unmovedParameters(training: model.trainedVariables) { x, y in
      meanSquaredError(model(x), targets: y)
    }
  }

  /// F2.22: the optimizer was made for parameters that the model no longer has.
  public static var optimizerOfOtherParameters: FailureMode {
    FailureMode(
      id: .failureMode(2, 22), title: "The optimizer holds other parameters than the model",
      symptom: "After a layer was replaced, or the model copied, that part no longer learns.",
      diagnosis: """
        An optimizer holds the variables that it was given. A new head, a copy or a model that was \
        loaded as new objects has others; the optimizer goes on changing the old ones, which nobody uses.
        """,
      fix:
        "Make the optimizer last, when the model is complete; assert that its parameters are the model's.",
      quantity: "parameters that have not moved in 20 steps", symptomatic: .above(0),
      broken: Run("the head replaced after the optimizer was made") { seed in
        let network = TwoLayerTraining(seed: seed)
        let old = Sequential(network.first, headToReplace(seed))
        return try network.unmovedParameters(training: old.trainedVariables) { x, y in
          meanSquaredError(network.second(tanh(network.first(x))), targets: y)
        }
      },
      remedies: [
        Run("the optimizer made after the head") { seed in
          let network = TwoLayerTraining(seed: seed)
          let new = Sequential(network.first, network.second)
          return try network.unmovedParameters(training: new.trainedVariables) { x, y in
            meanSquaredError(network.second(tanh(network.first(x))), targets: y)
          }
        }
      ])
  }

  /// The head that the model had when the optimizer was made.
  private static func headToReplace(_ seed: UInt64) -> Linear {
    var generator = SplitMix64(seed: 22 &+ seed)
    return Linear(inputCount: 6, outputCount: 2, using: &generator)
  }
}

extension TwoLayerTraining {
  /// Two layers with tanh between them, of which it names as its own what it is told to name.
  fileprivate final class HiddenAndHead: Module, Layer {
    private let network: TwoLayerTraining
    let children: [(name: String, layer: any Layer)]

    init(_ network: TwoLayerTraining, naming children: KeyValuePairs<String, Linear>) {
      self.network = network
      self.children = children.map { ($0.key, $0.value) }
    }

    func forward(_ input: Variable) -> Variable { network.second(tanh(network.first(input))) }
  }
}
