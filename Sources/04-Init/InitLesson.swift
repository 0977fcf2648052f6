import Autograd
public import Course
import TensorCore

/// Lesson 04 as data.
public enum InitLesson {
  /// The row in the overview, what goes wrong, and the layers with their checks.
  public static var lesson: Lesson {
    Lesson(
      outline: Curriculum.outline(of: 4), failureModes: failureModes,
      gradientChecks: GradientCheck.residualBlocks)
  }
}

extension GradientCheck {
  /// The layers that the lesson adds.
  static var residualBlocks: [GradientCheck] {
    [
      GradientCheck("ResidualBlock", ["x": [3, 4], "weight": [4, 4], "bias": [4]]) { inputs in
        ResidualBlock(Linear(sharing: inputs[1], inputs[2]))(inputs[0])
      },
      GradientCheck(
        "ReZeroBlock", ["x": [3, 4], "weight": [4, 4], "bias": [4], "factor": []]
      ) { inputs in
        ReZeroBlock(Linear(sharing: inputs[1], inputs[2]), sharing: inputs[3])(inputs[0])
      },
    ]
  }
}
