import Autograd
import Backprop
import Course
import TensorCore
import Testing

/// Small promises of engine and derivations, each of which a change of one sign or word would break.
@Suite struct Lesson02Details {
  @Test func `zero is on the sign's positive piece`() {
    func piece(_ x: Scalar) -> [Int] { sign(leaf(Tensor([x]))).branches }
    #expect(piece(0) == piece(1))
    #expect(piece(0) != piece(-1))
  }

  @Test func `the derived logSumExp is along the last axis`() throws {
    var generator = SplitMix64(seed: 1)
    var input = Tensor.normal([2, 2, 3], using: &generator)
    // The greatest along the last axis and the greatest along the one before are different numbers.
    input[1, 0, 1] = .infinity
    let cotangent = Tensor.normal([2, 2], using: &generator)
    let x = leaf(input)
    try x.logSumExp().backward(cotangent: cotangent)
    let engine = try #require(x.gradient).scalars
    let derived = LayerRules.logSumExp(cotangent, input: input).scalars
    #expect(engine.count { $0.isNaN } == 1)
    #expect(zip(derived, engine).allSatisfy { abs($0 - $1) < 1e-6 || $0.isNaN && $1.isNaN })
  }

  @Test func `a convolution trains its weight and its bias`() {
    var generator = SplitMix64(seed: 1)
    let layer = Conv2d(inputCount: 1, outputCount: 2, kernelSize: 3, using: &generator)
    #expect(layer.parameters.map(\.name) == ["weight", "bias"])
    #expect(Conv2d(weight: .ones([1, 1, 2, 2]), bias: nil).parameters.map(\.name) == ["weight"])
  }

  @Test func `a name in a path that begins or ends with a point is refused`() async {
    await #expect(processExitsWith: .failure) {
      _ = StateEntry.integer("weight.", Counter(), \.count)
    }
    await #expect(processExitsWith: .failure) {
      _ = StateEntry.integer(".weight", Counter(), \.count)
    }
    #expect(StateEntry.integer("weight", Counter(), \.count).name == "weight")
  }

  private final class Counter { var count = 0 }
}
