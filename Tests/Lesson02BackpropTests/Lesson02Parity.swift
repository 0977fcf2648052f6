import Backprop
import TensorCore
import TestSupport
import Testing

/// Values and gradients of every operation against PyTorch's, over all shapes of the fixture.
@Suite struct Lesson02Parity {
  let golden: GoldenValues

  init() throws { golden = try GoldenValues.lesson(2) }

  /// A rounding error or two of each operation, by the largest number of the reference array; a sum
  /// of terms that cancel is accurate to the size of its terms.
  static let tolerance: Scalar = Scalar.self == Double.self ? 1e-12 : 2e-5

  /// Repeats one group: the output, and the gradient of every input for the stored cotangent.
  func expect(
    _ group: String, of names: [String], sourceLocation: SourceLocation = #_sourceLocation,
    _ function: ([Variable]) -> Variable
  ) throws {
    let inputs = try names.map { name in
      Variable(try golden.tensor("\(group).\(name)"), requiresGradient: true)
    }
    let output = function(inputs)
    try compare(output.value, with: "\(group).output", sourceLocation)
    let cotangent = "\(group).cotangent"
    try output.backward(
      cotangent: golden.cases[cotangent] == nil
        ? .ones(output.shape) : golden.tensor(cotangent))
    for (name, input) in zip(names, inputs) {
      let gradient = try #require(
        input.gradient, "\(group), \(name)", sourceLocation: sourceLocation)
      try compare(gradient, with: "\(group).gradient.\(name)", sourceLocation)
    }
  }

  func compare(_ found: Tensor, with name: String, _ sourceLocation: SourceLocation) throws {
    let expected = try golden.tensor(name)
    try #require(found.shape == expected.shape, "\(name)", sourceLocation: sourceLocation)
    // One issue a tensor: the entry that is furthest off. Equal infinities differ by nothing.
    let largest = expected.scalars.map { Swift.abs($0) }.max() ?? 0
    let differences = zip(found.scalars, expected.scalars).map { $0 == $1 ? 0 : Swift.abs($0 - $1) }
    let worst = differences.first { $0.isNaN } ?? differences.max() ?? 0
    #expect(
      worst <= Self.tolerance * largest,
      "\(name), entry \(differences.firstIndex(of: worst).map(String.init) ?? "that is NaN")",
      sourceLocation: sourceLocation)
  }

  // MARK: - Operations

  @Test func `operations on pairs agree over all broadcast shapes`() throws {
    let operations: [(String, (Variable, Variable) -> Variable)] = [
      ("add", { $0 + $1 }), ("subtract", { $0 - $1 }), ("multiply", { $0 * $1 }),
      ("divide", { $0 / $1 }), ("maximum", { maximum($0, $1) }), ("minimum", { minimum($0, $1) }),
      ("matmul", { matmul($0, $1) }),
    ]
    for (operation, function) in operations {
      for group in try golden.groups(of: operation) {
        try expect(group, of: ["left", "right"]) { function($0[0], $0[1]) }
      }
    }
  }

  @Test func `operations on one tensor agree`() throws {
    let operations: [(String, (Variable) -> Variable)] = [
      ("negate", { -$0 }), ("exp", { exp($0) }), ("log", { log($0) }), ("tanh", { tanh($0) }),
      ("sigmoid", { sigmoid($0) }), ("relu", { relu($0) }), ("softplus", { softplus($0) }),
      ("abs", { abs($0) }), ("sqrt", { squareRoot($0) }), ("transpose", { $0.transposed }),
    ]
    for (operation, function) in operations {
      for group in try golden.groups(of: operation) {
        #if SinglePrecision
          // Numbers such as e^700 lie outside the range of single precision.
          if group.hasSuffix("(extreme)") { continue }
        #endif
        try expect(group, of: ["input"]) { function($0[0]) }
      }
    }
    for group in try golden.groups(of: "power") {
      let exponent = try golden.tensor("\(group).exponent").scalar
      try expect(group, of: ["input"]) { pow($0[0], exponent) }
    }
    for group in try golden.groups(of: "clamp") {
      let range =
        try golden.tensor("\(group).lower").scalar...golden.tensor("\(group).upper").scalar
      try expect(group, of: ["input"]) { $0[0].clamped(to: range) }
    }
  }

  @Test func `reductions agree along every axis`() throws {
    let alongOneAxis: [(String, (Variable, Int) -> Variable)] = [
      ("sum", { $0.sum(axis: $1) }), ("mean", { $0.mean(axis: $1) }),
      ("biasedVariance", { $0.variance(axis: $1) }),
      ("unbiasedVariance", { $0.variance(axis: $1, correction: 1) }),
    ]
    for (operation, function) in alongOneAxis {
      for group in try golden.groups(of: operation)
      where !group.hasSuffix("kept)") && !group.hasSuffix("everything)") {
        let axes = try golden.integers("\(group).axes")
        if axes.count > 1 { continue }
        try expect(group, of: ["input"]) { function($0[0], axes[0]) }
      }
    }
    let ofEverything: [(String, (Variable) -> Variable)] = [
      ("sum", { $0.sum() }), ("mean", { $0.mean() }), ("amax", { $0.max() }),
    ]
    for (operation, function) in ofEverything {
      for group in try golden.groups(of: operation) where group.hasSuffix("everything)") {
        try expect(group, of: ["input"]) { function($0[0]) }
      }
    }
    let alongTheLastAxis: [(String, (Variable) -> Variable)] = [
      ("max", { $0.maxOfRows() }), ("softmax", { $0.softmax() }),
      ("logSoftmax", { $0.logSoftmax() }),
    ]
    for (operation, function) in alongTheLastAxis {
      for group in try golden.groups(of: operation) {
        let axisCount = try golden.array("\(group).input").shape.count
        guard try golden.integers("\(group).axis") == [axisCount - 1] else { continue }
        try expect(group, of: ["input"]) { function($0[0]) }
      }
    }
    for shape in ["[3, 4]", "[3, 1]"] {
      try expect("logSumExp(\(shape), axes: [1])", of: ["input"]) { $0[0].logSumExp() }
    }
  }

  @Test func `rearrangements and choices of rows agree`() throws {
    for operation in ["reshape", "broadcast"] {
      for group in try golden.groups(of: operation) {
        let shape = Shape(try golden.array("\(group).output").shape)
        try expect(group, of: ["input"]) {
          operation == "reshape" ? $0[0].reshaped(to: shape) : $0[0].broadcast(to: shape)
        }
      }
    }
    for group in try golden.groups(of: "slice") {
      let axis = try golden.integers("\(group).axis")[0]
      let range = try golden.integers("\(group).lower")[0]..<golden.integers("\(group).upper")[0]
      try expect(group, of: ["input"]) { $0[0].slice(range, axis: axis) }
    }
    for group in try golden.groups(of: "concatenate") {
      let axis = try golden.integers("\(group).axis")[0]
      try expect(group, of: ["left", "right"]) { .concatenation($0, axis: axis) }
    }
    for group in try golden.groups(of: "rows") {
      let indices = try golden.integers("\(group).indices")
      try expect(group, of: ["input"]) { $0[0].gathering(rows: indices) }
    }
  }
}
