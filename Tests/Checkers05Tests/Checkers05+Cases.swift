import Answers05
import Course
import TestSupport

// Answers to exercises E05.3 and E05.6 that are right in most cases, and take some for another.

extension Checkers05 {
  static var wrongCases: [AnswerOnTrial] { ghostCases + groupCases }

  private static var ghostCases: [AnswerOnTrial] {
    let right = Lesson05Answers.ghostBatches.solution
    func wrong(_ words: String, _ answer: @escaping GhostFunction) -> AnswerOnTrial {
      AnswerOnTrial(Lesson05Answers.ghostBatches, words, answer)
    }
    /// The noise alone is another.
    func noise(
      _ words: String, _ change: @escaping @Sendable ([[Double]], Int, [Double]) -> [Double]
    ) -> AnswerOnTrial {
      wrong(words) { batch, size, epsilon in
        let (output, noise) = try right(batch, size, epsilon)
        return (output, change(batch, size, noise))
      }
    }
    return [
      wrong("parts of two at least") { try right($0, max(2, $1), $2) },
      wrong("an even size") { try right($0, $1 > 2 ? $1 / 2 * 2 : $1, $2) },
      wrong("a size that divides the batch") { batch, size, epsilon in
        let divisor = (1...max(1, min(size, batch.count))).last { batch.count % $0 == 0 }
        return try right(batch, divisor ?? 1, epsilon)
      },
      wrong("a short batch as it is") {
        try $0.count < $1 ? ($0, $0[0].map { _ in 0 }) : right($0, $1, $2)
      },
      wrong("a constant feature as it is") { batch, size, epsilon in
        let (output, noise) = try right(batch, size, epsilon)
        let isConstant = batch[0].indices.map { f in
          batch.count > 1 && batch.allSatisfy { $0[f] == batch[0][f] }
        }
        return (
          zip(batch, output).map { x, y in y.indices.map { isConstant[$0] ? x[$0] : y[$0] } }, noise
        )
      },
      wrong("one sample as it is") { batch, size, epsilon in
        (
          batch.count == 1 ? batch : try right(batch, size, epsilon).output,
          try right(batch, size, epsilon).noise
        )
      },
      wrong("an epsilon for the part") { batch, size, epsilon in
        try right(batch, size, epsilon * Double(size) / Double(min(size, batch.count)))
      },
      noise("the mean noise of the features") { _, _, noise in
        noise.map { _ in noise.reduce(0, +) / Double(noise.count) }
      },
      noise("no noise in parts of one") { _, size, noise in size == 1 ? noise.map { _ in 0 } : noise
      },
      noise("a noise of two parts at least") { batch, size, noise in
        batch.count / size > 1 ? noise : batch[0]
      },
      noise("the noise of the first feature") { _, _, noise in noise.map { _ in noise[0] } },
      noise("no noise below 10⁻⁶") { _, _, noise in noise.map { $0 < 1e-6 ? 0 : $0 } },
    ]
  }

  private static var groupCases: [AnswerOnTrial] {
    let right = Lesson05Answers.groupedChannels.solution
    func wrong(_ words: String, _ answer: @escaping GroupingFunction) -> AnswerOnTrial {
      AnswerOnTrial(Lesson05Answers.groupedChannels, words, answer)
    }
    return [
      wrong("two groups at least") { try right($0, $2.count > 1 ? max(2, $1) : 1, $2, $3, $4) },
      wrong("three groups at most") { try right($0, min(3, $1), $2, $3, $4) },
      wrong("groups of two channels") { try right($0, max(1, $2.count / 2), $2, $3, $4) },
      wrong("the first sample's statistics for all") { batch, groups, scale, offset, epsilon in
        guard let first = batch.first else { return [] }
        let own = try right(batch, groups, scale, offset, epsilon)
        return [try right([first], groups, scale, offset, epsilon)[0]]
          + own.dropFirst().map { _ in own[0] }
      },
      wrong("scales turned around") { try right($0, $1, $2.reversed(), $3, $4) },
      wrong("offsets turned around") { try right($0, $1, $2, $3.reversed(), $4) },
      wrong("scale and offset by the place in the group") { batch, groups, scale, offset, epsilon in
        let length = scale.count / groups
        return try right(
          batch, groups, scale.indices.map { scale[$0 % length] },
          offset.indices.map { offset[$0 % length] }, epsilon)
      },
      wrong("a single place as it is") { batch, groups, scale, offset, epsilon in
        let isSingle = batch.first?[0].count == 1
        return isSingle ? batch : try right(batch, groups, scale, offset, epsilon)
      },
      wrong("no channel for an empty batch, but a sample") {
        $0.isEmpty ? [[]] : try right($0, $1, $2, $3, $4)
      },
      wrong("an epsilon of 10⁻⁶ at least") { try right($0, $1, $2, $3, max(1e-6, $4)) },
      wrong("an epsilon over the number of channels") {
        try right($0, $1, $2, $3, $4 / Double($2.count))
      },
      wrong("one sample at most") { batch, groups, scale, offset, epsilon in
        let all = try right(batch, groups, scale, offset, epsilon)
        return Array(all.prefix(1)) + batch.dropFirst()
      },
    ]
  }
}
