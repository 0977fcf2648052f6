import Course
import TensorCore

extension Lesson10Answers {
  /// The masks of exercise E10.6, with what a mistake changes.
  struct Pruning {
    enum Counts { case right, shares, together, threshold }

    var score: (_ weight: Double) -> Double = { abs($0) }
    var rounding = FloatingPointRoundingRule.toNearestOrEven
    var tiesGo = false
    var laterFirst = false
    var perLayer = Counts.right
    var random = Counts.right

    func masks(
      _ layers: [[Double]], _ share: Double, _ draws: [[Double]]
    ) -> PrunedMasks {
      func count(_ layers: [[Double]]) -> Int {
        let count = layers.reduce(0) { $0 + $1.count }
        return Int((share * Double(count)).rounded(rounding))
      }
      let scores = layers.map { $0.map(score) }
      let together = mask(scores, count(layers))
      let layerwise = scores.flatMap { mask([$0], count([$0])) }
      let rival: [[Double]] =
        switch random {
        case .right:
          zip(draws, together).flatMap { mask([$0], $1.count { $0 == 0 }) }
        case .shares: draws.flatMap { mask([$0], count([$0])) }
        case .together: mask(draws, count(layers))
        case .threshold: draws.map { $0.map { $0 < share ? 0 : 1 } }
        }
      return (together, perLayer == .right ? layerwise : together, rival)
    }

    /// Zeros at the places of the least scores, over all lists together.
    private func mask(_ scores: [[Double]], _ count: Int) -> [[Double]] {
      let all = scores.flatMap { $0 }
      var flat = [Double](repeating: 1, count: all.count)
      if count > 0 {
        let threshold = all.sorted()[count - 1]
        // All below the threshold go, and of those at it as many as are missing.
        var missing = tiesGo ? all.count : count
        for score in all where score < threshold { missing -= 1 }
        for index in all.indices {
          let place = laterFirst ? all.count - 1 - index : index
          guard all[place] <= threshold else { continue }
          if all[place] < threshold {
            flat[place] = 0
          } else if missing > 0 {
            flat[place] = 0
            missing -= 1
          }
        }
      }
      var start = 0
      return scores.map { list in
        defer { start += list.count }
        return Array(flat[start..<(start + list.count)])
      }
    }
  }

  /// Layers of exercise E10.6 with a share and draws.
  struct PruningCase {
    let layers: [[Double]]
    let share: Double
    let draws: [[Double]]

    var name: String {
      let counts = layers.map(\.count)
      let shown =
        counts.reduce(0, +) > 8
        ? "of \(counts) weights" : "\(Self.text(layers)), draws \(Self.text(draws))"
      return "layers \(shown), share \(Answer.text(share))"
    }

    private static func text(_ lists: [[Double]]) -> String {
      let texts = lists.map { "[" + $0.map { Answer.text($0) }.joined(separator: ", ") + "]" }
      return "[" + texts.joined(separator: ", ") + "]"
    }

    /// The masks, each in one list, the sizes of their layers, and where they differ from the right ones.
    static func answer(_ masks: PrunedMasks, right: PrunedMasks) -> Answer {
      let pairs = [
        ("together", masks.together, right.together), ("per layer", masks.perLayer, right.perLayer),
        ("at random", masks.atRandom, right.atRandom),
      ]
      var difference = "none"
      for (name, found, wanted) in pairs.reversed() where found != wanted {
        let (mine, right) = (found.flatMap { $0 }, wanted.flatMap { $0 })
        let place = zip(mine, right).enumerated().first { $1.0 != $1.1 }?.offset
        difference =
          place.map {
            "\(name), weight \($0 + 1), \(Answer.text(mine[$0])) in place of \(Answer.text(right[$0]))"
          } ?? "\(name), the sizes"
      }
      func parts(_ name: String, _ mask: [[Double]]) -> [Answer.Part] {
        [
          .numbers(name, mask.flatMap { $0 }),
          .numbers("sizes of its layers", mask.map { Double($0.count) }),
        ]
      }
      return Answer(
        [.remark("first difference", difference)] + parts("together", masks.together)
          + parts("per layer", masks.perLayer)
          + parts("at random", masks.atRandom))
    }

    /// The cases of a seed.
    static func all(seed: UInt64) -> [PruningCase] {
      var generator = SplitMix64(seed: seed)
      func numbers(_ counts: [Int], scales: [Double]) -> [[Double]] {
        zip(counts, scales).map { count, scale in
          (0..<count).map { _ in scale * (2 * generator.uniform() - 1) }
        }
      }
      func draws(_ layers: [[Double]]) -> [[Double]] {
        layers.map { $0.map { _ in generator.uniform() } }
      }
      func example(_ layers: [[Double]], _ share: Double) -> PruningCase {
        PruningCase(layers: layers, share: share, draws: draws(layers))
      }
      // Weights of eight levels, many of them equal or zero.
      func levels(_ counts: [Int]) -> [[Double]] {
        counts.map { count in (0..<count).map { _ in Double(generator.uniform(below: 9)) - 4 } }
      }
      let drawn = [
        example(numbers([12, 36, 6], scales: [1, 0.5, 2]), 0.3 + 0.5 * generator.uniform()),
        example(numbers([11, seed == 2 ? 103 : 13, 5], scales: [2, 1, 0.01]), 0.8),
        example(levels([13, 21, 8]), 0.1 + 0.8 * generator.uniform()),
        example(
          numbers([5 + generator.uniform(below: 20), 3, 17, 2], scales: [1, 3, 0.3, 1]), 0.5),
      ]
      guard seed == 1 else { return drawn }
      let known = [
        PruningCase(
          layers: [[3, -1, 2], [0.5, 0.1]], share: 0.4, draws: [[0.9, 0.2, 0.1], [0.7, 0.3]]),
        PruningCase(
          layers: [[-3, 1, 2], [5, -4, 0]], share: 0.5, draws: [[0.1, 0.6, 0.3], [0.2, 0.9, 0.4]]),
        example([[4, 3, 2, 1]], 0.5), example([[1, 2], [3, 4], [5, 6]], 0.5),
        example([[-1, -2, -3, -4]], 0.75), example([[7]], 0.4), example([[7]], 0.6),
        example([[1], [2], [3]], 0.34), example([[2, 1], [], [3]], 0.4), example([[], []], 0.5),
        // Halves: 2.5, 7.5, 1.5, 0.5 and 3.5.
        example(numbers([10], scales: [1]), 0.25), example(numbers([10], scales: [1]), 0.75),
        example(numbers([6, 4], scales: [1, 2]), 0.25), example([[1, 2], [3, 4]], 0.125),
        example(numbers([14, 2], scales: [1, 1]), 0.25),
        // All, none, equal ones, zeros, tiny and huge.
        example([[1, -2], [3, 4, 5]], 0), example(numbers([12, 30], scales: [1, 2]), 0),
        example([[1, -2], [3, 4, 5]], 1), example(numbers([12, 31], scales: [1, 2]), 1),
        example([[1, 1, -1, 1, -1], [1, 1, 1]], 0.5), example([[0, 0, 0], [0, 0]], 0.4),
        example([[1, 1, 2], [1, -1, 0.5]], 0.5),
        example([[0.5, 0.5], [-0.5, 0.25, 0.5, 0.75]], 0.5),
        example([[1e-12, -3e-12, 2e-12], [1e-13, 5e-12]], 0.4),
        example([[1e9, -3e9], [2e9, 1, -2, 4e9]], 0.5),
        example([[0.4, 0.3, 0.2], [0.01, 0.02, 0.03, 0.04]], 0.5),
        example(numbers([1031, 20], scales: [0.5, 4]), 0.99),
        example(
          numbers(Array(repeating: 7, count: 12), scales: Array(repeating: 1, count: 12)), 0.6),
      ]
      return known + drawn
    }
  }
}
