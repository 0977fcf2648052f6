import Notebooks
import Testing
import author

@Suite struct ProgramsTests {
  private let talking = ["sh", "-c", "echo a; echo b >&2; echo c; exit 3"]

  @Test func `two streams are kept apart`() async throws {
    let outcome = try await Programs().run(talking)
    #expect(outcome == ProgramOutcome(status: 3, output: "a\nc\n", errors: "b\n"))
    #expect(!outcome.succeeded)
  }

  @Test func `one stream holds everything in order`() async throws {
    let outcome = try await Programs(secondsLimit: nil).runWithOneStream(talking)
    #expect(outcome == ProgramOutcome(status: 3, output: "a\nb\nc\n"))
  }

  @Test func `the end by a signal is no success`() async throws {
    let outcome = try await Programs().run(["sh", "-c", "kill -KILL $$"])
    #expect(outcome == ProgramOutcome(status: 9, endedBySignal: true))
    #expect(!outcome.succeeded)
  }

  @Test func `variables are added, and a success is one`() async throws {
    let outcome = try await Programs().run(
      ["sh", "-c", "printf %s \"$LEARN_WORD\"; test -n \"$PATH\""],
      environment: ["LEARN_WORD": "cut = half"])
    #expect(outcome.output == "cut = half")
    #expect(outcome.succeeded)
  }

  @Test func `a program that is not there has the status 127`() async throws {
    #expect(try await Programs().run(["no-such-program-of-the-course"]).status == 127)
  }

  @Test func `a program over its limit is told from others`() async throws {
    #expect(try await Programs(secondsLimit: 0).run(["sleep", "5"]).tookTooLong)
    #expect(try await !Programs(secondsLimit: 60).run(["true"]).tookTooLong)
  }
}
