import Synchronization
import TensorCore

extension Lesson08Answers {
  /// A schedule, right or not, that tests are tried on.
  struct SuspectSchedule {
    /// What it does.
    let name: String

    /// Whether it keeps all promises.
    let isRight: Bool

    /// A new one that was never asked.
    let make: @Sendable () -> ScheduleUnderTest

    private init(_ name: String, isRight: Bool, _ make: @escaping @Sendable () -> ScheduleUnderTest)
    {
      self.name = name
      self.isRight = isRight
      self.make = make
    }

    /// What is left of the peak after a share of the decay.
    private typealias Shape = @Sendable (_ share: Double) -> Double

    private static var cosine: Shape { { 0.5 + 0.5 * .cosine(.pi * $0) } }

    /// A schedule of a form, with what a fault changes.
    private static func schedule(
      _ shape: @escaping Shape,
      rise: @escaping @Sendable (_ step: Int, _ warmUp: Int) -> Double = {
        Double($0 + 1) / Double($1)
      },
      isWarm: @escaping @Sendable (_ step: Int, _ warmUp: Int) -> Bool = { $0 < $1 },
      share: @escaping @Sendable (_ step: Int, _ warmUp: Int, _ total: Int) -> Double = {
        Double($0 - $1) / Double($2 - $1)
      },
      late: @escaping Shape = { _ in 0 },
      finally: @escaping @Sendable (_ rate: Double) -> Double = { $0 }
    ) -> ScheduleUnderTest {
      { step, warmUp, total, peak in
        if isWarm(step, warmUp) { return peak * rise(step, warmUp) }
        let share = share(step, warmUp, total)
        return step >= total ? peak * late(share) : finally(peak * shape(share))
      }
    }

    /// The suspects of a seed, which draws their settings.
    static func all(seed: UInt64) -> [SuspectSchedule] {
      var generator = SplitMix64(seed: seed)
      let power = 1.2 + 2 * generator.uniform()
      let right: [SuspectSchedule] = [
        .init("a cosine", isRight: true) { schedule(cosine) },
        .init("a straight line", isRight: true) { schedule { 1 - $0 } },
        .init("1 − share to the power \(power)", isRight: true) {
          schedule { .pow(1 - $0, power) }
        },
        .init("the peak until 80 %, then a line", isRight: true) {
          schedule { $0 < 0.8 ? 1 : 5 * (1 - $0) }
        },
        .init("three stairs", isRight: true) {
          schedule { $0 < 0.5 ? 1 : ($0 < 0.75 ? 0.1 : 0.01) }
        },
      ]
      return right + wrong
    }

    private static var wrong: [SuspectSchedule] {
      [
        .init("nothing at all", isRight: false) { { _, _, _, _ in 0 } },
        .init("a warm-up that begins at 0", isRight: false) {
          schedule(cosine, rise: { Double($0) / Double($1) })
        },
        .init("a warm-up that rises as a square", isRight: false) {
          schedule(cosine, rise: { .pow(Double($0 + 1) / Double($1), 2) })
        },
        .init("a warm-up of a tenth at once", isRight: false) {
          schedule(cosine, rise: { step, warmUp in step == warmUp - 1 ? 1 : 0.1 })
        },
        .init("a decay with the step of the whole run", isRight: false) {
          schedule(cosine, share: { step, _, total in Double(step) / Double(total) })
        },
        .init("a decay from nine tenths", isRight: false) { schedule { 0.9 - 0.8 * $0 } },
        .init("a restart in the middle", isRight: false) {
          schedule { share in
            1e-3 + (1 - 1e-3) * (0.5 + 0.5 * .cosine(.pi * (2 * share - (share < 0.5 ? 0 : 1))))
          }
        },
        .init("a bump at 70 %", isRight: false) {
          schedule { 1 - $0 + (abs($0 - 0.7) < 0.05 ? 0.2 : 0) }
        },
        .init("a cosine that rises again", isRight: false) { schedule(cosine, late: cosine) },
        .init("a tenth of the peak for good", isRight: false) {
          schedule({ 0.1 + 0.9 * (1 - $0) }, late: { _ in 0.1 })
        },
        .init("a line that goes on below 0", isRight: false) {
          schedule({ 1 - $0 }, late: { 1 - $0 })
        },
        .init("an end at 60 %", isRight: false) { schedule { max(0, 1 - $0 / 0.6) } },
        .init("a decay of 0.02 at least", isRight: false) {
          schedule(cosine, finally: { max(0.02, $0) })
        },
        .init("a warm-up of 0 divides by 0", isRight: false) {
          schedule(cosine, isWarm: { step, warmUp in step < warmUp || step == 0 && warmUp == 0 })
        },
        .init("steps counted by itself", isRight: false) {
          let inner = schedule(cosine)
          let counter = Counter()
          return { step, warmUp, total, peak in
            inner(counter.next(isFirst: step == 0), warmUp, total, peak)
          }
        },
      ]
    }

    /// How often a schedule was asked since its first step.
    private final class Counter: Sendable {
      private let count = Mutex(-1)

      func next(isFirst: Bool) -> Int {
        count.withLock {
          $0 = isFirst ? 0 : $0 + 1
          return $0
        }
      }
    }
  }
}
