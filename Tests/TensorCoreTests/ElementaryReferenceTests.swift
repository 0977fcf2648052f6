import Foundation
import TensorCore
import Testing

/// An elementary function in both precisions, with the C library's as a witness.
struct ElementaryCase: Sendable, CustomTestStringConvertible {
  let name: String
  let double: @Sendable (Double) -> Double
  let float: @Sendable (Float) -> Float
  let library: @Sendable (Double) -> Double

  /// The documented largest error, in units in the last place.
  let bound: Double

  /// The largest error of `library`, by its manual or, for formulas, by counting roundings.
  var libraryBound = 1.0

  /// The argument beyond which the function does not compute.
  var reach = (double: Double.infinity, float: Float.infinity)

  var testDescription: String { name }

  static let all = [
    ElementaryCase(
      name: "exp", double: { .exp($0) }, float: { .exp($0) }, library: { Foundation.exp($0) },
      bound: 0.9),
    ElementaryCase(
      name: "expMinusOne", double: { .expMinusOne($0) }, float: { .expMinusOne($0) },
      library: { Foundation.expm1($0) }, bound: 1.2),
    ElementaryCase(
      name: "log", double: { .log($0) }, float: { .log($0) }, library: { Foundation.log($0) },
      bound: 0.85),
    ElementaryCase(
      name: "logOnePlus", double: { .log(onePlus: $0) }, float: { .log(onePlus: $0) },
      library: { Foundation.log1p($0) }, bound: 0.85),
    ElementaryCase(
      name: "tanh", double: { .tanh($0) }, float: { .tanh($0) }, library: { Foundation.tanh($0) },
      bound: 1.3, libraryBound: 2),
    ElementaryCase(
      name: "erf", double: { .erf($0) }, float: { .erf($0) }, library: { Foundation.erf($0) },
      bound: 1.75),
    ElementaryCase(
      name: "sigmoid", double: { .sigmoid($0) }, float: { .sigmoid($0) },
      library: {
        let decay = Foundation.exp(-$0.magnitude)
        return ($0 < 0 ? decay : 1) / (1 + decay)
      }, bound: 2.5, libraryBound: 2.5),
    ElementaryCase(
      name: "softplus", double: { .softplus($0) }, float: { .softplus($0) },
      library: { Swift.max($0, 0) + Foundation.log1p(Foundation.exp(-$0.magnitude)) },
      bound: 1.75, libraryBound: 2.5),
    ElementaryCase(
      name: "sine", double: { .sine($0) }, float: { .sine($0) }, library: { Foundation.sin($0) },
      bound: 1.3, reach: (1e9, 1e5)),
    ElementaryCase(
      name: "cosine", double: { .cosine($0) }, float: { .cosine($0) },
      library: { Foundation.cos($0) }, bound: 1.3, reach: (1e9, 1e5)),
  ]
}

/// Measures the distance of a computed number from an exact one in units in the last place.
///
/// The exact number lies `residual` such units above `rounded`. The distance is infinite where one
/// is infinite or NaN and the other is not.
func error<T: BinaryFloatingPoint>(
  of computed: T, from rounded: T, plus residual: Double = 0
)
  -> Double
{
  if computed.isNaN && rounded.isNaN || computed == rounded && computed.isInfinite { return 0 }
  guard computed.isFinite && rounded.isFinite else { return .infinity }
  return (Double(computed - rounded) / Double(rounded.ulp) - residual).magnitude
}

/// The contents of `Fixtures/elementary.json`, written by the script beside it.
struct ElementaryFixture: Decodable {
  let script: String
  let points: [String: [String]]

  static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "Fixtures")

  static func load() throws -> ElementaryFixture {
    let data = try Data(contentsOf: folder.appending(path: "elementary.json"))
    return try JSONDecoder().decode(ElementaryFixture.self, from: data)
  }

  /// The arguments, the rounded result and the residual of every point of a function.
  func rows(of name: String) throws -> [(arguments: [Double], result: Double, residual: Double)] {
    try #require(points[name]).map { row in
      let words = row.split(separator: " ")
      let numbers = try words.dropLast().map {
        Double(bitPattern: try #require(UInt64($0, radix: 16)))
      }
      return (
        Array(numbers.dropLast()), try #require(numbers.last),
        try #require(words.last.flatMap { Double($0) })
      )
    }
  }
}

@Suite struct ElementaryFixtureTests {
  /// FNV-1a, 64 bits, of a script.
  private func fingerprint(of script: String) throws -> String {
    let data = try Data(contentsOf: ElementaryFixture.folder.appending(path: script))
    let value = data.reduce(0xCBF2_9CE4_8422_2325 as UInt64) {
      ($0 ^ UInt64($1)) &* 0x100_0000_01B3
    }
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }

  private func coefficients() throws -> String {
    try String(
      contentsOf: ElementaryFixture.folder.appending(path: "elementary-coefficients.txt"),
      encoding: .utf8)
  }

  @Test func `points and coefficients are those the scripts write today`() throws {
    #expect(try fingerprint(of: "elementary.py") == ElementaryFixture.load().script)
    let script = try fingerprint(of: "elementary-coefficients.py")
    #expect(try coefficients().hasPrefix("script \(script),"))
  }

  @Test func `every coefficient of the sources is derived by the script`() throws {
    let numbers = Set(
      try coefficients().matches(of: #/\d\.\d+(e-\d+)?/#).map { String($0.output.0) })
    let sources = ElementaryFixture.folder.appending(
      path: "../../Sources/TensorCore/Elementary", directoryHint: .isDirectory)
    var count = 0
    for file in [
      "Exponential", "Logarithm", "ErrorFunction", "NormalDistribution", "Trigonometry", "Power",
    ] {
      let source = try String(
        contentsOf: sources.appending(path: "\(file).swift"), encoding: .utf8)
      for literal in source.matches(of: #/\d\.\d{6,}(e-\d+)?/#) {
        count += 1
        #expect(numbers.contains(String(literal.output.0)), "\(file): \(literal.output.0)")
      }
    }
    #expect(count > 90)
  }
}
