import Testing
import author

@Suite struct MutantSchemaTests {
  /// A source with one of its changes.
  private func schema(_ text: String, _ kind: Mutant.Kind) throws -> String {
    let mutant = try #require(Mutant.all(in: "A.swift", text).first { $0.kind == kind })
    return MutantSchema([(7, mutant)], in: text).text
  }

  @Test(arguments: [
    (
      Mutant.Kind.operation, "let a = b + 2 // é",
      "let a = (MutantSwitch.isOn(7) ? b - 2 : b + 2) // é"
    ),
    (.constant, "let a = b + 2", "let a = b + (MutantSwitch.isOn(7) ? 3 : 2)"),
    (.sign, "let a = -b", "let a = (MutantSwitch.isOn(7) ? b : -b)"),
    (.index, "let a = b[c] = d", "let a = b[(MutantSwitch.isOn(7) ? (c) + 1 : c)] = d"),
    (.statement, "if a { b() }", "if a { if !MutantSwitch.isOn(7) { b() } }"),
    (
      .operation, "func f() { try a += b }",
      "func f() { if MutantSwitch.isOn(7) { try a -= b } else { try a += b } }"
    ),
    (.activation, "relu(a)", "(MutantSwitch.isOn(7) ? tanh(a) : relu(a))"),
    (.activation, "f(relu)", "f({ MutantSwitch.isOn(7) ? tanh($0) : relu($0) })"),
    (.rate, "f(rate: a)", "f(rate: (MutantSwitch.isOn(7) ? (a) * 10 : a))"),
  ])
  func `a variable chooses between a source and its change`(
    kind: Mutant.Kind, text: String, expected: String
  ) throws {
    #expect(try schema(text, kind) == expected)
  }

  @Test func `errors are found among the changes of their lines`() throws {
    let text = "let a = b + c\nlet d =\n  e\n  * f\n\n\n\nlet g = -h\n"
    let mutants = Mutant.all(in: "A.swift", text)
    let schema = MutantSchema(mutants.enumerated().map { ($0.offset + 1, $0.element) }, in: text)
    #expect(mutants.map(\.kind) == [.operation, .operation, .sign])
    // The second change takes two lines and is there twice, in three lines.
    #expect(schema.places.map(\.lines) == [1...1, 3...5, 9...9])
    #expect(schema.suspects(of: [1]) == [1])
    #expect(schema.suspects(of: [4, 8]) == [2])
    #expect(schema.suspects(of: [8]) == [3])
    #expect(schema.suspects(of: [9, 1]) == [1, 3])
    #expect(schema.suspects(of: []) == [])
    #expect(MutantSchema([], in: text).suspects(of: [1]) == [])
    #expect(MutantSchema([], in: text).text == text)
  }

  @Test func `errors are read wherever the copy lies`() {
    let errors = MutationTests.errors(
      in: [
        "/private/copy/Sources/A/B.swift:3:7: error: cannot find 'x'",
        "/private/copy/Sources/A/B.swift:4:7: warning: unused",
        "/private/copy/Sources/A/C.swift:5:7: error: of another", "error: fatalError",
      ], of: ["Sources/A/B.swift"])
    #expect(errors.map(\.path) == ["Sources/A/B.swift"])
    #expect(errors.map(\.line) == [3])
  }

  @Test func `where the compiler crashed is read, and its error shown`() {
    let crash = [
      "Building for debugging...",
      "error: compile command failed due to signal 6 (use -v to see invocation)",
      "0.\tProgram arguments: swift-frontend -primary-file /copy/Mutants/A/B.swift:1:1",
      "3.\tWhile evaluating request TypeCheckPrimaryFileRequest(source_file \"/copy/Mutants/A/B.swift\")",
      "4.\tWhile type-checking 'f(_:)' (at /copy/Mutants/A/B.swift:12:3)",
      "5.\tWhile type-checking statement at [/copy/Mutants/A/B.swift:14:5 - line:15:9] RangeText=\"x\"",
      " #0 0x0000560d74821738 llvm::sys::PrintStackTrace(llvm::raw_ostream&, int)",
      "rax 0x0000000000000000  0",
    ]
    let errors = MutationTests.errors(in: crash, of: ["Mutants/A/B.swift"])
    #expect(errors.map(\.line).sorted() == [12, 14])
    #expect(MutationTests.reasons(in: crash) == [crash[1]] + crash[3...5])
    #expect(MutationTests.reasons(in: ["a", "b"]) == ["a", "b"])
  }

  @Test func `what stopped a program stands before its stack`() {
    let words = "A/B.swift:39: Precondition failed: B.init: not a vector: [2]"
    let stack = ["Current stack trace:", "0    libswiftCore.so 0x00007f023e95f130 f + 33"]
    #expect(MutationTests.lastWords(of: ["a", words] + stack) == words)
    #expect(MutationTests.lastWords(of: ["a", "Killed"]) == "Killed")
    #expect(MutationTests.lastWords(of: []) == "")
  }

  private var sources: [Mutant] {
    ["A.swift", "B.swift", "C.swift"].flatMap { path in
      Mutant.all(in: path, "let a = b + 1 < c[0]\nlet d = -e * 0.5\nlet f = g == 2\nif h { i() }")
    }
  }

  @Test func `the same seed draws the same, another another`() {
    func drawn(_ seed: UInt64, _ mutants: [Mutant]) -> [Mutant] {
      var draw = MutantDraw(mutants, seed: seed)
      return draw.next(12)
    }
    #expect(drawn(1, sources) == drawn(1, sources.reversed()))
    #expect(drawn(1, sources) != drawn(2, sources))
  }

  @Test(arguments: 0..<20 as Range<UInt64>)
  func `kinds and files come by turns`(seed: UInt64) {
    var draw = MutantDraw(sources, seed: seed)
    let drawn = draw.next(6)
    #expect(Set(drawn.map(\.kind)).count >= 5)
    #expect(Set(drawn.prefix(3).map(\.path)).count == 3)
  }

  @Test(arguments: 0..<20 as Range<UInt64>)
  func `no change stands in another`(seed: UInt64) {
    var draw = MutantDraw(sources, seed: seed)
    let drawn = draw.next(1_000)
    #expect(drawn.count < sources.count)
    #expect(draw.next() == nil)
    for (index, mutant) in drawn.enumerated() {
      for other in drawn[..<index] where other.path == mutant.path {
        #expect(!other.outer.overlaps(mutant.outer))
      }
    }
  }
}
