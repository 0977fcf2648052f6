import Answers04
import Course
import TensorCore
import TestSupport

// Answers to exercises E04.5 and E04.7.

extension Checkers04 {
  /// Weights divided by what is measured, with what a wrong answer changes.
  private static func rescaled(
    _ weights: [Tensor], _ batch: Tensor, count: Int = .max,
    function: @escaping @Sendable (Scalar) -> Scalar = { .tanh($0) },
    by divisor: (_ sums: Tensor, _ weight: Tensor) -> Tensor = { sums, _ in Tensor(deviation(sums))
    }
  ) -> [Tensor] {
    var input = batch
    return weights.enumerated().map { index, weight in
      let sums = matmul(input, weight.transposed)
      let right = index < count ? weight / divisor(sums, weight) : weight
      input = matmul(input, right.transposed).map { x in function(x) }
      return right
    }
  }

  private static func deviation(_ sums: Tensor) -> Scalar { .squareRoot(sums.variance()) }

  static var wrongRescaling: [AnswerOnTrial] {
    func wrong(
      _ words: String, _ answer: @escaping @Sendable ([Tensor], Tensor) -> [Tensor]
    ) -> AnswerOnTrial { AnswerOnTrial(Lesson04Answers.unitVariance, words, answer) }
    func divided(
      _ words: String, _ divisor: @escaping @Sendable (_ sums: Tensor, _ weight: Tensor) -> Scalar
    ) -> AnswerOnTrial {
      wrong(words) { w, x in rescaled(w, x, by: { sums, weight in Tensor(divisor(sums, weight)) }) }
    }
    let memory = AnswerMemory()
    return [
      wrong("no layer") { _, _ in [] },
      wrong("the first layer") { w, x in rescaled(w, x, count: 1) },
      wrong("two layers") { w, x in rescaled(w, x, count: 2) },
      wrong("the last twice") { w, x in rescaled(w, x) + rescaled(w, x).suffix(1) },
      wrong("in the reverse order") { w, x in rescaled(w, x).reversed() },
      wrong("ReLU") { w, x in rescaled(w, x, function: { max(0, $0) }) },
      wrong("a clamp in place of tanh") { w, x in rescaled(w, x, function: { min(max($0, -1), 1) })
      },
      wrong("transposed") { w, x in rescaled(w, x).map(\.transposed) },
      wrong("the batch standardized") { w, x in
        rescaled(w, (x - x.mean()) / Scalar.squareRoot(x.variance()))
      },
      wrong("the batch centered by columns") { w, x in rescaled(w, x - x.mean(axis: 0)) },
      wrong("the first sample alone") { w, x in
        rescaled(w, x.row(0).reshaped(to: [1, x.shape[1]]))
      },
      divided("the deviation of the weights") { _, w in .squareRoot(w.variance()) },
      divided("the norm of the weights") { _, w in w.norm() },
      divided("the root of fan_in") { _, w in .squareRoot(Scalar(w.shape[1])) },
      divided("the greatest sum") { sums, _ in sums.maximumMagnitude() },
      divided("the mean magnitude") { sums, _ in sums.map { x in abs(x) }.mean() },
      divided("with 10⁻⁵ below the root") { sums, _ in .squareRoot(sums.variance() + 1e-5) },
      divided("with 10⁻³ added") { sums, _ in deviation(sums) + 1e-3 },
      divided("at least a tenth") { sums, _ in max(0.1, deviation(sums)) },
      divided("at most a hundred") { sums, _ in min(100, deviation(sums)) },
      divided("near enough is left alone") { sums, _ in
        abs(sums.variance() - 1) < 0.9 ? 1 : deviation(sums)
      },
      divided("negative") { sums, _ in -deviation(sums) },
      divided("a mean over units of their deviations") { sums, _ in
        sums.variance(axis: 0).map { x in .squareRoot(x) }.mean()
      },
      divided("the variance within units") { sums, _ in
        .squareRoot(sums.variance(axis: 0).mean())
      },
      divided("infinite") { _, _ in .infinity },
      wrong("the first answer of all") { w, x in
        guard let first = w.first else { return [] }
        let kept = memory.tensor?.shape == first.shape ? memory.tensor ?? first : rescaled(w, x)[0]
        memory.tensor = kept
        return [kept] + rescaled(w, x).dropFirst()
      },
    ]
  }

  static var rightRescaling: [AnswerOnTrial] {
    func right(
      _ words: String, _ answer: @escaping @Sendable ([Tensor], Tensor) -> [Tensor]
    ) -> AnswerOnTrial { AnswerOnTrial(Lesson04Answers.unitVariance, words, answer) }
    return [
      right("measured again") { w, x in rescaled(w, x) },
      right("three times over") { w, x in
        (0..<3).reduce(w) { weights, _ in rescaled(weights, x) }
      },
      right("in two steps") { w, x in
        rescaled(rescaled(w, x, by: { sums, _ in Tensor(.squareRoot(deviation(sums))) }), x)
      },
      right("from a larger start") { w, x in rescaled(w.map { $0 * 4 }, x) },
      right("the norm of centered sums") { w, x in
        rescaled(
          w, x,
          by: { sums, _ in
            let centered = sums - sums.mean()
            return Tensor(centered.norm() / Scalar.squareRoot(Scalar(sums.elementCount)))
          })
      },
    ]
  }

  private typealias Layer = [[Double]]

  private static func size(_ layer: Layer) -> Double {
    let all = layer.flatMap { $0 }
    return (all.reduce(0) { $0 + $1 * $1 } / Double(all.count)).squareRoot()
  }

  private static func units(_ layer: Layer) -> Layer {
    layer[0].indices.map { unit in layer.map { $0[unit] } }
  }

  private static func spread(_ layer: Layer) -> Double {
    size(
      units(layer).map { unit in
        let mean = unit.reduce(0, +) / Double(unit.count)
        return unit.map { $0 - mean }
      })
  }

  private static func areDistinct(_ layer: Layer) -> Bool {
    Set(units(layer)).count == layer[0].count
  }

  private static func check(
    _ words: String,
    size bounds: ClosedRange<Double> = 0.03...30, share: Double = 0.01, layers: Int = .max,
    distinct: @escaping @Sendable ([[Double]]) -> Bool = { areDistinct($0) },
    spread measure: @escaping @Sendable ([[Double]]) -> Double = { spread($0) }
  ) -> AnswerOnTrial {
    AnswerOnTrial(
      Lesson04Answers.startCheck, words,
      { outputs in
        outputs.prefix(layers).allSatisfy {
          bounds.contains(size($0)) && measure($0) >= share * size($0) && distinct($0)
        }
      })
  }

  static var wrongChecks: [AnswerOnTrial] {
    let test = Lesson04Answers.startCheck
    let memory = AnswerMemory()
    return [
      check("the first layer", layers: 1), check("the first two layers", layers: 2),
      check("a narrow upper bound", size: 0.03...3), check("a narrow lower bound", size: 0.3...30),
      check("nearly no upper bound", size: 0.03...1e6),
      check("nearly no lower bound", size: 1e-6...30),
      check("nearly no spread", share: 1e-9), check("a spread of half the size", share: 0.5),
      check("the first two units", distinct: { units($0)[0] != units($0)[1] }),
      check(
        "neighbors",
        distinct: { layer in
          zip(units(layer), units(layer).dropFirst()).allSatisfy { $0 != $1 }
        }),
      check("the first sample decides on units", distinct: { Set($0[0]).count == $0[0].count }),
      check(
        "units that differ in every sample",
        distinct: { layer in
          layer.allSatisfy { Set($0).count == $0.count }
        }),
      check(
        "sums of units",
        distinct: { layer in
          let sums = units(layer).map { ($0.reduce(0, +) * 1e9).rounded() }
          return sums.allSatisfy { sum in sums.contains { $0 != sum } }
        }),
      check("the spread of one unit", spread: { spread($0.map { [$0[0]] }) }),
      check(
        "every unit must spread",
        spread: { layer in
          units(layer).map { unit in spread(unit.map { [$0] }) }.min() ?? 0
        }),
      check("the first two samples", spread: { spread(Array($0.prefix(2))) }),
      check("the spread within a sample", spread: { layer in spread(units(layer)) }),
      check("no spread", spread: { size($0) }), check("all units", distinct: { _ in true }),
      AnswerOnTrial(
        test, "NaN and infinity pass",
        { outputs in
          outputs.allSatisfy {
            !(size($0) < 0.03 || size($0).isFinite && size($0) > 30 || spread($0) < 0.01 * size($0))
              && areDistinct($0)
          }
        }),
      AnswerOnTrial(
        test, "all layers at once",
        { outputs in
          let all = outputs.flatMap { $0 }
          return (0.03...30).contains(size(all)) && spread(all) >= 0.01 * size(all)
            && areDistinct(all)
        }),
      AnswerOnTrial(
        test, "one healthy layer is enough",
        { outputs in
          outputs.contains {
            (0.03...30).contains(size($0)) && spread($0) >= 0.01 * size($0) && areDistinct($0)
          }
        }),
      AnswerOnTrial(test, "three layers", { outputs in outputs.count == 3 }),
      AnswerOnTrial(test, "the first ten calls", { _ in memory.next() <= 10 }),
    ]
  }

  static var rightChecks: [AnswerOnTrial] {
    [
      check("in another order"), check("other bounds", size: 0.02...50),
      check("another share", share: 0.005),
      check(
        "pairs of units",
        distinct: { layer in
          let all = units(layer)
          return all.indices.allSatisfy { a in
            all.indices.allSatisfy { a == $0 || all[a] != all[$0] }
          }
        }),
      check(
        "the greatest spread of a unit",
        spread: { layer in
          let all = layer.flatMap { $0 }
          guard all.allSatisfy(\.isFinite) else { return -1 }
          let variance = units(layer).map { unit -> Double in
            let mean = unit.reduce(0, +) / Double(unit.count)
            return unit.reduce(0) { $0 + $1 * $1 } / Double(unit.count) - mean * mean
          }
          return max(0, variance.reduce(0, +) / Double(variance.count)).squareRoot()
        }),
    ]
  }
}
