public import Autograd
public import TensorCore

/// Momentum made orthogonal, for matrices of weights (PyTorch: `optim.Muon`).
public typealias Muon = FirstOrderOptimizer<MuonRule>

/// The rule of Muon: the momentum of a matrix, with all its singular values brought near 1.
///
///     B ← μ B + (1 − μ) G
///     O = NewtonSchulz((1 − μ) G + μ B), or of B without Nesterov
///     W ← (1 − η λ) W − η s O,   s = √max(1, rows / columns) or 0.2 √max(rows, columns)
///
/// Directions that the gradient hardly shows count as much as those that it shows most. It is for hidden
/// weight matrices; embeddings, the last layer, biases and norms stay with AdamW.
///
/// ## Conventions
///
/// PyTorch computes the iteration in bfloat16 whatever the precision of the weights; the course in its own.
/// A test holds both beside each other.
///
/// ## Source
///
/// Jordan and others, "Muon: an optimizer for hidden layers in neural networks", 2024,
/// https://kellerjordan.github.io/posts/muon/; the second s: Liu and others, 2025,
/// https://arxiv.org/abs/2502.16982, equation (4)
public struct MuonRule: UpdateRule {
  /// How the rate depends on the shape of the matrix.
  public enum Scale: Sendable {
    /// √max(1, rows / columns) (PyTorch: `original`)
    case original
    /// 0.2 √max(rows, columns), the size of AdamW's steps (PyTorch: `match_rms_adamw`)
    case adamW

    func factor(rows: Int, columns: Int) -> Scalar {
      switch self {
      case .original: .squareRoot(max(1, Scalar(rows) / Scalar(columns)))
      case .adamW: 0.2 * .squareRoot(Scalar(max(rows, columns)))
      }
    }
  }

  /// The rate η.
  public var learningRate: Scalar

  /// The share μ of the velocity that a step keeps, in 0..<1.
  public var momentum: Scalar

  /// Whether the step looks ahead along the velocity.
  public var isNesterov: Bool

  /// The decay λ of the weights, decoupled; not negative.
  public var weightDecay: Scalar

  /// How the rate depends on the shape.
  public var scale: Scale

  /// The number of iterations.
  public var iterationCount: Int

  /// What is remembered of one parameter.
  public typealias State = MomentumRule.State

  /// Creates the rule with PyTorch's settings.
  public init() { self.init(learningRate: 1e-3) }

  /// Creates the rule.
  public init(
    learningRate: Scalar = 1e-3, momentum: Scalar = 0.95, isNesterov: Bool = true,
    weightDecay: Scalar = 0.1, scale: Scale = .original, iterationCount: Int = 5
  ) {
    self.learningRate = learningRate
    self.momentum = momentum
    self.isNesterov = isNesterov
    self.weightDecay = weightDecay
    self.scale = scale
    self.iterationCount = iterationCount
  }

  /// Schedules change μ under the name of momentum.
  public static var momentum: WritableKeyPath<MuonRule, Scalar>? { \.momentum }

  /// The velocity under PyTorch's name.
  public static var fields: [StateField<State>] { MomentumRule.fields }

  /// What is wrong with the settings, if anything is.
  public var fault: String? {
    firstFault(
      faultUnlessShare("the momentum", momentum), faultIfNegative("the weight decay", weightDecay),
      (1..<100).contains(iterationCount) ? nil : "no count of iterations: \(iterationCount)")
  }

  /// A velocity of zero.
  public func initialState(for value: Tensor) -> State {
    precondition(value.shape.axisCount == 2, "MuonRule: the parameter is no matrix: \(value.shape)")
    return MomentumRule().initialState(for: value)
  }

  /// Changes one matrix and its velocity in place.
  public func update(_ value: inout Tensor, gradient: Tensor, state: inout State) {
    let momentum = momentum
    let fresh = 1 - momentum
    state.velocity.update(with: gradient) { b, g in b = momentum * b + fresh * g }
    let direction =
      isNesterov
      ? gradient.combined(with: state.velocity) { g, b in fresh * g + momentum * b }
      : state.velocity
    let step = direction.orthogonalized(iterationCount: iterationCount)
    let kept = 1 - learningRate * weightDecay
    let rate =
      learningRate * scale.factor(rows: value.shape[0], columns: value.shape[1])
    value.update(with: step) { w, o in w = kept * w - rate * o }  // (equation 7.17)
  }
}

extension Tensor {
  /// A matrix with the same singular vectors and all singular values near 1.
  ///
  ///     X ← X / ‖X‖, then again and again X ← a X + (b X Xᵀ + c (X Xᵀ)²) X
  ///
  /// The coefficients 3.4445, −4.775 and 2.0315 drive small singular values up fast and let them settle
  /// between about 0.7 and 1.2 rather than at 1.
  ///
  /// - Parameter iterationCount: The number of iterations.
  /// - Returns: A matrix of this one's shape.
  /// - Precondition: The tensor is a matrix.
  public func orthogonalized(iterationCount: Int = 5) -> Tensor {
    precondition(shape.axisCount == 2, "Tensor.orthogonalized: no matrix: \(shape)")
    let isTall = shape[0] > shape[1]
    let length = Swift.max(norm(), 1e-7)
    var x = map { $0 / length }
    for _ in 0..<iterationCount {
      let gram = matmul(x, x, transposing: isTall ? .left : .right)
      let polynomial = (matmul(gram, gram) * 2.0315).combined(with: gram) { $0 - 4.775 * $1 }
      let product = isTall ? matmul(x, polynomial) : matmul(polynomial, x)
      x = x.combined(with: product) { 3.4445 * $0 + $1 }
    }
    return x
  }
}
