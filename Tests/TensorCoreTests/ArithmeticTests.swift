import TensorCore
import Testing

struct ArithmeticTests {
  let a = Tensor([[1, -2], [3, 0.5]])
  let b = Tensor([[4, 8], [-2, 0.25]])

  @Test func `operators work scalar by scalar`() {
    #expect(a + b == Tensor([[5, 6], [1, 0.75]]))
    #expect(a - b == Tensor([[-3, -10], [5, 0.25]]))
    #expect(a * b == Tensor([[4, -16], [-6, 0.125]]))
    #expect(a / b == Tensor([[0.25, -0.25], [-1.5, 2]]))
    #expect(-a == Tensor([[-1, 2], [-3, -0.5]]))
  }

  @Test func `a number on either side meets every scalar`() {
    #expect(a + 2 == Tensor([[3, 0], [5, 2.5]]))
    #expect(2 + a == a + 2)
    #expect(a - 2 == Tensor([[-1, -4], [1, -1.5]]))
    #expect(2 - a == Tensor([[1, 4], [-1, 1.5]]))
    #expect(a * 2 == Tensor([[2, -4], [6, 1]]))
    #expect(2 * a == a * 2)
    #expect(a / 2 == Tensor([[0.5, -1], [1.5, 0.25]]))
    #expect(2 / b == Tensor([[0.5, 0.25], [-1, 8]]))
  }

  @Test func `a number and a tensor that holds it alone give the same`() {
    #expect(a - 2 == a - Tensor(2))
    #expect(2 - a == Tensor(2) - a)
    #expect(2 / a == Tensor([2]) / a)
  }

  @Test func `operators in place give what their plain forms give`() {
    for other in [b, Tensor([5, 7]), Tensor([[5], [7]]), Tensor(3), Tensor([[2]])] {
      var results = [Tensor](repeating: a, count: 4)
      results[0] += other
      results[1] -= other
      results[2] *= other
      results[3] /= other
      #expect(results == [a + other, a - other, a * other, a / other], "\(other.shape)")
    }
    var results = [Tensor](repeating: a, count: 4)
    results[0] += 4
    results[1] -= 4
    results[2] *= 4
    results[3] /= 4
    #expect(results == [a + 4, a - 4, a * 4, a / 4])
  }

  @Test func `comparisons are masks of ones and zeros`() {
    let x = Tensor([1, 2, 3])
    let y = Tensor([3, 2, 1])
    #expect((x .> y) == Tensor([0, 0, 1]))
    #expect((x .>= y) == Tensor([0, 1, 1]))
    #expect((x .< y) == Tensor([1, 0, 0]))
    #expect((x .<= y) == Tensor([1, 1, 0]))
    #expect((x .== y) == Tensor([0, 1, 0]))
    #expect((x .> 2) == Tensor([0, 0, 1]))
    #expect((x .>= 2) == Tensor([0, 1, 1]))
    #expect((x .< 2) == Tensor([1, 0, 0]))
    #expect((x .<= 2) == Tensor([1, 1, 0]))
    #expect((x .== 2) == Tensor([0, 1, 0]))
    #expect((x .> x.reshaped(to: [3, 1])) == Tensor([[0, 1, 1], [0, 0, 1], [0, 0, 0]]))
  }

  @Test func `every comparison with NaN is false`() {
    let x = Tensor([.nan, .nan, 1])
    let y = Tensor([.nan, 1, .nan])
    for mask in [x .> y, x .>= y, x .< y, x .<= y, x .== y] { #expect(mask == .zeros([3])) }
    for mask in [y .> .nan, y .>= .nan, y .< .nan, y .<= .nan, y .== .nan] {
      #expect(mask == .zeros([3]))
    }
  }

  @Test func `selecting takes each scalar from the tensor the mask names`() {
    let mask = Tensor([[1, 0], [0, -0.5]])
    #expect(a.selected(where: mask, otherwise: b) == Tensor([[1, 8], [-2, 0.5]]))
    #expect(a.selected(where: mask, otherwise: Tensor(9)) == Tensor([[1, 9], [9, 0.5]]))
    #expect(a.selected(where: mask, otherwise: Tensor([7, 9])) == Tensor([[1, 9], [7, 0.5]]))
    #expect(a.selected(where: .ones([2, 2]), otherwise: Tensor(.nan)) == a)
    // The other side is not multiplied by zero: its NaN does not leak.
    let risky = Tensor([.nan, 1])
    #expect(risky.selected(where: Tensor([0, 1]), otherwise: Tensor(5)) == Tensor([5, 1]))
  }

  @Test func `clamping moves what is outside to the nearest end`() {
    let x = Tensor([-.infinity, -2, -1, 0, 1, 2, .infinity])
    #expect(x.clamped(to: -1...1) == Tensor([-1, -1, -1, 0, 1, 1, 1]))
    #expect(x.clamped(to: 3...3) == Tensor(repeating: 3, shape: [7]))
    #expect(Tensor([.nan]).clamped(to: -1...1).scalar.isNaN)
    // A zero at an end of the range is inside, whatever its sign, and stays as it is.
    #expect(Tensor(-0.0).clamped(to: 0...1).scalar.sign == .minus)
    #expect(Tensor(0.0).clamped(to: -1...(-0.0)).scalar.sign == .plus)
  }

  @Test func `finiteness notices a single NaN or infinity at any place`() {
    for count in [1, 2, 7, 8, 9, 300] {
      #expect(Tensor.counting([count]).isFinite)
      for bad in [Scalar.nan, .infinity, -.infinity] {
        for place in Set([0, count / 2, count - 1]) {
          var x = Tensor.counting([count])
          x[place] = bad
          #expect(!x.isFinite, "\(bad) at \(place) of \(count)")
        }
      }
    }
    #expect(Tensor([.greatestFiniteMagnitude, -.greatestFiniteMagnitude, -0.0]).isFinite)
    #expect(Tensor.zeros([0, 3]).isFinite)
    // Infinities of both signs do not cancel.
    #expect(!Tensor([.infinity, -.infinity]).isFinite)
  }

  @Test func `maximum and minimum pass NaN on from either side`() {
    let x = Tensor([1, 5, .nan, 1, .nan, -.infinity])
    let y = Tensor([2, 3, 1, .nan, .nan, .infinity])
    let (greater, lesser) = (maximum(x, y), minimum(x, y))
    #expect(greater.slice(0..<2) == Tensor([2, 5]))
    #expect(lesser.slice(0..<2) == Tensor([1, 3]))
    #expect((2..<5).allSatisfy { greater[$0].isNaN && lesser[$0].isNaN })
    #expect(greater[5] == .infinity)
    #expect(lesser[5] == -.infinity)
    #expect(maximum(Tensor([[1], [4]]), Tensor([2, 3])) == Tensor([[2, 3], [4, 4]]))
    #expect(minimum(Tensor([[1], [4]]), Tensor([2, 3])) == Tensor([[1, 1], [2, 3]]))
    #expect(maximum(.nan, 1 as Scalar).isNaN && maximum(1 as Scalar, .nan).isNaN)
    #expect(minimum(.nan, 1 as Scalar).isNaN && minimum(1 as Scalar, .nan).isNaN)
  }
}
