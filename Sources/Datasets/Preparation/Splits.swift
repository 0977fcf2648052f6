// Dividing data into a part to train on and a part to test on.

import TensorCore

extension SampleSet {
  /// The last samples for the test, the ones before them for the training.
  ///
  /// It is the honest split when neighbors in the file have something in common: the same writer,
  /// the same patient, the same day. A shuffled split then puts relatives of the test samples into
  /// the training, and the test flatters.
  ///
  /// - Parameter testCount: The number of test samples.
  /// - Returns: Both parts, in the order of the samples.
  /// - Precondition: `0 < testCount < count`.
  public func splitByOrder(testCount: Int) -> (training: Self, test: Self) {
    precondition(
      testCount > 0 && testCount < count,
      "splitByOrder: testCount must be in 1..<\(count): \(testCount)")
    let boundary = count - testCount
    return (selecting(Array(0..<boundary)), selecting(Array(boundary..<count)))
  }

  /// Samples drawn at random for the test, the others for the training, both in random order.
  ///
  /// - Parameters:
  ///   - testFraction: The share of the test, rounded to whole samples.
  ///   - generator: The source of randomness; equal seeds give equal splits.
  /// - Returns: Both parts, in random order.
  /// - Precondition: `0 < testFraction < 1`, and neither part comes out empty.
  public func splitShuffled(
    testFraction: Double, using generator: inout some RandomNumberGenerator
  ) -> (training: Self, test: Self) {
    let testCount = testCount(for: testFraction, in: "splitShuffled")
    return shuffled(using: &generator).splitByOrder(testCount: testCount)
  }

  /// The number of test samples that a fraction asks for.
  func testCount(for testFraction: Double, in function: String) -> Int {
    precondition(
      testFraction > 0 && testFraction < 1,
      "\(function): testFraction must be between 0 and 1: \(testFraction)")
    let testCount = Int((testFraction * Double(count)).rounded())
    precondition(
      testCount > 0 && testCount < count,
      "\(function): a testFraction of \(testFraction) leaves one part of \(count) samples empty")
    return testCount
  }
}

extension LabeledData {
  /// A random split in which each class has the same share of the test, to within one sample.
  ///
  /// A shuffled split of rare classes may leave some of them out of the test; this one gives class
  /// *k* with nₖ samples either ⌊f·nₖ⌋ or ⌈f·nₖ⌉ of the test samples.
  ///
  /// The whole counts are chosen by largest remainder, so that they add up to f·n, rounded.
  ///
  /// - Parameters:
  ///   - testFraction: The share of the test, f above.
  ///   - generator: The source of randomness; equal seeds give equal splits.
  /// - Returns: Both parts, in random order.
  /// - Precondition: `0 < testFraction < 1`, and neither part comes out empty.
  public func splitStratified(
    testFraction: Double, using generator: inout some RandomNumberGenerator
  ) -> (training: LabeledData, test: LabeledData) {
    let testCount = testCount(for: testFraction, in: "splitStratified")
    var wanted = stratifiedCounts(total: testCount, fraction: testFraction)
    var (training, test): ([Int], [Int]) = ([], [])
    for index in generator.permutation(of: count) {
      if wanted[labels[index]] > 0 {
        wanted[labels[index]] -= 1
        test.append(index)
      } else {
        training.append(index)
      }
    }
    return (selecting(training), selecting(test))
  }

  /// For each class a whole number of samples near its exact share, adding up to the total.
  private func stratifiedCounts(total: Int, fraction: Double) -> [Int] {
    let shares = classHistogram.map { fraction * Double($0) }
    var counts = shares.map { Int($0) }
    let remainders = zip(shares, counts).map { $0 - Double($1) }
    let byRemainder = counts.indices.sorted { (remainders[$1], $0) < (remainders[$0], $1) }
    let missing = total - counts.reduce(0, +)
    for index in byRemainder.prefix(missing) { counts[index] += 1 }
    return counts
  }
}
