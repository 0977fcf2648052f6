extension PlanSettings {
  /// The refusals that remain when those are taken out that somebody means and gives a reason for.
  var unacceptedRefusals: [PlanRefusal] {
    let found = refusals
    return found.filter { !isAccepted($0.kind) } + acceptanceRefusals(of: found)
  }

  /// The refusals that somebody means, each with the reason, in the order in which a plan is read.
  var acceptedRefusals: [(refusal: PlanRefusal, reason: String)] {
    refusals.filter { isAccepted($0.kind) }.map { ($0, accept[$0.kind.rawValue] ?? "") }
  }

  private func isAccepted(_ kind: PlanRefusal.Kind) -> Bool {
    kind.isMatterOfJudgment && accept[kind.rawValue].map(Self.isReason) == true
  }

  private static func isReason(_ text: String) -> Bool { text.contains { $0.isLetter } }

  /// What stands among the accepted faults and has no effect there.
  private func acceptanceRefusals(of found: [PlanRefusal]) -> [PlanRefusal] {
    accept.keys.sorted().compactMap { name in
      let kind = PlanRefusal.Kind(rawValue: name)
      let (problem, fix): (String, String)
      if kind?.isMatterOfJudgment != true {
        let kinds = PlanRefusal.Kind.allCases.filter(\.isMatterOfJudgment).map(\.rawValue)
        problem = "accept names \(name), which is no matter of judgment."
        fix = "Take it out; what can be accepted is \(kinds.joined(separator: ", "))."
      } else if accept[name].map(Self.isReason) != true {
        problem = "accept names \(name) without a reason."
        fix = "Write the reason in words."
      } else if !found.contains(where: { $0.kind == kind }) {
        problem = "accept names \(name), and this plan has no such fault."
        fix = "Take it out, so that it hides nothing later."
      } else {
        return nil
      }
      return PlanRefusal(.acceptedInVain, problem, fix: fix)
    }
  }
}
