public import Autograd
public import TensorCore

/// How often each unit of a hidden layer lets a gradient through, counted over a whole data set.
///
/// A unit is active on an input where the slope of its activation is not 0. One that is never active is *dead* on
/// this data: no gradient reaches its weights. A unit that is silent on one batch need not be dead; see
/// ``silenceProbability(ofUnit:inBatchesOf:)``. Smooth activations such as GELU have slopes that vanish without being 0:
/// for them take ``Saturation``.
///
/// ```swift
/// var activity = UnitActivity(of: .relu, unitCount: 2)
/// activity.observe(Tensor([[1, -1], [-2, -3]]))   // two inputs, two units
/// activity.activeShares                           // [0.5, 0]
/// activity.deadUnits                              // [1]
/// ```
public struct UnitActivity: Sendable {
  /// The activation behind the weighted sums.
  public let activation: Activation

  /// For each unit, on how many inputs it was active.
  public private(set) var activeCounts: [Int]

  /// The number of inputs seen.
  public private(set) var sampleCount = 0

  /// Creates a count of nothing.
  ///
  /// - Parameters:
  ///   - activation: The activation.
  ///   - unitCount: The number of units.
  public init(of activation: Activation, unitCount: Int) {
    self.activation = activation
    activeCounts = Array(repeating: 0, count: unitCount)
  }

  /// Counts a batch.
  ///
  /// - Parameter preactivations: What the activation is applied to, of shape `[batch, units]`.
  /// - Precondition: The shape fits.
  public mutating func observe(_ preactivations: Tensor) {
    precondition(
      preactivations.shape.axisCount == 2 && preactivations.shape[1] == activeCounts.count,
      "UnitActivity.observe: \(preactivations.shape) for \(activeCounts.count) units")
    let active = activation.derivative(preactivations).map { slope in slope == 0 ? 0 : 1 }
    for (unit, count) in active.sum(axis: 0).scalars.enumerated() {
      activeCounts[unit] += Int(count)
    }
    sampleCount += preactivations.shape[0]
  }

  /// For each unit, the share of the inputs on which it is active.
  public var activeShares: [Double] {
    activeCounts.map { sampleCount == 0 ? 0 : Double($0) / Double(sampleCount) }
  }

  /// The units that are active on no input, in ascending order.
  public var deadUnits: [Int] { activeCounts.indices.filter { activeCounts[$0] == 0 } }

  /// The share of the units that are dead.
  public var deadShare: Double {
    activeCounts.isEmpty ? 0 : Double(deadUnits.count) / Double(activeCounts.count)
  }

  /// The probability that a unit is active on no input of a batch that is drawn at random (equation 3.11).
  ///
  /// A unit that is active on 1 % of the inputs is silent on 72 % of all batches of 32.
  ///
  /// - Parameters:
  ///   - unit: The unit.
  ///   - batchSize: The number of inputs in a batch.
  /// - Returns: (1 − active share)ⁿ.
  public func silenceProbability(ofUnit unit: Int, inBatchesOf batchSize: Int) -> Double {
    .pow(1 - activeShares[unit], batchSize)
  }
}

extension Layer {
  /// The activity of every hidden layer whose activation is an ``ActivationLayer``, over given inputs.
  ///
  /// The network runs once over all inputs, in evaluation mode and unrecorded.
  ///
  /// - Parameter inputs: A whole data set, of shape `[samples, features]`.
  /// - Returns: For every such layer its path and the activity of its units.
  public func unitActivities(on inputs: Tensor) -> [(name: String, activity: UnitActivity)] {
    var counted: [(name: String, activity: UnitActivity)] = []
    let handles = namedLayers.compactMap { name, layer -> HookHandle? in
      guard let layer = layer as? ActivationLayer else { return nil }
      return layer.addForwardHook { input, _ in
        var activity = UnitActivity(of: layer.activation, unitCount: input.shape[1])
        activity.observe(input.value)
        counted.append((name, activity))
      }
    }
    defer { for handle in handles { handle.remove() } }
    withMode(.evaluation) { withoutGradient { _ = self(Variable(inputs)) } }
    return counted
  }
}
