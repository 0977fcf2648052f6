import Autograd
import Course
import Dynamics
import TensorCore
import TestSupport
import Testing

// What the text of a failure mode says about NaN, infinity and half precision.
extension Lesson09FailureModes {
  // F9.2: the step before holds the cause.
  @Test func `the loss is NaN one step after the cause`() throws {
    let run = try record(FailureMode.nanFromStepOn.broken, of: 9)
    #expect(run.steps[7].loss.isFinite)
    #expect(run.steps[7].gradientNorms["weight"]?.isNaN == true)
    #expect(run.steps[8].loss.isNaN)
    #expect(run.steps[8].parameterNorms["weight"]?.isNaN == true)
  }

  @Test func `the sentinel names the root, going back`() throws {
    let model = Linear(weight: .identity(2), bias: nil)
    let sentinel = FiniteSentinel(of: model)
    let x = Variable(Tensor([[3, 4], [0, 0]]))
    try sentinel.watching(7) {
      let y = model(x)
      try squareRoot((y * y).sum(axis: 1)).mean().backward()
    }
    #expect(sentinel.first?.description == "squareRoot (backward) at step 7")
  }

  /// An operation in a layer of its own that is given a number at which it is not finite.
  private static var planted: [(name: String, input: Scalar, function: (Variable) -> Variable)] {
    [
      ("log", 0, { log($0) }), ("divide", 0, { $0 / $0 }), ("squareRoot", -1, { squareRoot($0) }),
      ("exp", 1000, { exp($0) }),
    ]
  }

  @Test(arguments: 0..<4) func `fit names operation, layer and step`(index: Int) throws {
    let (name, input, function) = Self.planted[index]
    let model = Sequential(
      Linear(weight: Tensor([[1]]), bias: Tensor([0])), FunctionLayer("planted", function))
    let optimizer = GradientDescent(model.trainedVariables, learningRate: 1e-9)
    let run = try fit(model, optimizer, stepCount: 10) { step in
      model(Variable(Tensor([[step < 6 ? 1 : input]]))).sum()
    }
    let place = "\(name) in layer 1 (FunctionLayer)"
    #expect(run.outcome == .stopped(.notFinite(step: 6, operation: place)))
  }

  // F9.2, as corrected: x² is infinite at step 512, and the first NaN comes 513 steps later.
  @Test(.doublePrecision) func `rate 3 in a bowl: infinite at 512, NaN at 1025`() {
    var x: Scalar = 1
    var firstInfinite: Int?
    var firstNaN: Int?
    for step in 0...1100 {
      let loss = x * x / 2
      if firstInfinite == nil, loss.isInfinite { firstInfinite = step }
      if firstNaN == nil, loss.isNaN { firstNaN = step }
      x -= 3 * x
    }
    #expect(firstInfinite == 512)
    #expect(firstNaN == 1025)
  }

  // F9.33: written with a mask, the weights are lost; F9.34: one sample makes every entry NaN.
  @Test func `one step without targets loses the weights`() throws {
    let run = try record(FailureMode.nothingToAverage.broken, of: 7)
    #expect(run.losses.prefix(5).allSatisfy { $0.isFinite })
    #expect(run.losses.dropFirst(5).allSatisfy { $0.isNaN })
    #expect(run.steps[6].parameterNorms["weight"]?.isNaN == true)
    let cured = try record(FailureMode.nothingToAverage.remedies[0], of: 6)
    #expect(cured.losses[5] == 0)
    #expect(cured.steps[5].updateNorms["weight"] == 0)
  }

  @Test func `one NaN among samples makes all entries NaN`() throws {
    let x = Variable(Tensor([[1, 2], [3, 4], [0, 0]]))
    let w = leaf(.ones([2, 2]))
    let image = matmul(x, w)
    try squareRoot((image * image).sum(axis: 1)).mean().backward()
    #expect(try #require(w.gradient).scalars.allSatisfy { $0.isNaN })
    let run = try record(FailureMode.nanReplaced.broken)
    #expect(Set(run.losses).count == 1)
    #expect(run.steps.allSatisfy { $0.updateNorms["w"] == 0 })
  }

  // F9.17, in the words of the diagnosis.
  @Test func `half of the least number rounds to zero`() {
    let least = 0x1p-24
    #expect(abs(least - 6e-8) < 1e-9)
    #expect((0.5 * least).roundedToFloat16() == 0)
    #expect((0.51 * least).roundedToFloat16() == least)
    #expect(1e-8.roundedToFloat16() == 0)
    #expect(1e-8.roundedToBFloat16() > 0)
  }

  @Test(arguments: FailureModeContract.seeds)
  func `scaled by 65,536 next to nothing is lost`(seed: UInt64) throws {
    #expect(try FailureMode.underflow.broken.measure(seed: seed).value > 0.99)
    #expect(try FailureMode.underflow.remedies[0].measure(seed: seed).value < 1e-3)
  }

  // F9.18: at ¼ the sum stands, whatever is added.
  @Test func `a half-precision sum of 1e-4 ends at a quarter`() throws {
    #expect(try FailureMode.absorbed.broken.measure().value == 0.25)
    let (sum, spacing): (Scalar, Scalar) = (0.25, 0x1p-12)
    #expect((sum + 1e-4).roundedToFloat16() == sum)
    #expect((sum + spacing).roundedToFloat16() == sum + spacing)
    #expect(abs(spacing - 2.4e-4) < 1e-5)
  }

  // F9.19: no scale helps against NaN; overflow is another matter.
  @Test(arguments: [65_536, 1, 1e-6] as [Float])
  func `a lower scale does not cure NaN`(scale: Float) {
    let w = leaf(Tensor([1]))
    let optimizer = GradientDescent([w], learningRate: 0.1)
    let scaler = LossScaler(scale: scale)
    for _ in 0..<20 {
      w.gradient = Tensor([.nan])
      #expect(!scaler.step(optimizer))
      scaler.update()
    }
    #expect(scaler.scale == Scalar(scale / 1_048_576))
    #expect(w.value == Tensor([1]))
  }

  @Test func `a lower scale does cure overflow`() {
    let w = leaf(Tensor([1]))
    let optimizer = GradientDescent([w], learningRate: 0.1)
    let scaler = LossScaler()
    let made = (0..<20).map { _ in
      w.gradient = (Tensor([200]) * scaler.scale).roundedToFloat16()
      defer { scaler.update() }
      return scaler.step(optimizer)
    }
    #expect(made.firstIndex(of: true) == 8)
    #expect(made.dropFirst(8).allSatisfy { $0 })
  }

  @Test func `after 166 skipped steps the scale is 0`() {
    let w = leaf(Tensor([1]))
    let optimizer = GradientDescent([w], learningRate: 0.1)
    let scaler = LossScaler()
    var count = 0
    while scaler.scale > 0 && count < 1000 {
      w.gradient = Tensor([.nan])
      scaler.step(optimizer)
      scaler.update()
      count += 1
    }
    #expect(count == 166)
  }
}
