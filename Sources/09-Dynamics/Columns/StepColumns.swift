public import Course

// What is recorded of a step as a whole, under the name `run`.

extension TrainingRecord.Column {
  /// The norm of all gradients before they were shortened; without clipping it is the norm that counts.
  public static var unclippedNorm: Self { Self(rawValue: "unclipped_norm") }

  /// Whether the gradients of the step were shortened: 1 or 0.
  public static var clipped: Self { Self(rawValue: "clipped") }

  /// The factor by which the loss was multiplied before the backward pass.
  public static var lossScale: Self { Self(rawValue: "loss_scale") }

  /// Whether the update of the step was left out because a gradient was not finite: 1 or 0.
  public static var skipped: Self { Self(rawValue: "skipped") }
}
