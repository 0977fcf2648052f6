import Backprop
import Course
import TensorCore
import Testing

/// A run returns its record and how it ended, whatever happens on the way.
@Suite struct Lesson02EngineRuns {
  @Test func `a run that ends in NaN keeps its record`() throws {
    let w = leaf(Tensor([1, 0.5]))
    let run = try fit(
      GradientDescent([w], learningRate: 0.25), parameters: [("w", w)], stepCount: 100
    ) { step in log(w - Scalar(step)).sum() }
    #expect(run.outcome == .stopped(.notFinite(step: 1, operation: "log")))
    try #require(run.record.steps.count == 2)
    #expect(run.record.losses[0].isFinite && run.record.losses[1].isNaN)
    // The step that stopped the run has changed nothing.
    #expect(run.record.steps[1].updateNorms == ["w": 0])
    #expect(throws: TrainingError.self) { try run.finished() }
  }

  /// A layer that counts its calls and draws, and overflows at a certain draw.
  private final class Drawing: Module, Layer {
    var generator = SplitMix64(seed: 9)
    var callCount = 0
    let limit: Int
    var drawn: [Scalar] = []

    init(failingAt limit: Int) { self.limit = limit }

    var buffers: [StateEntry] {
      [
        .generator("generator", self, \Drawing.generator),
        .integer("calls", self, \Drawing.callCount),
      ]
    }

    func forward(_ input: Variable) -> Variable {
      callCount += 1
      let factor = Tensor.uniform([], in: 0.5..<1, using: &generator).scalar
      drawn.append(factor)
      return callCount == limit ? exp(input * 1e6) : input * factor
    }
  }

  @Test func `the step that failed is run again from its own state`() throws {
    let layer = Drawing(failingAt: 4)
    let linear = Linear(weight: Tensor([[3]]), bias: nil)
    let model = Sequential(linear, layer)
    let run = try fit(
      model, GradientDescent(model.trainedVariables, learningRate: 0.01), stepCount: 10
    ) { _ in model(Variable(Tensor([[1]]))).sum() }
    #expect(
      run.outcome == .stopped(.notFinite(step: 3, operation: "exp in layer 1 (Drawing)")))
    // Steps 0 to 3 drew four numbers; the diagnosis drew the fourth again, and left no trace.
    #expect(layer.drawn.count == 5 && layer.drawn[3] == layer.drawn[4])
    #expect(layer.callCount == 3)
    #expect(run.record.steps.count == 4)
  }

  @Test func `layers whose buffers have one name are put back each`() throws {
    let (first, second) = (Drawing(failingAt: 100), Drawing(failingAt: 4))
    let model = Sequential(Linear(weight: Tensor([[3]]), bias: nil), first, second)
    let run = try fit(
      model, GradientDescent(model.trainedVariables, learningRate: 0.01), stepCount: 10
    ) { _ in model(Variable(Tensor([[1]]))).sum() }
    #expect(
      run.outcome == .stopped(.notFinite(step: 3, operation: "exp in layer 2 (Drawing)")))
    #expect(first.callCount == 3 && second.callCount == 3)
    try #require(first.drawn.count == 5 && second.drawn.count == 5)
    #expect(first.drawn[3] == first.drawn[4] && second.drawn[3] == second.drawn[4])
  }

  @Test func `a gradient that is not finite stops a run too`() throws {
    let w = leaf(Tensor([1, 0]))
    let run = try fit(
      GradientDescent([w], learningRate: 0.1), parameters: [("w", w)], stepCount: 3
    ) { _ in squareRoot(w).sum() }
    #expect(run.outcome == .stopped(.notFinite(step: 0, operation: "squareRoot (backward)")))
    #expect(run.record.steps.first?.gradientNorms["w"] == .infinity)
    #expect(w.value == Tensor([1, 0]) && w.gradient == nil)
  }

  @Test func `a lesson's columns stand in every step`() throws {
    let w = leaf(2)
    var step = 0.0
    let run = try fit(
      GradientDescent([w], learningRate: 0.25), parameters: [("w", w)],
      columns: [
        .shareClipped: {
          step += 1
          return ["all": step / 4]
        }
      ], stepCount: 2
    ) { _ in w * w }
    #expect(
      run.record.steps.map(\.columns) == [
        [.shareClipped: ["all": 0.25]], [.shareClipped: ["all": 0.5]],
      ])
  }

  // MARK: The parameters as one vector

  @Test func `a vector of parameters is read, written and differentiated`() throws {
    let (a, b) = (leaf(Tensor([[1, 2], [3, 4]])), leaf(Tensor([5])))
    let vector = ParameterVector([a, b])
    #expect(vector.count == 5 && vector.values == Tensor([1, 2, 3, 4, 5]))
    vector.values = Tensor([5, 4, 3, 2, 1])
    #expect(a.value == Tensor([[5, 4], [3, 2]]) && b.value == Tensor([1]))
    let gradient = try vector.gradient { (a * a).sum() + b.sum() * 7 }
    #expect(gradient == Tensor([10, 8, 6, 4, 7]))
    #expect(a.gradient == nil && b.gradient == nil)
  }

  // The cube root of the rounding unit is 6·10⁻⁶ in double precision, and its square 4·10⁻¹¹.
  @Test func `Hessian products are good to the promised digits`() throws {
    var generator = SplitMix64(seed: 6)
    let x = Tensor.normal([20, 4], using: &generator)
    let targets = (0..<20).map { x[$0, 0] > 0 ? Scalar(1) : 0 }
    let w = leaf(.normal([1, 4], using: &generator))
    let vector = ParameterVector([w])
    let direction = Tensor.normal([4], using: &generator)
    let start = vector.values
    let product = try vector.hessianProduct(
      of: {
        sigmoidCrossEntropy(
          linear(Variable(x), weight: w), targets: Tensor(targets).reshaped(to: [20, 1]))
      }, with: direction)
    // Logistic regression: H v = Xᵀ (p (1 − p) ⊙ X v) / n.
    let p = matmul(x, w.value, transposing: .right).map { .sigmoid($0) }
    let column = direction.reshaped(to: [4, 1])
    let exact = matmul(x, p * (1 - p) * matmul(x, column), transposing: .left) / 20
    let error = difference(product.reshaped(to: [4, 1]), exact)
    #expect(error < (Scalar.self == Double.self ? 1e-9 : 1e-3))
    #expect(0 < error)
    #expect(vector.values == start && w.gradient == nil)
  }

  // The other way: the gradient is written with variables, and differentiated once more. Batch 8,
  // inputs 4, hidden tanh units 6, outputs 2: forward 8 · (24 + 12) = 288 multiply-adds, backward 384.
  @Test func `an exact Hessian product costs more multiplications`() throws {
    var generator = SplitMix64(seed: 3)
    let (x, t) = (
      Variable(.normal([8, 4], using: &generator)), Variable(.normal([8, 2], using: &generator))
    )
    let w1 = leaf(.normal([6, 4], using: &generator) / 2)
    let w2 = leaf(.normal([2, 6], using: &generator) / 2)
    let vector = ParameterVector([w1, w2])
    let direction = Tensor.normal([vector.count], using: &generator)
    let byDifference = WorkMeter()
    let estimate = try byDifference.measuring {
      try vector.hessianProduct(
        of: {
          let error = matmul(tanh(matmul(x, w1.transposed)), w2.transposed) - t
          return (error * error).sum() / 2
        }, with: direction)
    }
    let exactly = WorkMeter()
    let exact = try exactly.measuring {
      try vector.gradient {
        let activations = tanh(matmul(x, w1.transposed))
        let error = matmul(activations, w2.transposed) - t
        let hiddenError = matmul(error, w2) * (1 - activations * activations)
        let v1 = Variable(direction.slice(0..<24).reshaped(to: [6, 4]))
        let v2 = Variable(direction.slice(24..<36).reshaped(to: [2, 6]))
        return (matmul(hiddenError.transposed, x) * v1).sum()
          + (matmul(error.transposed, activations) * v2).sum()
      }
    }
    #expect(difference(estimate, exact) < (Scalar.self == Double.self ? 1e-8 : 2e-2))
    #expect(byDifference.multiplyAdds == 2 * (288 + 384))
    #expect(exactly.multiplyAdds == 1632)
  }

  @Test func `vectors of another length or of constants are refused`() async {
    await #expect(processExitsWith: .failure) {
      ParameterVector([leaf(Tensor([1, 2]))]).values = Tensor([1, 2, 3])
    }
    await #expect(processExitsWith: .failure) { _ = ParameterVector([Variable(Tensor(1))]) }
    await #expect(processExitsWith: .failure) {
      let w = leaf(1)
      _ = ParameterVector([w, w])
    }
  }
}

extension TrainingRecord.Column {
  fileprivate static var shareClipped: Self { Self(rawValue: "shareClipped") }
}
