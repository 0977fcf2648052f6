import Activations
public import Autograd
public import TensorCore

/// What came out of one layer in one step: its size, and how much of it is zero or saturated.
///
/// ```swift
/// var statistics = ActivationStatistics(.init(isActivation: true))
/// statistics.observe(Tensor([[1, 0], [3, 0]]))   // two samples, two units
/// statistics.zeroShare                           // 0.5
/// statistics.deadShare                           // 0.5, one unit of two
/// ```
///
/// A unit that is silent on one batch need not be dead; lesson 03's `UnitActivity` counts over a data set.
///
/// ## Source
///
/// Mean and spread of parts are put together as in Chan, Golub and LeVeque, "Algorithms for computing the sample
/// variance", 1983, https://doi.org/10.1080/00031305.1983.10483115
public struct ActivationStatistics: Sendable {
  /// What a layer is, as far as its outputs can be judged.
  public struct Kind: Sendable, Hashable {
    /// Whether the layer is a function without parameters and state, so that a zero in its output cuts off a gradient.
    public var isActivation: Bool

    /// The least and the greatest output of an activation that levels off at both; `nil` for others.
    public var bounds: ClosedRange<Scalar>?

    /// Creates a kind.
    public init(isActivation: Bool, bounds: ClosedRange<Scalar>? = nil) {
      self.isActivation = isActivation
      self.bounds = bounds
    }

    /// The kind of a layer.
    ///
    /// A `FunctionLayer` is known by its name, if lesson 03's table has it. Layers that keep a state, such as dropout's
    /// generator, are no activations: their zeros come and go.
    ///
    /// - Parameter layer: A layer without layers inside.
    public init(of layer: any Layer) {
      isActivation = layer.parameters.isEmpty && layer.buffers.isEmpty && layer.children.isEmpty
      let activation =
        (layer as? ActivationLayer)?.activation
        ?? (layer as? FunctionLayer).flatMap { Activation.named($0.name) }
      bounds = activation.flatMap { activation in
        let (range, middle) = (activation.range, activation.value(at: 0))
        // ReLU6 is bounded too, and at rest at its lower end; a sine comes back.
        let levelsOff =
          activation.isMonotone && range.lowerBound.isFinite && range.upperBound.isFinite
          && range.lowerBound < middle && middle < range.upperBound
        return levelsOff ? range : nil
      }
    }
  }

  /// How the outputs are judged.
  public let kind: Kind

  /// The number of scalars seen.
  public private(set) var count = 0

  /// The mean of all outputs; NaN if one of them is.
  public private(set) var mean = 0.0

  private var squares = 0.0
  private var zeroCount = 0
  private var saturatedCount = 0
  private var isAlive: [Bool] = []

  /// Creates the statistics of nothing.
  ///
  /// - Parameter kind: How the outputs are judged.
  public init(_ kind: Kind) { self.kind = kind }

  /// The standard deviation of all outputs, with their count as divisor.
  public var standardDeviation: Double {
    count == 0 ? 0 : (squares / Double(count)).squareRoot()
  }

  /// The share of outputs that are exactly zero.
  public var zeroShare: Double { count == 0 ? 0 : Double(zeroCount) / Double(count) }

  /// The share of units that were zero for every sample.
  public var deadShare: Double {
    isAlive.isEmpty ? 0 : Double(isAlive.count { !$0 }) / Double(isAlive.count)
  }

  /// The share of outputs within 1.5 % of the range from either of its ends; `nil` for activations without bounds.
  ///
  /// For tanh these are outputs beyond ±0.97, for the sigmoid those below 0.015 and above 0.985.
  public var saturatedShare: Double? {
    kind.bounds == nil || count == 0 ? nil : Double(saturatedCount) / Double(count)
  }

  /// Counts an output.
  ///
  /// - Parameter output: Of shape `[samples, units, …]`, or `[samples]` for one unit.
  public mutating func observe(_ output: Tensor) {
    let scalars = output.scalars
    guard !scalars.isEmpty else { return }
    merge(scalars)
    zeroCount += scalars.count { $0 == 0 }
    if let bounds = kind.bounds {
      let margin = (bounds.upperBound - bounds.lowerBound) * 0.015
      let (low, high) = (bounds.lowerBound + margin, bounds.upperBound - margin)
      saturatedCount += scalars.count { $0 < low || $0 > high }
    }
    markAlive(scalars, output.shape)
  }

  private mutating func merge(_ scalars: [Scalar]) {
    let newCount = Double(scalars.count)
    let newMean = scalars.reduce(0.0) { $0 + Double($1) } / newCount
    let newSquares = scalars.reduce(0.0) { sum, scalar in
      let distance = Double(scalar) - newMean
      return sum + distance * distance
    }
    let total = Double(count) + newCount
    let shift = newMean - mean
    mean += shift * newCount / total
    squares += newSquares + shift * shift * Double(count) * newCount / total
    count += scalars.count
  }

  private mutating func markAlive(_ scalars: [Scalar], _ shape: Shape) {
    let axes = (0..<shape.axisCount).map { shape[$0] }
    let unitCount = axes.count > 1 ? axes[1] : 1
    let inner = axes.dropFirst(2).reduce(1, *)
    if isAlive.count != unitCount { isAlive = Array(repeating: false, count: unitCount) }
    for (index, scalar) in scalars.enumerated() where scalar != 0 {
      isAlive[index / inner % unitCount] = true
    }
  }
}
