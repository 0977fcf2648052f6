public import Autograd
public import TensorCore

/// Several networks that answer together: the mean of their probabilities.
///
/// By the convexity of −log the loss of the mean is never above the mean of the losses, for every sample. Memory and time of an
/// answer grow with the number of members.
///
/// ## Source
///
/// Hansen and Salamon, “Neural network ensembles”, 1990, https://doi.org/10.1109/34.58871; Lakshminarayanan, Pritzel and
/// Blundell, “Simple and scalable predictive uncertainty estimation using deep ensembles”, 2017, https://arxiv.org/abs/1612.01474
public struct Ensemble {
  /// The networks; each maps a batch to logits.
  public let members: [any Layer]

  /// Creates an ensemble.
  ///
  /// - Parameter members: At least one network.
  /// - Precondition: There is a member.
  public init(_ members: [any Layer]) {
    precondition(!members.isEmpty, "Ensemble.init: there are no members")
    self.members = members
  }

  /// The mean of the members' probabilities, each in evaluation mode.
  ///
  /// - Parameter x: A batch.
  /// - Returns: The probabilities, of shape `[batch, classes]`.
  public func probabilities(of x: Tensor) -> Tensor {
    let answers = members.map { member in
      member.withMode(.evaluation) {
        withoutGradient { member(Variable(x)).value.softmax() }
      }
    }
    return answers.dropFirst().reduce(answers[0]) { $0 + $1 } / Scalar(answers.count)
  }

  /// The trained numbers of all members together: the memory, and the multiply-adds of a fully connected network's answer.
  public var parameterCount: Int { members.reduce(0) { $0 + $1.parameterCount } }
}

/// How good probabilities are.
public enum ProbabilityScore {
  /// The mean of −log of the right class's probability.
  ///
  /// - Parameters:
  ///   - probabilities: Of shape `[samples, classes]`.
  ///   - classes: The class of each sample.
  /// - Returns: The mean cross-entropy, in nats.
  public static func crossEntropy(_ probabilities: Tensor, classes: [Int]) -> Double {
    -Double(probabilities.picking(columns: classes).map { p in .log(p) }.mean())
  }

  /// The share of samples whose greatest probability is the right class's.
  ///
  /// - Parameters:
  ///   - probabilities: Probabilities or logits, of shape `[samples, classes]`.
  ///   - classes: The class of each sample.
  /// - Returns: The accuracy, in 0…1.
  public static func accuracy(_ probabilities: Tensor, classes: [Int]) -> Double {
    Double(zip(probabilities.argmax(), classes).count { $0 == $1 }) / Double(classes.count)
  }
}
