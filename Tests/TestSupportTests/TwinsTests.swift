import Foundation
import TestSupport
import Testing

/// How the files of twins are read and compared.
@Suite struct TwinsTests {
  private func run(_ value: String, _ nearness: String) throws -> Twin.Run {
    let json = """
      {"lesson": 1, "torch": "2", "sources": [], "scriptSHA256": "",
       "twins": {"F1.1": {"broken": {"value": \(value), "lines": ["x"], \(nearness)}}}}
      """
    return try #require(try Twins(json: Data(json.utf8)).twins["F1.1"]?.broken)
  }

  @Test func `numbers that are not finite are read from words`() throws {
    #expect(try run("\"nan\"", "\"tolerance\": 0").value?.isNaN == true)
    #expect(try run("\"inf\"", "\"tolerance\": 0").value == .infinity)
    #expect(try run("\"-inf\"", "\"tolerance\": 0").value == -.infinity)
    #expect(try run("null", "\"tolerance\": 0").value == nil)
  }

  @Test func `NaN agrees with NaN, infinity with its own sign`() throws {
    let nan = try run("\"nan\"", "\"tolerance\": 1")
    #expect(nan.agrees(with: .nan) && !nan.agrees(with: 0) && !nan.agrees(with: .infinity))
    let infinity = try run("\"inf\"", "\"tolerance\": 1")
    #expect(infinity.agrees(with: .infinity))
    #expect(!infinity.agrees(with: -.infinity) && !infinity.agrees(with: .nan))
    #expect(!infinity.agrees(with: .greatestFiniteMagnitude))
    #expect(try run("1", "\"tolerance\": 1").agrees(with: .infinity) == false)
  }

  @Test func `a tolerance is a share, a bound holds for both`() throws {
    let share = try run("200", "\"tolerance\": 0.01")
    #expect(share.agrees(with: 202) && share.agrees(with: 198) && !share.agrees(with: 202.1))
    #expect(try run("4", "\"tolerance\": 0").agrees(with: 4))
    let bound = try run("1e-17", "\"below\": 1e-12")
    #expect(bound.agrees(with: -3e-14) && !bound.agrees(with: 1e-12))
    #expect(try run("1", "\"below\": 1e-12").agrees(with: 0) == false)
  }

  @Test func `nothing agrees with a refusal or without a nearness`() throws {
    #expect(try run("null", "\"tolerance\": 1").agrees(with: 0) == false)
    #expect(try run("1", "\"says\": \"\"").agrees(with: 1) == false)
  }
}
