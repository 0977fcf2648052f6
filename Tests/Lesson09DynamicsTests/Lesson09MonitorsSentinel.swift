import Autograd
import Dynamics
import TensorCore
import TestSupport
import Testing

/// The first infinity or NaN of a run, by step and operation.
@Suite struct Lesson09MonitorsSentinel {
  /// An operation that is given a bad input at one step.
  struct Planted: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let function: @Sendable (Variable) -> Variable
    let bad: Scalar
    let place: String
  }

  static let planted: [Planted] = [
    Planted(testDescription: "log(0)", function: { log($0) }, bad: 0, place: "log"),
    Planted(testDescription: "0/0", function: { $0 / $0 }, bad: 0, place: "divide"),
    Planted(testDescription: "root", function: { squareRoot($0) }, bad: -1, place: "squareRoot"),
    Planted(testDescription: "exp", function: { exp($0) }, bad: 1e4, place: "exp"),
    Planted(
      testDescription: "root of 0", function: { squareRoot($0) }, bad: 0,
      place: "squareRoot (backward)"),
  ]

  /// Trains for 12 steps on inputs of 1, of which one entry is bad at step 7.
  private func train(
    _ planted: Planted?, watchedBy sentinel: (Sequential) -> FiniteSentinel
  ) throws -> FiniteSentinel {
    let layer = Linear(weight: .identity(3), bias: nil)
    let model = Sequential(
      FunctionLayer("planted") { planted?.function($0) ?? $0 }, FunctionLayer("tanh", tanh), layer)
    let sentinel = sentinel(model)
    let optimizer = GradientDescent(model.trainedVariables, learningRate: 0.01)
    for step in 0..<12 {
      var x = Tensor.ones([2, 3])
      if step == 7, let planted { x[1, 2] = planted.bad }
      try sentinel.watching(step) {
        optimizer.zeroGradients()
        let input = Variable(x, requiresGradient: true)
        try model(input).sum().backward()
        optimizer.step()
      }
    }
    return sentinel
  }

  @Test(arguments: planted) func `layer and step of a planted operation`(
    planted: Planted
  ) throws {
    let first = try train(planted) { FiniteSentinel(of: $0) }.first
    #expect(first?.step == 7)
    let operation = try #require(first?.operation)
    #expect(operation.hasPrefix(planted.place.prefix { $0 != " " }))
    #expect(operation.contains("in layer 0 (FunctionLayer)"))
    #expect(operation.hasSuffix("(backward)") == planted.place.hasSuffix("(backward)"))
  }

  @Test func `a healthy run has no such place`() throws {
    #expect(try train(nil) { FiniteSentinel(of: $0) }.first == nil)
  }

  @Test func `an update that is not finite is named as one`() throws {
    let layer = Linear(weight: .identity(2), bias: nil)
    let optimizer = GradientDescent(
      layer.trainedVariables, learningRate: .greatestFiniteMagnitude)
    let sentinel = FiniteSentinel(of: layer)
    for step in 3..<5 {
      try sentinel.watching(step) {
        optimizer.zeroGradients()
        try (layer(Variable(.ones([1, 2]))).sum() * 8).backward()
        optimizer.step()
      }
    }
    #expect(sentinel.first?.description == "update of weight at step 3")
  }

  @Test func `an error passes through, and the place stays known`() throws {
    struct Stop: Error {}
    let sentinel = FiniteSentinel(of: FunctionLayer("log") { log($0) })
    #expect(throws: Stop.self) {
      try sentinel.watching(2) {
        _ = sentinel.model(Variable(Tensor([0])))
        throw Stop()
      }
    }
    #expect(sentinel.first?.step == 2)
  }

  // Random batches are not drawn a second time: `fit` would see another batch if the generator were not its own.
  @Test func `the watched step is made once`() throws {
    var count = 0
    let sentinel = FiniteSentinel(of: FunctionLayer("log") { log($0) })
    _ = try sentinel.watching(0) {
      count += 1
      return sentinel.model(Variable(Tensor([0])))
    }
    #expect(count == 1 && sentinel.first?.step == 0)
  }
}
