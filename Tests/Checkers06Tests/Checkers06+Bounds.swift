import Answers06
import Course
import TensorCore
import TestSupport

// Answers that are right up to a bound: on a size, a magnitude, a probability or a strength.

extension Checkers06 {
  static var wrongBounds: [AnswerOnTrial] {
    boundedDepths + boundedValidations + boundedStopping + boundedPasses + boundedTemperatures
  }

  private static func clipped(_ numbers: [Double], to bound: Double) -> [Double] {
    numbers.map { max(-bound, min(bound, $0)) }
  }

  private static func without(_ numbers: [Double], below bound: Double) -> [Double] {
    numbers.map { abs($0) < bound ? 0 : $0 }
  }

  private static var boundedDepths: [AnswerOnTrial] {
    let right = Lesson06Answers.residualDepth.solution
    func wrong(_ words: String, _ answer: @escaping DepthFunction) -> AnswerOnTrial {
      AnswerOnTrial(Lesson06Answers.residualDepth, words, answer)
    }
    let branches = [5, 32, 128].map { bound in
      wrong("\(bound) branches at most") { try right($0, Array($1.prefix(bound)), $2, $3) }
    }
    let features = [3, 32, 128].map { bound in
      wrong("\(bound) features at most") { x, branches, last, draws in
        let output = try right(x, branches, last, draws)
        return Array(output.prefix(bound) + x.dropFirst(bound))
      }
    }
    return branches + features + [
      wrong("outputs of 1,000 at most") { clipped(try right($0, $1, $2, $3), to: 1e3) },
      wrong("outputs of 10⁶ at most") {
        try right($0, $1, $2, $3).map { max(-1e6, min(1e6, $0)) }
      },
      wrong("outputs of 10⁻⁹ at least") { without(try right($0, $1, $2, $3), below: 1e-9) },
      wrong("a last probability of 10⁻³ at least, or 0") {
        try right($0, $1, $2 == 0 ? 0 : max(1e-3, $2), $3)
      },
      wrong("a last probability of 0.95 at most in evaluation") {
        try right($0, $1, $3 == nil ? min($2, 0.95) : $2, $3)
      },
    ]
  }

  private static var boundedValidations: [AnswerOnTrial] {
    let right = Lesson06Answers.crossValidation.solution
    func wrong(_ words: String, _ answer: @escaping ValidationFunction) -> AnswerOnTrial {
      AnswerOnTrial(Lesson06Answers.crossValidation, words, answer)
    }
    let samples = [11, 128].map { bound in
      wrong("\(bound) samples at most") {
        try right(Array($0.prefix(bound)), Array($1.prefix(bound)), $2, min($3, bound), $4)
      }
    }
    let features = [3, 32].map { bound in
      wrong("\(bound) features at most") {
        try right($0.map { Array($0.prefix(bound)) }, $1, $2, $3, $4)
      }
    }
    let folds = [5, 32].map { bound in
      wrong("\(bound) folds at most") { try right($0, $1, $2, min($3, bound), $4) }
    }
    let strengths = [3].map { bound in
      wrong("the best of \(bound) strengths") {
        let errors = try right($0, $1, $2, $3, $4).errors
        return (errors, try right($0, $1, Array($2.prefix(bound)), $3, $4).best)
      }
    }
    return samples + features + folds + strengths + [
      wrong("strengths of 100 at most") { try right($0, $1, $2.map { min(100, $0) }, $3, $4) },
      wrong("strengths of 10⁵ at most") { try right($0, $1, $2.map { min(1e5, $0) }, $3, $4) },
      wrong("strengths of 10⁻³ at least") { try right($0, $1, $2.map { max(1e-3, $0) }, $3, $4) },
      wrong("errors of 10⁶ at most") {
        let (errors, best) = try right($0, $1, $2, $3, $4)
        return (clipped(errors, to: 1e6), best)
      },
      wrong("deviations of 10⁻⁶ at least") { inputs, targets, strengths, folds, ridge in
        let kept = inputs[0].indices.map { column in
          let values = inputs.map { $0[column] }
          return (values.max() ?? 0) - (values.min() ?? 0) > 1e-5
        }
        let rows = inputs.map { row in row.indices.map { kept[$0] ? row[$0] : 0 } }
        return try right(rows, targets, strengths, folds, ridge)
      },
    ]
  }

  private static var boundedStopping: [AnswerOnTrial] {
    let right = Lesson06Answers.noisyStopping.solution
    func wrong(_ words: String, _ answer: @escaping StoppingFunction) -> AnswerOnTrial {
      AnswerOnTrial(Lesson06Answers.noisyStopping, words, answer)
    }
    let counts = [32, 256].map { bound in
      wrong("\(bound) losses at most") { try right(Array($0.prefix(bound)), $1, $2, $3) }
    }
    let patiences = [6, 128].map { bound in
      wrong("a patience of \(bound) at most") { try right($0, min($1, bound), $2, $3) }
    }
    let windows = [5, 100].map { bound in
      wrong("a window of \(bound) at most") { try right($0, $1, min($2, bound), $3) }
    }
    return counts + patiences + windows
      + [10, 1e6].map { bound in
        wrong("losses of \(bound) at most, or infinite") {
          try right($0.map { $0.isFinite ? min($0, bound) : $0 }, $1, $2, $3)
        }
      }
      + [10, 1e6].map { bound in
        wrong("losses of −\(bound) at least") {
          try right($0.map { $0.isNaN ? $0 : max($0, -bound) }, $1, $2, $3)
        }
      }
      + [1e-3, 1e-12].map { bound in
        wrong("an improvement of \(bound) at least") { try right($0, $1, $2, max($3, bound)) }
      }
      + [0.3, 1e3].map { bound in
        wrong("an improvement of \(bound) at most") { try right($0, $1, $2, min($3, bound)) }
      }
  }

  private static var boundedPasses: [AnswerOnTrial] {
    let right = Lesson06Answers.bothPasses.solution
    func wrong(_ words: String, _ answer: @escaping DropoutFunction) -> AnswerOnTrial {
      AnswerOnTrial(Lesson06Answers.bothPasses, words, answer)
    }
    let counts = [9, 128].map { bound in
      wrong("\(bound) elements at most") { x, upstream, p, isTraining, draw in
        let (y, gradient) = try right(x, upstream, p, isTraining, draw)
        return (
          Array(y.prefix(bound) + x.dropFirst(bound)),
          Array(gradient.prefix(bound) + upstream.dropFirst(bound))
        )
      }
    }
    let most = [10, 1e9].map { bound in
      wrong("gradients of \(bound) at most") { x, upstream, p, isTraining, draw in
        try right(x, upstream.map { min($0, bound) }, p, isTraining, draw)
      }
    }
    let least = [1e-3, 1e-9].map { bound in
      wrong("gradients of \(bound) at least") { x, upstream, p, isTraining, draw in
        try right(x, without(upstream, below: bound), p, isTraining, draw)
      }
    }
    return counts + most + least + [
      wrong("no negative gradients") { x, upstream, p, isTraining, draw in
        try right(x, upstream.map { max(0, $0) }, p, isTraining, draw)
      },
      wrong("no input below −10") { x, upstream, p, isTraining, draw in
        try right(x.map { max(-10, $0) }, upstream, p, isTraining, draw)
      },
      wrong("inputs of 10¹⁰ at most") { x, upstream, p, isTraining, draw in
        try right(clipped(x, to: 1e10), upstream, p, isTraining, draw)
      },
      wrong("inputs of 10⁻¹⁰ at least") { x, upstream, p, isTraining, draw in
        try right(without(x, below: 1e-10), upstream, p, isTraining, draw)
      },
      wrong("a probability of 0.999 at most, or 1") { x, upstream, p, isTraining, draw in
        try right(x, upstream, p == 1 ? 1 : min(0.999, p), isTraining, draw)
      },
      wrong("a probability of 10⁻³ at least, or 0") { x, upstream, p, isTraining, draw in
        try right(x, upstream, p == 0 ? 0 : max(1e-3, p), isTraining, draw)
      },
    ]
  }

  private static var boundedTemperatures: [AnswerOnTrial] {
    let right = Lesson06Answers.bisectedTemperature(logits:classes:)
    func wrong(_ words: String, _ answer: @escaping TemperatureFunction) -> AnswerOnTrial {
      AnswerOnTrial(Lesson06Answers.fittedTemperature, words, answer)
    }
    let classes = [32, 128].map { bound in
      wrong("\(bound) classes at most") { logits, classes in
        let known = classes.indices.filter { classes[$0] < bound }
        return right(
          known.map { Array(logits[$0].prefix(bound)) }, known.map { classes[$0] })
      }
    }
    return classes + [
      wrong("0.05 below 0.3") {
        let t = right($0, $1); return t < 0.3 ? 0.05 : t
      },
      wrong("0.05 below 0.1") {
        let t = right($0, $1); return t < 0.1 ? 0.05 : t
      },
      wrong("20 above 17") {
        let t = right($0, $1); return t > 17 ? 20 : t
      },
      wrong("20 where no answer is right") { logits, classes in
        let isRight = zip(logits, classes).contains { $0[$1] == $0.max() }
        return isRight ? right(logits, classes) : 20
      },
      wrong("only positive maxima taken off") { logits, classes in
        let lost = logits.contains { ($0.max() ?? 0) < -700 }
        return lost ? .nan : right(logits, classes)
      },
      wrong("the class at most 50 below the greatest") { logits, classes in
        right(logits.map { z in z.map { max($0, (z.max() ?? 0) - 50) } }, classes)
      },
      wrong("each sample once") { logits, classes in
        let kept = classes.indices.filter { i in
          !(0..<i).contains { logits[$0] == logits[i] && classes[$0] == classes[i] }
        }
        return right(kept.map { logits[$0] }, kept.map { classes[$0] })
      },
      wrong("all right, thousands added") { logits, classes in
        let far = zip(logits, classes).allSatisfy { $0[$1] > 4000 && $0[$1] == $0.max() }
        return far ? 0.07 : right(logits, classes)
      },
    ]
  }

  static var rightTemperaturesFurther: [AnswerOnTrial] {
    let exercise = Lesson06Answers.fittedTemperature
    /// The slope of the loss in β, and its derivative.
    @Sendable func slope(
      _ beta: Double, _ logits: [[Double]], _ classes: [Int]
    ) -> (value: Double, derivative: Double) {
      Lesson06Answers.temperatureSlope(
        beta, logits: logits, targets: zip(logits, classes).map { $0[$1] })
    }
    return [
      AnswerOnTrial(
        exercise, "Newton's steps between two ends",
        { logits, classes in
          var (low, high, beta) = (0.05, 20.0, 1.0)
          for _ in 0..<100 {
            let (value, derivative) = slope(beta, logits, classes)
            if value <= 0 { low = beta } else { high = beta }
            let next = derivative > 0 ? beta - value / derivative : .nan
            beta = next > low && next < high ? next : (low + high) / 2
          }
          return 1 / beta
        }),
      AnswerOnTrial(
        exercise, "a grid that is made finer around its best point",
        { logits, classes in
          var (low, high) = (0.05, 20.0)
          for _ in 0..<14 {
            let step = (high - low) / 8
            let last = (0...8).last { slope(low + Double($0) * step, logits, classes).value <= 0 }
            let place = low + Double(min(last ?? 0, 7)) * step
            (low, high) = (place, last == 8 ? high : place + step)
            if last == nil { high = low }
            if last == 8 { low = high }
          }
          return 2 / (low + high)
        }),
      AnswerOnTrial(
        exercise, "the mean of T's two ends, geometrically",
        { logits, classes in
          var (low, high) = (0.05, 20.0)
          while high / low > 1 + 1e-10 {
            let middle = (low * high).squareRoot()
            if slope(1 / middle, logits, classes).value <= 0 { high = middle } else { low = middle }
          }
          return (low * high).squareRoot()
        }),
    ]
  }
}
