import Autograd
public import Course
import TensorCore

// Runs that stop, and go on as other runs.

extension FailureMode {
  /// F7.7: the weights were saved, and the means were not.
  public static var forgottenState: FailureMode {
    FailureMode(
      id: .failureMode(7, 7), title: "The optimizer's state is not in the checkpoint",
      symptom: "After a resume the loss jumps up, and takes a while to come back.",
      diagnosis: """
        A new Adam has m = v = 0, and its corrected first step is as long as the rate, however near the minimum the \
        weights are. Here it is about a thousand times the step that was due.
        """,
      fix: "Save and load optimizer.state_dict() beside the model's.",
      quantity: "first step after the resume ÷ the step without a stop", symptomatic: .above(10),
      broken: Run("a new optimizer") { try firstStepAfterResume(restores: false) },
      remedies: [Run("the state restored") { try firstStepAfterResume(restores: true) }])
  }

  private static func firstStepAfterResume(restores: Bool) throws -> Measurement {
    let w = OptimizerRuns.leaf([1])
    let optimizer = Adam([w], learningRate: 0.01)
    OptimizerRuns.descend(optimizer, w, stepCount: 300) { _ in w.value }
    let resumed = Variable(w.value, requiresGradient: true)
    let following = Adam([resumed], learningRate: 0.01)
    if restores {
      try Checkpoint(["optimizer": optimizer]).restore(["optimizer": following])
    }
    let step = OptimizerRuns.step(following, resumed, resumed.value)
    return Measurement(abs(step[0] / OptimizerRuns.step(optimizer, w, w.value)[0]))
  }

  /// F7.25: the state holds the rate too.
  ///
  /// ## Source
  ///
  /// https://github.com/pytorch/examples/issues/816, https://github.com/pytorch/pytorch/issues/156846
  public static var oldRateComesBack: FailureMode {
    FailureMode(
      id: .failureMode(7, 25), title: "Loading brings the old learning rate back",
      symptom: "The run is resumed with another rate on the command line, and nothing changes.",
      diagnosis: """
        state_dict() has the settings of every group in it, the rate among them, and loading overwrites those that \
        the constructor was given.
        """,
      fix: "Set the rate after loading; with a scheduler, in the scheduler's state too.",
      quantity: "rate of the first step after a resume that asks for 0.01",
      symptomatic: .above(0.05),
      broken: Run("given to the constructor") { try rateAfterLoading(setsRate: false) },
      remedies: [Run("set after loading") { try rateAfterLoading(setsRate: true) }])
  }

  private static func rateAfterLoading(setsRate: Bool) throws -> Measurement {
    let w = OptimizerRuns.leaf([1])
    let optimizer = SGD([w], SGDRule(learningRate: 0.1, momentum: 0.9))
    _ = OptimizerRuns.step(optimizer, w, Tensor([0]))
    let following = SGD([w], SGDRule(learningRate: 0.01, momentum: 0.9))
    try Checkpoint(["optimizer": optimizer]).restore(["optimizer": following])
    if setsRate { following.learningRate = 0.01 }
    return Measurement(-OptimizerRuns.step(following, w, Tensor([1]))[0])
  }

  /// F7.26: states are matched by position.
  ///
  /// ## Source
  ///
  /// https://github.com/pytorch/pytorch/issues/1489
  public static var statesExchanged: FailureMode {
    FailureMode(
      id: .failureMode(7, 26), title: "States are loaded in another order",
      symptom: """
        After layers changed places in the code, a resume goes through without an error, and the first steps go the \
        wrong way.
        """,
      diagnosis: """
        An optimizer's state_dict knows no names of parameters by itself: the first state goes to the first \
        parameter. Where shapes agree nothing complains.
        """,
      fix: """
        The order it was saved in; or named_parameters() at construction (newer versions of PyTorch save the names \
        then, and a hook can sort by them), and no sets in between.
        """,
      quantity: "first step of a weight after the resume ÷ the step without a stop",
      symptomatic: .below(0),
      broken: Run("the other order") { try stepAfterLoading { [$1, $0] } },
      remedies: [Run("the order it was saved in") { try stepAfterLoading { [$0, $1] } }])
  }

  private static func stepAfterLoading(
    order: (Variable, Variable) -> [Variable]
  ) throws -> Measurement {
    let rule = SGDRule(learningRate: 0.01, momentum: 0.9)
    let (a, b) = (OptimizerRuns.leaf([0]), OptimizerRuns.leaf([0]))
    let optimizer = SGD([a, b], rule)
    for _ in 0..<20 {
      a.gradient = Tensor([1])
      b.gradient = Tensor([-1])
      optimizer.step()
    }
    let (resumed, other) = (OptimizerRuns.leaf([0]), OptimizerRuns.leaf([0]))
    let following = SGD(order(resumed, other), rule)
    try Checkpoint(["optimizer": optimizer]).restore(["optimizer": following])
    let step = OptimizerRuns.step(following, resumed, Tensor([1]))[0]
    return Measurement(step / OptimizerRuns.step(optimizer, a, Tensor([1]))[0])
  }
}
