public import Course
import Synchronization
import TensorCore

/// The branch of a residual block: what is added to its input.
public typealias ResidualBranch = @Sendable ([Double]) -> [Double]

/// The output of residual blocks with stochastic depth.
public typealias DepthFunction =
  @Sendable (
    _ input: [Double], _ branches: [ResidualBranch], _ lastProbability: Double, _ draws: [Double]?
  ) throws -> [Double]

// solution begins
func residualOutput(
  of input: [Double], through branches: [@Sendable ([Double]) -> [Double]],
  lastProbability: Double, draws: [Double]?
) throws -> [Double] {
  var x = input
  for (index, branch) in branches.enumerated() {
    let probability = lastProbability * Double(index + 1) / Double(branches.count)
    if let draws {
      guard draws[index] >= probability else { continue }
      x = zip(x, branch(x)).map(+)
    } else {
      x = zip(x, branch(x)).map { $0 + (1 - probability) * $1 }
    }
  }
  return x
}
// solution ends

extension Lesson06Answers {
  /// Write stochastic depth as its paper has it.
  public static var residualDepth: Assignment<DepthFunction> {
    Assignment<DepthFunction>(
      Exercise(
        id: .exercise(6, 2), title: "Stochastic depth as the paper has it",
        kind: .implement, minutes: 15, difficulty: .medium, fileName: "ResidualDepth.swift",
        statement: """
          A residual block adds its branch to its input: x + f(x). Stochastic depth leaves branches out while it trains. \
          The lesson's layer divides kept branches, as torchvision does; write the form of the paper (Huang et al., 2016), which \
          scales in evaluation.

          Block l of L, counted from 1, drops its branch with probability l / L times that of the last block. In training there \
          is one number of 0..<1 for each block in `draws`, for the whole input: below the block's probability the branch is left out \
          and not even computed, else it is added as it is. In evaluation `draws` is nil, and every branch is added times the \
          probability with which it was kept.

              input [1], two branches that double, last probability 0.5
              // draws [0.3, 0.4]: [3]    evaluation: [1 · 2.5 · 2] = [5]
          """,
        hints: Exercise.Hints(
          nudge:
            "What does the next block see when a branch is left out, and what when evaluation adds all of them?",
          approach: """
            Go through the blocks with one running value. Each block has its own probability; decide by its number before you \
            call the branch.
            """,
          almostThere: """
            Only the branch is scaled in evaluation, never the shortcut, and each branch gets the running value that includes \
            the scaled branches before it. The first block's probability is not 0 but the last one's over L.
            """), forbidden: ["StochasticDepth", "SkippedBlock", "Dropout", "dropout"]),
      solution: { try residualOutput(of: $0, through: $1, lastProbability: $2, draws: $3) },
      alternative: { input, branches, last, draws in
        (0..<branches.count).reduce(input) { x, index in
          let kept = 1 - Double(index + 1) * last / Double(branches.count)
          let factor = draws.map { $0[index] < 1 - kept ? 0 : 1 } ?? kept
          return factor == 0 && draws != nil
            ? x : zip(x, branches[index](x)).map { $0 + factor * $1 }
        }
      },
      mistakes: [
        .init(
          "kept branches are divided",
          explanation: """
            Dividing by 1 − p in training and leaving evaluation alone is torchvision's form. The paper's weights were trained without the \
            division; loaded into this code, evaluation adds too much of every branch.
            """, { blocks($0, $1, $2, $3, training: { 1 / (1 - $0) }, evaluation: { _ in 1 }) }),
        .init(
          "scaled in training and in evaluation",
          explanation: """
            Either training divides by 1 − p or evaluation multiplies by it. Both together make every branch too small by 1 − p \
            in evaluation, more so the deeper it stands.
            """, { blocks($0, $1, $2, $3, training: { 1 / (1 - $0) }) }),
        .init(
          "evaluation adds whole branches",
          explanation: """
            Training added branch l in a share 1 − p of the steps. Evaluation that adds all of it is larger in the mean than \
            anything the later blocks were trained on.
            """, { blocks($0, $1, $2, $3, evaluation: { _ in 1 }) }),
        .init(
          "one probability for all blocks",
          explanation: """
            Early blocks make the features that all later ones use. The probability rises with depth, l / L of the last; only the \
            last block has all of it.
            """, { blocks($0, $1, $2, $3, probability: { _, _ in 1 }) }),
        .init(
          "blocks counted from 0",
          explanation: """
            With (l − 1) / L the first block is never left out and the last one never reaches its probability. The paper's rule counts \
            the blocks from 1.
            """, { blocks($0, $1, $2, $3, probability: { $0 / $1 }) }),
        .init(
          "the shortcut is scaled or dropped as well",
          explanation: """
            Without its branch a block is the identity. A block whose shortcut is multiplied too passes nothing on, and after some \
            blocks the signal is gone.
            """, { blocks($0, $1, $2, $3, shortcut: true) }),
        .init(
          "a dropped branch is multiplied by 0",
          explanation: """
            The output may be the same, but the branch was computed for nothing, and 0 times an infinity is NaN. Leaving branches out is \
            what makes training with stochastic depth faster.
            """, { blocks($0, $1, $2, $3, computesAll: true) }),
      ],
      impostors: .init(
        zero: { x, _, _, _ in x.map { _ in 0 } }, notANumber: { x, _, _, _ in x.map { _ in .nan } },
        identity: { x, _, _, _ in x }),
      probes: { seed in probesOfDepth(seed: seed) })
  }

  /// Residual blocks, with what a mistake changes.
  private static func blocks(
    _ input: [Double], _ branches: [ResidualBranch], _ last: Double, _ draws: [Double]?,
    training: (Double) -> Double = { _ in 1 }, evaluation: (Double) -> Double = { 1 - $0 },
    probability: (Double, Double) -> Double = { ($0 + 1) / $1 }, shortcut: Bool = false,
    computesAll: Bool = false
  ) -> [Double] {
    var x = input
    for (index, branch) in branches.enumerated() {
      let p = last * probability(Double(index), Double(branches.count))
      let isDropped = draws.map { $0[index] < p } ?? false
      if isDropped && !computesAll {
        if shortcut { x = x.map { _ in 0 } }
        continue
      }
      let factor = isDropped ? 0 : (draws == nil ? evaluation(p) : training(p))
      x = zip(x, branch(x)).map { (shortcut ? factor : 1) * $0 + factor * $1 }
    }
    return x
  }

  private static func probesOfDepth(seed: UInt64) -> [Probe<DepthFunction>] {
    var generator = SplitMix64(seed: seed)
    let double: ResidualBranch = { $0.map { 2 * $0 } }
    let square: ResidualBranch = { x in x.map { 0.1 * $0 * $0 - 0.3 } }
    let sum: ResidualBranch = { x in x.map { _ in x.reduce(0, +) / 3 } }
    let infinite: ResidualBranch = { $0.map { _ in .infinity } }
    let all = [square, sum, double, square, sum]
    let (x, p) = ((0..<3).map { _ in generator.normalPair().0 }, generator.uniform())
    let draws = all.map { _ in generator.uniform() }
    // More branches, more and larger numbers than elsewhere, so that no bound on any of them passes.
    let turned: ResidualBranch = { x in x.indices.map { 0.05 * x[($0 + 1) % x.count] } }
    let deep = [ResidualBranch](repeating: turned, count: 131)
    let broad = (0..<135).map { 1e5 * (generator.normalPair().0 + ($0 % 2 == 0 ? 3 : -3)) }
    let cases: [(String, [Double], [ResidualBranch], Double, [Double]?)] = [
      ("one branch that doubles, kept", [1], [double], 0.5, [0.5]),
      ("one branch that doubles, left out", [1], [double], 0.5, [0.499]),
      ("one branch that doubles, evaluation", [1], [double], 0.5, nil),
      ("two branches that double", [1], [double, double], 0.5, [0.3, 0.4]),
      ("two branches that double, evaluation", [1], [double, double], 0.5, nil),
      (
        "four branches at their limits", [1, -2], [double, sum, square, double], 1,
        [0.25, 0.5, 0.75, 0.99]
      ),
      (
        "four branches below their limits", [1, -2], [double, sum, square, double], 1,
        [0.24, 0.51, 0.74, 0.99]
      ),
      ("an infinite branch is left out", [1, 2], [double, infinite], 0.8, [0.6, 0.2]),
      ("all branches are left out", [4, 5], [infinite, infinite, infinite], 0.9, [0, 0.1, 0.2]),
      ("a last probability of 0", x, all, 0, draws),
      ("a last probability of 0, evaluation", x, all, 0, nil),
      ("no block", [7], [], 0.5, []), ("no block, evaluation", [7], [], 0.5, nil),
      ("five branches", x, all, p, draws), ("five branches, evaluation", x, all, p, nil),
      ("five branches, large draws", x, all, 0.6, draws.map { 0.5 + 0.5 * $0 }),
      ("131 branches", Array(broad.prefix(5)), deep, 0.7, deep.map { _ in generator.uniform() }),
      ("131 branches, evaluation", Array(broad.prefix(5)), deep, 2e-4, nil),
      ("135 numbers", broad, [turned, turned], 0.7, [0.5, 0.6]),
      ("135 numbers, evaluation", broad, [turned, turned], 2e-4, nil),
      ("five branches, the last always left out, evaluation", x, all, 1, nil),
      ("tiny numbers, evaluation", x.map { $0 * 1e-13 }, [double, sum, double], p, nil),
      ("small numbers, evaluation", x.map { $0 * 1e-6 }, [double, sum, double], p, nil),
    ]
    return cases.map { words, x, branches, last, draws in
      let (wanted, count) = counted(branches) { blocks(x, $0, last, draws) }
      let numbers = x.count > 9 ? "of \(x.count) numbers" : "\(x.map { Answer.text($0) })"
      let input = "\(words): input \(numbers), last probability \(Answer.text(last))"
      return Probe(
        draws.map {
          x.count > 9 ? "\(input), drawn" : "\(input), draws \($0.map { Answer.text($0) })"
        } ?? input,
        wanted: Answer(.numbers("output", wanted), .number("branches computed", count)),
        within: 1e-9, floor: min(1e-6, x.first?.magnitude ?? 1)
      ) { function in
        let (output, count) = try counted(branches) { try function(x, $0, last, draws) }
        return Answer(.numbers("output", output), .number("branches computed", count))
      }
    }
  }

  /// What a function returns, and how often it called the branches.
  private static func counted(
    _ branches: [ResidualBranch], _ body: ([ResidualBranch]) throws -> [Double]
  ) rethrows -> ([Double], Int) {
    let calls = CallCount()
    let output = try body(
      branches.map { branch in
        { x in
          calls.increase()
          return branch(x)
        }
      })
    return (output, calls.count)
  }
}

extension Lesson06Answers {
  /// How often a branch was computed.
  fileprivate final class CallCount: Sendable {
    private let value = Mutex(0)

    func increase() { value.withLock { $0 += 1 } }

    var count: Int { value.withLock { $0 } }
  }
}
