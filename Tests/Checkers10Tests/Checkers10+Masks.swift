import Answers10
import Course
import TestSupport

// Answers to exercise E10.6.

extension Checkers10 {
  /// Masks by counting what comes before, with what an answer changes.
  static func masks(
    _ words: String,
    layers: @escaping @Sendable ([[Double]]) -> [[Double]] = { $0 },
    score: @escaping @Sendable (Double) -> Double = { abs($0) },
    share: @escaping @Sendable (Double) -> Double = { $0 },
    rounded: @escaping @Sendable (Double) -> Int = { Int($0.rounded(.toNearestOrEven)) },
    perLayer: @escaping @Sendable (_ count: Int, _ layer: Int, _ all: Int) -> Int = {
      count, _, _ in count
    },
    rival: @escaping @Sendable (_ lost: Int, _ share: Int, _ size: Int) -> Int = { lost, _, _ in
      lost
    },
    draws: @escaping @Sendable (_ draws: [[Double]], _ layers: [[Double]]) -> [[Double]] = {
      draws, _ in draws
    },
    finally: @escaping @Sendable (PrunedMasks) -> PrunedMasks = { $0 }
  ) -> AnswerOnTrial {
    AnswerOnTrial(
      Lesson10Answers.pruning, words,
      { given, givenShare, givenDraws in
        let layers = layers(given)
        let part = share(givenShare)
        let scores = layers.map { $0.map(score) }
        let flat = scores.flatMap { $0 }
        let all = least(flat, rounded(part * Double(flat.count)))
        var start = 0
        let together = scores.map { list in
          defer { start += list.count }
          return Array(all[start..<(start + list.count)])
        }
        let layerwise = scores.enumerated().map { layer, list in
          least(list, perLayer(rounded(part * Double(list.count)), layer, flat.count))
        }
        let numbers = draws(givenDraws, layers)
        let random = together.indices.map { layer in
          let mask = together[layer]
          return least(
            numbers[layer],
            rival(
              mask.count { $0 == 0 }, rounded(part * Double(mask.count)), mask.count))
        }
        return finally((together, layerwise, random))
      })
  }

  /// Zeros for the least scores, of equal ones for the earlier.
  @Sendable private static func least(_ scores: [Double], _ count: Int) -> [Double] {
    var mask = scores.map { _ in 1.0 }
    let order = scores.enumerated().sorted {
      ($0.element, $0.offset) < ($1.element, $1.offset)
    }
    for entry in order.prefix(max(0, count)) { mask[entry.offset] = 0 }
    return mask
  }

  @Sendable private static func flipped(_ mask: [[Double]]) -> [[Double]] {
    mask.map { $0.map { 1 - $0 } }
  }

  static var wrongMasks: [AnswerOnTrial] {
    let memory = AnswerMemory()
    return [
      masks("ten weights of a layer", layers: { $0.map { Array($0.prefix(10)) } }),
      masks("a hundred weights of a layer", layers: { $0.map { Array($0.prefix(100)) } }),
      masks(
        "a thousand weights of a layer, the others 9",
        layers: {
          $0.map { $0.enumerated().map { $0.offset < 1000 ? $0.element : 9 } }
        }),
      masks(
        "ten layers, the others 9",
        layers: {
          $0.enumerated().map { layer, list in layer < 10 ? list : list.map { _ in 9 } }
        }),
      masks(
        "layers in reverse", layers: { $0.reversed() },
        finally: { ($0.together.reversed(), $0.perLayer.reversed(), $0.atRandom.reversed()) }),
      masks("the sign", score: { $0 }), masks("the largest go", score: { -abs($0) }),
      masks("whole magnitudes", score: { abs($0).rounded() }),
      masks("three digits", score: { (1000 * abs($0)).rounded() / 1000 }),
      masks("magnitudes up to 2", score: { min(2, abs($0)) }),
      masks("single precision squares", score: { Double(Float($0) * Float($0) * 1e-30) }),
      masks("the share that stays", share: { 1 - $0 }),
      masks("never all", share: { min(0.95, $0) }), masks("never none", share: { max(0.1, $0) }),
      masks("a half", share: { _ in 0.5 }),
      masks("rounded down", rounded: { Int($0) }),
      masks("rounded up", rounded: { Int($0.rounded(.up)) }),
      masks("halves up", rounded: { Int(($0 + 0.5).rounded(.down)) }),
      masks("halves down", rounded: { Int(($0 - 0.5).rounded(.up)) }),
      masks("one at least", rounded: { max(1, Int($0.rounded(.toNearestOrEven))) }),
      masks("a hundred at most", rounded: { min(100, Int($0.rounded(.toNearestOrEven))) }),
      masks("a thousand at most", rounded: { min(1000, Int($0.rounded(.toNearestOrEven))) }),
      masks("per layer one fewer", perLayer: { count, _, _ in count - 1 }),
      masks("per layer the first alone", perLayer: { count, layer, _ in layer == 0 ? count : 0 }),
      masks("per layer as many as of all", perLayer: { count, _, all in min(count, all / 2) }),
      masks("the rival with equal shares", rival: { _, share, _ in share }),
      masks("the rival keeps as many as should go", rival: { lost, _, size in size - lost }),
      masks("the rival loses one fewer", rival: { lost, _, _ in lost - 1 }),
      masks("the rival loses nothing", rival: { _, _, _ in 0 }),
      masks("the greatest draws go", draws: { draws, _ in draws.map { $0.map { -$0 } } }),
      masks(
        "the rival by size", draws: { _, layers in layers.map { $0.map { abs($0) } } }),
      masks(
        "the rival by draws and size",
        draws: { draws, layers in
          zip(draws, layers).map { zip($0, $1).map { $0 * abs($1) } }
        }),
      masks("the first places go", draws: { draws, _ in draws.map { $0.map { _ in 0 } } }),
      masks(
        "draws to one digit", draws: { draws, _ in draws.map { $0.map { (10 * $0).rounded() } } }),
      masks(
        "draws of the first layer",
        draws: { draws, layers in
          let first = draws.first ?? []
          return layers.map { list in
            list.indices.map { first.isEmpty ? 0 : first[$0 % first.count] }
          }
        }),
      masks(
        "where they go",
        finally: { (flipped($0.together), flipped($0.perLayer), flipped($0.atRandom)) }),
      masks("the second for the first", finally: { ($0.perLayer, $0.perLayer, $0.atRandom) }),
      masks("the first for the second", finally: { ($0.together, $0.together, $0.atRandom) }),
      masks("the first for the third", finally: { ($0.together, $0.perLayer, $0.together) }),
      masks("in one layer", finally: { ([$0.together.flatMap { $0 }], $0.perLayer, $0.atRandom) }),
      masks(
        "no empty layers",
        finally: { ($0.together.filter { !$0.isEmpty }, $0.perLayer, $0.atRandom) }),
      masks("twos", finally: { ($0.together.map { $0.map { 2 * $0 } }, $0.perLayer, $0.atRandom) }),
      masks("nothing", finally: { _ in ([], [], []) }),
      masks(
        "infinite ones",
        finally: { ($0.together, $0.perLayer.map { $0.map { $0 * .infinity } }, $0.atRandom) }),
      masks("right at first", finally: { memory.next() > 30 ? ([], [], []) : $0 }),
    ]
  }
}
