import Backprop
import Course
import Perceptron

/// The lessons that are built, in order: what the tool counts, shows and serves.
let builtLessons: [Lesson] = [PerceptronLesson.lesson, BackpropLesson.lesson]
