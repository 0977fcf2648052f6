import Dynamics
import Foundation
import Testing

/// A fault that is a matter of judgment passes with its reason, and only so.
@Suite struct Lesson09PlanAcceptance {
  private static var decaying: PlanSettings {
    var settings = PlanCase.sound
    (settings.optimizer, settings.weightDecay) = (.adam, 0.01)
    return settings
  }

  private func kinds(_ settings: PlanSettings) -> [PlanRefusal.Kind] {
    do throws(PlanRefusals) {
      _ = try ValidatedPlan(settings)
      return []
    } catch {
      return error.all.map(\.kind)
    }
  }

  @Test func `a fault with its reason passes and is printed`() throws {
    var settings = Self.decaying
    #expect(kinds(settings) == [.decayInsideAdam])
    settings.accept = ["decayInsideAdam": "as in the paper that we repeat"]
    let text = try ValidatedPlan(settings).text(width: 100)
    #expect(text.contains("decayInsideAdam: as in the paper that we repeat"))
  }

  @Test func `without a reason the fault stays`() {
    var settings = Self.decaying
    settings.accept = ["decayInsideAdam": " "]
    #expect(kinds(settings) == [.decayInsideAdam, .acceptedInVain])
  }

  @Test func `a wrong figure cannot be accepted`() {
    var settings = PlanCase.sound
    settings.scheduleLength = 20
    settings.accept = ["lengthInEpochs": "we like it"]
    #expect(kinds(settings) == [.lengthInEpochs, .acceptedInVain])
  }

  @Test func `what is no kind of fault is refused by name`() {
    var settings = PlanCase.sound
    settings.accept = ["decayInAdam": "a slip"]
    #expect(kinds(settings) == [.acceptedInVain])
  }

  @Test(arguments: PlanCase.all) func `matters of judgment alone pass`(plan: PlanCase) {
    guard plan.kind != .acceptedInVain else { return }
    var settings = plan.broken
    settings.accept[plan.kind.rawValue] = "it is meant"
    #expect(kinds(settings).contains(plan.kind) == !plan.kind.isMatterOfJudgment)
  }

  @Test func `accepted faults are read from a file`() throws {
    var settings = Self.decaying
    settings.accept = ["decayInsideAdam": "as published"]
    #expect(try PlanSettings(json: Data(settings.json.utf8)) == settings)
  }
}
