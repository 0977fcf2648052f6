import Autograd
import Dynamics
import Init
import Optimizers
import TensorCore

extension PreflightCase {
  /// The healthy network with a layer put in at a place.
  static func inserting(_ layer: any Layer, at place: Int, seed: UInt64) -> PreflightSetup {
    var layers = PreflightSamples.network([6, 16, 16, 3], seed: seed).layers
    layers.insert(layer, at: place)
    return PreflightSamples.healthy(seed: seed, model: Sequential(layers))
  }

  /// The healthy network with the parameters of one layer changed.
  static func changing(
    _ layer: Int, seed: UInt64, _ name: String, _ change: (inout Tensor) -> Void
  ) -> PreflightSetup {
    let model = PreflightSamples.network([6, 16, 16, 3], seed: seed)
    let parameter = model.namedParameters.first { $0.name == "\(layer).\(name)" }
    parameter?.variable.modify { change(&$0) }
    return PreflightSamples.healthy(seed: seed, model: model)
  }

  static var start: [PreflightCase] {
    [
      PreflightCase(
        "P29", "one number for all weights of a layer",
        broken: {
          changing(2, seed: $0, "weight") { $0 = Tensor(repeating: 0.1, shape: $0.shape) }
        },
        twin: { changing(4, seed: $0, "weight") { $0 = .zeros($0.shape) } }),
      PreflightCase(
        "P30", "weights of deviation 0.01 in eight layers",
        broken: {
          deep($0, InitializationScheme("small", hidden: .normal(standardDeviation: 0.01)))
        },
        twin: { deep($0, .kaiming) }),
      PreflightCase(
        "P31", "biases that switch every unit off",
        broken: { changing(0, seed: $0, "bias") { $0 = Tensor(repeating: -20, shape: $0.shape) } }),
      PreflightCase(
        "P31", "tanh fed with large sums",
        broken: {
          PreflightSamples.healthy(
            seed: $0,
            model: PreflightSamples.network(
              [6, 16, 16, 3], seed: $0, activation: tanh,
              scheme: InitializationScheme(
                "large", hidden: .normal(standardDeviation: 8), head: .leCunNormal())))
        },
        twin: {
          PreflightSamples.healthy(
            seed: $0,
            model: PreflightSamples.network(
              [6, 16, 16, 3], seed: $0, activation: tanh, scheme: .xavier))
        }),
      PreflightCase(
        "P32", "a last layer ten times too large",
        broken: { changing(4, seed: $0, "weight") { $0 = $0 * 10 } }),
      PreflightCase(
        "P33", "the sum in place of the mean",
        broken: { seed in
          var setup = PreflightSamples.healthy(seed: seed)
          let mean = PreflightLoss.crossEntropy
          setup.loss = PreflightLoss(.crossEntropy, targets: .classNumbers) { output, targets in
            mean.value(output, targets) * Scalar(targets.elementCount)
          }
          return setup
        }),
    ]
  }

  private static func deep(_ seed: UInt64, _ scheme: InitializationScheme) -> PreflightSetup {
    PreflightSamples.healthy(
      seed: seed,
      model: PreflightSamples.network(
        [6] + Array(repeating: 32, count: 8) + [3], seed: seed, scheme: scheme))
  }

  static var learning: [PreflightCase] {
    [
      PreflightCase(
        "P34", "a layer that is made and not used",
        broken: { seed in
          let used = PreflightSamples.network([6, 16, 3], seed: seed)
          let forgotten = PreflightSamples.network([6, 3], seed: seed)
          return PreflightSamples.healthy(seed: seed, model: UnusedBranch(used, forgotten))
        }),
      PreflightCase(
        "P36", "labels that are shuffled at every step",
        broken: { seed in
          var setup = PreflightSamples.healthy(seed: seed)
          let noise = SharedGenerator()
          let honest = PreflightLoss.crossEntropy
          setup.loss = PreflightLoss(.crossEntropy, targets: .classNumbers) { output, targets in
            let order = noise.generator.permutation(of: targets.elementCount)
            return honest.value(output, targets.gathering(rows: order))
          }
          return setup
        }),
      PreflightCase(
        "P37", "the last hidden layer multiplied by 0",
        broken: { inserting(FunctionLayer("masked") { $0 * 0 }, at: 4, seed: $0) }),
      PreflightCase(
        "P38", "samples centered by their batch",
        broken: { inserting(FunctionLayer("centered") { $0 - $0.mean(axis: 0) }, at: 2, seed: $0) }),
      PreflightCase(
        "P39", "noise in evaluation mode",
        broken: { seed in
          let noise = SharedGenerator()
          return inserting(
            FunctionLayer("noise") { x in
              x + Variable(.normal(x.shape, using: &noise.generator) * 0.01)
            }, at: 1, seed: seed)
        }),
      PreflightCase(
        "P40", "an optimizer of another network",
        broken: { seed in
          var setup = PreflightSamples.healthy(seed: seed)
          let other = PreflightSamples.network([6, 16, 16, 3], seed: seed)
          setup.optimizer = Adam(other.trainedVariables, learningRate: 1e-3)
          return setup
        }),
      PreflightCase(
        "P40", "an optimizer without the first layer",
        broken: { seed in
          var setup = PreflightSamples.healthy(seed: seed)
          setup.optimizer = Adam(
            setup.model.trainedVariables.suffix(4).map { $0 }, learningRate: 1e-3)
          return setup
        }),
      PreflightCase(
        "P41", "SGD's rate given to Adam",
        broken: { seed in
          var setup = PreflightSamples.healthy(seed: seed)
          setup.optimizer = Adam(setup.model.trainedVariables, learningRate: 0.5)
          return setup
        }),
      PreflightCase(
        "P41", "a rate that moves nothing",
        broken: { seed in
          var setup = PreflightSamples.healthy(seed: seed)
          setup.optimizer = SGD(setup.model.trainedVariables, learningRate: 1e-6)
          return setup
        }),
    ]
  }

  /// The bug that only differences in double precision show.
  static var wrongGradient: PreflightCase {
    PreflightCase(
      "P35", "a layer whose gradient is doubled",
      broken: {
        inserting(
          FunctionLayer("doubled") { x in
            let y = x * 1
            if y.requiresGradient { _ = y.addGradientHook { $0 * 2 } }
            return y
          }, at: 2, seed: $0)
      })
  }
}
