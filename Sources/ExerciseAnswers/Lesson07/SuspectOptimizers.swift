import Synchronization
import TensorCore

extension Lesson07Answers {
  /// An optimizer, right or not, that tests are tried on.
  struct SuspectOptimizer {
    /// What it does.
    let name: String

    /// Whether it keeps all promises.
    let isRight: Bool

    /// A new one that has taken no step.
    let make: @Sendable () -> OptimizerUnderTest

    private init(
      _ name: String, isRight: Bool, _ make: @escaping @Sendable () -> OptimizerUnderTest
    ) {
      self.name = name
      self.isRight = isRight
      self.make = make
    }

    /// The move of one parameter at the rate 1, from its value, its gradient and what it remembers.
    private typealias Rule =
      @Sendable (
        _ value: Double, _ gradient: Double, _ memory: inout [Double]
      ) -> Double

    /// An optimizer that treats each parameter by itself, with some numbers of memory for each.
    private static func elementwise(
      _ slotCount: Int, rate change: @escaping @Sendable (Double) -> Double = { $0 },
      _ rule: @escaping Rule
    ) -> OptimizerUnderTest {
      { values, gradients, memory, rate in
        var (values, memory) = (values, memory)
        if memory.isEmpty { memory = .init(repeating: 0, count: slotCount * values.count) }
        for index in values.indices {
          let slots = (index * slotCount)..<((index + 1) * slotCount)
          var own = Array(memory[slots])
          values[index] -= change(rate) * rule(values[index], gradients[index], &own)
          memory.replaceSubrange(slots, with: own)
        }
        return (values, memory)
      }
    }

    private static func adam(epsilon: Double) -> OptimizerUnderTest {
      elementwise(3) { _, gradient, memory in
        memory[0] += 1
        memory[1] = 0.9 * memory[1] + 0.1 * gradient
        memory[2] = 0.999 * memory[2] + 0.001 * gradient * gradient
        let step = Int(memory[0])
        let square = memory[2] / (1 - .pow(0.999, step))
        return memory[1] / (1 - .pow(0.9, step)) / (square.squareRoot() + epsilon)
      }
    }

    private static func momentum(_ factor: Double) -> OptimizerUnderTest {
      elementwise(1) { _, gradient, memory in
        memory[0] = factor * memory[0] + gradient
        return memory[0]
      }
    }

    /// Gradient descent after a change of all gradients together.
    private static func descent(
      _ change: @escaping @Sendable ([Double]) -> [Double]
    ) -> OptimizerUnderTest {
      { values, gradients, memory, rate in
        (zip(values, change(gradients)).map { $0 - rate * $1 }, memory)
      }
    }

    /// The suspects of a seed, which draws their settings.
    static func all(seed: UInt64) -> [SuspectOptimizer] {
      var generator = SplitMix64(seed: seed)
      let factor = 0.8 + 0.15 * generator.uniform()
      let right: [SuspectOptimizer] = [
        .init("gradient descent", isRight: true) { descent { $0 } },
        .init("momentum \(factor)", isRight: true) { momentum(factor) },
        .init("Adam", isRight: true) { adam(epsilon: 1e-8) },
        .init("Lion", isRight: true) {
          elementwise(1) { _, gradient, memory in
            let mixed = 0.9 * memory[0] + 0.1 * gradient
            memory[0] = 0.99 * memory[0] + 0.01 * gradient
            return mixed == 0 ? 0 : (mixed > 0 ? 1 : -1)
          }
        },
        .init("Adagrad", isRight: true) {
          elementwise(1) { _, gradient, memory in
            memory[0] += gradient * gradient
            return gradient / (memory[0].squareRoot() + 1e-10)
          }
        },
        .init("Nesterov's momentum \(factor)", isRight: true) {
          elementwise(1) { _, gradient, memory in
            memory[0] = factor * memory[0] + gradient
            return gradient + factor * memory[0]
          }
        },
      ]
      return right + wrong(factor)
    }

    private static func wrong(_ factor: Double) -> [SuspectOptimizer] {
      [
        .init("nothing moves", isRight: false) { { values, _, memory, _ in (values, memory) } },
        .init("ascent", isRight: false) { descent { $0.map { -$0 } } },
        .init("the gradients' magnitudes", isRight: false) { descent { $0.map { abs($0) } } },
        .init("against the gradients' magnitudes", isRight: false) {
          descent { $0.map { -abs($0) } }
        },
        .init("a rate of 0.005 at least", isRight: false) {
          elementwise(0, rate: { max(0.005, $0) }) { _, gradient, _ in gradient }
        },
        .init("the rate squared", isRight: false) {
          elementwise(0, rate: { 50 * $0 * $0 }) { _, gradient, _ in gradient }
        },
        .init("a rate of its own above 0", isRight: false) {
          elementwise(0, rate: { $0 == 0 ? 0 : 0.01 }) { _, gradient, _ in gradient }
        },
        .init("Adam without epsilon", isRight: false) { adam(epsilon: 0) },
        .init("decay of 0.02", isRight: false) {
          elementwise(0) { value, gradient, _ in gradient + 0.02 * value }
        },
        .init("gradients divided by their norm", isRight: false) {
          descent { gradients in
            let norm = gradients.reduce(0) { $0 + $1 * $1 }.squareRoot()
            return gradients.map { $0 / (norm + 1e-8) }
          }
        },
        .init("gradients divided by the largest", isRight: false) {
          descent { gradients in
            let largest = gradients.reduce(0) { max($0, abs($1)) }
            return gradients.map { $0 / (largest + 1e-8) }
          }
        },
        .init("places further behind move less", isRight: false) {
          descent { $0.enumerated().map { $1 / Double($0 + 1) } }
        },
        .init("memories change places", isRight: false) {
          let inner = momentum(factor)
          return { values, gradients, memory, rate in
            let next = inner(values, gradients, memory, rate)
            return (next.values, next.memory.reversed())
          }
        },
        .init("memories kept outside, and begun anew with each run", isRight: false) {
          let outside = Outside()
          let inner = momentum(factor)
          return { values, gradients, memory, rate in
            let kept = memory.isEmpty ? [] : outside.numbers.withLock { $0 }
            let next = inner(
              values, gradients, kept.count == values.count ? kept : [], rate)
            outside.numbers.withLock { $0 = next.memory }
            return (next.values, [1])
          }
        },
      ]
    }

    /// What an optimizer remembers outside of its memory.
    private final class Outside: Sendable {
      let numbers = Mutex<[Double]>([])
    }
  }
}
