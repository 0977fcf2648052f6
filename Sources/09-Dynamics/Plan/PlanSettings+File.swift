public import Foundation
import Course
import Text

extension PlanSettings {
  /// The names of the settings in a file, which are those of the properties.
  public enum CodingKeys: String, CodingKey, CaseIterable, Sendable {
    case samples, batchSize, epochs, dropsLastBatch, accumulation, accumulated
    case optimizer, momentum, beta2, epsilon, rate, finalRate
    case schedule, scheduleLength, steppedPer, warmUp, milestones, factor
    case plateauPatience, stopPatience, validationSamples
    case weightDecay, decays, clipping, clipsScaled, numbers, scalesLoss, normalization
    case accept
  }

  /// Reads settings from JSON; what is not there has its default, and what nobody knows is refused.
  ///
  /// - Parameter json: An object with the names of ``CodingKeys``.
  /// - Throws: `PlanFileError`, which says where the text is wrong.
  public init(json: Data) throws(PlanFileError) {
    do {
      guard let object = try? JSONSerialization.jsonObject(with: json) else {
        throw DecodingError.dataCorrupted(
          DecodingError.Context(codingPath: [], debugDescription: "it is no JSON"))
      }
      guard let words = object as? [String: Any] else {
        throw PlanFileError(position: "the outermost value", problem: "an object was expected")
      }
      let known = CodingKeys.allCases.map(\.rawValue)
      for name in words.keys.sorted() where !known.contains(name) {
        let meant = known.closest(to: name, count: 1).first
        throw PlanFileError(
          position: name,
          problem: "there is no such setting" + (meant.map { "; did you mean \($0)?" } ?? ""))
      }
      // The defaults stand in one place, the properties: what the file has replaces them.
      let blank = PlanSettings(samples: 0, batchSize: 0, epochs: 0, rate: 0)
      let written = try JSONSerialization.jsonObject(with: JSONEncoder().encode(blank))
      var all = written as? [String: Any] ?? [:]
      for name in ["samples", "batchSize", "epochs", "rate"] { all[name] = nil }
      all.merge(words) { $1 }
      self = try JSONDecoder().decode(
        PlanSettings.self, from: JSONSerialization.data(withJSONObject: all))
    } catch let error as PlanFileError {
      throw error
    } catch {
      let (position, problem) = JSONFault.description(of: error, in: json)
      throw PlanFileError(position: position, problem: problem)
    }
  }

  /// The settings as JSON, names in alphabetical order.
  public var json: String {
    (try? JSONEncoder.sorted(.prettyPrinted).text(self)) ?? "{}"
  }
}

/// Where a file of settings is wrong.
public struct PlanFileError: Error, Hashable, CustomStringConvertible {
  /// A line and column, or the name of a setting.
  public let position: String

  /// What is wrong there.
  public let problem: String

  /// The place and the problem.
  public var description: String { "\(position.excerpt(upTo: 60)): \(problem.excerpt())" }
}
