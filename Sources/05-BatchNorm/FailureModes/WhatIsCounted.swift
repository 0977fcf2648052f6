import Autograd
public import Course
import TensorCore

// Which numbers a mean is taken over, and what they look like in use.

extension FailureMode {
  /// F5.14: holes in training, none in use.
  ///
  /// ## Source
  ///
  /// Li, Chen, Hu and Yang, "Understanding the disharmony between dropout and batch normalization by
  /// variance shift", 2018, https://arxiv.org/abs/1801.05134
  public static var dropoutBeforeNorm: FailureMode {
    FailureMode(
      id: .failureMode(5, 14), title: "Dropout stands before batch norm",
      symptom: """
        Since dropout was added, the norm's outputs are smaller in evaluation mode than they were \
        in training, and the accuracy suffers.
        """,
      diagnosis: """
        Inverted dropout keeps the mean and enlarges the variance: at p = 0.5 twofold for inputs \
        of mean 0. The running variance is that of inputs with holes; in evaluation mode there are \
        none.
        """,
      fix: "Dropout behind the last batch norm; or recalibrate with dropout off.",
      quantity: "standard deviation of the outputs in evaluation mode, where 1 is right",
      symptomatic: .below(0.85),
      broken: Run("dropout before the norm") { seed in
        spreadInEvaluation(seed, dropsInputs: true)
      },
      remedies: [
        Run("dropout behind the norm") { seed in spreadInEvaluation(seed, dropsInputs: false) }
      ])
  }

  /// What stands behind a norm does not change what it averages, so that dropout there is left out.
  private static func spreadInEvaluation(_ seed: UInt64, dropsInputs: Bool) -> Measurement {
    var generator = SplitMix64(seed: 14 &+ seed)
    var masks = SplitMix64(seed: 1_014 &+ seed)
    let norm = BatchNorm1d(featureCount: 32)
    for x in FailureRuns.batches(60, [32, 32], using: &generator) {
      let kept = Tensor.uniform(x.shape, using: &masks) .< 0.5
      FailureRuns.see(norm, [dropsInputs ? 2 * x * kept : x])
    }
    let outputs = FailureRuns.served(norm, .normal([64, 32], using: &generator))
    return Measurement(Scalar.squareRoot(outputs.variance()))
  }

  /// F5.16: zeros that are no data.
  public static var paddingCounted: FailureMode {
    FailureMode(
      id: .failureMode(5, 16), title: "Padding is counted in the statistics",
      symptom: """
        The answer to a sentence depends on how long the longest in its batch is, in training; in \
        evaluation mode the outputs of real tokens are off.
        """,
      diagnosis: """
        The mean is taken over all places, filled or not. With half of the places zeros it is half \
        of what it should be, and another share of padding gives another mean.
        """,
      fix: "Normalize the real tokens alone, norm(x[mask]); or layer norm, token by token.",
      quantity: "running mean ÷ mean of the real tokens, half of the places being padding",
      symptomatic: .below(0.8),
      broken: Run("padding counted") { seed in
        ratioOfMeans(seed) { real in
          let padded = Tensor.concatenation([real, .zeros([8, 5, 4])], axis: 1)
          return Variable(padded).transposed(axes: [0, 2, 1])
        }
      },
      remedies: [
        Run("real tokens alone") { seed in
          ratioOfMeans(seed) { real in Variable(real.reshaped(to: [40, 4])) }
        }
      ])
  }

  private static func ratioOfMeans(
    _ seed: UInt64, _ input: (Tensor) -> Variable
  ) -> Measurement {
    var generator = SplitMix64(seed: 16 &+ seed)
    // Eight sentences of ten places, the first five of them filled.
    let real = (3 + Tensor.normal([8, 10, 4], using: &generator)).slice(0..<5, axis: 1)
    let norm = BatchNorm1d(featureCount: 4, momentum: nil)
    withoutGradient { _ = norm(input(real)) }
    return Measurement(FailureRuns.runningMean(of: norm).mean() / real.mean())
  }

  /// F5.30: another axis of the same length.
  public static var wrongAxis: FailureMode {
    FailureMode(
      id: .failureMode(5, 30), title: "The axis of the time is normalized",
      symptom: """
        Batch norm between transformer or recurrent layers does not normalize the features; no \
        error is raised, because the sequences are as long as the vectors.
        """,
      diagnosis: """
        BatchNorm1d takes [batch, features, length]; most other layers hand over [batch, length, \
        features]. Where the two lengths are equal, each place in the sequence is normalized \
        instead of each feature.
        """,
      fix: "norm(x.transpose(1, 2)).transpose(1, 2); test with a length that differs.",
      quantity: "largest mean of a feature's outputs, where 0 is right", symptomatic: .above(0.5),
      broken: Run("length on the second axis") { seed in
        largestFeatureMean(seed) { norm, x in norm(x) }
      },
      remedies: [
        Run("features on the second axis") { seed in
          largestFeatureMean(seed) { norm, x in
            norm(x.transposed(axes: [0, 2, 1])).transposed(axes: [0, 2, 1])
          }
        }
      ])
  }

  private static func largestFeatureMean(
    _ seed: UInt64, _ output: (BatchNorm1d, Variable) -> Variable
  ) -> Measurement {
    var generator = SplitMix64(seed: 30 &+ seed)
    let means = Tensor((0..<8).map { Scalar($0) })
    let x = Tensor.normal([16, 8, 8], using: &generator) + means
    let y = withoutGradient { output(BatchNorm1d(featureCount: 8), Variable(x)).value }
    return Measurement(y.mean(axes: [0, 1]).maximumMagnitude())
  }
}
