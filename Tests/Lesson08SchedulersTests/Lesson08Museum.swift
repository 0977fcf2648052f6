import Autograd
import Course
import Schedulers
import TensorCore
import TestSupport
import Testing

/// Reports about public schedules: each shows in its smallest run, and a law rejects the fault.
@Suite struct Lesson08Museum {
  static let all = SchedulersLesson.museum

  @Test func `exhibits are numbered from 1, in order`() {
    #expect(Self.all.map(\.id) == Self.all.indices.map { "M08.\($0 + 1)" })
    #expect(Self.all.count == 22)
    for bug in Self.all {
      for text in [bug.title, bug.story, bug.quantity] { #expect(text.count >= 20) }
      for report in bug.reports {
        #expect((2017...2026).contains(report.year))
        #expect(report.address.hasPrefix("https://github.com/\(report.project)/"))
        #expect(report.address.hasSuffix("/\(report.number)"))
      }
    }
    let reports = Self.all.flatMap(\.reports)
    #expect(Set(reports).count == reports.count)
    #expect(Set(Self.all.map(\.title)).count == Self.all.count)
  }

  @Test(arguments: all) func `what was reported differs from what is right`(
    bug: SchedulerBug
  ) throws {
    let (reported, right) = (try bug.reported(), try bug.right())
    #expect(right.isFinite)
    #expect(abs(reported - right) > 0.02 * max(abs(right), 0.1), "\(reported), \(right)")
    #expect(try bug.reported() == reported)
    #expect(try bug.right() == right)
  }

  @Test func `a sequence that is not resumed never leaves its start`() throws {
    let bug = try #require(Self.all.first { $0.id == "M08.5" })
    let plant = try #require(bug.plant).schedule()
    #expect([0, 4, 40].map { plant.rate(at: $0, from: 1) } == [0.1, 0.1, 0.1])
  }

  @Test(arguments: all) func `what is no fault of a schedule has no law`(bug: SchedulerBug) {
    let isNone =
      [.intended, .misuse].contains(bug.verdict) || ["M08.16", "M08.21"].contains(bug.id)
    #expect((bug.law == nil) == isNone)
  }

  @Test(arguments: all.filter { $0.law != nil })
  func `the law that is named rejects the fault`(bug: SchedulerBug) throws {
    let (law, plant) = (try #require(bug.law), try #require(bug.plant))
    withKnownIssue("\(bug) breaks “\(law.rawValue)”") { try put(plant, to: law) }
  }

  @Test(arguments: SchedulerBug.Law.allCases)
  func `every law that is named rejects something`(law: SchedulerBug.Law) {
    #expect(Self.all.contains { $0.law == law })
  }

  /// Puts a planted fault to a law of the suite.
  private func put(_ plant: CatalogedSchedule, to law: SchedulerBug.Law) throws {
    let laws = Lesson08Laws()
    switch law {
    case .finite: laws.`rates are finite and not negative`(subject: plant)
    case .closedForm: laws.`the recursion is the closed form`(subject: plant)
    case .pastEnd: laws.`past its end a schedule does what is said`(subject: plant)
    case .ratio: laws.`groups keep their ratio where it says so`(subject: plant)
    case .resuming: try laws.`a run resumed at any step is the run`(subject: plant)
    case .jumping: try laws.`a jump lands where the steps lead`(subject: plant)
    }
  }

  // The figures of the reports, where they give them, or PyTorch 2.13's.
  @Test(arguments: [
    ("M08.1", 0.0005, 0.5), ("M08.3", 0.15, 0.5), ("M08.5", 0.1, 0.9), ("M08.6", 0.99114, 0.00099),
    ("M08.9", -0.014285, 4e-7), ("M08.14", 2, 3), ("M08.17", 2.25, 0.75),
    ("M08.22", 1, 0.5),
  ])
  func `figures are those of the reports`(id: String, reported: Double, right: Double) throws {
    let bug = try #require(Self.all.first { $0.id == id })
    #expect(abs(try bug.reported() - reported) < 1e-4)
    #expect(abs(try bug.right() - right) < 1e-4)
  }
}
