import Course
import Foundation
import Testing
import learn

@Suite
struct QuizScheduleTests {
  /// SM-2's own numbers: 1 day, 6 days, then the interval times the ease, rounded up.
  @Test func `intervals grow by the ease`() {
    #expect(recall([.good]).interval == 1)
    #expect(recall([.good, .good]).interval == 6)
    #expect(recall([.good, .good, .good]).interval == 15)
    #expect(recall([.good, .good, .good, .good]).interval == 38)
    #expect(recall([.good]).due == today + 1)
    // The grade changes the ease first: 6 · 2.6 = 15.6 and 6 · 2.36 = 14.16, not 6 · 2.5.
    #expect(recall([.good, .good, .easy]).interval == 16)
    #expect(recall([.good, .good, .hard]).interval == 15)
  }

  @Test func `an answer that comes late counts from the day it came`() {
    var late = recall([.good, .good])
    #expect(late.due == today + 7)
    late.review(.good, today: today + 40)
    #expect(late.interval == 15 && late.due == today + 55)
  }

  /// E changes by 0.1, 0, −0.14 for the qualities 5, 4, 3 and never falls below 1.3.
  @Test func `the ease follows the grades`() {
    #expect(abs(recall([.easy]).ease - 2.6) < 1e-12)
    #expect(abs(recall([.good]).ease - 2.5) < 1e-12)
    #expect(abs(recall([.hard]).ease - 2.36) < 1e-12)
    #expect(recall(Array(repeating: .hard, count: 20)).ease == 1.3)
  }

  @Test func `what was forgotten starts again, and keeps its ease`() {
    let forgotten = recall([.easy, .good, .good, .again])
    #expect(forgotten.interval == 1 && forgotten.streak == 0 && abs(forgotten.ease - 2.6) < 1e-12)
    #expect(recall([.good, .good, .again, .good]).interval == 1)
    #expect(recall([.good, .good, .again, .good, .good]).interval == 6)
  }

  @Test func `a day is written as a date`() throws {
    #expect(Day(number: 0).description == "1970-01-01")
    #expect(Day(number: 20_514).description == "2026-03-02")
    #expect(Day("2026-03-02") == Day(number: 20_514))
    #expect(Day("2026-13-02") == nil && Day("soon") == nil)
  }

  @Test func `the longest overdue comes first, what is new last`() throws {
    var progress = QuizProgress()
    for (id, late) in [("01.02", 1), ("01.03", 5), ("01.04", -2)] {
      progress.recalls[try #require(CourseID(id, as: .question))] = Recall(
        today: Day(number: 20_000 - late))
    }
    let plan = QuizPlan(
      from: try smallBank(), lessons: [2, 1], progress: progress, minutes: 60, today: today)
    #expect(plan.questions.map(\.id.description) == ["01.03", "01.02", "02.01", "01.01"])
  }

  @Test func `what is due today is asked, ties in the order of ids`() throws {
    var progress = QuizProgress()
    for (id, due) in [("02.01", 0), ("01.03", 0), ("01.01", 0), ("01.02", 1)] {
      progress.recalls[try #require(CourseID(id, as: .question))] = Recall(today: today + due)
    }
    let plan = QuizPlan(
      from: try smallBank(), lessons: [2, 1], progress: progress, minutes: 60, today: today)
    #expect(plan.questions.map(\.id.description) == ["01.01", "01.03", "02.01", "01.04"])
    #expect(plan.nextDue == nil)
  }

  /// A shorter one after it that would fit is not taken instead: the order stands.
  @Test func `a question too long for the time left ends the session`() throws {
    let bank = InterviewBank(
      [
        try question("01.01", minutes: 2), try question("01.02", minutes: 5),
        try question("01.03", minutes: 1),
      ])
    let plan = QuizPlan(
      from: bank, lessons: [1], progress: QuizProgress(), minutes: 4, today: today)
    #expect(plan.questions.map(\.id.description) == ["01.01"])
  }

  @Test func `at least one question is taken, more while minutes last`() throws {
    func count(_ minutes: Int) throws -> Int {
      QuizPlan(
        from: try smallBank(), lessons: [1], progress: QuizProgress(), minutes: minutes,
        today: today
      ).questions.count
    }
    #expect(try count(1) == 1)
    #expect(try count(5) == 2)
    #expect(try count(8) == 4)
  }

  @Test func `without anything due the plan says when to come back`() throws {
    var progress = QuizProgress()
    for (id, wait) in [("01.01", 5), ("01.02", 3), ("01.03", 9), ("01.04", 4), ("02.01", 1)] {
      progress.recalls[try #require(CourseID(id, as: .question))] = Recall(today: today + wait)
    }
    let plan = QuizPlan(
      from: try smallBank(), lessons: [1], progress: progress, minutes: 10, today: today)
    #expect(plan.questions.isEmpty && plan.nextDue == today + 3)
    let none = QuizPlan(
      from: try smallBank(), lessons: [7], progress: progress, minutes: 10, today: today)
    #expect(none.questions.isEmpty && none.nextDue == nil)
  }
}
