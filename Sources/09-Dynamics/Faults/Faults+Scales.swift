import Activations

// Numbers that go in or are to come out are far from 1, or hidden layers lose them.

extension RealFault {
  static var scales: [RealFault] {
    [
      RealFault(
        .stackOverflow(52_800_582), "Inputs and targets unscaled",
        asked: "Why does a network not learn a simple function of numbers up to a hundred?",
        cause: .inputScale, or: [.targetScale], at: .inputs, reported: "loss 11112, then 9e-5",
        measure: .relativeSquaredError, healthyBelow: 0.1,
        broken: FaultRun(
          FaultData(.hill), hidden: [32], outputCount: 1, loss: .squaredError,
          optimizer: .adam(0.01), stepCount: 300),
        repairs: { run in
          (run.data.inputs, run.data.targets) = (.standardized, .standardized)
        }),
      RealFault(
        .stackOverflow(44_066_044), "Inputs unscaled",
        asked: "Why does the prediction of a regression come out nearly constant?",
        cause: .inputScale, or: [.saturation], at: .inputs, reported: "loss 9.55, then 0.015",
        measure: .relativeSquaredError, healthyBelow: 0.1,
        broken: FaultRun(
          FaultData(.hill, targets: .standardized), hidden: [32], activation: .tanh,
          outputCount: 1, loss: .squaredError, optimizer: .adam(0.02), stepCount: 300),
        repairs: { $0.data.inputs = .standardized }),
      RealFault(
        .stackOverflow(59_325_381), "Targets scaled instead of inputs",
        asked: "Why does the loss begin in the thousands although the targets were normalized?",
        cause: .inputScale, at: .inputs, reported: "loss 11023, then 0.03",
        measure: .relativeSquaredError, healthyBelow: 0.1,
        broken: FaultRun(
          FaultData(.hill, inputs: .times(10), targets: .standardized), hidden: [32],
          outputCount: 1, loss: .squaredError, optimizer: .adam(0.01), stepCount: 300),
        repairs: { $0.data.inputs = .standardized }),
      RealFault(
        .stackOverflow(55_328_966), "Raw pixels into sigmoids",
        asked: "Why does a network of sigmoids recognize a tenth of all digits, as by chance?",
        cause: .inputScale, or: [.saturation], at: .inputs,
        reported: "accuracy 0.10, then 0.80", measure: .wrongClasses, healthyBelow: 0.25,
        broken: FaultRun(
          FaultData(.digits, inputs: .times(255)), hidden: [32], activation: .sigmoid,
          outputCount: 10, loss: .crossEntropy, optimizer: .momentum(0.05), stepCount: 300),
        repairs: { $0.data.inputs = .none }, { $0.data.inputs = .standardized }),
      RealFault(
        .stackOverflow(39_217_567), "Sigmoids in every hidden layer",
        asked: "Why does a deeper network stay at one half right when a flat one learns?",
        cause: .vanishingGradients, or: [.initialization], at: .hidden,
        reported: "accuracy 0.5, then 0.97", measure: .wrongClasses, healthyBelow: 0.08,
        broken: FaultRun(
          FaultData(.moons), hidden: [16, 16, 16, 16], activation: .sigmoid, outputCount: 1,
          loss: .binaryCrossEntropy, optimizer: .momentum(0.1), stepCount: 300),
        repairs: { $0.activation = .relu }, { $0.activation = .tanh }),
    ]
  }
}
