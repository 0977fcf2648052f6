import Dynamics
import Schedulers
import TensorCore
import Testing

/// What a sound plan counts, and that its consequences are those of the schedules themselves.
@Suite struct Lesson09PlanValues {
  @Test func `the documented example`() throws {
    let plan = try ValidatedPlan(
      PlanSettings(samples: 1437, batchSize: 32, epochs: 20, rate: 1e-3))
    #expect(plan.updateCount == 900)
    #expect(abs(plan.rate(atUpdate: 450) - 5e-4) < 1e-15)
  }

  @Test func `batches, updates and steps of the scheduler are divided out`() throws {
    var settings = PlanCase.sound
    settings.accumulation = 3
    let plan = try ValidatedPlan(settings)
    #expect([plan.batchesPerEpoch, plan.lastBatchSize, plan.updatesPerEpoch] == [45, 29, 15])
    #expect([plan.updateCount, plan.schedulerStepCount, plan.samplesPerUpdate] == [300, 300, 96])
    settings.steppedPer = .batch
    #expect(try ValidatedPlan(settings).schedulerStepCount == 900)
    settings.steppedPer = .epoch
    #expect(try ValidatedPlan(settings).schedulerStepCount == 20)
    settings.dropsLastBatch = true
    settings.accumulation = 4
    let dropped = try ValidatedPlan(settings)
    #expect(
      [dropped.batchesPerEpoch, dropped.lastBatchSize, dropped.updatesPerEpoch] == [44, 32, 11])
  }

  @Test func `the warm-up ends at the peak, the cosine above its end`() throws {
    var settings = PlanCase.sound
    settings.warmUp = 100
    let plan = try ValidatedPlan(settings)
    #expect(abs(plan.rate(atUpdate: 0) - 1e-5) < 1e-18)
    #expect(abs(plan.rate(atUpdate: 99) - 1e-3) < 1e-18)
    #expect(abs(plan.rate(atUpdate: 100) - 1e-3) < 1e-18)
    #expect(abs(plan.rate(atUpdate: 500) - 5e-4) < 1e-15)
    #expect(plan.rate(atUpdate: 899) > 0 && plan.rate(atUpdate: 899) < 1e-8)
  }

  @Test func `stepped per epoch, an update has its epoch's rate`() throws {
    var settings = PlanCase.sound
    settings.steppedPer = .epoch
    let plan = try ValidatedPlan(settings)
    let epochs = CosineDecay(length: 20)
    #expect(plan.rate(atUpdate: 44) == epochs.rate(at: 0, from: 1e-3))
    #expect(plan.rate(atUpdate: 45) == epochs.rate(at: 1, from: 1e-3))
    #expect(plan.rate(atUpdate: 899) == epochs.rate(at: 19, from: 1e-3))
  }

  @Test func `stepped per batch, an update has its last batch's rate`() throws {
    var settings = PlanCase.sound
    (settings.steppedPer, settings.accumulation) = (.batch, 3)
    let plan = try ValidatedPlan(settings)
    let batches = CosineDecay(length: 900)
    #expect(plan.rate(atUpdate: 0) == batches.rate(at: 2, from: 1e-3))
    #expect(plan.rate(atUpdate: 299) == batches.rate(at: 899, from: 1e-3))
  }

  @Test func `every course of the rate makes its schedule`() throws {
    var settings = PlanCase.sound
    settings.finalRate = 1e-4
    func rates(_ kind: PlanSettings.ScheduleKind) throws -> [Double] {
      settings.schedule = kind
      let plan = try ValidatedPlan(settings)
      return [0, 450, 899].map { plan.rate(atUpdate: $0) }
    }
    #expect(try rates(.constant) == [1e-3, 1e-3, 1e-3])
    #expect(try rates(.cosine).map { ($0 * 1e5).rounded() } == [100, 55, 10])
    #expect(try rates(.linear).map { ($0 * 1e5).rounded() } == [100, 55, 10])
    let cycle = try rates(.oneCycle)
    #expect(abs(cycle[0] - 4e-5) < 1e-12 && abs(cycle[2] - 4e-9) < 1e-12)
    settings.milestones = [300, 600]
    #expect(try rates(.milestones).map { ($0 * 1e5).rounded() } == [100, 10, 1])
  }

  // The refusal says that the cosine is back at its start, and so it is.
  @Test func `half a length is refused with the rate that comes back`() {
    var settings = PlanCase.sound
    settings.scheduleLength = 450
    let refusal = #expect(throws: PlanRefusals.self) { _ = try ValidatedPlan(settings) }?.all.first
    #expect(refusal?.problem.contains("at the last step of the run the rate is 0.001.") == true)
    #expect(abs(CosineDecay(length: 450).rate(at: 899, from: 1e-3) - 1e-3) < 1e-7)
  }

  @Test func `epsilon is refused where float16 rounds it to zero`() {
    for (epsilon, isZero) in [(1e-8, true), (0x1p-25, true), (0x1.8p-25, false), (1e-7, false)] {
      var settings = PlanCase.sound
      (settings.numbers, settings.scalesLoss, settings.epsilon) = (.float16, true, epsilon)
      let refusals = #expect(throws: PlanRefusals.self) { _ = try ValidatedPlan(settings) }?.all
      #expect(refusals?.contains { $0.kind == .epsilonRoundsToZero } == isZero, "\(epsilon)")
      #expect((Float16(epsilon) == 0) == isZero, "\(epsilon)")
    }
  }

  @Test func `the trainer gets the steps, the batches and their parts`() throws {
    var settings = PlanCase.sound
    (settings.accumulation, settings.clipping) = (3, 1)
    #expect(
      try ValidatedPlan(settings).trainingPlan
        == TrainingPlan(.steps(300), batchSize: 96, largestPart: 32, greatestGradientNorm: 1))
    #expect(
      try ValidatedPlan(PlanCase.sound).trainingPlan == TrainingPlan(.steps(900), batchSize: 32))
  }

  @Test func `the text has the arithmetic, and fits`() throws {
    var settings = PlanCase.sound
    (settings.accumulation, settings.warmUp) = (3, 30)
    let plan = try ValidatedPlan(settings)
    let text = plan.text(width: 80)
    for shown in [
      "1437 samples / 32 = 45 an epoch, the last of 29 samples",
      "45 / 3 = 15 an epoch · 20 epochs = 300, each from 96 samples",
      "300 steps, one per update = 30 warm-up + 270 cosine", "0.001 at step 30",
    ] { #expect(text.contains(shown), "\(shown)") }
    for width in [50, 80] {
      #expect(plan.text(width: width).split(separator: "\n").allSatisfy { $0.count <= width })
    }
  }
}
