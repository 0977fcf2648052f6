import TensorCore

// The models on which the learner's test is tried (exercise E05.8).

/// A model that answers each request by itself, or does not.
struct SuspectModel: Sendable {
  /// A batch of requests to their answers.
  typealias Model = ([[Double]]) -> [[Double]]

  let name: String
  let mayServe: Bool
  let requests: [[Double]]
  /// The model as it starts; it may change with every call.
  let make: @Sendable () -> Model
}

extension SuspectModel {
  /// Models that may serve first, then those with one fault each.
  ///
  /// - Parameter seed: The seed of requests and weights.
  /// - Returns: The models.
  static func all(seed: UInt64) -> [SuspectModel] {
    var generator = SplitMix64(seed: seed)
    let count = 5 + Int(seed % 3)
    // In ascending order of their first feature, which one of the faults needs.
    let requests = (0..<count).map { index in
      [Double(index) + generator.uniform(), generator.normalPair().0, generator.normalPair().0]
    }
    let weights = (0..<2).map { _ in (0..<3).map { _ in 1 + generator.uniform() } }
    let (first, last) = (requests[0], requests[count - 1])
    let middle = requests[2]

    @Sendable func linear(_ request: [Double]) -> [Double] {
      weights.map { zip($0, request).reduce(0) { $0 + $1.0 * $1.1 } }
    }
    func good(_ name: String, _ make: @escaping @Sendable () -> Model) -> SuspectModel {
      SuspectModel(name: name, mayServe: true, requests: requests, make: make)
    }
    func bad(_ name: String, _ make: @escaping @Sendable () -> Model) -> SuspectModel {
      SuspectModel(name: name, mayServe: false, requests: requests, make: make)
    }
    /// A fault that adds to answers, given the batch and the position in it.
    func added(
      _ name: String, scale: Double = 1, _ amount: @escaping @Sendable ([[Double]], Int) -> Double
    ) -> SuspectModel {
      bad(name) {
        { batch in
          batch.indices.map { place in
            linear(batch[place]).map { scale * ($0 + amount(batch, place)) }
          }
        }
      }
    }
    @Sendable func mean(_ batch: [[Double]], _ feature: Int) -> Double {
      batch.reduce(0) { $0 + $1[feature] } / Double(batch.count)
    }
    @Sendable func standardized(_ batch: [[Double]]) -> [[Double]] {
      let statistics = (0..<3).map { f in Lesson05Answers.moments(batch.map { $0[f] }) }
      return batch.map { row in
        zip(row, statistics).map { ($0 - $1.mean) / ($1.variance + 1e-5).squareRoot() }
      }
    }
    let right: [SuspectModel] = [
      good("a linear map") { { $0.map(linear) } },
      good("a linear map, its sums in another order in larger batches") {
        { batch in
          batch.map { linear($0).map { $0 * (1 + 1e-15 * Double(batch.count)) } }
        }
      },
      good("layer norm of each request") {
        { batch in
          batch.map { row in
            let (mean, variance) = Lesson05Answers.moments(row)
            return row.map { ($0 - mean) / (variance + 1e-5).squareRoot() }
          }
        }
      },
      good("running statistics that stay") {
        { batch in batch.map { row in row.map { ($0 - 2) / 1.5 } } }
      },
      good("answers of ten millions, rounded differently") {
        { batch in
          batch.map { linear($0).map { $0 * 1e7 * (1 + 1e-12 * Double(batch.count)) } }
        }
      },
      good("answers of a thousand-millionth") {
        { $0.map { linear($0).map { $0 * 1e-9 } } }
      },
      good("nothing but zeros") { { $0.map { _ in [0] } } },
      good("one output is always the same") { { $0.map { [linear($0)[0], 1] } } },
      good("it counts its calls and does not use the count") {
        var calls = 0
        return { batch in
          calls += 1
          return batch.map(linear)
        }
      },
    ]
    let batchwise: [SuspectModel] = [
      bad("batch norm in training mode") { { standardized($0).map(linear) } },
      bad("batch norm in training mode, answers of a millionth") {
        { standardized($0).map { linear($0).map { $0 * 1e-7 } } }
      },
      bad("the mean of the batch is subtracted") {
        { batch in batch.map { [$0[0] - mean(batch, 0)] } }
      },
      bad("a softmax over the batch") {
        { batch in
          let powers = batch.map { Double.exp($0[1]) }
          let sum = powers.reduce(0, +)
          return powers.map { [$0 / sum] }
        }
      },
      added("a request alone gets another answer") { batch, _ in batch.count == 1 ? 0.1 : 0 },
      added("one request alone gets another answer") { batch, _ in
        batch.count == 1 && batch[0] == middle ? 0.1 : 0
      },
      added("the first request alone gets another answer") { batch, _ in
        batch.count == 1 && batch[0] == first ? 0.1 : 0
      },
      added("the last request alone gets another answer") { batch, _ in
        batch.count == 1 && batch[0] == last ? 0.1 : 0
      },
      added("a request alone gets no number") { batch, _ in batch.count == 1 ? .nan : 0 },
      added("two answers that cancel, alone") { batch, _ in
        guard batch.count == 1 else { return 0 }
        return batch[0] == middle ? 0.2 : (batch[0] == last ? -0.2 : 0)
      },
      bad("the second output depends on the batch") {
        { batch in batch.map { [linear($0)[0], linear($0)[1] + 0.2 * mean(batch, 1)] } }
      },
      added("answers of a millionth that depend on the batch", scale: 1e-7) { batch, _ in
        0.1 * Double(batch.count)
      },
      added("answers of a million-millionth that depend on the batch", scale: 1e-12) { batch, _ in
        0.1 * Double(batch.count)
      },
      added("answers of ten millions that depend on the batch", scale: 1e7) { batch, _ in
        0.1 * Double(batch.count)
      },
    ]
    let others: [SuspectModel] = [
      added("a request behind a greater one is moved") { batch, place in
        place > 0 && batch[place - 1][0] > batch[place][0] ? 0.2 : 0
      },
      added("the middle request behind a greater one is moved") { batch, place in
        place > 0 && batch[place] == middle && batch[place - 1][0] > middle[0] ? 0.2 : 0
      },
      bad("a batch that was asked before gets another answer") {
        var seen: Set<[[Double]]> = []
        return { batch in
          let isNew = seen.insert(batch).inserted
          return batch.map { linear($0).map { $0 + (isNew ? 0 : 0.1) } }
        }
      },
      bad("one answer of a batch that was asked before") {
        var seen: Set<[[Double]]> = []
        return { batch in
          let isNew = seen.insert(batch).inserted
          return batch.map { row in
            linear(row).map { $0 + (isNew || row != last ? 0 : 0.1) }
          }
        }
      },
      bad("running statistics that move with every call") {
        var average = 0.0
        return { batch in
          average = 0.9 * average + 0.1 * mean(batch, 0)
          return batch.map { [$0[0] - average] }
        }
      },
      bad("a mask that is drawn for every call") {
        var generator = SplitMix64(seed: seed)
        return { batch in
          batch.map { row in linear(row.map { generator.uniform() < 0.5 ? 0 : 2 * $0 }) }
        }
      },
      bad("no numbers at all") { { $0.map { _ in [.nan] } } },
      bad("one answer is no number") {
        { batch in batch.map { $0 == last ? [1, .nan] : linear($0) } }
      },
      bad("infinite answers") { { $0.map { _ in [.infinity] } } },
      bad("one infinite answer") {
        { batch in batch.map { $0 == middle ? [1, -.infinity] : linear($0) } }
      },
    ]
    let bounds = atBounds(seed: seed)
    return right + bounds.filter(\.mayServe) + batchwise + others + bounds.filter { !$0.mayServe }
  }
}
