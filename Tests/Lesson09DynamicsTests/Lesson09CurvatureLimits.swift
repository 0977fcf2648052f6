import Autograd
import Dynamics
import Optimizers
import TensorCore
import TestSupport
import Testing

/// The limit 2/λ, on a bowl and at the minimum of a network.
@Suite struct Lesson09CurvatureLimits {
  /// A network of which another of the same weights has made the targets: its loss is 0 where it stands.
  private func atZeroLoss(
    _ activation: FunctionLayer, width: Int, seed: UInt64
  ) -> (model: Sequential, loss: () -> Variable) {
    var generator = SplitMix64(seed: seed)
    let model = Sequential.multilayerPerceptron(
      [2, width, 1], activation: activation, using: &generator)
    let x = Variable(Tensor.normal([40, 2], using: &generator))
    let targets = model(x).value
    return (model, { meanSquaredError(model(x), targets: targets) })
  }

  // V of Q9.10: from 1, after 100 steps.
  @Test func `a step above and a step below the limit, on a bowl`() throws {
    let curvature: Scalar = 3
    func distance(_ share: Scalar) throws -> Scalar {
      let x = leaf(Tensor([1]))
      let optimizer = GradientDescent([x], learningRate: share * 2 / curvature)
      for _ in 0..<100 { try trainingStep(optimizer) { (x * x).sum() * (curvature / 2) } }
      return abs(x.value[0])
    }
    #expect(abs(try distance(1.05) / 1.378e4 - 1) < 1e-2)
    #expect(abs(try distance(0.95) / 2.656e-5 - 1) < 1e-2)
  }

  // The predicted limit separates staying from leaving within a tenth of the rate.
  @Test(arguments: tenSeeds) func `2/λ predicts the rate at which a network leaves`(
    seed: UInt64
  ) throws {
    func lossAfter(_ share: Scalar) throws -> (before: Scalar, after: Scalar) {
      let (model, loss) = atZeroLoss(FunctionLayer("tanh", tanh), width: 4, seed: seed)
      var curvature = Curvature(of: model.trainedVariables, loss: loss)
      var generator = SplitMix64(seed: seed)
      let place = try CriticalPoint(curvature: &curvature, using: &generator)
      try #require(place.greatestRate > 0 && place.greatestRate.isFinite)
      // A small push along the steepest direction, in which the factor of a step is 1 − 2 · share.
      curvature.vector.values =
        curvature.vector.values + place.largest.vector * (isDoublePrecision ? 1e-6 : 1e-3)
      let before = loss().scalar
      let optimizer = GradientDescent(
        model.trainedVariables, learningRate: share * place.greatestRate)
      for _ in 0..<20 { try trainingStep(optimizer, loss: loss) }
      return (before, loss().scalar)
    }
    let (below, above) = (try lossAfter(0.95), try lossAfter(1.05))
    #expect(below.after < 0.5 * below.before)
    #expect(above.after > 2 * above.before)
  }

  @Test func `momentum has another limit, and a slope none`() throws {
    let w = leaf(Tensor([1, 1]))
    var curvature = Curvature(of: [w]) { (w * Variable(Tensor([-1, -2])) * w).sum() }
    var generator = SplitMix64(seed: 1)
    let place = try CriticalPoint(curvature: &curvature, using: &generator)
    #expect(place.kind == .slope && place.greatestRate == .infinity && place.wayDown == nil)
  }

  // At zero loss the Hessian is that of a sum of squares; rescaling a unit changes nothing.
  @Test(
    .doublePrecision(
      because: "The difference is to be short against the distance to the next kink."),
    arguments: tenSeeds) func `a ReLU network's minimum is flat along every rescaling`(
      seed: UInt64
    ) throws
  {
    let (model, loss) = atZeroLoss(FunctionLayer("relu", relu), width: 6, seed: seed)
    var curvature = Curvature(of: model.trainedVariables, loss: loss)
    let hessian = try curvature.hessian()
    try #require(hessian.isFinite && hessian == hessian.transposed)
    let values = hessian.symmetricEigenvalues().values
    let largest = values[0]
    try #require(values.shape == [25] && largest > 0)
    let zeroCount = values.scalars.count { abs($0) < 1e-3 * largest }
    #expect(zeroCount >= 6)
    #expect(values[24] > -1e-3 * largest)
    var generator = SplitMix64(seed: seed)
    let place = try CriticalPoint(curvature: &curvature, using: &generator)
    #expect(place.kind == .valley && place.wayDown == nil)
  }

  @Test(arguments: tenSeeds) func `a saddle's way down lowers the loss`(seed: UInt64) throws {
    let (w, loss) = KnownLoss.quadratic(eigenvalues: [3, 2, 1, -0.5], seed: seed)
    var curvature = Curvature(of: [w], loss: loss)
    curvature.vector.values = .zeros([4])
    var generator = SplitMix64(seed: seed)
    let place = try CriticalPoint(curvature: &curvature, using: &generator)
    #expect(place.kind == .saddle)
    let way = try #require(place.wayDown)
    for sign in [1, -1] as [Scalar] {
      curvature.vector.values = way * sign
      #expect(abs(loss().scalar + 0.25) < 1e-3)
    }
  }

  @Test func `kinds of places by the signs of their curvatures`() throws {
    let kinds: [([Scalar], CriticalPoint.Kind)] = [
      ([3, 1, 0.5], .bowl), ([3, 1, 0], .valley), ([3, 0, -1], .saddle), ([-1, -2, -4], .summit),
      ([0, -1, -3], .summit),
    ]
    for (values, kind) in kinds {
      let (w, loss) = KnownLoss.quadratic(eigenvalues: values, seed: 1)
      var curvature = Curvature(of: [w], loss: loss)
      curvature.vector.values = .zeros([3])
      var generator = SplitMix64(seed: 1)
      let place = try CriticalPoint(curvature: &curvature, using: &generator)
      #expect(place.kind == kind, "\(values)")
      #expect((place.wayDown != nil) == (kind == .saddle || kind == .summit))
    }
  }

  // The hidden weights are 0: no gradient reaches them, and the network is no minimum.
  @Test func `a network of zero weights stands on a saddle`() throws {
    let model = Sequential(
      Linear(weight: .zeros([3, 2]), bias: nil), FunctionLayer("tanh", tanh),
      Linear(weight: .zeros([1, 3]), bias: nil))
    let x = Variable(Tensor([[1, 0], [0, 1], [1, 1]]))
    var curvature = Curvature(of: model.trainedVariables) {
      meanSquaredError(model(x), targets: Tensor([[1], [-1], [0.5]]))
    }
    var generator = SplitMix64(seed: 2)
    let place = try CriticalPoint(curvature: &curvature, using: &generator)
    #expect(place.gradientNorm == 0)
    #expect(place.kind == .saddle)
  }
}
