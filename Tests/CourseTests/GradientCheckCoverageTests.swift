import AllLessons
import Course
import TestSupport
import Testing

// What a lesson adds, its own suite checks; here nothing falls between two lessons.
struct GradientCheckCoverageTests {
  /// The names of the checks of recorded operations and layers.
  ///
  /// Lesson 01 comes before the engine and names its checks in words.
  private var names: [String] { AllLessons.all.dropFirst().flatMap(\.gradientChecks).map(\.name) }

  @Test func `every operation and layer of the course has a gradient check`() throws {
    let scanner = try OperationScanner(folder: OperationScanner.sourcesFolder)
    // Exercises show operations too; their checkers see to those.
    #expect(Curriculum.outline.flatMap { scanner.unchecked(names: names, in: $0.folder) } == [])
  }

  @Test func `no gradient check of the course is left over`() throws {
    let scanner = try OperationScanner(folder: OperationScanner.sourcesFolder)
    #expect(scanner.stale(names: names) == [])
  }
}
