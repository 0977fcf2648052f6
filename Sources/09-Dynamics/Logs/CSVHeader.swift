/// The header of a table, and what its names stand for.
struct CSVHeader: Equatable {
  /// The names, in the order of the columns.
  let names: [String]
  /// What each name stands for.
  let meanings: [LogNames.Meaning]
  /// What stands between two fields.
  let separator: Character

  /// Reads a header; `nil` if no name in it is one that logs have.
  ///
  /// - Parameter text: The first line.
  init?(_ text: String) {
    separator = CSVFields.separator(of: text)
    guard let fields = CSVFields.fields(of: text, separator: separator) else { return nil }
    names = fields.map { $0.trimmingSpaces }
    meanings = Self.withOneLoss(names.map { LogNames.meaning(of: $0) })
    guard names.allSatisfy({ LogNumber.value(of: $0) == nil }),
      meanings.contains(where: { $0 != .other && $0 != .time })
    else { return nil }
  }

  /// Meanings in which the training loss of the lowest rank is the only one: an epoch's mean stands in a row of
  /// its own behind the losses of its steps, and is kept as a column.
  private static func withOneLoss(_ meanings: [LogNames.Meaning]) -> [LogNames.Meaning] {
    func rank(_ meaning: LogNames.Meaning) -> Int? {
      if case .loss(let rank) = meaning { rank } else { nil }
    }
    let lowest = meanings.compactMap(rank).min()
    let chosen = meanings.firstIndex { rank($0) != nil && rank($0) == lowest }
    return meanings.enumerated().map { index, meaning in
      meaning.isLoss && index != chosen ? .other : meaning
    }
  }

  /// Whether the rows are epochs: there is a column of epochs and none of steps.
  var isByEpoch: Bool {
    !meanings.contains(.step) && meanings.contains(.epoch)
  }

  /// Names that occur more than once.
  var doubledNames: [String] {
    var seen: Set<String> = []
    var doubled: [String] = []
    for name in names where !seen.insert(name).inserted && !doubled.contains(name) {
      doubled.append(name)
    }
    return doubled
  }
}

extension String {
  /// The text without spaces and tabs at its ends.
  var trimmingSpaces: String {
    let isSpace = { (character: Character) in character == " " || character == "\t" }
    guard let end = lastIndex(where: { !isSpace($0) }) else { return "" }
    return String(self[...end].drop(while: isSpace))
  }
}
