import Autograd
public import Course
import TensorCore

// Activations computed in the memory of their input, to save memory.

extension FailureMode {
  /// F3.12: the output that the activation has saved is changed.
  public static var inPlaceRefused: FailureMode {
    FailureMode(
      id: .failureMode(3, 12),
      title: "A change in place of an output that its activation has saved",
      symptom: """
        backward() stops with an error about a value modified in place, or “one of the variables needed \
        for gradient computation has been modified by an inplace operation”.
        """,
      diagnosis: """
        Sigmoid, tanh and ReLU keep their output for the backward pass, others (SiLU, GELU) their input. \
        `h += skip` overwrites the output of a sigmoid; the same line behind a SiLU does no harm.
        """,
      fix: "`h = h + skip`; do in place only what nobody has saved: the table says which it is.",
      quantity: "backward passes refused", symptomatic: .above(0),
      broken: Run("h += skip") { try refusedPasses { h, skip in try h.addInPlace(skip) } },
      remedies: [
        Run("out of place") { try refusedPasses { h, skip in h = h + skip } },
        Run("an activation that saves its input") {
          try refusedPasses(.silu) { h, skip in try h.addInPlace(skip) }
        },
      ])
  }

  private static func refusedPasses(
    _ activation: Activation = .sigmoid, _ add: (inout Variable, Variable) throws -> Void
  ) throws -> Measurement {
    let z = Variable(Tensor([-1, 0.5, 2]), requiresGradient: true)
    var h = activation(z)
    try add(&h, Variable(.ones([3])))
    do { try h.sum().backward() } catch AutogradError.modifiedInPlace { return Measurement(1.0) }
    return Measurement(0.0)
  }

  /// F3.13: the input of a ReLU in place is needed once more.
  public static var inPlaceSkip: FailureMode {
    FailureMode(
      id: .failureMode(3, 13), title: "A ReLU in place that changes the skip connection",
      symptom: "A residual block gives 2 ReLU(x) instead of x + ReLU(x); no error appears.",
      diagnosis: """
        `x + relu(x)` with a ReLU in place adds the ReLU to itself: it has overwritten x. Nothing was \
        saved that the change would spoil, so the version counter has nothing to object to.
        """,
      fix:
        "No activation in place on a tensor that is used again, as in blocks that begin with ReLU.",
      quantity: "relative error of x + ReLU(x)", symptomatic: .above(0.1),
      broken: Run("in place") { seed in
        try blockError(seed) { x in
          try x.update { $0 = Activation.relu($0) }
          return x.value
        }
      },
      remedies: [
        Run("out of place") { seed in try blockError(seed) { x in Activation.relu(x.value) } }
      ])
  }

  private static func blockError(
    _ seed: UInt64, _ branch: (Variable) throws -> Tensor
  ) throws -> Measurement {
    var generator = SplitMix64(seed: 13 &+ seed)
    let x = Tensor.normal([64], using: &generator)
    let shared = Variable(x)
    let rectified = try branch(shared)
    return FailureRuns.relativeDifference(
      shared.value + rectified, from: x + x.map { $0 > 0 ? $0 : 0 })
  }
}
