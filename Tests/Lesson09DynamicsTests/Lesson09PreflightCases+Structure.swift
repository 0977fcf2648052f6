import Autograd
import BatchNorm
import Dynamics
import Regularization
import TensorCore

extension PreflightCase {
  /// Six features, sixteen hidden units twice, three classes, with layers of one's choice between.
  private static func run(
    _ seed: UInt64, bias: Bool = true, first: [any Layer], second: [any Layer],
    third: [any Layer] = []
  ) -> PreflightSetup {
    var generator = SplitMix64(seed: seed)
    let layers: [any Layer] =
      [PreflightSamples.linear(6, 16, bias: bias, using: &generator)] + first
      + [PreflightSamples.linear(16, 16, bias: bias, using: &generator)] + second
      + [Linear(inputCount: 16, outputCount: 3, using: &generator)] + third
    return PreflightSamples.healthy(seed: seed, model: Sequential(layers))
  }

  private static var relus: any Layer { FunctionLayer("activation", relu) }

  static var structure: [PreflightCase] {
    [
      PreflightCase(
        "P11", "no activation between two layers",
        broken: { run($0, first: [], second: [relus]) },
        twin: { run($0, first: [relus], second: [relus]) }),
      PreflightCase(
        "P11", "only dropout between two layers",
        broken: { run($0, first: [Dropout(probability: 0.2, seed: 1)], second: [relus]) },
        twin: { run($0, first: [relus, Dropout(probability: 0.2, seed: 1)], second: [relus]) }),
      PreflightCase(
        "P12", "sigmoid behind ReLU",
        broken: { run($0, first: [relus, PreflightSamples.sigmoids], second: [relus]) },
        twin: { run($0, first: [relus], second: [relus]) }),
      PreflightCase(
        "P13", "bias before batch norm",
        broken: {
          run(
            $0, first: [BatchNorm1d(featureCount: 16), relus],
            second: [BatchNorm1d(featureCount: 16), relus])
        },
        twin: {
          run(
            $0, bias: false, first: [BatchNorm1d(featureCount: 16), relus],
            second: [BatchNorm1d(featureCount: 16), relus])
        }),
      PreflightCase(
        "P14", "dropout before batch norm",
        broken: {
          run(
            $0, bias: false, first: [relus, Dropout(probability: 0.5, seed: 2)],
            second: [BatchNorm1d(featureCount: 16), relus])
        },
        twin: {
          run(
            $0, bias: false, first: [BatchNorm1d(featureCount: 16), relus],
            second: [relus, Dropout(probability: 0.5, seed: 2)])
        }),
      PreflightCase(
        "P15", "dropout on the logits",
        broken: {
          run($0, first: [relus], second: [relus], third: [Dropout(probability: 0.3, seed: 3)])
        },
        twin: {
          run($0, first: [relus], second: [relus, Dropout(probability: 0.3, seed: 3)])
        }),
      PreflightCase(
        "P16", "the kept share given as the dropped one",
        broken: { run($0, first: [relus, Dropout(probability: 0.9, seed: 4)], second: [relus]) },
        twin: { run($0, first: [relus, Dropout(probability: 0.1, seed: 4)], second: [relus]) }),
      PreflightCase(
        "P17", "a last batch of one sample",
        broken: { seed in
          var setup = run(
            seed, bias: false, first: [BatchNorm1d(featureCount: 16), relus], second: [relus])
          setup.data.batchSize = 19  // 96 = 5 · 19 + 1
          return setup
        },
        twin: {
          run($0, bias: false, first: [BatchNorm1d(featureCount: 16), relus], second: [relus])
        }),
      PreflightCase(
        "P18", "eight classes through three hidden units",
        broken: { eightClasses($0, hidden: 3) }, twin: { eightClasses($0, hidden: 16) }),
    ]
  }

  private static func eightClasses(_ seed: UInt64, hidden: Int) -> PreflightSetup {
    var setup = PreflightSamples.healthy(
      seed: seed, model: PreflightSamples.network([6, 16, hidden, 8], seed: seed))
    setup.data = PreflightSamples.classes(seed: seed, classCount: 8)
    setup.task = .classes(8)
    return setup
  }
}
