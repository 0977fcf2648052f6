import Dynamics
import RefusalSupport
import Testing

/// Every fault of a plan is refused by its name, and by nothing else; cured, it is not.
@Suite struct Lesson09PlanRefusals {
  private func refusals(_ settings: PlanSettings) -> [PlanRefusal] {
    do throws(PlanRefusals) {
      _ = try ValidatedPlan(settings)
      return []
    } catch {
      return error.all
    }
  }

  @Test func `the plan that all others differ from is sound`() {
    #expect(refusals(PlanCase.sound) == [])
  }

  @Test func `every kind of refusal has a plan that is refused for it`() {
    #expect(
      PlanCase.all.map(\.kind) == PlanRefusal.Kind.allCases.sorted(by: PlanCase.all.map(\.kind)))
    #expect(PlanRefusal.Kind.allCases.count >= 15)
  }

  @Test(arguments: PlanCase.all) func `a fault is refused by its own name alone`(plan: PlanCase) {
    let found = refusals(plan.broken)
    #expect(Set(found.map(\.kind)) == Set([plan.kind] + plan.alongside))
    let refusal = found.first { $0.kind == plan.kind }
    #expect(refusal?.problem.contains(plan.says) == true, "\(refusal?.problem ?? "")")
    #expect(refusal?.fix.isEmpty == false)
  }

  @Test(arguments: PlanCase.all) func `the cure is accepted`(plan: PlanCase) {
    #expect(refusals(plan.cured).map(\.kind) == plan.alongside)
  }

  @Test func `all faults are named at once`() {
    var settings = PlanCase.sound
    settings.scheduleLength = 20
    settings.accumulation = 4
    (settings.weightDecay, settings.decays) = (0.01, .all)
    #expect(
      refusals(settings).map(\.kind) == [
        .accumulationDoesNotDivide, .lengthInEpochs, .decayOfBiases,
      ])
  }

  // What is not a number, and counts whose products would not fit, must not stop the program.
  @Test(
    arguments: [
      { $0.rate = .nan }, { $0.rate = .infinity }, { $0.weightDecay = .nan }, { $0.beta2 = .nan },
      { $0.samples = .max }, { $0.epochs = .max }, { $0.warmUp = .max }, { $0.warmUp = -1 },
      { $0.clipping = 0 }, { $0.accumulation = 0 }, { $0.scheduleLength = 0 }, { $0.factor = 1 },
    ] as [@Sendable (inout PlanSettings) -> Void])
  func `numbers without sense are refused before anything is divided`(
    change: @Sendable (inout PlanSettings) -> Void
  ) {
    var settings = PlanCase.sound
    change(&settings)
    #expect(refusals(settings).contains { $0.kind == .notPositive || $0.kind == .outOfRange })
  }

  @Test func `an update beyond the run stops the program`() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let plan = try ValidatedPlan(
        PlanSettings(samples: 10, batchSize: 5, epochs: 1, rate: 1e-3))
      _ = plan.rate(atUpdate: 2)
    }
    expectMessage(result, says: ": ValidatedPlan.rate: the update 2 of 2\n")
  }
}

extension [PlanRefusal.Kind] {
  /// The elements in the order of another list; what is not in it comes last.
  fileprivate func sorted(by order: [PlanRefusal.Kind]) -> [PlanRefusal.Kind] {
    order.filter(contains) + filter { !order.contains($0) }
  }
}
