public import Autograd
public import TensorCore

/// A way to normalize as a row of the lesson's table: over which axes, with what state, in which modes.
///
/// Every entry is held against the layer by experiments: which outputs change with which inputs, and what the
/// layer saves.
public struct NormalizationKind: Sendable {
  /// How much of an axis is averaged over.
  public enum Extent: String, Sendable {
    /// Every position has its own statistics.
    case none
    /// Positions in groups.
    case groups
    /// All positions together.
    case whole
  }

  /// The name, such as `Group norm`.
  public let name: String

  /// Whether statistics are taken over the samples of a batch.
  public let batch: Extent

  /// Whether statistics are taken over the channels of a sample.
  public let channels: Extent

  /// Whether statistics are taken over height and width.
  public let places: Extent

  /// Whether a mean is subtracted.
  public let subtractsMean: Bool

  /// What is learned, in words.
  public let learned: String

  /// What is kept and saved besides, under PyTorch's names.
  public let buffers: [String]

  /// Whether training and evaluation mode differ.
  public let modesDiffer: Bool

  /// A layer of the kind for inputs of a shape, in training mode and as it starts.
  public let makeLayer: @Sendable (_ inputShape: Shape) -> any Layer

  /// Whether, in training mode, the answer to a sample depends on the others in its batch.
  public var mixesSamples: Bool { batch != .none }

  /// How many pairs of statistics there are for an input `[batch, channels, height, width]`; 0 if the data
  /// is not measured at all.
  ///
  /// - Parameters:
  ///   - shape: The shape of the input.
  ///   - groupCount: The number of groups of channels, where there are groups.
  /// - Returns: The number of means, or of mean squares.
  public func statisticsCount(of shape: Shape, groupCount: Int) -> Int {
    func count(_ extent: Extent, _ length: Int) -> Int {
      switch extent {
      case .none: length
      case .groups: groupCount
      case .whole: 1
      }
    }
    if [batch, channels, places].allSatisfy({ $0 == .none }) { return 0 }
    let placeCount = shape.lengths[2...].reduce(1, *)
    return count(batch, shape[0]) * count(channels, shape[1]) * count(places, placeCount)
  }
}

extension NormalizationKind {
  /// The table, with groups of two channels for group norm.
  public static var all: [NormalizationKind] {
    [
      NormalizationKind(
        name: "Batch norm", batch: .whole, channels: .none, places: .whole, subtractsMean: true,
        learned: "scale and offset of each channel",
        buffers: ["running_mean", "running_var", "num_batches_tracked"], modesDiffer: true
      ) { BatchNorm2d(featureCount: $0[1]) },
      NormalizationKind(
        name: "Layer norm", batch: .none, channels: .whole, places: .whole, subtractsMean: true,
        learned: "scale and offset of each scalar of a sample", buffers: [], modesDiffer: false
      ) { LayerNorm(shape: Shape(Array($0.lengths[1...]))) },
      NormalizationKind(
        name: "RMS norm", batch: .none, channels: .whole, places: .whole, subtractsMean: false,
        learned: "scale of each scalar of a sample", buffers: [], modesDiffer: false
      ) { RMSNorm(shape: Shape(Array($0.lengths[1...]))) },
      NormalizationKind(
        name: "Group norm", batch: .none, channels: .groups, places: .whole, subtractsMean: true,
        learned: "scale and offset of each channel", buffers: [], modesDiffer: false
      ) { GroupNorm(groupCount: $0[1] / 2, channelCount: $0[1]) },
      NormalizationKind(
        name: "Instance norm", batch: .none, channels: .none, places: .whole, subtractsMean: true,
        learned: "nothing, or scale and offset of each channel", buffers: [], modesDiffer: false
      ) { InstanceNorm(channelCount: $0[1]) },
      NormalizationKind(
        name: "Weight norm", batch: .none, channels: .none, places: .none, subtractsMean: false,
        learned: "length and direction of each row of weights", buffers: [], modesDiffer: false
      ) { shape in
        var generator = SplitMix64(seed: 0)
        let count = shape[-1]
        return WeightNormLinear(
          Linear(inputCount: count, outputCount: count, using: &generator))
      },
    ]
  }
}

extension NormalizationKind: CustomStringConvertible {
  /// The name.
  public var description: String { name }
}
