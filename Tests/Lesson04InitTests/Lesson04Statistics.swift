import Init
import TensorCore
import TestSupport
import Testing

/// What every rule promises of its scalars, held on what it draws; the table of rules drives all tests.
@Suite struct Lesson04Statistics {
  static let shapes: [Shape] = [
    [40], [60, 90], [90, 60], [50, 50], [1, 64], [64, 1], [32, 16, 3], [32, 8, 3, 3],
  ]

  static let cases: [Case] = Initializer.all.flatMap { rule in
    shapes.filter { rule.axisCounts.contains($0.axisCount) }.map { Case(rule: rule, shape: $0) }
  }

  struct Case: Sendable, CustomTestStringConvertible {
    let rule: Initializer
    let shape: Shape
    var testDescription: String { "\(rule) \(shape)" }
  }

  @Test(arguments: cases) func `shape, bounds, mean and deviation are kept`(drawn: Case) throws {
    let (rule, shape) = (drawn.rule, drawn.shape)
    let promise = rule.statistics(of: shape)
    let seeds: Range<UInt64> = 0..<20
    var scalars: [Double] = []
    for seed in seeds {
      var generator = SplitMix64(seed: seed)
      let tensor = rule(shape, using: &generator)
      #expect(tensor.shape == shape)
      scalars += tensor.scalars.map { Double($0) }
    }
    let count = Double(scalars.count)
    let mean = scalars.reduce(0, +) / count
    let variance = scalars.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count
    let expected = try #require(promise.standardDeviation)
    // Six standard errors of the mean: a false alarm in 500 million; the sum of orthonormal rows varies as much.
    #expect(abs(mean - promise.mean) <= 6 * expected / count.squareRoot() + 1e-7)
    // The kurtosis of none is above that of the normal distribution but for the sparse and the exact ones.
    #expect(abs(variance.squareRoot() - expected) <= 6 * expected / count.squareRoot() + 1e-7)
    if let bounds = promise.bounds {
      #expect(
        scalars.allSatisfy { $0 >= bounds.lowerBound - 1e-8 && $0 <= bounds.upperBound + 1e-8 })
      // The bounds are reached: they are not too wide.
      let width = bounds.upperBound - bounds.lowerBound
      let reaches = rule.name.contains("uniform")
      #expect(!reaches || (scalars.max() ?? 0) > bounds.upperBound - 0.02 * width)
      #expect(!reaches || (scalars.min() ?? 0) < bounds.lowerBound + 0.02 * width)
    }
  }

  @Test(arguments: cases) func `a rule takes one number, and gives the same`(drawn: Case) {
    var (first, second) = (SplitMix64(seed: 5), SplitMix64(seed: 5))
    let (a, b) = (drawn.rule(drawn.shape, using: &first), drawn.rule(drawn.shape, using: &second))
    #expect(a == b)
    _ = (SplitMix64(seed: 5)).state
    var once = SplitMix64(seed: 5)
    _ = once.next()
    #expect(first == once)
  }

  @Test(arguments: cases) func `scaling a rule scales what it draws`(drawn: Case) {
    let scaled = drawn.rule.scaled(by: -0.5)
    var (first, second) = (SplitMix64(seed: 6), SplitMix64(seed: 6))
    let tensor = scaled(drawn.shape, using: &first)
    #expect(tensor == drawn.rule(drawn.shape, using: &second) * -0.5)
    let (promise, own) = (
      scaled.statistics(of: drawn.shape), drawn.rule.statistics(of: drawn.shape)
    )
    #expect(promise.mean == own.mean * -0.5)
    #expect(promise.standardDeviation == own.standardDeviation.map { $0 / 2 })
    #expect(promise.bounds?.upperBound == own.bounds.map { $0.lowerBound * -0.5 })
  }

  @Test func `names are told apart`() {
    let names = Initializer.all.map(\.name)
    #expect(Set(names).count == names.count)
    #expect(Initializer.all.count == 23)
  }

  @Test func `normal and uniform rules have the same deviation`() {
    let pairs: [(Initializer, Initializer)] = [
      (.xavierNormal(gain: 3), .xavierUniform(gain: 3)), (.kaimingNormal(), .kaimingUniform()),
      (.kaimingNormal(mode: .fanOut), .kaimingUniform(mode: .fanOut)),
      (.leCunNormal(), .leCunUniform()),
    ]
    for (normal, uniform) in pairs {
      let (a, b) = (
        normal.statistics(of: [7, 9]).standardDeviation ?? 0,
        uniform.statistics(of: [7, 9]).standardDeviation ?? 1
      )
      #expect(difference(a, b) < 1e-12)
    }
    // Q4.7's mistake: the interval ± the deviation has a third of the variance.
    let wrong = Initializer.uniform(in: -1..<1).statistics(of: [7, 9]).standardDeviation ?? 0
    #expect(difference(wrong * wrong, 1.0 / 3) < 1e-12)
  }

  // Columns are orthonormal where rows are more, rows where columns are.
  @Test(arguments: [[5, 3], [3, 5], [4, 4], [4, 2, 3, 3], [1, 6], [6, 1]] as [Shape])
  func `orthogonal weights have singular values equal to the gain`(shape: Shape) {
    var generator = SplitMix64(seed: 7)
    let weight = Initializer.orthogonal(gain: 1.5)(shape, using: &generator)
    let matrix = weight.reshaped(to: [shape[0], shape.elementCount / shape[0]])
    let isWide = matrix.shape[0] < matrix.shape[1]
    let products = matmul(matrix, matrix, transposing: isWide ? .right : .left)
    let size = min(matrix.shape[0], matrix.shape[1])
    #expect(difference(products, .identity(size) * 2.25) < rounding)
  }

  @Test func `a sparse column has its share of zeros`() {
    var generator = SplitMix64(seed: 8)
    let weight = Initializer.sparse(sparsity: 0.55)([10, 6], using: &generator)
    for column in 0..<6 {
      #expect((0..<10).count { weight[$0, column] == 0 } == 6)
    }
  }

  @Test func `the padding row of an embedding is zero`() {
    var generator = SplitMix64(seed: 9)
    let table = Initializer.embedding(paddingIndex: 2)([5, 8], using: &generator)
    #expect(table.row(2).maximumMagnitude() == 0)
    #expect((0..<5).count { table.row($0).maximumMagnitude() > 0 } == 4)
  }

  @Test func `bounds of a truncated normal are absolute`() {
    var generator = SplitMix64(seed: 10)
    // Never cut: 100 deviations out.
    let small = Initializer.truncatedNormal(standardDeviation: 0.02)([100, 100], using: &generator)
    #expect(small.maximumMagnitude() > 0.06)
    // Almost uniform in ±2: the deviation is 2/√3 = 1.155 less 1 %.
    let large = Initializer.truncatedNormal(standardDeviation: 5)([100, 100], using: &generator)
    #expect(large.maximumMagnitude() <= 2)
    #expect(abs(large.variance().squareRoot() - 1.144) < 0.03)
    // At two deviations, as in JAX, 0.880 of the deviation are left.
    let cut = Initializer.truncatedNormal(standardDeviation: 0.02, cutAtDeviations: 2)
    #expect(abs((cut.statistics(of: [1]).standardDeviation ?? 0) / 0.02 - 0.8796) < 1e-4)
    #expect(cut([100, 100], using: &generator).maximumMagnitude() <= 0.04)
  }
}
