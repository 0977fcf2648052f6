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

  /// What both runs of an exhibit measure, found from its story: with the fault, and without.
  static let measured: [(id: String, faulty: Double, right: Double)] = [
    // M07.1: 20 steps of each convention in fractions.
    ("M07.1", -0.29238, -0.35835),
    // 0.01 / √(10⁻⁶ + 10⁻³), and 0.01 / (10⁻³ + 10⁻³).
    ("M07.2", 0.31607, 5),
    // M07.3: Adam's and AMSGrad's formulas, 101 times.
    ("M07.3", -0.35547, 0.94907),
    ("M07.4", 1, 0),
    // (1 − 0.9 · 8.784) / (1 + 0.9 · 8.784).
    ("M07.5", -0.77542, 1),
    // 1 + 0.1 µ₂ / (1 − µ₁ µ₂), where µ is about 0.45; with the fault µ₁² stands in the divisor.
    ("M07.6", 1.04953, 1.05645),
    // (0.9 / 0.19 + 1) / √(999 · 0.95029), and NAdam's step 3000.
    ("M07.7", 0.18619, 1.00005),
    // √((1 − 0.999²⁵⁶) / (1 − 0.999³⁰⁰⁰)).
    ("M07.8", 0.48762, 1),
    // 0.1 · 0.1 of what is left after the step, 0.9, and of the weight, 1.
    ("M07.9", 0.009, 0.01),
    // The faulty sign is that of −0.05 + 0.1; the right step goes up from 0.99.
    ("M07.10", 0.9, 1.09),
    // 1 − 10⁻⁴ is nearer to 1 than to any other bfloat16.
    ("M07.11", 1, .pow(0.9999, 1000)), ("M07.12", .pow(0.995, 100), 1),
    // M07.13: NAdam's formulas with the gradient w / 10, 50 times.
    ("M07.13", 1, 0.58080), ("M07.14", 1, .pow(0.999, 50)), ("M07.15", 0, 2),
    // Five steps and half of the way back are a factor s = (1 + 0.9⁵) / 2. Ten steps make s²; from step 3 anew,
    // the weight ends at 0.9³ s · 0.9².
    ("M07.16", 0.16283, 0), ("M07.17", 1, 0),
  ]

  @Test func `both runs of an exhibit end where its story says`() throws {
    #expect(Self.measured.map(\.id) == Self.all.map(\.id))
    for (bug, expected) in zip(Self.all, Self.measured) {
      // In single precision a step of 0.01 is a difference of two weights of about 30.
      let tolerance = isDoublePrecision ? 1e-5 : 1e-3
      let (faulty, right) = (try bug.faulty(), try bug.right())
      #expect(abs(faulty - expected.faulty) < tolerance, "\(bug), with the fault: \(faulty)")
      #expect(abs(right - expected.right) < tolerance, "\(bug): \(right)")
    }
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
