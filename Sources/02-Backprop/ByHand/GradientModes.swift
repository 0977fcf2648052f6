// One gradient, three ways to get it, and what each of them costs.

/// A gradient and the work that it took.
public struct CountedGradient: Hashable, Sendable {
  /// The derivative with respect to each input.
  public let gradient: [Double]

  /// How often the function was evaluated.
  public let evaluationCount: Int

  /// How often an evaluation was walked back.
  public let backwardPassCount: Int
}

/// The gradient by reverse accumulation: one evaluation and one backward pass, however many inputs.
///
/// - Parameters:
///   - function: The function, traced.
///   - x: Where the gradient is wanted.
/// - Returns: The gradient.
public func reverseModeGradient(
  of function: ([ScalarNode]) -> ScalarNode, at x: [Double]
) -> CountedGradient {
  let inputs = x.map { ScalarNode($0) }
  function(inputs).backward()
  return CountedGradient(
    gradient: inputs.map(\.gradient), evaluationCount: 1, backwardPassCount: 1)
}

/// The gradient by forward accumulation: one evaluation for every input.
///
/// - Parameters:
///   - function: The function, over dual numbers.
///   - x: Where the gradient is wanted.
/// - Returns: The gradient.
public func forwardModeGradient(
  of function: ([DualNumber]) -> DualNumber, at x: [Double]
) -> CountedGradient {
  var evaluationCount = 0
  let gradient = x.indices.map { direction in
    evaluationCount += 1
    return function(x.indices.map { DualNumber(x[$0], $0 == direction ? 1 : 0) }).derivative
  }
  return CountedGradient(
    gradient: gradient, evaluationCount: evaluationCount, backwardPassCount: 0)
}

/// The gradient by central differences: two evaluations for every input, and rounding beside.
///
/// - Parameters:
///   - function: The function.
///   - x: Where the gradient is wanted.
///   - step: How far to go to either side; positive.
/// - Returns: The gradient.
public func centralDifferenceGradient(
  of function: ([Double]) -> Double, at x: [Double], step: Double
) -> CountedGradient {
  var evaluationCount = 0
  let gradient = x.indices.map { index in
    centralDifference(at: x[index], step: step) { moved in
      evaluationCount += 1
      var point = x
      point[index] = moved
      return function(point)
    }
  }
  return CountedGradient(
    gradient: gradient, evaluationCount: evaluationCount, backwardPassCount: 0)
}
