import Activations
import Autograd
import Init
import TensorCore

// One network for each fault that the doctor knows, but for infinity.

extension Lesson04Doctor {
  static let broken: [Case] = [
    Case(name: "all zeros, tanh", fault: .noGradient) {
      classifier(
        InitializationScheme("zeros", hidden: .zeros), .tanh, width: 32, depth: 2, seed: $0)
    },
    Case(name: "constant weights", fault: .symmetric) {
      classifier(
        InitializationScheme("½", hidden: .constant(0.05)), .tanh, width: 32, depth: 2, seed: $0)
    },
    Case(name: "a layer doubled without noise", fault: .symmetric) { seed in
      let patient = classifier(.kaiming, width: 32, depth: 2, seed: seed)
      let linears = patient.model.namedLinearLayers.map(\.layer)
      let half = linears[0].weight.value.slice(0..<16)
      linears[0].weight.initialize(to: .concatenation([half, half]))
      let columns = linears[1].weight.value.slice(0..<16, axis: 1)
      linears[1].weight.initialize(to: .concatenation([columns, columns], axis: 1))
      return patient
    },
    Case(name: "one seed for all layers", fault: .identicalLayers) { seed in
      let patient = classifier(.kaiming, width: 32, depth: 4, seed: seed)
      for (_, linear) in patient.model.namedLinearLayers.dropLast() {
        var generator = SplitMix64(seed: seed)
        linear.weight.initialize(
          to: Initializer.kaimingNormal()(linear.weight.shape, using: &generator))
      }
      return patient
    },
    Case(name: "N(0, 0.01²), ReLU", fault: .tooSmall) {
      classifier(.normal(0.01), width: 64, depth: 8, seed: $0)
    },
    Case(name: "N(0, 0.01²), tanh", fault: .tooSmall) {
      classifier(.normal(0.01), .tanh, width: 64, depth: 8, seed: $0)
    },
    Case(name: "N(0, 1), ReLU", fault: .tooLarge) {
      classifier(.normal(1), width: 64, depth: 8, seed: $0)
    },
    Case(name: "N(0, 1), tanh", fault: .saturated) {
      classifier(.normal(1), .tanh, width: 128, depth: 4, seed: $0)
    },
    Case(name: "Xavier, ReLU", fault: .xavierForReLU) {
      classifier(.xavier, width: 64, depth: 15, seed: $0)
    },
    Case(name: "PyTorch's default, ReLU", fault: .defaultForReLU) {
      classifier(.pyTorchDefault, width: 64, depth: 8, seed: $0)
    },
    Case(name: "PyTorch's default of width 128 and depth 30", fault: .defaultForReLU) {
      classifier(.pyTorchDefault, width: 128, depth: 30, seed: $0)
    },
    Case(name: "sigmoid", fault: .flatActivation) {
      classifier(.xavier, .sigmoid, width: 64, depth: 8, seed: $0)
    },
    Case(name: "tanh of gain 5/3, 50 layers", fault: .gradientsGrow) {
      classifier(
        InitializationScheme("5/3", hidden: .xavierNormal(gain: 5.0 / 3), head: .leCunNormal()),
        .tanh, width: 64, depth: 50, seed: $0)
    },
    Case(name: "fans swapped in a funnel", fault: .swappedFans) { seed in
      let swapped = InitializationScheme(
        "swapped", hidden: .kaimingNormal(connection: .denseTransposed), head: .leCunNormal())
      return Patient(
        model: .stack([256, 32, 256, 32, 10], scheme: swapped, seed: seed),
        inputs: normalBatch(32, 256, seed: seed), task: .classes(classes(32, of: 10)))
    },
    Case(name: "unscaled inputs", fault: .unscaledInputs) { seed in
      let patient = classifier(.kaiming, width: 32, depth: 3, seed: seed)
      return Patient(model: patient.model, inputs: patient.inputs * 255, task: patient.task)
    },
    Case(name: "biases of −10", fault: .deadUnits) {
      classifier(
        InitializationScheme(
          "−10", hidden: .kaimingNormal(), head: .leCunNormal(), biases: .constant(-10)),
        width: 32, depth: 3, seed: $0)
    },
    Case(name: "a hot head", fault: .hotHead) {
      classifier(.kaiming.head(.normal(standardDeviation: 1)), width: 64, depth: 3, seed: $0)
    },
    Case(name: "zero bias, one positive in 64", fault: .priorMissing) { seed in
      let patient = classifier(.kaiming, width: 32, depth: 3, batch: 64, classCount: 2, seed: seed)
      return Patient(
        model: patient.model, inputs: patient.inputs,
        task: .classes((0..<64).map { $0 == 0 ? 1 : 0 }))
    },
    Case(name: "targets around 100", fault: .priorMissing) { seed in
      let patient = classifier(.kaiming, width: 32, depth: 3, classCount: 1, seed: seed)
      return Patient(
        model: patient.model, inputs: patient.inputs,
        task: .values(normalBatch(32, 1, seed: seed) + 100))
    },
    Case(name: "residual blocks without scale", fault: .residualGrowth) { seed in
      Patient(
        model: .residualStack(
          inputCount: 16, width: 64, blockCount: 20, outputCount: 10, scaling: .none, seed: seed),
        inputs: normalBatch(32, 16, seed: seed), task: .classes(classes(32, of: 10)))
    },
  ]
}
