import Datasets
import Overview
import Regularization
import TensorCore
import Testing

/// The classical models on numbers for the head.
@Suite struct Lesson00Classical {
  static func data(_ rows: [[Scalar]], _ labels: [Int], classCount: Int = 2) -> LabeledData {
    LabeledData(name: "few", features: Tensor(rows), labels: labels, classCount: classCount)
  }

  @Test func `the majority is the most frequent class, the first of equals`() {
    let data = Self.data([[0], [0], [0], [0]], [1, 0, 0, 1])
    #expect(MajorityClass(fitting: data).label == 0)
    let more = Self.data([[0], [0], [0]], [2, 0, 2], classCount: 3)
    #expect(MajorityClass(fitting: more).label == 2)
    #expect(MajorityClass(fitting: more).error(on: more) == 1.0 / 3)
  }

  @Test func `a system of two equations is solved`() {
    // 4x + 2y = 10 and 2x + 3y = 9 at x = 1.5, y = 2.
    let solution = SymmetricSystem.solve(Tensor([[4, 2], [2, 3]]), Tensor([10, 9]))
    #expect((solution - Tensor([1.5, 2])).maximumMagnitude() < 8 * Scalar.ulpOfOne)
  }

  @Test func `a larger system is solved to rounding`() {
    var generator = SplitMix64(seed: 3)
    let root = Tensor.normal([20, 12], using: &generator)
    let matrix = matmul(root, root, transposing: .left) + Tensor.identity(12)
    let wanted = Tensor.normal([12], using: &generator)
    let solution = SymmetricSystem.solve(matrix, matvec(matrix, wanted))
    #expect((solution - wanted).maximumMagnitude() < 1_000 * Scalar.ulpOfOne)
  }

  @Test func `ridge divides by the sum of squares and the penalty`() {
    // Centered: x = ±1, y = ±2, so w = 4 / (2 + λ), and the mean of y stays.
    let inputs = Tensor([[1], [3]])
    let targets = Tensor([3, 7])
    for (strength, weight) in [(0, 2), (2, 1), (6, 0.5)] as [(Scalar, Scalar)] {
      let fit = RidgeRegression(
        fitting: inputs, targets: targets, settings: .init(strength: strength))
      #expect(abs(fit.weights.scalars[0] - weight) < 8 * Scalar.ulpOfOne)
      #expect(abs(fit(Tensor([[2]])).scalars[0] - 5) < 16 * Scalar.ulpOfOne)
    }
  }

  @Test(arguments: [0.1, 1, 50] as [Scalar])
  func `ridge agrees with lesson 06 on centered data`(strength: Scalar) {
    var generator = SplitMix64(seed: 5)
    var inputs = Tensor.normal([30, 4], using: &generator)
    inputs -= inputs.mean(axis: 0)
    var targets = Tensor.normal([30], using: &generator)
    targets -= targets.mean()
    let fit = RidgeRegression(
      fitting: inputs, targets: targets, settings: .init(strength: strength))
    let other = LeastSquares.ridge(inputs, targets: targets, strength: strength)
    #expect((fit.weights - other).maximumMagnitude() < 1_000 * Scalar.ulpOfOne)
  }

  @Test func `the logistic loss of an infinite logit is 0 or infinite`() {
    let loss = LogisticRegression.loss
    #expect(loss(.infinity, 1) == 0 && loss(-.infinity, 0) == 0)
    #expect(loss(.infinity, 0) == .infinity && loss(-.infinity, 1) == .infinity)
    for z in [-30, -1, 0, 0.5, 30] as [Scalar] {
      #expect(abs(loss(z, 1) - (.softplus(z) - z)) <= 1e-6 * (1 + z.magnitude))
    }
  }

  @Test func `logistic regression of two points has the weight by hand`() {
    // At ±1 with labels 1 and 0: w = 2 σ(−w) / λ, the offset is 0. For w = 1: λ = 2 σ(−1) = 0.5379.
    let strength = 2 * Scalar.sigmoid(-1)
    let fit = LogisticRegression(
      fitting: Self.data([[1], [-1]], [1, 0]), settings: .init(strength: strength))
    #expect(abs(fit.weights[0, 0] - 1) < 1_000 * Scalar.ulpOfOne.squareRoot() / 100)
    #expect(abs(fit.weights[0, 1]) < 100 * Scalar.ulpOfOne)
    #expect(fit.classes(of: Tensor([[0.1], [-0.1]])) == [1, 0])
  }

  @Test func `three classes along a circle are told apart one by one`() {
    let rows: [[Scalar]] = [
      [1, 0], [1.2, 0.1], [-0.5, 0.9], [-0.6, 1], [-0.5, -0.9], [-0.6, -1],
    ]
    let data = Self.data(rows, [0, 0, 1, 1, 2, 2], classCount: 3)
    let fit = LogisticRegression(fitting: data, settings: .init(strength: 0.1))
    #expect(fit.weights.shape == [3, 3])
    #expect(fit.error(on: data) == 0)
  }

  @Test func `the nearest neighbor and the vote of three differ`() {
    let data = Self.data([[0], [1], [1.1]], [0, 1, 1])
    let asked = Tensor([[0.1]])
    #expect(NearestNeighbors(keeping: data).classes(of: asked) == [0])
    #expect(NearestNeighbors(keeping: data, neighborCount: 3).classes(of: asked) == [1])
  }

  @Test func `of two neighbors that disagree the nearer wins`() {
    let data = Self.data([[3], [0]], [0, 1])
    let pair = NearestNeighbors(keeping: data, neighborCount: 2)
    #expect(pair.classes(of: Tensor([[1], [2]])) == [1, 0])
  }

  @Test func `the best stump splits where least squares says`() throws {
    // Feature 1 is noise; feature 0 splits {0, 0} from {6, 6} between 2 and 4.
    let features = SortedFeatures(Tensor([[1, 5], [2, 1], [4, 4], [5, 2]]))
    let stump = try #require(
      DecisionStump.best(on: features, slopes: [0, 0, 6, 6], curvatures: [1, 1, 1, 1]))
    #expect(stump == DecisionStump(feature: 0, threshold: 3, below: 0, above: 6))
    #expect(stump.value(at: 3) == 0 && stump.value(at: 3.01) == 6)
  }

  @Test func `equal values are never divided`() throws {
    let features = SortedFeatures(Tensor([[1], [1], [2]]))
    let stump = try #require(
      DecisionStump.best(on: features, slopes: [0, 9, 0], curvatures: [1, 1, 1]))
    #expect(stump.threshold == 1.5 && stump.below == 4.5 && stump.above == 0)
    let constant = SortedFeatures(Tensor([[1], [1]]))
    #expect(DecisionStump.best(on: constant, slopes: [0, 1], curvatures: [1, 1]) == nil)
  }

  @Test func `two stumps at half a share leave a quarter`() {
    // The start is the mean 3; each stump takes half of what is left of ±3.
    let features = SortedFeatures(Tensor([[0], [1]]))
    let sum = BoostedStumps.regression(
      fitting: features, targets: Tensor([0, 6]), settings: .init(stumpCount: 2, shrinkage: 0.5))
    #expect(sum.start == 3 && sum.stumps.count == 2)
    #expect(sum(Tensor([[0], [1]])).scalars == [0.75, 5.25])
  }

  @Test func `one logistic stump is a Newton step`() {
    // At p = 1/2 slopes are ±1/2 and curvatures 1/4: the step is ±2.
    let features = SortedFeatures(Tensor([[0], [1]]))
    let sum = BoostedStumps.logistic(
      fitting: features, targets: Tensor([0, 1]), settings: .init(stumpCount: 1, shrinkage: 1))
    #expect(sum(Tensor([[0], [1]])).scalars == [-2, 2])
  }

  @Test func `stumps are additive: mixed differences vanish`() {
    var generator = SplitMix64(seed: 2)
    let inputs = Tensor.uniform([60, 2], in: -1..<1, using: &generator)
    let targets = Tensor((0..<60).map { inputs[$0, 0] * inputs[$0, 1] })
    let sum = BoostedStumps.regression(fitting: SortedFeatures(inputs), targets: targets)
    let corners = sum(Tensor([[-0.5, -0.5], [0.5, -0.5], [-0.5, 0.5], [0.5, 0.5]])).scalars
    #expect(abs(corners[0] - corners[1] - corners[2] + corners[3]) < 1e3 * Scalar.ulpOfOne)
  }
}
