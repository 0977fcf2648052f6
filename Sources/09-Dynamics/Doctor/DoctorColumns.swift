public import Course

// What a log may hold beside the monitors' columns. "input", "output" and "target" stand in the place of a
// layer's name for the ends of the network.

extension TrainingRecord.Column {
  /// The smallest entry of the input, the output or the target over the batch.
  public static var smallest: Self { Self(rawValue: "smallest") }

  /// The largest entry of the input, the output or the target over the batch.
  public static var largest: Self { Self(rawValue: "largest") }

  /// The share of the most frequent class among the targets of the batch.
  public static var largestClassShare: Self { Self(rawValue: "largest_class_share") }

  /// The share of different rows in the input of a batch, under the name "input".
  public static var distinctShare: Self { Self(rawValue: "distinct_share") }

  /// The accuracy on the training data, under the name "training".
  public static var accuracy: Self { Self(rawValue: "accuracy") }
}
