import Activations

// The lines around the network: the loop, the loader, the split.

extension RealFault {
  static var loops: [RealFault] {
    [
      RealFault(
        .stackOverflow(56_103_207), "Validated on classes never trained on",
        asked: "Why is the validation accuracy 0 while the training accuracy is nearly 1?",
        cause: .validationPipeline, at: .validation, reported: "no figures",
        measure: .wrongClasses, healthyBelow: 0.15,
        broken: FaultRun(
          FaultData(.digits, split: .sortedByClass), hidden: [32], outputCount: 10,
          loss: .crossEntropy, optimizer: .adam(0.01), stepCount: 200),
        repairs: { $0.data.split = .shuffled }),
      RealFault(
        .stackOverflow(60_335_387), "Gradients not zeroed",
        asked: "Why does a convolutional network in PyTorch not converge on MNIST?",
        cause: .gradientsKept, at: .loop, reported: "no figures", measure: .wrongClasses,
        healthyBelow: 0.15,
        broken: FaultRun(
          FaultData(.digits), hidden: [32], outputCount: 10, loss: .crossEntropy,
          optimizer: .adam(0.01), stepCount: 200, zeroesGradients: false),
        repairs: { $0.zeroesGradients = true }),
      RealFault(
        .stackOverflow(67_180_955), "The same random numbers in every worker",
        asked: "Why do all workers of a loader give the same augmented samples?",
        cause: .badData, or: [.overfitting], at: .inputs, reported: "no figures",
        measure: .relativeSquaredError, healthyBelow: 0.1,
        broken: FaultRun(
          FaultData(.wave), hidden: [32], activation: .tanh, outputCount: 1, loss: .squaredError,
          optimizer: .adam(0.01), stepCount: 400, sampling: .workersAlike),
        repairs: { $0.sampling = .workers }),
      RealFault(
        .issue(repository: "huggingface/accelerate", number: 2665),
        "The optimizer holds the parameters of a copy",
        asked: "Why is the loss constant on two devices when the same model learns on one?",
        cause: .notUpdated, at: .loop, reported: "no figures", measure: .wrongClasses,
        healthyBelow: 0.15,
        broken: FaultRun(
          FaultData(.digits), hidden: [32], outputCount: 10, loss: .crossEntropy,
          optimizer: .adam(0.01), stepCount: 200, optimizesCopy: true),
        repairs: { $0.optimizesCopy = false }),
    ]
  }
}
