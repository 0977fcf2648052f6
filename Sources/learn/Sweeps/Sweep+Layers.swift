import Autograd
import BatchNorm
import Init
import TensorCore
import Text

// Lessons 04 and 05: the signal by depth, and the running mean of a batch norm.

extension Sweep {
  /// Lesson 04: the signal and its gradient through thirty ReLU layers, by the size of the weights.
  static func signal() throws -> Sweep {
    let depth = 30
    var generator = SplitMix64(seed: 4)
    let inputs = Tensor.normal([64, 64], using: &generator)
    let direction = Variable(.normal([64, 64], using: &generator))
    let frames = try (12...28).map { twentieths in
      let factor = Double(twentieths) / 20
      let scheme = InitializationScheme("scaled", hidden: .kaimingNormal().scaled(by: factor))
      let model = Sequential.stack(
        [Int](repeating: 64, count: depth + 1), scheme: scheme, seed: 4)
      let stages = try SignalPropagation(through: model, inputs: inputs) { output in
        (output * direction).sum()
      }.parameterized
      let sizes = stages.map(\.output.rootMeanSquare)
      let gradients = stages.map { $0.gradient?.rootMeanSquare ?? 0 }
      let last = sizes[depth - 1]
      return Frame(
        "\(factor.fixedText(decimals: 2)) times He’s",
        note: """
          After \(depth) layers the signal has the size \(text(of: last)), the gradient at the \
          first layer \(text(of: gradients[0])).
          """,
        facts: ["factor": factor, "signal": last, "gradient": gradients[0]],
        marks: [
          [
            Mark(.line, color: 0, name: "signal, forward", curve(sizes)),
            Mark(.line, color: 1, name: "gradient, backward", curve(gradients)),
          ]
        ])
    }
    return Sweep(
      id: "04-scale", control: "size of the weights", start: 4,
      panels: [
        Panel(
          Axis("layer", 1...30), Axis("root mean square", 1e-7...1e6, isLogarithmic: true),
          marks: [Mark(.dashes, color: 3, [(1, 1), (30, 1)])])
      ], frames: frames)
  }

  /// A curve over 1, 2, 3 and so on.
  static func curve(_ values: [Double], from first: Int = 1) -> [(x: Double, y: Double)] {
    values.enumerated().map { (Double($0 + first), $1) }
  }

  /// Lesson 05: the running mean of a feature whose mean is 5, by the momentum.
  static func runningMean() -> Sweep {
    var generator = SplitMix64(seed: 5)
    let batches = (0..<60).map { _ in
      ChannelStatistics(of: 5 + 2 * Tensor.normal([8, 1], using: &generator))
    }
    let momenta = [0.01, 0.02, 0.03, 0.05, 0.07, 0.1, 0.15, 0.2, 0.3, 0.5, 0.7, 0.9, 1]
    let frames = momenta.map { momentum in
      let running = RunningStatistics(featureCount: 1, momentum: Scalar(momentum))
      var (means, start) = ([Double(running.mean[0])], 1.0)
      for batch in batches {
        running.update(with: batch)
        means.append(Double(running.mean[0]))
        if running.batchCount == 10 { start = Double(running.weightOfStart) }
      }
      let late = means.suffix(20)
      let center = late.reduce(0, +) / 20
      let scatter = (late.map { ($0 - center) * ($0 - center) }.reduce(0, +) / 20).squareRoot()
      return Frame(
        momentum.shortText(significantDigits: 2),
        note: """
          After 10 batches the start at 0 still weighs \((start * 100).fixedText(decimals: 0)) %; \
          the last 20 means scatter by \(scatter.fixedText(decimals: 2)).
          """,
        facts: ["momentum": momentum, "start": start, "scatter": scatter],
        marks: [[Mark(.line, color: 0, name: "running mean", curve(means, from: 0))]])
    }
    return Sweep(
      id: "05-momentum", control: "momentum", start: 5,
      panels: [
        Panel(
          Axis("batches", 0...60), Axis("mean of the feature", 0...8),
          marks: [
            Mark(.dashes, color: 3, name: "mean of the data", [(0, 5), (60, 5)]),
            Mark(
              .dots, color: 1, name: "mean of a batch of 8",
              curve(batches.map { Double($0.mean[0]) })),
          ])
      ], frames: frames)
  }
}
