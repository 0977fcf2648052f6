public import Autograd
public import TensorCore

/// Adam's divisor from its rows and columns alone (PyTorch: `optim.Adafactor`).
public typealias Adafactor = FirstOrderOptimizer<AdafactorRule>

/// The rule of Adafactor: of a matrix of squares only the sums of rows and columns are kept.
///
///     β̂ₜ = 1 − t^γ                            αₜ = max(ε₂, rms(w)) · min(η, 1 / √t)
///     R ← β̂ R + (1 − β̂) mean of g² in rows      C ← β̂ C + (1 − β̂) mean of g² in columns
///     v = R Cᵀ / mean(R)                      u = g / √max(v, ε₁²)
///     w ← (1 − η λ) w − αₜ u / max(1, rms(u) / d)
///
/// A matrix of n rows and m columns costs n + m numbers and not n m; a vector keeps its squares. The step is
/// in proportion to the size of the weights.
///
/// ## Conventions
///
/// PyTorch's: `lr` is the greatest relative rate, ε₁ is compared with the root, and there is no momentum.
///
/// ## Source
///
/// Shazeer and Stern, "Adafactor: adaptive learning rates with sublinear memory cost", 2018,
/// https://arxiv.org/abs/1804.04235, Algorithms 4 and 5
public struct AdafactorRule: UpdateRule {
  /// The greatest relative rate η.
  public var learningRate: Scalar

  /// The power γ with which the mean slows down; negative (PyTorch: `beta2_decay`).
  public var smoothingPower: Scalar

  /// The least root of a mean square, ε₁.
  public var leastRoot: Scalar

  /// The least size of weights that a step is in proportion to, ε₂.
  public var leastSize: Scalar

  /// The greatest root mean square of a step in units of its rate, d; at least 1.
  public var clipping: Scalar

  /// The decay λ of the weights, decoupled; not negative.
  public var weightDecay: Scalar

  /// What is remembered of one parameter.
  public struct State: Sendable {
    /// The mean squares R of rows, of shape `[…, rows, 1]`; no scalars for a vector.
    public var rows: Tensor

    /// The mean squares C of columns, of shape `[…, 1, columns]`; no scalars for a vector.
    public var columns: Tensor

    /// The mean squares of a vector or a scalar; no scalars for a matrix.
    public var square: Tensor

    /// How many gradients the parameter has seen.
    public var stepCount = 0
  }

  /// Creates the rule with PyTorch's settings.
  public init() { self.init(learningRate: 1e-2) }

  /// Creates the rule.
  public init(
    learningRate: Scalar = 1e-2, smoothingPower: Scalar = -0.8, leastRoot: Scalar = .ulpOfOne,
    leastSize: Scalar = 1e-3, clipping: Scalar = 1, weightDecay: Scalar = 0
  ) {
    self.learningRate = learningRate
    self.smoothingPower = smoothingPower
    self.leastRoot = leastRoot
    self.leastSize = leastSize
    self.clipping = clipping
    self.weightDecay = weightDecay
  }

  /// The state under PyTorch's names.
  public static var fields: [StateField<State>] {
    [
      .tensor("row_var", \.rows), .tensor("col_var", \.columns), .tensor("variance", \.square),
      .integer("step", \.stepCount),
    ]
  }

  /// What is wrong with the settings, if anything is.
  public var fault: String? {
    firstFault(
      smoothingPower <= 0 ? nil : "the power of smoothing is positive: \(smoothingPower)",
      faultIfNegative("the least root", leastRoot), faultIfNegative("the least size", leastSize),
      clipping >= 1 ? nil : "the clipping is below 1: \(clipping)",
      faultIfNegative("the weight decay", weightDecay))
  }

  /// Zeros.
  public func initialState(for value: Tensor) -> State {
    let axisCount = value.shape.axisCount
    guard axisCount > 1 else {
      return State(rows: .unused, columns: .unused, square: .zeros(value.shape))
    }
    var (rows, columns) = ((value.shape.lengths), (value.shape.lengths))
    rows[axisCount - 1] = 1
    columns[axisCount - 2] = 1
    return State(rows: .zeros(Shape(rows)), columns: .zeros(Shape(columns)), square: .unused)
  }

  /// Changes one parameter and its mean squares in place.
  public func update(_ value: inout Tensor, gradient: Tensor, state: inout State) {
    state.stepCount += 1
    let step = Scalar(state.stepCount)
    let fresh = Scalar.pow(step, smoothingPower)
    let rootOfCount = Scalar.squareRoot(Scalar(value.elementCount))
    let relative = min(learningRate, 1 / .squareRoot(step))
    let rate = max(leastSize, value.norm() / rootOfCount) * relative

    // The mean squares become the step u, in place.
    var unit = meanSquares(gradient, fresh: fresh, state: &state)
    let least = leastRoot * leastRoot
    unit.update(with: gradient) { u, g in u = g / .squareRoot(u > least ? u : least) }
    let factor = rate / max(1, unit.norm() / (rootOfCount * clipping))
    let kept = 1 - learningRate * weightDecay
    value.update(with: unit) { w, u in w = kept * w - factor * u }
  }

  /// The mean squares, of the gradient's shape, brought up to date.
  private func meanSquares(_ gradient: Tensor, fresh: Scalar, state: inout State) -> Tensor {
    let axisCount = gradient.shape.axisCount
    guard axisCount > 1 else {
      state.square.update(with: gradient) { v, g in v += fresh * (g * g - v) }
      return state.square
    }
    let squares = gradient.map { $0 * $0 }
    let (rowAxis, columnAxis) = (axisCount - 2, axisCount - 1)
    let (rowCount, columnCount) = (gradient.shape[rowAxis], gradient.shape[columnAxis])
    let (rowMeans, columnMeans): (Tensor, Tensor)
    if axisCount == 2 {
      // Products with ones: BLAS sums a matrix faster than it is read otherwise.
      rowMeans = matvec(squares, .ones([columnCount])) / Scalar(columnCount)
      columnMeans = matvec(transposing: squares, .ones([rowCount])) / Scalar(rowCount)
    } else {
      rowMeans = squares.mean(axis: columnAxis)
      columnMeans = squares.mean(axis: rowAxis)
    }
    let (rows, columns) = (state.rows.shape, state.columns.shape)
    state.rows.update(with: rowMeans.reshaped(to: rows)) { v, new in v += fresh * (new - v) }
    state.columns.update(with: columnMeans.reshaped(to: columns)) { v, new in
      v += fresh * (new - v)
    }
    let least = leastRoot
    let means = state.rows.mean(axis: rowAxis).insertingAxes(at: [rowAxis])
      .map { $0 > least ? $0 : least }
    let scaled = state.rows / means
    return axisCount == 2
      ? outer(scaled.reshaped(to: [rowCount]), state.columns.reshaped(to: [columnCount]))
      : scaled * state.columns
  }
}
