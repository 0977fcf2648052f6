public import TensorCore

/// How often a classifier is right where it says how sure it is: the data of a reliability diagram.
///
/// Samples are sorted into bins of equal width by their confidence, the greatest probability.
///
///     ECE = Σ_b (n_b / n) |accuracy_b − confidence_b|                     (equation 6.21)
///
/// ## What it cannot see
///
/// Answering every time with the base rate is perfectly calibrated and says nothing about any sample. And with few samples the
/// accuracies scatter: a calibrated model has an error above zero, the more the fewer samples and the more bins there are.
///
/// ## Source
///
/// Guo, Pleiss, Sun and Weinberger, “On calibration of modern neural networks”, 2017, https://arxiv.org/abs/1706.04599,
/// section 2
public struct Reliability: Equatable, Sendable {
  /// Samples of about the same confidence.
  public struct Bin: Equatable, Sendable {
    /// The confidences that fall into the bin: above the lower end, up to the upper one.
    public let range: ClosedRange<Double>

    /// The number of samples.
    public let count: Int

    /// The mean confidence of them; 0 if there are none.
    public let confidence: Double

    /// The share of them that was right; 0 if there are none.
    public let accuracy: Double
  }

  /// The bins from confidence 0 to 1, empty ones among them.
  public let bins: [Bin]

  /// Sorts answers into bins.
  ///
  /// - Parameters:
  ///   - confidences: How sure each answer was, in 0…1.
  ///   - isRight: Whether it was right.
  ///   - binCount: The number of bins.
  /// - Precondition: There is at least one answer, as many flags, and at least one bin.
  public init(confidences: [Double], isRight: [Bool], binCount: Int = 10) {
    precondition(
      !confidences.isEmpty && confidences.count == isRight.count && binCount > 0,
      "Reliability.init: \(confidences.count) confidences, \(isRight.count) flags, \(binCount) bins"
    )
    precondition(
      confidences.allSatisfy { (0...1).contains($0) },
      "Reliability.init: a confidence is outside 0…1"
    )
    var members = [[Int]](repeating: [], count: binCount)
    for (index, confidence) in confidences.enumerated() {
      // A bin holds its upper end, as in the paper.
      let bin = Int((confidence * Double(binCount)).rounded(.up)) - 1
      members[min(max(bin, 0), binCount - 1)].append(index)
    }
    bins = members.enumerated().map { position, members in
      let count = max(members.count, 1)
      let ends = (Double(position) / Double(binCount), Double(position + 1) / Double(binCount))
      return Bin(
        range: ends.0...ends.1, count: members.count,
        confidence: members.reduce(0) { $0 + confidences[$1] } / Double(count),
        accuracy: Double(members.count { isRight[$0] }) / Double(count))
    }
  }

  /// Sorts the answers of a classifier into bins.
  ///
  /// - Parameters:
  ///   - logits: Of shape `[samples, classes]`.
  ///   - classes: The class of each sample.
  ///   - binCount: The number of bins.
  /// - Precondition: There is a class for each sample, at least one.
  public init(logits: Tensor, classes: [Int], binCount: Int = 10) {
    let probabilities = logits.softmax()
    let confidences = probabilities.max(axis: 1).scalars.map { min(Double($0), 1) }
    let isRight = zip(probabilities.argmax(), classes).map { $0 == $1 }
    self.init(confidences: confidences, isRight: isRight, binCount: binCount)
  }

  /// The number of samples.
  public var count: Int { bins.reduce(0) { $0 + $1.count } }

  /// The expected calibration error, equation 6.21.
  public var expectedCalibrationError: Double {
    bins.reduce(0) { $0 + Double($1.count) * abs($1.accuracy - $1.confidence) } / Double(count)
  }

  /// The calibration error of the worst bin that is not empty.
  public var maximumCalibrationError: Double {
    bins.filter { $0.count > 0 }.map { abs($0.accuracy - $0.confidence) }.max() ?? 0
  }
}
