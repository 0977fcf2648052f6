import Perceptron
import TensorCore
import Testing

/// Linear regression in closed form and by descent.
@Suite struct Lesson01Conditioning {
  @Test func `the best line through XOR is flat at one half`() {
    let targets = Tensor([0, 1, 1, 0])
    let model = LinearRegression(fitting: Gates.inputs, targets: targets)
    #expect(model.weights.maximumMagnitude() < rounding)
    #expect(abs(model.bias - 0.5) < rounding)
    #expect(abs(SquaredError().mean(of: model(Gates.inputs), targets: targets) - 0.25) < rounding)
  }

  @Test func `without a bias the line goes through the origin`() {
    let (x, y) = (Tensor([[-1], [0], [1]]), Tensor([0, 1, 2]))
    let bound = LinearRegression(throughOriginFitting: x, targets: y)
    #expect(bound.bias == 0)
    #expect(abs(bound.weights[0] - 1) < rounding)
    #expect(abs(SquaredError().mean(of: bound(x), targets: y) - 1) < rounding)
    let free = LinearRegression(fitting: x, targets: y)
    #expect(abs(free.bias - 1) < rounding)
    #expect(SquaredError().mean(of: free(x), targets: y) < rounding)
  }

  @Test func `a fit finds the coefficients that made the targets`() {
    let x = Tensor.random([40, 3], seed: 1)
    let weights = Tensor([2, -1, 0.5])
    let model = LinearRegression(fitting: x, targets: matvec(x, weights) + 3)
    #expect(model.weights.distance(to: weights) < 4 * rounding)
    #expect(abs(model.bias - 3) < 4 * rounding)
  }

  @Test func `the error of a fit is orthogonal to every input`() {
    let (x, y) = (Tensor.random([40, 3], seed: 2), Tensor.random([40], seed: 3))
    let model = LinearRegression(fitting: x, targets: y)
    #expect(matvec(transposing: x, model(x) - y).maximumMagnitude() < 40 * rounding)
    #expect(abs((model(x) - y).mean()) < rounding)
  }

  // MARK: - Conditioning

  @Test func `the curvatures of a bowl by hand`() {
    let problem = LeastSquaresProblem(
      inputs: Tensor([[2, 0], [0, 1]]), targets: Tensor([2, 3]))
    #expect(problem.hessian == Tensor([[2, 0], [0, 0.5]]))
    #expect(problem.curvatures == Tensor([2, 0.5]))
    #expect(problem.conditionNumber == 4)
    // The steep axis is solved by the first step; along the other a quarter of the error goes.
    #expect(problem.descend(iterationCount: 1) == Tensor([1, 0.75]))
    #expect(problem.meanSquaredError(of: Tensor([1, 3])) == 0)
    #expect(problem.meanSquaredError(of: Tensor([0, 3])) == 2)
  }

  @Test func `raw units need over 200000 steps, standardized ones four`() {
    let (x, y) = PerceptronLesson.twoScales()
    let raw = LeastSquaresProblem(inputs: x, targets: y)
    let standardized = PerceptronLesson.standardizedTwoScales()
    // Single precision loses the small curvature in the roundings of the large one.
    if isDouble {
      #expect(abs(raw.conditionNumber - 983_183) < 0.5)
      let error = raw.meanSquaredError(of: raw.descend(iterationCount: 200_000))
      #expect(abs(error - 2.848013) < 1e-6)
    }
    #expect(abs(standardized.conditionNumber - 1.13) < 0.005)
    func error(after steps: Int) -> Scalar {
      standardized.meanSquaredError(of: standardized.descend(iterationCount: steps))
    }
    #expect(error(after: 4) < 1e-6)
    #expect(1e-6 < error(after: 3))
  }

  @Test func `one drop, then a plateau: the symptom of unlike scales`() throws {
    let (x, y) = PerceptronLesson.twoScales()
    let raw = LeastSquaresProblem(inputs: x, targets: y)
    var errors: [Scalar] = []
    _ = raw.descend(iterationCount: 10_000) { _, weights, _ in
      errors.append(raw.meanSquaredError(of: weights))
    }
    try #require(errors.count == 10_000)
    #expect(abs(errors[0] - 12.36) < 0.01)
    #expect(abs(errors[1] - 4.66) < 0.01)
    #expect(errors[1] - errors[9_999] < 0.03 * errors[1])
  }

  // The column of ones is the bias, and standardizing leaves it and the targets as they are.
  @Test func `the cure of unlike scales changes the features alone`() {
    let (x, y) = PerceptronLesson.twoScales()
    let standardized = PerceptronLesson.standardizedTwoScales()
    #expect(standardized.targets == y)
    #expect(standardized.inputs.slice(2..<3, axis: 1) == x.slice(2..<3, axis: 1))
    #expect(x.slice(2..<3, axis: 1) == .ones([64, 1]))
    #expect(standardized.inputs.shape == [64, 3])
  }

  @Test func `the descent shows its weights and gradients before each step`() {
    let problem = LeastSquaresProblem(
      inputs: .random([20, 3], seed: 4), targets: .random([20], seed: 5))
    var iterations: [Int] = []
    var losses: [Scalar] = []
    _ = problem.descend(iterationCount: 5) { iteration, weights, gradient in
      iterations.append(iteration)
      losses.append(problem.meanSquaredError(of: weights))
      let errors = matvec(problem.inputs, weights) - problem.targets
      let expected = matvec(transposing: problem.inputs, errors) / 20
      #expect(gradient.distance(to: expected) < rounding)
    }
    #expect(iterations == [0, 1, 2, 3, 4])
    // At the rate 1/λ_max the loss never rises.
    #expect(losses == losses.sorted(by: >))
  }
}
