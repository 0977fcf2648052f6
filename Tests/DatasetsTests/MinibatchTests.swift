import Datasets
import RefusalSupport
import TensorCore
import Testing

struct MinibatchTests {
  @Test(arguments: [(1, 12), (4, 3), (5, 3), (11, 2), (12, 1), (100, 1)])
  func `every sample is in exactly one batch`(size: Int, batchCount: Int) {
    var generator = SplitMix64(seed: 1)
    let batches = twelve.minibatches(size: size, using: &generator)
    #expect(batches.count == batchCount)
    #expect(batches.flatMap { numbers(of: $0) }.sorted() == Array(0..<12))
    #expect(batches.dropLast().allSatisfy { $0.count == size })
    #expect(batches.last?.count == 12 - (batchCount - 1) * size)
  }

  @Test func `features and labels stay together`() {
    var generator = SplitMix64(seed: 2)
    for batch in twelve.minibatches(size: 5, using: &generator) {
      #expect(batch.labels == numbers(of: batch).map { twelve.labels[$0] })
      #expect(batch.classCount == 3)
    }
  }

  @Test func `each epoch has its own order, the same for the same seed`() {
    func epochs(seed: UInt64) -> [[Int]] {
      var generator = SplitMix64(seed: seed)
      return (0..<3).map { _ in
        twelve.minibatches(size: 5, using: &generator).flatMap { numbers(of: $0) }
      }
    }
    #expect(Set(epochs(seed: 3)).count == 3)
    #expect(epochs(seed: 3) == epochs(seed: 3))
    #expect(epochs(seed: 3) != epochs(seed: 4))
  }

  @Test func `the same epoch can be walked through again`() {
    var generator = SplitMix64(seed: 5)
    let batches = twelve.minibatches(size: 5, using: &generator)
    #expect(Array(batches) == Array(batches))
    #expect(batches[1] == Array(batches)[1])
  }

  @Test func `batches in order follow the samples`() {
    let batches = twelve.minibatchesInOrder(size: 5)
    #expect(batches.map { numbers(of: $0) } == [Array(0..<5), Array(5..<10), [10, 11]])
  }

  @Test func `no samples make no batches`() {
    #expect(twelve.selecting([]).minibatchesInOrder(size: 5).isEmpty)
  }

  @Test func `regressions are dealt out too`() {
    var generator = SplitMix64(seed: 6)
    let data = RegressionData.sines(count: 10, noise: 0, using: &generator)
    let batches = Array(data.minibatches(size: 4, using: &generator))
    #expect(batches.map { $0.targets.shape } == [[4, 1], [4, 1], [2, 1]])
  }

  @Test func `misuse is refused`() async {
    let size = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { _ = twelve.minibatchesInOrder(size: 0) }
    expectMessage(size, says: "minibatches: the size must be positive: 0")
    let position = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { _ = twelve.minibatchesInOrder(size: 5)[3] }
    expectMessage(position, says: "Minibatches.subscript: batch 3 is outside 0..<3")
  }
}
