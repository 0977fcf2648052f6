import TensorCore

// What the loss is before the first step, and the bias that makes it so.

/// The loss that a model should start with, and biases of the last layer that get it there.
///
/// A model that knows nothing of its input can know the frequencies of the classes, or the mean of the targets. A last layer of
/// small weights with the right bias starts from there, so that no step is spent on learning it.
///
/// ## Source
///
/// Karpathy, "A recipe for training neural networks", 2019, https://karpathy.github.io/2019/04/25/recipe/; the prior of a rare
/// class: Lin and others, "Focal loss for dense object detection", 2017, section 4.1, https://arxiv.org/abs/1708.02002
public enum StartingLoss {
  /// The bias of a sigmoid output for a class of a frequency: log(π / (1 − π)) (equation 4.8).
  ///
  /// - Parameter frequency: The share π of positive samples.
  /// - Returns: The logit, −4.595 for one in a hundred.
  /// - Precondition: `0 < frequency < 1`.
  public static func priorBias(frequency: Double) -> Double {
    precondition(
      frequency > 0 && frequency < 1,
      "StartingLoss.priorBias: no frequency of a class: \(frequency)")
    return Double.log(frequency) - Double.log(onePlus: -frequency)  // (equation 4.8)
  }

  /// The biases of a softmax output for classes of given frequencies: their logarithms.
  ///
  /// Any constant may be added; the softmax does not see it.
  ///
  /// - Parameter frequencies: Positive numbers, one a class; they need not sum to 1.
  /// - Returns: One bias a class.
  /// - Precondition: All frequencies are positive; a class that never occurs has no finite logit.
  public static func priorBiases(frequencies: [Double]) -> [Double] {
    precondition(
      frequencies.allSatisfy { $0 > 0 },
      "StartingLoss.priorBiases: a class has no positive frequency: \(frequencies)")
    let total = frequencies.reduce(0, +)
    return frequencies.map { Double.log($0 / total) }
  }

  /// The mean cross-entropy of logits that are all equal: ln K.
  ///
  /// - Parameter classCount: The number K of classes.
  /// - Returns: ln K, in nats.
  public static func uniform(classCount: Int) -> Double { Double.log(Double(classCount)) }

  /// The least mean cross-entropy of a constant prediction: the entropy of the frequencies.
  ///
  /// - Parameter frequencies: Numbers of at least 0, one a class; they need not sum to 1.
  /// - Returns: The entropy in nats.
  public static func entropy(frequencies: [Double]) -> Double {
    let total = frequencies.reduce(0, +)
    return frequencies.reduce(0) { sum, frequency in
      let share = frequency / total
      return share == 0 ? sum : sum - share * Double.log(share)
    }
  }

  /// The mean binary cross-entropy of one constant logit.
  ///
  /// What never occurs costs nothing, so that −∞ costs 0 for a frequency of 0, the entropy; PyTorch gives NaN.
  ///
  /// - Parameters:
  ///   - logit: The constant prediction.
  ///   - frequency: The share of positive samples.
  /// - Returns: The mean loss in nats.
  public static func binary(logit: Double, frequency: Double) -> Double {
    (frequency == 0 ? 0 : frequency * Double.softplus(-logit))
      + (frequency == 1 ? 0 : (1 - frequency) * Double.softplus(logit))
  }

  /// The expected cross-entropy of random normal logits, by sampling (golden value V4.8).
  ///
  /// It is about ln K + (1 − 1/K) s²/2 while the deviation s is small. After that it grows like s times the mean of the largest of K
  /// standard normal numbers, 1.54 for ten (√(2 ln K) = 2.15 is that only for very many classes).
  ///
  /// - Parameters:
  ///   - classCount: The number of classes.
  ///   - logitDeviation: The standard deviation s of the logits.
  ///   - sampleCount: How many samples are drawn.
  ///   - generator: The source of randomness.
  /// - Returns: The mean over the samples.
  /// - Precondition: There is a class and a sample.
  public static func ofRandomLogits(
    classCount: Int, logitDeviation: Double, sampleCount: Int,
    using generator: inout some RandomNumberGenerator
  ) -> Double {
    precondition(
      classCount > 0 && sampleCount > 0,
      "StartingLoss.ofRandomLogits: \(classCount) classes, \(sampleCount) samples")
    let logits = Tensor.normal(
      [sampleCount, classCount], standardDeviation: Scalar(logitDeviation), using: &generator)
    // By symmetry the target may always be the first class.
    let losses = logits.logSoftmax().picking(columns: Array(repeating: 0, count: sampleCount))
    return Double(-losses.mean())
  }
}
