import Answers10
import Course
import TestSupport

// Unusual right answers to exercise E10.6.

extension Checkers10 {
  static var rightMasks: [AnswerOnTrial] {
    let exercise = Lesson10Answers.pruning
    return [
      masks("by squares", score: { $0 * $0 }),
      masks("with a sign that does not matter", layers: { $0.map { $0.map { -$0 } } }),
      masks("by a tenth of the draws", draws: { draws, _ in draws.map { $0.map { $0 / 10 } } }),
      masks(
        "rounded by hand",
        rounded: { wanted in
          let up = Int((wanted + 0.5).rounded(.down))
          return Double(up) - wanted == 0.5 && up % 2 == 1 ? up - 1 : up
        }),
      AnswerOnTrial(
        exercise, "the least again and again",
        { layers, share, draws in
          func masks(_ scores: [[Double]], _ counts: Int) -> [[Double]] {
            var mask = scores.map { $0.map { _ in 1.0 } }
            var order = scores.indices.flatMap { layer in
              scores[layer].indices.map { (layer, $0) }
            }
            // Stable from behind: the last of the order is the next to go.
            order.reverse()
            let ranked = order.enumerated().sorted { a, b in
              let (mine, other) = (
                scores[a.element.0][a.element.1], scores[b.element.0][b.element.1]
              )
              return mine != other ? mine > other : a.offset < b.offset
            }
            for entry in ranked.suffix(counts) { mask[entry.element.0][entry.element.1] = 0 }
            return mask
          }
          func number(_ count: Int) -> Int { lrint(share * Double(count)) }
          func lrint(_ x: Double) -> Int { Int(x.rounded(.toNearestOrEven)) }
          let sizes = layers.map { $0.map { max($0, -$0) } }
          let together = masks(sizes, number(layers.joined().count))
          var (perLayer, random) = ([[Double]](), [[Double]]())
          for (layer, mask) in together.enumerated() {
            perLayer += masks([sizes[layer]], number(mask.count))
            random += masks([draws[layer]], mask.filter { $0 < 0.5 }.count)
          }
          return (together, perLayer, random)
        }),
    ]
  }
}
