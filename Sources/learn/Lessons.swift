import AllLessons
import Course

/// The lessons that are built, in order: what the tool counts, shows and serves.
var builtLessons: [Lesson] { AllLessons.all }
