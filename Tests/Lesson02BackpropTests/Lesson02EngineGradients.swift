import Backprop
import TensorCore
import Testing

/// Which gradients arrive, where, and how often.
@Suite struct Lesson02EngineGradients {
  @Test func `the documented example of Variable`() throws {
    let w = leaf(Tensor([2, -1]))
    try (w * w).sum().backward()
    #expect(w.gradient == Tensor([4, -2]))
  }

  @Test func `gradients of several passes add up until they are zeroed`() throws {
    let x = leaf(3)
    for pass in 1...4 {
      try (x * x).backward()
      #expect(x.gradient?.scalar == 6 * Scalar(pass))
    }
    x.zeroGradient()
    #expect(x.gradient == nil)
    try (x * x).backward()
    #expect(x.gradient?.scalar == 6)
  }

  @Test func `a value used twice receives both shares`() throws {
    let x = leaf(3)
    try (x * x).backward()
    #expect(x.gradient?.scalar == 6)
    let z = leaf(3)
    try (z + z).backward()
    #expect(z.gradient?.scalar == 2)
  }

  @Test func `a shared intermediate value passes on the sum of its shares`() throws {
    let x = leaf(1)
    let s = x * x
    try ((2 * s) * (3 * s)).backward()
    #expect(x.gradient?.scalar == 24)
  }

  @Test func `a gradient that never arrived is nil, not zero`() throws {
    let (used, unused) = (leaf(2), leaf(2))
    _ = unused * unused
    try (used * used).backward()
    #expect(used.gradient != nil)
    #expect(unused.gradient == nil)
  }

  @Test func `constants and results keep no gradient`() throws {
    let (x, constant) = (leaf(2), Variable(Tensor(5)))
    let result = x * constant
    try (result * result).backward()
    #expect(constant.gradient == nil)
    #expect(result.gradient == nil)
    #expect(x.gradient?.scalar == 100)
  }

  @Test func `leaves, results and constants are told apart`() {
    let (x, constant) = (leaf(2), Variable(Tensor(5)))
    let result = x * constant
    #expect(x.isLeaf && x.requiresGradient && x.operation == nil)
    #expect(constant.isLeaf && !constant.requiresGradient && constant.operation == nil)
    #expect(!result.isLeaf && result.requiresGradient && result.operation == "multiply")
    let folded = constant * constant
    #expect(folded.isLeaf && !folded.requiresGradient && folded.operation == nil)
  }

  @Test func `a leaf is its own derivative`() throws {
    let x = leaf(2)
    try x.backward()
    #expect(x.gradient?.scalar == 1)
  }

  @Test func `a retained gradient is kept for a result too`() throws {
    let x = leaf(2)
    let y = x * x
    y.retainGradient()
    try (y * 3).backward()
    #expect(y.gradient?.scalar == 3)
    #expect(x.gradient?.scalar == 12)
  }

  @Test func `a detached variable shares memory but no history`() throws {
    let x = leaf(2)
    let y = x * x
    let constant = y.detached()
    try (constant * x).backward()
    #expect(x.gradient?.scalar == 4)
    #expect(!constant.requiresGradient)
    try constant.update { $0 += 1 }
    #expect(y.scalar == 5)
    #expect(y.version == 1)
  }

  @Test func `detaching one of two paths leaves the other's share`() throws {
    let x = leaf(3)
    try (x * x.detached()).backward()
    #expect(x.gradient?.scalar == 3)
  }

  @Test func `a cotangent weighs the outputs`() throws {
    let x = leaf(Tensor([1, 2, 3]))
    try (x * x).backward(cotangent: Tensor([1, 10, 100]))
    #expect(x.gradient == Tensor([2, 40, 600]))
  }

  @Test func `one scalar under any shape is a scalar`() throws {
    for shape in [[], [1], [1, 1]] as [Shape] {
      let x = leaf(.ones(shape))
      try (x * 4).backward()
      #expect(x.gradient == Tensor(repeating: 4, shape: shape))
    }
  }

  @Test func `a stretched operand receives the sum over the stretched axes`() throws {
    let (row, column, scalar) = (leaf(.ones([4])), leaf(.ones([3, 1])), leaf(1))
    let cotangent = Tensor.linearlySpaced(from: 1, through: 24, count: 24).reshaped(to: [2, 3, 4])
    let sum = Variable(.zeros([2, 3, 4])) + row + column + scalar
    try sum.backward(cotangent: cotangent)
    #expect(row.gradient == cotangent.sum(axis: 0).sum(axis: 0))
    #expect(column.gradient == cotangent.sum(axis: 0).sum(axis: 1).reshaped(to: [3, 1]))
    #expect(scalar.gradient == Tensor(300))
  }

  @Test func `the gradient can be set and removed by hand`() {
    let x = leaf(Tensor([1, 2]))
    x.gradient = Tensor([3, 4])
    #expect(x.gradient == Tensor([3, 4]))
    x.gradient = nil
    #expect(x.gradient == nil)
  }

  @Test func `the slope at a kink is PyTorch's`() throws {
    for (operation, slope) in [(relu, 0), (abs, 0)] as [((Variable) -> Variable, Scalar)] {
      let x = leaf(0)
      try operation(x).backward()
      #expect(x.gradient?.scalar == slope)
    }
    let ends = leaf(Tensor([-1, 1]))
    try ends.clamped(to: -1...1).sum().backward()
    #expect(ends.gradient == Tensor([1, 1]))
  }

  @Test func `tied winners share what a maximum sends`() throws {
    let x = leaf(Tensor([1, 3, 3]))
    try x.max().backward()
    #expect(x.gradient == Tensor([0, 0.5, 0.5]))
    let row = leaf(Tensor([1, 3, 3]))
    try row.maxOfRows().backward()
    #expect(row.gradient == Tensor([0, 1, 0]))
  }

  @Test func `the mean of a constant is the constant`() {
    // 49 · (1/49) is not 1 in binary.
    #expect(Variable(.ones([49])).mean().scalar == 1)
  }

  @Test func `the zeroth power has slope 0, at 0 too`() throws {
    let x = leaf(Tensor([0, 2]))
    try pow(x, 0).sum().backward()
    #expect(x.gradient == Tensor([0, 0]))
  }

  @Test func `a confident right answer costs little, not nothing`() {
    let loss = sigmoidCrossEntropy(Variable(Tensor([40])), targets: Tensor([1])).scalar
    #expect(abs(loss / 4.248354255291589e-18 - 1) < rounding)
  }
}
