public import Course

// What the exercises are judged by. Each file holds one exercise: the solution between two marks,
// then the words, another solution, the mistakes that people make, and the inputs to try.

/// The exercises of lesson 01.
public enum Lesson01Answers {
  /// In the order of their ids.
  public static let all: [any AnyAssignment] = [
    costs, huber, squaredError, poissonHead, pocket, xor, sampleLeak,
  ]
}

/// The exercises of lesson 02.
public enum Lesson02Answers {
  /// In the order of their ids.
  public static let all: [any AnyAssignment] = [
    forgottenZeroing, dualNumbers, tape, clipping, linear, division, steps, pullbackCheck,
    binarizer,
  ]
}

/// All exercises of the course, in order.
public let allAssignments: [any AnyAssignment] = Lesson01Answers.all + Lesson02Answers.all
