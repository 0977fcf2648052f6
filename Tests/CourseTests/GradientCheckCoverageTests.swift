import AllLessons
import Course
import Testing

// What a lesson adds, its own suite checks; here nothing falls between two lessons.
struct GradientCheckCoverageTests {
  @Test func `no two lessons add an operation of one name`() {
    let names = AllLessons.all.flatMap(\.operationNames)
    #expect(names.count > 40)
    #expect(Set(names).count == names.count)
  }

  @Test func `every operation of the course has its check`() {
    let operations = Set(AllLessons.all.flatMap(\.operationNames))
    let checked = Set(AllLessons.all.flatMap(\.gradientChecks).map(\.name))
    #expect(operations.subtracting(checked) == [])
  }
}
