import Activations

// The loss does not fit the targets.

extension RealFault {
  static var losses: [RealFault] {
    [
      RealFault(
        .stackOverflow(58_609_115), "Categorical cross-entropy for a yes-or-no question",
        asked: "Why is the loss 0 from the first step on while the accuracy is that of a coin?",
        cause: .wrongHead, at: .head, reported: "accuracy 0.096, then 0.986",
        measure: .wrongClasses, healthyBelow: 0.08,
        broken: FaultRun(
          FaultData(.tumors, inputs: .standardized), hidden: [16], outputCount: 1,
          loss: .crossEntropyOfOneHot, optimizer: .adam(0.01), stepCount: 150),
        repairs: { $0.loss = .binaryCrossEntropy },
        { run in (run.outputCount, run.loss) = (2, .crossEntropy) }),
      RealFault(
        .stackOverflow(39_810_655), "A loss for one-hot targets, given class numbers",
        asked: "Why does a classifier answer the same for all inputs although the loss falls?",
        cause: .wrongHead, or: [.wrongLabels], at: .head, reported: "accuracy of chance",
        measure: .wrongClasses, healthyBelow: 0.15,
        broken: FaultRun(
          FaultData(.digits), hidden: [32], outputCount: 10, loss: .crossEntropyOfOneHot,
          optimizer: .adam(0.01), stepCount: 200),
        repairs: { $0.loss = .crossEntropy }),
      RealFault(
        .stackOverflow(31_627_380), "A ReLU on the output, and a loss of probabilities",
        asked: "Why does neither loss nor accuracy of a binary classifier move?",
        cause: .wrongHead, or: [.deadUnits], at: .head, reported: "flat",
        measure: .wrongClasses, healthyBelow: 0.1,
        broken: FaultRun(
          FaultData(.moons), hidden: [32], outputCount: 1, head: .relu,
          loss: .binaryCrossEntropyOfProbabilities, optimizer: .gradientDescent(0.3),
          stepCount: 400),
        repairs: { $0.head = .sigmoid },
        { run in (run.head, run.loss) = (.none, .binaryCrossEntropy) }),
      RealFault(
        .stackOverflow(31_556_268), "Exclusive or with absolute error and small steps",
        asked: "Why does a network of sigmoids answer one half for all four points of XOR?",
        cause: .rateTooLow, or: [.tooFewSteps, .wrongHead], at: .optimizer,
        reported: "no figures", measure: .wrongClasses, healthyBelow: 0.01,
        broken: FaultRun(
          FaultData(.xor), hidden: [8], activation: .sigmoid, outputCount: 1, head: .sigmoid,
          loss: .absoluteError, optimizer: .gradientDescent(0.05), stepCount: 600, batchSize: 4),
        repairs: { run in (run.loss, run.optimizer) = (.squaredError, .adam(0.1)) }),
    ]
  }
}
