import Course
import TensorCore

/// How the gradient responds when the incoming gradient is multiplied by −2.
enum Response {
  case linear
  case ignored
  case other

  /// Judges the gradient for −2 c beside the gradient for c.
  init(of gradient: Tensor, to reversed: Tensor?) {
    let once = gradient.scalars.map { Double($0) }
    let reversed = reversed?.scalars.map { Double($0) } ?? []
    // A sum of a few terms rounds the same whatever the sign and the power of two; a library's
    // product may not.
    if agree(reversed, once.map { -2 * $0 }, to: 1e-10) {
      self = .linear
    } else {
      self = agree(reversed, once, to: 1e-10) ? .ignored : .other
    }
  }
}

/// Whether no difference exceeds a share of the largest magnitude.
func agree(_ a: [Double], _ b: [Double], to share: Double = 1e-4) -> Bool {
  guard a.count == b.count else { return false }
  let scale = b.reduce(0) { max($0, abs($1)) }
  return zip(a, b).allSatisfy { abs($0 - $1) <= share * scale }
}

/// What the rules for a likely cause have to go by.
struct GradientClues {
  var point: CheckPoint
  var index: Int
  var analytic: Tensor
  var comparisons: [GradientComparison]
  var response: Response

  /// The positions of the single entries that were compared.
  var offsets: [Int] {
    comparisons.compactMap {
      if case .entry(let offset, _) = $0.place { offset } else { nil }
    }
  }

  /// Claimed and numeric derivatives with respect to single entries.
  var pairs: (analytic: [Double], numeric: [Double]) {
    let entries = comparisons.filter {
      if case .entry = $0.place { true } else { false }
    }
    return (entries.map(\.analytic), entries.map(\.numeric))
  }

  /// Whether every entry of the tensor was compared.
  var isComplete: Bool { offsets.count == analytic.elementCount }

  /// The first rule that applies, the surest first.
  var likelyCause: LikelyCause {
    if response != .linear {
      return response == .ignored ? .cotangentIgnored : .cotangentNotLinear
    }
    let rules = [
      constantFactor, mask, transposition, signs, missingFactor, transposedOperand, statistics,
      permutation, missingSum, diagonal, misplacedDerivative, vanishingError,
    ]
    return rules.lazy.compactMap { $0() }.first ?? .unknown
  }
}

// MARK: - Rules that only look at the numbers

extension GradientClues {
  /// Zero, or one ratio throughout: −1, 2, ½, a count N, 1/N, or N/(N − 1).
  func constantFactor() -> LikelyCause? {
    let (analytic, numeric) = pairs
    let power = numeric.reduce(0) { $0 + $1 * $1 }
    guard power > 0 else { return nil }
    if analytic.allSatisfy({ $0 == 0 }) { return .zero }
    let ratio = zip(analytic, numeric).reduce(0) { $0 + $1.0 * $1.1 } / power
    guard abs(ratio - 1) > 1e-4, agree(analytic, numeric.map { ratio * $0 }) else { return nil }
    func isRatio(_ expected: Double) -> Bool { abs(ratio - expected) < 1e-4 * abs(expected) }
    if isRatio(-1) { return .sign }
    if isRatio(2) { return .doubled }
    if isRatio(0.5) { return .halved }
    for (name, count) in counts {
      let n = Double(count)
      if isRatio(n) { return .multiplied(by: count, name: name) }
      if isRatio(1 / n) { return .divided(by: count, name: name) }
    }
    for (name, count) in counts {
      let correction = Double(count) / Double(count - 1)
      let candidates = [correction, correction.squareRoot()]
      if candidates.contains(where: { isRatio($0) || isRatio(1 / $0) }) {
        return .corrected(count: count, name: name)
      }
    }
    return .factor(ratio)
  }

  /// The counts that a sum or a mean may run over, likeliest first: samples, other axes, entries.
  private var counts: [(name: String, count: Int)] {
    let tensors = zip(point.check.inputNames, point.inputs) + [("the output", point.output)]
    let axes = tensors.flatMap { name, tensor in
      tensor.shape.lengths.enumerated().map { ("the length of axis \($0) of \(name)", $1, $0) }
    }
    let first = axes.filter { $0.2 == 0 }.map { ($0.0, $0.1) }
    let others = axes.filter { $0.2 > 0 }.map { ($0.0, $0.1) }
    let entries = tensors.map { ("the number of entries of \($0)", $1.elementCount) }
    return (first + others + entries).filter { $0.1 > 2 }
  }

  /// Zeros where the numeric gradient has none, or none where it has zeros.
  func mask() -> LikelyCause? {
    let (analytic, numeric) = pairs
    guard numeric.contains(0), numeric.contains(where: { $0 != 0 }) else { return nil }
    let masked = zip(analytic, numeric).map { $1 == 0 ? 0 : $0 }
    if agree(masked, numeric) { return .maskMissing }
    let areDisjoint = masked.allSatisfy { $0 == 0 }
    return areDisjoint && analytic.contains { $0 != 0 } ? .maskInverted : nil
  }

  /// The numeric gradient, transposed.
  func transposition() -> LikelyCause? {
    let shape = analytic.shape
    guard shape.axisCount == 2, shape[0] == shape[1], shape[0] > 1 else { return nil }
    let flipped = analytic.transposed
    let claimed = offsets.map { Double(flipped.scalars[$0]) }
    return agree(claimed, pairs.numeric) ? .transposed : nil
  }

  /// Equal magnitudes.
  func signs() -> LikelyCause? {
    let (analytic, numeric) = pairs
    return agree(analytic.map { abs($0) }, numeric.map { abs($0) }) ? .signOfSome : nil
  }

  /// The numeric gradient divided, scalar by scalar, by another input.
  func missingFactor() -> LikelyCause? {
    for (name, factor) in zip(point.check.inputNames, point.inputs)
    where factor.shape.broadcast(with: analytic.shape) == analytic.shape {
      let repaired = (analytic * factor).scalars
      if agree(offsets.map { Double(repaired[$0]) }, pairs.numeric) { return .factorMissing(name) }
    }
    return nil
  }

  /// The same numbers in another order.
  func permutation() -> LikelyCause? {
    guard isComplete, offsets.count > 1 else { return nil }
    return agree(pairs.analytic.sorted(), pairs.numeric.sorted()) ? .permuted : nil
  }
}
