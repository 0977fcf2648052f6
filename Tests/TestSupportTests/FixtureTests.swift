import Foundation
import TestSupport
import Testing

/// What must hold of every fixture, whatever its lesson.
@Suite struct FixtureTests {
  /// The numbers of the lessons that have a script.
  static let lessons: [Int] = {
    let files = (try? FileManager.default.contentsOfDirectory(atPath: GoldenValues.folder)) ?? []
    return files.compactMap { $0.wholeMatch(of: /lesson(\d\d)\.py/).flatMap { Int($0.1) } }.sorted()
  }()

  @Test func `the scripts of the lessons are found`() {
    #expect(Self.lessons.starts(with: [1, 2]))
  }

  @Test(arguments: lessons)
  func `the script was not changed since it was run`(lesson: Int) throws {
    let golden = try GoldenValues.lesson(lesson)
    let sources = try [golden.script, "golden.py"].flatMap { name in
      [UInt8](try Data(contentsOf: URL(filePath: "\(GoldenValues.folder)/\(name)")))
    }
    #expect(
      SHA256.hexadecimalDigest(of: sources) == golden.scriptSHA256,
      "\(golden.script) or golden.py has changed: run \(golden.script) again")
  }

  @Test(arguments: lessons)
  func `the file names its lesson, script and versions`(lesson: Int) throws {
    let golden = try GoldenValues.lesson(lesson)
    #expect(golden.lesson == lesson)
    #expect(golden.script.wholeMatch(of: /lesson(\d\d)\.py/).flatMap { Int($0.1) } == lesson)
    #expect(golden.torch.wholeMatch(of: /2\.13\.0(\+\w+)?/) != nil)
    #expect(golden.numpy.wholeMatch(of: /\d+\.\d+\.\d+/) != nil)
  }

  @Test(arguments: lessons)
  func `every array has as many values as its shape says`(lesson: Int) throws {
    for (name, array) in try GoldenValues.lesson(lesson).cases {
      #expect(array.values.count == array.shape.reduce(1, *), "\(name)")
    }
  }

  // A dictionary would silently keep one of two arrays of the same name, so the names are read from
  // the lines of the file.
  @Test(arguments: lessons)
  func `names are unique and in order`(lesson: Int) throws {
    let golden = try GoldenValues.lesson(lesson)
    let fixture = golden.script.replacing("lesson", with: "Lesson").replacing(".py", with: ".json")
    let text = try String(contentsOfFile: "\(GoldenValues.folder)/\(fixture)", encoding: .utf8)
    let names = text.split(separator: "\n").compactMap { line -> Substring? in
      guard line.hasPrefix("    \"") else { return nil }
      return line.dropFirst(5).prefix { $0 != "\"" }
    }
    #expect(names.count == golden.cases.count)
    for (name, next) in zip(names, names.dropFirst()) {
      #expect(name < next, "\(name) stands before \(next)")
    }
  }

  // Initialization, optimizers, schedules and training dynamics have values and hardly any gradients.
  @Test(arguments: lessons.filter { ![4, 7, 8, 9].contains($0) })
  func `gradients have input shapes, cotangents output shapes`(lesson: Int) throws {
    let golden = try GoldenValues.lesson(lesson)
    var checked = 0
    for (name, array) in golden.cases {
      let group = GoldenValues.group(of: name)
      let role = name.dropFirst(group.count)
      if role.hasPrefix(".gradient.") {
        let input = try golden.array(group + role.dropFirst(".gradient".count))
        #expect(array.shape == input.shape, "\(name)")
        checked += 1
      } else if role == ".cotangent" {
        #expect(array.shape == (try golden.array("\(group).output").shape), "\(name)")
        checked += 1
      }
    }
    #expect(checked > 100)
  }
}
