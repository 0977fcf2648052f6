/// The origin of a number on a page, as its marker names it.
package struct NumberReference: Hashable, Sendable {
  /// Where the number comes from.
  package enum Origin: Hashable, Sendable {
    /// What the proof of an interview question recorded under a name.
    case evidence(question: String, name: String)
    /// What the broken run of a failure mode measures.
    case broken(failure: String)
    /// What a healthy run of a failure mode measures; the usual cure is number 1.
    case remedy(failure: String, number: Int)
    /// What PyTorch measured in a twin of a failure mode: `broken`, `cured`, or another of its runs.
    case twin(failure: String, run: String)
    /// A number that the data of a figure hold: under a name, or the height of a line at a place.
    case figure(file: String, name: String)
    /// A count of `learn status`, of a module or `totals`.
    case status(row: String, field: String)
  }

  /// Where the number comes from.
  package let origin: Origin

  /// The number of significant digits, from 1 to 6.
  package let digits: Int

  /// Reads what a marker says, such as `F1.3 broken|5`; fails if it says nothing that is known.
  ///
  /// - Parameter marker: The words after `figure:`.
  package init?(_ marker: some StringProtocol) {
    let marker = String(marker)
    guard let match = marker.wholeMatch(of: /(.*?)(?:\|([1-6]))?/) else { return nil }
    digits = match.2.flatMap { Int($0) } ?? 3
    let words = String(match.1)
    if let match = words.wholeMatch(of: /([0-9]{2}\.[0-9]{2}) (.+)/) {
      origin = .evidence(question: String(match.1), name: String(match.2))
    } else if let match = words.wholeMatch(of: /(F[0-9]+\.[0-9]+) broken/) {
      origin = .broken(failure: String(match.1))
    } else if let match = words.wholeMatch(of: /(F[0-9]+\.[0-9]+) remedy(?: ([1-9]))?/) {
      origin = .remedy(failure: String(match.1), number: match.2.flatMap { Int($0) } ?? 1)
    } else if let match = words.wholeMatch(of: /(F[0-9]+\.[0-9]+) pytorch (.+)/) {
      origin = .twin(failure: String(match.1), run: String(match.2))
    } else if let match = words.wholeMatch(of: /figure ([0-9]{2}-[a-z0-9-]+) (.+)/) {
      origin = .figure(file: String(match.1), name: String(match.2))
    } else if let match = words.wholeMatch(of: /status (\S+) (\S+)/) {
      origin = .status(row: String(match.1), field: String(match.2))
    } else {
      return nil
    }
  }
}
