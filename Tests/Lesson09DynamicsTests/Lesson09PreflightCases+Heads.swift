import Activations
import Autograd
import Dynamics
import TensorCore

extension PreflightCase {
  /// One head for a task and its data.
  private static func run(
    _ seed: UInt64, _ task: PreflightTask, _ loss: PreflightLoss, _ data: PreflightData,
    outputs: Int, head: [any Layer] = []
  ) -> PreflightSetup {
    PreflightSetup(
      model: PreflightSamples.network([6, 16, outputs], seed: seed, head: head), data: data,
      task: task,
      loss: loss)
  }

  private static func threeClasses(_ seed: UInt64) -> PreflightData {
    PreflightSamples.rows(of: PreflightSamples.classes(seed: seed), classCount: 3)
  }

  static var heads: [PreflightCase] {
    [
      PreflightCase(
        "P1", "softmax on one unit",
        broken: {
          run(
            $0, .binary, .binary, PreflightSamples.yesOrNo(seed: $0), outputs: 1, head: [Softmax()])
        },
        twin: {
          run($0, .binary, .binaryWithLogits, PreflightSamples.yesOrNo(seed: $0), outputs: 1)
        }),
      PreflightCase(
        "P1", "softmax on one unit in a regression",
        broken: {
          run(
            $0, .values(1), .squaredError, PreflightSamples.value(seed: $0), outputs: 1,
            head: [Softmax()])
        },
        twin: { run($0, .values(1), .squaredError, PreflightSamples.value(seed: $0), outputs: 1) }),
      PreflightCase(
        "P1", "cross-entropy over one output",
        broken: { seed in
          var data = PreflightSamples.yesOrNo(seed: seed)
          data.targets = .zeros([data.count])
          return run(seed, .binary, .crossEntropy, data, outputs: 1)
        },
        twin: {
          run($0, .binary, .binaryWithLogits, PreflightSamples.yesOrNo(seed: $0), outputs: 1)
        }),
      PreflightCase(
        "P2", "sigmoids for three classes",
        broken: {
          run(
            $0, .classes(3), .binary, threeClasses($0), outputs: 3,
            head: [PreflightSamples.sigmoids])
        },
        twin: {
          run($0, .classes(3), .categorical, threeClasses($0), outputs: 3, head: [Softmax()])
        }),
      PreflightCase(
        "P3", "softmax for three bits",
        broken: {
          run($0, .bits(3), .binary, PreflightSamples.bits(seed: $0), outputs: 3, head: [Softmax()])
        },
        twin: {
          run(
            $0, .bits(3), .binary, PreflightSamples.bits(seed: $0), outputs: 3,
            head: [PreflightSamples.sigmoids])
        }),
      PreflightCase(
        "P4", "softmax before cross-entropy of logits",
        broken: {
          PreflightSamples.healthy(
            seed: $0, model: PreflightSamples.network([6, 16, 3], seed: $0, head: [Softmax()]))
        },
        twin: {
          PreflightSamples.healthy(
            seed: $0, model: PreflightSamples.network([6, 16, 3], seed: $0, head: [LogSoftmax()]))
        }),
      PreflightCase(
        "P4", "sigmoid before binary cross-entropy of logits",
        broken: {
          run(
            $0, .binary, .binaryWithLogits, PreflightSamples.yesOrNo(seed: $0), outputs: 1,
            head: [PreflightSamples.sigmoids])
        },
        twin: {
          run(
            $0, .binary, .binary, PreflightSamples.yesOrNo(seed: $0), outputs: 1,
            head: [PreflightSamples.sigmoids])
        }),
      PreflightCase(
        "P4", "probabilities for a loss of log-probabilities",
        broken: {
          run(
            $0, .classes(3), .negativeLogLikelihood, PreflightSamples.classes(seed: $0), outputs: 3,
            head: [Softmax()])
        },
        twin: {
          run(
            $0, .classes(3), .negativeLogLikelihood, PreflightSamples.classes(seed: $0), outputs: 3,
            head: [LogSoftmax()])
        }),
      PreflightCase(
        "P5", "logits for a loss of probabilities",
        broken: { run($0, .binary, .binary, PreflightSamples.yesOrNo(seed: $0), outputs: 1) },
        twin: {
          run(
            $0, .binary, .binary, PreflightSamples.yesOrNo(seed: $0), outputs: 1,
            head: [PreflightSamples.sigmoids])
        }),
      PreflightCase(
        "P6", "ReLU at the end of a regression",
        broken: {
          run(
            $0, .values(2), .squaredError, PreflightSamples.values(seed: $0), outputs: 2,
            head: [FunctionLayer("activation", relu)])
        },
        twin: { run($0, .values(2), .squaredError, PreflightSamples.values(seed: $0), outputs: 2) }),
      PreflightCase(
        "P6", "sigmoid at the end of a regression",
        broken: {
          run(
            $0, .values(2), .squaredError, PreflightSamples.values(seed: $0), outputs: 2,
            head: [PreflightSamples.sigmoids])
        },
        twin: { seed in
          var data = PreflightSamples.values(seed: seed)
          data.targets = data.targets.map { .sigmoid($0) }
          return run(
            seed, .values(2), .squaredError, data, outputs: 2, head: [PreflightSamples.sigmoids])
        }),
      PreflightCase(
        "P7", "ReLU before cross-entropy of logits",
        broken: {
          PreflightSamples.healthy(
            seed: $0,
            model: PreflightSamples.network([6, 16, 3], seed: $0, head: [ActivationLayer(.relu)]))
        }),
      PreflightCase(
        "P8", "two outputs for three classes",
        broken: {
          PreflightSamples.healthy(seed: $0, model: PreflightSamples.network([6, 16, 2], seed: $0))
        }),
      PreflightCase(
        "P8", "one sigmoid for three classes",
        broken: { seed in
          var data = PreflightSamples.classes(seed: seed)
          data.targets = data.targets.reshaped(to: [data.count, 1])
          return run(
            seed, .classes(3), .binary, data, outputs: 1, head: [PreflightSamples.sigmoids])
        }),
      PreflightCase(
        "P9", "a row of targets beside a column of outputs",
        broken: { seed in
          var data = PreflightSamples.value(seed: seed)
          data.targets = data.targets.reshaped(to: [data.count])
          return run(seed, .values(1), .squaredError, data, outputs: 1)
        },
        twin: { run($0, .values(1), .squaredError, PreflightSamples.value(seed: $0), outputs: 1) }),
      PreflightCase(
        "P10", "squared error on class numbers",
        broken: { seed in
          var data = PreflightSamples.classes(seed: seed)
          data.targets = data.targets.reshaped(to: [data.count, 1])
          return run(seed, .classes(3), .squaredError, data, outputs: 1)
        },
        twin: { run($0, .classes(3), .squaredError, threeClasses($0), outputs: 3) }),
      PreflightCase(
        "P10", "absolute error for yes or no",
        broken: {
          run($0, .bits(3), .absoluteError, PreflightSamples.bits(seed: $0), outputs: 3)
        },
        twin: {
          run($0, .bits(3), .squaredError, PreflightSamples.bits(seed: $0), outputs: 3)
        }),
      PreflightCase(
        "P10", "cross-entropy for real values",
        broken: {
          run($0, .values(2), .binaryWithLogits, PreflightSamples.values(seed: $0), outputs: 2)
        },
        twin: { run($0, .values(2), .absoluteError, PreflightSamples.values(seed: $0), outputs: 2) }
      ),
    ]
  }
}
