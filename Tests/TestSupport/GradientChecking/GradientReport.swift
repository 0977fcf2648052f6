public import TensorCore

/// What a gradient check compared, and what disagrees.
public struct GradientReport: Sendable {
  /// The name of the operation or layer.
  public let name: String

  /// The largest relative error that passed.
  public let tolerance: Double

  /// What keeps the whole check from being carried out.
  public let fault: Fault?

  /// The comparison of each input, in order.
  public let inputs: [InputReport]

  /// A reason for which nothing could be compared.
  public enum Fault: Equatable, Sendable {
    /// The function is infinite or not a number at the point.
    case valueNotFinite

    /// The backward pass threw an error.
    case threw(String)
  }

  init(
    _ name: String, tolerance: Double, fault: Fault? = nil, inputs: [InputReport] = []
  ) {
    self.name = name
    self.tolerance = tolerance
    self.fault = fault
    self.inputs = inputs
  }

  /// Whether every derivative agrees and few enough entries were skipped.
  public var isPassed: Bool { fault == nil && inputs.allSatisfy(\.isPassed) }

  /// The largest relative error over all inputs.
  public var worstRelativeError: Double { inputs.map(\.worstRelativeError).max() ?? 0 }

  /// The number of entries skipped, at kinks or at an edge of the domain, over all inputs.
  public var skippedCount: Int { inputs.reduce(0) { $0 + $1.skippedCount } }

  /// The number of those that were skipped at an edge of the function's domain, over all inputs.
  public var outsideCount: Int { inputs.reduce(0) { $0 + $1.outsideCount } }

  /// The number of entries compared with a shorter step, because the usual one leaves the domain or nearly
  /// does, over all inputs.
  public var shortenedCount: Int { inputs.reduce(0) { $0 + $1.shortenedCount } }

  /// The comparison of one input.
  ///
  /// - Parameter name: The name of the input.
  /// - Returns: Its comparison, or `nil` if there is no such input.
  public subscript(name: String) -> InputReport? { inputs.first { $0.name == name } }
}

/// What a gradient check found for one input.
public struct InputReport: Sendable {
  /// The name of the input.
  public let name: String

  /// The shape of the input.
  public let shape: Shape

  /// Every entry and direction that was compared.
  public let comparisons: [GradientComparison]

  /// The number of entries and directions skipped, because a step crosses a kink or leaves the domain.
  public let skippedCount: Int

  /// The number of those at which every step leaves the function's domain.
  public let outsideCount: Int

  /// The number of entries and directions compared with a shorter step, because the usual one leaves the
  /// function's domain or nearly does.
  public let shortenedCount: Int

  /// Whether more were skipped than the checker allows.
  public let skipsTooMany: Bool

  /// Why the derivative is wrong, as far as the rules can tell; `nil` if it is right.
  public let cause: LikelyCause?

  init(
    _ name: String, shape: Shape, comparisons: [GradientComparison] = [], skippedCount: Int = 0,
    outsideCount: Int = 0, shortenedCount: Int = 0, skipsTooMany: Bool = false, cause: LikelyCause?
  ) {
    self.name = name
    self.shape = shape
    self.comparisons = comparisons
    self.skippedCount = skippedCount
    self.outsideCount = outsideCount
    self.shortenedCount = shortenedCount
    self.skipsTooMany = skipsTooMany
    self.cause = cause
  }

  /// Whether the derivative agrees and few enough entries were skipped.
  public var isPassed: Bool { cause == nil && !skipsTooMany }

  /// The comparison with the largest relative error.
  public var worst: GradientComparison? {
    comparisons.max { $0.relativeError < $1.relativeError }
  }

  /// The largest relative error; 0 if nothing was compared.
  public var worstRelativeError: Double { worst?.relativeError ?? 0 }
}

/// A claimed derivative beside the one by differences.
public struct GradientComparison: Sendable {
  /// Where a derivative was taken.
  public enum Place: Equatable, Sendable {
    /// With respect to one entry, by its position in row-major order and along each axis.
    case entry(offset: Int, index: [Int])

    /// Along a random direction in which all entries move.
    case direction(Int)

    /// Whether one entry moves alone.
    var isEntry: Bool { if case .entry = self { true } else { false } }
  }

  /// Where the derivative was taken.
  public let place: Place

  /// What the backward pass claims.
  public let analytic: Double

  /// What central differences say.
  public let numeric: Double

  /// How far they are apart, relative to the greater; `GradientChecker` defines it.
  public let relativeError: Double
}
