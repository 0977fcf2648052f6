import TensorCore

/// The four counts of a decision between two classes, and what is made of them.
public struct BinaryCounts: Equatable, Sendable {
  /// Positive samples that were called positive.
  public var truePositives: Int

  /// Negative samples that were called positive.
  public var falsePositives: Int

  /// Positive samples that were called negative.
  public var falseNegatives: Int

  /// Negative samples that were called negative.
  public var trueNegatives: Int

  /// Counts the decisions at a threshold.
  ///
  /// - Parameters:
  ///   - scores: A number a sample, greater where it is more likely positive.
  ///   - isPositive: Whether each sample is.
  ///   - threshold: What is called positive reaches it.
  /// - Precondition: There are as many labels as scores.
  public init(scores: [Double], isPositive: [Bool], threshold: Double) {
    precondition(
      scores.count == isPositive.count,
      "BinaryCounts.init: \(isPositive.count) labels for \(scores.count) scores")
    let pairs = zip(scores.map { $0 >= threshold }, isPositive)
    truePositives = pairs.count { $0 && $1 }
    falsePositives = pairs.count { $0 && !$1 }
    falseNegatives = pairs.count { !$0 && $1 }
    trueNegatives = pairs.count { !$0 && !$1 }
  }

  /// The share of right decisions.
  public var accuracy: Double {
    share(
      truePositives + trueNegatives,
      of: truePositives + falsePositives + falseNegatives + trueNegatives)
  }

  /// The share of positive samples among those that were called positive; 0 if none was.
  public var precision: Double { share(truePositives, of: truePositives + falsePositives) }

  /// The share of positive samples that were found; 0 if there is none.
  public var recall: Double { share(truePositives, of: truePositives + falseNegatives) }

  /// The mean of the recalls of both classes.
  public var balancedAccuracy: Double {
    (recall + share(trueNegatives, of: trueNegatives + falsePositives)) / 2
  }

  /// The harmonic mean of precision and recall; 0 if both are.
  public var f1: Double {
    share(2 * truePositives, of: 2 * truePositives + falsePositives + falseNegatives)
  }

  /// What the errors cost, for each sample on average.
  ///
  /// - Parameters:
  ///   - missed: The cost of a positive sample that was missed.
  ///   - falseAlarm: The cost of a false alarm.
  /// - Returns: The mean cost.
  public func cost(missed: Double, falseAlarm: Double) -> Double {
    (missed * Double(falseNegatives) + falseAlarm * Double(falsePositives))
      / Double(truePositives + falsePositives + falseNegatives + trueNegatives)
  }

  private func share(_ part: Int, of whole: Int) -> Double {
    whole == 0 ? 0 : Double(part) / Double(whole)
  }
}

/// Where to put the threshold of a decision between two classes.
public enum DecisionThreshold {
  /// The probability from which on calling a sample positive costs less: c_alarm / (c_alarm + c_missed).
  ///
  /// It presupposes calibrated probabilities. With equal costs it is ½, however rare the class is.
  ///
  /// ## Source
  ///
  /// Elkan, “The foundations of cost-sensitive learning”, 2001
  ///
  /// - Parameters:
  ///   - missed: The cost of a positive sample that is missed; positive.
  ///   - falseAlarm: The cost of a false alarm; positive.
  /// - Returns: The threshold.
  /// - Precondition: The costs are positive.
  public static func forCosts(missed: Double, falseAlarm: Double) -> Double {
    precondition(
      missed > 0 && falseAlarm > 0,
      "DecisionThreshold.forCosts: a cost is not positive: \(missed), \(falseAlarm)")
    return falseAlarm / (falseAlarm + missed)
  }

  /// The threshold among the scores at which a measure is greatest; choose it on held-out data.
  ///
  /// - Parameters:
  ///   - measure: What is to be great, such as `\.f1`.
  ///   - scores: A number a sample, at least one.
  ///   - isPositive: Whether each sample is.
  /// - Returns: The least threshold of those with the greatest measure.
  /// - Precondition: There are scores, and as many labels.
  public static func maximizing(
    _ measure: (BinaryCounts) -> Double, scores: [Double], isPositive: [Bool]
  ) -> Double {
    precondition(!scores.isEmpty, "DecisionThreshold.maximizing: there are no scores")
    var best = (threshold: scores[0], value: -Double.infinity)
    for threshold in Set(scores).sorted() {
      let value = measure(
        BinaryCounts(scores: scores, isPositive: isPositive, threshold: threshold))
      if value > best.value { best = (threshold, value) }
    }
    return best.threshold
  }
}
