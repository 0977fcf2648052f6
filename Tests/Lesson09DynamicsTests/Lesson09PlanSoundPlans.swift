import Dynamics
import Testing

/// Plans that people train by, which look like a fault and are none.
@Suite struct Lesson09PlanSoundPlans {
  private func kinds(
    _ change: (inout PlanSettings) -> Void
  ) -> [PlanRefusal.Kind] {
    refusals(change).map(\.kind)
  }

  private func refusals(_ change: (inout PlanSettings) -> Void) -> [PlanRefusal] {
    var settings = PlanCase.sound
    change(&settings)
    do throws(PlanRefusals) {
      _ = try ValidatedPlan(settings)
      return []
    } catch {
      return error.all
    }
  }

  @Test(
    arguments: [
      // Adam divides a common factor of all gradients out again.
      { ($0.accumulation, $0.accumulated) = (3, .sumOfBatches) },
      // BatchNorm2d has many values of each channel in a single image.
      { ($0.normalization, $0.batchSize) = (.batchOfImages, 1) },
      // Adam with a great epsilon, whose steps are shorter than its rate.
      { ($0.rate, $0.epsilon) = (0.1, 1) },
      // Nothing falls to a final rate.
      { ($0.schedule, $0.finalRate) = (.constant, 0.01) },
      // The last step is the end of the cosine, or nearly.
      { $0.scheduleLength = 899 }, { $0.scheduleLength = 910 }, { $0.scheduleLength = 890 },
      // A line to a tenth of the rate, which stays there.
      { ($0.schedule, $0.finalRate, $0.scheduleLength) = (.linear, 1e-4, 750) },
    ] as [@Sendable (inout PlanSettings) -> Void])
  func `a plan that only looks faulty is accepted`(change: @Sendable (inout PlanSettings) -> Void) {
    #expect(kinds(change) == [])
  }

  private static var neighbors: [PlanCase] {
    [
      // One cycle that is a step too short ends the run in PyTorch.
      PlanCase(.lengthDiffers, says: "PyTorch stops the run at step 900.") {
        ($0.schedule, $0.scheduleLength) = (.oneCycle, 899)
      } cure: {
        $0.scheduleLength = 900
      },
      // A final rate that one cycle does not read hides no wrong length.
      PlanCase(.lengthDiffers, says: "1000 steps long") {
        ($0.schedule, $0.scheduleLength, $0.finalRate) = (.oneCycle, 1000, 0.01)
      } cure: {
        $0.scheduleLength = 910
      },
      PlanCase(.lengthDiffers, says: "The last 150 steps have the final rate.") {
        ($0.schedule, $0.scheduleLength) = (.linear, 750)
      } cure: {
        $0.finalRate = 1e-4
      },
      PlanCase(.lengthInEpochs, says: "it counts epochs") {
        ($0.schedule, $0.scheduleLength, $0.finalRate) = (.linear, 20, 1e-4)
      } cure: {
        $0.steppedPer = .epoch
      },
      PlanCase(.lengthDiffers, says: "880 steps long") {
        $0.scheduleLength = 880
      } cure: {
        $0.scheduleLength = 882
      },
      PlanCase(.lengthDiffers, says: "920 steps long") {
        $0.scheduleLength = 920
      } cure: {
        $0.scheduleLength = 918
      },
      // Clipping sees the sum whatever divides it afterwards.
      PlanCase(.summedGradients, says: "the limit 1 of their norm acts as 0.33") {
        ($0.accumulation, $0.accumulated, $0.clipping) = (3, .sumOfBatches, 1)
      } cure: {
        $0.clipping = nil
      },
    ]
  }

  @Test(arguments: neighbors) func `its neighbor that is faulty is refused`(plan: PlanCase) {
    let found = refusals(plan.breakIt)
    #expect(found.map(\.kind) == [plan.kind])
    #expect(found.first?.problem.contains(plan.says) == true, "\(found)")
    #expect(
      kinds {
        plan.breakIt(&$0)
        plan.cure(&$0)
      } == [])
  }

  @Test func `a patience in steps is told in epochs`() {
    let found = refusals {
      ($0.schedule, $0.validationSamples, $0.plateauPatience) = (.plateau, 360, 90)
    }
    #expect(found.map(\.kind) == [.plateauPerStep])
    #expect(found.first?.problem.contains("its patience of 90 is 2 epochs") == true)
  }

  @Test func `no fix leaves out all batches`() {
    let found = refusals { ($0.samples, $0.accumulation) = (96, 4) }
    #expect(found.first?.fix == "Accumulate 3.")
  }
}
