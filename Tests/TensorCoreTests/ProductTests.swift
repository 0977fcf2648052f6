import TensorCore
import Testing

struct ProductTests {
  /// Odd sizes, the empty one, and ones around the widths of vector registers.
  static let sizes = [0, 1, 2, 3, 5, 8, 17]

  static let transpositions: [Transposition] = [.none, .left, .right, .both]

  @Test func `a product by hand`() {
    let (a, b) = (Tensor([[1, 2], [3, 4]]), Tensor([[5, 6], [7, 8]]))
    #expect(matmul(a, b) == Tensor([[19, 22], [43, 50]]))
    #expect(matmul(a, b, transposing: .left) == Tensor([[26, 30], [38, 44]]))
    #expect(matmul(a, b, transposing: .right) == Tensor([[17, 23], [39, 53]]))
    #expect(matmul(a, b, transposing: .both) == Tensor([[23, 31], [34, 46]]))
  }

  @Test(arguments: transpositions)
  func `products of all sizes equal three plain loops`(transposing: Transposition) {
    for m in Self.sizes {
      for k in Self.sizes {
        for n in Self.sizes {
          let (a, b) = Self.operands(m, k, n, transposing)
          let product = matmul(a, b, transposing: transposing)
          let expected = Self.threeLoops(m, k, n, a, b, transposing)
          // Small whole numbers: every sum is exact in both precisions.
          #expect(product == expected, "\(m) · \(k) · \(n)")

          var accumulated = Tensor.counting([m, n])
          accumulated.addProduct(of: a, b, transposing: transposing)
          #expect(accumulated == .counting([m, n]) + expected, "\(m) · \(k) · \(n)")
        }
      }
    }
  }

  @Test func `affine maps equal product and bias`() {
    for batch in Self.sizes {
      for input in Self.sizes {
        for output in Self.sizes {
          let (x, weight) = Self.operands(batch, input, output, .right)
          let bias = Tensor.counting([output])
          let expected = Self.threeLoops(batch, input, output, x, weight, .right) + bias
          #expect(affine(x, weight: weight, bias: bias) == expected)
        }
      }
    }
  }

  @Test func `matrix times vector equals matrix times column`() {
    for m in Self.sizes {
      for n in Self.sizes {
        let (matrix, _) = Self.operands(m, n, 1, .none)
        let (right, left) = (Tensor.counting([n]), Tensor.counting([m]))
        let product = matmul(matrix, right.reshaped(to: [n, 1]))
        #expect(matvec(matrix, right) == product.reshaped(to: [m]))
        let transposedProduct = matmul(matrix, left.reshaped(to: [m, 1]), transposing: .left)
        #expect(matvec(transposing: matrix, left) == transposedProduct.reshaped(to: [n]))
      }
    }
  }

  @Test func `the outer product holds every pair`() {
    for m in Self.sizes {
      for n in Self.sizes {
        let product = outer(.counting([m]), .counting([n]) * 100)
        #expect(product.shape == [m, n])
        for row in 0..<m {
          for column in 0..<n {
            #expect(product[row, column] == Scalar((row + 1) * (column + 1) * 100))
          }
        }
      }
    }
  }

  @Test func `the dot product sums products of tensors of any shape`() {
    for shape in manyShapes {
      let x = Tensor.counting(shape)
      #expect(dot(x, x + 1) == (x * (x + 1)).sum(), "\(shape)")
    }
    #expect(dot(Tensor(3), Tensor(4)) == 12)
    #expect(dot(.zeros([0]), .zeros([0])) == 0)
  }

  @Test func `a product's transpose is the reversed product of transposes`() {
    let (a, b) = (Tensor.random([5, 7], seed: 1), Tensor.random([7, 3], seed: 2))
    let difference = matmul(a, b).transposed.distance(to: matmul(b.transposed, a.transposed))
    // Seven products of numbers near 1, added in another order.
    #expect(difference < 32 * Scalar.ulpOfOne)
  }

  @Test func `a product with NaN or infinity shows it`() {
    let zero = Tensor.zeros([2, 2])
    #expect(!matmul(zero, Tensor([[.nan, 0], [0, 0]])).isFinite)
    #expect(!matmul(Tensor([[.infinity, 0], [0, 0]]), .ones([2, 2])).isFinite)
    #expect(!affine(.ones([1, 1]), weight: .ones([1, 1]), bias: Tensor([.nan])).isFinite)
  }

  @Test func `a product may add to one of its own operands`() {
    var x = Tensor([[1, 2], [3, 4]])
    x.addProduct(of: x, x)
    #expect(x == Tensor([[8, 12], [18, 26]]))
  }

  @Test func `products run on one thread by default and repeat to the bit`() {
    #expect(BLAS.threadCount == 1)
    #expect(!BLAS.coreName.isEmpty)
    let (a, b) = (Tensor.random([65, 130], seed: 3), Tensor.random([130, 33], seed: 4))
    let first = matmul(a, b)
    for _ in 0..<5 { #expect(matmul(a, b) == first) }
  }

  @Test func `the number of threads is what it was set to`() async {
    // In a process of its own: the setting belongs to the process, and other tests are running.
    await #expect(processExitsWith: .success) {
      BLAS.threadCount = 2
      let product = matmul(.ones([300, 300]), .ones([300, 300]))
      precondition(BLAS.threadCount == 2 && product == Tensor(repeating: 300, shape: [300, 300]))
      BLAS.threadCount = 1
      precondition(BLAS.threadCount == 1)
    }
  }

  // MARK: Reference

  /// Operands of small whole numbers, laid out as the transposition reads them.
  static func operands(
    _ m: Int, _ k: Int, _ n: Int, _ transposing: Transposition
  ) -> (Tensor, Tensor) {
    let left = transposing == .left || transposing == .both
    let right = transposing == .right || transposing == .both
    let a = Tensor.counting(left ? [k, m] : [m, k]).map { $0.remainder(dividingBy: 7) }
    let b = Tensor.counting(right ? [n, k] : [k, n]).map { $0.remainder(dividingBy: 11) }
    return (a, b)
  }

  static func threeLoops(
    _ m: Int, _ k: Int, _ n: Int, _ a: Tensor, _ b: Tensor, _ transposing: Transposition
  ) -> Tensor {
    let left = transposing == .left || transposing == .both
    let right = transposing == .right || transposing == .both
    var result: [Scalar] = []
    for row in 0..<m {
      for column in 0..<n {
        var sum: Scalar = 0
        for step in 0..<k {
          sum +=
            a.scalars[left ? step * m + row : row * k + step]
            * b.scalars[right ? column * k + step : step * n + column]
        }
        result.append(sum)
      }
    }
    return Tensor(shape: [m, n], scalars: result)
  }
}
