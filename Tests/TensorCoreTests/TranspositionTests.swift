import TensorCore
import Testing

struct TranspositionTests {
  /// Every order of `0 ..< count`.
  private func orders(_ count: Int) -> [[Int]] {
    (0..<count).reduce([[]]) { lists, next in
      lists.flatMap { list in
        (0...list.count).map { place in
          var longer = list
          longer.insert(next, at: place)
          return longer
        }
      }
    }
  }

  private func expected(_ x: Tensor, _ order: [Int]) -> Tensor {
    let target = Shape(order.map { x.shape[$0] })
    let scalars = everyIndex(of: target).map { index in
      var source = index
      for (place, axis) in order.enumerated() { source[axis] = index[place] }
      return x.at(source)
    }
    return Tensor(shape: target, scalars: scalars)
  }

  @Test func `the documented example`() {
    let images = Tensor.zeros([8, 3, 32, 24])
    #expect(images.transposed(axes: [0, 2, 3, 1]).shape == [8, 32, 24, 3])
  }

  @Test func `every order of the axes of every shape by an odometer`() {
    for shape in manyShapes + [[3, 2, 4, 5], [2, 3, 1, 2, 2]] {
      let x = Tensor.counting(shape)
      for order in orders(shape.axisCount) {
        let y = x.transposed(axes: order)
        #expect(y == expected(x, order), "\(shape) to \(order)")
        #expect(y == x.transposed(axes: order.map { $0 - shape.axisCount }))
        #expect(y.transposed(inverting: order) == x, "\(shape) from \(order)")
        #expect(y.transposed(inverting: order.map { $0 - shape.axisCount }) == x)
      }
    }
  }

  @Test(arguments: [15, 16, 17, 31, 32, 33, 50])
  func `tiles at the edge are whole`(side: Int) {
    let matrix = Tensor.counting([side, 18])
    #expect(matrix.transposed == expected(matrix, [1, 0]))
    let images = Tensor.counting([2, side, 3, 17])
    for order in [[0, 2, 3, 1], [3, 2, 1, 0], [1, 3, 0, 2]] {
      #expect(images.transposed(axes: order) == expected(images, order), "\(order)")
    }
  }

  @Test func `a transposed matrix is as by hand`() {
    #expect(Tensor([[1, 2, 3], [4, 5, 6]]).transposed == Tensor([[1, 4], [2, 5], [3, 6]]))
    #expect(Tensor.zeros([0, 3]).transposed.shape == [3, 0])
  }
}
