import Course
import Foundation
import Testing

/// Records of runs that went wrong can be kept, with every encoder.
@Suite struct TrainingRecordTests {
  /// A record with `number` in every place.
  private func record(of number: Double) -> TrainingRecord {
    var record = TrainingRecord()
    record.steps = [
      TrainingRecord.Step(
        loss: number, learningRate: number, gradientNorms: ["w": number, "b": 1],
        parameterNorms: ["w": number], updateNorms: ["w": number])
    ]
    record.validations = [
      TrainingRecord.Validation(step: 1, loss: number, accuracy: number),
      TrainingRecord.Validation(step: 2, loss: number),
    ]
    return record
  }

  /// The descriptions agree, because NaN differs from itself.
  private func expectSame(_ first: TrainingRecord, _ second: TrainingRecord) {
    func words(_ record: TrainingRecord) -> [String] {
      record.steps.flatMap { step in
        [
          "\(step.loss)", "\(step.learningRate)",
          "\(step.gradientNorms.sorted { $0.key < $1.key })",
          "\(step.parameterNorms)", "\(step.updateNorms)",
        ]
      } + record.validations.map { "\($0)" }
    }
    #expect(words(first) == words(second))
  }

  static let numbers: [Double] = [
    .nan, .infinity, -.infinity, 0, -1.5, 0.1, .leastNonzeroMagnitude, .greatestFiniteMagnitude,
  ]

  @Test(arguments: numbers) func `a record survives JSON`(number: Double) throws {
    let data = try JSONEncoder().encode(record(of: number))
    expectSame(try JSONDecoder().decode(TrainingRecord.self, from: data), record(of: number))
  }

  @Test(arguments: numbers) func `a record survives a property list`(number: Double) throws {
    let data = try PropertyListEncoder().encode(record(of: number))
    expectSame(
      try PropertyListDecoder().decode(TrainingRecord.self, from: data), record(of: number))
  }

  @Test(
    arguments: zip([1.5, .nan, .infinity, -.infinity], ["1.5", #""nan""#, #""inf""#, #""-inf""#]))
  func `finite numbers are written as numbers, others as words`(
    number: Double, text: String
  ) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let validation = TrainingRecord.Validation(step: 3, loss: number)
    let data = try encoder.encode(validation)
    #expect(String(decoding: data, as: UTF8.self) == #"{"loss":\#(text),"step":3}"#)
  }

  @Test(arguments: [#""NaN""#, #""1.5""#, "null", "true", "[1]"])
  func `anything else in the place of a number is refused`(text: String) {
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(
        TrainingRecord.Validation.self, from: Data(#"{"loss":\#(text),"step":3}"#.utf8))
    }
  }
}
