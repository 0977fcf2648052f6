import Autograd
public import Course
import TensorCore

// Initialized, copied, replaced, loaded: what comes last counts.

extension FailureMode {
  /// F4.19: the copy was made of other weights.
  public static var copiedBeforeInitialization: FailureMode {
    FailureMode(
      id: .failureMode(4, 19), title: "The network is initialized after it was copied",
      symptom: """
        A target network or an average of weights starts from other weights than the network.
        """,
      diagnosis: """
        The copy holds what the constructor drew; the initialization changed the original alone.
        """,
      fix: "Initialize, then copy; assert that both give the same output.",
      quantity: "weights of three that differ between the network and its copy",
      symptomatic: .above(0.5),
      broken: Run("copied, then initialized") { seed in
        weightsThatDiffer(seed) { model, generator in
          let copy = copy(of: model)
          initialize(model, using: &generator)
          return copy
        }
      },
      remedies: [
        Run("initialized, then copied") { seed in
          weightsThatDiffer(seed) { model, generator in
            initialize(model, using: &generator)
            return copy(of: model)
          }
        }
      ])
  }

  private static func weightsThatDiffer(
    _ seed: UInt64, _ prepare: (Sequential, inout SplitMix64) -> Sequential
  ) -> Measurement {
    var generator = SplitMix64(seed: 19 &+ seed)
    let model = networkAsConstructed([4, 8, 8, 2], using: &generator)
    let copy = prepare(model, &generator)
    let pairs = zip(model.namedLinearLayers, copy.namedLinearLayers)
    return Measurement(Double(pairs.count { $0.layer.weight.value != $1.layer.weight.value }))
  }

  /// F4.20: the new head came after the initialization.
  public static var replacedAfterInitialization: FailureMode {
    FailureMode(
      id: .failureMode(4, 20), title: "A layer is replaced after the initialization",
      symptom: """
        The new head has the framework's default instead of what was planned, and no error says \
        so.
        """,
      diagnosis: "model.apply(init) saw the layers of its moment; a layer made later never met it.",
      fix: "Make the network complete, then initialize, then make the optimizer.",
      quantity: "layers of three whose bias is not the zero of the initialization",
      symptomatic: .above(0.5),
      broken: Run("initialized, then replaced") { seed in
        biasesNotZero(seed) { model, generator in
          initialize(model, using: &generator)
          return replacingHead(of: model, using: &generator)
        }
      },
      remedies: [
        Run("replaced, then initialized") { seed in
          biasesNotZero(seed) { model, generator in
            let replaced = replacingHead(of: model, using: &generator)
            initialize(replaced, using: &generator)
            return replaced
          }
        }
      ])
  }

  private static func replacingHead(
    of model: Sequential, using generator: inout SplitMix64
  ) -> Sequential {
    Sequential(
      model.layers.dropLast() + [Linear(inputCount: 8, outputCount: 5, using: &generator)])
  }

  private static func biasesNotZero(
    _ seed: UInt64, _ prepare: (Sequential, inout SplitMix64) -> Sequential
  ) -> Measurement {
    var generator = SplitMix64(seed: 20 &+ seed)
    let model = prepare(networkAsConstructed([4, 8, 8, 2], using: &generator), &generator)
    return Measurement(
      Double(model.namedLinearLayers.count { ($0.layer.bias?.value.maximumMagnitude() ?? 0) > 0 }))
  }

  /// F4.22: initialization goes over everything, loaded weights too.
  public static var pretrainedOverwritten: FailureMode {
    FailureMode(
      id: .failureMode(4, 22), title: "Pretrained weights are overwritten by the initialization",
      symptom: """
        Fine-tuning is no better than training from scratch, though the file was loaded without \
        complaint.
        """,
      diagnosis: """
        model.apply(init) was called after loading and reached every linear layer, not only the \
        new head.
        """,
      fix: "Initialize, then load; or apply the initialization to the new layers alone.",
      quantity: "pretrained parameters of two that are lost", symptomatic: .above(0.5),
      broken: Run("loaded, then initialized") { seed in
        lostParameters(seed) { model, pretrained, generator in
          load(pretrained, into: model)
          initialize(model, using: &generator)
        }
      },
      remedies: [
        Run("initialized, then loaded") { seed in
          lostParameters(seed) { model, pretrained, generator in
            initialize(model, using: &generator)
            load(pretrained, into: model)
          }
        }
      ])
  }

  private static func lostParameters(
    _ seed: UInt64, _ prepare: (Sequential, Linear, inout SplitMix64) -> Void
  ) -> Measurement {
    var generator = SplitMix64(seed: 22 &+ seed)
    let pretrained = Linear(inputCount: 4, outputCount: 8, using: &generator)
    let model = networkAsConstructed([4, 8, 5], using: &generator)
    prepare(model, pretrained, &generator)
    let pairs = zip(model.namedLinearLayers[0].layer.trainedVariables, pretrained.trainedVariables)
    return Measurement(Double(pairs.count { $0.value != $1.value }))
  }

  private static func load(_ pretrained: Linear, into model: Sequential) {
    let body = model.namedLinearLayers[0].layer
    for (parameter, loaded) in zip(body.trainedVariables, pretrained.trainedVariables) {
      parameter.initialize(to: loaded.value)
    }
  }

  /// As the constructors leave it, with PyTorch's default.
  private static func networkAsConstructed(
    _ widths: [Int], using generator: inout SplitMix64
  ) -> Sequential {
    .multilayerPerceptron(widths, using: &generator)
  }

  /// He's rule and zero biases in every linear layer.
  private static func initialize(_ model: Sequential, using generator: inout SplitMix64) {
    model.initialize(with: .kaiming, seed: generator.next())
  }

  private static func copy(of model: Sequential) -> Sequential {
    Sequential(
      model.layers.map { layer in
        guard let linear = layer as? Linear else { return layer }
        return Linear(weight: linear.weight.value, bias: linear.bias?.value)
      })
  }
}
