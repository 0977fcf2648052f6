import Activations

// The steps are too long, too short, or too few.

extension RealFault {
  static var rates: [RealFault] {
    [
      RealFault(
        .stackOverflow(48_934_338), "A learning rate ten times too high",
        asked: "Why does the loss of a regression end in the hundreds, and never settle?",
        cause: .rateTooHigh, or: [.explodingGradients], at: .optimizer,
        reported: "loss 1336, then 341", measure: .relativeSquaredError, healthyBelow: 0.1,
        broken: FaultRun(
          FaultData(.hill, inputs: .standardized, targets: .standardized), hidden: [32],
          activation: .tanh, outputCount: 1, loss: .squaredError, optimizer: .momentum(0.5),
          stepCount: 300),
        repairs: { $0.optimizer = .momentum(0.05) }),
      RealFault(
        .stackOverflow(44_998_910), "A learning rate too low",
        asked: "Why does the accuracy hardly rise from epoch to epoch?",
        cause: .rateTooLow, or: [.tooFewSteps], at: .optimizer, reported: "no figures",
        measure: .wrongClasses, healthyBelow: 0.15,
        broken: FaultRun(
          FaultData(.digits), hidden: [32], outputCount: 10, loss: .crossEntropy,
          optimizer: .gradientDescent(0.001), stepCount: 300),
        repairs: { $0.optimizer = .gradientDescent(0.3) }),
      RealFault(
        .stackOverflow(51_181_393), "The default rate of RMSprop, too low here",
        asked: "Why does a small regression with default settings not reach its targets?",
        cause: .rateTooLow, or: [.tooFewSteps], at: .optimizer, reported: "no figures",
        measure: .relativeSquaredError, healthyBelow: 0.2,
        broken: FaultRun(
          FaultData(.wave), hidden: [8], activation: .tanh, outputCount: 1, loss: .squaredError,
          optimizer: .rmsprop(0.001), stepCount: 300),
        repairs: { $0.optimizer = .rmsprop(0.02) }),
      RealFault(
        .stackOverflow(56_380_303), "Gradient descent where Adam works",
        asked: "Why does a network not learn with SGD what it learns with Adam?",
        cause: .rateTooLow, or: [.tooFewSteps], at: .optimizer, reported: "no figures",
        measure: .wrongClasses, healthyBelow: 0.1,
        broken: FaultRun(
          FaultData(.moons), hidden: [16, 16], outputCount: 1, loss: .binaryCrossEntropy,
          optimizer: .gradientDescent(0.01), stepCount: 300),
        repairs: { $0.optimizer = .adam(0.01) }, { $0.optimizer = .momentum(0.1) }),
      RealFault(
        .stackOverflow(59_282_996), "Too few epochs",
        asked: "Why does a network with a falling loss predict so badly after thirty epochs?",
        cause: .tooFewSteps, or: [.rateTooLow], at: .steps, reported: "accuracy 0.37",
        measure: .wrongClasses, healthyBelow: 0.15,
        broken: FaultRun(
          FaultData(.digits), hidden: [32], outputCount: 10, loss: .crossEntropy,
          optimizer: .adam(0.003), stepCount: 30),
        repairs: { $0.stepCount = 400 }),
    ]
  }
}
