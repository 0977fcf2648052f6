import Course
import Dynamics
import Testing

/// The lesson is the ninth of the course.
@Suite struct Lesson09Scaffold {
  @Test func `the lesson is the ninth`() {
    #expect(DynamicsLesson.lesson.outline.number == 9)
  }
}
