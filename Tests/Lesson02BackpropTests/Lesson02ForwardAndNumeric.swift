import Backprop
import TensorCore
import TestSupport
import Testing

/// Dual numbers, traced numbers, and differences; always in double precision.
@Suite struct Lesson02ForwardAndNumeric {
  /// V2.3 of the curriculum.
  private func expression<Number: DifferentiableNumber>(_ x: [Number]) -> Number {
    let (a, b, c) = (x[0], x[1], x[2])
    return .tanh((a * b + c) * Number(0.25)) * .exp(a * Number(-1)) + b * b
  }

  private func product<Number: DifferentiableNumber>(_ x: Number) -> Number { .exp(x) * .sine(x) }

  private let point = [2.0, -3, 10]
  private let slopes = [-0.14569857066345554, -5.971581326762778, 0.014209336618611042]

  @Test func `the documented example of ScalarNode`() {
    let (a, b) = (ScalarNode(2), ScalarNode(-3))
    let y = a * b + a
    y.backward()
    #expect(a.gradient == -2)
    #expect(b.gradient == 2)
  }

  @Test func `the curriculum's expression, three times`() {
    #expect(abs(expression(point) - 9.103070560807623) < 1e-14)
    let reverse = reverseModeGradient(of: expression, at: point)
    let forward = forwardModeGradient(of: expression, at: point)
    let central = centralDifferenceGradient(of: expression, at: point, step: 1e-5)
    for index in 0..<3 {
      #expect(abs(reverse.gradient[index] - slopes[index]) < 1e-14)
      #expect(abs(forward.gradient[index] - slopes[index]) < 1e-14)
      // Rounding: 1e-16 · 9 / 1e-5.
      #expect(abs(central.gradient[index] - slopes[index]) < 1e-9)
    }
  }

  @Test func `a gradient costs one backward pass, P evaluations, or 2P`() {
    let reverse = reverseModeGradient(of: expression, at: point)
    let forward = forwardModeGradient(of: expression, at: point)
    let central = centralDifferenceGradient(of: expression, at: point, step: 1e-5)
    #expect([reverse.evaluationCount, reverse.backwardPassCount] == [1, 1])
    #expect([forward.evaluationCount, forward.backwardPassCount] == [3, 0])
    #expect([central.evaluationCount, central.backwardPassCount] == [6, 0])
  }

  @Test(.doublePrecision) func `a step that leaves the domain is replaced by a shorter one`() {
    let x = Tensor([1e-6, 1e-12, 1, 2])
    let logarithms = numericGradient(at: x) { $0.map { .log($0) }.sum() }
    let roots = numericGradient(at: x) { $0.map { .squareRoot($0) }.sum() }
    for (index, x) in x.scalars.enumerated() {
      // Rounding: 1e-16 · 40 / 6e-6, of the sum and relative to the scalar.
      #expect(abs(logarithms.scalars[index] * x - 1) < 1e-8)
      #expect(abs(roots.scalars[index] * 2 * .squareRoot(x) - 1) < 1e-2)
    }
    // A root has no slope at 0, and what is wrong stays wrong.
    #expect(numericGradient(at: Tensor([0])) { $0.map { .squareRoot($0) }.sum() }.scalar.isNaN)
    #expect(numericGradient(at: Tensor([-1])) { $0.map { .log($0) }.sum() }.scalar.isNaN)
  }

  @Test func `dual numbers differentiate exp(x) sin(x)`() {
    #expect(abs(product(DualNumber(1, 1)).derivative - 3.7560492270947274) < 1e-14)
    #expect(product(DualNumber(1)).derivative == 0)
    #expect(product(DualNumber(1, 2)).derivative == 2 * product(DualNumber(1, 1)).derivative)
  }

  @Test func `traced numbers agree with the engine, shared nodes too`() throws {
    let x = ScalarNode(1)
    let s = x * x
    ((ScalarNode(2) * s) * (ScalarNode(3) * s)).backward()
    #expect(x.gradient == 24)
    #expect(s.gradient == 12)
    for start in [-0.5, 0.0, 0.7] {
      let node = ScalarNode(start)
      ScalarNode.relu(node).backward()
      let tensor = leaf(Scalar(start))
      try relu(tensor).backward()
      #expect(Scalar(node.gradient) == tensor.gradient?.scalar)
    }
  }

  @Test func `a second walk of a traced number starts from zero`() {
    let x = ScalarNode(3)
    let y = x * x
    y.backward()
    y.backward()
    #expect(x.gradient == 6)
  }

  @Test func `the best step is neither large nor small`() {
    let exact = 3.7560492270947274
    func centralError(_ step: Double) -> Double {
      abs(centralDifference(at: 1.0, step: step, of: product) - exact) / (2 * exact)
    }
    func forwardError(_ step: Double) -> Double {
      abs(forwardDifference(at: 1.0, step: step, of: product) - exact) / (2 * exact)
    }
    // The curriculum's table, to a factor of 2 where truncation rules and of 10 where rounding does.
    for (step, central, forward) in [(1e-1, 7e-4, 3.8e-2), (1e-3, 7e-8, 3.9e-4)] {
      #expect(abs(centralError(step) / central - 1) < 1)
      #expect(abs(forwardError(step) / forward - 1) < 1)
    }
    #expect(centralError(1e-5) < 7.6e-11)
    #expect(centralError(1e-12) > 1.5e-6)
    let steps = (1...14).map { Double.pow(10, Double(-$0)) }
    let bestForward = steps.map(forwardError).min() ?? 0
    #expect(centralError(1e-5) * 100 < bestForward)
    let bestCentral = steps.min { centralError($0) < centralError($1) }
    #expect(bestCentral == 1e-5 || bestCentral == 1e-6)
  }

  @Test func `single precision is too coarse to check gradients in`() {
    func error(_ step: Float) -> Double {
      let slope = centralDifference(at: Float(1), step: step) { x in Float.exp(x) * Float.sine(x) }
      return abs(Double(slope) - 3.7560492270947274) / (2 * 3.7560492270947274)
    }
    let best = (1...7).map { error(Float(Double.pow(10, Double(-$0)))) }.min() ?? 0
    #expect(best > 1e-8)
    #expect(error(1e-5) > 1e-4)
  }

  @Test func `the step is the cube root of the rounding unit`() {
    #expect(abs(centralDifferenceStep(for: Double.self) / 6.055454452393343e-06 - 1) < 1e-12)
    #expect(abs(centralDifferenceStep(for: Float.self) / 4.921567e-03 - 1) < 1e-5)
  }

  @Test func `directional derivative = gradient · direction`() {
    let x = Tensor([0.3, -0.7, 1.2])
    let direction = Tensor([0.6, 0, -0.8])
    let slope = directionalDerivative(at: x, along: direction) { x in (x * x * x).sum() }
    let expected = dot(x * x * 3, direction)
    #expect(abs(slope - expected) < Lesson02Derivations.differencing)
  }

  @Test func `the distance of gradients`() {
    let a = Tensor([3, 4])
    #expect(relativeDistance(a, a) == 0)
    #expect(relativeDistance(a, -a) == 1)
    #expect(relativeDistance(.zeros([2]), .zeros([2])) == 0)
    #expect(relativeDistance(a, .zeros([2])) == 1)
  }
}
