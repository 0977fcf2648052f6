import TensorCore
import TestSupport
import Testing

@Suite struct `Golden values` {
  @Test func `the documented example`() throws {
    let golden = try GoldenValues.lesson(1)
    #expect(try golden.tensor("crossEntropy(mean).logits").shape == [5, 4])
    #expect(try golden.integers("crossEntropy(mean).target") == [2, 0, 3, 1, 2])
    #expect(try golden.scalar("crossEntropy(mean).output") > 0)
  }

  @Test func `an array has the numbers of the file, row by row`() throws {
    let array = try GoldenValues.lesson(2).array("table(V2.7).weight1")
    #expect(array.shape == [3, 2])
    #expect(array.values == [0.5, -0.25, 0.1, 0.3, -0.4, 0.2])
  }

  @Test func `a tensor has them in the precision of the build`() throws {
    let tensor = try GoldenValues.lesson(2).tensor("table(V2.7).weight1")
    #expect(tensor == Tensor([[0.5, -0.25], [0.1, 0.3], [-0.4, 0.2]]))
  }

  @Test func `the core adds and multiplies as the reference does`() throws {
    let golden = try GoldenValues.lesson(2)
    for (operation, function) in [
      ("add", { $0 + $1 }), ("subtract", { $0 - $1 }), ("multiply", { $0 * $1 }),
      ("divide", { $0 / $1 }),
    ] as [(String, (Tensor, Tensor) -> Tensor)] {
      let groups = try golden.groups(of: operation)
      #expect(groups.count == 12)
      for group in groups {
        let output = function(
          try golden.tensor("\(group).left"), try golden.tensor("\(group).right"))
        let expected = try golden.tensor("\(group).output")
        try #require(output.shape == expected.shape, "\(group)")
        // One operation, rounded once: equal in double precision. In single precision the inputs
        // are rounded too, which a difference magnifies by up to |input| / |output|; inputs are
        // below 4, so the absolute error is a few units of 4 · 2⁻²⁴ · the divisor's 1 / 0.5.
        let tolerance: Scalar = Scalar.self == Double.self ? 0 : 1e-5
        for (found, wanted) in zip(output.scalars, expected.scalars) {
          #expect(abs(found - wanted) <= tolerance, "\(group)")
        }
      }
    }
  }

  @Test func `the groups of an operation do not include its namesakes`() throws {
    let golden = try GoldenValues.lesson(1)
    #expect(
      try golden.groups(of: "linear") == [
        "linear", "linear(one feature)", "linear(one output)", "linear(one sample)",
        "linear(without bias)",
      ])
    #expect(try golden.groups(of: "linearInitialization") == ["linearInitialization"])
  }

  @Test(arguments: [
    ("linear.weight", "linear"),
    ("linear.gradient.weight", "linear"),
    ("huber(mean, delta: 0.5).gradient.prediction", "huber(mean, delta: 0.5)"),
    ("table(V1.3).output", "table(V1.3)"),
  ])
  func `a group is what stands before the role`(name: String, group: String) {
    #expect(GoldenValues.group(of: name) == group)
  }
}

@Suite struct `Golden values refuse` {
  @Test func `a lesson without a fixture, naming the file`() throws {
    let error = try #require(throws: GoldenError.self) { _ = try GoldenValues.lesson(99) }
    #expect(error == .missingFixture(path: "\(GoldenValues.folder)/Lesson99.json"))
    #expect("\(error)".contains("Tests/Fixtures/Lesson99.json"))
  }

  @Test func `a file that is not a fixture, naming the file and the reason`() throws {
    let path = "\(GoldenValues.folder)/golden.py"
    let error = try #require(throws: GoldenError.self) { _ = try GoldenValues(path: path) }
    guard case .unreadableFixture(path, let reason) = error else {
      Issue.record("another error: \(error)")
      return
    }
    #expect(reason.contains("JSON"))
  }

  @Test func `a misspelled name, listing the names close to it`() throws {
    let golden = try GoldenValues.lesson(1)
    let error = try #require(throws: GoldenError.self) { _ = try golden.array("linear.wieght") }
    #expect(
      error
        == .missingName(
          "linear.wieght", fixture: "Lesson01.json", closest: ["linear.weight", "linear.input"]))
    #expect(
      "\(error)" == """
        Lesson01.json holds no array 'linear.wieght'; close to it are 'linear.weight', 'linear.input'.
        """)
  }

  @Test func `a name like no other, listing none`() throws {
    let golden = try GoldenValues.lesson(1)
    let error = try #require(throws: GoldenError.self) { _ = try golden.tensor("xylophone") }
    #expect(error == .missingName("xylophone", fixture: "Lesson01.json", closest: []))
    #expect("\(error)" == "Lesson01.json holds no array 'xylophone'.")
  }

  @Test func `an operation without groups, listing close operations`() throws {
    let golden = try GoldenValues.lesson(2)
    let error = try #require(throws: GoldenError.self) { _ = try golden.groups(of: "maximun") }
    #expect(
      error == .missingName("maximun", fixture: "Lesson02.json", closest: ["maximum"]))
  }

  @Test func `an array where one number is asked for`() throws {
    let golden = try GoldenValues.lesson(1)
    let error = try #require(throws: GoldenError.self) { _ = try golden.scalar("linear.bias") }
    #expect(
      "\(error)"
        == "The array 'linear.bias' of Lesson01.json is not a single number: its shape is [3].")
  }

  @Test func `fractions where whole numbers are asked for`() throws {
    let golden = try GoldenValues.lesson(1)
    let error = try #require(throws: GoldenError.self) {
      _ = try golden.integers("table(V1.7).output")
    }
    #expect(
      "\(error)"
        == "The array 'table(V1.7).output' of Lesson01.json is not of whole numbers: it holds 0.125."
    )
  }
}
