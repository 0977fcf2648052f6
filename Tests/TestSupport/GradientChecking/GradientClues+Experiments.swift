import Course
import TensorCore

// Rules that try something: another input, another incoming gradient. They run only after a check
// has failed.

extension GradientClues {
  /// The gradient that the backward pass claims for other inputs or another incoming gradient.
  private func claimed(at inputs: [Tensor], cotangent: Tensor) -> [Double]? {
    guard let gradients = try? point.check.pullback(inputs, cotangent),
      gradients.indices.contains(index), gradients[index].shape == analytic.shape
    else { return nil }
    return offsets.map { Double(gradients[index].scalars[$0]) }
  }

  /// The gradient would be right if a square operand were transposed.
  func transposedOperand() -> LikelyCause? {
    for (other, operand) in point.inputs.enumerated()
    where other != index && operand.shape.axisCount == 2
      && operand.shape[0] == operand.shape[1] && operand.shape[0] > 1
    {
      var flipped = point
      flipped.inputs[other] = operand.transposed
      if agree(pairs.analytic, flipped.numericGradient(of: index, at: offsets)) {
        return .operandTransposed(point.check.inputNames[other])
      }
    }
    return nil
  }

  /// The gradient stays the same when all rows of the incoming gradient but one are erased.
  func missingSum() -> LikelyCause? {
    let shape = point.cotangent.shape
    guard shape.axisCount > 0, shape[0] > 1 else { return nil }
    let rowSize = point.cotangent.elementCount / shape[0]
    for row in 0..<min(shape[0], 64) {
      let kept = row * rowSize..<(row + 1) * rowSize
      let alone = point.cotangent.scalars.enumerated().map { kept.contains($0) ? $1 : 0 }
      let claim = claimed(at: point.inputs, cotangent: Tensor(shape: shape, scalars: alone))
      if let claim, agree(claim, pairs.analytic) { return .onlyRow(row) }
    }
    return nil
  }

  /// Each entry of the gradient uses its own output only, though others depend on it too.
  func diagonal() -> LikelyCause? {
    let cotangent = point.cotangent
    guard cotangent.shape == analytic.shape, isComplete, analytic.elementCount > 1 else {
      return nil
    }
    var crosses = false
    for offset in offsets {
      var alone = Tensor.zeros(cotangent.shape).scalars
      alone[offset] = cotangent.scalars[offset]
      let only = Tensor(shape: cotangent.shape, scalars: alone)
      guard let claim = claimed(at: point.inputs, cotangent: only),
        agree([claim[offset]], [pairs.analytic[offset]])
      else { return nil }
      var own = point
      own.cotangent = only
      let numeric = own.numericGradient(of: index, at: offsets)
      let elsewhere = numeric.enumerated().filter { $0.offset != offset }.map { abs($0.element) }
      if let largest = elsewhere.max(), largest > 1e-6 * abs(numeric[offset]), largest > 1e-8 {
        crosses = true
      }
    }
    return crosses ? .onlyDiagonal : nil
  }

  /// The gradient would be right if input and output were exchanged in the derivative's formula.
  func misplacedDerivative() -> LikelyCause? {
    guard point.output.shape == analytic.shape else { return nil }
    var atOutput = point
    atOutput.inputs[index] = point.output
    // The formula g(y) was evaluated at x: at y it gives the derivative at x.
    if let claim = claimed(at: atOutput.inputs, cotangent: point.cotangent),
      agree(claim, pairs.numeric)
    {
      return .derivativeTakenOfInput
    }
    // The formula f′(x) was evaluated at y: it gives the derivative at y.
    return agree(pairs.analytic, atOutput.numericGradient(of: index, at: offsets))
      ? .derivativeTakenOfOutput : nil
  }

  /// The gradient is right when all inputs are ten thousand times smaller.
  func vanishingError() -> LikelyCause? {
    var tiny = point
    tiny.inputs = point.inputs.map { $0 * 1e-4 }
    let numeric = tiny.numericGradient(of: index, at: offsets)
    guard numeric.contains(where: { abs($0) > 0 }),
      let claim = claimed(at: tiny.inputs, cotangent: point.cotangent)
    else { return nil }
    return agree(claim, numeric) ? .rightOnlyNearZero : nil
  }
}
