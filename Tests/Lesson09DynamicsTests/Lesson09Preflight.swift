import Autograd
import Dynamics
import TensorCore
import TestSupport
import Testing

/// Every rule names the bug that was planted for it, and is silent on the twin without it.
@Suite struct Lesson09Preflight {
  @Test(arguments: PreflightCase.all) func `a rule names its bug`(_ bug: PreflightCase) throws {
    for seed in UInt64(0)..<2 {
      let report = try bug.broken(seed).report()
      #expect(report.fired.contains(bug.rule), "\(seed): \(report.fired)\n\(report)")
    }
  }

  @Test(arguments: PreflightCase.all) func `nothing is found on the twin`(
    _ bug: PreflightCase
  ) throws {
    for seed in UInt64(0)..<2 {
      let report = try bug.twin(seed).report()
      #expect(report.isClear, "\(seed): \(report)")
      #expect(report.checked.contains(bug.rule), "\(report)")
    }
  }

  @Test(.doublePrecision) func `a wrong gradient is named by its layers`() throws {
    let report = try PreflightCase.wrongGradient.broken(0).report()
    #expect(report.fired == ["P35"], "\(report)")
    // What comes before the doubled place is wrong; what comes behind is right.
    #expect(Set(report.findings.map(\.place)) == ["0.weight", "0.bias"])
  }

  @Test func `every rule has a planted bug`() {
    let planted = Set((PreflightCase.all + [PreflightCase.wrongGradient]).map(\.rule))
    #expect(planted == Set(PreflightRule.all.map(\.id)))
  }

  @Test func `rules are numbered in order and say all they must`() {
    #expect(PreflightRule.all.map(\.id) == (1...PreflightRule.all.count).map { "P\($0)" })
    for rule in PreflightRule.all {
      let texts = [rule.title, rule.source, rule.reason, rule.check, rule.test, rule.fix]
      #expect(texts.allSatisfy { !$0.isEmpty }, "\(rule.id)")
    }
    #expect(Set(PreflightRule.all.map(\.title)).count == PreflightRule.all.count)
  }

  @Test func `the network is afterwards what it was before`() throws {
    let setup = PreflightSamples.healthy(seed: 1)
    let before = Checkpoint(["model": setup.model])
    _ = try setup.report()
    #expect(Checkpoint(["model": setup.model]) == before)
    #expect(setup.model.namedLayers.allSatisfy { $0.layer.mode == .training })
    #expect(setup.model.trainedVariables.allSatisfy { $0.gradient == nil })
  }

  @Test func `findings are ranked by strength`() throws {
    var setup = PreflightSamples.healthy(seed: 0)
    setup.data.inputs = setup.data.inputs * 100
    setup.data.targets = setup.data.targets + Tensor(1)
    let strengths = try setup.report().findings.map(\.strength)
    #expect(strengths.count > 1)
    #expect(strengths == strengths.sorted(by: >))
  }

  @Test func `what could not be checked is said`() throws {
    let setup = PreflightSetup(
      model: PreflightSamples.network([6, 16, 3], seed: 0), data: PreflightSamples.classes(seed: 0),
      task: .classes(3),
      loss: PreflightLoss(.other, targets: .classNumbers, value: PreflightLoss.crossEntropy.value))
    let report = try setup.report()
    #expect(report.isClear, "\(report)")
    let silent = Set(report.notChecked.map(\.rule))
    #expect(silent.isSuperset(of: ["P10", "P32", "P36", "P37", "P40", "P41"]), "\(silent)")
    #expect(report.checked.count + report.notChecked.count == PreflightRule.all.count)
  }
}

/// What became of the checks of the published tools.
@Suite struct Lesson09PreflightSources {
  private func codes(_ tool: PublishedCheck.Tool) -> [String] {
    PublishedCheck.all.filter { $0.tool == tool }.flatMap(\.codes)
  }

  @Test func `all 27 codes of NeuraLint are accounted for`() {
    let wanted = (1...27).map { $0 < 10 ? "f00\($0)" : "f0\($0)" }
    #expect(codes(.neuraLint).sorted() == wanted)
  }

  @Test func `the messages of TheDeepChecker are accounted for once`() {
    let found = codes(.deepChecker)
    #expect(Set(found).count == found.count)
    #expect(found.count == 81)
  }

  @Test func `rules and gates that are named exist`() {
    let rules = Set(PreflightRule.all.map(\.id))
    let gates = Set(Gate.all.map(\.id))
    for check in PublishedCheck.all {
      #expect(!check.counterparts.isEmpty, "\(check.codes)")
      for counterpart in check.counterparts {
        switch counterpart {
        case .rule(let id): #expect(rules.contains(id), "\(check.codes): \(id)")
        case .gate(let id): #expect(gates.contains(id), "\(check.codes): \(id)")
        case .elsewhere(let text), .none(let text): #expect(!text.isEmpty)
        }
      }
    }
  }
}
