import Answers05
import Course
import TensorCore
import TestSupport

// Answers to exercise E05.7.

extension Checkers05 {
  private typealias Gradients = (input: [[Double]], scale: [Double], offset: [Double])

  /// One feature: its batch, its gradient, and what was measured of it.
  private struct Feature {
    let x: [Double]
    let d: [Double]
    let scale: Double
    let epsilon: Double

    // Measured once, since answers ask for them in loops.
    let mean: Double
    let variance: Double
    let deviation: Double
    let normalized: [Double]
    let sum: Double
    let along: Double

    init(x: [Double], d: [Double], scale: Double, epsilon: Double) {
      (self.x, self.d, self.scale, self.epsilon) = (x, d, scale, epsilon)
      let (mean, variance) = moments(x)
      let deviation = (variance + epsilon).squareRoot()
      let normalized = x.map { ($0 - mean) / deviation }
      (self.mean, self.variance, self.deviation) = (mean, variance, deviation)
      self.normalized = normalized
      sum = d.reduce(0, +)
      along = zip(d, normalized).reduce(0) { $0 + $1.0 * $1.1 }
    }

    var count: Double { Double(x.count) }
    var input: [Double] {
      zip(d, normalized).map { (d, y) in
        scale / deviation * (d - sum / count - y * along / count)
      }
    }
  }

  /// The backward pass with what an answer does otherwise.
  private static func gradients(
    _ words: String, input: @escaping @Sendable ([Double], Int) -> [Double] = { x, _ in x },
    change: @escaping @Sendable (_ feature: [[Double]]) -> [[Double]] = { $0 }
  ) -> AnswerOnTrial {
    feature(words) { f in
      let changed = change([f.input, [f.along], [f.sum]])
      return (input(changed[0], f.x.count), changed[1][0], changed[2][0])
    }
  }

  private static func feature(
    _ words: String,
    _ answer: @escaping @Sendable (Feature) -> (input: [Double], scale: Double, offset: Double)
  ) -> AnswerOnTrial {
    AnswerOnTrial(
      Lesson05Answers.backwardPass, words,
      { batch, gradient, scale, epsilon in
        let all = scale.indices.map { f in
          answer(
            Feature(
              x: batch.map { $0[f] }, d: gradient.map { $0[f] }, scale: scale[f], epsilon: epsilon))
        }
        return (
          batch.indices.map { row in all.map { $0.input[row] } }, all.map(\.scale),
          all.map(\.offset)
        )
      })
  }

  /// Right but for the gradient of the input.
  private static func input(
    _ words: String, _ answer: @escaping @Sendable (Feature) -> [Double]
  ) -> AnswerOnTrial { feature(words) { (answer($0), $0.along, $0.sum) } }

  static var wrongGradients: [AnswerOnTrial] {
    func rest(
      _ words: String,
      _ rule: @escaping @Sendable (_ f: Feature, _ d: Double, _ y: Double) -> Double
    ) -> AnswerOnTrial {
      input(words) { f in zip(f.d, f.normalized).map { rule(f, $0, $1) } }
    }
    let memory = AnswerMemory()
    return [
      rest("projected onto x̂ of length 1, as without ε") { f, d, y in
        let squares = f.normalized.reduce(0) { $0 + $1 * $1 }
        let share = squares == 0 ? 0 : f.along / squares
        return f.scale / f.deviation * (d - f.sum / f.count - y * share)
      },
      rest("no ε in the factor") { f, d, y in
        let deviation = max(1e-300, f.variance.squareRoot())
        return f.scale / deviation * (d - f.sum / f.count - y * f.along / f.count)
      },
      rest("an ε of 10⁻⁵ in the factor") { f, d, y in
        f.scale / (f.variance + 1e-5).squareRoot() * (d - f.sum / f.count - y * f.along / f.count)
      },
      rest("the unbiased variance in the factor") { f, d, y in
        let variance = f.variance * f.count / max(1, f.count - 1)
        return f.scale / (variance + f.epsilon).squareRoot()
          * (d - f.sum / f.count - y * f.along / f.count)
      },
      rest("the count less one below the way through the variance") { f, d, y in
        f.scale / f.deviation * (d - f.sum / f.count - y * f.along / max(1, f.count - 1))
      },
      rest("the way through the variance twice") { f, d, y in
        f.scale / f.deviation * (d - f.sum / f.count - 2 * y * f.along / f.count)
      },
      rest("half the way through the variance") { f, d, y in
        f.scale / f.deviation * (d - f.sum / f.count - 0.5 * y * f.along / f.count)
      },
      rest("the way through the variance with the other sign") { f, d, y in
        f.scale / f.deviation * (d - f.sum / f.count + y * f.along / f.count)
      },
      rest("divided by the variance") { f, d, y in
        f.scale / (f.deviation * f.deviation) * (d - f.sum / f.count - y * f.along / f.count)
      },
      rest("multiplied by the deviation") { f, d, y in
        f.scale * f.deviation * (d - f.sum / f.count - y * f.along / f.count)
      },
      rest("the magnitude of the scale") { f, d, y in
        abs(f.scale) / f.deviation * (d - f.sum / f.count - y * f.along / f.count)
      },
      rest("the scale squared") { f, d, y in
        f.scale * f.scale / f.deviation * (d - f.sum / f.count - y * f.along / f.count)
      },
      rest("x in place of x̂ in the projection") { f, d, y in
        f.scale / f.deviation
          * (d - f.sum / f.count - (y * f.deviation + f.mean) * f.along / f.count)
      },
      rest("without the division by B in front") { f, d, y in
        f.scale / f.deviation * (f.count * d - f.sum - y * f.along)
      },
      rest("divided by B twice") { f, d, y in
        f.scale / f.deviation * (d - f.sum / f.count - y * f.along / f.count) / f.count
      },
      rest("a batch of four") { f, d, y in
        f.scale / f.deviation * (d - f.sum / 4 - y * f.along / 4)
      },
      input("the mean taken out at the end, to please a sum of 0") { f in
        let all = f.d.map { f.scale / f.deviation * $0 }
        return all.map { $0 - moments(all).mean }
      },
      feature("the gradient of the scale without ε") { f in
        let y = f.x.map { ($0 - f.mean) / max(1e-300, f.variance.squareRoot()) }
        return (f.input, zip(f.d, y).reduce(0) { $0 + $1.0 * $1.1 }, f.sum)
      },
      feature("the gradient of the scale as a mean") { ($0.input, $0.along / $0.count, $0.sum) },
      feature("the gradient of the offset as a mean") { ($0.input, $0.along, $0.sum / $0.count) },
      feature("the gradient of the offset times the scale") { f in
        (f.input, f.along, f.scale * f.sum)
      },
      feature("the gradient of the scale times the scale") { f in
        (f.input, f.scale * f.along, f.sum)
      },
      feature("scale and offset exchanged") { ($0.input, $0.sum, $0.along) },
      feature("through the output in place of x̂") { f in
        let y = f.normalized.map { f.scale * $0 }
        return (f.input, zip(f.d, y).reduce(0) { $0 + $1.0 * $1.1 }, f.sum)
      },
      feature("differences of a step of a thousandth") { f in
        func loss(_ x: [Double]) -> Double {
          f.scale * Feature(x: x, d: f.d, scale: f.scale, epsilon: f.epsilon).along
        }
        let all = f.x.indices.map { place in
          var (up, down) = (f.x, f.x)
          up[place] += 1e-3
          down[place] -= 1e-3
          return (loss(up) - loss(down)) / 2e-3
        }
        return (all, f.along, f.sum)
      },
      feature("the shortcut for the variance") { f in
        let (mean, variance) = shortcut(f.x)
        // A mean of 0 and the rest of the variance in ε.
        let x = f.x.map { $0 - mean }
        let epsilon = f.epsilon + variance - moments(x).variance
        let g = Feature(x: x, d: f.d, scale: f.scale, epsilon: epsilon)
        return (g.input, g.along, g.sum)
      },
      gradients("single precision", change: { $0.map { $0.map { Double(Float($0)) } } }),
      gradients("six decimals", change: { $0.map { $0.map { ($0 * 1e6).rounded() / 1e6 } } }),
      gradients("infinite", change: { $0.map { $0.map { _ in .infinity } } }),
      gradients("half of all", change: { $0.map { $0.map { $0 / 2 } } }),
      gradients("negative", change: { $0.map { $0.map { -$0 } } }),
      gradients("samples in reverse", input: { x, _ in x.reversed() }),
      gradients("no gradient for one sample", input: { x, n in n < 2 ? [.nan] : x }),
      feature("right for a while") { f in
        memory.next() <= 90 ? (f.input, f.along, f.sum) : (f.input, f.along, 0)
      },
    ]
  }

  static var rightGradients: [AnswerOnTrial] {
    [
      feature("feature by feature") { ($0.input, $0.along, $0.sum) },
      input("B in front, as in many derivations") { f in
        zip(f.d, f.normalized).map { (d, y) in
          f.scale / (f.count * f.deviation) * (f.count * d - f.sum - y * f.along)
        }
      },
      input("from centered gradients") { f in
        let mean = f.sum / f.count
        let centered = f.d.map { $0 - mean }
        let share = zip(centered, f.normalized).reduce(0) { $0 + $1.0 * $1.1 } / f.count
        return zip(centered, f.normalized).map { f.scale * ($0 - $1 * share) / f.deviation }
      },
      input("pairs of samples") { f in
        // d of every other sample, compared with this one.
        let (y, factor) = (f.normalized, f.scale / f.deviation / f.count)
        return f.x.indices.map { j in
          f.x.indices.reduce(0) { $0 + factor * (f.d[j] - f.d[$1] - y[j] * y[$1] * f.d[$1]) }
        }
      },
      input("wire by wire") { f in
        let inverse = 1 / f.deviation
        let centered = f.x.map { $0 - f.mean }
        let d = f.d.map { $0 * f.scale }
        let dInverse = zip(d, centered).reduce(0) { $0 + $1.0 * $1.1 }
        let dSquares = -dInverse * inverse * inverse * 0.5 * inverse / f.count
        let dCentered = zip(d, centered).map { $0 * inverse + 2 * $1 * dSquares }
        let dMean = -dCentered.reduce(0, +)
        return dCentered.map { $0 + dMean / f.count }
      },
      AnswerOnTrial(
        Lesson05Answers.backwardPass, "row by row, with sums kept beside",
        { batch, gradient, scale, epsilon in
          let statistics = scale.indices.map { f in moments(batch.map { $0[f] }) }
          func y(_ row: Int, _ f: Int) -> Double {
            (batch[row][f] - statistics[f].mean) / (statistics[f].variance + epsilon).squareRoot()
          }
          var (offsets, scales) = (scale.map { _ in 0.0 }, scale.map { _ in 0.0 })
          for row in batch.indices {
            for f in scale.indices {
              offsets[f] += gradient[row][f]
              scales[f] += gradient[row][f] * y(row, f)
            }
          }
          let count = Double(batch.count)
          let input = batch.indices.map { row in
            scale.indices.map { f in
              (gradient[row][f] - (offsets[f] + y(row, f) * scales[f]) / count) * scale[f]
                / (statistics[f].variance + epsilon).squareRoot()
            }
          }
          return (input, scales, offsets)
        }),
    ]
  }
}
