public import Autograd
public import TensorCore

/// What is wrong with a network's first weights, from one forward and one backward pass.
///
/// It does not trust the root mean square. For every layer it takes the factor by which the layer changes small differences
/// between inputs on their way forward, fan_in · Var(w) · mean φ′², and on the way back with the other fan (equation 4.7, with the
/// slopes that the pass met); their product over the depth is compared with what chance does in
/// layers of this width. Only where a consequence is measured the cause is looked for in the deviations of the weights. The one
/// exception are swapped fans, which it sees in the deviations alone and calls possible.
///
/// It knows chains of linear layers and activations, with or without residual blocks. Thresholds are this course's
/// choice (folklore); tests hold that none of them fires on healthy networks over more than a hundred seeds.
public struct InitDoctor: Sendable {
  /// What the network is to be trained for.
  public enum Task: Sendable {
    /// One class a sample, from logits `[batch, classes]`.
    case classes([Int])
    /// Targets in 0…1, from logits of the same shape.
    case binary(Tensor)
    /// Real targets, of the shape of the outputs.
    case values(Tensor)
  }

  /// By which factor a signal must grow or fade from first to last layer to count (as a root mean square).
  public let tolerance: Double

  /// How many standard deviations of chance it must be beyond.
  public let significance: Double

  /// Creates a doctor.
  ///
  /// - Parameters:
  ///   - tolerance: By which factor a signal must grow or fade to count.
  ///   - significance: How many standard deviations of chance it must be beyond.
  public init(tolerance: Double = 30, significance: Double = 5) {
    self.tolerance = tolerance
    self.significance = significance
  }

  /// Examines a network.
  ///
  /// - Parameters:
  ///   - model: The network, before training. Its gradients are zeroed.
  ///   - inputs: A batch `[batch, features]`; 16 samples or more.
  ///   - task: The targets of the batch.
  /// - Returns: The findings.
  /// - Throws: `AutogradError` as `backward()` does.
  public func examine(
    _ model: any Layer, inputs: Tensor, task: Task
  ) throws -> InitReport {
    let pass = try TracedPass(through: model, inputs: inputs) { task.loss(of: $0) }
    let examination = Examination(pass: pass, model: model, task: task, doctor: self)
    let findings = examination.findings
    model.zeroGradients()
    return InitReport(findings: findings, signals: SignalPropagation(pass))
  }
}

extension InitDoctor.Task {
  /// The loss of the task.
  func loss(of output: Variable) -> Variable {
    switch self {
    case .classes(let classes): softmaxCrossEntropy(output, classes: classes)
    case .binary(let targets): sigmoidCrossEntropy(output, targets: targets)
    case .values(let targets): meanSquaredError(output, targets: targets)
    }
  }
}
