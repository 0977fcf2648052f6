package import Foundation
import Text

/// The same failures in PyTorch: the lines that a person would write, and what they measured.
///
/// They stand in `Tests/Fixtures/Twins01.json` and so on, written by the scripts beside these files.
package final class TwinFiles {
  /// The lines of one run, and what it measured.
  package struct Run: Decodable {
    /// What was measured; `nil` if PyTorch refuses the run.
    package let value: Double?

    /// The lines of Python.
    package let lines: [String]

    private enum Key: CodingKey { case value, lines }

    /// Reads a run; the value may be a word, such as `nan`.
    package init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: Key.self)
      value = try container.decodeIfPresent(JSONNumber.self, forKey: .value)?.value
      lines = try container.decode([String].self, forKey: .lines)
    }
  }

  /// Why there is no such run.
  package struct Missing: Error, CustomStringConvertible {
    /// What is missing.
    package let description: String
  }

  private struct Twin: Decodable {
    struct Named: Decodable {
      let name: String
      let run: Run

      private enum Key: CodingKey { case name }

      init(from decoder: any Decoder) throws {
        name = try decoder.container(keyedBy: Key.self).decode(String.self, forKey: .name)
        run = try Run(from: decoder)
      }
    }
    let broken: Run?
    let cured: Run?
    let also: [Named]?
  }

  private struct File: Decodable { let twins: [String: Twin] }

  private let data: (String) -> Data?
  private var read: [String: [String: Twin]] = [:]

  /// Reads the files when they are first asked for.
  ///
  /// - Parameter data: The contents of a file, given its path; `nil` if there is none.
  package init(data: @escaping (String) -> Data?) { self.data = data }

  /// A run of a failure's twin.
  ///
  /// - Parameters:
  ///   - id: The failure, such as `F1.3`.
  ///   - name: `broken`, `cured`, or the name of another of its runs.
  /// - Returns: The run.
  /// - Throws: `Missing`, or why a file cannot be read.
  package func run(_ id: String, _ name: String) throws -> Run {
    guard let twin = try twins(besides: id)[id] else {
      throw Missing(description: "\(id) has no twin in \(Self.path(of: id)).")
    }
    let run =
      switch name {
      case "broken": twin.broken
      case "cured": twin.cured
      default: twin.also?.first { $0.name == name }?.run
      }
    guard let run else {
      let names = (twin.also ?? []).map { ", “\($0.name)”" }.joined()
      throw Missing(
        description: "the twin of \(id) has no run “\(name)”; there are “broken”, “cured”\(names).")
    }
    return run
  }

  private func twins(besides id: String) throws -> [String: Twin] {
    let path = Self.path(of: id)
    if let twins = read[path] { return twins }
    let twins = try data(path).map { try JSONDecoder().decode(File.self, from: $0).twins } ?? [:]
    read[path] = twins
    return twins
  }

  private static func path(of id: String) -> String {
    let lesson = Int(id.dropFirst().prefix { $0 != "." }) ?? 0
    return "Tests/Fixtures/Twins\(lesson < 10 ? "0" : "")\(lesson).json"
  }
}
