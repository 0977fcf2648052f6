import Backprop
import TensorCore
import Testing

/// Values and gradients at −0, at infinities and at NaN, beside PyTorch 2.13's.
@Suite struct Lesson02EngineExtremes {
  /// The gradient of the sum of a function at a point.
  private func gradient(
    at x: Tensor, of function: (Variable) -> Variable
  ) throws -> [Scalar] {
    let input = leaf(x)
    try function(input).sum().backward()
    return try #require(input.gradient).scalars
  }

  @Test func `the magnitude of a zero has no sign`() throws {
    let x = Tensor([-0.0, 0, -2, 3, -.infinity, .nan])
    let values = abs(Variable(x)).value.scalars
    #expect(values.dropLast() == [0, 0, 2, 3, .infinity] && values[5].isNaN)
    #expect(values.dropLast().allSatisfy { $0.sign == .plus })
    #expect(try gradient(at: x, of: abs) == [0, 0, -1, 1, -1, 0])
  }

  @Test func `the sign of NaN is NaN, that of a zero 1`() throws {
    let x = Tensor([.nan, 0, -0.0, -2, 3, -.infinity])
    let values = sign(Variable(x)).value.scalars
    #expect(values[0].isNaN && values.dropFirst() == [1, 1, -1, 1, -1])
    #expect(try gradient(at: x, of: sign) == [0, 0, 0, 0, 0, 0])
  }

  @Test func `the derived logSumExp is the engine's at infinities`() throws {
    let rows: [[Scalar]] = [
      [.infinity, 0, -.infinity], [-.infinity, -.infinity, -.infinity], [.nan, 0, 1],
      [-.infinity, 0, 2], [1000, 0, -1000],
    ]
    for row in rows {
      let x = Tensor(shape: [1, 3], scalars: row)
      let ours = LayerRules.logSumExp(Tensor([1]), input: x).scalars
      let engine = try gradient(at: x) { $0.logSumExp() }
      #expect(zip(ours, engine).allSatisfy { $0 == $1 || $0.isNaN && $1.isNaN }, "\(row): \(ours)")
    }
  }

  @Test func `maximum and minimum pass the gradient on at NaN`() throws {
    let (a, b) = (Tensor([1, .nan, 1, .nan, 2, 1]), Tensor([.nan, 1, 1, .nan, 1, 2]))
    #expect(try gradient(at: a) { maximum($0, Variable(b)) } == [1, 1, 0.5, 1, 1, 0])
    #expect(try gradient(at: b) { maximum(Variable(a), $0) } == [1, 1, 0.5, 1, 0, 1])
    #expect(try gradient(at: a) { minimum($0, Variable(b)) } == [1, 1, 0.5, 1, 0, 1])
    #expect(try gradient(at: b) { minimum(Variable(a), $0) } == [1, 1, 0.5, 1, 1, 0])
  }

  @Test func `beside an infinity a finite term of logSumExp has no share`() throws {
    func shares(_ row: [Scalar]) throws -> [Scalar] {
      try gradient(at: Tensor(shape: [1, row.count], scalars: row)) { $0.logSumExp() }
    }
    let beside = try shares([.infinity, 0, -.infinity])
    #expect(beside[0].isNaN && beside.dropFirst() == [0, 0])
    #expect(try shares([.infinity, .infinity]).allSatisfy { $0.isNaN })
    #expect(try shares([-.infinity, -.infinity]).allSatisfy { $0.isNaN })
    #expect(try shares([.nan, 0]).allSatisfy { $0.isNaN })
    #expect(try shares([.infinity, .nan]).allSatisfy { $0.isNaN })
    #expect(try shares([-.infinity, 0]) == [0, 1])
    #expect(try shares([1000, 0]) == [1, 0])
    #expect(try shares([3, 3]) == [0.5, 0.5])
  }

  @Test func `an infinite logit costs infinity against the target, else 0`() throws {
    let logits = Tensor([.infinity, .infinity, .infinity, -.infinity, -.infinity, -.infinity])
    let targets = Tensor([0, 0.5, 1, 0, 0.5, 1])
    let losses: [Scalar] = [.infinity, .infinity, 0, 0, .infinity, .infinity]
    for index in losses.indices {
      let target = Tensor([targets.scalars[index]])
      let z = leaf(Tensor([logits.scalars[index]]))
      let loss = sigmoidCrossEntropy(z, targets: target)
      #expect(loss.value.scalar == losses[index], "logit \(z.value), target \(target)")
    }
    // The gradients are PyTorch's, which gives NaN for four of the losses, from 0 · ∞.
    #expect(
      try gradient(at: logits) { sigmoidCrossEntropy($0, targets: targets) * 6 }
        .map { ($0 * 1e6).rounded() / 1e6 } == [1, 0.5, 0, 0, -0.5, -1])
  }

  @Test func `beside infinity the binary cross-entropy is what it was`() {
    for z in [-800, -30, -1, -0.0, 0, 0.5, 30, 800] as [Scalar] {
      for y in [0, 0.25, 1] as [Scalar] {
        let expected = Swift.max(z, 0) - z * y + Scalar.softplus(-z.magnitude)
        let loss = sigmoidCrossEntropy(Variable(Tensor([z])), targets: Tensor([y])).value.scalar
        #expect(Swift.abs(loss - expected) <= rounding * Swift.max(1, expected), "\(z), \(y)")
      }
    }
    for y in [0, 1] as [Scalar] {
      let loss = sigmoidCrossEntropy(Variable(Tensor([.nan])), targets: Tensor([y]))
      #expect(loss.value.scalar.isNaN, "target \(y)")
    }
  }
}
