import Autograd
import TensorCore

// The last layer: its size, and its bias.

extension Examination {
  var hotHead: InitReport.Finding? {
    guard let head else { return nil }
    let factor = head.inputCount * head.weightSquare
    // What a class gains or loses against the others; a bias common to all samples is no heat.
    let spread = Signal(of: pass.output).spread
    let size: Double
    switch task {
    case .classes:
      size =
        Signal(of: pass.output - pass.output.mean(axis: 1).insertingAxes(at: [1]))
        .rootMeanSquare
    case .binary: size = spread
    case .values(let targets):
      let deviation = Double(targets.variance()).squareRoot()
      size = deviation > 0 ? spread / deviation : 0
    }
    guard factor > 4, size > 2.5 else { return nil }
    return .init(
      fault: .hotHead, certainty: .likely,
      evidence:
        "outputs of root mean square \(size); fan_in · Var(w) of the last layer is \(factor)"
    )
  }

  var priorMissing: InitReport.Finding? {
    switch task {
    case .classes(let classes): missingPrior(of: classes)
    case .binary(let targets): missingPrior(of: targets)
    case .values(let targets): missingMean(of: targets)
    }
  }

  private func missingPrior(of classes: [Int]) -> InitReport.Finding? {
    let classCount = pass.output.shape[1]
    var counts = [Double](repeating: 0, count: classCount)
    for label in classes { counts[label] += 1 }
    // Half a sample more of every class, so that one that the batch lacks has a finite logarithm.
    let frequencies = counts.map { ($0 + 0.5) / (Double(classes.count) + 0.5 * Double(classCount)) }
    let gain =
      StartingLoss.uniform(classCount: classCount)
      - StartingLoss.entropy(frequencies: frequencies)
    let bias = (head?.layer.bias?.value ?? .zeros([classCount])).reshaped(to: [1, classCount])
    let logProbabilities = bias.logSoftmax().scalars
    let waste = zip(frequencies, logProbabilities).reduce(0) { sum, pair in
      sum + pair.0 * (Double.log(pair.0) - Double(pair.1))
    }
    return finding(waste: waste, gain: gain)
  }

  private func missingPrior(of targets: Tensor) -> InitReport.Finding? {
    let count = Double(targets.elementCount)
    let frequency = (Double(targets.sum()) + 0.5) / (count + 1)
    let entropy = StartingLoss.entropy(frequencies: [frequency, 1 - frequency])
    let bias = Double((head?.layer.bias?.value ?? .zeros([1])).mean())
    return finding(
      waste: StartingLoss.binary(logit: bias, frequency: frequency) - entropy,
      gain: StartingLoss.uniform(classCount: 2) - entropy)
  }

  /// What the bias wastes of what a constant prediction could gain.
  private func finding(waste: Double, gain: Double) -> InitReport.Finding? {
    guard gain > 0.15, waste > gain / 2 else { return nil }
    return .init(
      fault: .priorMissing, certainty: .likely,
      evidence: "the bias of the last layer costs \(waste) nats; the frequencies of the classes "
        + "alone are worth \(gain)")
  }

  private func missingMean(of targets: Tensor) -> InitReport.Finding? {
    let deviation = Double(targets.variance()).squareRoot()
    let bias = Double((head?.layer.bias?.value ?? .zeros([1])).mean())
    let distance = abs(Double(targets.mean()) - bias)
    guard distance > 2 * deviation, distance > 0 else { return nil }
    return .init(
      fault: .priorMissing, certainty: .likely,
      evidence:
        "the bias of the last layer is \(distance) from the mean target, whose deviation is "
        + "\(deviation)")
  }
}
