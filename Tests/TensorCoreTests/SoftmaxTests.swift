import TensorCore
import Testing

struct SoftmaxTests {
  /// A bound for a few exponentials and logarithms near 1, each off by some units in the last place.
  let tolerance = 16 * Scalar.ulpOfOne

  @Test func `values by hand`() {
    // Logarithms of 1, 2 and 5 have exponentials that sum to 8.
    let x = Tensor([1, 2, 5]).map { .log($0) }
    #expect(abs(x.logSumExp().scalar - .log(8)) < tolerance)
    #expect(x.softmax().distance(to: Tensor([0.125, 0.25, 0.625])) < tolerance)
    #expect(x.logSoftmax().distance(to: x - .log(8)) < tolerance)
  }

  @Test func `all three agree with each other row by row, in every shape`() {
    for shape in manyShapes where shape.axisCount > 0 && shape[-1] > 0 {
      let x = Tensor.random(shape)
      let rows = shape.replacing(axis: -1, with: 1)
      #expect(x.logSumExp().shape == shape.removing(axis: -1))
      #expect(x.softmax().shape == shape)
      #expect(x.softmax().sum(axis: -1).distance(to: .ones(shape.removing(axis: -1))) < tolerance)
      let plain = x.map { .exp($0) }
      #expect(x.softmax().distance(to: plain / plain.sum(axis: -1).reshaped(to: rows)) < tolerance)
      #expect(x.logSoftmax().distance(to: x - x.logSumExp().reshaped(to: rows)) < tolerance)
    }
  }

  @Test func `a shift of a row leaves its softmax and moves its logSumExp`() {
    let x = Tensor([[0, 1, 2], [-4, 0, 4]])
    let shift = Tensor([[1024], [-512]])
    #expect((x + shift).softmax() == x.softmax())
    #expect((x + shift).logSoftmax() == x.logSoftmax())
    let moved = (x + shift).logSumExp()
    // Rounded at the size of the shift.
    #expect(moved.distance(to: x.logSumExp() + shift.flattened) < 1024 * Scalar.ulpOfOne)
  }

  @Test func `large logits neither overflow nor lose the small ones`() {
    let x = Tensor([1000, 0])
    #expect(x.softmax() == Tensor([1, 0]))
    #expect(x.logSumExp().scalar == 1000)
    #expect(x.logSoftmax() == Tensor([0, -1000]))
    #expect(Tensor([-1000, -1000]).softmax() == Tensor([0.5, 0.5]))
    #expect(abs(Tensor([-1000, -1000]).logSumExp().scalar - (.log(2) - 1000)) < 1000 * tolerance)
  }

  @Test func `an excluded class has probability zero`() {
    let x = Tensor([-.infinity, 0])
    #expect(x.softmax() == Tensor([0, 1]))
    #expect(x.logSumExp().scalar == 0)
    #expect(x.logSoftmax() == Tensor([-.infinity, 0]))
  }

  @Test func `rows without a finite logit`() {
    let nothing = Tensor([-.infinity, -.infinity])
    #expect(nothing.logSumExp().scalar == -.infinity)
    #expect(nothing.softmax().scalars.allSatisfy { $0.isNaN })
    #expect(nothing.logSoftmax().scalars.allSatisfy { $0.isNaN })
    let certain = Tensor([.infinity, 0])
    #expect(certain.logSumExp().scalar == .infinity)
    #expect(certain.softmax().scalars.allSatisfy { $0.isNaN })
    #expect(certain.logSoftmax().scalars.allSatisfy { $0.isNaN })
  }

  @Test func `NaN fills its own row and no other`() {
    let x = Tensor([[0, .nan, 0], [0, 0, 0]])
    for result in [x.softmax(), x.logSoftmax()] {
      #expect(result.row(0).scalars.allSatisfy { $0.isNaN })
      #expect(result.row(1).isFinite)
    }
    #expect(x.logSumExp()[0].isNaN)
    #expect(abs(x.logSumExp()[1] - .log(3)) < tolerance)
  }

  @Test func `log-softmax keeps digits that the sum would round away`() {
    // With logits near 2²⁰ a number near their size is rounded to 2⁻³² in double and to 1/8 in
    // single precision; subtracting the greatest logit first loses nothing.
    let x = Tensor([0, 1, 2]) + 1_048_576
    #expect(x.logSoftmax() == Tensor([0, 1, 2]).logSoftmax())
  }

  @Test func `a row of a million is summed by halves`() {
    let tenth = Scalar.log(0.1)
    let x = Tensor([0] + [Scalar](repeating: tenth, count: 999_999))
    let sum = 1 + 999_999 * Double(Scalar.exp(tenth))
    // Twelve halvings and 32 additions in each lane, each half an ulp at most; then a logarithm
    // between 8 and 16, whose ulp is that of 1 times eight.
    let bound = 32 * Double(Scalar.ulpOfOne)
    #expect(abs(Double(x.logSumExp().scalar) - Double.log(sum)) < bound)
    #expect(abs(Double(x.softmax()[0]) * sum - 1) < bound)
    #expect(abs(Double(x.logSoftmax()[0]) + Double.log(sum)) < bound)
  }

  @Test func `rows without neighbors and batches without rows`() {
    #expect(Tensor([[3], [4]]).softmax() == .ones([2, 1]))
    #expect(Tensor.zeros([0, 3]).softmax().shape == [0, 3])
    #expect(Tensor.zeros([0, 3]).logSoftmax().shape == [0, 3])
    #expect(Tensor.zeros([0, 3]).logSumExp().shape == [0])
  }
}
