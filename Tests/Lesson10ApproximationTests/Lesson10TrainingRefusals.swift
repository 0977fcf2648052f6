import Approximation
import Autograd
import RefusalSupport
import TensorCore
import Testing

/// Every precondition of limits and trainings stops the program with the function and the values.
@Suite struct Lesson10TrainingRefusals {
  static var all: [Misuse] { limits + trainings + laws }

  private static var limits: [Misuse] {
    @Sendable func grid(_ dimension: Int, _ cells: Int) {
      _ = GridRate.error(dimension: dimension, cellCount: cells)
    }
    let features = RandomFeatures(unitCount: 2, activation: .relu)
    return [
      Misuse("GridRate.error: 0 inputs, 4 cells") { grid(0, 4) },
      Misuse("GridRate.error: 7 inputs, 4 cells") { grid(7, 4) },
      Misuse("GridRate.error: 2 inputs, 0 cells") { grid(2, 0) },
      Misuse("GridRate.slope: not two different numbers of cells or more: [4]") {
        _ = GridRate.slope(dimension: 1, cellCounts: [4])
      },
      Misuse("GridRate.slope: not two different numbers of cells or more: [4, 4]") {
        _ = GridRate.slope(dimension: 1, cellCounts: [4, 4])
      },
      Misuse("NarrowNetwork.random: the depth is not positive: 0") {
        var generator = SplitMix64(seed: 0)
        _ = NarrowNetwork.random(depth: 0, using: &generator)
      },
      Misuse("NarrowNetwork.leastMonotoneError: no values") {
        _ = NarrowNetwork.leastMonotoneError([])
      },
      Misuse("RandomFeatures.init: no units: 0") {
        _ = RandomFeatures(unitCount: 0, activation: .tanh)
      },
      Misuse("RandomFeatures.error: 1 points") {
        _ = features.error(fitting: { $0 }, sampleCount: 1, seed: 0)
      },
      Misuse("SoftStep: the steepness is not positive: 0.0") {
        _ = SoftStep.greatestError(steepness: 0)
      },
      Misuse("SoftStep: the steepness is not positive: nan") { _ = SoftStep.area(steepness: .nan) },
    ]
  }

  private static var trainings: [Misuse] {
    @Sendable func order(_ frequencies: [Int]) { _ = FrequencyOrder(frequencies: frequencies) }
    @Sendable func skips(_ widths: [Int]) {
      var generator = SplitMix64(seed: 0)
      _ = SkipNetwork(widths: widths, using: &generator)
    }
    let frequencies = "FrequencyOrder.init: not different frequencies in 1…63:"
    let widths = "SkipNetwork.init: not an odd number of equal widths:"
    return [
      Misuse("CurveFit.init: not one positive width or more: []") {
        _ = CurveFit(hiddenWidths: []) { $0 }
      },
      Misuse("CurveFit.init: not one positive width or more: [4, 0]") {
        _ = CurveFit(hiddenWidths: [4, 0]) { $0 }
      },
      Misuse("\(frequencies) []") { order([]) },
      Misuse("\(frequencies) [1, 1]") { order([1, 1]) },
      Misuse("\(frequencies) [0]") { order([0]) },
      Misuse("\(frequencies) [64]") { order([64]) },
      Misuse("FrequencyOrder.remainders: every 0 steps") {
        _ = try? FrequencyOrder(frequencies: [1]).remainders(every: 0, seed: 0)
      },
      Misuse("LazyTraining.init: no units: 0") { _ = LazyTraining(unitCount: 0) },
      Misuse("LotteryTicket.init: the share is not in 0…1: -0.5") {
        _ = LotteryTicket(keptShare: -0.5)
      },
      Misuse("LotteryTicket.init: the share is not in 0…1: 1.5") {
        _ = LotteryTicket(keptShare: 1.5)
      },
      Misuse("\(widths) [4, 4]") { skips([4, 4]) },
      Misuse("\(widths) [4, 4, 5]") { skips([4, 4, 5]) },
      Misuse("\(widths) []") { skips([]) },
      Misuse("\(widths) [3, 3]") {
        var fit = CurveFit(hiddenWidths: [3, 3]) { $0 }
        fit.hasSkips = true
        _ = try? fit.trained(seed: 0)
      },
    ]
  }

  private static var laws: [Misuse] {
    @Sendable func law(_ widths: [Int], _ errors: [Double]) {
      _ = ScalingLaw(widths: widths, errors: errors)
    }
    return [
      Misuse("ScalingLaw.init: [4, 8], [1.0]") { law([4, 8], [1]) },
      Misuse("ScalingLaw.init: [4, 4], [1.0, 2.0]") { law([4, 4], [1, 2]) },
      Misuse("ScalingLaw.init: [0, 4], [1.0, 2.0]") { law([0, 4], [1, 2]) },
      Misuse("ScalingLaw.init: [2, 4], [1.0, 0.0]") { law([2, 4], [1, 0]) },
      Misuse("ScalingLaw.init: [2, 4], [1.0, inf]") { law([2, 4], [1, .infinity]) },
      Misuse("PiecewiseLinear.init: the number of pieces is not positive: -7") {
        _ = ScalingLaw.interpolationErrors(of: { $0 }, over: 0...1, widths: [4, -7])
      },
    ]
  }

  @Test(arguments: all) func `misuse stops the program with the values`(misuse: Misuse) async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { [message = misuse.message as String] in
      Misuse.makeCall(failingWith: message, from: Lesson10TrainingRefusals.all)
    }
    expectMessage(result, says: ": \(misuse.message)\n")
  }

  @Test func `trainings whose loss is not finite throw`() throws {
    var fit = CurveFit(hiddenWidths: [3]) { _ in .nan }
    (fit.pointCount, fit.stepCount) = (8, 3)
    let error = #expect(throws: TrainingError.self) { try fit.trained(seed: 0) }
    #expect(error?.description.contains("at step 0") == true)
    var order = FrequencyOrder(frequencies: [1], hiddenWidths: [3])
    order.fit.learningRate = .greatestFiniteMagnitude
    order.fit.stepCount = 5
    #expect(throws: TrainingError.self) { try order.remainders(every: 5, seed: 0) }
    var lazy = LazyTraining(unitCount: 3)
    lazy.learningRate = .greatestFiniteMagnitude
    #expect(throws: TrainingError.self) { try lazy.outcome(seed: 0) }
    var ticket = LotteryTicket(keptShare: 0.5)
    (ticket.width, ticket.sampleCount, ticket.stepCount) = (4, 8, 5)
    ticket.learningRate = .greatestFiniteMagnitude
    #expect(throws: TrainingError.self) { try ticket.outcome(seed: 0) }
  }

  @Test func `the outermost allowed values are taken`() throws {
    #expect(GridRate.error(dimension: 6, cellCount: 1) == 1)
    #expect(NarrowNetwork.leastMonotoneError([3]) == 0 && NarrowNetwork.isMonotone([]))
    #expect(FrequencyOrder(frequencies: [63]).frequencies == [63])
    var generator = SplitMix64(seed: 0)
    #expect(SkipNetwork(widths: [1], using: &generator).parameterCount == 4)
    var ticket = LotteryTicket(keptShare: 0)
    (ticket.width, ticket.sampleCount, ticket.stepCount) = (4, 8, 2)
    let outcome = try ticket.outcome(seed: 0)
    // With no weights left only the last bias learns, the same for all: they start from different biases.
    #expect(outcome.ticket == outcome.randomMask && outcome.ticket != outcome.redrawn)
    var lazy = LazyTraining(unitCount: 1)
    lazy.stepLimit = 0
    let untrained = try lazy.outcome(seed: 0)
    #expect(untrained.stepCount == 0 && untrained.relativeMovement == 0)
    #expect(untrained.error.isFinite)
  }
}
