import Foundation

/// How well something was remembered, by the learner's or the tool's judgment.
package enum Grade: Int, CaseIterable, Codable, Sendable {
  /// Not remembered; it starts again.
  case again
  /// Remembered with effort or in part.
  case hard
  /// Remembered.
  case good
  /// Remembered at once.
  case easy
}

/// When a question is due again, by how well it was remembered so far.
///
///     I₁ = 1      I₂ = 6      Iₙ = ⌈Iₙ₋₁ · E⌉ days
///     E ← max(1.3, E + 0.1 − (5 − q)(0.08 + 0.02 (5 − q)))       E starts at 2.5
///
/// with the quality q = 2, 3, 4, 5 for the four grades; the interval grows by the ease E after the
/// grade. A forgotten question starts again at I₁, and its ease stays.
///
/// ## Source
///
/// Woźniak, "Optimization of learning", 1990, algorithm SM-2,
/// https://super-memory.com/english/ol/sm2.htm. Differs from it: four grades for its six, and nothing
/// is asked a second time on the same day.
package struct Recall: Codable, Hashable, Sendable {
  /// The factor E by which intervals grow.
  package private(set) var ease = 2.5

  /// How often in a row it was remembered.
  package private(set) var streak = 0

  /// The days from the last review to the next one.
  package private(set) var interval = 0

  /// The day from which on it is due.
  package private(set) var due: Day

  /// Creates the memory of something never reviewed.
  ///
  /// - Parameter today: The day on which it is due.
  package init(today: Day) { due = today }

  /// A hundred years: nobody waits longer, and no number grows without end.
  private static var longestInterval: Int { 36_500 }

  /// Whether reviews can have led here; a file can say anything.
  var isPossible: Bool {
    (1.3...1_000).contains(ease) && (0...1_000_000).contains(streak)
      && (0...Self.longestInterval).contains(interval)
  }

  /// Takes note of a review.
  ///
  /// - Parameters:
  ///   - grade: How well it was remembered.
  ///   - today: The day of the review.
  package mutating func review(_ grade: Grade, today: Day) {
    if grade == .again {
      streak = 0
      interval = 1
    } else {
      let missing = Double(Grade.easy.rawValue - grade.rawValue)
      ease = max(1.3, ease + 0.1 - missing * (0.08 + 0.02 * missing))
      streak += 1
      interval = streak == 1 ? 1 : (streak == 2 ? 6 : Int((Double(interval) * ease).rounded(.up)))
      interval = min(interval, Self.longestInterval)
    }
    due = today + interval
  }
}

/// A day of the calendar, counted from the first of January 1970.
package struct Day: Hashable, Comparable, Sendable {
  /// The number of days since the first of January 1970.
  package let number: Int

  /// Creates a day.
  ///
  /// - Parameter number: The number of days since the first of January 1970.
  package init(number: Int) { self.number = number }

  /// The day it is here and now.
  package static var today: Day {
    let now = Date()
    let offset = Double(TimeZone.current.secondsFromGMT(for: now))
    return Day(number: Int(((now.timeIntervalSince1970 + offset) / 86_400).rounded(.down)))
  }

  /// The day so many days later.
  package static func + (day: Day, count: Int) -> Day { Day(number: day.number + count) }

  /// Whether a day comes before another.
  package static func < (a: Day, b: Day) -> Bool { a.number < b.number }
}

extension Day: CustomStringConvertible {
  private static let style = Date.ISO8601FormatStyle(timeZone: .gmt).year().month().day()

  /// The date, such as `2026-11-22`.
  package var description: String {
    Date(timeIntervalSince1970: Double(number) * 86_400).formatted(Self.style)
  }

  /// Reads a date such as `2026-11-22`.
  ///
  /// - Parameter text: Year, month and day.
  package init?(_ text: String) {
    guard let date = try? Date(text, strategy: Self.style) else { return nil }
    self.init(number: Int((date.timeIntervalSince1970 / 86_400).rounded()))
  }
}

extension Day: Codable {
  /// Reads a day from its written form.
  package init(from decoder: any Decoder) throws {
    let text = try decoder.singleValueContainer().decode(String.self)
    guard let day = Day(text) else {
      throw DecodingError.dataCorrupted(
        DecodingError.Context(
          codingPath: decoder.codingPath,
          debugDescription: "a date such as 2026-11-22 was expected, “\(text)” found"))
    }
    self = day
  }

  /// Writes the day in its written form.
  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
