import TensorCore
import Testing

struct ReductionTests {
  // MARK: Means and variances

  @Test func `means and variances by hand`() {
    let x = Tensor([[1, 2, 3], [5, 5, 8]])
    #expect(x.mean() == 4)
    #expect(x.mean(axis: 0) == Tensor([3, 3.5, 5.5]))
    #expect(x.mean(axis: 1) == Tensor([2, 6]))
    #expect(Tensor([1, 2, 3, 6]).variance() == 3.5)
    #expect(Tensor([1, 2, 3, 6]).variance(correction: 2) == 7)
    #expect(x.variance(axis: 0) == Tensor([4, 2.25, 6.25]))
    #expect(x.variance(axis: 0, correction: 1) == Tensor([8, 4.5, 12.5]))
    #expect(x.variance(axis: -1, correction: 1) == Tensor([1, 3]))
  }

  @Test func `the variance keeps its digits under a large mean`() {
    // The shortcut E[x²] − E[x]² has nothing left: the squares of the mean have 16 digits.
    #if SinglePrecision
      let mean: Scalar = 4096
    #else
      let mean: Scalar = 1e8
    #endif
    let x = Tensor([-1.5, -0.5, 0.5, 1.5]) + mean
    let shortcut = (x * x).mean() - x.mean() * x.mean()
    #expect(x.variance() == 1.25)
    #expect(x.reshaped(to: [4, 1]).variance(axis: 0) == Tensor([1.25]))
    #expect(abs(shortcut - 1.25) > 0.2)
  }

  @Test func `the variance does not feel a shift and feels a scale squared`() {
    let x = Tensor.random([64, 3])
    let variance = x.variance(axis: 0)
    // Deviations near 1 from means near 1: rounding of a few units in the last place.
    #expect((x + 1).variance(axis: 0).distance(to: variance) < 64 * Scalar.ulpOfOne)
    #expect((x * 4).variance(axis: 0) == variance * 16)
  }

  @Test func `without scalars means and variances are NaN`() {
    #expect(Tensor.zeros([0]).mean().isNaN)
    #expect(Tensor.zeros([0]).variance().isNaN)
    #expect(Tensor.zeros([0, 2]).mean(axis: 0).scalars.allSatisfy { $0.isNaN })
    #expect(Tensor.zeros([0, 2]).variance(axis: 0).scalars.allSatisfy { $0.isNaN })
    #expect(Tensor.zeros([0, 2]).variance(axis: 1).shape == [0])
  }

  @Test func `a correction of the whole count gives no negative variance`() {
    #expect(Tensor([3]).variance(correction: 1).isNaN)
    #expect(Tensor([3, 5]).variance(correction: 2) == .infinity)
    #expect(Tensor([3, 5]).variance(correction: 3) == .infinity)
    #expect(Tensor([[3, 5]]).variance(axis: 1, correction: 7) == Tensor([.infinity]))
    #expect(Tensor([[3, 5]]).variance(axis: 0, correction: 1).scalars.allSatisfy { $0.isNaN })
  }

  // MARK: Extremes

  @Test func `extremes along every axis of every shape equal an odometer's`() {
    for shape in manyShapes {
      // Neither rising nor falling, and with equal scalars.
      let x = Tensor.counting(shape).map { ($0 * 5).remainder(dividingBy: 7) }
      for axis in 0..<shape.axisCount where shape[axis] > 0 {
        let reduced = shape.removing(axis: axis)
        var greatest = [Scalar](repeating: -.infinity, count: reduced.elementCount)
        var least = [Scalar](repeating: .infinity, count: reduced.elementCount)
        for index in everyIndex(of: shape) {
          var kept = index
          kept.remove(at: axis)
          let place = position(of: kept, in: reduced)
          greatest[place] = max(greatest[place], x.at(index))
          least[place] = min(least[place], x.at(index))
        }
        #expect(x.max(axis: axis) == Tensor(shape: reduced, scalars: greatest), "\(shape) \(axis)")
        #expect(x.min(axis: axis) == Tensor(shape: reduced, scalars: least), "\(shape) \(axis)")
        #expect(x.max(axis: axis - shape.axisCount) == x.max(axis: axis))
      }
      guard shape.elementCount > 0 else { continue }
      #expect(x.max() == x.scalars.max())
      #expect(x.min() == x.scalars.min())
    }
  }

  @Test func `an extreme is NaN if any scalar is, wherever it stands`() {
    for place in 0..<5 {
      var x = Tensor([3, -1, .infinity, -.infinity, 2])
      x[place] = .nan
      #expect(x.max().isNaN && x.min().isNaN, "NaN at \(place)")
      for shape: Shape in [[5, 1], [1, 5]] {
        let axis = shape[0] == 5 ? 0 : 1
        let y = x.reshaped(to: shape)
        #expect(y.max(axis: axis)[0].isNaN && y.min(axis: axis)[0].isNaN, "NaN at \(place)")
      }
      #expect(x.argmax() == [place])
    }
    // Only the column with the NaN has one.
    let columns = Tensor([[1, .nan], [5, 2], [3, 3]])
    #expect(columns.max(axis: 0)[0] == 5 && columns.max(axis: 0)[1].isNaN)
  }

  @Test func `the position of the greatest is that of the first of equals`() {
    #expect(Tensor([1, 3, 3, 2]).argmax() == [1])
    #expect(Tensor([[1, 0], [2, 7], [4, 4]]).argmax() == [0, 1, 0])
    #expect(Tensor(shape: [2, 1, 2], scalars: [1, 2, 4, 3]).argmax() == [1, 0])
    #expect(Tensor([-.infinity, -.infinity]).argmax() == [0])
    #expect(Tensor([1, .nan, .infinity, .nan]).argmax() == [1])
    #expect(Tensor(7).argmax() == [0])
    #expect(Tensor.zeros([0, 3]).argmax() == [])
  }

  // MARK: Norms

  @Test func `norms by hand`() {
    let x = Tensor([[3, 0], [0, -4]])
    #expect(x.norm() == 5)
    #expect(x.sumOfMagnitudes() == 7)
    #expect(x.maximumMagnitude() == 4)
    let none = Tensor.zeros([0, 2])
    #expect([none.norm(), none.sumOfMagnitudes(), none.maximumMagnitude()] == [0, 0, 0])
  }

  @Test func `the norm of extreme scalars neither overflows nor vanishes`() {
    let (large, small) = (Scalar.greatestFiniteMagnitude / 4, Scalar.leastNormalMagnitude * 4)
    for size in [large, small] {
      let norm = Tensor([size, -size, size, size]).norm()
      #expect(abs(norm / (2 * size) - 1) < 4 * Scalar.ulpOfOne, "\(size)")
    }
  }

  @Test func `the norm of a tensor that is not finite is not finite`() {
    #expect(Tensor([1, .nan]).norm().isNaN)
    #expect(Tensor([1, -.infinity]).norm() == .infinity)
    #expect(Tensor([1, .nan]).maximumMagnitude().isNaN)
  }
}
