extension ApiDocumentation {
  /// What stops the documentation.
  public enum Failure: Error, Equatable, CustomStringConvertible {
    /// A program is not there.
    case missing(program: String)
    /// A program has failed.
    case failed(program: String, subject: String, words: String)

    /// What is wrong and what to do.
    public var description: String {
      switch self {
      case .missing(let program):
        "\(program) was not found, which the pages of the API need: it comes with the Swift toolchain, whose folder "
          + "of programs has to be on the PATH."
      case .failed(let program, let subject, let words):
        "\(program) could not make the documentation of \(subject): \(words)"
      }
    }
  }
}
