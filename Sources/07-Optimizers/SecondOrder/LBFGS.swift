public import Autograd
public import TensorCore

/// The curvature from the last few steps, for full batches (PyTorch: `optim.LBFGS`).
///
/// From the last changes of the parameters, s, and of the gradient, y, it forms a direction as Newton's method
/// would with a Hessian that turns every s into its y. One `step` makes up to `iterationCount` iterations.
///
/// ```swift
/// let optimizer = LBFGS(model.trainedVariables, search: .strongWolfe)
/// try trainingStep(optimizer) { softmaxCrossEntropy(model(x), classes: [0, 1]) }
/// ```
///
/// ## Conventions
///
/// PyTorch's in all defaults and stopping rules. The loss must be the same at the same parameters: with another
/// batch or another dropout mask at every evaluation, y measures the noise.
///
/// ## Source
///
/// Liu and Nocedal, "On the limited memory BFGS method for large scale optimization", 1989,
/// https://doi.org/10.1007/BF01589116, Algorithm 2.1; see ``CurvatureHistory``
public final class LBFGS: Optimizer {
  /// How the length of a step is found.
  public enum Search: Sendable {
    /// The learning rate alone.
    case fixed
    /// A search until both of Wolfe's conditions hold (PyTorch: `line_search_fn="strong_wolfe"`).
    case strongWolfe
  }

  /// What is trained.
  public let parameters: [Variable]

  /// The learning rate, one for all.
  public var learningRates: [Scalar] {
    didSet {
      precondition(
        learningRates.count == 1 && learningRates[0] >= 0,
        "LBFGS: one learning rate that is not negative: \(learningRates)")
    }
  }

  private let vector: ParameterVector
  private let search: Search
  private let iterationCount: Int
  private let evaluationLimit: Int
  private let gradientTolerance: Scalar
  private let changeTolerance: Scalar

  // What is remembered from step to step.
  private var history: CurvatureHistory
  private var direction: Tensor
  private var previousGradient: Tensor
  private var stepLength: Scalar = 0
  private var iterationsMade = 0

  /// How often the loss has been evaluated (PyTorch: `func_evals`).
  public private(set) var evaluationCount = 0

  /// Creates an optimizer that has seen no gradient.
  ///
  /// - Parameters:
  ///   - parameters: Different leaves that require gradients, at least one.
  ///   - learningRate: The length of a step, or the first that a search tries; not negative.
  ///   - iterationCount: The greatest number of iterations of a step (PyTorch: `max_iter`).
  ///   - evaluationLimit: The number of evaluations that ends a step; 1.25 times the iterations unless given.
  ///   - gradientTolerance: The greatest entry of a gradient that counts as zero.
  ///   - changeTolerance: The change of loss or parameters that counts as none.
  ///   - historyCount: How many past steps are remembered.
  ///   - search: How the length of a step is found.
  public init(
    _ parameters: [Variable], learningRate: Scalar = 1, iterationCount: Int = 20,
    evaluationLimit: Int? = nil, gradientTolerance: Scalar = 1e-7,
    changeTolerance: Scalar = 1e-9, historyCount: Int = 100, search: Search = .fixed
  ) {
    precondition(!parameters.isEmpty, "LBFGS: there are no parameters")
    precondition(
      learningRate >= 0 && iterationCount > 0 && historyCount > 0,
      "LBFGS: rate \(learningRate), \(iterationCount) iterations, history \(historyCount)")
    self.parameters = parameters
    vector = ParameterVector(parameters)
    learningRates = [learningRate]
    self.iterationCount = iterationCount
    self.evaluationLimit = evaluationLimit ?? iterationCount * 5 / 4
    self.gradientTolerance = gradientTolerance
    self.changeTolerance = changeTolerance
    history = CurvatureHistory(length: historyCount, parameterCount: vector.count)
    self.search = search
    direction = .zeros([vector.count])
    previousGradient = .zeros([vector.count])
  }

  /// Stops the program: the loss is needed at other places too.
  public func step() {
    preconditionFailure("LBFGS.step: call step(reevaluating:), as trainingStep and fit do")
  }

  /// Makes iterations until one of the limits is reached.
  ///
  /// - Parameter loss: Computes the loss and its gradients at the parameters as they are.
  /// - Throws: What the loss throws.
  public func step(reevaluating loss: () throws -> Scalar) throws {
    func evaluated() throws -> StrongWolfe.Point {
      let value = try loss()
      evaluationCount += 1
      return .init(step: 0, value: value, gradient: vector.gradient, slope: 0)
    }
    let firstEvaluation = evaluationCount
    var place = try evaluated()
    guard place.gradient.maximumMagnitude() > gradientTolerance else { return }
    for iteration in 1...iterationCount {
      iterationsMade += 1
      turn(at: place.gradient)
      previousGradient = place.gradient
      let previousValue = place.value
      let rate = learningRates[0]
      stepLength =
        iterationsMade == 1 ? min(1, 1 / place.gradient.sumOfMagnitudes()) * rate : rate
      place.slope = dot(place.gradient, direction)
      if place.slope > -changeTolerance { break }

      let start = vector.values
      switch search {
      case .fixed:
        vector.values = start + direction * stepLength
        if iteration == iterationCount { break }
        place = try evaluated()
      case .strongWolfe:
        let used = evaluationCount - firstEvaluation
        let wolfe = StrongWolfe(changeTolerance: changeTolerance, limit: evaluationLimit - used)
        place = try wolfe.search(
          from: place, first: stepLength, reach: direction.maximumMagnitude()
        ) { step in
          vector.values = start + direction * step
          var point = try evaluated()
          point.step = step
          point.slope = dot(point.gradient, direction)
          return point
        }.point
        stepLength = place.step
        place.step = 0
        vector.values = start + direction * stepLength
      }
      let moved = (direction * stepLength).maximumMagnitude()
      if iteration == iterationCount || evaluationCount - firstEvaluation >= evaluationLimit
        || place.gradient.maximumMagnitude() <= gradientTolerance || moved <= changeTolerance
        || abs(place.value - previousValue) < changeTolerance
      {
        break
      }
    }
  }

  /// Remembers the last change and finds the next direction.
  private func turn(at gradient: Tensor) {
    guard iterationsMade > 1 else {
      direction = -gradient
      return
    }
    history.remember(change: direction * stepLength, curvature: gradient - previousGradient)
    direction = history.direction(against: gradient)
  }
}

// MARK: - State

extension LBFGS {
  /// The history, in as many rows as it can have, and where the last step ended.
  public var state: [StateEntry] {
    [
      .tensor("history", self, \LBFGS.history.rows), .tensor("d", self, \LBFGS.direction),
      .tensor("prev_flat_grad", self, \LBFGS.previousGradient),
      .number("t", self, \LBFGS.stepLength), .number("H_diag", self, \LBFGS.history.scale),
      .integer("n_iter", self, \LBFGS.iterationsMade),
      .integer("func_evals", self, \LBFGS.evaluationCount),
      .number("group.0.learningRate", self, \LBFGS.learningRate),
    ]
  }
}
