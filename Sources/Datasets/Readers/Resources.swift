import Foundation

extension ByteFile {
  /// Reads a file that the package carries.
  init(resource name: String) throws(DatasetError) {
    try self.init(path: Bundle.module.bundleURL.appendingPathComponent("Resources/\(name)").path)
  }
}
