public import Course
import TensorCore

/// A comparison of claimed derivatives with central differences, in double precision.
///
/// The function's output is contracted with a random cotangent *c*, so that one number is
/// differentiated; for every input tensor by itself, and every scalar x of it,
///
///     numeric = Σ c ⊙ (f(x + h) − f(x − h)) / 2h        h = 10⁻⁵ · max(1, |x|)
///
/// is compared with what the backward pass returns for *c*. Outputs that do not depend on x cancel
/// before they are summed, so that they add no noise.
///
/// ```swift
/// let report = GradientChecker().report(on: check)
/// print(report)   // names the tensor, the index, both numbers and the likely cause of an error
/// ```
///
/// ## What is compared
///
/// - Every entry of a tensor of up to `entryLimit` entries.
/// - Of a larger tensor, `entryLimit` random entries, and `directionCount` random directions in
///   which *all* entries move at once: one wrong entry among thousands shows in every direction.
/// - Entries whose step crosses a kink (`GradientCheck.branches` differs between x − h, x and
///   x + h) are skipped and counted; above 5 % of a tensor the check fails.
/// - Where the function is infinite or not a number at x − h or x + h, as a logarithm is at x = 10⁻⁶, the
///   step leaves its domain: a shorter one is taken and counted. So it is where numbers disagree within
///   a thousand steps of such a place, where the usual step is too long for the bend. An entry that no step of the twenty
///   tried keeps inside is skipped and counted like one at a kink.
/// - The backward pass is run again for −2 c, and must return −2 times as much.
///
/// ## The relative error
///
///     error = |analytic − numeric| / max(|analytic|, |numeric|, floor)
///     floor = max(10⁻³ · largest |numeric| of the tensor, noise / tolerance)
///     noise = 4 · 2⁻⁵² · Σ |c| |f| / h                  over the outputs that moved
///
/// Without a floor a derivative that is nearly zero beside its neighbors, or zero altogether,
/// fails by rounding alone: h turns an error of 2⁻⁵² in f into one of 2⁻⁵² / h in the quotient.
///
/// ## Source
///
/// The step and the advice on kinks: CS231n course notes, "Gradient checks",
/// https://cs231n.github.io/neural-networks-3/#gradcheck. Differs from the notes: the random
/// cotangent in place of a sum, and the floor.
public struct GradientChecker: Sendable {
  /// The seed of the cotangent, and of the choice of entries and directions.
  public var seed: UInt64

  /// The largest relative error that passes.
  public var tolerance: Double

  /// The size of the largest tensor whose entries are all compared.
  public var entryLimit = 64

  /// The number of random directions in which a larger tensor is compared.
  public var directionCount = 8

  /// The share of a tensor's entries that may be skipped because of kinks.
  public let skippedShareLimit = 0.05

  /// Creates a checker.
  ///
  /// - Parameters:
  ///   - seed: The seed of the cotangent, and of the choice of entries and directions.
  ///   - tolerance: The largest relative error that passes; 10⁻⁶ suits smooth operations.
  public init(seed: UInt64 = 1, tolerance: Double = 1e-6) {
    self.seed = seed
    self.tolerance = tolerance
  }

  /// Compares every derivative of a check with central differences.
  ///
  /// - Parameter check: The function, its claimed derivative, and the point.
  /// - Returns: What was compared and what disagrees, with the likely cause.
  public func report(on check: GradientCheck) -> GradientReport {
    var generator = SplitMix64(seed: seed)
    let inputs = check.inputs()
    precondition(
      inputs.count == check.inputNames.count,
      "GradientChecker: \(check.name): \(check.inputNames) name \(inputs.count) inputs")
    let output = check.value(inputs)
    let cotangent = randomCotangent(output.shape, using: &generator)
    let point = CheckPoint(check: check, inputs: inputs, output: output, cotangent: cotangent)
    guard output.isFinite else {
      return GradientReport(check.name, tolerance: tolerance, fault: .valueNotFinite)
    }
    let gradients: [Tensor]
    let reversed: [Tensor]
    do {
      gradients = try check.pullback(inputs, cotangent)
      reversed = try check.pullback(inputs, cotangent * -2)
    } catch {
      return GradientReport(check.name, tolerance: tolerance, fault: .threw("\(error)"))
    }
    let reports = inputs.indices.map { index in
      let name = check.inputNames[index]
      let shape = inputs[index].shape
      guard gradients.indices.contains(index) else {
        return InputReport(name, shape: shape, cause: .missing)
      }
      let analytic = gradients[index]
      guard analytic.shape == shape else {
        return InputReport(name, shape: shape, cause: .wrongShape(found: analytic.shape))
      }
      guard analytic.isFinite else {
        return InputReport(name, shape: shape, cause: .notFinite)
      }
      let steps = Step.chosen(
        for: inputs[index], entryLimit: entryLimit, directionCount: directionCount,
        using: &generator)
      let response = Response(
        of: analytic, to: reversed.indices.contains(index) ? reversed[index] : nil)
      return compare(analytic, steps, at: point, index, response: response)
    }
    return GradientReport(check.name, tolerance: tolerance, inputs: reports)
  }

  /// Numbers of magnitude ½ to 1½ and of either sign: none so small that it hides an output.
  private func randomCotangent(
    _ shape: Shape, using generator: inout some RandomNumberGenerator
  ) -> Tensor {
    let scalars = (0..<shape.elementCount).map { _ in
      let magnitude = Scalar(0.5 + generator.uniform())
      return generator.uniform() < 0.5 ? -magnitude : magnitude
    }
    return Tensor(shape: shape, scalars: scalars)
  }

  /// Compares the derivatives with respect to one input.
  private func compare(
    _ analytic: Tensor, _ steps: [Step], at point: CheckPoint, _ index: Int, response: Response
  ) -> InputReport {
    var slopes: [(step: Step, slope: Slope)] = []
    var (kinkCount, outsideCount, shortenedCount) = (0, 0, 0)
    for step in steps {
      switch point.outcome(of: index, along: step) {
      case .slope(let slope, let step, let isShortened):
        slopes.append((step, slope))
        if isShortened { shortenedCount += 1 }
      case .kink: kinkCount += 1
      case .outside: outsideCount += 1
      }
    }
    let skippedCount = kinkCount + outsideCount
    let entryScale = slopes.filter(\.step.place.isEntry).map { abs($0.slope.value) }.max() ?? 0
    let directionScale = slopes.map { abs($0.slope.value) }.max() ?? 0
    func compared(_ step: Step, _ slope: Slope) -> GradientComparison {
      let claimed = step.contracted(with: analytic)
      // Along a direction slopes grow with the entries; beside them, one entry's would not count.
      let scale = step.place.isEntry ? entryScale : directionScale
      let floor = max(1e-3 * scale, slope.noise / tolerance, .leastNormalMagnitude)
      let size = max(abs(claimed), abs(slope.value), floor)
      return GradientComparison(
        place: step.place, analytic: claimed, numeric: slope.value,
        relativeError: abs(claimed - slope.value) / size)
    }
    let comparisons = slopes.map { step, slope in
      let usual = compared(step, slope)
      guard !(usual.relativeError <= tolerance),
        let closer = point.slopeBesideEdge(of: index, along: step)
      else { return usual }
      shortenedCount += 1
      return compared(closer.step, closer.slope)
    }
    let isRejected =
      response != .linear || comparisons.contains { !($0.relativeError <= tolerance) }
    let clues = GradientClues(
      point: point, index: index, analytic: analytic, comparisons: comparisons, response: response)
    return InputReport(
      point.check.inputNames[index], shape: analytic.shape, comparisons: comparisons,
      skippedCount: skippedCount, outsideCount: outsideCount, shortenedCount: shortenedCount,
      skipsTooMany: Double(skippedCount) > skippedShareLimit * Double(steps.count),
      cause: isRejected ? clues.likelyCause : nil)
  }
}
