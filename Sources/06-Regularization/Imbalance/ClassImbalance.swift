public import Datasets
public import TensorCore

// What to do where one class is rare: weigh it, draw it more often, or move the threshold.

/// Weights of classes from their counts.
public enum ClassWeights {
  /// Weights inversely proportional to the counts: n / (K nₖ), as scikit-learn's `balanced`.
  ///
  /// Every class then has the same total weight, and the mean weight of the samples is 1.
  ///
  /// - Parameter counts: The number of samples of each class; none is 0.
  /// - Returns: The weights, of shape `[classes]`.
  /// - Precondition: Every class has samples.
  public static func balanced(counts: [Int]) -> Tensor {
    precondition(
      !counts.isEmpty && counts.allSatisfy { $0 > 0 },
      "ClassWeights.balanced: a class has no samples: \(counts)")
    let total = Scalar(counts.reduce(0, +))
    return Tensor(counts.map { total / (Scalar(counts.count) * Scalar($0)) })
  }

  /// What to add to logits that were trained with weights or resampled data, to have the true frequencies again.
  ///
  ///     zₖ ← zₖ − ln wₖ                                                    (equation 6.20)
  ///
  /// Training with weights w fits p̃ₖ ∝ wₖ pₖ. Neither the probabilities nor the order of the classes within a sample survives; of
  /// two classes the order of the samples does.
  ///
  /// ## Source
  ///
  /// Elkan, “The foundations of cost-sensitive learning”, 2001; Menon and others, “Long-tail learning via logit adjustment”,
  /// 2021, https://arxiv.org/abs/2007.07314
  ///
  /// - Parameter weights: The weights, of shape `[classes]`; positive.
  /// - Returns: The correction, of shape `[classes]`.
  /// - Precondition: The weights are positive.
  public static func logitCorrection(undoing weights: Tensor) -> Tensor {
    precondition(
      weights.scalars.allSatisfy { $0 > 0 },
      "ClassWeights.logitCorrection: a weight is not positive: \(weights.scalars)")
    return weights.map { w in -Scalar.log(w) }  // (equation 6.20)
  }
}

extension LabeledData {
  /// A sample with replacement in which every class is equally likely (PyTorch: `WeightedRandomSampler`).
  ///
  /// - Parameters:
  ///   - count: The number of samples.
  ///   - generator: The source of randomness.
  /// - Returns: As many samples; those of rare classes repeat.
  /// - Precondition: Every class has samples.
  public func balancedSample(
    count: Int, using generator: inout some RandomNumberGenerator
  ) -> LabeledData {
    let members = membersOfClasses(in: "LabeledData.balancedSample")
    return selecting(
      (0..<count).map { _ in
        let group = members[generator.uniform(below: classCount)]
        return group[generator.uniform(below: group.count)]
      })
  }

  /// As many samples of every class as the rarest has, drawn without replacement.
  ///
  /// - Parameter generator: The source of randomness.
  /// - Returns: The samples, class after class.
  /// - Precondition: Every class has samples.
  public func undersampled(using generator: inout some RandomNumberGenerator) -> LabeledData {
    let members = membersOfClasses(in: "LabeledData.undersampled")
    let least = members.map(\.count).min() ?? 0
    return selecting(
      members.flatMap { group in
        generator.permutation(of: group.count).prefix(least).map { group[$0] }
      })
  }

  private func membersOfClasses(in function: String) -> [[Int]] {
    var members = [[Int]](repeating: [], count: classCount)
    for (index, label) in labels.enumerated() { members[label].append(index) }
    precondition(
      members.allSatisfy { !$0.isEmpty }, "\(function): a class has no samples: \(classHistogram)")
    return members
  }
}
