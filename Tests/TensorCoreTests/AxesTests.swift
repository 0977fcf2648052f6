import TensorCore
import Testing

struct AxesTests {
  /// Every list of some of the axes of a shape, in rising order.
  private func lists(_ axisCount: Int) -> [[Int]] {
    (0..<1 << axisCount).map { bits in (0..<axisCount).filter { bits >> $0 & 1 == 1 } }
  }

  // MARK: Sums

  @Test func `the documented example`() {
    let x = Tensor([[1, 3], [10, 30]])
    let centered = x - x.mean(axes: [1]).insertingAxes(at: [1])
    #expect(centered == Tensor([[-1, 1], [-10, 10]]))
  }

  @Test func `sums over every list of axes equal an odometer's`() {
    for shape in manyShapes {
      let x = Tensor.counting(shape)
      for axes in lists(shape.axisCount) {
        let kept = (0..<shape.axisCount).filter { !axes.contains($0) }
        let target = Shape(kept.map { shape[$0] })
        var sums = [Scalar](repeating: 0, count: target.elementCount)
        for index in everyIndex(of: shape) {
          sums[position(of: kept.map { index[$0] }, in: target)] += x.at(index)
        }
        let expected = Tensor(shape: target, scalars: sums)
        #expect(x.sum(axes: axes) == expected, "\(shape) over \(axes)")
        #expect(x.sum(axes: axes.reversed().map { $0 - shape.axisCount }) == expected)
        #expect(shape.removing(axes: axes.reversed()) == target)
      }
    }
  }

  @Test func `sums over channels keep the small rounding error`() {
    // A sixth of a million tenths for each of 6 channels; a running sum loses thousands of ulps.
    let (batch, channels, side) = (42, 6, 63)
    let tenths = Tensor(repeating: 0.1, shape: [batch, channels, side, side])
    let count = batch * side * side
    let exact = Double(Scalar(0.1)) * Double(count)
    let naive = [Scalar](repeating: 0.1, count: count).reduce(0, +)
    let sums = tenths.sum(axes: [0, 2, 3]).scalars
    // 5 halvings and 32 additions in each lane within an image, one halving and 21 between images.
    let bound = 59 * Double(Scalar(exact).ulp) / 2
    #expect(sums.count == channels)
    for sum in sums {
      #expect(abs(Double(sum) - exact) < bound)
      #expect(abs(Double(sum) - exact) * 100 < abs(Double(naive) - exact))
    }
  }

  // MARK: Means and variances

  @Test func `means and variances over axes by hand`() {
    // Two images of two channels, each of one row of two pixels.
    let x = Tensor(shape: [2, 2, 1, 2], scalars: [1, 2, 10, 10, 3, 6, 10, 14])
    #expect(x.mean(axes: [0, 2, 3]) == Tensor([3, 11]))
    #expect(x.variance(axes: [0, 2, 3]) == Tensor([3.5, 3]))
    #expect(x.variance(axes: [-1, 0, 2], correction: 2) == Tensor([7, 6]))
    #expect(x.mean(axes: [1, 3]) == Tensor([[5.75], [8.25]]))
  }

  @Test func `one axis, all axes and none are special cases`() {
    let x = Tensor.random([3, 4, 5])
    let tolerance = 16 * Scalar.ulpOfOne
    #expect(x.sum(axes: [1]) == x.sum(axis: 1))
    #expect(x.mean(axes: [-1]) == x.mean(axis: 2))
    #expect(x.variance(axes: [0], correction: 1) == x.variance(axis: 0, correction: 1))
    #expect(abs(x.mean(axes: [0, 1, 2]).scalar - x.mean()) < tolerance)
    #expect(abs(x.variance(axes: [2, 0, 1]).scalar - x.variance()) < tolerance)
    #expect(x.sum(axes: []) == x)
    #expect(x.mean(axes: []) == x)
    #expect(x.variance(axes: []) == .zeros([3, 4, 5]))
  }

  @Test func `means and variances over an empty axis are NaN`() {
    let none = Tensor.zeros([2, 0, 3])
    #expect(none.mean(axes: [0, 1]).scalars.allSatisfy { $0.isNaN })
    #expect(none.variance(axes: [1, 2]).scalars.allSatisfy { $0.isNaN })
    #expect(none.mean(axes: [1, 2]).shape == [2])
    #expect(none.mean(axes: [0, 2]).shape == [0])
  }

  @Test func `a correction beyond the count leaves no variance`() {
    let x = Tensor(shape: [1, 2, 2], scalars: [1, 2, 3, 3])
    let variances = x.variance(axes: [0, 2], correction: 3)
    #expect(variances[0] == .infinity && variances[1].isNaN)
  }

  @Test func `variances over axes keep their digits under a large mean`() {
    let x = Tensor(shape: [2, 1, 2], scalars: [-1.5, -0.5, 0.5, 1.5]) + 4096
    #expect(x.variance(axes: [0, 2]) == Tensor([1.25]))
  }

  // MARK: Axes of length 1

  @Test func `axes inserted at any places broadcast back`() {
    for shape in manyShapes {
      let x = Tensor.counting(shape)
      for axes in lists(shape.axisCount) {
        let kept = Shape(
          shape.lengths.enumerated().map { axes.contains($0.offset) ? 1 : $0.element })
        let sums = x.sum(axes: axes)
        #expect(sums.insertingAxes(at: axes).shape == kept)
        #expect(sums.insertingAxes(at: axes.map { $0 - shape.axisCount }).shape == kept)
        #expect(sums.insertingAxes(at: axes.reversed()) == x.summed(to: kept))
        #expect(sums.shape.insertingAxes(at: axes) == kept)
      }
    }
    #expect(Tensor(3).insertingAxes(at: [0, 1]) == Tensor([[3]]))
    #expect(Tensor([3, 4]).insertingAxes(at: [-1]) == Tensor([[3], [4]]))
  }
}
