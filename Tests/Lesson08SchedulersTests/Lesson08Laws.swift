import Autograd
import Foundation
import Schedulers
import TensorCore
import TestSupport
import Testing

/// What holds for every schedule; a new one is subject to it by being listed in the catalog.
@Suite struct Lesson08Laws {
  private let base = 0.1

  /// Steps of a run: two periods of the longest, or all that the schedule has.
  private func length(_ schedule: any Schedule) -> Int { schedule.stepCount ?? 90 }

  @Test func `what the sources declare is what the laws are asked of`() throws {
    let folder = "Sources/08-Schedulers"
    let names = try FileManager.default.subpathsOfDirectory(
      atPath: Checkout.root.appending(path: folder).path)
    var declared: Set<String> = []
    for name in names where name.hasSuffix(".swift") {
      let text = try Checkout.text(of: "\(folder)/\(name)")
      declared.formUnion(text.matches(of: #/public struct (\w+): Schedule /#).map { String($0.1) })
    }
    let listed = Set(ScheduleCatalog.all.map { "\(type(of: $0.schedule()))" })
    #expect(declared == listed)
    #expect(Set(ScheduleCatalog.all.map(\.name)).count == ScheduleCatalog.all.count)
  }

  @Test(arguments: ScheduleCatalog.all)
  func `rates are finite and not negative`(subject: CatalogedSchedule) {
    let schedule = subject.schedule()
    let rates = (0..<200).map { schedule.rate(at: $0, from: base) }
    #expect(rates.allSatisfy { $0 >= 0 && $0.isFinite })
    // Zero is reached by what falls to zero, and never at the start.
    #expect(rates[0] > 0)
    let momenta = (0..<200).compactMap { schedule.momentum(at: $0) }
    #expect(momenta.allSatisfy { (0..<1).contains($0) })
  }

  @Test(arguments: ScheduleCatalog.all)
  func `only the constant keeps its rate`(subject: CatalogedSchedule) throws {
    let rates = subject.schedule().rates(stepCount: 90, from: base)
    let (least, most) = (try #require(rates.min()), try #require(rates.max()))
    #expect((least < 0.7 * most) == (subject.name != "constant"), "\(least), \(most)")
  }

  @Test(arguments: ScheduleCatalog.all)
  func `no steps have no rates`(subject: CatalogedSchedule) {
    #expect(subject.schedule().rates(stepCount: 0, from: base) == [])
    #expect(subject.schedule().recursiveRates(stepCount: 0, from: base) == [])
  }

  @Test(arguments: ScheduleCatalog.all)
  func `the recursion is the closed form`(subject: CatalogedSchedule) {
    let schedule = subject.schedule()
    let closed = schedule.rates(stepCount: 90, from: base)
    #expect(difference(schedule.recursiveRates(stepCount: 90, from: base), closed) < 1e-13)
  }

  /// The largest change from a step to the next where the rate does not jump, and the smallest where it does.
  private func changes(_ schedule: any Schedule, stepCount: Int) -> (smooth: Double, jump: Double?)
  {
    var (smooth, jump): (Double, Double?) = (0, nil)
    for step in 1..<stepCount {
      let change = abs(
        schedule.rate(at: step, from: base) - schedule.rate(at: step - 1, from: base))
      if schedule.jumps(at: step) {
        jump = min(jump ?? .infinity, change)
      } else {
        smooth = max(smooth, change)
      }
    }
    return (smooth, jump)
  }

  // Stretched 64-fold, a continuous schedule changes by an ever smaller part from step to step; a jump stays.
  @Test(arguments: ScheduleCatalog.all)
  func `a longer schedule is smoother, except at its jumps`(subject: CatalogedSchedule) {
    let short = changes(subject.schedule(), stepCount: 80)
    let long = changes(subject.schedule(scale: 64), stepCount: 80 * 64)
    #expect(long.smooth <= short.smooth / 20)
    #expect((short.jump == nil) == (long.jump == nil))
  }

  @Test(arguments: ScheduleCatalog.all)
  func `past its end a schedule does what is said`(subject: CatalogedSchedule) {
    let schedule = subject.schedule()
    guard let settled = subject.settledAfter else {
      // The others still change within the next 90 steps.
      #expect(
        (41..<131).contains {
          schedule.rate(at: $0, from: base) != schedule.rate(at: 40, from: base)
        })
      return
    }
    let last = schedule.rate(at: settled, from: base)
    #expect((settled..<settled + 200).allSatisfy { schedule.rate(at: $0, from: base) == last })
    if let end = subject.end {
      #expect(abs(last - (schedule.isProportional ? end * base : end)) < 1e-15)
    }
    if settled > 0 { #expect(schedule.rate(at: settled - 1, from: base) != last) }
  }

  @Test(arguments: ScheduleCatalog.all)
  func `groups keep their ratio where it says so`(subject: CatalogedSchedule) {
    let schedule = subject.schedule()
    let (one, three) = (
      schedule.rates(stepCount: 90, from: base), schedule.rates(stepCount: 90, from: 3 * base)
    )
    let ratioStays = difference(one.map { 3 * $0 }, three) < 1e-14
    #expect(ratioStays == schedule.isProportional)
  }

  /// An optimizer with two groups, its scheduler, and one parameter in each group.
  private func run(_ subject: CatalogedSchedule) throws -> (Momentum, Scheduler) {
    let optimizer = momentum(rates: [0.1, 0.02])
    return (optimizer, Scheduler(optimizer, try subject.schedule().sound()))
  }

  private func parts(
    _ optimizer: Momentum, _ scheduler: Scheduler
  ) -> KeyValuePairs<String, any Stateful> {
    ["model": Parameters(optimizer.parameters), "optimizer": optimizer, "scheduler": scheduler]
  }

  private func advance(
    _ optimizer: Momentum, _ scheduler: Scheduler, to end: Int
  ) throws -> [Scalar] {
    var seen: [Scalar] = []
    for _ in 0..<end where scheduler.stepCount < end {
      try trainingStep(optimizer) {
        let (w, v) = (optimizer.parameters[0], optimizer.parameters[1] - Variable(.ones([1]) * 2))
        return (w * w).sum() + (v * v).sum()
      }
      seen += optimizer.learningRates + (optimizer.momenta ?? [])
      try scheduler.step()
    }
    return seen
  }

  @Test(arguments: ScheduleCatalog.all)
  func `a run resumed at any step is the run`(subject: CatalogedSchedule) throws {
    let (optimizer, scheduler) = try run(subject)
    let end = length(scheduler.schedules[0])
    let whole = try advance(optimizer, scheduler, to: end)
    for middle in [1, 9, 10, 11, 20, 29, 30, end - 1] {
      let (first, before) = try run(subject)
      let head = try advance(first, before, to: middle)
      let checkpoint = Checkpoint(parts(first, before))
      let (second, after) = try run(subject)
      second.learningRates = [7, 8]  // What is restored does not depend on what was there.
      try checkpoint.restore(parts(second, after))
      #expect(Checkpoint(parts(second, after)) == checkpoint)
      let tail = try advance(second, after, to: end)
      #expect(head + tail == whole, "resumed at \(middle)")
      #expect(second.parameters.map(\.value) == optimizer.parameters.map(\.value))
    }
  }

  @Test(arguments: ScheduleCatalog.all)
  func `a jump lands where the steps lead`(subject: CatalogedSchedule) throws {
    for target in [0, 1, 10, 25, 39] {
      let (optimizer, scheduler) = try run(subject)
      let (other, jumper) = try run(subject)
      for _ in 0..<target { try scheduler.step() }
      jumper.jump(to: target)
      #expect(jumper.stepCount == target)
      #expect(other.momenta == optimizer.momenta)
      for (a, b) in zip(other.learningRates, optimizer.learningRates) {
        #expect(abs(a - b) <= 100 * Scalar.ulpOfOne * 0.1, "step \(target)")
      }
    }
  }
}
