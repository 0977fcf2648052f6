import Activations
import Autograd
import BatchNorm
import Datasets
import Dynamics
import Init
import Optimizers
import Regularization
import TensorCore
import Testing

/// A right run of some kind, on which no rule may find anything.
struct HealthySetup: Sendable, CustomTestStringConvertible {
  let name: String
  let make: @Sendable (UInt64) throws -> PreflightSetup

  init(_ name: String, _ make: @escaping @Sendable (UInt64) throws -> PreflightSetup) {
    self.name = name
    self.make = make
  }

  var testDescription: String { name }

  static func classifier(
    _ seed: UInt64, _ layers: (inout SplitMix64) -> [any Layer]
  ) -> PreflightSetup {
    var generator = SplitMix64(seed: seed)
    return PreflightSamples.healthy(seed: seed, model: Sequential(layers(&generator)))
  }

  static func run(
    _ model: any Layer, _ data: PreflightData, _ task: PreflightTask, _ loss: PreflightLoss,
    _ optimizer: (any Optimizer)? = nil
  ) -> PreflightSetup {
    PreflightSetup(model: model, data: data, task: task, loss: loss, optimizer: optimizer)
  }

  static func digits() throws -> PreflightData {
    let digits = try LabeledData.digits()
    let (training, test) = digits.splitByOrder(testCount: 360)
    return PreflightData(
      inputs: training.features, labels: training.labels, batchSize: 32,
      validationInputs: test.features)
  }

  static var heads: [HealthySetup] {
    [
      HealthySetup("softmax regression") { seed in
        classifier(seed) { [Linear(inputCount: 6, outputCount: 3, using: &$0)] }
      },
      HealthySetup("log-softmax and NLL") { seed in
        run(
          PreflightSamples.network([6, 16, 3], seed: seed, head: [LogSoftmax()]),
          PreflightSamples.classes(seed: seed),
          .classes(3), .negativeLogLikelihood)
      },
      HealthySetup("softmax and cross-entropy of probabilities") { seed in
        run(
          PreflightSamples.network([6, 16, 3], seed: seed, head: [Softmax()]),
          PreflightSamples.rows(of: PreflightSamples.classes(seed: seed), classCount: 3),
          .classes(3), .categorical)
      },
      HealthySetup("the Brier score") { seed in
        run(
          PreflightSamples.network([6, 16, 3], seed: seed, head: [Softmax()]),
          PreflightSamples.rows(of: PreflightSamples.classes(seed: seed), classCount: 3),
          .classes(3), .squaredError)
      },
      HealthySetup("one logit for yes or no") { seed in
        run(
          PreflightSamples.network([6, 16, 1], seed: seed), PreflightSamples.yesOrNo(seed: seed),
          .binary,
          .binaryWithLogits)
      },
      HealthySetup("two logits for yes or no") { seed in
        var data = PreflightSamples.yesOrNo(seed: seed)
        data.targets = data.targets.reshaped(to: [data.count])
        return run(PreflightSamples.network([6, 16, 2], seed: seed), data, .binary, .crossEntropy)
      },
      HealthySetup("three bits") { seed in
        run(
          PreflightSamples.network([6, 16, 3], seed: seed), PreflightSamples.bits(seed: seed),
          .bits(3), .binaryWithLogits
        )
      },
      HealthySetup("regression without a head") { seed in
        run(
          PreflightSamples.network([6, 16, 2], seed: seed), PreflightSamples.values(seed: seed),
          .values(2), .squaredError
        )
      },
      HealthySetup("regression of positive values through ReLU") { seed in
        var data = PreflightSamples.value(seed: seed)
        data.targets = data.targets.map { abs($0) }
        return run(
          PreflightSamples.network(
            [6, 16, 1], seed: seed, head: [FunctionLayer("softplus", softplus)]), data,
          .values(1), .squaredError)
      },
      HealthySetup("autoencoder of pixels") { seed in
        var data = try digits().drawn(96)
        data.targets = data.inputs
        return run(
          PreflightSamples.network([64, 32, 64], seed: seed, head: [PreflightSamples.sigmoids]),
          data, .values(64),
          .squaredError)
      },
      HealthySetup("autoencoder of pixels, binary cross-entropy") { seed in
        var data = try digits().drawn(96)
        data.targets = data.inputs
        return run(
          PreflightSamples.network([64, 32, 64], seed: seed), data, .values(64), .binaryWithLogits)
      },
    ]
  }
}

/// Precision: right runs of many kinds on which nothing is found.
@Suite struct Lesson09PreflightHealthy {
  @Test(arguments: HealthySetup.heads + HealthySetup.networks)
  func `nothing is found on a right run`(_ setup: HealthySetup) throws {
    for seed in UInt64(0)..<2 {
      let report = try setup.make(seed).report()
      #expect(report.isClear, "\(seed): \(report)")
      #expect(report.checked.count > 30, "\(report.notChecked)")
    }
  }
}
