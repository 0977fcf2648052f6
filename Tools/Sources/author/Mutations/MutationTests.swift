import Foundation

/// Builds a copy of the checkout, and runs its tests with one change on.
package struct MutationTests {
  /// What is mutated.
  let subject: MutationSubject

  /// Where the copy is.
  let folder: URL

  /// What the compiler holds against a copy.
  package struct BuildError: Hashable {
    /// The file, relative to the copy, and the line.
    package let path: String
    package let line: Int
  }

  /// Builds the tests.
  ///
  /// - Parameter paths: The files with changes, relative to the copy.
  /// - Returns: Whether it succeeded, the errors in these files, and all lines.
  /// - Throws: If programs cannot be started at all.
  func build(
    _ paths: some Collection<String>
  ) async throws -> (isBuilt: Bool, errors: Set<BuildError>, lines: [String]) {
    // Where the compiler itself crashes, its registers help nobody.
    let (end, lines) = try await WatchedProgram.run(
      ["swift", "build", "--build-tests", "--disable-xctest"], in: folder,
      environment: subject.environment.merging(["SWIFT_BACKTRACE": "enable=no"]) { $1 },
      secondsLimit: 7_200)
    return (end == .exited(0), Self.errors(in: lines, of: paths), lines)
  }

  /// Reads `…/Sources/A.swift:3:7: error: …`, and `4. While … (at …/Sources/A.swift:3:7)` of a compiler that crashed.
  ///
  /// The compiler may reach the copy by another path than the tool, where a folder is a symbolic link.
  ///
  /// - Parameters:
  ///   - lines: What the compiler wrote.
  ///   - paths: The files that are asked for, relative to the copy.
  /// - Returns: The errors in these files.
  package static func errors(
    in lines: [String], of paths: some Collection<String>
  ) -> Set<BuildError> {
    Set(
      lines.compactMap { line in
        let place =
          line.wholeMatch(of: /(\/.+\.swift):(\d+):\d+: error: .*/)
          ?? line.wholeMatch(of: /\d+\.\s+While .*?(\/[^:]+\.swift):(\d+):\d+.*/)
        guard let place, let number = Int(place.2),
          let path = paths.first(where: { place.1.hasSuffix("/\($0)") })
        else { return nil }
        return BuildError(path: path, line: number)
      })
  }

  /// What says why a build failed: errors, and what a compiler that crashed was at.
  ///
  /// - Parameter lines: What the build wrote.
  /// - Returns: The first forty of these lines; the last of all if there are none.
  package static func reasons(in lines: [String]) -> [String] {
    let reasons = lines.filter {
      $0.contains("error: ") || $0.prefixMatch(of: /\d+\.\s+While\b/) != nil
    }
    return reasons.isEmpty ? lines.suffix(40) : Array(reasons.prefix(40))
  }

  /// Runs the tests with a change on, until the first fails.
  ///
  /// - Parameters:
  ///   - number: The number of the change; 0 is none.
  ///   - secondsLimit: After how many seconds the change counts as noticed.
  /// - Returns: What became of it, what was said, and the seconds it took.
  /// - Throws: If programs cannot be started at all.
  func run(
    _ number: Int, secondsLimit: Double
  ) async throws -> (outcome: MutantOutcome, words: String, seconds: Double) {
    let began = ContinuousClock.now
    let (end, lines) = try await WatchedProgram.run(
      testProgram(filter: subject.tests), in: folder, environment: variables(number),
      secondsLimit: secondsLimit, until: { Self.isFailure($0) })
    let seconds = (ContinuousClock.now - began) / .seconds(1)
    switch end {
    case .noticed(let line): return (.failed, Self.shortened(line), seconds)
    case .timedOut: return (.timedOut, "after \(Int(secondsLimit)) seconds", seconds)
    case .exited(0):
      let isComplete = lines.contains { $0.contains(/Test run with [1-9]\d* tests?/) }
      return isComplete ? (.survived, "", seconds) : (.stopped, "no test was run", seconds)
    case .exited, .signaled:
      return (.stopped, Self.shortened(Self.lastWords(of: lines)), seconds)
    }
  }

  /// What the lesson's seeded runs measure with a change on.
  ///
  /// - Returns: The ten values of each run, by its name; empty if the runs did not come to their end.
  func measure(_ number: Int, secondsLimit: Double) async throws -> [String: [Double]] {
    let (end, lines) = try await WatchedProgram.run(
      testProgram(filter: "MutantRuns"), in: folder,
      environment: variables(number).merging(["LEARN_MUTANT_RUNS": "1"]) { $1 },
      secondsLimit: secondsLimit)
    guard end == .exited(0) else { return [:] }
    return lines.reduce(into: [:]) { values, line in
      guard let start = line.firstRange(of: "MUTANT-RUN ") else { return }
      let words = line[start.upperBound...].split(separator: " ")
      values[String(words[0])] = words.dropFirst().compactMap { Double($0) }
    }
  }

  /// The lesson's runs as a test, for its folder of tests.
  static func runs(of module: String) -> String {
    """
    import Course
    import Foundation
    import Testing
    import \(module)

    @Suite(.enabled(if: ProcessInfo.processInfo.environment["LEARN_MUTANT_RUNS"] != nil))
    struct MutantRuns {
      @Test func `the runs of ten seeds`() {
        for mode in \(module)Lesson.lesson.failureModes {
          for (index, run) in mode.runs.enumerated() where run.isSeeded {
            let values = (0..<10).map { (try? run.measure(seed: $0).value) ?? .nan }
            print("\\nMUTANT-RUN \\(mode.id).\\(index)", values.map { "\\($0)" }.joined(separator: " "))
          }
        }
      }
    }

    """
  }

  private func variables(_ number: Int) -> [String: String] {
    [MutantSwitch.variable: "\(number)", "SWIFT_BACKTRACE": "enable=no", "NO_COLOR": "1"]
  }

  private func testProgram(filter: String) -> [String] {
    #if os(Linux)
      // What `swift test` starts, without reading the manifest every time.
      let bundle = folder.appending(path: ".build/debug/networks-that-runPackageTests.xctest").path
      return [bundle, "--testing-library", "swift-testing", "--filter", filter]
    #else
      return subject.environment.map { "\($0.key)=\($0.value)" }
        + ["swift", "test", "--skip-build", "--disable-xctest", "--filter", filter]
    #endif
  }

  /// Whether a line of the tests' says that something is wrong; what is expected to fail is not.
  static func isFailure(_ line: String) -> Bool {
    line.contains("recorded an issue") || line.contains("✘") && line.contains("failed after")
  }

  /// The line that says why a program stopped, before its stack; the last line if there is none.
  package static func lastWords(of lines: [String]) -> String {
    let said = lines.last { line in
      ["Fatal error:", "Precondition failed:", "Assertion failed:"].contains { line.contains($0) }
    }
    return said ?? lines.last ?? ""
  }

  private static func shortened(_ line: String) -> String {
    line.count > 200 ? "\(line.prefix(197))…" : line
  }
}
