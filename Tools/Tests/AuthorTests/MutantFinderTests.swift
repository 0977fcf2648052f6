import Testing
import author

@Suite struct MutantFinderTests {
  /// The changes of a source, such as `comparison: < → <=`.
  private func changes(_ text: String) -> [String] {
    Mutant.all(in: "A.swift", text).map {
      "\($0.kind.rawValue): \($0.original) → \($0.replacement)"
    }
  }

  @Test(arguments: [
    ("let a = b + c", ["operation: + → -"]),
    ("let a = b &* c", ["operation: &* → &+"]),
    ("let a = b..<c", ["operation: c → (c) + 1"]),
    ("let a = b...c", ["operation: c → (c) - 1"]),
    ("let a = b && c", ["operation: && → ||"]),
    ("let a = max(b, c)", ["operation: max → min"]),
    ("let a = b.sum()", ["operation: sum → mean"]),
    ("let a = b < c", ["comparison: < → <=", "comparison: < → >="]),
    ("let a = b == c", ["comparison: == → !="]),
    ("let a = -b", ["sign: -b → b"]),
    ("let a = !b", ["condition: !b → b"]),
    ("let a = b ?? c", ["default: b ?? c → c"]),
    ("let a = 1_000", ["constant: 1_000 → 1001", "constant: 1_000 → 999"]),
    ("let a = 0x1_f", ["constant: 0x1_f → 32", "constant: 0x1_f → 30"]),
    ("let a = 0", ["constant: 0 → 1"]),
    ("let a = 0.25", ["constant: 0.25 → 0.5"]),
    ("let a = 0.0", ["constant: 0.0 → 1.0"]),
    ("let a = true", ["constant: true → false"]),
    ("func f(a: Int = 0) {}", ["default: 0 → 1"]),
    ("func f(a: Double = -0.5) {}", ["sign: -0.5 → 0.5", "default: 0.5 → 1.0"]),
    ("let a = b[0]", ["index: 0 → 1"]),
    ("let a = b[c]", ["index: c → (c) + 1"]),
  ])
  func `an expression has the changes of its kind`(text: String, expected: [String]) {
    #expect(changes(text) == expected)
  }

  @Test(arguments: [
    ("if a { b() }", ["condition: a → !(a)", "statement: b() → "]),
    ("for a in b { c(); d() }", ["statement: c() → ", "statement: d() → "]),
    ("func f() { a(); b = c }", ["statement: a() → ", "statement: b = c → "]),
    ("func f() { try a(); return }", ["statement: try a() → "]),
    ("func f() { a += b; c }", ["statement: a += b → ", "operation: += → -="]),
    (
      "while a { if b { continue } }",
      [
        "condition: a → !(a)", "condition: b → !(b)", "statement: continue → ",
      ]
    ),
  ])
  func `statements and conditions are changed`(text: String, expected: [String]) {
    #expect(Set(changes(text)) == Set(expected))
  }

  @Test(arguments: [
    #"let a = "b \(1 + 2)""#, #"let a = b + "c""#, "@inline(__always) func f() {}",
    "enum E: Int { case a = 1 }", #"f(id: .failureMode(8, 1), symptomatic: .above(10))"#,
    "#if b && c\n#endif", #"let a = \B[0]"#, "func f() -> Int { g() }",
    "guard let a else { b(); return }", "struct S { init() { self.a = b; self.c = d } }",
    "let a: B<3>", #"fatalError("1")"#,
  ])
  func `texts, names and what a value is are left alone`(text: String) {
    #expect(changes(text) == [])
  }

  @Test(arguments: [
    ("f(x, learningRate: a)", ["rate: a → (a) * 10", "rate: a → (a) / 10"]),
    ("fit(stepCount: a)", ["epochs: a → max(1, (a) / 10)"]),
    ("f(classes: y)", ["labels: y → MutantSwitch.changed(y)"]),
    ("f(weightDecay: a)", ["weights: a → (a) * 100", "weights: a → (a) * 0"]),
    ("f(momentum: a)", ["optimizer: a → (a) * 0"]),
    ("AdamW(a, b)", ["optimizer: AdamW(a, b) → GradientDescent(a, b) as any Optimizer"]),
    ("f(relu)", ["activation: relu → tanh"]), ("relu(a)", ["activation: relu → tanh"]),
    (
      "Tensor.normal([a], using: &g)",
      [
        "initialization: Tensor.normal([a], using: &g) → (Tensor.normal([a], using: &g)) * 10",
        "initialization: Tensor.normal([a], using: &g) → (Tensor.normal([a], using: &g)) * 0",
      ]
    ),
    (
      "a.selecting(b)",
      [
        "data: b → MutantSwitch.thinned(b)", "data: b → MutantSwitch.repeated(b)",
      ]
    ),
    ("f(Variable(a.features))", ["data: a.features → MutantSwitch.noisy(a.features)"]),
    (
      "meanSquaredError(a, b)",
      [
        "loss: meanSquaredError(a, b) → (meanSquaredError(a, b)) * (meanSquaredError(a, b))"
      ]
    ),
  ])
  func `training has the changes of DeepCrime`(text: String, expected: [String]) {
    #expect(changes("let z = \(text)") == expected)
  }

  @Test func `a factor of nothing is not tried`() {
    #expect(changes("let a = f(learningRate: 0)") == ["constant: 0 → 1"])
    #expect(changes("let a = f(momentum: nil)") == [])
  }

  @Test(arguments: [
    ("extension A.B { func f(x: Int) { let g = { -x } } }", "A.B.f"),
    ("struct S { var a: Int { -b }\n init() { c() ; d() } }", "S.a"), ("let a = -b", ""),
    ("class C { subscript(i: Int) -> Int { -i } }", "C.subscript"),
  ])
  func `a change says which declarations are around it`(text: String, scope: String) throws {
    #expect(try #require(Mutant.all(in: "A.swift", text).first).scope == scope)
  }

  @Test func `the same line elsewhere is another change`() {
    let mutants = Mutant.all(
      in: "A.swift", "func f() {\n  a()\n  b()\n}\nfunc g() {\n  a()\n  b()\n}\n")
    #expect(Set(mutants.map(\.key)).count == 4)
  }

  @Test func `a change is named by its lines, wherever they are`() throws {
    let first = try #require(Mutant.all(in: "A.swift", "  let a = b + c  // sum\n").first)
    let second = try #require(Mutant.all(in: "A.swift", "\n\nlet a  =  b + c // sum").first)
    #expect(first.before == "let a = b + c // sum")
    #expect(first.after == "let a = b - c // sum")
    #expect(first.key == second.key)
    #expect((first.line, second.line) == (1, 3))
    #expect(first.description == "A.swift:1: operation: + → -")
  }

  @Test func `what only another precision compiles is known`() {
    let text = "#if SinglePrecision\nlet a = 1\n#else\nlet b = 2\n#endif\nlet c = 3"
    let found = Dictionary(grouping: Mutant.all(in: "A.swift", text), by: \.isCompiled)
    #expect(found[false]?.map(\.original) == ["1", "1"])
    #expect(found[true]?.map(\.original) == ["2", "2", "3", "3"])
  }
}
