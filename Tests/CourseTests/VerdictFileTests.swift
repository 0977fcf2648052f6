// What signs a verdict is visible in its own module alone, so that no answer can. Release builds are made without
// testable imports, as the benchmark's are.
#if DEBUG
  @testable import Course
  import Foundation
  import Testing

  /// The file by which a check program tells its verdict.
  struct VerdictFileTests: ~Copyable {
    private let url = FileManager.default.temporaryDirectory
      .appending(path: "verdict-\(UUID().uuidString)")

    deinit { try? FileManager.default.removeItem(at: url) }

    @Test(arguments: [Verdict.passed, .failed([]), .notAttempted])
    func `a signed verdict comes back`(_ verdict: Verdict) throws {
      let file = try VerdictFile(at: url)
      VerdictFile.Receipt(taking: url).sign(verdict)
      #expect(file.status == verdict.exitStatus)
    }

    @Test func `without a signature there is no verdict`() throws {
      let file = try VerdictFile(at: url)
      #expect(file.status == nil)
      _ = VerdictFile.Receipt(taking: url)
      // The word is not there any more for an answer to read.
      #expect(!FileManager.default.fileExists(atPath: url.path))
      #expect(file.status == nil)
    }

    @Test func `a verdict that an answer writes itself is none`() throws {
      let file = try VerdictFile(at: url)
      _ = VerdictFile.Receipt(taking: url)
      for forged in ["0\n", "\n0\n", "passed\n0\n"] {
        try Data(forged.utf8).write(to: url)
        #expect(file.status == nil)
      }
    }
  }
#endif
