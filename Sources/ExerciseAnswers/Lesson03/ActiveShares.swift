public import Course
import TensorCore

/// The share of inputs on which each unit is active.
public typealias ActivityCount = @Sendable (_ weightedSums: [[Double]]) throws -> [Double]

// solution begins
func activeShares(_ weightedSums: [[Double]]) throws -> [Double] {
  weightedSums[0].indices.map { unit in
    Double(weightedSums.count { row in row[unit] > 0 }) / Double(weightedSums.count)
  }
}
// solution ends

extension Lesson03Answers {
  /// The dead units that nobody finds.
  public static var activeShares: Assignment<ActivityCount> {
    Assignment<ActivityCount>(
      Exercise(
        id: .exercise(3, 7), title: "The dead units that nobody finds", kind: .repair,
        minutes: 10, difficulty: .easy, fileName: "ActiveShares.swift",
        statement: """
          A monitor of ReLU layers is to report, for each unit, the share of the inputs on which \
          it is active, so that a unit with the share 0 is dead. The weighted sums come as one \
          row for each input, with one number for each unit.

          On square batches nobody noticed anything, but a network with two dead units was \
          reported as healthy. Find the fault and repair it. A unit is active where the slope of \
          ReLU is not 0; at 0 the slope is 0.

              activeShares([[1, -1], [2, -3], [-1, 0]])    // [0.667, 0]
          """,
        hints: Exercise.Hints(
          nudge: """
            How many numbers come back for three inputs and two units?
            """,
          approach: """
            Decide what each share is taken over. A unit is a column, and what is counted are \
            the inputs on which it is above 0.
            """,
          almostThere: """
            Loop over the units outside and over the rows inside: the number of rows that are \
            above 0 in this column, over the number of rows.
            """), forbidden: ["UnitActivity"]),
      solution: activeShares(_:),
      alternative: { sums in
        var counts = sums[0].map { _ in 0.0 }
        for row in sums { for (unit, sum) in row.enumerated() where sum > 0 { counts[unit] += 1 } }
        return counts.map { $0 / Double(sums.count) }
      },
      handedOut: { sums in sums.map { row in Double(row.count { $0 > 0 }) / Double(row.count) } },
      mistakes: [
        .init(
          "zero counts as active",
          explanation: """
            The slope of ReLU at 0 is taken to be 0, so that a unit whose weighted sum is 0 \
            receives no gradient. Counting ≥ 0 hides units whose weights and biases are zero.
            """,
          { sums in shares(sums) { $0 >= 0 } }),
        .init(
          "the silent inputs are counted",
          explanation: """
            This is the share on which a unit is silent: a dead unit has 1 and not 0.
            """,
          { sums in shares(sums) { $0 <= 0 } }),
        .init(
          "only the last input is looked at",
          explanation: """
            A unit that is silent on one input need not be dead. The share is taken over all of \
            them.
            """,
          { sums in shares([sums[sums.count - 1]]) { $0 > 0 } }),
        .init(
          "a count instead of a share",
          explanation: """
            The number of inputs grows with the batch. It has to be divided by the number of \
            rows.
            """,
          { sums in shares(sums) { $0 > 0 }.map { $0 * Double(sums.count) } }),
        .init(
          "divided by the number of units",
          explanation: """
            The share is taken over the inputs, and there are as many of them as rows.
            """,
          { sums in shares(sums) { $0 > 0 }.map { $0 * Double(sums.count) / Double(sums[0].count) }
          }),
      ],
      impostors: .init(
        zero: { sums in sums[0].map { _ in 0 } }, notANumber: { sums in sums[0].map { _ in .nan } },
        identity: { sums in sums[0] }),
      probes: { seed in
        var generator = SplitMix64(seed: seed)
        var cases: [[[Double]]] = [
          [[1]], [[-1, 2]], [[1, -1], [2, -3], [-1, 0]], [[0, 0, 4], [-1, 0, 5]],
          [[1e-300, -1], [1e300, -1]],
        ]
        for (rows, units) in [(3, 3), (7, 4), (4, 7), (13, 2)] {
          cases.append(
            (0..<rows).map { _ in
              (0..<units).map { unit in generator.uniform() - 0.15 * Double(unit) }
            })
        }
        return cases.map { sums in
          Probe(
            "\(sums.count) inputs, \(sums[0].count) units, the first \(Answer.text(sums[0][0]))",
            wanted: Answer(.numbers("shares", shares(sums) { $0 > 0 })), within: 1e-9, floor: 1e-200
          ) { count in
            let given = try count(sums)
            return Answer(.numbers("shares", given))
          }
        }
      })
  }
}

extension Lesson03Answers {
  /// For each unit the share of the rows that a condition holds in.
  static func shares(_ sums: [[Double]], where holds: (Double) -> Bool) -> [Double] {
    sums[0].indices.map { unit in
      Double(sums.count { holds($0[unit]) }) / Double(sums.count)
    }
  }
}
