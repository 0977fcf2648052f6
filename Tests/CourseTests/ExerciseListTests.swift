import AllLessons
import Course
import Testing

// What a lesson's exercises promise, its own suite checks; here nothing falls between two lessons.
struct ExerciseListTests {
  @Test func `exercises stand in the order of the course`() {
    let ids = AllLessons.assignments.map(\.exercise.id)
    #expect(ids == ids.sorted())
    // The self-check has exercises and is no lesson.
    #expect(Set(ids.map(\.lesson)) == Set([0] + AllLessons.all.map(\.outline.number)))
  }

  @Test func `the course has exercises of all kinds`() {
    #expect(Set(AllLessons.assignments.map(\.exercise.kind)) == Set(Exercise.Kind.allCases))
  }
}
