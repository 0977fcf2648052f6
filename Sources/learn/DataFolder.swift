import Foundation

/// Where the tool keeps what belongs to the learner and not to the checkout.
enum DataFolder {
  /// `LEARN_DATA` if it is set, or the course's folder among the user's data.
  ///
  /// The place among the user's data is the one of the XDG base directory specification,
  /// https://specifications.freedesktop.org/basedir-spec/latest/: a relative path in `XDG_DATA_HOME`
  /// does not count.
  static var url: URL {
    let environment = ProcessInfo.processInfo.environment
    if let folder = environment["LEARN_DATA"], !folder.isEmpty {
      return URL(fileURLWithPath: folder)
    }
    let base: URL
    if let folder = environment["XDG_DATA_HOME"], folder.hasPrefix("/") {
      base = URL(fileURLWithPath: folder)
    } else {
      base = FileManager.default.homeDirectoryForCurrentUser.appending(path: ".local/share")
    }
    return base.appending(path: "networks-that-run")
  }
}
