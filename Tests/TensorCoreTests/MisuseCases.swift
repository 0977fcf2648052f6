// One call for every precondition of the core, and one for every way to break it.

import RefusalSupport
import TensorCore

extension Misuse {
  static let all =
    shapes + axes + tensors + products + parts + reductions + random + linearAlgebra

  private static let matrix = Tensor.counting([2, 3])

  private static let shapes = [
    Misuse("Shape.init: a length is negative: [2, -1]") { _ = Shape([2, -1]) },
    Misuse("Shape.init: too many scalars to count: [4294967296, 4294967296]") {
      _ = Shape([1 << 32, 1 << 32])
    },
    Misuse("Shape.subscript: axis 2 is outside the shape [2, 3]") { _ = Shape([2, 3])[2] },
    Misuse("Shape.subscript: axis -3 is outside the shape [2, 3]") { _ = Shape([2, 3])[-3] },
    Misuse("Shape.replacing: axis 0 is outside the shape []") {
      _ = Shape([]).replacing(axis: 0, with: 1)
    },
    Misuse("Shape.removing: axis 1 is outside the shape [5]") { _ = Shape([5]).removing(axis: 1) },
  ]

  private static let axes = [
    Misuse("Shape.removing: axis 2 is outside the shape [2, 3]") {
      _ = Shape([2, 3]).removing(axes: [0, 2])
    },
    Misuse("Shape.removing: axis 1 of [2, 3] is named twice by [-1, 1]") {
      _ = Shape([2, 3]).removing(axes: [-1, 1])
    },
    Misuse("Shape.insertingAxes: [0, 4] are not all among the 4 axes of a result from [2, 3]") {
      _ = Shape([2, 3]).insertingAxes(at: [0, 4])
    },
    Misuse("Tensor.insertingAxes: [-4] are not all among the 3 axes of a result from [2, 3]") {
      _ = matrix.insertingAxes(at: [-4])
    },
    Misuse("Tensor.insertingAxes: axis 3 of [1, 1, 1, 1] is named twice by [3, -1]") {
      _ = matrix.insertingAxes(at: [3, -1])
    },
    Misuse("Tensor.sum: axis -3 is outside the shape [2, 3]") { _ = matrix.sum(axes: [1, -3]) },
    Misuse("Tensor.sum: axis 0 of [2, 3] is named twice by [0, -2]") {
      _ = matrix.sum(axes: [0, -2])
    },
    Misuse("Tensor.mean: axis 0 is outside the shape []") { _ = Tensor(1).mean(axes: [0]) },
    Misuse("Tensor.mean: axis 1 of [2, 3] is named twice by [1, 1]") {
      _ = matrix.mean(axes: [1, 1])
    },
    Misuse("Tensor.variance: axis 5 is outside the shape [2, 3]") {
      _ = matrix.variance(axes: [5])
    },
    Misuse("Tensor.variance: axis 1 of [2, 3] is named twice by [1, 0, -1]") {
      _ = matrix.variance(axes: [1, 0, -1])
    },
    Misuse("Tensor.transposed: axis 2 is outside the shape [2, 3]") {
      _ = matrix.transposed(axes: [0, 2])
    },
    Misuse("Tensor.transposed: axis 0 of [2, 3] is named twice by [0, -2]") {
      _ = matrix.transposed(axes: [0, -2])
    },
    Misuse("Tensor.transposed: [1] does not name every axis of [2, 3]") {
      _ = matrix.transposed(axes: [1])
    },
    Misuse("Tensor.transposed: [] does not name every axis of [2, 3]") {
      _ = matrix.transposed(inverting: [])
    },
  ]

  private static let tensors = [
    Misuse("Tensor.init: 3 scalars do not fill the shape [2, 2]") {
      _ = Tensor(shape: [2, 2], scalars: [1, 2, 3])
    },
    Misuse("Tensor.init: the rows differ in length: [2, 1]") { _ = Tensor([[1, 2], [3]]) },
    Misuse("Tensor.identity: the size is negative: -1") { _ = Tensor.identity(-1) },
    Misuse("Tensor.linearlySpaced: count must be at least 2: 1") {
      _ = Tensor.linearlySpaced(from: 0, through: 1, count: 1)
    },
    Misuse("Tensor.scalar: the shape [2, 3] does not hold one scalar") { _ = matrix.scalar },
    Misuse("Tensor.reshaped: [2, 3] does not fit [4]") { _ = matrix.reshaped(to: [4]) },
    Misuse("Tensor.transposed: not a matrix: [3]") { _ = Tensor([1, 2, 3]).transposed },
    Misuse("Tensor.broadcast: [2, 3] does not broadcast to [2, 4]") {
      _ = matrix.broadcast(to: [2, 4])
    },
    Misuse("Tensor.broadcast: [2, 3] does not broadcast to [1, 3]") {
      _ = matrix.broadcast(to: [1, 3])
    },
    Misuse("broadcast: shapes do not fit: [2, 3] and [2]") { _ = matrix + Tensor([1, 2]) },
    Misuse("Tensor.broadcast: [2, 3] does not broadcast to [3]") {
      var row = Tensor([1, 2, 3])
      row += matrix
    },
    Misuse("Tensor.update: shapes differ: [2, 3] and [3]") {
      var x = matrix
      x.update(with: Tensor([1, 2, 3])) { $0 += $1 }
    },
    Misuse("Tensor.update: shapes differ: [2, 3], [2, 3] and [6]") {
      var (x, y) = (matrix, matrix)
      Tensor.update(&x, &y, with: matrix.flattened) {
        $0 += $2; $1 += $2
      }
    },
    Misuse("Tensor.update: shapes differ: [2, 3], [6] and [2, 3]") {
      var (x, y) = (matrix, matrix.flattened)
      Tensor.update(&x, &y, with: matrix) {
        $0 += $2; $1 += $2
      }
    },
    Misuse("Tensor.update: shapes differ: [2, 3], [2, 3], [6] and [2, 3]") {
      var (x, y, z) = (matrix, matrix, matrix.flattened)
      Tensor.update(&x, &y, &z, with: matrix) {
        $0 += $3; $1 += $3; $2 += $3
      }
    },
    Misuse("Tensor.update: shapes differ: [2, 3], [6], [2, 3] and [2, 3]") {
      var (x, y, z) = (matrix, matrix.flattened, matrix)
      Tensor.update(&x, &y, &z, with: matrix) {
        $0 += $3; $1 += $3; $2 += $3
      }
    },
    Misuse("Tensor.update: shapes differ: [2, 3], [2, 3], [2, 3] and [6]") {
      var (x, y, z) = (matrix, matrix, matrix)
      Tensor.update(&x, &y, &z, with: matrix.flattened) {
        $0 += $3; $1 += $3; $2 += $3
      }
    },
    Misuse("Tensor.selected: the mask's shape [3] is not [2, 3]") {
      _ = matrix.selected(where: .ones([3]), otherwise: matrix)
    },
    Misuse("Tensor.broadcast: [2] does not broadcast to [2, 3]") {
      _ = matrix.selected(where: matrix, otherwise: .ones([2]))
    },
  ]

  private static let products = [
    Misuse("matmul: inner dimensions differ: [2, 3] · [2, 3]") { _ = matmul(matrix, matrix) },
    Misuse("matmul: inner dimensions differ: [2, 3]ᵀ · [3, 2]") {
      _ = matmul(matrix, matrix.transposed, transposing: .left)
    },
    Misuse("matmul: inner dimensions differ: [2, 3] · [3, 2]ᵀ") {
      _ = matmul(matrix, matrix.transposed, transposing: .right)
    },
    Misuse("matmul: inner dimensions differ: [2, 3]ᵀ · [2, 3]ᵀ") {
      _ = matmul(matrix, matrix, transposing: .both)
    },
    Misuse("matmul: not two matrices: [2, 3] and [3]") { _ = matmul(matrix, Tensor([1, 2, 3])) },
    Misuse("matmul: not two matrices: [] and [2, 3]") { _ = matmul(Tensor(1), matrix) },
    Misuse("Tensor.addProduct: inner dimensions differ: [2, 3] · [2, 3]") {
      var sum = Tensor.zeros([2, 3])
      sum.addProduct(of: matrix, matrix)
    },
    Misuse("Tensor.addProduct: the product's shape [2, 2] is not [2, 3]") {
      var sum = Tensor.zeros([2, 3])
      sum.addProduct(of: matrix, matrix, transposing: .right)
    },
    Misuse("affine: inner dimensions differ: [2, 3] · [3, 2]ᵀ") {
      _ = affine(matrix, weight: matrix.transposed, bias: .zeros([3]))
    },
    Misuse("affine: bias [1, 2] does not fit weight [2, 3]") {
      _ = affine(matrix, weight: matrix, bias: .zeros([1, 2]))
    },
    Misuse("affine: bias [3] does not fit weight [2, 3]") {
      _ = affine(matrix, weight: matrix, bias: .zeros([3]))
    },
    Misuse("matvec: not a matrix: [3]") { _ = matvec(.ones([3]), .ones([3])) },
    Misuse("matvec: inner dimensions differ: [2, 3] · [2]") { _ = matvec(matrix, .ones([2])) },
    Misuse("matvec: not a matrix: []") { _ = matvec(transposing: Tensor(1), .ones([3])) },
    Misuse("matvec: inner dimensions differ: [2, 3]ᵀ · [3]") {
      _ = matvec(transposing: matrix, .ones([3]))
    },
    Misuse("dot: shapes differ: [2, 3] and [6]") { _ = dot(matrix, matrix.flattened) },
    Misuse("outer: not two vectors: [2, 3] and [3]") { _ = outer(matrix, .ones([3])) },
    Misuse("outer: not two vectors: [3] and []") { _ = outer(.ones([3]), Tensor(1)) },
    Misuse("BLAS.threadCount: must be positive: 0") { BLAS.threadCount = 0 },
  ]

  private static let parts = [
    Misuse("Tensor.subscript: 1 indices for the shape [2, 3]") { _ = matrix[1] },
    Misuse("Tensor.subscript: [1, 3] is outside the shape [2, 3]") { _ = matrix[1, 3] },
    Misuse("Tensor.subscript: [-1, 0] is outside the shape [2, 3]") { _ = matrix[-1, 0] },
    Misuse("Tensor.subscript: [2, 0] is outside the shape [2, 3]") {
      var x = matrix
      x[2, 0] = 1
    },
    Misuse("Tensor.row: 2 is outside the shape [2, 3]") { _ = matrix.row(2) },
    Misuse("Tensor.row: -1 is outside the shape [2, 3]") { _ = matrix.row(-1) },
    Misuse("Tensor.row: 0 is outside the shape []") { _ = Tensor(1).row(0) },
    Misuse("Tensor.slice: 1..<4 is outside axis 1 of [2, 3]") { _ = matrix.slice(1..<4, axis: -1) },
    Misuse("Tensor.slice: -1..<1 is outside axis 0 of [2, 3]") { _ = matrix.slice(-1..<1) },
    Misuse("Tensor.slice: axis 2 is outside the shape [2, 3]") {
      _ = matrix.slice(0..<1, axis: 2)
    },
    Misuse("Tensor.gathering: row 2 is outside the shape [2, 3]") {
      _ = matrix.gathering(rows: [0, 2])
    },
    Misuse("Tensor.gathering: row -1 is outside the shape [2, 3]") {
      _ = matrix.gathering(rows: [-1])
    },
    Misuse("Tensor.gathering: a single scalar has no rows") { _ = Tensor(1).gathering(rows: []) },
    Misuse("Tensor.scatterAdd: row 2 is outside the shape [2, 3]") {
      var x = matrix
      x.scatterAdd(.ones([1, 3]), toRows: [2])
    },
    Misuse("Tensor.scatterAdd: [2, 3] does not give 1 rows to [2, 3]") {
      var x = matrix
      x.scatterAdd(matrix, toRows: [0])
    },
    Misuse("Tensor.scatterAdd: a single scalar has no rows") {
      var x = Tensor(1)
      x.scatterAdd(Tensor(1), toRows: [])
    },
    Misuse("Tensor.picking: 1 columns for the shape [2, 3]") { _ = matrix.picking(columns: [0]) },
    Misuse("Tensor.picking: column 3 is outside [2, 3]") { _ = matrix.picking(columns: [0, 3]) },
    Misuse("Tensor.oneHot: class 3 is outside 0 ..< 3") { _ = Tensor.oneHot([3], classCount: 3) },
    Misuse("Tensor.oneHot: class -1 is outside 0 ..< 3") { _ = Tensor.oneHot([-1], classCount: 3) },
    Misuse("Tensor.oneHot: classCount is negative: -2") { _ = Tensor.oneHot([], classCount: -2) },
    Misuse("Tensor.concatenation: no tensors were given") { _ = Tensor.concatenation([]) },
    Misuse("Tensor.concatenation: axis 2 is outside the shape [2, 3]") {
      _ = Tensor.concatenation([matrix], axis: 2)
    },
    Misuse("Tensor.concatenation: [2, 3] does not fit [2, 2] along axis 0") {
      _ = Tensor.concatenation([.ones([2, 2]), matrix])
    },
    Misuse("Tensor.concatenation: [3] does not fit [2, 3] along axis 1") {
      _ = Tensor.concatenation([matrix, .ones([3])], axis: 1)
    },
  ]

  private static let reductions = [
    Misuse("Tensor.sum: axis 2 is outside the shape [2, 3]") { _ = matrix.sum(axis: 2) },
    Misuse("Tensor.sum: axis -1 is outside the shape []") { _ = Tensor(1).sum(axis: -1) },
    Misuse("Tensor.summed: [2] does not broadcast to [2, 3]") { _ = matrix.summed(to: [2]) },
    Misuse("Tensor.summed: [1, 1, 2, 3] does not broadcast to [2, 3]") {
      _ = matrix.summed(to: [1, 1, 2, 3])
    },
    Misuse("Tensor.mean: axis 2 is outside the shape [2, 3]") { _ = matrix.mean(axis: 2) },
    Misuse("Tensor.variance: axis -3 is outside the shape [2, 3]") {
      _ = matrix.variance(axis: -3)
    },
    Misuse("Tensor.max: no scalars in the shape [0]") { _ = Tensor.zeros([0]).max() },
    Misuse("Tensor.min: no scalars in the shape [2, 0]") { _ = Tensor.zeros([2, 0]).min() },
    Misuse("Tensor.max: axis 1 of [2, 0] is empty") { _ = Tensor.zeros([2, 0]).max(axis: -1) },
    Misuse("Tensor.min: axis 0 of [0] is empty") { _ = Tensor.zeros([0]).min(axis: 0) },
    Misuse("Tensor.max: axis 2 is outside the shape [2, 3]") { _ = matrix.max(axis: 2) },
    Misuse("Tensor.min: axis 2 is outside the shape [2, 3]") { _ = matrix.min(axis: 2) },
    Misuse("Tensor.argmax: the last axis of [2, 0] is empty") {
      _ = Tensor.zeros([2, 0]).argmax()
    },
    Misuse("Tensor.softmax: the shape [2, 0] has no scalars along a last axis") {
      _ = Tensor.zeros([2, 0]).softmax()
    },
    Misuse("Tensor.logSoftmax: the shape [] has no scalars along a last axis") {
      _ = Tensor(1).logSoftmax()
    },
    Misuse("Tensor.logSumExp: the shape [0] has no scalars along a last axis") {
      _ = Tensor.zeros([0]).logSumExp()
    },
  ]

  private static let random = [
    Misuse("uniform(below:): the bound must be positive: 0") {
      var generator = SplitMix64(seed: 1)
      _ = generator.uniform(below: 0)
    },
    Misuse("permutation(of:): the count is negative: -1") {
      var generator = SplitMix64(seed: 1)
      _ = generator.permutation(of: -1)
    },
    Misuse("Tensor.normal: the standard deviation is negative or NaN: -1.0") {
      var generator = SplitMix64(seed: 1)
      _ = Tensor.normal([2], standardDeviation: -1, using: &generator)
    },
  ]

  private static let linearAlgebra = [
    Misuse(
      "Tensor.qrDecomposition: not a matrix with at least as many rows as columns: [2, 3]"
    ) { _ = matrix.qrDecomposition() },
    Misuse("Tensor.qrDecomposition: not a matrix with at least as many rows as columns: [3]") {
      _ = Tensor([1, 2, 3]).qrDecomposition()
    },
    Misuse("Tensor.symmetricEigenvalues: not a square matrix: [2, 3]") {
      _ = matrix.symmetricEigenvalues()
    },
    Misuse("Tensor.symmetricEigenvalues: not symmetric: 2.0 at [0, 1] and 5.0 at [1, 0]") {
      _ = Tensor([[1, 2], [5, 4]]).symmetricEigenvalues()
    },
    Misuse("Tensor.symmetricEigenvalues: the matrix holds NaN or infinity") {
      _ = Tensor([[1, .nan], [.nan, 1]]).symmetricEigenvalues()
    },
    Misuse("Tensor.spectralNorm: not a matrix: [3]") {
      var generator = SplitMix64(seed: 1)
      _ = Tensor([1, 2, 3]).spectralNorm(using: &generator)
    },
    Misuse("Tensor.spectralNorm: iterationCount must be positive: 0") {
      var generator = SplitMix64(seed: 1)
      _ = matrix.spectralNorm(iterationCount: 0, using: &generator)
    },
  ]
}
