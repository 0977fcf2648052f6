import TensorCore
import Testing

struct ShapeTests {
  @Test func `a shape counts its scalars`() {
    let counts: [(Shape, Int)] = [([], 1), ([0], 0), ([7], 7), ([2, 3, 4], 24), ([2, 0, 3], 0)]
    for (shape, count) in counts { #expect(shape.elementCount == count, "\(shape)") }
  }

  @Test func `the scalars of a shape are as many as its indices`() {
    for shape in manyShapes {
      #expect(everyIndex(of: shape).count == shape.elementCount, "\(shape)")
    }
  }

  @Test func `strides lead from each index to its position`() {
    for shape in manyShapes {
      for (place, index) in everyIndex(of: shape).enumerated() {
        let byStrides = zip(index, shape.strides).reduce(0) { $0 + $1.0 * $1.1 }
        #expect(byStrides == place, "\(shape) at \(index)")
      }
    }
  }

  @Test func `negative axes count from the end`() {
    let shape: Shape = [2, 3, 4]
    #expect((-3..<3).map { shape[$0] } == [2, 3, 4, 2, 3, 4])
    #expect(shape.replacing(axis: -1, with: 9) == [2, 3, 9])
    #expect(shape.replacing(axis: 0, with: 0) == [0, 3, 4])
    #expect(shape.removing(axis: -2) == [2, 4])
    #expect(shape.removing(axis: 0) == [3, 4])
  }

  @Test func `a length of zero leaves nothing, wherever it stands`() {
    for lengths in [[0, .max], [.max, 0], [1 << 40, 0, 1 << 20]] {
      #expect(Shape(lengths).elementCount == 0)
      #expect(Shape(lengths).strides.last == 1)
    }
  }

  @Test func `a shape prints as its lengths`() {
    #expect("\(Shape([2, 3]))" == "[2, 3]")
    #expect("\(Shape([]))" == "[]")
  }

  // MARK: Broadcasting

  @Test func `the examples of NumPy's manual broadcast as it says`() {
    let examples: [(Shape, Shape, Shape?)] = [
      ([256, 256, 3], [3], [256, 256, 3]),
      ([8, 1, 6, 1], [7, 1, 5], [8, 7, 6, 5]),
      ([5, 4], [1], [5, 4]),
      ([5, 4], [4], [5, 4]),
      ([15, 3, 5], [15, 1, 5], [15, 3, 5]),
      ([15, 3, 5], [3, 1], [15, 3, 5]),
      ([3], [4], nil),
      ([2, 1], [8, 4, 3], nil),
    ]
    for (a, b, common) in examples {
      #expect(a.broadcast(with: b) == common, "\(a) and \(b)")
      #expect(b.broadcast(with: a) == common, "\(b) and \(a)")
    }
  }

  @Test func `broadcasting commutes, fits itself and any single scalar`() {
    for a in manyShapes {
      #expect(a.broadcast(with: a) == a)
      #expect(a.broadcast(with: []) == a)
      for b in manyShapes { #expect(a.broadcast(with: b) == b.broadcast(with: a), "\(a) and \(b)") }
    }
  }

  @Test func `both operands broadcast to the common shape`() {
    for a in manyShapes {
      for b in manyShapes {
        guard let common = a.broadcast(with: b) else { continue }
        #expect(a.broadcast(with: common) == common, "\(a) and \(b)")
        #expect(b.broadcast(with: common) == common, "\(a) and \(b)")
      }
    }
  }

  @Test func `an axis of length zero stretches one and refuses others`() {
    #expect(Shape([1]).broadcast(with: [0]) == [0])
    #expect(Shape([2, 1]).broadcast(with: [1, 0]) == [2, 0])
    #expect(Shape([3]).broadcast(with: [0]) == nil)
  }
}
