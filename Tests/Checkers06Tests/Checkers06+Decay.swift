import Answers06
import Course
import TensorCore
import TestSupport

// Answers to exercise E06.9.

extension Checkers06 {
  private typealias Weight = (value: Double, mean: Double, square: Double)

  /// AdamW's step, with what an answer changes.
  private static func decay(
    _ words: String, betas: (Double, Double) = (0.9, 0.999), epsilon: Double = 1e-8,
    factor: @escaping @Sendable (_ rate: Double, _ strength: Double, _ isBias: Bool) -> Double = {
      $2 ? 1 : 1 - $0 * $1
    },
    gradient change: @escaping @Sendable (_ g: Double, _ w: Double, _ strength: Double) -> Double =
      {
        g, _, _ in g
      },
    correcting: Bool = true, lastStep: Int = .max,
    finally: @escaping @Sendable (_ new: Weight, _ old: Weight) -> Weight = { new, _ in new }
  ) -> AnswerOnTrial {
    let (first, second) = betas
    return AnswerOnTrial(
      Lesson06Answers.decoupledDecay, words,
      { weight, gradient, step, rate, strength, isBias in
        let g = change(gradient, weight.value, strength)
        let mean = first * weight.mean + (1 - first) * g
        let square = second * weight.square + (1 - second) * g * g
        let count = Double(correcting ? min(step, lastStep) : 100_000)
        let m = mean / (1 - .exp(count * .log(first)))
        let s = square / (1 - .exp(count * .log(second)))
        let value =
          factor(rate, strength, isBias) * weight.value - rate * m / (s.squareRoot() + epsilon)
        return finally((value, mean, square), weight)
      })
  }

  static var wrongDecays: [AnswerOnTrial] {
    let memory = AnswerMemory()
    return [
      decay("other betas", betas: (0.99, 0.999)), decay("another second beta", betas: (0.9, 0.99)),
      decay("a large epsilon", epsilon: 1e-4), decay("no epsilon", epsilon: 0),
      decay("no correction", correcting: false),
      decay("no step after the thousandth", lastStep: 1000),
      decay("growth", factor: { $2 ? 1 : 1 + $0 * $1 }),
      decay("biases alone", factor: { $2 ? 1 - $0 * $1 : 1 }),
      decay("half of the decay", factor: { $2 ? 1 : 1 - $0 * $1 / 2 }),
      decay("the rate alone", factor: { rate, _, isBias in isBias ? 1 : 1 - rate }),
      decay("the rate squared", factor: { $2 ? 1 : 1 - $0 * $0 * $1 }),
      decay("at most a tenth", factor: { $2 ? 1 : 1 - min(0.1, $0 * $1) }),
      decay("never below 0", factor: { $2 ? 1 : max(0, 1 - $0 * $1) }),
      decay("a rate of 10⁻⁶ at least", factor: { $2 ? 1 : 1 - max(1e-6, $0) * $1 }),
      decay("no decay at a strength above 1", factor: { $2 || $1 > 1 ? 1 : 1 - $0 * $1 }),
      decay("no decay at a rate of a half", factor: { $2 || $0 >= 0.5 ? 1 : 1 - $0 * $1 }),
      decay("at least a thousandth", factor: { $2 ? 1 : 1 - ($1 == 0 ? 0 : max(1e-3, $0 * $1)) }),
      decay("exponential", factor: { $2 ? 1 : .exp(-$0 * $1) }),
      decay("a quotient", factor: { $2 ? 1 : 1 / (1 + $0 * $1) }),
      decay("always 0.01", factor: { rate, _, isBias in isBias ? 1 : 1 - rate * 0.01 }),
      decay("biases decay a little", factor: { $2 ? 1 - 1e-3 * $0 * $1 : 1 - $0 * $1 }),
      decay("in both places", gradient: { $0 + $2 * $1 }),
      decay("gradient without sign", gradient: { g, _, _ in abs(g) }),
      decay("gradient less the decay", gradient: { $0 - $2 * $1 }),
      decay("gradient clipped", gradient: { g, _, _ in max(-1, min(1, g)) }),
      decay("gradient clipped at 5", gradient: { g, _, _ in max(-5, min(5, g)) }),
      decay("small gradients are lost", gradient: { g, _, _ in abs(g) < 0.01 ? 0 : g }),
      decay("means forgotten", finally: { new, old in (new.value, old.mean, old.square) }),
      decay("squares forgotten", finally: { new, old in (new.value, new.mean, old.square) }),
      decay("the weight stays", finally: { new, old in (old.value, new.mean, new.square) }),
      decay(
        "the step backward",
        finally: { new, old in (2 * old.value - new.value, new.mean, new.square) }),
      decay(
        "never through zero",
        finally: { new, old in
          (new.value * old.value < 0 ? 0 : new.value, new.mean, new.square)
        }),
      decay(
        "in single precision",
        finally: { new, _ in
          (Double(Float(new.value)), Double(Float(new.mean)), Double(Float(new.square)))
        }),
      decay("nothing at a gradient of 0", finally: { $0.mean == 0.9 * $1.mean ? $1 : $0 }),
      decay("nothing without decay", finally: { $0.value == $1.value ? $1 : $0 }),
      decay("no negative weight", finally: { new, _ in (max(0, new.value), new.mean, new.square) }),
      decay("no mean above 2", finally: { new, _ in (new.value, min(2, new.mean), new.square) }),
      decay("no square above 1", finally: { new, _ in (new.value, new.mean, min(1, new.square)) }),
      decay(
        "weights of 100 at most", finally: { new, _ in (min(100, new.value), new.mean, new.square) }
      ),
      decay("all infinite", finally: { _, _ in (.infinity, .infinity, .infinity) }),
      decay("means change places", finally: { new, _ in (new.value, new.square, new.mean) }),
      decay(
        "the first weight",
        finally: { new, _ in
          let kept = memory.tensor ?? Tensor(Scalar(new.value))
          memory.tensor = kept
          return (Double(kept.scalar), new.mean, new.square)
        }),
    ]
  }

  static var rightDecays: [AnswerOnTrial] {
    let exercise = Lesson06Answers.decoupledDecay
    @Sendable func power(_ base: Double, _ count: Int) -> Double {
      count == 0 ? 1 : (count % 2 == 1 ? base : 1) * power(base * base, count / 2)
    }
    return [
      decay("a factor"),
      decay(
        "a difference", factor: { rate, strength, isBias in 1 - (isBias ? 0 : strength) * rate }),
      AnswerOnTrial(
        exercise, "strength 0 for biases",
        { w, g, t, rate, strength, isBias in
          let own = isBias ? 0 : strength
          let m = w.mean + 0.1 * (g - w.mean)
          let s = w.square + 0.001 * (g * g - w.square)
          let direction =
            m / (1 - power(0.9, t)) / ((s / (1 - power(0.999, t))).squareRoot() + 1e-8)
          return (w.value - rate * own * w.value - rate * direction, m, s)
        }),
      AnswerOnTrial(
        exercise, "two returns",
        { w, g, t, rate, strength, isBias in
          let m = 0.9 * w.mean + 0.1 * g
          let s = 0.999 * w.square + 0.001 * g * g
          let c = (1 - power(0.9, t), 1 - power(0.999, t))
          let update = rate / c.0 * m / (s.squareRoot() / c.1.squareRoot() + 1e-8)
          if isBias { return (w.value - update, m, s) }
          return (w.value * (1 - rate * strength) - update, m, s)
        }),
      AnswerOnTrial(
        exercise, "one tuple at the end",
        { w, g, t, rate, strength, isBias in
          var (value, m, s) = w
          m *= 0.9
          m += 0.1 * g
          s *= 0.999
          s += 0.001 * (g * g)
          if !isBias { value *= 1 - rate * strength }
          value -=
            rate * (m / (1 - power(0.9, t))) / ((s / (1 - power(0.999, t))).squareRoot() + 1e-8)
          return (value, m, s)
        }),
    ]
  }
}
