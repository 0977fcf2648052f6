import Course
import Dynamics
import Testing

/// What counts as detected, as the cause named, and as the place named.
@Suite struct Lesson09FaultsVerdicts {
  private func fault(_ id: String) throws -> RealFault {
    try #require(RealFault.all.first { $0.id == id })
  }

  private func finding(_ cause: Cause, _ place: String? = nil) -> RunFinding {
    RunFinding(cause, place: place, evidence: "e", test: "t", fix: "f")
  }

  @Test func `silence detects nothing`() throws {
    let verdict = try fault("31880720").verdict(on: [])
    #expect(!verdict.isDetected && !verdict.namesCause && !verdict.namesPlace)
  }

  @Test func `another cause detects, and names nothing`() throws {
    let verdict = try fault("31880720").verdict(on: [finding(.spike)])
    #expect(verdict.isDetected && !verdict.namesCause && !verdict.namesPlace)
  }

  @Test func `a cause counts among the first three findings`() throws {
    let noise = [finding(.spike), finding(.precision)]
    let third = try fault("31880720").verdict(on: noise + [finding(.wrongHead, "3")])
    #expect(third.causeRank == 3 && third.namesCause && third.namesPlace)
    let fourth = try fault("31880720").verdict(
      on: noise + [finding(.imbalance), finding(.wrongHead, "3")])
    #expect(fourth.causeRank == 4 && !fourth.namesCause && !fourth.namesPlace)
  }

  @Test func `a head is placed by its layer, the loss or the output`() throws {
    // One hidden layer: its linear map is layer 0, the last one layer 2, the softmax layer 3.
    for place in ["2", "2.weight", "3", "loss", "output"] {
      #expect(try fault("31880720").verdict(on: [finding(.wrongHead, place)]).namesPlace)
    }
    for place in [nil, "0.weight", "1", "input"] {
      #expect(try !fault("31880720").verdict(on: [finding(.wrongHead, place)]).namesPlace)
    }
  }

  @Test func `a learning rate has one place, a gradient has many`() throws {
    #expect(try fault("44998910").verdict(on: [finding(.rateTooLow)]).namesPlace)
    #expect(try !fault("39217567").verdict(on: [finding(.vanishingGradients)]).namesPlace)
    let named = [finding(.vanishingGradients, "0.weight")]
    #expect(try fault("39217567").verdict(on: named).namesPlace)
  }

  @Test func `what only shows at a layer does not place a rate`() throws {
    let shown = [finding(.wrongHead, "loss")]
    #expect(try fault("31556268").verdict(on: shown).namesCause)
    #expect(try !fault("31556268").verdict(on: shown).namesPlace)
  }

  @Test func `another right repair is accepted, not its place`() throws {
    let verdict = try fault("44998910").verdict(on: [finding(.tooFewSteps)])
    #expect(verdict.namesCause && !verdict.namesPlace)
  }

  @Test func `a fault counts only if it shows on every seed`() {
    let found = FaultVerdict(isDetected: true, causeRank: 1, namesPlace: true)
    let missed = FaultVerdict(isDetected: false, causeRank: nil, namesPlace: false)
    func row(_ verdicts: [FaultVerdict], _ errors: [[Double]]) -> FaultBenchmark.Row {
      FaultBenchmark.Row(
        id: "31880720", verdicts: verdicts, firstCauses: [], errors: errors, falseAlarms: [])
    }
    let every = row([found, found], [[0.5, 0.6], [0.1, 0.2], [0.1, 0.1]])
    #expect(every.isDetected && every.namesCauseFirst && every.namesPlace && every.isRebuilt)
    let some = row([found, missed], [[0.5, 0.15], [0.1, 0.2]])
    #expect(!some.isDetected && !some.namesCause && !some.namesPlace && !some.isRebuilt)
    let overlap = row([found], [[0.5, 0.6, 0.7, 0.2], [0.1, 0.1, 0.2, 0.1]])
    #expect(overlap.isRebuilt)
    let otherRepairFails = row([found], [[0.5], [0.1], [0.5]])
    #expect(!otherRepairFails.isRebuilt)
  }

  @Test func `the table says what was counted`() {
    let found = FaultVerdict(isDetected: true, causeRank: 2, namesPlace: false)
    let row = FaultBenchmark.Row(
      id: "31880720", verdicts: [found], firstCauses: ["spike"],
      errors: [[0.5, .infinity], [0.012, 0.013]], falseAlarms: [])
    let benchmark = FaultBenchmark(rows: [row])
    #expect(
      benchmark.faultTable.hasSuffix(
        "| 31880720 ‡ | A softmax on one unit | yes | yes | no | 0.50–∞ | 0.012–0.013 |"))
    #expect(
      benchmark.comparisonTable.contains(
        "| those held out ‡ | 1 rebuilt faults | 1 (100 %) | 1 (100 %) | 0 (0 %) | 0 in 2 runs |"))
  }
}
