import Foundation

/// The checkout of the course that the tool was built from.
enum Repository {
  /// The folder that holds `Package.swift`, found from where this file was compiled.
  static let root: URL = {
    if let folder = ProcessInfo.processInfo.environment["LEARN_ROOT"] {
      return URL(fileURLWithPath: folder)
    }
    return URL(fileURLWithPath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
  }()
}
