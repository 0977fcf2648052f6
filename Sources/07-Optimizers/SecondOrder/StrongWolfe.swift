import TensorCore

/// A search along a line for a step that lowers the loss enough and flattens its slope.
///
/// With φ(t) the loss after a step of length t, it looks for
///
///     φ(t) ≤ φ(0) + c₁ t φ′(0)   and   |φ′(t)| ≤ c₂ |φ′(0)|
///
/// ## Source
///
/// Nocedal and Wright, "Numerical optimization", 2006, Algorithms 3.5 and 3.6, equation (3.59) for the cubic; in
/// the details as PyTorch's `lbfgs.py`, which follows Schmidt's minFunc
struct StrongWolfe {
  /// A place on the line.
  struct Point {
    /// The length of the step.
    var step: Scalar
    /// The loss.
    var value: Scalar
    /// Its gradient in all parameters.
    var gradient: Tensor
    /// Its slope along the line.
    var slope: Scalar
  }

  /// The share c₁ of the fall that the slope promises.
  var sufficientFall: Scalar = 1e-4

  /// The share c₂ of the slope that may be left.
  var remainingSlope: Scalar = 0.9

  /// How far the parameters must still move for the search to go on.
  var changeTolerance: Scalar

  /// The greatest number of places after the first.
  var limit: Int

  /// Searches from a place whose step is 0.
  ///
  /// - Parameters:
  ///   - start: The place where the line begins; the slope is negative.
  ///   - first: The first step that is tried.
  ///   - reach: The greatest magnitude in the direction.
  ///   - evaluate: The place after a step.
  /// - Returns: The best place found, and how often it was evaluated.
  /// - Throws: What the evaluation throws.
  func search(
    from start: Point, first: Scalar, reach: Scalar, evaluate: (Scalar) throws -> Point
  ) throws -> (point: Point, evaluationCount: Int) {
    var previous = start
    var current = try evaluate(first)
    var count = 0
    var bracket: (Point, Point)?
    while count < limit {
      if !falls(current, from: start) || (count > 1 && current.value >= previous.value) {
        bracket = (previous, current)
        break
      }
      if isFlat(current, from: start) { return (current, count + 1) }
      if current.slope >= 0 {
        bracket = (previous, current)
        break
      }
      let bounds = (current.step + 0.01 * (current.step - previous.step), current.step * 10)
      let next = Self.cubicMinimum(previous, current, bounds)
      previous = current
      current = try evaluate(next)
      count += 1
    }
    return try narrow(
      bracket ?? (start, current), from: start, reach: reach, count: count, evaluate: evaluate)
  }

  /// Narrows a bracket that holds a good step.
  private func narrow(
    _ bracket: (Point, Point), from start: Point, reach: Scalar, count: Int,
    evaluate: (Scalar) throws -> Point
  ) throws -> (point: Point, evaluationCount: Int) {
    var (low, high) = bracket.0.value <= bracket.1.value ? bracket : (bracket.1, bracket.0)
    var count = count
    var hardlyMoved = false
    while count < limit {
      let (left, right) = (min(low.step, high.step), max(low.step, high.step))
      if (right - left) * reach < changeTolerance { break }
      var step = Self.cubicMinimum(low, high, (left, right))
      // Too near to an end, for the second time in a row, it goes a tenth inside.
      let margin = 0.1 * (right - left)
      if min(right - step, step - left) < margin {
        if hardlyMoved || step >= right || step <= left {
          step = right - step < step - left ? right - margin : left + margin
          hardlyMoved = false
        } else {
          hardlyMoved = true
        }
      } else {
        hardlyMoved = false
      }
      let point = try evaluate(step)
      count += 1
      if !falls(point, from: start) || point.value >= low.value {
        high = point
        if high.value < low.value { swap(&low, &high) }
        continue
      }
      if isFlat(point, from: start) { return (point, count + 1) }
      if point.slope * (high.step - low.step) >= 0 { high = low }
      low = point
    }
    return (low, count + 1)
  }

  private func falls(_ point: Point, from start: Point) -> Bool {
    point.value <= start.value + sufficientFall * point.step * start.slope
  }

  private func isFlat(_ point: Point, from start: Point) -> Bool {
    abs(point.slope) <= -remainingSlope * start.slope
  }

  /// Where the cubic through two places with their slopes is least; the middle if it has no minimum.
  private static func cubicMinimum(
    _ a: Point, _ b: Point, _ bounds: (Scalar, Scalar)
  ) -> Scalar {
    let (left, right) = a.step <= b.step ? (a, b) : (b, a)
    let d1 = left.slope + right.slope - 3 * (left.value - right.value) / (left.step - right.step)
    let square = d1 * d1 - left.slope * right.slope
    guard square >= 0 else { return (bounds.0 + bounds.1) / 2 }
    let d2 = Scalar.squareRoot(square)
    let place =
      right.step - (right.step - left.step)
      * ((right.slope + d2 - d1) / (right.slope - left.slope + 2 * d2))
    return min(max(place, bounds.0), bounds.1)
  }
}
