import Autograd
import TensorCore

/// What the rules look at: a network before its first step, its data, its loss and its optimizer.
///
/// What several rules need, one forward pass or the trial on a single batch, is done once.
final class PreflightSubject {
  let model: any Layer
  let data: PreflightData
  let task: PreflightTask
  let loss: PreflightLoss
  let optimizer: (any Optimizer)?

  /// A few of the samples, on which passes are made.
  let batch: PreflightData

  init(
    model: any Layer, data: PreflightData, task: PreflightTask, loss: PreflightLoss,
    optimizer: (any Optimizer)?
  ) {
    self.model = model
    self.data = data
    self.task = task
    self.loss = loss
    self.optimizer = optimizer
    batch = data.drawn(64)
  }

  /// The parts of the network, seen on the batch.
  lazy var outline: NetworkOutline = NetworkOutline(of: model, on: batch.inputs)

  /// Why the loss cannot be computed; `nil` if it can.
  ///
  /// Losses stop the program where shapes do not fit. The rules that say so come before.
  var obstacle: String? {
    guard data.inputs.isFinite, data.targets.isFinite else { return "the data are not finite" }
    let shape = outline.output.shape
    guard outline.output.value.isFinite else { return "the output is not finite" }
    switch loss.targets {
    case .classNumbers:
      guard shape.axisCount == 2, shape[0] == batch.count else {
        return "the output has the shape \(shape), not [samples, classes]"
      }
      guard data.labels(of: .classes(shape[1])) != nil else {
        return "the targets are not the numbers of \(shape[1]) classes"
      }
    case .rows:
      guard shape == batch.targets.shape else {
        return "output \(shape) and targets \(batch.targets.shape) differ in shape"
      }
    }
    return nil
  }

  /// The loss on the batch before the first step, in evaluation mode; `nil` where it cannot be computed.
  lazy var startingLoss: Double? =
    obstacle == nil
    ? Double(withoutGradient { loss.value(outline.output, batch.targets).scalar }) : nil

  /// The loss of the best constant answer on some samples; `nil` where the loss is unknown.
  func baseline(on data: PreflightData) -> Double? {
    if loss.kind == .absoluteError {
      return Double((data.targets - data.targets.mean(axis: 0)).map { abs($0) }.mean())
    }
    if loss.kind == .squaredError {
      return Double((data.targets - data.targets.mean(axis: 0)).map { $0 * $0 }.mean())
    }
    if loss.isOverBits {
      let shares = data.targets.mean(axis: 0).scalars.map { Double($0) }
      return shares.reduce(0) { $0 + Self.entropy([$1, 1 - $1]) } / Double(max(1, shares.count))
    }
    guard loss.isOverClasses else { return nil }
    if data.targets.shape.axisCount == 2 {
      return Self.entropy(data.targets.mean(axis: 0).scalars.map { Double($0) })
    }
    var counts: [Scalar: Double] = [:]
    for label in data.targets.scalars { counts[label, default: 0] += 1 }
    return Self.entropy(counts.values.map { $0 / Double(data.count) })
  }

  /// The least loss that any answer can have: the entropy of the targets themselves, where they are no plain zeros and ones.
  func floor(on data: PreflightData) -> Double {
    guard loss.targets == .rows, loss.isOverBits || loss.isOverClasses else { return 0 }
    let terms = data.targets.scalars.map { target -> Double in
      let share = Double(target)
      return loss.isOverBits ? Self.entropy([share, 1 - share]) : Self.entropy([share])
    }
    let count = loss.isOverBits ? terms.count : data.count
    return terms.reduce(0, +) / Double(max(1, count))
  }

  /// The entropy of shares that sum to 1, in nats.
  static func entropy(_ shares: [Double]) -> Double {
    // (equation 9.11)
    shares.reduce(0) { $0 - ($1 > 0 ? $1 * Double.log($1) : 0) }
  }

  /// What comes of learning 16 samples by heart; `nil` where the loss cannot be computed.
  lazy var trial: SingleBatchTrial? = {
    let batch = data.drawn(16)
    guard obstacle == nil, let baseline = baseline(on: batch) else { return nil }
    let floor = floor(on: batch)
    guard baseline > floor + 1e-6 else { return nil }
    return try? SingleBatchTrial(of: self, on: batch, baseline: baseline, floor: floor)
  }()
}
