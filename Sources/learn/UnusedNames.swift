package import Foundation

/// Gives a file that cannot be read another name, so that nothing overwrites it.
///
/// - Parameter file: The file.
/// - Returns: The file under its new name, `quiz.damaged-1.json` or a later number.
/// - Throws: What the file system says, if it cannot be renamed.
package func setAside(_ file: URL) throws -> URL {
  let place = unusedName(like: file, mark: "damaged-")
  try FileManager.default.moveItem(at: file, to: place)
  return place
}

/// A name beside a file that no file has yet: `name.mark1.swift`, or a later number.
///
/// - Parameters:
///   - file: The file.
///   - mark: What stands before the number.
/// - Returns: The first such name that is free.
package func unusedName(like file: URL, mark: String) -> URL {
  let name = file.deletingPathExtension().lastPathComponent
  var number = 0
  var place = file
  repeat {
    number += 1
    place = file.deletingLastPathComponent()
      .appending(path: "\(name).\(mark)\(number).\(file.pathExtension)")
  } while FileManager.default.fileExists(atPath: place.path)
  return place
}
