import TensorCore
import Testing

struct SubscriptTests {
  @Test func `every index reads and writes its own scalar`() {
    var matrix = Tensor.zeros([3, 4])
    for row in 0..<3 { for column in 0..<4 { matrix[row, column] = Scalar(10 * row + column) } }
    for row in 0..<3 {
      for column in 0..<4 {
        #expect(matrix[row, column] == Scalar(10 * row + column))
        #expect(matrix.scalars[4 * row + column] == Scalar(10 * row + column))
      }
    }
    var block = Tensor.counting([2, 3, 4])
    block[1, 2, 3] += 100
    #expect(block.scalars[23] == 124)
    #expect(block[1, 0, 2] == 15)
    var vector = Tensor([1, 2])
    vector[1] = 5
    #expect(vector == Tensor([1, 5]))
    var single = Tensor(1)
    single[] = 4
    #expect(single[] == 4)
  }

  @Test func `a row is a slice along the first axis without it`() {
    for shape: Shape in [[3], [3, 2], [3, 1, 4], [3, 0], [3, 2, 0, 2]] {
      let x = Tensor.counting(shape)
      for index in 0..<3 {
        #expect(x.row(index).shape == shape.removing(axis: 0))
        #expect(x.row(index).scalars == x.slice(index..<index + 1).scalars)
      }
    }
    #expect(Tensor([[1, 2], [3, 4]]).row(1) == Tensor([3, 4]))
  }

  @Test func `every slice of every axis holds what an odometer reads`() {
    for shape in manyShapes {
      let x = Tensor.counting(shape)
      for axis in 0..<shape.axisCount {
        for low in 0...shape[axis] {
          for high in low...shape[axis] {
            let part = x.slice(low..<high, axis: axis)
            #expect(part.shape == shape.replacing(axis: axis, with: high - low))
            let expected = everyIndex(of: part.shape).map { index in
              var index = index
              index[axis] += low
              return x.at(index)
            }
            #expect(part.scalars == expected, "\(shape), axis \(axis), \(low)..<\(high)")
            #expect(x.slice(low..<high, axis: axis - shape.axisCount) == part)
          }
        }
      }
    }
  }

  @Test func `slices joined again are the whole`() {
    for shape in manyShapes {
      let x = Tensor.counting(shape)
      for axis in 0..<shape.axisCount {
        for cut in 0...shape[axis] {
          let parts = [
            x.slice(0..<cut, axis: axis), x.slice(cut..<cut, axis: axis),
            x.slice(cut..<shape[axis], axis: axis),
          ]
          #expect(Tensor.concatenation(parts, axis: axis) == x, "\(shape), axis \(axis), \(cut)")
          #expect(Tensor.concatenation(parts, axis: axis - shape.axisCount) == x)
        }
      }
    }
  }

  @Test func `concatenation joins different lengths along any axis`() {
    let a = Tensor([[1, 2], [3, 4]])
    #expect(Tensor.concatenation([a, Tensor([[5, 6]])]) == Tensor([[1, 2], [3, 4], [5, 6]]))
    #expect(
      Tensor.concatenation([a, Tensor([[5], [6]])], axis: 1) == Tensor([[1, 2, 5], [3, 4, 6]]))
    #expect(Tensor.concatenation([a]) == a)
    #expect(Tensor.concatenation([.zeros([0, 2]), a]) == a)
    #expect(Tensor.concatenation([.zeros([0, 2]), .zeros([0, 3])], axis: 1).shape == [0, 5])
  }

  @Test func `gathering takes rows in the indices' order, repeats too`() {
    let x = Tensor([[1, 2], [3, 4], [5, 6]])
    #expect(x.gathering(rows: [2, 0, 2]) == Tensor([[5, 6], [1, 2], [5, 6]]))
    #expect(x.gathering(rows: []).shape == [0, 2])
    #expect(Tensor([7, 8, 9]).gathering(rows: [1, 1]) == Tensor([8, 8]))
    #expect(Tensor.counting([2, 2, 3]).gathering(rows: [1]).scalars == [7, 8, 9, 10, 11, 12])
    #expect(Tensor.zeros([3, 0]).gathering(rows: [1, 2]).shape == [2, 0])
    #expect(Tensor.zeros([0, 3]).gathering(rows: []).shape == [0, 3])
  }

  @Test func `scattering sums what lands on one row`() {
    var x = Tensor.zeros([3, 2])
    x.scatterAdd(Tensor([[1, 2], [10, 20], [100, 200]]), toRows: [2, 0, 2])
    #expect(x == Tensor([[10, 20], [0, 0], [101, 202]]))
    x.scatterAdd(.zeros([0, 2]), toRows: [])
    #expect(x[2, 1] == 202)
  }

  @Test func `scattering is the adjoint of gathering`() {
    // ⟨gather(x), y⟩ = ⟨x, scatter(y)⟩ for every x and y; whole numbers make it exact.
    let indices = [3, 0, 3, 1, 3]
    let (x, y) = (Tensor.counting([4, 3]), Tensor.counting([5, 3]) * 2)
    var scattered = Tensor.zeros([4, 3])
    scattered.scatterAdd(y, toRows: indices)
    #expect(dot(x.gathering(rows: indices), y) == dot(x, scattered))
  }

  @Test func `picking takes one scalar of each row`() {
    let x = Tensor([[1, 2, 3], [4, 5, 6]])
    for first in 0..<3 {
      for second in 0..<3 {
        #expect(x.picking(columns: [first, second]) == Tensor([x[0, first], x[1, second]]))
      }
    }
    #expect(Tensor.zeros([0, 3]).picking(columns: []).shape == [0])
  }

  @Test func `one-hot rows hold a single one, where picking finds it`() {
    let classes = [2, 0, 1, 2]
    let hot = Tensor.oneHot(classes, classCount: 3)
    #expect(hot == Tensor([[0, 0, 1], [1, 0, 0], [0, 1, 0], [0, 0, 1]]))
    #expect(hot.picking(columns: classes) == .ones([4]))
    #expect(hot.argmax() == classes)
    #expect(Tensor.oneHot([], classCount: 3).shape == [0, 3])
    #expect(Tensor.oneHot([], classCount: 0).shape == [0, 0])
  }
}
