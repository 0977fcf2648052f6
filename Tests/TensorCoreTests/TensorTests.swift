import TensorCore
import Testing

struct TensorTests {
  @Test func `the documented example`() {
    let x = Tensor([[1, 2], [3, 4]])
    let y = x * 10 + Tensor([1, 2])
    #expect(y == Tensor([[11, 22], [31, 42]]))
    #expect(y.sum(axis: 0) == Tensor([42, 64]))
  }

  @Test func `tensors are created with the shape that their scalars have`() {
    #expect(Tensor(3).shape == [])
    #expect(Tensor([1, 2, 3]).shape == [3])
    #expect(Tensor([[1, 2, 3], [4, 5, 6]]).shape == [2, 3])
    #expect(Tensor([[1, 2, 3], [4, 5, 6]]).scalars == [1, 2, 3, 4, 5, 6])
    #expect(Tensor([[], []] as [[Scalar]]).shape == [2, 0])
    #expect(Tensor([] as [[Scalar]]).shape == [0, 0])
    #expect(Tensor([] as [Scalar]).shape == [0])
    #expect(Tensor(repeating: 7, shape: [2, 2]) == Tensor([[7, 7], [7, 7]]))
    #expect(Tensor.zeros([2]) == Tensor([0, 0]))
    #expect(Tensor.ones([2, 1]) == Tensor([[1], [1]]))
    for shape in manyShapes {
      #expect(Tensor.zeros(shape).elementCount == shape.elementCount, "\(shape)")
    }
  }

  @Test func `the identity has ones on its diagonal only`() {
    #expect(Tensor.identity(0).shape == [0, 0])
    #expect(Tensor.identity(1) == Tensor([[1]]))
    #expect(Tensor.identity(3) == Tensor([[1, 0, 0], [0, 1, 0], [0, 0, 1]]))
  }

  @Test func `evenly spaced scalars hold both ends exactly`() {
    #expect(
      Tensor.linearlySpaced(from: 0, through: 1, count: 5) == Tensor([0, 0.25, 0.5, 0.75, 1]))
    #expect(Tensor.linearlySpaced(from: 2, through: -2, count: 3) == Tensor([2, 0, -2]))
    // Forty-nine times the rounded 1/49 is less than 1: the last scalar is set, not added up.
    for (start, end) in [(0, 1), (-0.3, 0.7)] as [(Scalar, Scalar)] {
      for count in 2...100 {
        let spaced = Tensor.linearlySpaced(from: start, through: end, count: count).scalars
        #expect(spaced.count == count && spaced.first == start && spaced.last == end)
        #expect(spaced == spaced.sorted())
      }
    }
  }

  @Test func `one scalar can be read whatever its shape`() {
    for shape: Shape in [[], [1], [1, 1, 1]] { #expect(Tensor.counting(shape).scalar == 1) }
  }

  // MARK: Shape

  @Test func `reshaping keeps the scalars and their order`() {
    let x = Tensor.counting([2, 6])
    for shape: Shape in [[12], [3, 4], [2, 1, 3, 2], [12, 1]] {
      #expect(x.reshaped(to: shape).scalars == x.scalars)
      #expect(x.reshaped(to: shape).shape == shape)
    }
    #expect(x.flattened == Tensor.counting([12]))
    #expect(Tensor(5).flattened == Tensor([5]))
    #expect(Tensor.zeros([2, 0]).reshaped(to: [0, 7]).shape == [0, 7])
  }

  @Test func `transposing exchanges rows and columns`() {
    for rowCount in 0...4 {
      for columnCount in 0...4 {
        let x = Tensor.counting([rowCount, columnCount])
        let y = x.transposed
        #expect(y.shape == [columnCount, rowCount])
        for row in 0..<rowCount {
          for column in 0..<columnCount { #expect(y[column, row] == x[row, column]) }
        }
        #expect(y.transposed == x)
      }
    }
  }

  @Test func `broadcasting to a shape copies what an odometer reads`() {
    for source in manyShapes {
      for target in manyShapes where source.broadcast(with: target) == target {
        let x = Tensor.counting(source)
        let y = x.broadcast(to: target)
        #expect(y.shape == target)
        let expected = everyIndex(of: target).map { x.at(aligned($0, to: source)) }
        #expect(y.scalars == expected, "\(source) to \(target)")
      }
    }
  }

  // MARK: Value semantics

  @Test func `changing a copy leaves the original`() {
    let original = Tensor.counting([2, 3])
    let kept = original.scalars
    var copies = [Tensor](repeating: original, count: 7)
    copies[0][1, 1] = 100
    copies[1] += 1
    copies[2].update { $0 = 0 }
    copies[3].update(with: original) { $0 += $1 }
    copies[4].addProduct(of: .ones([2, 1]), .ones([1, 3]))
    copies[5].scatterAdd(.ones([1, 3]), toRows: [0])
    #expect(original.scalars == kept)
    #expect(copies[6].scalars == kept)
    for changed in copies.dropLast() { #expect(changed != original) }
  }

  @Test func `a tensor that nothing shares is changed where it stands`() {
    var x = Tensor.counting([4, 5])
    var y = Tensor.zeros([4, 5])
    var z = Tensor.zeros([4, 5])
    let ones = Tensor.ones([4, 5])
    let addresses = [x.address, y.address, z.address]
    x[0, 0] = 3
    x += 1
    x *= ones
    x -= Tensor([1, 2, 3, 4, 5])
    x.update { $0 = -$0 }
    x.update(with: ones) { $0 += $1 }
    x.addProduct(of: .ones([4, 2]), .ones([2, 5]))
    x.scatterAdd(.ones([1, 5]), toRows: [2])
    Tensor.update(&x, &y, with: ones) {
      $0 += $2; $1 -= $2
    }
    Tensor.update(&x, &y, &z, with: ones) {
      $0 += $3; $1 -= $3; $2 = $3
    }
    #expect([x.address, y.address, z.address] == addresses)
  }

  @Test func `a reshaped tensor shares storage until either is changed`() {
    let x = Tensor.counting([2, 3])
    var y = x.reshaped(to: [6])
    #expect(x.address == y.address)
    y[0] = 9
    #expect(x.address != y.address)
    #expect(x[0, 0] == 1)
  }

  @Test func `equality and hashing see the shape as well as the scalars`() {
    #expect(Tensor([1, 2]) != Tensor([[1, 2]]))
    #expect(Set([Tensor([1, 2]), Tensor([1, 2]), Tensor([[1, 2]]), Tensor(1)]).count == 3)
    #expect(Tensor([.nan]) != Tensor([.nan]))
  }
}

/// The index of the source that broadcasting reads for an index of the target.
func aligned(_ index: [Int], to source: Shape) -> [Int] {
  zip(index.suffix(source.axisCount), source.lengths).map { $1 == 1 ? 0 : $0 }
}
