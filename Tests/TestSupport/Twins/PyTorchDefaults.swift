import Foundation

/// The defaults of PyTorch, read from its signatures by `Tests/Fixtures/defaults.py`.
public struct PyTorchDefaults: Decodable, Sendable {
  /// The names of the scripts that the file was made by, in the order of ``scriptSHA256``.
  public let sources: [String]

  /// The SHA-256 of the scripts one after the other, as they were when they were run.
  public let scriptSHA256: String

  /// For each class or function its defaults by name, yes and no as 1 and 0.
  public let defaults: [String: [String: Double]]

  /// Reads the file.
  ///
  /// - Throws: ``GoldenError`` if it is missing or cannot be read.
  public init() throws(GoldenError) {
    let path = "\(GoldenValues.folder)/Defaults.json"
    guard let contents = FileManager.default.contents(atPath: path) else {
      throw .missingFixture(path: path)
    }
    do { self = try JSONDecoder().decode(PyTorchDefaults.self, from: contents) } catch {
      throw .unreadableFixture(path: path, reason: String(describing: error))
    }
  }

  /// Returns the default of a name.
  ///
  /// - Parameters:
  ///   - owner: The class or function, such as `AdamW`.
  ///   - name: The parameter, such as `eps`.
  /// - Returns: The default.
  /// - Throws: ``GoldenError/missingName(_:fixture:closest:)``.
  public func number(_ owner: String, _ name: String) throws(GoldenError) -> Double {
    guard let number = defaults[owner]?[name] else {
      let known = defaults.flatMap { owner, names in names.keys.map { "\(owner).\($0)" } }
      throw .missingName("\(owner).\(name)", fixture: "Defaults.json", closest: known.sorted())
    }
    return number
  }
}
