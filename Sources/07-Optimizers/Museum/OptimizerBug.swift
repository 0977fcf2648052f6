public import Autograd
public import Course
public import TensorCore

/// A fault that was reported of a public library, planted, with the smallest run that shows it.
///
/// Reports are facts about a version of their day; most are mended. What is planted here is the fault as it was
/// described, in the course's words.
public struct OptimizerBug: Sendable, Identifiable, CustomStringConvertible {
  /// A law of the suite that rejects the planted fault, by the name of its test.
  public enum Law: String, Sendable, CaseIterable {
    /// A gradient of 0 moves nothing.
    case zeroGradient = "a gradient of zero changes nothing"
    /// Nor do many of them, in rules that divide only later.
    case zeroGradients = "twelve gradients of zero change nothing"
    /// A parameter without a gradient is left alone.
    case missingGradient = "a parameter without a gradient is left alone"
    /// A run that stopped goes on as one that did not.
    case resuming = "resuming is never having stopped"
    /// To climb is to descend the negated loss.
    case maximizing = "to maximize is to minimize the negated loss"
    /// Under a constant gradient the steps of a dividing rule settle at the rate.
    case constantGradient = "a constant gradient moves a weight by the rate"
    /// A decoupled decay takes off ηλw beside the step, and no more or less.
    case addedDecay = "a decoupled decay takes off its share, no more"
    /// A decay shrinks a weight whose gradient is 0.
    case shrinkingDecay = "a decay shrinks a weight without a loss"
    /// AMSGrad's divisor does not fall.
    case lastingMaximum = "AMSGrad's steps stay small after a great gradient"
  }

  /// The fault in an optimizer that a law can be put to.
  public enum Plant: Sendable {
    /// None: the report is about a convention, or only PyTorch's numbers tell.
    case none
    /// An optimizer for the laws of the catalog.
    case optimizer(CatalogEntry)
    /// A way to make an optimizer of parameters, a rate and a decay, for the laws on decay.
    case decaying(@Sendable ([Variable], _ rate: Scalar, _ decay: Scalar) -> any Optimizer)
  }

  /// The lesson and the position in the museum, such as `M07.3`.
  public let id: String

  /// The fault in a few words.
  public let title: String

  /// The reports; the first is the one that describes it best.
  public let reports: [PublicReport]

  /// What was reported, and what became of it.
  public let story: String

  /// What the smallest run measures.
  public let quantity: String

  /// The quantity with the fault.
  public let faulty: @Sendable () throws -> Double

  /// The quantity without it.
  public let right: @Sendable () throws -> Double

  /// The law that rejects the fault; `nil` if none does, and parity with PyTorch has to.
  public let law: Law?

  /// The fault, planted.
  public let plant: Plant

  /// The id and the title.
  public var description: String { "\(id) \(title)" }
}

extension OptimizersLesson {
  /// Bugs of public optimizers, in the order of the ids.
  public static var museum: [OptimizerBug] {
    [
      .rateInsideVelocity, .epsilonInsideRoot, .frozenMaximum, .epsilonIsZero, .anyOrder,
      .momentumTwice, .correctionOfFirstStep, .countedInBFloat16, .decayOfUpdatedWeight,
      .decayInsideSign, .decayRoundedAway, .zerosForMissing, .decayTimesGradient, .decayForgotten,
      .negatedTwice, .slowWeightsForgotten, .epsilonUnused,
    ]
  }
}
