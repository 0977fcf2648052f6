import Autograd
import Optimizers
import TensorCore
import Text

// The optimizer.

extension PreflightRule {
  /// Rules on the optimizer.
  static var optimizers: [PreflightRule] { [foreignParameters, unusualRate] }

  private static var foreignParameters: PreflightRule {
    PreflightRule(
      "P40", "the optimizer holds other parameters", cause: .notUpdated,
      source: "TrainCheck, https://arxiv.org/abs/2506.14813; accelerate issue 2665; lesson 07",
      reason:
        "the gradient arrives and the parameter does not move: the optimizer was made for a copy, or before a layer was exchanged",
      check: "the variables of the optimizer against those of the network that require a gradient",
      test: "print the identities of both, or compare a weight before and after a step",
      fix: "make the optimizer last, of the parameters of the network that is trained"
    ) { subject in
      guard let optimizer = subject.optimizer else { return .notChecked("no optimizer is given") }
      let held = Set(optimizer.parameters.map { ObjectIdentifier($0) })
      let own = subject.model.namedParameters.filter { $0.variable.requiresGradient }
      let missing = own.filter { !held.contains(ObjectIdentifier($0.variable)) }
      let all = Set(subject.model.trainedVariables.map { ObjectIdentifier($0) })
      let foreign = held.count { !all.contains($0) }
      guard !missing.isEmpty || foreign > 0 else { return .silent }
      if foreign > 0 || missing.count == own.count {
        return .found(
          "\(foreign) of \(held.count) variables of the optimizer are none of the network's; "
            + "\(missing.count) of the network's \(own.count) are missing",
          at: missing.first?.name)
      }
      // Some left out may be meant, as where a new head is trained on a fixed body.
      return .found(
        "the optimizer lacks \(missing.map(\.name).joined(separator: ", "))",
        at: missing.first?.name, strength: 0.5)
    }
  }

  private static var unusualRate: PreflightRule {
    PreflightRule(
      "P41", "learning rate out of the usual range", cause: .rateTooHigh,
      source: "Stack Overflow 48934338, 44998910; lesson 07",
      reason:
        "optimizers measure their rates in different units: Adam's is about the length of a weight's step, SGD's is not",
      check:
        "Adam and its relatives 1e-5…0.1, RMSprop 1e-5…0.05, Adagrad 1e-3…1, Lion 1e-6…0.01, SGD 1e-4…3",
      test: "the range test of lesson 08",
      fix:
        "start from the usual rate of the optimizer, 1e-3 for Adam and 0.1 for SGD, and run a range test"
    ) { subject in
      guard let optimizer = subject.optimizer else { return .notChecked("no optimizer is given") }
      guard let (name, range) = optimizer.usualRates else {
        return .notChecked("the usual rates of this optimizer are not listed")
      }
      guard
        let rate = optimizer.learningRates.map({ Double($0) }).first(where: { !range.contains($0) })
      else { return .silent }
      return .found(
        "\(name) at \(rate.short), which is \(rate > range.upperBound ? "above" : "below") "
          + "\(range.lowerBound.short)…\(range.upperBound.short)", strength: 0.6,
        cause: rate > range.upperBound ? .rateTooHigh : .rateTooLow)
    }
  }
}

extension Optimizer {
  /// The name and the rates at which an optimizer is commonly used; `nil` where they are not listed.
  var usualRates: (name: String, range: ClosedRange<Double>)? {
    switch self {
    case is Adam: ("Adam", 1e-5...0.1)
    case is AdamW: ("AdamW", 1e-5...0.1)
    case is NAdam: ("NAdam", 1e-5...0.1)
    case is RAdam: ("RAdam", 1e-5...0.1)
    case is AMSGrad: ("AMSGrad", 1e-5...0.1)
    case is Adamax: ("Adamax", 1e-5...0.1)
    case is RMSprop: ("RMSprop", 1e-5...0.05)
    case is Adagrad: ("Adagrad", 1e-3...1)
    case is Lion: ("Lion", 1e-6...0.01)
    case is SGD: ("SGD", 1e-4...3)
    case is Momentum: ("Momentum", 1e-4...3)
    case is GradientDescent: ("GradientDescent", 1e-4...3)
    default: nil
    }
  }
}
