public import Course

// What the monitors write into a record beside loss, rate and norms. Activations stand under the
// name of their layer, everything about a parameter under the parameter's.

extension TrainingRecord.Column {
  /// The mean of a layer's outputs over the batch and the units.
  public static var activationMean: Self { Self(rawValue: "activation_mean") }

  /// The standard deviation of a layer's outputs over the batch and the units.
  public static var activationStandardDeviation: Self {
    Self(rawValue: "activation_standard_deviation")
  }

  /// The share of a layer's outputs that are exactly zero.
  public static var zeroShare: Self { Self(rawValue: "zero_share") }

  /// The share of a layer's units that are zero for every sample of the batch.
  public static var deadShare: Self { Self(rawValue: "dead_share") }

  /// The share of a layer's outputs at the flat ends of a bounded activation, |output| above 0.97 of the bound.
  public static var saturatedShare: Self { Self(rawValue: "saturated_share") }

  /// The share of a parameter's entries that an update left as they were, to the bit.
  public static var unchangedShare: Self { Self(rawValue: "unchanged_share") }
}
