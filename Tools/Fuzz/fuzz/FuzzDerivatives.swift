import Foundation
import Fuzzing

/// Random expressions, differentiated by the engine and by others.
enum FuzzDerivatives {
  /// Compares the engine with dual numbers and central differences.
  ///
  /// - Returns: Whether they agree on every expression.
  static func compare(_ count: Int, seed: UInt64) -> Bool {
    var tally = DerivativeTally()
    for number in 0..<count where tally.disagreements.count < 20 {
      tally.compare(number, seed: seed)
    }
    let steps = tally.operationCounts.values.reduce(0, +)
    print(
      """
      derivatives: \(tally.dualCount) expressions agree with dual numbers, \(tally.differenceCount) with differences, \
      \(tally.closeCount) left out at a kink, \(tally.disagreements.count) disagree; \(steps) steps of \
      \(tally.operationCounts.count) operations; seed \(seed)
      """)
    for (number, words) in tally.disagreements.sorted(by: { $0.key < $1.key }) {
      print("  \(number): \(words)")
      print("    \(json(RandomExpression(number, seed: seed)))")
    }
    return tally.disagreements.isEmpty
  }

  /// Writes expressions with what the engine says of them, one a line, for `derivatives.py`.
  static func write(_ count: Int, seed: UInt64, to path: String) throws {
    struct Line: Encodable {
      let number: Int
      let expression: RandomExpression
      let value: Double
      let gradients: [[Double]]
    }
    var lines: [String] = []
    for number in 0..<count {
      let expression = RandomExpression(number, seed: seed)
      // The sign of what is 0 but for rounding is anybody's.
      let hasSign = expression.steps.contains { $0.operation == .sign }
      if hasSign, expression.byDuals(along: []).isClose { continue }
      let engine = try expression.byEngine()
      lines.append(
        json(
          Line(
            number: number, expression: expression, value: Double(engine.value),
            gradients: engine.gradients.map { $0.map { Double($0) } })))
    }
    try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: URL(fileURLWithPath: path))
  }

  private static func json(_ value: some Encodable) -> String {
    (try? JSONEncoder().encode(value)).map { String(decoding: $0, as: UTF8.self) } ?? "(not finite)"
  }
}
