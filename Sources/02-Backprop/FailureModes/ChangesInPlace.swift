import Autograd
public import Course
import TensorCore

extension FailureMode {
  /// F2.2: a value that the backward pass reads has changed since.
  public static var savedValueOverwritten: FailureMode {
    FailureMode(
      id: .failureMode(2, 2), title: "A saved value is overwritten",
      symptom: """
        An error about a value modified in place; or, where the change goes round the guard, silence \
        and a wrong gradient, here even of the wrong sign.
        """,
      diagnosis: """
        The sigmoid keeps its output s, because its slope is s (1 − s). Adding 1 to s in place makes \
        that 1.731 · (−0.731). A version counter notices, unless the change is made through `data` \
        (here `unguardedValue`).
        """,
      fix: "Work out of place, or on a copy; never write through `data`.",
      quantity: "gradient of sigmoid(x) + 1 at x = 1", symptomatic: .below(0),
      broken: Run("overwritten behind the counter") {
        let x = Variable(Tensor(1), requiresGradient: true)
        let s = sigmoid(x)
        s.unguardedValue = s.value + 1
        return try gradient(of: s, by: x)
      },
      remedies: [
        Run("out of place") {
          let x = Variable(Tensor(1), requiresGradient: true)
          return try gradient(of: sigmoid(x) + 1, by: x)
        },
        Run("refused by the counter, then out of place") {
          let x = Variable(Tensor(1), requiresGradient: true)
          let s = sigmoid(x)
          do {
            try s.addInPlace(1)
            return try gradient(of: s, by: x)
          } catch AutogradError.modifiedInPlace {
            return try gradient(of: sigmoid(x) + 1, by: x)
          }
        },
      ])
  }

  /// F2.3: a parameter is changed as if it were a result.
  public static var parameterChangedInPlace: FailureMode {
    FailureMode(
      id: .failureMode(2, 3),
      title: "A parameter is changed in place while operations are recorded",
      symptom: "The first step of a training loop written by hand ends in an error about a leaf.",
      diagnosis: """
        A leaf that requires a gradient has no operation behind it; a recorded change would make it the \
        result of one, and its gradient would collect elsewhere. The engine refuses the change.
        """,
      fix: "Update parameters inside withoutGradient, as every optimizer does.",
      quantity: "updates refused in 5 steps", symptomatic: .above(0),
      broken: Run("updated while recording") {
        try refusedUpdates { weight, change in try weight.update { $0 -= change } }
      },
      remedies: [
        Run("updated inside withoutGradient") {
          try refusedUpdates { weight, change in
            try withoutGradient { try weight.update { $0 -= change } }
          }
        }
      ])
  }

  private static func gradient(of y: Variable, by x: Variable) throws -> Measurement {
    try y.backward()
    return Measurement(x.gradient?.scalar ?? 0)
  }

  /// Fits one weight by hand for 5 steps and counts the updates that the engine refuses.
  private static func refusedUpdates(
    _ update: (Variable, Tensor) throws -> Void
  ) throws -> Measurement {
    let weight = Variable(Tensor([3]), requiresGradient: true)
    let learningRate: Scalar = 0.1
    var record = TrainingRecord()
    var refusedCount = 0
    for _ in 0..<5 {
      weight.zeroGradient()
      let loss = meanSquaredError(weight, targets: Tensor([1]))
      try loss.backward()
      try record.append(loss: loss.scalar, learningRate: learningRate, of: [("weight", weight)]) {
        do {
          try update(weight, (weight.gradient ?? .zeros([1])) * learningRate)
        } catch AutogradError.leafModifiedInPlace {
          refusedCount += 1
        }
      }
    }
    return Measurement(Double(refusedCount), record: record)
  }
}
