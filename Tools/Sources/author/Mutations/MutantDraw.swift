import TensorCore

/// An order in which changes are tried, drawn from a seed and spread over kinds and files.
package struct MutantDraw {
  /// The changes that are still to be had.
  private var waiting: [Mutant.Kind: [Mutant]] = [:]

  /// How many were taken of each kind, and of each file.
  private var kinds: [Mutant.Kind: Int] = [:]
  private var files: [String: Int] = [:]

  /// What a change that was taken has two of, so that no other change may stand in it.
  private var taken: [String: [Range<Int>]] = [:]

  /// Shuffles changes.
  ///
  /// - Parameters:
  ///   - mutants: All changes, in any order.
  ///   - seed: The seed; the same gives the same order.
  package init(_ mutants: [Mutant], seed: UInt64) {
    var generator = SplitMix64(seed: seed)
    let ordered = mutants.sorted {
      ($0.path, $0.range.lowerBound, $0.range.upperBound, $0.kind.rawValue, $0.replacement)
        < ($1.path, $1.range.lowerBound, $1.range.upperBound, $1.kind.rawValue, $1.replacement)
    }
    let shuffled = generator.permutation(of: ordered.count).map { ordered[$0] }
    waiting = Dictionary(grouping: shuffled, by: \.kind)
  }

  /// Takes the next change: of the kind that was taken least, in the file that was taken least.
  ///
  /// No two that are taken stand in one another, because there is one build for all.
  ///
  /// - Returns: The change; `nil` if there is no other.
  package mutating func next() -> Mutant? {
    while true {
      let kind = Mutant.Kind.allCases.filter { waiting[$0]?.isEmpty == false }
        .min { kinds[$0, default: 0] < kinds[$1, default: 0] }
      guard let kind, let candidates = waiting[kind] else { return nil }
      let index = candidates.indices.min {
        files[candidates[$0].path, default: 0] < files[candidates[$1].path, default: 0]
      }
      guard let index else { return nil }
      let mutant = candidates[index]
      waiting[kind]?.remove(at: index)
      if taken[mutant.path, default: []].contains(where: { $0.overlaps(mutant.outer) }) { continue }
      kinds[kind, default: 0] += 1
      files[mutant.path, default: 0] += 1
      taken[mutant.path, default: []].append(mutant.outer)
      return mutant
    }
  }

  /// Takes several.
  ///
  /// - Parameter count: How many at most.
  /// - Returns: The changes, in the order of the draw.
  package mutating func next(_ count: Int) -> [Mutant] {
    var drawn: [Mutant] = []
    while drawn.count < count, let mutant = next() { drawn.append(mutant) }
    return drawn
  }
}
