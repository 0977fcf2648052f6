import Backprop
import Perceptron
import TensorCore
import Testing

/// Recording switched off, hooks, and the meters that look at a graph.
@Suite struct Lesson02EngineScopes {
  @Test func `nothing is recorded without a gradient`() {
    let x = leaf(2)
    let y = withoutGradient { x * x }
    #expect(y.scalar == 4)
    #expect(!y.requiresGradient)
    #expect(y.recordedOperations.isEmpty)
    #expect((x * x).recordedOperations == ["multiply"])
  }

  @Test func `scopes nest, and end where they end`() {
    let x = leaf(2)
    withoutGradient {
      withoutGradient { #expect(!(x * x).requiresGradient) }
      #expect(!(x * x).requiresGradient)
    }
    #expect((x * x).requiresGradient)
  }

  @Test func `a body that throws ends the scope, its error type kept`() {
    enum Stop: Error { case here }
    let x = leaf(2)
    do throws(Stop) {
      try withoutGradient { () throws(Stop) in throw .here }
      Issue.record("the body throws")
    } catch {
      #expect(error == .here)
    }
    #expect((x * x).requiresGradient)
  }

  @Test func `a leaf made without recording is a leaf`() throws {
    let x = withoutGradient { leaf(2) }
    try (x * x).backward()
    #expect(x.gradient?.scalar == 4)
  }

  @Test func `a scope belongs to one task`() async {
    let recorded = await withTaskGroup(of: (Int, Bool).self) { group in
      for task in 0..<16 {
        group.addTask {
          var isRecorded = false
          for _ in 0..<50 {
            if task.isMultiple(of: 2) {
              isRecorded = withoutGradient { (leaf(1) * 2).requiresGradient }
            } else {
              isRecorded = (leaf(1) * 2).requiresGradient
            }
            await Task.yield()
          }
          return (task, isRecorded)
        }
      }
      return await group.reduce(into: [Int: Bool]()) { $0[$1.0] = $1.1 }
    }
    for (task, isRecorded) in recorded { #expect(isRecorded == !task.isMultiple(of: 2)) }
  }

  @Test func `a task begun in a scope inherits it, a detached one does not`() async {
    let (inherits, detached) = withoutGradient {
      (Task { (leaf(1) * 2).requiresGradient }, Task.detached { (leaf(1) * 2).requiresGradient })
    }
    #expect(await inherits.value == false)
    #expect(await detached.value)
  }

  // MARK: Hooks

  @Test func `hooks run in order, each on what the one before made`() throws {
    let x = leaf(2)
    var seen: [Scalar] = []
    x.addGradientHook { gradient in
      seen.append(gradient.scalar)
      return gradient * 10
    }
    x.addGradientHook { gradient in
      seen.append(gradient.scalar)
      return nil
    }
    try (x * 3).backward()
    #expect(seen == [3, 30])
    #expect(x.gradient?.scalar == 30)
  }

  @Test func `a hook sees the sum over all consumers, once`() throws {
    let x = leaf(1)
    let s = x * x
    var seen: [Scalar] = []
    s.addGradientHook { gradient in
      seen.append(gradient.scalar)
      return nil
    }
    try ((2 * s) * (3 * s)).backward()
    #expect(seen == [12])
  }

  @Test func `what a hook returns is passed on and retained`() throws {
    let x = leaf(2)
    let y = x * x
    y.retainGradient()
    y.addGradientHook { _ in Tensor(100) }
    try (y * 3).backward()
    #expect(y.gradient?.scalar == 100)
    #expect(x.gradient?.scalar == 400)
  }

  @Test func `a hook on a leaf sees each pass, not the total`() throws {
    let x = leaf(2)
    var seen: [Scalar] = []
    x.addGradientHook { gradient in
      seen.append(gradient.scalar)
      return nil
    }
    for _ in 0..<3 { try (x * 3).backward() }
    #expect(seen == [3, 3, 3])
    #expect(x.gradient?.scalar == 9)
  }

  @Test func `hooks of a released graph are let go`() throws {
    final class Token {}
    let x = leaf(2)
    let y = x * x
    weak var token: Token?
    do {
      let held = Token()
      token = held
      y.addGradientHook { _ in
        _ = held
        return nil
      }
    }
    #expect(token != nil)
    try y.backward()
    #expect(token == nil)
  }

  // MARK: Meters

  @Test func `recorded operations are listed from the result back`() {
    let x = leaf(.ones([2, 2]))
    #expect(tanh(matmul(x, x)).sum().recordedOperations == ["sum", "tanh", "matmul"])
  }

  @Test func `what is kept is counted, each buffer once`() {
    let x = leaf(.ones([3, 4]))
    #expect(tanh(x).savedScalarCount == 12)  // the output
    #expect(log(x).savedScalarCount == 12)  // the input
    #expect((x + x).savedScalarCount == 0)  // nothing
    #expect((x * x).savedTensorCount == 1)  // both factors are one buffer
    #expect((x * 2).savedScalarCount == 0)
    let weight = leaf(.ones([5, 4]))
    #expect(linear(x, weight: weight).savedScalarCount == 12 + 20)
    // No gradient of the input is wanted, so the weight need not be kept.
    #expect(linear(Variable(.ones([3, 4])), weight: weight).savedScalarCount == 12)
  }

  @Test func `a ReLU between layers costs no memory of its own`() {
    let (x, w1, w2) = (Variable(.ones([3, 4])), leaf(.ones([5, 4])), leaf(.ones([2, 5])))
    let y = linear(relu(linear(x, weight: w1)), weight: w2)
    // x for dW₁, the ReLU's output for itself and for dW₂, W₂ for the way through.
    #expect(y.savedTensorCount == 3)
  }

  @Test func `backward costs twice forward, once for a first layer`() throws {
    let (x, weight, bias) = (leaf(.ones([8, 5])), leaf(.ones([3, 5])), leaf(.ones([3])))
    let (forward, backward, first) = (WorkMeter(), WorkMeter(), WorkMeter())
    let y = forward.measuring { linear(x, weight: weight, bias: bias) }
    try backward.measuring { try y.backward(cotangent: .ones([8, 3])) }
    #expect(forward.multiplyAdds == 8 * 5 * 3)
    #expect(backward.multiplyAdds == 2 * forward.multiplyAdds)
    let z = linear(x.detached(), weight: weight, bias: bias)
    try first.measuring { try z.backward(cotangent: .ones([8, 3])) }
    #expect(first.multiplyAdds == forward.multiplyAdds)
  }

  @Test(arguments: [(1, 1, 1), (8, 5, 3), (7, 1, 2), (3, 4, 1)])
  func `the meter agrees with the counter of lesson 01`(
    batch: Int, inputs: Int, outputs: Int
  ) throws {
    let (x, weight) = (Tensor.ones([batch, inputs]), Tensor.ones([outputs, inputs]))
    let map = AffineMap(weight: weight, bias: nil)
    var counter = ProductCounter()
    let y = map.forward(x, counting: &counter)
    _ = map.pullback(input: x, cotangent: y, counting: &counter)
    let meter = WorkMeter()
    try meter.measuring { try linear(leaf(x), weight: leaf(weight)).backward(cotangent: y) }
    #expect(meter.multiplyAdds == counter.multiplyAddCount)
  }

  @Test func `only the innermost meter counts, for every kind of product`() throws {
    let (a, b) = (leaf(.ones([2, 3])), leaf(.ones([3, 4])))
    let (outer, inner) = (WorkMeter(), WorkMeter())
    try outer.measuring {
      let product = matmul(a, b)
      try inner.measuring { try product.backward(cotangent: .ones([2, 4])) }
      _ = linear(a, weight: Variable(.ones([7, 3])))
    }
    #expect(outer.multiplyAdds == 24 + 42)
    #expect(inner.multiplyAdds == 48)
  }

  @Test func `the first operation that is not finite is named`() {
    let x = leaf(Tensor([1, 0]))
    #expect(firstNonFiniteOperation { _ = exp(log(x) * 2).sum() } == "log")
    #expect(firstNonFiniteOperation { _ = exp(x).sum() } == nil)
    #expect(
      firstNonFiniteOperation { try? squareRoot(x).sum().backward() } == "squareRoot (backward)")
    let sum = x * 2
    #expect(
      firstNonFiniteOperation { try? sum.addInPlace(Variable(Tensor(.infinity))) } == "addInPlace")
  }

  @Test func `branches tell smooth pieces apart`() {
    let x = Tensor([-1, 2])
    func piece(_ shift: Scalar) -> [Int] { relu(leaf(x + shift)).branches }
    #expect(piece(0) == [0, 1])
    #expect(piece(0.5) == piece(0))
    #expect(piece(1.5) == [1, 1])
    #expect(tanh(leaf(x)).branches.isEmpty)
  }
}
