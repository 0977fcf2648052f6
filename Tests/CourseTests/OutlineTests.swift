import Course
import Testing

@Suite struct OutlineTests {
  @Test func `there are ten lessons, numbered in order`() {
    #expect(Curriculum.outline.map(\.number) == Array(1...10))
  }

  @Test func `every lesson builds on earlier ones, back to the first`() {
    for row in Curriculum.outline {
      #expect(row.prerequisites.allSatisfy { $0 < row.number }, "lesson \(row.number)")
      #expect(row.number == 1 || !row.prerequisites.isEmpty, "lesson \(row.number)")
    }
  }
}
