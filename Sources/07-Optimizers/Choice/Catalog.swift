public import Autograd
public import TensorCore

/// An optimizer of the course with what is true of it: a rule that is listed here is subject to all laws.
///
/// Rules are listed without weight decay, which the laws on zero gradients and scales leave out.
public struct CatalogEntry: Sendable, CustomStringConvertible {
  /// What a change of the gradients' scale does to the path.
  public enum ScaleEffect: Sendable {
    /// The first step grows as the gradients do.
    case proportional
    /// Nothing, up to the rule's epsilon: within the share that is given, for gradients near 1.
    case none(within: Scalar)
    /// Neither of the two.
    case other
  }

  /// The name, which is also the type's, such as `Adam`.
  public let name: String

  /// The name in PyTorch; `nil` if PyTorch has none.
  public let torchName: String?

  /// How many numbers are remembered for each of a matrix's n; `nil` if it depends on the shape.
  public let memoryCount: Int?

  /// What a change of the gradients' scale does.
  public let scaleEffect: ScaleEffect

  /// Whether a scalar's step depends on no other scalar.
  public let isElementwise: Bool

  /// Whether the loss is evaluated at other places too, so that `step()` is not enough.
  public let reevaluates: Bool

  /// Whether a learning rate of 0 stops all steps.
  public let rateIsFactor: Bool

  /// A learning rate with which a bowl of curvature 1 is descended.
  public let usualRate: Scalar

  /// Creates the optimizer of some groups, each with its parameters and its learning rate.
  public let make: @Sendable ([(parameters: [Variable], learningRate: Scalar)]) -> any Optimizer

  /// The same optimizer, climbing; `nil` if it is not made of a rule.
  public let makeMaximizing: (@Sendable ([Variable], Scalar) -> any Optimizer)?

  /// The name.
  public var description: String { name }
}

extension CatalogEntry {
  /// The entry of a rule.
  private static func rule<Rule: UpdateRule>(
    _ name: String, _ torchName: String?, _ rule: Rule, memory: Int?, scale: ScaleEffect,
    rate: Scalar, isElementwise: Bool = true, rateIsFactor: Bool = true
  ) -> CatalogEntry {
    CatalogEntry(
      name: name, torchName: torchName, memoryCount: memory, scaleEffect: scale,
      isElementwise: isElementwise, reevaluates: false, rateIsFactor: rateIsFactor,
      usualRate: rate,
      make: { groups in
        FirstOrderOptimizer(
          groups: groups.map { group in
            var rule = rule
            rule.learningRate = group.learningRate
            return .init(group.parameters, rule)
          })
      },
      makeMaximizing: { parameters, rate in
        var rule = rule
        rule.learningRate = rate
        return FirstOrderOptimizer(parameters, Maximizing(rule))
      })
  }

  /// The entry of a way to use gradient descent with momentum.
  private static func wrapper(
    _ name: String, reevaluates: Bool, memory: Int?, scale: ScaleEffect, isElementwise: Bool,
    _ wrap: @escaping @Sendable (any Optimizer) -> any Optimizer
  ) -> CatalogEntry {
    CatalogEntry(
      name: name, torchName: nil, memoryCount: memory, scaleEffect: scale,
      isElementwise: isElementwise, reevaluates: reevaluates, rateIsFactor: true, usualRate: 0.05,
      make: { groups in
        wrap(
          Momentum(
            groups: groups.map { .init($0.parameters, MomentumRule(learningRate: $0.learningRate)) }
          ))
      }, makeMaximizing: nil)
  }

  /// All rules and optimizers of the course.
  public static var all: [CatalogEntry] {
    [
      rule(
        "GradientDescent", "SGD", GradientDescentRule(), memory: 0, scale: .proportional, rate: 0.1),
      rule("Momentum", "SGD", MomentumRule(), memory: 1, scale: .proportional, rate: 0.05),
      rule(
        "SGD", "SGD", SGDRule(momentum: 0.9, isNesterov: true), memory: 1, scale: .proportional,
        rate: 0.05),
      rule("ASGD", "ASGD", ASGDRule(decay: 0), memory: 1, scale: .proportional, rate: 0.1),
      rule("Adagrad", "Adagrad", AdagradRule(), memory: 1, scale: .none(within: 1e-8), rate: 0.3),
      rule("RMSprop", "RMSprop", RMSpropRule(), memory: 1, scale: .none(within: 1e-5), rate: 0.01),
      rule(
        "Adadelta", "Adadelta", AdadeltaRule(), memory: 2, scale: .none(within: 1e-2), rate: 10),
      rule("Adam", "Adam", AdamRule(), memory: 2, scale: .none(within: 1e-5), rate: 0.05),
      rule(
        "AdamW", "AdamW", AdamWRule(weightDecay: 0), memory: 2, scale: .none(within: 1e-5),
        rate: 0.05),
      rule("AMSGrad", "Adam", AMSGradRule(), memory: 3, scale: .none(within: 1e-5), rate: 0.05),
      rule("Adamax", "Adamax", AdamaxRule(), memory: 2, scale: .none(within: 1e-5), rate: 0.05),
      rule("NAdam", "NAdam", NAdamRule(), memory: 2, scale: .none(within: 1e-5), rate: 0.05),
      rule("RAdam", "RAdam", RAdamRule(), memory: 2, scale: .other, rate: 0.05),
      rule(
        "Rprop", "Rprop", RpropRule(), memory: 2, scale: .none(within: 0), rate: 0.05,
        rateIsFactor: false),
      rule("Lion", nil, LionRule(), memory: 1, scale: .none(within: 1e-12), rate: 0.01),
      rule(
        "Adafactor", "Adafactor", AdafactorRule(), memory: nil, scale: .none(within: 1e-5),
        rate: 0.05, isElementwise: false),
      rule(
        "LARS", nil, LARSRule(weightDecay: 0, trust: 0.1), memory: 1, scale: .none(within: 1e-5),
        rate: 0.05, isElementwise: false),
      rule(
        "LAMB", nil, LAMBRule(weightDecay: 0), memory: 2, scale: .none(within: 1e-3), rate: 0.02,
        isElementwise: false),
      rule(
        "Muon", "Muon", MuonRule(weightDecay: 0), memory: 1, scale: .none(within: 1e-5),
        rate: 0.02, isElementwise: false),
      rule(
        "ScheduleFreeSGD", nil, ScheduleFreeSGDRule(), memory: 1, scale: .proportional, rate: 0.3),
      rule(
        "ScheduleFreeAdamW", nil, ScheduleFreeAdamWRule(), memory: 2, scale: .none(within: 1e-5),
        rate: 0.05),
      wrapper(
        "Lookahead", reevaluates: false, memory: 2, scale: .proportional, isElementwise: true
      ) { Lookahead($0) },
      wrapper(
        "SharpnessAware", reevaluates: true, memory: 1, scale: .other, isElementwise: false
      ) { SharpnessAware($0) },
      CatalogEntry(
        name: "LBFGS", torchName: "LBFGS", memoryCount: nil, scaleEffect: .other,
        isElementwise: false, reevaluates: true, rateIsFactor: true, usualRate: 0.5,
        make: { groups in
          LBFGS(
            groups.flatMap(\.parameters), learningRate: groups[0].learningRate, iterationCount: 2,
            historyCount: 3)
        }, makeMaximizing: nil),
    ]
  }
}
