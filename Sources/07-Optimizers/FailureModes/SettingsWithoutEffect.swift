import Autograd
public import Course
import TensorCore

// Settings that are there to be read, and have no effect.

extension FailureMode {
  /// F7.17: looking ahead along nothing.
  public static var silentlyPlain: FailureMode {
    FailureMode(
      id: .failureMode(7, 17), title: "Nesterov without momentum is plain descent",
      symptom: "nesterov=True is in the configuration, and the path is that of plain SGD.",
      diagnosis: """
        Nesterov steps along g + μv, which is g where μ = 0. Constructors refuse that; a scheduler or a line that \
        sets param_groups[0]["momentum"] = 0 later is not checked.
        """,
      fix: """
        Check settings where they change as well. Ours stops the program when a group's rule becomes unsound.
        """,
      quantity: "weight after the gradients 0.5, -0.2, 0.3 and 0.1, from 1",
      symptomatic: .near(0.93, within: 1e-6),
      broken: Run("the momentum taken away") { endOfFour(momentum: 0) },
      remedies: [Run("with momentum") { endOfFour(momentum: 0.9) }])
  }

  /// Uses the rule by itself, which nobody checks.
  private static func endOfFour(momentum: Scalar) -> Measurement {
    var rule = SGDRule(learningRate: 0.1, momentum: 0.9, isNesterov: true)
    var value = Tensor([1])
    var state = rule.initialState(for: value)
    rule.momentum = momentum
    for gradient in [0.5, -0.2, 0.3, 0.1] as [Scalar] {
      rule.update(&value, gradient: Tensor([gradient]), state: &state)
    }
    return Measurement(value[0])
  }

  /// F7.24: the number that was changed belongs to nobody.
  public static var rateSetBeside: FailureMode {
    FailureMode(
      id: .failureMode(7, 24), title: "The rate was set where nobody reads it",
      symptom: "The log shows the new learning rate, and the run goes on at the old one.",
      diagnosis: """
        optimizer.lr = 0.01 makes a new attribute, which Python allows; step() reads param_groups. In Swift the same \
        comes of a copy: var rule = group.rule, and then rule.learningRate = 0.01.
        """,
      fix: "for group in optimizer.param_groups: group[\"lr\"] = 0.01. Log what the groups hold.",
      quantity: "rate of the next step after 0.1 was set to 0.01", symptomatic: .above(0.05),
      broken: Run("in a copy") {
        rateOfNextStep { optimizer in
          var rule = optimizer.groups[0].rule
          rule.learningRate = 0.01
        }
      },
      remedies: [
        Run("set in the group") {
          rateOfNextStep { optimizer in optimizer.groups[0].rule.learningRate = 0.01 }
        }
      ])
  }

  private static func rateOfNextStep(change: (SGD) -> Void) -> Measurement {
    let w = OptimizerRuns.leaf([1])
    let optimizer = SGD([w], learningRate: 0.1)
    change(optimizer)
    return Measurement(-OptimizerRuns.step(optimizer, w, Tensor([1]))[0])
  }
}
