import Autograd
public import Course
import Init
import TensorCore

// Networks that are saved, copied and averaged: parameters are not all of them.

extension FailureMode {
  /// F5.7: parameters alone are not the model.
  public static var buffersNotSaved: FailureMode {
    FailureMode(
      id: .failureMode(5, 7), title: "The running statistics are not in the file",
      symptom: """
        The model was good when it was saved. Loaded for serving it is garbage; in training mode, \
        on whole batches, it is good.
        """,
      diagnosis: """
        Only named_parameters() were saved, and strict=False loaded them without a complaint. The \
        running statistics are buffers; they stayed at mean 0 and variance 1.
        """,
      fix: "Save state_dict(), load with strict=True, and read what strict=False returns.",
      quantity: "largest difference between the restored network's answers and the saved one's",
      symptomatic: .above(1),
      broken: Run("parameters alone") { seed in
        try differenceOfRestored(seed) { norm, restored in copyParameters(of: norm, to: restored) }
      },
      remedies: [
        Run("buffers saved too") { seed in
          try differenceOfRestored(seed) { norm, restored in
            try Checkpoint(["model": norm]).restore(["model": restored])
          }
        }
      ])
  }

  private static func differenceOfRestored(
    _ seed: UInt64, _ restore: (BatchNorm1d, BatchNorm1d) throws -> Void
  ) throws -> Measurement {
    var generator = SplitMix64(seed: 7 &+ seed)
    let norm = BatchNorm1d(featureCount: 4)
    let restored = BatchNorm1d(featureCount: 4)
    FailureRuns.see(
      norm, FailureRuns.batches(40, [32, 4], mean: 5, deviation: 2, using: &generator))
    try restore(norm, restored)
    let x = 5 + 2 * Tensor.normal([16, 4], using: &generator)
    let difference = FailureRuns.served(restored, x) - FailureRuns.served(norm, x)
    return Measurement(difference.maximumMagnitude())
  }

  private static func copyParameters(of layer: any Layer, to other: any Layer) {
    for (target, source) in zip(other.trainedVariables, layer.trainedVariables) {
      target.initialize(to: source.value)
    }
  }

  /// F5.29: the average follows the weights and forgets the rest.
  ///
  /// ## Source
  ///
  /// https://github.com/CuriousAI/mean-teacher/issues/9
  public static var teacherWithoutBuffers: FailureMode {
    FailureMode(
      id: .failureMode(5, 29), title: "A moving average of the weights has no statistics",
      symptom: """
        The teacher, or the exponential moving average of the weights, answers nonsense in \
        evaluation mode, while the student whose weights it follows is good.
        """,
      diagnosis: """
        A loop over parameters() does not reach buffers. The copy never ran in training mode \
        itself, so its running statistics are what they were when it was made: here mean 0 and \
        variance 1.
        """,
      fix: """
        Copy or average the buffers as well (AveragedModel(…, use_buffers=True)), or recalibrate \
        before evaluating.
        """,
      quantity:
        "largest difference between the teacher's answers and the student's, at equal weights",
      symptomatic: .above(1),
      broken: Run("parameters alone") { seed in
        try differenceOfTeacher(seed) { student, teacher in
          copyParameters(of: student, to: teacher)
        }
      },
      remedies: [
        Run("buffers copied too") { seed in
          try differenceOfTeacher(seed) { student, teacher in
            try Checkpoint(["model": student]).restore(["model": teacher])
          }
        }
      ])
  }

  /// The student learns nothing but its statistics, so that both have the same weights throughout.
  private static func differenceOfTeacher(
    _ seed: UInt64, _ follow: (BatchNorm1d, BatchNorm1d) throws -> Void
  ) throws -> Measurement {
    var generator = SplitMix64(seed: 29 &+ seed)
    let (student, teacher) = (BatchNorm1d(featureCount: 4), BatchNorm1d(featureCount: 4))
    teacher.setMode(.evaluation)
    for x in FailureRuns.batches(40, [32, 4], mean: 5, deviation: 2, using: &generator) {
      FailureRuns.see(student, [x])
      try follow(student, teacher)
    }
    let x = 5 + 2 * Tensor.normal([16, 4], using: &generator)
    let difference = FailureRuns.answers(teacher, x) - FailureRuns.served(student, x)
    return Measurement(difference.maximumMagnitude())
  }

  /// F5.21: statistics of one network in another.
  ///
  /// ## Source
  ///
  /// Izmailov and others, "Averaging weights leads to wider optima and better generalization", 2018,
  /// https://arxiv.org/abs/1803.05407, section 3.2
  public static var averagedWeights: FailureMode {
    FailureMode(
      id: .failureMode(5, 21), title: "Averaged weights with the statistics of the last ones",
      symptom: """
        The average of several checkpoints (stochastic weight averaging) is poor in evaluation \
        mode, and good in training mode on whole batches.
        """,
      diagnosis: """
        No forward pass of training ever used the averaged weights. Their pre-activations have \
        other means and variances, here smaller ones, and the running statistics are those of the \
        last network.
        """,
      fix: "torch.optim.swa_utils.update_bn(loader, averaged) after averaging, before evaluating.",
      quantity: "standard deviation of the norm's outputs in evaluation mode, where 1 is right",
      symptomatic: .below(0.9),
      broken: Run("the last network's statistics") { seed in
        spreadOfAveraged(seed, recalibrates: false)
      },
      remedies: [Run("recalibrated") { seed in spreadOfAveraged(seed, recalibrates: true) }])
  }

  /// Two drawn sets of weights stand for two ends of training that have nothing in common.
  private static func spreadOfAveraged(_ seed: UInt64, recalibrates: Bool) -> Measurement {
    var generator = SplitMix64(seed: 21 &+ seed)
    let data = FailureRuns.batches(10, [32, 8], using: &generator)
    let first = FailureRuns.linear(8, 32, using: &generator)
    let last = FailureRuns.linear(8, 32, using: &generator)
    let norm = BatchNorm1d(featureCount: 32, momentum: nil)
    FailureRuns.see(Sequential(last, norm), data)
    let mean = (first.weight.value + last.weight.value) / 2
    let averaged = Sequential(Linear(weight: mean, bias: nil), norm)
    if recalibrates { averaged.recalibrate(on: data) }
    let outputs = FailureRuns.served(averaged, .concatenation(data))
    return Measurement(Scalar.squareRoot(outputs.variance()))
  }
}
