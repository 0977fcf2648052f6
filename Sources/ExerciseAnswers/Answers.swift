public import Course

// What the exercises are judged by. Each file holds one exercise: the solution between two marks,
// then the words, another solution, the mistakes that people make, and the inputs to try.
//
// A new exercise is made of three files of one name, a test, and a line in each of two lists:
//
//     Sources/ExerciseAnswers/Lesson01/Name.swift          the solution and all that judges an answer
//     Sources/ExerciseAnswers/Stubs/Lesson01/Name.swift    the file as it is handed out
//     Sources/Exercises/Lesson01/Name.swift                the same, for the learner to edit
//     Tests/Lesson01…/Lesson01Exercises.swift              a test that grades it
//
// The lists are below and in `Sources/Attempts/Attempts.swift`. What is missing or does not fit,
// `swift test --filter ExerciseText` and `--filter ExerciseContract` tell, and with what words the
// file to hand out has to open.

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
