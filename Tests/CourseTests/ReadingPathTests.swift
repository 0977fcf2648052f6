import Course
import Testing

@Suite
struct ReadingPathTests {
  @Test(
    arguments: [
      (ReadingPath.interviews, [1, 2, 7, 3, 4, 5]), (.debugging, [9]), (.newProject, [1, 4, 7, 8]),
      (.architecture, [10]),
    ])
  func `a path names its lessons in the order of the course overview`(
    path: ReadingPath, lessons: [Int]
  ) {
    #expect(path.lessons == lessons)
  }

  @Test(arguments: ReadingPath.allCases)
  func `a path names lessons of the course, none of them twice`(path: ReadingPath) {
    let known = Set(Curriculum.outline.map(\.number))
    #expect(known.isSuperset(of: path.lessons))
    #expect(Set(path.lessons).count == path.lessons.count)
  }
}
