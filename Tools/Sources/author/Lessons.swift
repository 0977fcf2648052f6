import Backprop
import Course
import Perceptron

/// The lessons that are built, in order: what pages, sources and records are held against.
enum Lessons {
  /// The lessons.
  static var built: [Lesson] { [PerceptronLesson.lesson, BackpropLesson.lesson] }
}
