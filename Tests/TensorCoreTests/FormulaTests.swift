import TensorCore
import Testing

struct FormulaTests {
  private struct Cube: ElementwiseFormula {
    func value(_ x: Scalar) -> Scalar { x * x * x }
    func slope(_ x: Scalar) -> Scalar { 3 * x * x }
  }

  @Test func `a loop of a formula gives its value at every scalar`() {
    let y = Tensor([[1, 2], [3, -4]]).mapped(by: MapLoop(valuesOf: Cube()))
    #expect(y == Tensor([[1, 8], [27, -64]]))
  }

  @Test func `a gradient goes back times the slope at its place`() {
    let back = CombiningLoop(slopesOf: Cube())
    #expect(
      Tensor([1, 10, 100]).combined(with: Tensor([1, 2, 3]), by: back) == Tensor([3, 120, 2700]))
  }

  @Test func `a slope takes the input unless its type says otherwise`() {
    #expect(!Cube.slopeTakesOutput)
  }
}
