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
