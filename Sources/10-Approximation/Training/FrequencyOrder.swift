import Autograd
import TensorCore

/// In which order a network learns the frequencies of its target: as a rule low ones first, *spectral bias*.
///
/// The target is a sum of sines of equal size, sin(k π x). What is left of each is the projection of the residual on its sine,
/// relative to the sine's own square: 1 is untouched, 0 is learned.
///
/// ## Source
///
/// Rahaman and others, “On the spectral bias of neural networks”, 2019, https://arxiv.org/abs/1806.08734
public struct FrequencyOrder: Sendable {
  /// The frequencies k, in periods over −1…1.
  public let frequencies: [Int]

  /// The network and its training; its target is the sum of the sines.
  public var fit: CurveFit

  /// Creates the experiment.
  ///
  /// - Parameters:
  ///   - frequencies: Different positive frequencies, at least one, each below half the number of points.
  ///   - hiddenWidths: The widths of the hidden layers.
  public init(frequencies: [Int], hiddenWidths: [Int] = [64]) {
    precondition(
      !frequencies.isEmpty && Set(frequencies).count == frequencies.count
        && frequencies.allSatisfy { $0 > 0 && $0 < 64 },
      "FrequencyOrder.init: not different frequencies in 1…63: \(frequencies)")
    self.frequencies = frequencies
    fit = CurveFit(hiddenWidths: hiddenWidths) { x in
      frequencies.reduce(0) { $0 + .sine(Scalar($1) * .pi * x) }
    }
  }

  /// What is left of each frequency, after so many steps at a time.
  ///
  /// - Parameters:
  ///   - every: After how many steps the residual is looked at; positive.
  ///   - seed: What the weights are drawn from.
  /// - Returns: For each look the step and the share that is left of each frequency, in their order.
  /// - Throws: `TrainingError` if a step is not finite.
  public func remainders(
    every: Int, seed: UInt64
  ) throws -> [(step: Int, shares: [Double])] {
    precondition(every > 0, "FrequencyOrder.remainders: every \(every) steps")
    var generator = SplitMix64(seed: seed)
    let model = fit.network(using: &generator)
    let optimizer = AdamW(
      model.trainedVariables, AdamWRule(learningRate: fit.learningRate, weightDecay: 0))
    let (points, targets) = fit.data
    let input = Variable(points)
    var looks: [(step: Int, shares: [Double])] = []
    for step in 0...fit.stepCount {
      if step % every == 0 {
        let residual = withoutGradient { model(input).value } - targets
        looks.append((step, shares(of: residual, points)))
      }
      guard step < fit.stepCount else { break }
      try trainingStep(optimizer) { meanSquaredError(model(input), targets: targets) }
    }
    return looks
  }

  /// The projection of a residual on each sine, relative to the sine's own square.
  private func shares(of residual: Tensor, _ points: Tensor) -> [Double] {
    frequencies.map { frequency in
      let sine = points.map { .sine(Scalar(frequency) * .pi * $0) }
      return Double(abs((residual * sine).sum()) / (sine * sine).sum())
    }
  }
}
