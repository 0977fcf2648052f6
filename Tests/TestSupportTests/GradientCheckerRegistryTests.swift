import TestSupport
import Testing

struct GradientCheckerRegistryTests {
  /// The functions of the engine that record operations, in the form that the engine has them.
  private let engine = """
    extension Variable {
      static func result(of operation: String, _ value: Tensor) -> Variable {
        let node = Node(operation: operation, shape: value.shape, branches: nil)
      }
      private func recordInPlace(
        _ operation: String, _ mine: Variable
      ) {
        let next = Node(operation: operation, shape: shape, branches: nil)
      }
    }
    func elementwise(
      _ operation: String, _ x: Variable, value: (Scalar) -> Scalar
    ) -> Variable {
      return .result(of: operation, x.value.map(value))
    }
    """

  private func names(_ text: String) -> [String] {
    OperationScanner(sources: ["Engine.swift": engine, "Lesson.swift": text])
      .operations(in: "Lesson").map(\.name)
  }

  @Test func `the functions that record operations are found`() {
    #expect(
      OperationScanner(sources: ["Engine.swift": engine]).recordingFunctions
        == ["Node", "result", "recordInPlace", "elementwise"])
  }

  @Test(arguments: [
    #".result(of: "gelu", x.value)"#, #"elementwise("gelu", x, value: { x in x })"#,
    #"try recordInPlace("gelu", mine) { }"#, "return .result(\n    of: \"gelu\", value\n  )",
    "elementwise(\n    \"gelu\",\n    x)", #"Variable.result(of: "gelu", value)"#,
  ])
  func `an operation is found however its call is written`(call: String) {
    #expect(names("func gelu(_ x: Variable) -> Variable {\n  \(call)\n}") == ["gelu"])
  }

  @Test func `an operation is found where its name is passed on`() {
    let text = """
      func rectified(_ name: String, _ x: Variable) -> Variable { elementwise(name, x) { $0 } }
      func leaky(_ x: Variable) -> Variable { rectified("leakyRelu", x) }
      """
    #expect(names(text) == ["leakyRelu"])
  }

  @Test func `comments and other strings are no operations`() {
    let text = """
      /// .result(of: "commented", x)
      func f(_ x: Variable) -> Variable { print("https://example.org"); return x }  // elementwise("no", x)
      """
    #expect(names(text) == [])
  }

  @Test func `an unchecked operation or layer is named with its file`() {
    let scanner = OperationScanner(sources: [
      "Engine.swift": engine,
      "03/Gelu.swift": #"func gelu(_ x: Variable) { elementwise("gelu", x) }"#,
      "05/Norm.swift": "public final class BatchNorm1d: Layer, Sendable {\n}",
    ])
    #expect(
      scanner.unchecked(names: ["BatchNorm1d"]).map(\.description) == ["gelu (03/Gelu.swift)"])
    #expect(scanner.unchecked(names: ["gelu"]).map(\.name) == ["BatchNorm1d"])
    #expect(scanner.unchecked(names: ["gelu"], in: "03").isEmpty)
    #expect(scanner.unchecked(names: ["gelu", "BatchNorm1d"]).isEmpty)
  }

  @Test func `a check of what no longer exists is named`() {
    let scanner = OperationScanner(sources: [
      "Engine.swift": engine,
      "A.swift": #"func gelu() { elementwise("gelu", x) }; func variance() { }"#,
    ])
    #expect(scanner.stale(names: ["gelu", "variance", "gelu(tanh)", "swish"]) == ["swish"])
  }
}
