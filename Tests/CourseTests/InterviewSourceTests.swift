import Testing

@Suite
struct InterviewSourceTests {
  @Test(arguments: [
    (#" "What?", answer: "no""#, "What?"), (#""a \"b\" \\ c\n""#, "a \"b\" \\ c\n"),
    ("\"What \"\n  + \"is\" + \" it?\")", "What is it?"),
    ("\"\"\"\n    What \\\n    is\n      it?\n    \"\"\",", "What is\n  it?"),
    ("\"\"\"\n  a \n  \"\"\"\n + \"b\"", "a b"), ("\"\"\"\n  a\\\\\n  b\n  \"\"\"", "a\\\nb"),
  ])
  func `literals are read on one line, on many and joined`(source: String, text: String) {
    var reader = InterviewSource(source)
    #expect(reader.text() == text)
  }

  @Test(arguments: [
    "", "name", "\"cut", "\"cut\n\"", "\"\"\"\n  cut", #""\(name)""#, "\"a\" + name",
    "\"\"\"\n \\(x)\n \"\"\"",
  ])
  func `what is no text, is cut off or interpolates is not read`(source: String) {
    var reader = InterviewSource(source)
    #expect(reader.text() == nil)
  }
}
