import Datasets
public import TensorCore

// Drawing the samples.

extension FaultData {
  /// The samples to train on and those held out.
  ///
  /// - Parameter generator: Draws the samples, or the division of those that are there.
  /// - Returns: Both parts, scaled by what was measured on the first.
  /// - Throws: An error if a data file is damaged.
  public func samples(
    using generator: inout SplitMix64
  ) throws -> (training: FaultSamples, heldOut: FaultSamples) {
    let all = try unscaledSamples(using: &generator)
    guard source != .xor else { return (all, all) }
    var order = generator.permutation(of: all.count)
    if split == .sortedByClass {
      order = (0..<all.count).sorted { (all.labels[$0], $0) < (all.labels[$1], $1) }
    }
    let trainingCount = all.count * 3 / 4
    return scaled(
      training: all.selecting(order.prefix(trainingCount)),
      heldOut: all.selecting(order.suffix(all.count - trainingCount)))
  }

  private func unscaledSamples(using generator: inout SplitMix64) throws -> FaultSamples {
    switch source {
    case .digits: samples(of: try .digits())
    case .tumors: samples(of: try .breastCancer())
    case .moons: samples(of: .moons(count: 512, noise: 0.1, using: &generator))
    case .clusters:
      samples(
        of: .blobs(
          count: 384, centers: Tensor([[0, 2], [-2, -1], [2, -1]]), standardDeviation: 0.5,
          using: &generator))
    case .xor: samples(of: .xor())
    case .bits: bits(count: 512, using: &generator)
    case .hill: hill(count: 384, using: &generator)
    case .wave: wave(count: 384, using: &generator)
    case .reconstruction:
      FaultSamples(
        inputs: try LabeledData.breastCancer().features,
        targets: try LabeledData.breastCancer().features)
    }
  }

  /// New samples of the wave, unscaled.
  func wave(count: Int, using generator: inout SplitMix64) -> FaultSamples {
    let x = Tensor.uniform([count, 1], in: -1..<1, using: &generator)
    let noise = Tensor.normal([count, 1], standardDeviation: 0.05, using: &generator)
    return FaultSamples(inputs: x, targets: x.map { 0.5 + 0.4 * .sine(3 * $0) } + noise)
  }

  private func samples(of data: LabeledData) -> FaultSamples {
    FaultSamples(
      inputs: data.features,
      targets: Tensor(data.labels.map { Scalar($0) }).reshaped(to: [data.count, 1]))
  }

  private func bits(count: Int, using generator: inout SplitMix64) -> FaultSamples {
    let x = Tensor.normal([count, 16], standardDeviation: 1, using: &generator)
    let weights = Tensor.normal([16, 10], standardDeviation: 1, using: &generator)
    return FaultSamples(inputs: x, targets: matmul(x, weights).map { $0 > 0 ? 1 : 0 })
  }

  private func hill(count: Int, using generator: inout SplitMix64) -> FaultSamples {
    let x = Tensor.uniform([count, 2], in: 0..<100, using: &generator)
    let heights = (0..<count).map { row in
      let (east, north) = (x.scalars[2 * row], x.scalars[2 * row + 1])
      return 0.05 * (east - 50) * (east - 50) + north
    }
    return FaultSamples(inputs: x, targets: Tensor(heights).reshaped(to: [count, 1]))
  }

  private func scaled(
    training: FaultSamples, heldOut: FaultSamples
  ) -> (training: FaultSamples, heldOut: FaultSamples) {
    let input = inputs.function(fittedTo: training.inputs)
    // What is to be reproduced is scaled as what is given.
    let target =
      source == .reconstruction ? input : targets.function(fittedTo: training.targets)
    func scaled(_ samples: FaultSamples) -> FaultSamples {
      FaultSamples(inputs: input(samples.inputs), targets: target(samples.targets))
    }
    return (scaled(training), scaled(heldOut))
  }
}

extension FaultData.Scaling {
  fileprivate func function(fittedTo numbers: Tensor) -> (Tensor) -> Tensor {
    switch self {
    case .none: return { $0 }
    case .standardized:
      let standardizer = Standardizer(fittedTo: numbers)
      return { standardizer.apply(to: $0) }
    case .times(let factor): return { $0 * Scalar(factor) }
    }
  }
}
