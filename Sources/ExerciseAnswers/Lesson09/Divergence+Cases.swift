import TensorCore

extension Lesson09Answers {
  /// The Hessian of exercise E09.4, known by its eigenvalues.
  struct HessianCase {
    let name: String
    let count: Int
    let largest: Double
    let product: HessianProduct

    /// Below which magnitude differences count as those of numbers of it.
    let scale: Double

    /// A matrix with given eigenvalues, mirrored along drawn directions.
    private init(_ name: String, eigenvalues: [Double], mirrors: Int, seed: UInt64) {
      var generator = SplitMix64(seed: seed)
      let directions = (0..<mirrors).map { _ in
        let drawn = eigenvalues.map { _ in generator.uniform() - 0.5 }
        let norm = drawn.reduce(0) { $0 + $1 * $1 }.squareRoot()
        return drawn.map { $0 / norm }
      }
      @Sendable func mirror(_ vector: inout [Double], _ direction: [Double]) {
        var part = 0.0
        for index in 0..<direction.count { part += 2 * vector[index] * direction[index] }
        for index in 0..<direction.count { vector[index] -= part * direction[index] }
      }
      self.name = "\(name), \(eigenvalues.count) weights"
      count = eigenvalues.count
      let largest = eigenvalues.max() ?? 0
      self.largest = largest
      scale = min(1, largest == 0 ? 1 : abs(largest))
      product = { vector in
        precondition(
          vector.count == eigenvalues.count,
          "E09.4: \(vector.count) numbers for \(eigenvalues.count) weights")
        var image = vector
        for direction in directions { mirror(&image, direction) }
        for index in 0..<eigenvalues.count { image[index] *= eigenvalues[index] }
        for direction in directions.reversed() { mirror(&image, direction) }
        return image
      }
    }

    private init(_ name: String, rows: [[Double]], largest: Double) {
      self.name = "\(name), \(rows.count) weights"
      count = rows.count
      self.largest = largest
      scale = min(1, largest == 0 ? 1 : abs(largest))
      product = { vector in
        rows.map { row in zip(row, vector).reduce(0) { $0 + $1.0 * $1.1 } }
      }
    }

    /// The matrices of a seed.
    static func all(seed: UInt64) -> [HessianCase] {
      var generator = SplitMix64(seed: seed)
      // The network w₂ w₁ x at a minimum, with w₁ w₂ = 1 and inputs of mean square 1.
      let weight = 1.5 + generator.uniform()
      let network = HessianCase(
        "the trained network w₂ w₁ x, w₁ \(weight)",
        rows: [[1 / (weight * weight), 1], [1, weight * weight]],
        largest: weight * weight + 1 / (weight * weight))
      let top = 0.5 + 3 * generator.uniform()
      func spread(_ count: Int, from low: Double, to high: Double) -> [Double] {
        (0..<count).map { $0 == 0 ? high : low + (high - low) * 0.6 * generator.uniform() }
      }
      let drawn = [
        network,
        HessianCase(
          "a bowl", eigenvalues: spread(5 + generator.uniform(below: 4), from: 0.1, to: top),
          mirrors: 3, seed: seed),
        HessianCase(
          "a saddle", eigenvalues: spread(11, from: 0, to: top) + [-2 * top], mirrors: 4, seed: seed
        ),
        HessianCase(
          "a bowl", eigenvalues: spread(33, from: 0, to: 10 * top), mirrors: 2, seed: seed),
      ]
      return (seed == 1 ? known(top) : []) + drawn
    }

    private static func known(_ top: Double) -> [HessianCase] {
      [
        .init("two that repel", rows: [[2, -1], [-1, 2]], largest: 3),
        .init("a saddle", rows: [[-5, 0], [0, 1]], largest: 1),
        .init("a parabola", rows: [[4]], largest: 4),
        .init("upside down", rows: [[-4]], largest: -4),
        .init("flat", rows: [[0, 0], [0, 0]], largest: 0),
        .init("two blocks", rows: [[1, 0, 0], [0, 3, 1], [0, 1, 3]], largest: 4),
        .init("a hilltop", rows: [[-3, 0], [0, -1]], largest: -1),
        .init("the trained network w₂ w₁ x, w₁ 2", rows: [[0.25, 1], [1, 4]], largest: 4.25),
        .init("a double eigenvalue", eigenvalues: [2, 2, 1, -0.5], mirrors: 2, seed: 4),
        .init("a flat bowl", eigenvalues: [1e-3, 5e-4, 0], mirrors: 2, seed: 5),
        .init("a steep bowl", eigenvalues: [1e4, 3e3, 1, -20], mirrors: 2, seed: 6),
        .init(
          "one steep direction", eigenvalues: [top] + .init(repeating: top / 8, count: 102),
          mirrors: 1, seed: 7),
        .init(
          "two steep directions", eigenvalues: [7, 6] + .init(repeating: 0.5, count: 11),
          mirrors: 1, seed: 8),
        .init(
          "a wide saddle", eigenvalues: [5, -8] + .init(repeating: 0, count: 31), mirrors: 1,
          seed: 9),
      ]
    }
  }
}
