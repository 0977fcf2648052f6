import TensorCore

extension Lesson09Answers {
  /// What a step made, operation by operation.
  struct SentinelCase {
    /// The step in words.
    let name: String
    let results: [[Double]]
    let gradients: [[Double]]

    private init(_ name: String, _ results: [[Double]], _ gradients: [[Double]] = []) {
      self.name = name
      self.results = results
      self.gradients = gradients
    }

    /// The steps of a seed: known ones, and chains with a fault at a drawn place.
    static func all(seed: UInt64) -> [SentinelCase] {
      var generator = SplitMix64(seed: seed)
      let faults = [Double.nan, .infinity, -.infinity]
      func numbers(_ count: Int) -> [Double] {
        (0..<count).map { _ in (generator.uniform() - 0.5) * 1e3 }
      }
      func chain(
        _ count: Int, width: Int, forward: Int?, backward: Int?, isEarly: Bool = false
      ) -> SentinelCase {
        var results = (0..<count).map { _ in numbers(width) }
        var gradients = (0..<count).map { _ in numbers(width) }
        let fault = faults[generator.uniform(below: 3)]
        let place = isEarly ? 1 : width - 1 - generator.uniform(below: 3)
        if let forward {
          results[forward][place] = fault
          for later in results.indices.dropFirst(forward + 1) { results[later][0] = .nan }
        }
        if let backward {
          gradients[backward][place] = fault
          for earlier in gradients.indices.prefix(backward) { gradients[earlier][0] = .nan }
        }
        return SentinelCase(
          "\(count) operations of \(width) numbers, broken in the forward pass "
            + "\(forward.map { "from \($0)" } ?? "nowhere"), gradients \(backward.map { "up to \($0)" } ?? "nowhere")",
          results, gradients)
      }
      let drawn = [
        chain(11, width: 3, forward: generator.uniform(below: 11), backward: 10),
        chain(7, width: 12, forward: nil, backward: generator.uniform(below: 6)),
        chain(13, width: 4, forward: nil, backward: 12),
        chain(9, width: 3, forward: 2 + generator.uniform(below: 6), backward: 1),
        chain(33, width: 5, forward: nil, backward: nil),
        chain(103, width: 3, forward: 101, backward: nil),
        chain(104, width: 3, forward: nil, backward: 1),
        chain(3, width: 130, forward: nil, backward: 1),
        chain(4, width: 33, forward: 2, backward: 3, isEarly: true),
      ]
      let wide = [
        chain(3, width: 1031, forward: 1, backward: 2),
        chain(3, width: 1032, forward: nil, backward: 1, isEarly: true),
      ]
      return seed == 1 ? known + drawn + wide : drawn
    }

    private static var known: [SentinelCase] {
      let infinity = Double.infinity
      return [
        .init("logits 1 and 800: exp, sum", [[1, 800], [2.7, infinity], [infinity]]),
        .init(
          "square root of 0 and 4, mean", [[0, 4], [0, 2], [1]],
          [[infinity, 0.125], [0.5, 0.5], [1]]),
        .init("a sound step", [[1, 2], [3]], [[1, 1], [1]]),
        .init("nothing at all", []),
        .init("an input alone", [[0.5]]), .init("a broken input", [[.nan], [.nan]]),
        .init("negative infinity: log of 0", [[0.5, 0], [-0.7, -infinity], [-infinity]]),
        .init("exp, then a quotient", [[800], [infinity], [.nan]], [[.nan], [.nan], [1]]),
        .init("a backward pass that was given infinity", [[1], [2]], [[infinity], [infinity]]),
        .init("the last alone", [[1], [2], [infinity]], [[0], [0], [1]]),
        .init(
          "large numbers, all finite", [[1e308, 1e308], [-1.7e308, -1.7e308]],
          [[1e308, 1e308], [1]]),
        .init(
          "small numbers, all finite", [[.leastNonzeroMagnitude, -0.0], [0]], [[0, 0], [1e-300]]),
        .init("empty results", [[], [1], []], [[], [], []]),
        .init("infinities of both signs", [[1, 1], [infinity, -infinity], [0]]),
        .init("a gradient of negative infinity", [[0], [1], [1]], [[-infinity], [1], [1]]),
        .init("only the second gradient", [[0], [1], [1], [1]], [[0], [.nan], [1], [1]]),
      ]
    }
  }
}
