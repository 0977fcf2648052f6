import Approximation
import Autograd
import Perceptron
import TensorCore
import TestSupport
import Testing

/// What training makes of what exists.
@Suite struct Lesson10Training {
  static func wave(_ frequency: Int) -> @Sendable (Scalar) -> Scalar {
    { .sine(Scalar(frequency) * .pi * $0) }
  }

  @Test func `the network exists, and descent does not find it`() throws {
    let target = Self.wave(8)
    var fit = CurveFit(hiddenWidths: [64], target: target)
    fit.stepCount = 600
    let pieces = PiecewiseLinear(interpolating: target, over: -1...1, pieceCount: 64)
    let (points, targets) = fit.data
    let existing = pieces.network(points) - targets
    #expect((existing * existing).mean() < 0.002)
    for seed in 0..<3 as Range<UInt64> {
      #expect(try fit.trained(seed: seed).finalError > 0.25)
    }
    fit.target = Self.wave(1)
    #expect(try fit.trained(seed: 0).finalError < 1e-3)
  }

  @Test func `low frequencies are learned first`() throws {
    var order = FrequencyOrder(frequencies: [1, 4, 10])
    order.fit.stepCount = 300
    for seed in 0..<2 as Range<UInt64> {
      let looks = try order.remainders(every: 150, seed: seed)
      try #require(looks.map(\.step) == [0, 150, 300])
      for shares in looks.dropFirst().map(\.shares) {
        #expect(shares[0] < 0.5 * shares[2] && shares[2] > 0.7)
      }
      #expect(looks[2].shares[0] < 0.1)
    }
  }

  @Test func `the wider, the less weights move`() throws {
    let outcomes = try [16, 64, 256].map { try LazyTraining(unitCount: $0).outcome(seed: 1) }
    for outcome in outcomes { #expect(outcome.error < 1e-3) }
    // Four times as many units halve it; single starts scatter by a fifth at 16 units and by a tenth at 256.
    for (narrow, wide) in zip(outcomes, outcomes.dropFirst()) {
      let ratio = narrow.relativeMovement / wide.relativeMovement
      #expect(ratio > 1.5 && ratio < 2.5)
    }
  }

  @Test func `a ticket is the first weights under its mask`() throws {
    var ticket = LotteryTicket(keptShare: 0.2)
    ticket.width = 16
    ticket.stepCount = 60
    let outcome = try ticket.outcome(seed: 0)
    #expect(try ticket.outcome(seed: 0) == outcome)
    for loss in [outcome.dense, outcome.ticket, outcome.redrawn, outcome.randomMask] {
      #expect(loss.isFinite && loss < 0.8)
    }
    #expect(outcome.dense < outcome.randomMask)
    var all = LotteryTicket(keptShare: 1)
    all.width = 8
    all.stepCount = 20
    let whole = try all.outcome(seed: 3)
    #expect(whole.dense == whole.ticket && whole.ticket == whole.randomMask)
    #expect(whole.redrawn != whole.dense)
  }

  @Test func `a random mask keeps as many of each matrix`() {
    var generator = SplitMix64(seed: 12)
    let masks = [
      Tensor((0..<40).map { $0 < 30 ? 1 : 0 }).reshaped(to: [20, 2]),
      Tensor((0..<400).map { $0 < 20 ? 1 : 0 }).reshaped(to: [20, 20]),
    ]
    let shuffled = LotteryTicket.shuffled(masks, using: &generator)
    for (mask, other) in zip(masks, shuffled) {
      #expect(other.shape == mask.shape && other.sum() == mask.sum() && other != mask)
    }
  }

  @Test func `skips let a deep narrow network learn`() throws {
    var plain = CurveFit(hiddenWidths: Array(repeating: 8, count: 17), target: Self.wave(2))
    plain.stepCount = 200
    plain.pointCount = 32
    var skips = plain
    skips.hasSkips = true
    for seed in 0..<3 as Range<UInt64> {
      // The best constant is left with the variance of the sine, 0.484.
      #expect(try plain.trained(seed: seed).finalError > 0.3)
      #expect(try skips.trained(seed: seed).finalError < 0.03)
    }
  }
}
