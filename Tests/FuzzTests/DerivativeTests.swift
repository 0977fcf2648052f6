import Autograd
import Fuzzing
import TensorCore
import TestSupport
import Testing

/// Random expressions, differentiated by the engine, by dual numbers and by differences.
@Suite struct DerivativeTests {
  @Test(.doublePrecision(because: "They are compared to ten digits."))
  func `the engine, dual numbers and differences agree`() {
    var tally = DerivativeTally()
    for number in 0..<1_500 { tally.compare(number, seed: 1) }
    #expect(tally.disagreements.isEmpty)
    #expect(tally.dualCount > 1_000 && tally.differenceCount > 900)
    #expect(tally.operationCounts.count == RandomExpression.Operation.allCases.count)
  }

  @Test(.doublePrecision(because: "They are compared to ten digits."))
  func `the engine does what lesson 02 derives`() throws {
    for number in 0..<600 {
      let expression = RandomExpression(number, seed: 2, of: RandomExpression.derivedOperations)
      let engine = try expression.byEngine().gradients
      for (ours, derived) in zip(engine, expression.byHand()) {
        let scale = 1 + ours.reduce(0) { max($0, $1.magnitude) }
        let difference = zip(ours, derived.scalars).map { abs($0 - $1) }.max() ?? 0
        #expect(difference < 1e-12 * scale, "expression \(number)")
      }
    }
  }

  @Test func `every operation of the engine is drawn`() {
    // Those in place change their operand; the last two have no derivative of their own.
    let others = ["addInPlace", "multiplyInPlace", "straightThrough", "recomputed"]
    #expect(
      Set(RandomExpression.Operation.allCases.map(\.rawValue) + others)
        == Set(Primitive.allCases.map(\.rawValue)))
  }

  @Test func `dual numbers know the derivative of a cube`() {
    var expression = RandomExpression(leaves: [.init(shape: [], values: [2])])
    expression.steps = [.init(operation: .pow, operands: [0], numbers: [3])]
    let weight = RandomExpression.weight(0)
    let (value, change, isClose) = expression.byDuals(along: [1])
    #expect(abs(value - 8 * weight) < 1e-5 && abs(change - 12 * weight) < 1e-5 && !isClose)
  }

  @Test func `a kink is close, a step beside it is not`() {
    for (value, closes) in [(0, true), (1e-9, true), (0.01, false)] as [(Double, Bool)] {
      var expression = RandomExpression(leaves: [.init(shape: [1], values: [value])])
      expression.steps = [.init(operation: .relu, operands: [0])]
      #expect(expression.byDuals(along: [1]).isClose == closes)
    }
  }

  @Test func `every number of an expression is fit for differences`() throws {
    for number in 0..<200 {
      let expression = RandomExpression(number, seed: 9)
      let (value, gradients) = try expression.byEngine()
      #expect(value.isFinite && gradients.joined().allSatisfy(\.isFinite), "\(number)")
      #expect(!expression.steps.isEmpty)
    }
  }
}
