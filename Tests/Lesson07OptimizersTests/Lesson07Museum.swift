import Autograd
import Course
import Optimizers
import TensorCore
import TestSupport
import Testing

/// Bugs of public optimizers: each shows in its smallest run, and a law rejects it.
@Suite struct Lesson07Museum {
  static let all = OptimizersLesson.museum

  @Test func `exhibits are numbered from 1, in order`() {
    #expect(Self.all.map(\.id) == Self.all.indices.map { "M07.\($0 + 1)" })
    #expect(Self.all.count == 17)
    for bug in Self.all {
      for text in [bug.title, bug.story, bug.quantity] { #expect(text.count >= 7) }
      for report in bug.reports {
        #expect((2015...2026).contains(report.year))
        #expect(report.address.hasPrefix("https://github.com/\(report.project)/"))
      }
    }
    let reports = Self.all.flatMap(\.reports)
    #expect(Set(reports).count == reports.count)
  }

  @Test(arguments: all) func `the fault shows in its smallest run`(bug: OptimizerBug) throws {
    let (faulty, right) = (try bug.faulty(), try bug.right())
    #expect(right.isFinite)
    #expect(abs(faulty - right) > 0.005 * abs(right) + 1e-4, "\(faulty), \(right)")
    #expect(try bug.faulty() == faulty)
  }

  @Test(arguments: all) func `only conventions and small errors have no law`(bug: OptimizerBug) {
    let hasPlant = if case .none = bug.plant { false } else { true }
    #expect((bug.law != nil) == hasPlant)
    if bug.law == nil { #expect(["M07.1", "M07.2", "M07.6"].contains(bug.id)) }
  }

  @Test(arguments: all.filter { $0.law != nil })
  func `the law that is named rejects the fault`(bug: OptimizerBug) throws {
    let law = try #require(bug.law)
    withKnownIssue("\(bug) breaks “\(law.rawValue)”") { try put(bug.plant, to: law) }
  }

  @Test func `what is planted keeps the laws that it does not break`() throws {
    for bug in Self.all {
      guard case .optimizer(let entry) = bug.plant, bug.law != .zeroGradient else { continue }
      // Descending is what all of them still do.
      try Lesson07Laws().`the loss falls in a bowl without noise`(entry)
    }
  }

  /// Puts a planted fault to a law of the suite.
  private func put(_ plant: OptimizerBug.Plant, to law: OptimizerBug.Law) throws {
    let laws = Lesson07Laws()
    switch (law, plant) {
    case (.zeroGradient, .optimizer(let entry)):
      try laws.`a gradient of zero changes nothing`(entry)
    case (.zeroGradients, .optimizer(let entry)):
      try laws.`twelve gradients of zero change nothing`(entry)
    case (.missingGradient, .optimizer(let entry)):
      try laws.`a parameter without a gradient is left alone`(entry)
    case (.resuming, .optimizer(let entry)):
      try laws.`resuming is never having stopped`(entry, stop: 4)
    case (.maximizing, .optimizer(let entry)):
      try laws.`to maximize is to minimize the negated loss`(entry)
    case (.constantGradient, .optimizer(let entry)):
      laws.`a constant gradient moves a weight by the rate`(entry)
    case (.lastingMaximum, .optimizer(let entry)):
      laws.`AMSGrad's steps stay small after a great gradient`(
        .init("planted") { parameters, rate, _ in entry.make([(parameters, rate)]) })
    case (.addedDecay, .decaying(let make)):
      laws.`a decoupled decay takes off its share, no more`(.init("planted", make: make))
    case (.shrinkingDecay, .decaying(let make)):
      laws.`a decay shrinks a weight without a loss`(.init("planted", make: make))
    default:
      preconditionFailure("no such plant for \(law)")
    }
  }
}
