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

// Right networks of many kinds.

extension HealthySetup {
  static var networks: [HealthySetup] {
    [
      HealthySetup("the network of learn demo") { seed in
        var generator = SplitMix64(seed: seed)
        let model = Sequential.multilayerPerceptron([64, 64, 10], using: &generator)
        return run(
          model, try digits(), .classes(10), .crossEntropy,
          AdamW(model.trainedVariables, learningRate: 1e-2))
      },
      HealthySetup("convolutions on digits") { seed in
        var generator = SplitMix64(seed: seed)
        let data = try digits().drawn(200)
        let model = Sequential(
          Conv2d(inputCount: 1, outputCount: 4, kernelSize: 3, using: &generator),
          FunctionLayer("relu", relu),
          Conv2d(inputCount: 4, outputCount: 4, kernelSize: 3, using: &generator),
          FunctionLayer("relu", relu),
          FunctionLayer("flat") { $0.reshaped(to: [$0.shape[0], 64]) },
          Linear(inputCount: 64, outputCount: 10, using: &generator))
        let images = PreflightData(
          inputs: data.inputs.reshaped(to: [data.count, 1, 8, 8]), targets: data.targets,
          batchSize: 32)
        return run(
          model, images, .classes(10), .crossEntropy,
          SGD(model.trainedVariables, learningRate: 0.1))
      },
      HealthySetup("batch norm with layers without bias") { seed in
        classifier(seed) {
          [
            PreflightSamples.linear(6, 16, bias: false, using: &$0), BatchNorm1d(featureCount: 16),
            ActivationLayer(.relu), PreflightSamples.linear(16, 16, bias: false, using: &$0),
            BatchNorm1d(featureCount: 16), ActivationLayer(.relu),
            Linear(inputCount: 16, outputCount: 3, using: &$0),
          ]
        }
      },
      HealthySetup("residual blocks") { seed in
        PreflightSamples.healthy(
          seed: seed,
          model: Sequential.residualStack(
            inputCount: 6, width: 16, blockCount: 4, outputCount: 3, scaling: .inverseSquareRoot,
            seed: seed))
      },
      HealthySetup("layer norm and GELU") { seed in
        classifier(seed) {
          [
            PreflightSamples.linear(6, 16, using: &$0), LayerNorm(shape: [16]),
            ActivationLayer(.gelu),
            PreflightSamples.linear(16, 16, using: &$0), LayerNorm(shape: [16]),
            ActivationLayer(.gelu),
            Linear(inputCount: 16, outputCount: 3, using: &$0),
          ]
        }
      },
      HealthySetup("tanh by Xavier's rule") { seed in
        PreflightSamples.healthy(
          seed: seed,
          model: PreflightSamples.network(
            [6, 16, 16, 3], seed: seed, activation: tanh, scheme: .xavier))
      },
      HealthySetup("sigmoid units in one hidden layer") { seed in
        classifier(seed) {
          [
            Linear(inputCount: 6, outputCount: 16, using: &$0), ActivationLayer(.sigmoid),
            Linear(inputCount: 16, outputCount: 3, using: &$0),
          ]
        }
      },
      HealthySetup("ReLU6 and dropout of hidden units") { seed in
        classifier(seed) {
          [
            PreflightSamples.linear(6, 32, using: &$0), ActivationLayer(.relu6),
            Dropout(probability: 0.5, seed: 1),
            PreflightSamples.linear(32, 32, using: &$0), ActivationLayer(.relu6),
            Dropout(probability: 0.5, seed: 2),
            Linear(inputCount: 32, outputCount: 3, using: &$0),
          ]
        }
      },
      HealthySetup("a matrix of low rank in two factors") { seed in
        classifier(seed) {
          [
            PreflightSamples.linear(6, 16, using: &$0), ActivationLayer(.relu),
            Linear(inputCount: 16, outputCount: 4, using: &$0),
            PreflightSamples.linear(4, 16, using: &$0), ActivationLayer(.relu),
            Linear(inputCount: 16, outputCount: 3, using: &$0),
          ]
        }
      },
      HealthySetup("a last layer of zeros") { seed in
        PreflightCase.changing(4, seed: seed, "weight") { $0 = .zeros($0.shape) }
      },
      HealthySetup("XOR with PyTorch's weights") { seed in
        var generator = SplitMix64(seed: seed)
        let xor = LabeledData.xor()
        return run(
          Sequential(
            Linear(inputCount: 2, outputCount: 8, using: &generator), ActivationLayer(.tanh),
            Linear(inputCount: 8, outputCount: 2, using: &generator)),
          PreflightData(inputs: xor.features, labels: xor.labels), .classes(2), .crossEntropy)
      },
      HealthySetup("spirals") { seed in
        var generator = SplitMix64(seed: seed)
        let spirals = LabeledData.spirals(count: 200, noise: 0.1, using: &generator)
        let scaled = Standardizer(fittedTo: spirals.features).apply(to: spirals)
        return run(
          PreflightSamples.network([2, 32, 32, spirals.classCount], seed: seed),
          PreflightData(inputs: scaled.features, labels: scaled.labels, batchSize: 20),
          .classes(spirals.classCount), .crossEntropy)
      },
      HealthySetup("breast cancer, standardized") { seed in
        let data = try LabeledData.breastCancer()
        let scaled = Standardizer(fittedTo: data.features).apply(to: data)
        let model = PreflightSamples.network([30, 16, 2], seed: seed)
        return run(
          model, PreflightData(inputs: scaled.features, labels: scaled.labels, batchSize: 32),
          .classes(2), .crossEntropy, Momentum(model.trainedVariables, learningRate: 0.05))
      },
    ]
  }
}
