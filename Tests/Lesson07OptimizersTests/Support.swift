import Autograd
import Optimizers
import TensorCore
import TestSupport
import Testing

/// What rounding may change in a few dozen operations.
let rounding: Scalar = 200 * Scalar.ulpOfOne

/// The greatest difference between two tensors, relative to the greatest magnitude in the second.
func difference(_ a: Tensor, _ b: Tensor) -> Scalar {
  guard a.shape == b.shape else { return .infinity }
  if a == b { return 0 }
  return (a - b).maximumMagnitude() / max(b.maximumMagnitude(), .leastNormalMagnitude)
}

/// A leaf that requires a gradient.
func leaf(_ value: Tensor) -> Variable { Variable(value, requiresGradient: true) }

/// Values under names as one part of a checkpoint.
final class Parts: Stateful {
  let state: [StateEntry]
  init(_ state: [StateEntry]) { self.state = state }
}

/// A setting of an optimizer that both PyTorch and the course run.
struct Setting: CustomTestStringConvertible, Sendable {
  /// The name in the fixture.
  let name: String

  /// Makes the optimizer for groups of parameters, the second of which has half the rate.
  let make: @Sendable ([[Variable]]) -> any Optimizer

  /// Whether it takes matrices only.
  var takesMatricesOnly = false

  var testDescription: String { name }

  init<Rule: UpdateRule>(_ name: String, _ rule: Rule) {
    self.name = name
    make = { groups in
      FirstOrderOptimizer(
        groups: groups.enumerated().map { index, parameters in
          var rule = rule
          if index == 1 { rule.learningRate /= 2 }
          return .init(parameters, rule)
        })
    }
    takesMatricesOnly = rule is MuonRule
  }
}

extension Setting {
  static var all: [Setting] {
    [
      Setting("sgd", SGDRule(learningRate: 0.1)),
      Setting("sgd", GradientDescentRule(learningRate: 0.1)),
      Setting("sgd decay", SGDRule(learningRate: 0.1, weightDecay: 0.1)),
      Setting("sgd momentum", SGDRule(learningRate: 0.05, momentum: 0.9)),
      Setting("sgd momentum", MomentumRule(learningRate: 0.05, momentum: 0.9)),
      Setting(
        "sgd dampening",
        SGDRule(learningRate: 0.1, momentum: 0.8, dampening: 0.3, weightDecay: 0.05)),
      Setting(
        "sgd nesterov",
        SGDRule(learningRate: 0.05, momentum: 0.9, isNesterov: true, weightDecay: 0.1)),
      Setting(
        "sgd maximize", Maximizing(SGDRule(learningRate: 0.01, momentum: 0.5, weightDecay: 0.1))),
      Setting("adagrad", AdagradRule(learningRate: 0.1)),
      Setting(
        "adagrad all",
        AdagradRule(learningRate: 0.2, rateDecay: 0.01, initialSum: 0.1, weightDecay: 0.1)),
      Setting("adagrad maximize", Maximizing(AdagradRule(learningRate: 0.02))),
      Setting("rmsprop", RMSpropRule(learningRate: 0.01)),
      Setting(
        "rmsprop centered", RMSpropRule(learningRate: 0.01, isCentered: true, weightDecay: 0.1)),
      Setting(
        "rmsprop momentum", RMSpropRule(learningRate: 0.01, smoothing: 0.9, momentum: 0.5)),
      Setting(
        "rmsprop all",
        RMSpropRule(learningRate: 0.01, epsilon: 1e-4, momentum: 0.9, isCentered: true)),
      Setting("rmsprop maximize", Maximizing(RMSpropRule(learningRate: 0.001))),
      Setting("adadelta", AdadeltaRule()),
      Setting(
        "adadelta decay",
        AdadeltaRule(learningRate: 0.5, smoothing: 0.8, epsilon: 1e-4, weightDecay: 0.1)),
      Setting("adadelta maximize", Maximizing(AdadeltaRule())),
      Setting("adam", AdamRule(learningRate: 0.1)),
      Setting(
        "adam decay",
        AdamRule(
          learningRate: 0.05, beta1: 0.8, beta2: 0.95, epsilon: 1e-6, weightDecay: .coupled(0.1))),
      Setting("adam decoupled", AdamRule(learningRate: 0.05, weightDecay: .decoupled(0.1))),
      Setting("adam decoupled", AdamWRule(learningRate: 0.05, weightDecay: 0.1)),
      Setting(
        "adam maximize", Maximizing(AdamRule(learningRate: 0.01, weightDecay: .coupled(0.1)))),
      Setting("adam amsgrad", AMSGradRule(learningRate: 0.1, weightDecay: .coupled(0.1))),
      Setting("adamw", AdamWRule(learningRate: 0.1)),
      Setting(
        "adamw amsgrad", AMSGradRule(learningRate: 0.1, beta2: 0.9, weightDecay: .decoupled(0.2))),
      Setting("adamw maximize", Maximizing(AdamWRule(learningRate: 0.01))),
      Setting("adamax", AdamaxRule(learningRate: 0.05)),
      Setting(
        "adamax decay", AdamaxRule(learningRate: 0.05, beta1: 0.8, beta2: 0.9, weightDecay: 0.1)),
      Setting("adamax maximize", Maximizing(AdamaxRule(learningRate: 0.01))),
      Setting("nadam", NAdamRule(learningRate: 0.05)),
      Setting(
        "nadam decay",
        NAdamRule(learningRate: 0.05, momentumDecay: 0.01, weightDecay: .coupled(0.1))),
      Setting("nadam decoupled", NAdamRule(learningRate: 0.05, weightDecay: .decoupled(0.1))),
      Setting("nadam maximize", Maximizing(NAdamRule(learningRate: 0.01))),
      Setting("radam", RAdamRule(learningRate: 0.1)),
      Setting(
        "radam decay",
        RAdamRule(learningRate: 0.1, beta1: 0.8, beta2: 0.9, weightDecay: .coupled(0.1))),
      Setting("radam decoupled", RAdamRule(learningRate: 0.1, weightDecay: .decoupled(0.1))),
      Setting("radam maximize", Maximizing(RAdamRule(learningRate: 0.01))),
      Setting("rprop", RpropRule(learningRate: 0.01)),
      Setting(
        "rprop bounds",
        RpropRule(learningRate: 0.1, shrinking: 0.4, growing: 1.3, bounds: 1e-3...0.2)),
      Setting("rprop maximize", Maximizing(RpropRule(learningRate: 0.001, bounds: 1e-6...0.01))),
      Setting("asgd", ASGDRule(learningRate: 0.05)),
      Setting(
        "asgd averaging",
        ASGDRule(learningRate: 0.05, decay: 0.01, power: 0.5, averagingStart: 20, weightDecay: 0.1)),
      Setting("asgd maximize", Maximizing(ASGDRule(learningRate: 0.01, averagingStart: 50))),
      Setting("adafactor", AdafactorRule(learningRate: 0.05)),
      Setting(
        "adafactor decay",
        AdafactorRule(
          learningRate: 0.3, smoothingPower: -0.5, leastRoot: 1e-8, leastSize: 1e-2, clipping: 1.5,
          weightDecay: 0.1)),
      Setting("adafactor maximize", Maximizing(AdafactorRule(learningRate: 0.01))),
      Setting("lion", LionRule(learningRate: 0.01)),
      Setting(
        "lion decay", LionRule(learningRate: 0.02, beta1: 0.8, beta2: 0.95, weightDecay: 0.5)),
      Setting("lars", LARSRule(learningRate: 2, weightDecay: 0.01, trust: 0.01)),
      Setting("lamb", LAMBRule(learningRate: 0.02)),
      Setting("muon", MuonRule(learningRate: 0.02)),
      Setting(
        "muon rms",
        MuonRule(learningRate: 0.02, isNesterov: false, weightDecay: 0, scale: .adamW)),
    ]
  }
}
