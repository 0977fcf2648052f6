import Activations

// What follows the last linear layer does not fit the question.

extension RealFault {
  static var heads: [RealFault] {
    [
      RealFault(
        .stackOverflow(31_880_720), "A softmax on one unit",
        asked:
          "Why does a binary classifier in Keras stay at one half right, whatever it is shown?",
        cause: .wrongHead, at: .head, reported: "accuracy 0.5, then 1", measure: .wrongClasses,
        healthyBelow: 0.08,
        broken: FaultRun(
          FaultData(.moons), hidden: [32], outputCount: 1, head: .softmax,
          loss: .binaryCrossEntropyOfProbabilities, optimizer: .adam(0.02), stepCount: 250),
        repairs: { $0.head = .sigmoid },
        { run in (run.outputCount, run.head, run.loss) = (2, .none, .crossEntropy) }),
      RealFault(
        .stackOverflow(33_969_059), "A softmax on one unit of a regression",
        asked: "Why does a network that should predict a number answer 1 for every input?",
        cause: .wrongHead, at: .head, reported: "constant output", measure: .relativeSquaredError,
        healthyBelow: 0.1,
        broken: FaultRun(
          FaultData(.hill, inputs: .standardized, targets: .standardized), hidden: [32],
          outputCount: 1, head: .softmax, loss: .squaredError, optimizer: .adam(0.02),
          stepCount: 300),
        repairs: { $0.head = .none }),
      RealFault(
        .stackOverflow(42_800_203), "A softmax on one unit, squared error",
        asked: "Why does the accuracy of a binary classifier not change from epoch to epoch?",
        cause: .wrongHead, at: .head, reported: "constant accuracy", measure: .wrongClasses,
        healthyBelow: 0.08,
        broken: FaultRun(
          FaultData(.tumors, inputs: .standardized), hidden: [16], outputCount: 1, head: .softmax,
          loss: .squaredError, optimizer: .adam(0.01), stepCount: 150),
        repairs: { $0.head = .sigmoid }),
      RealFault(
        .stackOverflow(45_442_843), "A softmax on one unit, absolute error",
        asked: "Why is the loss of a small regression the same number in every epoch?",
        cause: .wrongHead, at: .head, reported: "constant loss", measure: .relativeSquaredError,
        healthyBelow: 0.2,
        broken: FaultRun(
          FaultData(.wave), hidden: [32], activation: .tanh, outputCount: 1, head: .softmax,
          loss: .absoluteError,
          optimizer: .adam(0.02), stepCount: 300),
        repairs: { $0.head = .sigmoid }, { $0.head = .none }),
      RealFault(
        .stackOverflow(50_079_585), "One sigmoid for three classes",
        asked: "Why does a classifier of three kinds of images stay at a third right?",
        cause: .wrongHead, at: .head, reported: "accuracy 0.33, then 0.55", measure: .wrongClasses,
        healthyBelow: 0.08,
        broken: FaultRun(
          FaultData(.clusters), hidden: [16], outputCount: 1, head: .sigmoid,
          loss: .binaryCrossEntropyOfProbabilities, optimizer: .adam(0.01), stepCount: 200),
        repairs: { run in (run.outputCount, run.head, run.loss) = (3, .none, .crossEntropy) },
        { run in (run.outputCount, run.head, run.loss) = (3, .softmax, .negativeLogarithm) }),
      RealFault(
        .stackOverflow(51_930_566), "A sigmoid where a softmax belongs",
        asked: "Why does the accuracy on ten classes stop far below what tutorials reach?",
        cause: .wrongHead, at: .head, reported: "accuracy 0.64, then 0.91", measure: .wrongClasses,
        healthyBelow: 0.15,
        broken: FaultRun(
          FaultData(.digits), hidden: [32], outputCount: 10, head: .sigmoid, loss: .crossEntropy,
          optimizer: .momentum(0.05), stepCount: 200),
        repairs: { $0.head = .none }),
      RealFault(
        .stackOverflow(45_337_371), "A softmax for ten independent bits",
        asked: "Why does a network that should set several bits at once hardly learn any?",
        cause: .wrongHead, at: .head, reported: "no figures", measure: .wrongBits,
        healthyBelow: 0.2,
        broken: FaultRun(
          FaultData(.bits), hidden: [64], outputCount: 10, head: .softmax,
          loss: .binaryCrossEntropyOfProbabilities, optimizer: .adam(0.01), stepCount: 300),
        repairs: { $0.head = .sigmoid },
        { run in (run.head, run.loss) = (.none, .binaryCrossEntropy) }),
      RealFault(
        .stackOverflow(48_385_830), "No output activation",
        asked: "Why is the loss of a classifier of handwritten digits NaN from the start?",
        cause: .wrongHead, at: .head, reported: "NaN, then accuracy 0.96", measure: .wrongClasses,
        healthyBelow: 0.15,
        broken: FaultRun(
          FaultData(.digits), hidden: [32], outputCount: 10, loss: .negativeLogarithm,
          optimizer: .adam(0.01), stepCount: 200),
        repairs: { $0.head = .softmax }, { $0.loss = .crossEntropy }),
      RealFault(
        .stackOverflow(47_352_366), "A ReLU on the output of a classifier",
        asked: "Why is the loss of a classifier of digits NaN, or its accuracy below chance?",
        cause: .wrongHead, at: .head, reported: "NaN or 0.06, then 0.98", measure: .wrongClasses,
        healthyBelow: 0.15,
        broken: FaultRun(
          FaultData(.digits), hidden: [32], outputCount: 10, head: .relu,
          loss: .clippedNegativeLogarithm, optimizer: .adam(0.01), stepCount: 200),
        repairs: { $0.head = .softmax }, { run in (run.head, run.loss) = (.none, .crossEntropy) }),
      RealFault(
        .stackOverflow(42_514_960), "A ReLU on the output of an autoencoder",
        asked: "Why does an autoencoder reproduce only a part of what it is given?",
        cause: .wrongHead, or: [.deadUnits], at: .head, reported: "no figures",
        measure: .relativeSquaredError, healthyBelow: 0.3,
        broken: FaultRun(
          FaultData(.reconstruction, inputs: .standardized), hidden: [16], activation: .tanh,
          outputCount: 30, head: .relu, loss: .squaredError, optimizer: .adam(0.01),
          stepCount: 300),
        repairs: { $0.head = .none }),
    ]
  }
}
