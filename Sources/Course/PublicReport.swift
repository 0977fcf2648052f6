/// Where something was reported of a public library: an issue or a pull request on GitHub.
///
/// A report is a fact about a version of its day.
public struct PublicReport: Sendable, Hashable {
  /// The repository, such as `pytorch/pytorch`.
  public let project: String

  /// The number of the issue or of the pull request.
  public let number: Int

  /// The year of the report.
  public let year: Int

  /// Whether it is a pull request and no issue.
  public let isPullRequest: Bool

  /// Creates a report.
  ///
  /// - Parameters:
  ///   - project: The repository, such as `pytorch/pytorch`.
  ///   - number: The number of the issue or of the pull request.
  ///   - year: The year of the report.
  ///   - isPullRequest: Whether it is a pull request and no issue.
  public init(_ project: String, _ number: Int, _ year: Int, isPullRequest: Bool = false) {
    self.project = project
    self.number = number
    self.year = year
    self.isPullRequest = isPullRequest
  }

  /// The address of the report.
  public var address: String {
    "https://github.com/\(project)/\(isPullRequest ? "pull" : "issues")/\(number)"
  }
}
