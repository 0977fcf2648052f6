import TensorCore
import Testing

struct SumTests {
  @Test func `whole numbers sum exactly at every length to a thousand`() {
    for count in Array(0...70) + [255, 256, 257, 511, 512, 513, 1000] {
      #expect(Tensor.counting([count]).sum() == Scalar(count * (count + 1) / 2), "\(count)")
    }
    #expect(Tensor(5).sum() == 5)
  }

  @Test func `sums along every axis of every shape equal an odometer's`() {
    for shape in manyShapes {
      let x = Tensor.counting(shape)
      for axis in 0..<shape.axisCount {
        var expected = Tensor.zeros(shape.removing(axis: axis))
        var sums = expected.scalars
        for index in everyIndex(of: shape) {
          var kept = index
          kept.remove(at: axis)
          sums[position(of: kept, in: expected.shape)] += x.at(index)
        }
        expected = Tensor(shape: expected.shape, scalars: sums)
        #expect(x.sum(axis: axis) == expected, "\(shape), axis \(axis)")
        #expect(x.sum(axis: axis - shape.axisCount) == expected)
      }
    }
  }

  @Test func `long axes are summed whole, first, middle and last`() {
    for count in [31, 32, 33, 63, 64, 65, 300] {
      let total = Scalar(count * (count + 1) / 2)
      let column = Tensor.counting([count, 1])
      #expect((column * Tensor([1, 2, 3])).sum(axis: 0) == Tensor([1, 2, 3]) * total)
      let middle = column * Tensor(shape: [2, 1, 2], scalars: [1, 2, 3, 4])
      #expect(middle.sum(axis: 1) == Tensor([[1, 2], [3, 4]]) * total)
      #expect(
        Tensor.counting([count]).broadcast(to: [3, count]).sum(axis: 1) == .ones([3]) * total)
    }
  }

  @Test func `an empty axis sums to zero`() {
    #expect(Tensor.zeros([3, 0]).sum(axis: 1) == .zeros([3]))
    #expect(Tensor.zeros([0, 3]).sum(axis: 0) == .zeros([3]))
    #expect(Tensor.zeros([2, 0, 3]).sum(axis: 1) == .zeros([2, 3]))
    #expect(Tensor.zeros([2, 0, 3]).sum(axis: 0).shape == [0, 3])
    #expect(Tensor.zeros([2, 0]).sum() == 0)
  }

  @Test func `a million tenths err a thousandth as much as a running sum`() {
    let tenths = [Scalar](repeating: 0.1, count: 1_000_000)
    let exact = Double(Scalar(0.1)) * 1e6
    let naive = abs(Double(tenths.reduce(0, +)) - exact)
    // Twelve halvings and 32 additions in each lane, each half an ulp of 1e5 at most.
    let bound = 44 * Double(Scalar(1e5).ulp) / 2
    let pairwise = abs(Double(Tensor(tenths).sum()) - exact)
    #expect(pairwise < bound)
    #expect(pairwise * 1000 < naive)
    let rows = Tensor(shape: [1_000_000 / 4, 4], scalars: tenths).sum(axis: 0)
    #expect(abs(Double(rows[2]) - exact / 4) < bound)
  }

  // MARK: Broadcasting, reversed

  @Test func `summing to a shape gathers what broadcasting spread`() {
    for target in manyShapes {
      for shape in manyShapes where target.broadcast(with: shape) == shape {
        let x = Tensor.counting(shape)
        var sums = [Scalar](repeating: 0, count: target.elementCount)
        for index in everyIndex(of: shape) {
          sums[position(of: aligned(index, to: target), in: target)] += x.at(index)
        }
        let expected = Tensor(shape: target, scalars: sums)
        #expect(x.summed(to: target) == expected, "\(shape) to \(target)")
      }
    }
  }

  @Test func `summing to a shape is the adjoint of broadcasting`() {
    // ⟨broadcast(x), y⟩ = ⟨x, summed(y)⟩, exact on whole numbers.
    for source in manyShapes {
      for target in manyShapes where source.broadcast(with: target) == target {
        let (x, y) = (Tensor.counting(source), Tensor.counting(target) * 2)
        #expect(dot(x.broadcast(to: target), y) == dot(x, y.summed(to: source)))
      }
    }
  }
}
