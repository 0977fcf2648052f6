import Approximation
import Perceptron
import RefusalSupport
import TensorCore
import Testing

/// Every precondition of counts, bounds and the review stops the program with the function and the values.
@Suite struct Lesson10CountingRefusals {
  static var all: [Misuse] { networks + crossings + bounds + reviews }

  private static func network(
    _ widths: [Int], _ nonlinearity: Nonlinearity = .relu
  ) -> MultilayerPerceptron {
    var generator = SplitMix64(seed: 0)
    return MultilayerPerceptron(widths: widths, nonlinearity: nonlinearity, using: &generator)
  }

  private static var networks: [Misuse] {
    [
      Misuse("Pieces.init: [2, 3, 1], relu, 0.0...1.0") {
        _ = Pieces(of: network([2, 3, 1]), over: 0...1)
      },
      Misuse("Pieces.init: [1, 3, 1], tanh, 0.0...1.0") {
        _ = Pieces(of: network([1, 3, 1], .tanh), over: 0...1)
      },
      Misuse("Pieces.init: [1, 3, 1], relu, 1.0...1.0") {
        _ = Pieces(of: network([1, 3, 1]), over: 1...1)
      },
      Misuse("Pieces.bound: a negative width in [3, -1]") {
        _ = Pieces.bound(hiddenWidths: [3, -1])
      },
      Misuse("PlaneRegions.init: [1, 3, 1], relu, 0.0...1.0") {
        _ = PlaneRegions(of: network([1, 3, 1]), over: 0...1)
      },
      Misuse("PlaneRegions.init: [2, 3, 1], sigmoid, 0.0...1.0") {
        _ = PlaneRegions(of: network([2, 3, 1], .sigmoid), over: 0...1)
      },
      Misuse("PlaneRegions.init: [2, 3, 1], relu, 1.0...1.0") {
        _ = PlaneRegions(of: network([2, 3, 1]), over: 1...1)
      },
    ]
  }

  private static var crossings: [Misuse] {
    let range = "Crossings: the number of compositions is not in 1…50:"
    @Sendable func oneLayer(_ units: Int, _ count: Int) {
      _ = Crossings.oneLayer(unitCount: units, compositionCount: count)
    }
    return [
      Misuse("\(range) 0") { _ = Crossings.leastErrors(pieceCount: 1, compositionCount: 0) },
      Misuse("\(range) 51") { _ = Crossings.shallowUnitsNeeded(compositionCount: 51) },
      Misuse("\(range) -1") { _ = Crossings.points(compositionCount: -1) },
      Misuse("\(range) -2") { _ = Crossings.errorCount(of: { $0 }, compositionCount: -2) },
      Misuse("Crossings.leastErrors: no pieces: 0") {
        _ = Crossings.leastErrors(pieceCount: 0, compositionCount: 3)
      },
      Misuse("Crossings.points: 2^21 points are too many") {
        _ = Crossings.points(compositionCount: 21)
      },
      Misuse("Crossings.oneLayer: 3 units, 3 compositions") { oneLayer(3, 3) },
      Misuse("Crossings.oneLayer: 8 units, 3 compositions") { oneLayer(8, 3) },
      Misuse("Crossings.oneLayer: 4 units, 2 compositions") { oneLayer(4, 2) },
      Misuse("Crossings.oneLayer: 4 units, 17 compositions") { oneLayer(4, 17) },
    ]
  }

  private static var bounds: [Misuse] {
    @Sendable func lower(_ widths: [Int], _ dimension: Int) {
      _ = RegionBounds.deepLowerBound(hiddenWidths: widths, dimension: dimension)
    }
    @Sendable func upper(_ widths: [Int], _ dimension: Int) {
      _ = RegionBounds.deepUpperBound(hiddenWidths: widths, dimension: dimension)
    }
    return [
      Misuse("RegionBounds.oneLayer: -1 units, 2 inputs") {
        _ = RegionBounds.oneLayer(unitCount: -1, dimension: 2)
      },
      Misuse("RegionBounds.oneLayer: 3 units, 0 inputs") {
        _ = RegionBounds.oneLayer(unitCount: 3, dimension: 0)
      },
      Misuse("RegionBounds.deepLowerBound: widths [4, 1], 2 inputs") { lower([4, 1], 2) },
      Misuse("RegionBounds.deepLowerBound: widths [], 2 inputs") { lower([], 2) },
      Misuse("RegionBounds.deepLowerBound: widths [4], 0 inputs") { lower([4], 0) },
      Misuse("RegionBounds.deepUpperBound: widths [4, 0], 2 inputs") { upper([4, 0], 2) },
      Misuse("RegionBounds.deepUpperBound: widths [4], 0 inputs") { upper([4], 0) },
    ]
  }

  private static var reviews: [Misuse] {
    @Sendable func review(_ inputs: Int, _ outputs: Int, _ batch: Int, _ candidates: [[Int]]) {
      _ = ArchitectureReview(
        inputCount: inputs, outputCount: outputs, batch: batch, candidates: candidates)
    }
    let start = "ArchitectureReview.init:"
    return [
      Misuse("\(start) 0 inputs, 1 outputs, batch 1, candidates [[4]]") { review(0, 1, 1, [[4]]) },
      Misuse("\(start) 2 inputs, 0 outputs, batch 1, candidates [[4]]") { review(2, 0, 1, [[4]]) },
      Misuse("\(start) 2 inputs, 1 outputs, batch 0, candidates [[4]]") { review(2, 1, 0, [[4]]) },
      Misuse("\(start) 2 inputs, 1 outputs, batch 1, candidates []") { review(2, 1, 1, []) },
      Misuse("\(start) 2 inputs, 1 outputs, batch 1, candidates [[4], []]") {
        review(2, 1, 1, [[4], []])
      },
      Misuse("\(start) 2 inputs, 1 outputs, batch 1, candidates [[4, 0]]") {
        review(2, 1, 1, [[4, 0]])
      },
      Misuse("ArchitectureReview.equalBudget: depths 0...2") {
        let review = ArchitectureReview(inputCount: 2, outputCount: 1, candidates: [[4]])
        _ = review.equalBudget(as: 0, depths: 0...2)
      },
    ]
  }

  @Test(arguments: all) func `misuse stops the program with the values`(misuse: Misuse) async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { [message = misuse.message as String] in
      Misuse.makeCall(failingWith: message, from: Lesson10CountingRefusals.all)
    }
    expectMessage(result, says: ": \(misuse.message)\n")
  }

  @Test func `the outermost allowed values are taken`() {
    #expect(Crossings.leastErrors(pieceCount: 1, compositionCount: 50) == 1 << 49)
    #expect(Crossings.shallowUnitsNeeded(compositionCount: 1) == 1)
    #expect(Crossings.points(compositionCount: 20).count == 1 << 20 + 1)
    #expect(Crossings.oneLayer(unitCount: 4, compositionCount: 3).widths == [1, 4, 1])
    #expect(Crossings.oneLayer(unitCount: 7, compositionCount: 3).widths == [1, 7, 1])
    #expect(Crossings.oneLayer(unitCount: 4, compositionCount: 16).widths == [1, 4, 1])
    #expect(Pieces.bound(hiddenWidths: []) == 1 && Pieces.bound(hiddenWidths: [0]) == 1)
    #expect(RegionBounds.deepUpperBound(hiddenWidths: [], dimension: 1) == 1)
    #expect(RegionBounds.deepLowerBound(hiddenWidths: [2], dimension: 2) == 4)
  }
}
