import Course
import Foundation
import Testing

struct CourseIDTests {
  @Test(
    arguments: [
      ("E02.1", CourseID.exercise(2, 1)), ("e2.1", .exercise(2, 1)),
      ("E00.13", .exercise(0, 13)), ("F2.5", .failureMode(2, 5)),
      ("f02.5", .failureMode(2, 5)), ("02.07", .question(2, 7)), ("2.7", .question(2, 7)),
    ])
  func `a name is read however it is typed`(text: String, id: CourseID) {
    #expect(CourseID(text) == id)
  }

  @Test(
    arguments: [
      "", "E", "E2", "E2.", ".1", "E2.1.1", "G2.1", "F0.1", "0.1", "E0.0", "E2.0", "E100.1",
      "02.100", "E-2.1",
      "02-07", "02.07 ", "+2.1", "E2.１",
    ])
  func `other texts are no names`(text: String) { #expect(CourseID(text) == nil) }

  @Test func `a name is written as the course writes it`() {
    let ids: [CourseID] = [.failureMode(2, 5), .exercise(2, 1), .question(2, 7), .exercise(10, 12)]
    #expect(ids.map(\.description) == ["F2.5", "E02.1", "02.07", "E10.12"])
  }

  @Test func `where one kind is asked for, its letter may be left out`() {
    #expect(CourseID("2.1", as: .exercise) == .exercise(2, 1))
    #expect(CourseID("E2.1", as: .exercise) == .exercise(2, 1))
    #expect(CourseID("2.1", as: .failureMode) == .failureMode(2, 1))
    #expect(CourseID("E2.1", as: .question) == nil)
    #expect(CourseID("F2.1", as: .exercise) == nil)
  }

  @Test func `names stand in the order of the course`() {
    let ids = ["E02.1", "02.10", "02.09", "F2.1", "E01.10", "E01.9"].compactMap { CourseID($0) }
    #expect(
      ids.sorted().map(\.description)
        == ["E01.9", "E01.10", "F2.1", "E02.1", "02.09", "02.10"])
  }

  @Test func `a name survives JSON, and other texts are refused there`() throws {
    let ids: [CourseID] = [.failureMode(2, 5), .exercise(2, 1), .question(2, 7)]
    let data = try JSONEncoder().encode(ids)
    #expect(String(decoding: data, as: UTF8.self) == #"["F2.5","E02.1","02.07"]"#)
    let decoded = try JSONDecoder().decode([CourseID].self, from: data)
    #expect(decoded == ids)
    for text in ["2", "2.7", "E2.1"] {
      #expect(throws: DecodingError.self) {
        try JSONDecoder().decode([CourseID].self, from: Data("[\"\(text)\"]".utf8))
      }
    }
  }

  @Test func `a stored question with another kind of id is refused`() throws {
    let stored = try question("01.01").question
    let data = try JSONEncoder().encode(stored)
    let decoded = try JSONDecoder().decode(InterviewQuestion.self, from: data)
    #expect(decoded == stored)
    let wrong = String(decoding: data, as: UTF8.self).replacing("\"01.01\"", with: "\"E01.1\"")
    let error = #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(InterviewQuestion.self, from: Data(wrong.utf8))
    }
    #expect(error.map { "\($0)".contains("E01.1 is not the id of a question") } == true)
  }

  @Test func `a number that is no lesson's or position's is refused`() async {
    await #expect(processExitsWith: .failure) { _ = CourseID.exercise(-1, 1) }
    await #expect(processExitsWith: .failure) { _ = CourseID.question(0, 1) }
    await #expect(processExitsWith: .failure) { _ = CourseID.failureMode(1, 100) }
  }

  @Test func `an exercise under another kind of name is refused`() async {
    await #expect(processExitsWith: .failure) {
      _ = Exercise(
        id: .question(1, 1), title: "", kind: .implement, minutes: 1, difficulty: .easy,
        fileName: "", statement: "", hints: .init(nudge: "", approach: "", almostThere: ""))
    }
  }
}
