import Course
import TensorCore

extension Lesson09Answers {
  /// The training of exercise E09.6, with what a mistake changes.
  struct Half {
    enum Smallest { case subnormal, flushed, unbounded }

    var smallest = Smallest.subnormal
    var rule = FloatingPointRoundingRule.toNearestOrEven
    var saturates = false
    var unscales = true
    var roundsWeight = false
    var scalesFirst = true

    func rounded(_ value: Double) -> Double {
      guard value.isFinite, value != 0 else { return value }
      if smallest == .flushed, abs(value) < 0x1p-14 { return 0 }
      let exponent = smallest == .unbounded ? value.exponent : max(value.exponent, -14)
      let spacing = Double(sign: .plus, exponent: exponent - 10, significand: 1)
      let rounded = (value / spacing).rounded(rule) * spacing
      guard abs(rounded) > 65504 else { return rounded }
      return (saturates ? 65504 : .infinity) * (value < 0 ? -1 : 1)
    }

    func run(_ weight: Double, _ gradients: [Double], _ rate: Double, _ scale: Double) -> HalfRun {
      var (now, weights, skipped) = (weight, [Double](), 0)
      for gradient in gradients {
        let stored = scalesFirst ? rounded(scale * gradient) : scale * rounded(gradient)
        if stored.isFinite {
          now -= rate * (unscales ? stored / scale : stored)
          if roundsWeight { now = rounded(now) }
        } else {
          skipped += 1
        }
        weights.append(now)
      }
      return (weights, skipped)
    }

    static func answer(_ run: HalfRun) -> Answer {
      Answer(.numbers("weights", run.weights), .number("skipped", run.skippedCount))
    }
  }

  /// An input of exercise E09.6.
  struct HalfCase {
    let weight: Double
    let gradients: [Double]
    let rate: Double
    let scale: Double
    var floor = 1.0

    var words: String {
      let shown = gradients.prefix(4).map { Answer.text($0) }.joined(separator: ", ")
      return "weight \(Answer.text(weight)), gradients [\(shown)"
        + (gradients.count > 4 ? ", … \(gradients.count) in all" : "")
        + "], rate \(Answer.text(rate)), scale \(Answer.text(scale))"
    }

    /// The inputs of a seed; where the weight begins at 0, the steps are what is looked at.
    static func all(seed: UInt64) -> [HalfCase] {
      var generator = SplitMix64(seed: seed)
      func drawn(_ count: Int, exponents: ClosedRange<Int>) -> [Double] {
        (0..<count).map { _ in
          let exponent = exponents.lowerBound + generator.uniform(below: exponents.count)
          let sign = generator.uniform(below: 2) == 0 ? FloatingPointSign.plus : .minus
          return Double(sign: sign, exponent: exponent, significand: 1 + generator.uniform())
        }
      }
      /// One number a run: a tie or a limit must not hide behind what came before it.
      func single(_ gradient: Double, scale: Double = 1) -> HalfCase {
        HalfCase(
          weight: 0, gradients: [gradient], rate: 1, scale: scale,
          floor: max(1e-12, min(1, abs(gradient))))
      }
      let gap = 0x1p-10
      let fixed: [HalfCase] = [
        HalfCase(weight: 1, gradients: [1e-8, 3e-5, 1], rate: 1, scale: 1),
        HalfCase(weight: 1, gradients: [1e-8, 3e-5, 1], rate: 1, scale: 65536),
        HalfCase(weight: 2, gradients: [], rate: 1, scale: 1), single(0), single(1 + gap / 2),
        single(1 + 3 * gap / 2), single(-(1 + gap / 2)), single(1 + gap / 2 + 1e-12),
        single(1 + gap / 2 - 1e-12), single(2 - gap / 4), single(2049), single(2051), single(4098),
        single(65504), single(65519.99), single(65520), single(-65519.99), single(-65520),
        single(1e300), single(0x1p-24), single(0x1p-25), single(0x1.8p-25), single(3 * 0x1p-25),
        single(-0x1.0001p-25), single(0x1p-14), single(0x1.fffp-15), single(0x1.ffcp-15),
        single(1.25e-7), single(1e-30), single(1e-30, scale: 0x1p90), single(1e-6, scale: 3),
        single(0.1, scale: 0.7), single(.infinity), single(.nan), single(-.infinity),
        single(.leastNonzeroMagnitude),
        HalfCase(
          weight: 1, gradients: [1e5, .nan, 0.5, -1e5, 0.25], rate: 0.5, scale: 2),
        HalfCase(
          weight: 1, gradients: .init(repeating: 1e-4, count: 1031), rate: 1, scale: 1),
        HalfCase(
          weight: 0, gradients: .init(repeating: 2e-9, count: 103), rate: 1, scale: 4096,
          floor: 1e-9),
      ]
      let more = [
        HalfCase(
          weight: 3, gradients: drawn(12, exponents: -3...2), rate: 0.1, scale: 1, floor: 1e-3),
        HalfCase(
          weight: 0, gradients: drawn(33, exponents: -27 ... -12), rate: 0.1, scale: 1, floor: 1e-9),
        HalfCase(
          weight: -1, gradients: drawn(104, exponents: -30...8), rate: 0.01, scale: 1024),
        HalfCase(
          weight: 0, gradients: drawn(11, exponents: -40 ... -20), rate: 1, scale: 0x1p24 / 3,
          floor: 1e-9),
      ]
      return (seed == 1 ? fixed : []) + more + drawn(8, exponents: -26...15).map { single($0) }
    }
  }
}
