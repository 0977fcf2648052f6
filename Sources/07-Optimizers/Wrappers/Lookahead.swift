public import Autograd
public import TensorCore

/// Any optimizer, drawn back every few steps toward where it came from.
///
///     k steps of the optimizer: the fast weights w
///     s ← s + α (w − s),  w ← s
///
/// ## Source
///
/// Zhang, Lucas, Hinton and Ba, "Lookahead optimizer: k steps forward, 1 step back", 2019,
/// https://arxiv.org/abs/1907.08610, Algorithm 1. PyTorch has none.
public final class Lookahead: Optimizer {
  /// The optimizer that makes the steps.
  public let base: any Optimizer

  /// The number k of steps forward.
  public let period: Int

  /// The share α of the way that the slow weights go along.
  public let share: Scalar

  private var slow: [Tensor]
  private var stepCount = 0

  /// Creates the wrapper; the slow weights are the parameters as they are.
  ///
  /// - Parameters:
  ///   - base: The optimizer that makes the steps.
  ///   - period: The number of steps forward; positive.
  ///   - share: The share of the way that the slow weights go along, in 0…1.
  public init(_ base: any Optimizer, period: Int = 5, share: Scalar = 0.5) {
    precondition(
      period > 0 && (0...1).contains(share), "Lookahead: period \(period), share \(share)")
    self.base = base
    self.period = period
    self.share = share
    slow = base.parameters.map(\.value)
  }

  /// What is trained.
  public var parameters: [Variable] { base.parameters }

  /// The learning rates of the optimizer.
  public var learningRates: [Scalar] {
    get { base.learningRates }
    set { base.learningRates = newValue }
  }

  /// The momenta of the optimizer.
  public var momenta: [Scalar]? {
    get { base.momenta }
    set { base.momenta = newValue }
  }

  /// Makes a step of the optimizer, and every few steps the step back.
  public func step() {
    base.step()
    lookBack()
  }

  /// Makes a step of the optimizer, and every few steps the step back.
  ///
  /// - Parameter loss: Computes the loss and its gradients at the parameters as they are.
  /// - Throws: What the loss throws.
  public func step(reevaluating loss: () throws -> Scalar) throws {
    try base.step(reevaluating: loss)
    lookBack()
  }

  private func lookBack() {
    stepCount += 1
    guard stepCount % period == 0 else { return }
    let share = share
    for (index, parameter) in parameters.enumerated() {
      slow[index].update(with: parameter.value) { s, w in s += share * (w - s) }
      let value = slow[index]
      parameter.modify { $0 = value }
    }
  }

  /// The state of the optimizer, the slow weights, and the steps made.
  public var state: [StateEntry] {
    base.state + [.integer("lookahead.step", self, \Lookahead.stepCount)]
      + slow.indices.map { .tensor("lookahead.\($0).slow", self, \Lookahead.slow[$0]) }
  }
}
