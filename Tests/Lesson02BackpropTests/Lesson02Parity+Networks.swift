import Backprop
import TensorCore
import TestSupport
import Testing

// Losses, networks, and the conventions at ties and kinks.
extension Lesson02Parity {
  @Test func `ties and kinks follow the same conventions`() throws {
    try expect("table(V2.5, amax)", of: ["input"]) { $0[0].max() }
    try expect("table(V2.5, max along an axis)", of: ["input"]) { $0[0].maxOfRows() }
    try expect("table(V2.5, maximum)", of: ["left", "right"]) { maximum($0[0], $0[1]) }
    try expect("table(V2.5, minimum)", of: ["left", "right"]) { minimum($0[0], $0[1]) }
    try expect("table(V2.6, relu)", of: ["input"]) { relu($0[0]) }
    try expect("table(V2.6, abs)", of: ["input"]) { abs($0[0]) }
  }

  @Test func `expressions that use a value several times agree`() throws {
    try expect("table(V2.3)", of: ["a", "b", "c"]) { inputs in
      let (a, b, c) = (inputs[0], inputs[1], inputs[2])
      return tanh((a * b + c) / 4) * exp(-a) + b * b
    }
    try expect("shared(x * x)", of: ["x"]) { $0[0] * $0[0] }
    try expect("shared(x + x)", of: ["x"]) { $0[0] + $0[0] }
    try expect("shared(diamond)", of: ["x"]) { inputs in
      let square = inputs[0] * inputs[0]
      return (2 * square) * (3 * square)
    }
    try expect("shared(matrix)", of: ["input"]) { matmul($0[0], $0[0].transposed).softmax() }
  }

  @Test func `losses agree`() throws {
    let labels = try golden.integers("crossEntropy(mean).target")
    try expect("crossEntropy(mean)", of: ["input"]) { softmaxCrossEntropy($0[0], classes: labels) }
    let flags = try golden.tensor("binaryCrossEntropy(mean).target")
    try expect("binaryCrossEntropy(mean)", of: ["input"]) {
      sigmoidCrossEntropy($0[0], targets: flags)
    }
    let target = try golden.tensor("meanSquaredError(mean).target")
    try expect("meanSquaredError(mean)", of: ["input"]) { meanSquaredError($0[0], targets: target) }
  }

  @Test func `two-layer networks agree in every gradient`() throws {
    let names = ["input", "weight1", "bias1", "weight2", "bias2"]
    func outputs(_ inputs: [Variable]) -> Variable {
      let hidden = relu(linear(inputs[0], weight: inputs[1], bias: inputs[2]))
      return linear(hidden, weight: inputs[3], bias: inputs[4])
    }
    let labels = try golden.integers("table(V2.7).target")
    try expect("table(V2.7)", of: names) { softmaxCrossEntropy(outputs($0), classes: labels) }
    let target = try golden.tensor("table(V2.8).target")
    try expect("table(V2.8)", of: names) { meanSquaredError(outputs($0), targets: target) }
  }
}
