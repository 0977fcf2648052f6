import Course
import TensorCore

/// Where a function is differentiated, and what its output is contracted with.
struct CheckPoint {
  var check: GradientCheck
  var inputs: [Tensor]
  var output: Tensor
  var cotangent: Tensor
}

/// A derivative by central differences.
struct Slope {
  /// The difference quotient.
  var value: Double

  /// How far rounding of the function's values may have moved it.
  var noise: Double

  /// Whether the function is finite on both sides.
  var isFinite: Bool { value.isFinite && noise.isFinite }
}

/// A step away from a point, along one entry of a tensor or along all of them.
struct Step {
  /// How a report names the step.
  var place: GradientComparison.Place

  /// The entries that move, and how far, per unit of `size`.
  var moves: [(offset: Int, amount: Double)]

  /// The length of the step.
  var size: Double

  /// The step along one entry: h = 10⁻⁵ · max(1, |x|).
  init(entry offset: Int, of tensor: Tensor) {
    place = .entry(offset: offset, index: tensor.shape.index(ofOffset: offset))
    moves = [(offset, 1)]
    size = 1e-5 * max(1, abs(Double(tensor.scalars[offset])))
  }

  /// The step along a random direction: every entry by its own h, up or down, over √n.
  init(
    direction number: Int, of tensor: Tensor, using generator: inout some RandomNumberGenerator
  ) {
    let root = Double(tensor.elementCount).squareRoot()
    place = .direction(number)
    moves = tensor.scalars.indices.map { offset in
      let sign: Double = generator.uniform() < 0.5 ? -1 : 1
      return (offset, sign * max(1, abs(Double(tensor.scalars[offset]))) / root)
    }
    size = 1e-5
  }

  /// The steps for a tensor: all entries of a small one, random entries and directions otherwise.
  static func chosen(
    for tensor: Tensor, entryLimit: Int, directionCount: Int,
    using generator: inout some RandomNumberGenerator
  ) -> [Step] {
    guard tensor.elementCount > entryLimit else {
      return (0..<tensor.elementCount).map { Step(entry: $0, of: tensor) }
    }
    let entries = generator.permutation(of: tensor.elementCount).prefix(entryLimit).sorted()
    var steps = entries.map { Step(entry: $0, of: tensor) }
    for number in 0..<directionCount {
      steps.append(Step(direction: number, of: tensor, using: &generator))
    }
    return steps
  }

  /// The same step at a fraction of its length, or `nil` if nothing would move.
  ///
  /// Beside a step so short it counts that x + h is rounded, so the entries move by what it comes to.
  func shortened(by fraction: Double, at tensor: Tensor) -> Step? {
    var step = self
    step.size *= fraction
    step.moves = moves.map { offset, amount in
      let x = Double(tensor.scalars[offset])
      return (offset, ((x + step.size * amount) - x) / step.size)
    }
    return step.moves.contains { $0.amount != 0 } ? step : nil
  }

  /// The tensor after the step, in the given multiple of it.
  func applied(to tensor: Tensor, times factor: Double) -> Tensor {
    var scalars = tensor.scalars
    for (offset, amount) in moves { scalars[offset] += Scalar(factor * size * amount) }
    return Tensor(shape: tensor.shape, scalars: scalars)
  }

  /// The derivative along the step that a gradient claims.
  func contracted(with gradient: Tensor) -> Double {
    moves.reduce(0) { $0 + $1.amount * Double(gradient.scalars[$1.offset]) }
  }
}

/// What came of a step.
enum Outcome {
  /// The difference quotient along the step, or along a shorter one where the step leaves the domain.
  case slope(Slope, Step, isShortened: Bool)

  /// The step crosses a kink.
  case kink

  /// The function is infinite or not a number after the step and after every shorter one.
  case outside
}

extension CheckPoint {
  /// Takes a step in one input, and a shorter one where the function is not defined after it.
  ///
  /// The longest step of h/10, h/100 … that stays inside tells how far the edge of the domain is. The one
  /// taken is 10⁻⁴ of it: a logarithm bends so strongly there that a longer one would be wrong.
  func outcome(of index: Int, along step: Step) -> Outcome {
    guard let slope = slope(of: index, along: step) else { return .kink }
    if slope.isFinite { return .slope(slope, step, isShortened: false) }
    var fraction = 1.0
    for _ in 1...20 {
      fraction /= 10
      guard let shorter = step.shortened(by: fraction, at: inputs[index]) else { break }
      guard let slope = self.slope(of: index, along: shorter) else { return .kink }
      guard slope.isFinite else { continue }
      guard let short = step.shortened(by: 1e-4 * fraction, at: inputs[index]),
        let slope = self.slope(of: index, along: short), slope.isFinite
      else { break }
      return .slope(slope, short, isShortened: true)
    }
    return .outside
  }

  /// A slope along a shorter step, if an edge of the domain is near; `nil` if none is.
  ///
  /// Within a thousand steps of the edge of a logarithm or a root a step inside is still too long: at
  /// 2 · 10⁻⁵ the slope of a logarithm comes out a tenth too large.
  func slopeBesideEdge(of index: Int, along step: Step) -> (slope: Slope, step: Step)? {
    let isDefined = [-1000.0, 1000].allSatisfy { factor in
      var moved = inputs
      moved[index] = step.applied(to: inputs[index], times: factor)
      return check.value(moved).isFinite
    }
    guard !isDefined, let short = step.shortened(by: 1e-4, at: inputs[index]),
      let slope = slope(of: index, along: short), slope.isFinite
    else { return nil }
    return (slope, short)
  }

  /// The derivative of the contracted output along a step in one input, or `nil` across a kink.
  ///
  /// It is not finite where the function is not, on either side.
  private func slope(of index: Int, along step: Step) -> Slope? {
    var (below, above) = (inputs, inputs)
    below[index] = step.applied(to: inputs[index], times: -1)
    above[index] = step.applied(to: inputs[index], times: 1)
    let branches = check.branches(inputs)
    guard branches == check.branches(below), branches == check.branches(above) else { return nil }
    let (low, high) = (check.value(below), check.value(above))
    var difference = 0.0
    var moved = 0.0
    for ((a, b), c) in zip(zip(high.scalars, low.scalars), cotangent.scalars) where a != b {
      difference += Double(c) * (Double(a) - Double(b))
      moved += abs(Double(c)) * max(abs(Double(a)), abs(Double(b)))
    }
    return Slope(
      value: difference / (2 * step.size), noise: 4 * 0x1p-52 * moved / step.size)
  }

  /// The derivatives with respect to single entries, without regard to kinks.
  func numericGradient(of index: Int, at offsets: [Int]) -> [Double] {
    var smooth = self
    smooth.check = check.withoutBranches
    return offsets.map {
      let step = Step(entry: $0, of: inputs[index])
      // A shortened step moves by nearly 1 per unit of its size, not by 1.
      if case .slope(let slope, let step, _) = smooth.outcome(of: index, along: step) {
        return slope.value / step.moves[0].amount
      }
      return .nan
    }
  }
}

extension GradientCheck {
  /// The same check as if its function were smooth.
  var withoutBranches: GradientCheck {
    GradientCheck(name, inputNames: inputNames, inputs: inputs, value: value, pullback: pullback)
  }
}

extension Shape {
  /// The index along each axis of the scalar at a position in row-major order.
  func index(ofOffset offset: Int) -> [Int] {
    var rest = offset
    return strides.map { stride in
      defer { rest %= stride }
      return rest / stride
    }
  }
}
