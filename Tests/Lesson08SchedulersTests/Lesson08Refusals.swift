import Autograd
import RefusalSupport
import Schedulers
import TensorCore
import Testing

/// Every precondition of the lesson stops the program with the function and the values.
@Suite struct Lesson08Refusals {
  static var all: [Misuse] { misuses + practice }

  private static var misuses: [Misuse] {
    [
      Misuse("StepDecay.init: the period 0, the factor 0.1") { _ = StepDecay(period: 0) },
      Misuse("MultiStepDecay.init: the milestones [0], the factor 0.1") {
        _ = MultiStepDecay(milestones: [0])
      },
      Misuse("ExponentialDecay.init: the factor 0.0") { _ = ExponentialDecay(factor: 0) },
      Misuse("ReducedStart.init: the factor 0.0, the length 5") { _ = ReducedStart(factor: 0) },
      Misuse("LinearRamp.init: from 0.0 to 1.0 in 5 steps") { _ = LinearRamp(start: 0) },
      Misuse("PolynomialDecay.init: the length 0, the power 1.0") {
        _ = PolynomialDecay(length: 0)
      },
      Misuse("CosineDecay.init: the length 0, the minimum 0.0") { _ = CosineDecay(length: 0) },
      Misuse("CosineRestarts.init: the length 5, the growth 0, the minimum 0.0") {
        _ = CosineRestarts(firstLength: 5, growth: 0)
      },
      Misuse("InverseTimeDecay.init: the decay -1.0") { _ = InverseTimeDecay(decay: -1) },
      Misuse("InverseSquareRoot.init: the start 0") { _ = InverseSquareRoot(start: 0) },
      Misuse("Noam.init: the width 0, the warm-up 1") { _ = Noam(width: 0, warmUp: 1) },
      Misuse("LinearWarmUp.init: the length 0") { _ = LinearWarmUp(length: 0) },
      Misuse("ExponentialWarmUp.init: the length 0.0") { _ = ExponentialWarmUp(length: 0) },
      Misuse("WarmUpStableDecay.init: 1, 1 and 0 steps down to 0.0") {
        _ = WarmUpStableDecay(warmUp: 1, stable: 1, decay: 0)
      },
      Misuse("OneCycle.init: the peak 0.0, the divisors 25.0 and 10000.0") {
        _ = OneCycle(peak: 0, stepCount: 10)
      },
      Misuse("OneCycle.init: a rise of 0.1 · 10 steps has no room") {
        _ = OneCycle(peak: 1, stepCount: 10, rise: 0.1)
      },
      Misuse("OneCycle.init: a rise of 0.6 · 10 steps has no room") {
        _ = OneCycle(peak: 1, stepCount: 10, rise: 0.6, phases: .three)
      },
      Misuse("Cyclic.init: the rates 0.0...1.0, 2000 steps up and 2000 down") {
        _ = Cyclic(rates: 0...1)
      },
      Misuse("SequentialSchedule.init: 2 schedules, 0 milestones") {
        _ = SequentialSchedule([ConstantRate(), ConstantRate()], milestones: [])
      },
      Misuse("SequentialSchedule.init: the milestones do not rise: [5, 5]") {
        _ = SequentialSchedule(
          [ConstantRate(), ConstantRate(), ConstantRate()], milestones: [5, 5])
      },
      Misuse("ChainedSchedule.init: there are no schedules") { _ = ChainedSchedule([]) },
      Misuse("CatalogedSchedule.schedule: the scale 0") {
        _ = ScheduleCatalog.all[0].schedule(scale: 0)
      },
      Misuse("Scheduler: 2 schedules for 1 groups") {
        _ = Scheduler(plain, [ConstantRate(), ConstantRate()])
      },
      Misuse("Scheduler: the schedule has a momentum, and the optimizer has none") {
        _ = Scheduler(plain, OneCycle(peak: 1, stepCount: 10))
      },
      Misuse("Scheduler.jump: the step -1") { Scheduler(plain, ConstantRate()).jump(to: -1) },
      Misuse("PlateauScheduler: the factor 1.0, the patience 10, the cooldown 0") {
        var settings = PlateauScheduler.Settings()
        settings.factor = 1
        _ = PlateauScheduler(plain, settings)
      },
    ]
  }

  private static var practice: [Misuse] {
    [
      Misuse("StepDecay.rates: -1 steps") {
        _ = StepDecay(period: 1).rates(stepCount: -1, from: 1)
      },
      Misuse("StepDecay.recursiveRates: -1 steps") {
        _ = StepDecay(period: 1).recursiveRates(stepCount: -1, from: 1)
      },
      Misuse("BatchScaling.rate: from a batch of 0 to one of 8") {
        _ = BatchScaling.linear.rate(0.1, from: 0, to: 8)
      },
      Misuse("BatchScaling.remainders: 0 steps at the rate 0.1") {
        _ = BatchScaling.remainders(rate: 0.1, count: 0)
      },
      Misuse("NoisyQuadratic.init: curvatures [0.0], noise 1.0, start 100.0") {
        _ = NoisyQuadratic(curvatures: [0])
      },
      Misuse("NoisyQuadratic.tuned: 1 rates in 0.1...1.0") {
        _ = NoisyQuadratic().tuned(ConstantRate(), bounds: 0.1...1, count: 1, stepCount: 2)
      },
      Misuse("NoisyQuadratic.floor: the rate 0.0") { _ = NoisyQuadratic().floor(at: 0) },
      Misuse("RangeTest.init: from 0.1 to 1.0 by factors of 1.0") {
        _ = RangeTest(from: 0.1, to: 1, growth: 1) { _ in 1 }
      },
      Misuse("RangeTest.init: from 0.5 to 0.5 by factors of 2.0") {
        _ = RangeTest(from: 0.5, to: 0.5, growth: 2) { _ in 1 }
      },
      Misuse("FactorialSweep.init: the levels [2, 0]") {
        _ = FactorialSweep(levelCounts: [2, 0]) { _ in 1 }
      },
      Misuse("FactorialSweep.init: a result is not finite: [inf, inf]") {
        _ = FactorialSweep(levelCounts: [2]) { _ in .infinity }
      },
      Misuse("FactorialSweep.means: there is no factor 1 of 1") {
        _ = FactorialSweep(levelCounts: [2]) { _ in 1 }.means(of: 1)
      },
      Misuse("DigitsSettings.init: the levels [0, 1, 2]") {
        _ = DigitsSettings(levels: [0, 1, 2])
      },
    ]
  }

  private static var plain: GradientDescent {
    GradientDescent([Variable(.ones([1]), requiresGradient: true)], learningRate: 0.1)
  }

  @Test(arguments: all) func `misuse stops the program with the values`(misuse: Misuse) async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { [message = misuse.message as String] in
      Misuse.makeCall(failingWith: message, from: Lesson08Refusals.all)
    }
    expectMessage(result, says: ": \(misuse.message)\n")
  }

  @Test func `every message belongs to one call`() {
    #expect(Set(Self.all.map(\.message)).count == Self.all.count)
  }
}
