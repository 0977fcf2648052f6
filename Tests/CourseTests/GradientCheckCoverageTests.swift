import Backprop
import Course
import TestSupport
import Testing

// What a lesson adds, its own suite checks; here nothing falls between two lessons.
struct GradientCheckCoverageTests {
  /// The names of all gradient checks of the course; every lesson adds its registry.
  private let names = operationChecks.map(\.name)

  @Test func `every operation and layer of the course has a gradient check`() throws {
    let scanner = try OperationScanner(folder: OperationScanner.sourcesFolder)
    #expect(scanner.unchecked(names: names) == [])
  }

  @Test func `no gradient check of the course is left over`() throws {
    let scanner = try OperationScanner(folder: OperationScanner.sourcesFolder)
    #expect(scanner.stale(names: names) == [])
  }
}
