import Notebooks
import Testing
import learn

/// Programs that the tool runs.
@Suite struct ProgramTests {
  private let talking = ["sh", "-c", "echo a; echo b >&2; echo c; exit 3"]

  @Test func `two streams are kept apart`() throws {
    let outcome = try Program(words: talking).run()
    #expect(outcome.output == "a\nc\n")
    #expect(outcome.errors == "b\n")
    #expect(outcome.status == 3 && !outcome.endedBySignal && !outcome.succeeded)
  }

  @Test func `one stream holds everything in order`() throws {
    let outcome = try Program(words: talking, secondsLimit: nil).runWithOneStream()
    #expect(outcome.output == "a\nb\nc\n")
    #expect(outcome.errors.isEmpty)
    #expect(outcome.status == 3 && !outcome.tookTooLong)
  }

  @Test func `the end by a signal is no success`() throws {
    let outcome = try Program(words: ["sh", "-c", "kill -KILL $$"]).run()
    #expect(outcome.endedBySignal && !outcome.succeeded && !outcome.tookTooLong)
    #expect(outcome.status == 9)
  }

  @Test func `variables are added, and a success is one`() throws {
    let outcome = try Program(
      words: ["sh", "-c", "printf %s \"$LEARN_WORD\"; test -n \"$PATH\""],
      environment: ["LEARN_WORD": "cut"]
    ).run()
    #expect(outcome.output == "cut")
    #expect(outcome.succeeded)
  }

  @Test func `a program that is not there has the status 127`() throws {
    #expect(try Program(words: ["no-such-program-of-the-course"]).run().status == 127)
  }

  @Test func `a program over its limit is told from others`() throws {
    #expect(try Program(words: ["sleep", "0.2"], secondsLimit: 0).run().tookTooLong)
    #expect(try !Program(words: ["true"], secondsLimit: 60).run().tookTooLong)
  }
}
