public import Autograd
public import TensorCore

/// Multiplies the loss before the backward pass and divides the gradients after it (PyTorch: `amp.GradScaler`).
///
///     backward pass of s · L,  then  g ← g / s                                         (equation 9.8)
///
/// Gradients below 3 · 10⁻⁸ are 0 in half precision; multiplied by 65,536 most are not. If one of them becomes infinite
/// or NaN, the update is left out and the factor halved; after enough good updates it is doubled.
///
/// ```swift
/// let scaler = LossScaler()
/// for batch in batches {
///   optimizer.zeroGradients()
///   try scaler.scaled(softmaxCrossEntropy(model(batch.x), classes: batch.y)).backward()
///   scaler.unscale(optimizer)                     // only if gradients are read or clipped before the step
///   clipGradientNorm(optimizer.parameters, to: 1)
///   scaler.step(optimizer)                        // leaves the update out if a gradient is not finite
///   scaler.update()
/// }
/// ```
///
/// ## Conventions
///
/// PyTorch's to the letter, what it leaves open included. The factor is a number of single precision: 200 infinities in a
/// row make it 0, and from there it does not come back. It has no lower bound, and none above but the greatest such number.
/// Gradients are inspected before they are divided. A factor of 0 makes every gradient 0, which is finite; divided by 0 it is
/// NaN, and the update is made. Who sees a factor below 1 should stop.
///
/// ## Source
///
/// Micikevicius and others, "Mixed precision training", 2018, section 3.2, https://arxiv.org/abs/1710.03740
public final class LossScaler: Stateful {
  /// What was done with an optimizer's gradients since the last update of the factor.
  private struct Progress {
    var foundNonFinite: Bool
    var isStepped = false
  }

  /// The factor of the loss, a number of single precision.
  public private(set) var scale: Scalar

  /// How many updates in a row were made since the factor changed.
  public private(set) var growthTracker = 0

  /// What the factor is multiplied by after enough good updates; above 1.
  public let growthFactor: Double

  /// What the factor is multiplied by after an update that was left out; in 0..<1.
  public let backoffFactor: Double

  /// How many good updates in a row raise the factor.
  public let growthInterval: Int

  private var progress: [ObjectIdentifier: Progress] = [:]

  /// Creates a scaler with PyTorch's settings.
  ///
  /// - Parameters:
  ///   - scale: The first factor, positive.
  ///   - growthFactor: What it is multiplied by after enough good updates.
  ///   - backoffFactor: What it is multiplied by after an update that was left out.
  ///   - growthInterval: How many good updates in a row raise it.
  public init(
    scale: Float = 65536, growthFactor: Double = 2, backoffFactor: Double = 0.5,
    growthInterval: Int = 2000
  ) {
    precondition(
      scale > 0 && growthFactor > 1 && (0..<1).contains(backoffFactor) && growthInterval > 0,
      "LossScaler.init: scale \(scale), factors \(growthFactor) and \(backoffFactor), "
        + "interval \(growthInterval)")
    self.scale = Scalar(scale)
    self.growthFactor = growthFactor
    self.backoffFactor = backoffFactor
    self.growthInterval = growthInterval
  }

  /// The loss times the factor (PyTorch: `scale`).
  public func scaled(_ loss: Variable) -> Variable { loss * scale }

  /// Divides an optimizer's gradients by the factor, and notes whether all are finite (PyTorch: `unscale_`).
  ///
  /// - Parameter optimizer: What holds the parameters.
  /// - Precondition: It was not done yet since the last `update()`, and a gradient has arrived.
  public func unscale(_ optimizer: any Optimizer) {
    precondition(
      progress[ObjectIdentifier(optimizer)] == nil,
      "LossScaler.unscale: the gradients were divided since the last update()")
    let parameters = optimizer.parameters.filter { $0.gradient != nil }
    precondition(!parameters.isEmpty, "LossScaler.unscale: no gradient has arrived")
    let isFinite = parameters.allSatisfy { $0.gradient?.isFinite ?? true }
    let inverse = Scalar(Float(1 / Double(scale)))
    for parameter in parameters { parameter.gradient? *= inverse }  // (equation 9.8)
    progress[ObjectIdentifier(optimizer)] = Progress(foundNonFinite: !isFinite)
  }

  /// Makes the update unless a gradient was not finite; divides first if that was not done.
  ///
  /// - Parameter optimizer: What changes the parameters; not one that computes the loss more than once a step.
  /// - Returns: Whether the update was made.
  /// - Precondition: No update was made or left out since the last `update()`.
  @discardableResult
  public func step(_ optimizer: any Optimizer) -> Bool {
    let identifier = ObjectIdentifier(optimizer)
    if progress[identifier] == nil { unscale(optimizer) }
    guard var done = progress[identifier], !done.isStepped else {
      preconditionFailure("LossScaler.step: the step was made since the last update()")
    }
    done.isStepped = true
    progress[identifier] = done
    if !done.foundNonFinite { optimizer.step() }
    return !done.foundNonFinite
  }

  /// Changes the factor by what all optimizers have found since the last time.
  ///
  /// - Precondition: The gradients of one at least were divided.
  public func update() {
    precondition(!progress.isEmpty, "LossScaler.update: no gradients were divided since the last")
    let foundNonFinite = progress.values.contains(where: \.foundNonFinite)
    progress = [:]
    if foundNonFinite {
      scale = Scalar(Float(Double(scale) * backoffFactor))
      growthTracker = 0
      return
    }
    growthTracker += 1
    guard growthTracker == growthInterval else { return }
    growthTracker = 0
    let grown = Float(Double(scale) * growthFactor)
    if grown.isFinite { scale = Scalar(grown) }
  }

  /// The factor and the count of good updates, under PyTorch's names.
  public var state: [StateEntry] {
    [
      .number("scale", self, \LossScaler.scale),
      .integer("_growth_tracker", self, \LossScaler.growthTracker),
    ]
  }
}
