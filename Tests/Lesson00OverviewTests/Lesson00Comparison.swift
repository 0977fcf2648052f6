import Autograd
import Overview
import Regularization
import TensorCore
import TestSupport
import Testing

/// Classical models beside networks: one test for every row of the overview's table.
@Suite struct Lesson00Comparison {
  static func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }

  @Test func `a feature of a person or a hidden layer opens the rings`() throws {
    for seed: UInt64 in 1...10 {
      let errors = try LearnedFeatures.errors(seed: seed)
      #expect(errors.linear > 0.4)
      #expect(errors.linearOnRadius < 0.02)
      #expect(errors.network < 0.02)
    }
  }

  @Test func `descent takes hundreds of steps where one solve does`() {
    // (99/101)^691 is the first power below a millionth.
    #expect(SolveOrDescend.stepCount(conditionNumber: 100, share: 1e-6) == 691)
    #expect(SolveOrDescend.stepCount(conditionNumber: 3, share: 0.2) == 3)
    #expect(SolveOrDescend.distance(rateTimesCurvature: 2.01) > 10)
    #expect(SolveOrDescend.distance(rateTimesCurvature: 1.99) < 0.1)
  }

  @Test func `on real data descent is far from the solve`() throws {
    let descent = try SolveOrDescend.tumors(stepCounts: [10, 100, 1_000])
    #expect(descent.conditionNumber > 5e4 && descent.conditionNumber < 2e5)
    let (solved, errors) = (descent.solved, descent.descended)
    try #require(errors.count == 3)
    #expect(errors[0] > errors[1] && errors[1] > errors[2])
    #expect(errors[1] > 1.05 * solved && errors[2] > 1.01 * solved)
    #expect(solved > 0.05 && solved < 0.056)
  }

  @Test func `coefficients are read off a line, not off a network`() throws {
    var firsts: [Double] = []
    for seed: UInt64 in 1...10 {
      let reading = try Interpretation.reading(seed: seed)
      #expect(reading.coefficientError < 200 * Double(Scalar.ulpOfOne))
      try #require(reading.importances.count > 2)
      let others = reading.importances[2...].max() ?? 1
      #expect(reading.importances[0] > 1.1 * reading.importances[1])
      #expect(reading.importances[1] > 2 * others)
      #expect(reading.weightDistance > 1)
      #expect(reading.answerDistance < 200 * Double(Scalar.ulpOfOne))
      let twins = reading.twinCoefficients
      #expect(abs(twins.first + twins.second - 1) < 0.2)
      firsts.append(twins.first)
    }
    // The coefficients of twins say nothing one by one.
    #expect((firsts.max() ?? 0) - (firsts.min() ?? 0) > 2)
  }

  @Test func `ridge has one setting, a network more than ten`() {
    #expect(Knobs.ridge == ["strength"])
    #expect(Knobs.stumps.count == 2)
    #expect(Knobs.network.count == 11)
  }

  @Test func `a network's settings can cost more than a penalty`() throws {
    let spreads = try [1, 2].map { try Knobs.spreads(seed: $0) }
    let penalty = try Knobs.penaltySpread()
    for name in ["rate", "width", "batch", "initialization"] {
      let spread = Self.mean(spreads.map { $0.first { $0.name == name }?.spread ?? 0 })
      #expect(spread > 2 * penalty, "\(name)")
    }
  }

  @Test func `one curve is a U, the other descends twice`() throws {
    let polynomials = Overfitting.polynomials()
    let validation = polynomials.map(\.validation)
    try #require(validation.count == 12)
    let best = validation.indices.min { validation[$0] < validation[$1] }
    #expect(best == 5 || best == 6)
    #expect(validation[11] > 1_000 * validation[5] && validation[0] > 100 * validation[5])
    #expect(
      zip(polynomials, polynomials.dropFirst()).allSatisfy { $0.training * 1.001 > $1.training })
    let errors = Overfitting.randomFeatures([10, 20, 200], seeds: 1..<11)
    #expect(errors[1] > 3 * errors[0] && errors[1] > 10 * errors[2])
    #expect(errors[0] > 2 * errors[2])
  }

  @Test func `a detached layer hides from the loss, not the gradients`() throws {
    var (whole, cut) = ([Double](), [Double]())
    for seed: UInt64 in 1...6 {
      let healthy = try HiddenFault.run(isDetached: false, seed: seed)
      let broken = try HiddenFault.run(isDetached: true, seed: seed)
      #expect(broken.endingLoss < 0.6 * broken.startingLoss)
      #expect(healthy.withoutGradient.isEmpty)
      #expect(broken.withoutGradient == ["0.weight", "0.bias"])
      whole.append(healthy.testError)
      cut.append(broken.testError)
    }
    #expect(Self.mean(cut) > 1.5 * Self.mean(whole))
  }

  @Test func `the first operation without a number is named`() throws {
    for seed: UInt64 in 1...10 {
      guard case .stopped(.notFinite(_, let operation)) = try HiddenFault.notFinite(seed: seed)
      else {
        Issue.record("the run of seed \(seed) was not stopped")
        continue
      }
      #expect(operation?.contains("log") == true)
    }
  }

  @Test func `stumps win where the target is a sum of steps`() throws {
    let errors = try (1...3).map { try AdditiveSteps(stepCount: 300).errors(seed: UInt64($0)) }
    let stumps = Self.mean(errors.map(\.stumps))
    #expect(stumps < 0.15)
    #expect(Self.mean(errors.map(\.network)) > 5 * stumps)
    #expect(Self.mean(errors.map(\.networkStoppedByOracle)) > 5 * stumps)
    #expect(Self.mean(errors.map(\.ridge)) > 5 * stumps)
  }

  static let short: [Contender] = [
    .linear, .neighbors, .stumps, .network(stepCount: 200),
  ]

  @Test func `only the network finds an interaction among six`() throws {
    let errors = try Contest.hiddenQuadrants.testErrors(of: Self.short, seeds: 1...3)
      .mapValues(Self.mean)
    let network = try #require(errors["network"])
    #expect(network < 0.08)
    #expect((errors["linear"] ?? 0) > 5 * network)
    #expect((errors["stumps"] ?? 0) > 5 * network)
    #expect((errors["neighbors"] ?? 0) > 1.7 * network)
  }

  @Test func `rings are additive, so that stumps do well`() throws {
    let errors = try Contest.rings.testErrors(of: [.linear, .stumps], seeds: 1...10)
    #expect((errors["stumps"]?.max() ?? 1) < 0.07)
    #expect((errors["linear"]?.min() ?? 0) > 0.4)
  }

  @Test func `stumps lead on noisy steps`() throws {
    let errors = try Contest.steps.testErrors(of: Self.short, seeds: 1...3)
      .mapValues(Self.mean)
    let stumps = try #require(errors["stumps"])
    for name in ["linear", "neighbors", "network"] {
      #expect((errors[name] ?? 0) > 1.3 * stumps, "\(name)")
    }
  }

  @Test func `on tumors nobody is far ahead`() throws {
    let errors = try Contest.tumors.testErrors(of: Self.short, seeds: 1...3)
      .mapValues(Self.mean)
    #expect(errors.values.allSatisfy { $0 < 0.08 })
    #expect((errors.values.max() ?? 1) < 2.2 * (errors.values.min() ?? 0))
  }

  @Test func `on small images the neighbors lead`() throws {
    let errors = try Contest.digits.testErrors(
      of: [.neighbors, .network(stepCount: 200)], seeds: 1...3
    ).mapValues(Self.mean)
    #expect((errors["network"] ?? 0) > 1.4 * (errors["neighbors"] ?? 1))
    #expect((errors["neighbors"] ?? 1) < 0.08)
  }

  @Test func `ten layers need a scale or a batch norm`() throws {
    var losses: [String: [Double]] = [:]
    for ablation in Ablation.all {
      for seed: UInt64 in 1...2 {
        losses[ablation.name, default: []].append(try ablation.finalLoss(seed: seed))
      }
    }
    let guessing = 0.693
    for name in ["N(0, 0.01²)", "N(0, 1)", "Kaiming, rate 1"] {
      // NaN is no loss below that of guessing either.
      #expect(losses[name]?.contains { $0 < 0.9 * guessing } == false, "\(name)")
    }
    for name in ["Kaiming", "N(0, 0.01²), BN", "N(0, 1), BN", "Kaiming, BN"] {
      #expect(Self.mean(losses[name] ?? [1]) < 0.2 * guessing, "\(name)")
    }
    let fast = Self.mean(losses["Kaiming, BN, rate 1"] ?? [1])
    #expect(fast < 0.3 * Self.mean(losses["Kaiming, BN"] ?? [0]))
  }
}
