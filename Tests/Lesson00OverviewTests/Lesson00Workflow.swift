import Overview
import Testing

/// The workflow: every gate passes on the healthy plan, stops its own fault, and is missed where it is off.
@Suite struct Lesson00Workflow {
  static let seeds: ClosedRange<UInt64> = 1...2

  /// The delivered errors of the healthy plan, one a seed.
  static let healthy: [Double] = seeds.map { seed in
    (try? Workflow.withoutGates(WorkflowPlan(), seed: seed)) ?? .nan
  }

  @Test func `there is a stage for every fault and a fault for every stage`() {
    #expect(WorkflowStage.allCases.map(\.rawValue) == Array(1...12))
    #expect(WorkflowFault.allCases.map(\.stage) == WorkflowStage.allCases)
    #expect(WorkflowStage.allCases.allSatisfy { (1...10).contains($0.lesson) })
  }

  @Test(arguments: seeds)
  func `all twelve gates pass on the healthy plan`(seed: UInt64) throws {
    let outcome = try Workflow.withGates(WorkflowPlan(), seed: seed)
    #expect(outcome.stoppedAt == nil, "\(outcome.reports)")
    #expect(outcome.reports.count == 12)
    let error = try #require(outcome.deliveredError)
    #expect(error < 0.2)
  }

  @Test(arguments: WorkflowFault.allCases)
  func `the gate of its stage stops a fault`(_ fault: WorkflowFault) throws {
    for seed in Self.seeds {
      let outcome = try Workflow.withGates(Workflow.plan(with: fault), seed: seed)
      #expect(outcome.stoppedAt == fault.stage, "\(outcome.reports)")
      #expect(outcome.deliveredError == nil)
      #expect(outcome.reports.count { $0.isPassed } == outcome.reports.count - 1)
      #expect(outcome.reports.last?.evidence.contains { $0.isNumber } == true)
    }
  }

  @Test(arguments: WorkflowFault.allCases)
  func `without gates the end is worse`(_ fault: WorkflowFault) throws {
    let errors = try Self.seeds.map {
      try Workflow.withoutGates(Workflow.plan(with: fault), seed: $0)
    }
    let (broken, whole) = (errors.reduce(0, +), Self.healthy.reduce(0, +))
    #expect(broken > 1.4 * whole)
  }

  @Test func `a fault changes one thing`() {
    for fault in WorkflowFault.allCases {
      let (healthy, broken) = (WorkflowPlan(), Workflow.plan(with: fault))
      let names = zip(Mirror(reflecting: healthy).children, Mirror(reflecting: broken).children)
        .filter { "\($0.value)" != "\($1.value)" }.map { $0.0.label ?? "" }
      #expect(names.count == 1, "\(fault): \(names)")
    }
  }

  @Test func `a report is one line with its stage`() throws {
    let outcome = try Workflow.withGates(Workflow.plan(with: .missingClasses), seed: 1)
    #expect(
      outcome.reports.map(\.description) == [
        "[!] 1 frame and baseline: classes without a sample: 8, 9"
      ])
  }
}
