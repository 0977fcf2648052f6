import Autograd
import Datasets
import Dynamics
import TensorCore
import TestSupport
import Testing

/// Grids and lines of the loss.
@Suite struct Lesson09CurvaturePlanes {
  private struct Problem {
    let model: Sequential
    let loss: () -> Variable
  }

  private func trained(_ seed: UInt64) throws -> Problem {
    let run = try DigitsRun(seed: seed, width: 12)
    let batch = run.samples.selecting(Array(0..<64))
    let x = Variable(batch.features)
    let model = run.model
    let loss = { softmaxCrossEntropy(model(x), classes: batch.labels) }
    let optimizer = AdamW(model.trainedVariables, learningRate: 0.01)
    for _ in 0..<100 { try trainingStep(optimizer, loss: loss) }
    return Problem(model: model, loss: loss)
  }

  @Test func `a plane through a bowl is the bowl`() throws {
    let w = leaf(Tensor([0, 0, 5]))
    let before = w.value
    let plane = try LossPlane(
      [w], along: Tensor([1, 0, 0]), Tensor([0, 2, 0]), radius: 2, count: 5
    ) { (w * w * Variable(Tensor([1, 3, 0]))).sum() }
    #expect(plane.distances == [-2, -1, 0, 1, 2])
    for (y, row) in zip(plane.distances, plane.losses) {
      #expect(row == plane.distances.map { x in x * x + 12 * y * y })
    }
    #expect(w.value == before)
  }

  @Test func `an error in the loss leaves the parameters as they were`() throws {
    struct Stop: Error {}
    let w = leaf(Tensor([1, 2]))
    #expect(throws: Stop.self) {
      _ = try LossPlane([w], along: Tensor([1, 0]), Tensor([0, 1])) { throw Stop() }
    }
    #expect(throws: Stop.self) {
      _ = try LossPath([w], from: Tensor([5, 5]), to: Tensor([0, 1])) { throw Stop() }
    }
    #expect(w.value == Tensor([1, 2]))
  }

  @Test func `rows of a random direction are as long as the weights'`() {
    var generator = SplitMix64(seed: 1)
    let weight = Tensor.normal([3, 4], using: &generator) * Tensor([[1], [10], [100]])
    let kernels = Tensor.normal([2, 1, 2, 2], using: &generator)
    let parameters = [leaf(weight), leaf(.ones([3])), leaf(kernels)]
    let direction = LossPlane.randomDirection(parameters, using: &generator)
    #expect(direction.shape == [23])
    let rows = direction.slice(0..<12).reshaped(to: [3, 4])
    for row in 0..<3 {
      #expect(abs(rows.row(row).norm() / weight.row(row).norm() - 1) < 10 * .ulpOfOne)
    }
    #expect(direction.slice(12..<15) == .zeros([3]))
    let matrix = kernels.reshaped(to: [2, 4])
    let others = direction.slice(15..<23).reshaped(to: [2, 4])
    #expect(abs(others.row(1).norm() / matrix.row(1).norm() - 1) < 10 * .ulpOfOne)
  }

  // Multiplying a ReLU layer by 10 and dividing the next by it changes nothing in the network; a plane along directions as
  // long as the weights does not change either.
  @Test func `rescaled networks have the same plane`() throws {
    func plane(_ factor: Scalar) throws -> [Scalar] {
      var generator = SplitMix64(seed: 3)
      let first = Tensor.normal([6, 3], using: &generator)
      let second = Tensor.normal([1, 6], using: &generator)
      let x = Variable(Tensor.normal([20, 3], using: &generator))
      let model = Sequential(
        Linear(weight: first * factor, bias: nil), FunctionLayer("relu", relu),
        Linear(weight: second / factor, bias: nil))
      let parameters = model.trainedVariables
      let along = LossPlane.randomDirection(parameters, using: &generator)
      let across = LossPlane.randomDirection(parameters, using: &generator)
      return try LossPlane(parameters, along: along, across, count: 3) {
        meanSquaredError(model(x), targets: .ones([20, 1]))
      }.losses.flatMap { $0 }
    }
    #expect(difference(Tensor(try plane(8)), Tensor(try plane(1))) < 100 * .ulpOfOne)
  }

  @Test(arguments: [1, 2, 3] as [UInt64]) func `the trained place is the least of its plane`(
    seed: UInt64
  ) throws {
    let problem = try trained(seed)
    let parameters = problem.model.trainedVariables
    var generator = SplitMix64(seed: seed)
    let first = LossPlane.randomDirection(parameters, using: &generator)
    let second = LossPlane.randomDirection(parameters, using: &generator)
    let plane = try LossPlane(parameters, along: first, second, count: 5, loss: problem.loss)
    try #require(plane.losses.map(\.count) == [5, 5, 5, 5, 5])
    let middle = plane.losses[2][2]
    #expect(middle == problem.loss().scalar)
    #expect(plane.losses.flatMap { $0 }.allSatisfy { $0 >= middle })
    #expect(plane.losses[0][0] > 10 * middle)
  }

  @Test func `a path of a bowl, its ends and its barrier`() throws {
    let w = leaf(Tensor([3]))
    // Two valleys at ±1 with a hill of height 1 between them.
    let path = try LossPath([w], from: Tensor([-1]), to: Tensor([1]), count: 5) {
      let bend = w * w - Variable(Tensor([1]))
      return (bend * bend).sum()
    }
    #expect(path.shares == [0, 0.25, 0.5, 0.75, 1])
    #expect(path.losses == [0, 0.5625, 1, 0.5625, 0])
    #expect(path.barrier == 1)
    let downhill = try LossPath([w], from: Tensor([3]), to: Tensor([0])) { (w * w).sum() }
    #expect(downhill.barrier == 0)
    #expect(w.value == Tensor([3]))
  }

  // From the start of a run to its end the loss falls; between the ends of two runs it rises.
  @Test(arguments: tenSeeds) func `no barrier in a run, one between two`(seed: UInt64) throws {
    let start = ParameterVector(try DigitsRun(seed: seed, width: 12).model.trainedVariables).values
    let problem = try trained(seed)
    let other = ParameterVector(try trained(seed &+ 50).model.trainedVariables).values
    let parameters = problem.model.trainedVariables
    let end = ParameterVector(parameters).values
    let own = try LossPath(parameters, from: start, to: end, count: 9, loss: problem.loss)
    let between = try LossPath(parameters, from: end, to: other, count: 9, loss: problem.loss)
    #expect(own.barrier < 0.05 * own.losses[0])
    #expect(between.barrier > 5 * between.losses[0])
  }
}
