import Testing
import learn

@Suite
struct WrappingTests {
  @Test func `lines are broken between words, none longer than the width`() {
    #expect(wrapped("one two three four", width: 9) == "one two\nthree\nfour")
    #expect(wrapped("one two", width: 7) == "one two")
  }

  @Test func `a word longer than the width stands alone`() {
    #expect(wrapped("a bottleneck b", width: 4) == "a\nbottleneck\nb")
  }

  @Test func `line breaks stay, and so does indentation`() {
    #expect(wrapped("a b\n\n  c d e", width: 5) == "a b\n\n  c d\n  e")
    #expect(wrapped("", width: 5) == "")
  }
}
