public import Autograd
import TensorCore

/// What a rebuilt fault minimizes, right or wrong for its head.
public enum FaultLoss: Sendable, Hashable {
  /// Cross-entropy of logits with class numbers.
  case crossEntropy
  /// The negative logarithm of the output of the right class; the outputs must be probabilities.
  case negativeLogarithm
  /// The same after dividing by the sum and clipping to 1e-7 … 1 − 1e-7, as Keras does.
  case clippedNegativeLogarithm
  /// Cross-entropy that multiplies log-probabilities by the targets as they are, as if they were one-hot.
  case crossEntropyOfOneHot
  /// Binary cross-entropy of logits.
  case binaryCrossEntropy
  /// Binary cross-entropy of probabilities, clipped as Keras does.
  case binaryCrossEntropyOfProbabilities
  /// The mean squared difference.
  case squaredError
  /// The mean absolute difference.
  case absoluteError
}

extension FaultLoss {
  /// The loss of a batch.
  ///
  /// - Parameters:
  ///   - outputs: What the network answers, of shape `[batch, outputs]`.
  ///   - samples: What was to be answered.
  ///   - classCount: The number of classes; 0 where there are none.
  /// - Returns: The mean, of shape `[]`.
  public func callAsFunction(
    _ outputs: Variable, _ samples: FaultSamples, classCount: Int
  ) -> Variable {
    let targets = samples.targets
    let clip = Scalar(1e-7)...Scalar(1 - 1e-7)
    switch self {
    case .crossEntropy:
      return softmaxCrossEntropy(outputs, classes: samples.labels)
    case .negativeLogarithm:
      return Self.picked(log(outputs), samples.labels, classCount)
    case .clippedNegativeLogarithm:
      let shares = outputs / outputs.sum(axis: 1).reshaped(to: [samples.count, 1])
      return Self.picked(log(shares.clamped(to: clip)), samples.labels, classCount)
    case .crossEntropyOfOneHot:
      // The column of targets is stretched over the classes.
      return -(outputs.logSoftmax() * Variable(targets)).sum() / Scalar(samples.count)
    case .binaryCrossEntropy:
      return sigmoidCrossEntropy(outputs, targets: targets)
    case .binaryCrossEntropyOfProbabilities:
      let p = outputs.clamped(to: clip)
      let y = Variable(targets)
      return -(y * log(p) + (1 - y) * log(1 - p)).mean()
    case .squaredError:
      return meanSquaredError(outputs, targets: targets)
    case .absoluteError:
      return abs(outputs - Variable(targets)).mean()
    }
  }

  /// Minus the mean of the entries that belong to the labels.
  private static func picked(
    _ logarithms: Variable, _ labels: [Int], _ classCount: Int
  ) -> Variable {
    let entries = labels.enumerated().map { row, label in row * classCount + label }
    return -logarithms.reshaped(to: [labels.count * classCount, 1]).gathering(rows: entries).mean()
  }
}
