import Autograd
import Dynamics
import Optimizers
import TensorCore
import TestSupport
import Testing

/// What the tests of curvature share: bowls and saddles whose Hessian is known.
enum KnownLoss {
  /// ½ wᵀ A w with given eigenvalues in a random orthogonal basis.
  static func quadratic(
    eigenvalues: [Scalar], seed: UInt64
  ) -> (parameter: Variable, loss: () -> Variable) {
    var generator = SplitMix64(seed: seed)
    let size = eigenvalues.count
    let basis = Tensor.normal([size, size], using: &generator).qrDecomposition().q
    let matrix = Variable(matmul(basis * Tensor(eigenvalues), basis, transposing: .right))
    let w = leaf(.normal([1, size], using: &generator))
    return (w, { (matmul(w, matrix) * w).sum() * 0.5 })
  }

  /// What a central difference leaves of the digits, with a factor for several of them.
  static var error: Scalar { 300 * .pow(.ulpOfOne, 2.0 / 3) }
}

/// Products of the Hessian and both ends of its spectrum.
@Suite struct Lesson09Curvature {
  @Test(arguments: tenSeeds) func `both ends of a saddle of ten directions`(seed: UInt64) throws {
    let known: [Scalar] = [9, 4, 3, 1, 0.5, 0.1, 0, -2, -5, -12]
    let (w, loss) = KnownLoss.quadratic(eigenvalues: known, seed: seed)
    var curvature = Curvature(of: [w], loss: loss)
    var generator = SplitMix64(seed: seed)
    let (largest, smallest) = try curvature.ends(using: &generator)
    #expect(abs(largest.value - 9) < 12 * KnownLoss.error)
    #expect(abs(smallest.value + 12) < 12 * KnownLoss.error)
    for (pair, value) in [(largest, 9), (smallest, -12)] as [(Curvature.Eigenpair, Scalar)] {
      let product = try curvature.product(with: pair.vector)
      #expect((product - pair.vector * value).norm() < 100 * KnownLoss.error)
      #expect(abs(pair.vector.norm() - 1) < 10 * .ulpOfOne)
    }
  }

  // V of Q9.10: the error of the largest eigenvalue is below 1e-6 in double precision.
  @Test func `few products are enough, and the residual tells`() throws {
    let known = (1...60).map { Scalar($0) / 100 } + [7, -3]
    let (w, loss) = KnownLoss.quadratic(eigenvalues: known, seed: 1)
    var curvature = Curvature(of: [w], loss: loss)
    var generator = SplitMix64(seed: 1)
    let (largest, smallest) = try curvature.ends(iterationCount: 12, using: &generator)
    #expect(curvature.gradientCount == 24)
    #expect(abs(largest.value - 7) < 1e-6 + 7 * KnownLoss.error)
    #expect(abs(smallest.value + 3) < 1e-6 + 7 * KnownLoss.error)
    for iterationCount in [1, 2, 3, 5, 8] {
      let (end, _) = try curvature.ends(iterationCount: iterationCount, using: &generator)
      let nearest = known.map { abs($0 - end.value) }.min() ?? .infinity
      #expect(nearest <= end.residual + 7 * KnownLoss.error, "\(iterationCount)")
      #expect(end.value <= 7 + 7 * KnownLoss.error)
    }
  }

  @Test(arguments: Curvature.End.allCases)
  func `shifted iteration finds the end that it is asked for`(end: Curvature.End) throws {
    let (w, loss) = KnownLoss.quadratic(eigenvalues: [2, 1, -1, -5], seed: 3)
    var generator = SplitMix64(seed: 3)
    for bound in [nil, 5, 6] as [Scalar?] {
      var curvature = Curvature(of: [w], loss: loss)
      let found = try curvature.powerIteration(toward: end, bound: bound, using: &generator)
      #expect(abs(found.value - (end == .largest ? 2 : -5)) < 1e-3)
      #expect(curvature.gradientCount == (bound == nil ? 400 : 200))
    }
  }

  @Test func `plain iteration takes the way down for the sharpness`() throws {
    let (w, loss) = KnownLoss.quadratic(eigenvalues: [2, 1, -1, -5], seed: 4)
    var generator = SplitMix64(seed: 4)
    var curvature = Curvature(of: [w], loss: loss)
    #expect(abs(try curvature.greatestMagnitude(using: &generator).value + 5) < 1e-3)
    var sharpness = Sharpness([w], using: &generator)
    #expect(abs(try sharpness.measure(iterationCount: 60, of: loss) + 5) < 1e-3)
    #expect(abs(try curvature.ends(using: &generator).largest.value - 2) < 1e-3)
  }

  @Test func `the matrix is the one that was planted`() throws {
    let a = Tensor([[3, 1], [1, -2]])
    let w = leaf(Tensor([[0.5, 2]]))
    var curvature = Curvature(of: [w]) { (matmul(w, Variable(a)) * w).sum() * 0.5 }
    #expect(difference(try curvature.hessian(), a) < KnownLoss.error)
    #expect(curvature.gradientCount == 4)
    #expect(abs(try curvature.along(Tensor([0, 5])) + 2) < KnownLoss.error)
    #expect(difference(try curvature.gradient(), Tensor([3.5, -3.5])) < 10 * .ulpOfOne)
    #expect(w.value == Tensor([[0.5, 2]]) && w.gradient == nil)
  }

  @Test(.doublePrecision(because: "The reference values are double-precision numbers."))
  func `a network's Hessian is PyTorch's`() throws {
    let golden = try GoldenValues.lesson(9)
    func tensor(_ name: String) throws -> Tensor { try golden.tensor("hessian(tanh).\(name)") }
    let model = Sequential(
      Linear(weight: try tensor("weight1"), bias: try tensor("bias1")),
      FunctionLayer("tanh", tanh),
      Linear(weight: try tensor("weight2"), bias: try tensor("bias2")))
    let x = Variable(try tensor("x"))
    let labels = try golden.integers("hessian(tanh).labels")
    var curvature = Curvature(of: model.trainedVariables) {
      softmaxCrossEntropy(model(x), classes: labels)
    }
    let product = try curvature.product(with: try tensor("direction"))
    #expect(difference(product, try tensor("product")) < 1e-8)
    let expected = try tensor("eigenvalues")
    let hessian = try curvature.hessian()
    try #require(hessian.isFinite && hessian == hessian.transposed)
    let values = hessian.symmetricEigenvalues().values
    #expect(difference(values, expected) < 1e-8)
    var generator = SplitMix64(seed: 1)
    let (largest, smallest) = try curvature.ends(using: &generator)
    #expect(abs(largest.value - expected[0]) < 1e-8)
    #expect(abs(smallest.value - expected[25]) < 1e-8)
    #expect(smallest.value < -1e-3)
  }
}
