import AllLessons
import Course
import Foundation
import TestSupport
import Testing

/// That everything exists that paths lead to, and takes about the time that they say.
@Suite struct ReadingPlaceTests {
  /// A page without comments and blocks of code, in sections by the anchors of its headings.
  private struct Page {
    /// The number of words from each heading to the next of its level.
    private(set) var words: [String: Int] = [:]

    init(_ path: String) throws {
      let text = try Checkout.text(of: path).replacing(#/(?s)<!--.*?-->/#, with: "")
      var open: [(level: Int, anchor: String)] = []
      var isCode = false
      for line in text.split(separator: "\n") {
        if line.hasPrefix("```") { isCode.toggle() }
        guard !isCode else { continue }
        let level = line.prefix { $0 == "#" }.count
        if level > 0 {
          let name = line.dropFirst(level).trimmingCharacters(in: .whitespaces).lowercased()
          let anchor = String(
            name.compactMap { sign -> Character? in
              if sign == " " { return "-" }
              return sign.isLetter || sign.isNumber || "-_".contains(sign) ? sign : nil
            })
          open.removeAll { $0.level >= level }
          open.append((level, anchor))
        }
        let count = line.split(separator: " ").count
        for (_, anchor) in open { words[anchor, default: 0] += count }
      }
    }
  }

  private static var steps: [ReadingStep] { ReadingPath.allCases.flatMap(\.steps) }

  @Test func `every page and heading exists, and takes its time`() throws {
    var pages: [String: Page] = [:]
    for step in Self.steps {
      guard case .read(let path, let anchor, let title) = step.task else { continue }
      let page = try pages[path] ?? Page(path)
      pages[path] = page
      let count = anchor.map { page.words[$0] } ?? page.words.values.max()
      let words = try #require(count, "\(step.id)")
      // Between study with a pencil and a list that is looked over.
      #expect((15...130).contains(words / step.minutes), "\(step.id): \(words) words")
      let isTitled = anchor?.filter(\.isLetter) == title.lowercased().filter(\.isLetter)
      #expect(anchor == nil || isTitled, "\(step.id): \(title)")
    }
    #expect(pages.count >= 10)
  }

  @Test func `the sections that every page has are on every page`() throws {
    for lesson in Curriculum.outline {
      let page = try Page("Lessons/\(lesson.folder).md")
      for section in ReadingStep.Section.allCases {
        #expect(page.words[section.rawValue] != nil, "\(lesson.number) \(section)")
      }
    }
  }

  @Test func `every exercise exists, and takes the minutes of its own`() throws {
    let exercises = AllLessons.assignments.map(\.exercise)
    for step in Self.steps {
      guard case .exercise(let id) = step.task else { continue }
      let exercise = try #require(exercises.first { $0.id == id }, "\(id)")
      #expect(exercise.minutes == step.minutes, "\(id)")
    }
  }

  // Half of the time is for our answer, after one's own.
  @Test func `every question exists, and takes twice its minutes`() throws {
    let bank = try InterviewBank(
      contentsOf: Checkout.root.appending(path: "Lessons/interview.json"))
    for step in Self.steps {
      guard case .questions(let ids) = step.task else { continue }
      let minutes = try ids.map { try #require(bank[$0], "\($0)").question.minutes }
      #expect(2 * minutes.reduce(0, +) == step.minutes, "\(step.id)")
    }
  }

  @Test func `every notebook exists`() throws {
    for step in Self.steps {
      guard case .notebook = step.task else { continue }
      #expect(try !Checkout.text(of: step.id).isEmpty, "\(step.id)")
    }
  }

  @Test func `the questions asked often exist, and are about sixty`() throws {
    let bank = try InterviewBank(
      contentsOf: Checkout.root.appending(path: "Lessons/interview.json"))
    let often = QuestionFrequency.oftenAsked
    #expect((55...70).contains(often.count))
    for id in often { #expect(bank[id] != nil, "\(id)") }
    #expect(Set(often.map(\.lesson)) == Set(1...10))
    let frequencies = bank.questions.map { QuestionFrequency.frequency(of: $0.id) }
    let weight = frequencies.map(\.weight).reduce(0, +)
    let share = frequencies.filter { $0 == .often }.map(\.weight).reduce(0, +) / weight
    #expect(share > 0.4 && share < 0.6)
  }
}
