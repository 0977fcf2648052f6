import TensorCore

/// How many random expressions were differentiated, and those on which the witnesses disagree.
public struct DerivativeTally: Sendable {
  /// How many were compared with dual numbers.
  public private(set) var dualCount = 0

  /// How many were compared with central differences.
  public private(set) var differenceCount = 0

  /// How many were left out, because a choice in them was close.
  public private(set) var closeCount = 0

  /// How often each operation was met.
  public private(set) var operationCounts: [RandomExpression.Operation: Int] = [:]

  /// The numbers of expressions on which the witnesses disagree, and what they say.
  public private(set) var disagreements: [Int: String] = [:]

  /// Creates an empty tally.
  public init() {}

  /// Differentiates an expression along a random direction in three ways.
  ///
  /// - Parameters:
  ///   - number: The number of the expression.
  ///   - seed: The seed of all of them.
  public mutating func compare(_ number: Int, seed: UInt64) {
    let expression = RandomExpression(number, seed: seed)
    for step in expression.steps { operationCounts[step.operation, default: 0] += 1 }
    var generator = SplitMix64(seed: seed ^ UInt64(number))
    let direction = (0..<expression.numberCount).map { _ in Scalar(generator.normalPair().0) }
    let engine: (value: Scalar, gradients: [[Scalar]])
    do { engine = try expression.byEngine() } catch {
      disagreements[number] = "the engine throws: \(error)"
      return
    }
    let parts = zip(engine.gradients.joined(), direction).map { $0 * $1 }
    let slope = parts.reduce(0, +)
    // What rounding in the engine's sums, and in the numbers on the way, may amount to.
    let scale = 1 + engine.value.magnitude + parts.map(\.magnitude).reduce(0, +)
    let duals = expression.byDuals(along: direction)
    // The value, too: a sign jumps where another order of additions gives 1e-17 instead of 0.
    guard !duals.isClose else { return closeCount += 1 }
    check(number, "values", engine.value, duals.value, 1e-10 * scale)
    dualCount += 1
    check(number, "dual numbers", slope, duals.change, 1e-10 * scale)
    // Steps of a thousandth of the way at which cancellation and curvature cost about the same.
    let step: Scalar = 1e-5
    let (above, below) = (
      expression.moved(step, along: direction), expression.moved(-step, along: direction)
    )
    let (after, before) = (above.byDuals(along: direction), below.byDuals(along: direction))
    guard !after.isClose, !before.isClose, abs(after.change - before.change) < 1e-2 * scale else {
      return
    }
    differenceCount += 1
    check(
      number, "central differences", slope, (after.value - before.value) / (2 * step), 1e-4 * scale)
  }

  private mutating func check(
    _ number: Int, _ witness: String, _ ours: Scalar, _ theirs: Scalar, _ tolerance: Scalar
  ) {
    guard !(abs(ours - theirs) <= tolerance) else { return }
    disagreements[number] = "\(witness): the engine says \(ours), they say \(theirs)"
  }
}

extension RandomExpression {
  /// The expression with its leaves moved along a direction.
  func moved(_ step: Scalar, along direction: [Scalar]) -> RandomExpression {
    var moved = self
    var rest = direction[...]
    moved.leaves = leaves.map { leaf in
      Leaf(
        shape: leaf.shape, values: leaf.values.map { $0 + Double(step * (rest.popFirst() ?? 0)) })
    }
    return moved
  }
}
