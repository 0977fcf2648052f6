import Autograd
public import Course
import TensorCore

/// Lesson 10 as data.
public enum ApproximationLesson {
  /// The row in the overview, and the registries of the lesson; it adds no operation to the engine.
  public static var lesson: Lesson {
    Lesson(
      outline: Curriculum.outline(of: 10), failureModes: failureModes,
      gradientChecks: [.skipNetwork])
  }
}

extension GradientCheck {
  /// The layer that the lesson adds, with weights that are not those of its start, where a block is the identity.
  static var skipNetwork: GradientCheck {
    GradientCheck(
      "SkipNetwork",
      [
        "x": [4, 1], "first": [3, 1], "bias": [3], "inner": [3, 3], "outer": [3, 3],
        "last": [1, 3],
      ]
    ) { inputs in
      let network = SkipNetwork(
        input: Linear(sharing: inputs[1], inputs[2]),
        blocks: [
          (inner: Linear(sharing: inputs[3], nil), outer: Linear(sharing: inputs[4], nil))
        ], output: Linear(sharing: inputs[5], nil))
      return network(inputs[0])
    }
  }
}
