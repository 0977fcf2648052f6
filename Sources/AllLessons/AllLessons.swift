import Activations
import Answers00
import Answers01
import Answers02
import Answers03
import Answers04
import Answers05
import Answers06
import Answers07
import Answers08
import Answers09
import Answers10
import Approximation
import Backprop
import BatchNorm
public import Course
import Dynamics
import Init
import Optimizers
import Perceptron
import Regularization
import Schedulers

/// The lessons that are built: the only place that knows them all.
public enum AllLessons {
  /// In the order of the course.
  public static var all: [Lesson] {
    [
      PerceptronLesson.lesson, BackpropLesson.lesson, ActivationsLesson.lesson, InitLesson.lesson,
      BatchNormLesson.lesson,
      RegularizationLesson.lesson,
      OptimizersLesson.lesson,
      SchedulersLesson.lesson,
      DynamicsLesson.lesson,
      ApproximationLesson.lesson,
    ]
  }

  /// The exercises of the self-check and of all lessons, in order.
  public static var assignments: [any AnyAssignment] {
    Lesson00Answers.all
      + Lesson01Answers.all + Lesson02Answers.all + Lesson03Answers.all + Lesson04Answers.all
      + Lesson05Answers.all
      + Lesson06Answers.all
      + Lesson07Answers.all
      + Lesson08Answers.all
      + Lesson09Answers.all
      + Lesson10Answers.all
  }
}
