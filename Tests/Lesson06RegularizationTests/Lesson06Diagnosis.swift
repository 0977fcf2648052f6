import Autograd
import Datasets
import Regularization
import TensorCore
import TestSupport
import Testing

/// What curves say, held against fits of real data: the first remedy has to help.
@Suite struct Lesson06Diagnosis {
  private func report(
    _ training: [Double], _ validation: [Double], _ setup: FitReport.Setup = .init()
  ) -> FitReport {
    FitReport(training: training, validation: validation, baseline: 1, target: 0, setup: setup)
  }

  private func remedies(_ report: FitReport) -> [FitReport.Remedy] { report.remedies.map(\.remedy) }

  @Test func `the documented report`() {
    let report = FitReport(
      training: [0.9, 0.4, 0.1], validation: [0.9, 0.6, 0.8], baseline: 1.1, target: 0.3)
    #expect(report.condition == .overfitting)
    #expect(remedies(report).first == .stopEarly)
    #expect(abs(report.gap - 0.875) < 1e-12 && abs(report.rise - 0.25) < 1e-12)
  }

  @Test func `six conditions`() {
    #expect(report([0.05], [0.08]).condition == .healthy)
    #expect(report([0.5], [0.52]).condition == .underfitting)
    #expect(report([0.05], [0.5]).condition == .overfitting)
    #expect(report([0.4], [0.8]).condition == .both)
    #expect(report([0.5], [0.2]).condition == .validationBelowTraining)
    #expect(report([.nan], [0.2]).condition == .diverged)
  }

  @Test func `a training loss of 0 alone is no fault`() {
    #expect(report([0], [0.05]).condition == .healthy)
  }

  @Test func `what exists already comes first`() {
    let rising = report([0.5, 0.01], [0.3, 0.5])
    #expect(remedies(rising).first == .stopEarly)
    let flat = report([0.5, 0.01], [0.5, 0.5], .init(hasInvariances: true, canHaveMoreData: true))
    #expect(remedies(flat).prefix(3) == [.decayWeights, .augment, .drop])
    #expect(remedies(flat).contains(.gatherData))
    #expect(remedies(flat).last == .shrinkModel)
    #expect(!remedies(report([0.5, 0.01], [0.5, 0.5])).contains(.gatherData))
  }

  @Test func `a fit that is too little restrained gets no more`() {
    let regularized = report([0.5, 0.5], [0.5, 0.5], .init(isRegularized: true))
    #expect(remedies(regularized).first == .regularizeLess)
    let falling = report([0.9, 0.5], [0.9, 0.5], .init(isRegularized: true))
    #expect(remedies(falling).prefix(2) == [.trainLonger, .regularizeLess])
    let plain = report([0.5, 0.5], [0.5, 0.5])
    #expect(remedies(plain) == [.trainLonger, .enlargeModel])
    #expect(remedies(report([0.4, 0.4], [0.8, 0.8])).first == .trainLonger)
    #expect(remedies(report([0.5], [0.2])).first == .measureAlike)
    #expect(remedies(report([0.5], [.infinity])) == [.repairTraining])
  }

  @Test func `reasons name what was measured`() throws {
    let reasons = report([0.5, 0.02], [0.3, 0.52]).remedies.map(\.reason)
    let first = try #require(reasons.first)
    #expect(first.contains("22 %") && first.contains("after epoch 1"))
    #expect(reasons.contains { $0.contains("The gap is 50 %") })
  }

  // MARK: Real fits

  static let seeds = Array(UInt64(0)..<10)

  /// Two hundred digits, a hidden layer of 64: far more weights than samples.
  ///
  /// Validation is by other writers.
  private func overfitted(_ seed: UInt64) throws -> RegularizedTrial {
    var trial = try digits(trainingCount: 200, seed: seed)
    trial.epochCount = 40
    return trial
  }

  /// The mean validation loss of ten runs.
  private func meanLoss(_ trial: (UInt64) throws -> RegularizedTrial) throws -> Double {
    try Self.seeds.reduce(0) { try $0 + trial($1).run(seed: $1).validationLoss } / 10
  }

  @Test(arguments: seeds) func `few digits overfit, and the advice helps`(seed: UInt64) throws {
    var trial = try overfitted(seed)
    let plain = try trial.run(seed: seed)
    let report = trial.report(on: plain, target: 0.1, hasInvariances: true)
    #expect(report.condition == .overfitting)
    #expect(Set(remedies(report).prefix(3)).isSuperset(of: [.decayWeights, .augment]))
    #expect(plain.trainingLoss < 0.03)
    trial.patience = 15
    #expect(try trial.run(seed: seed).validationLoss < plain.validationLoss)
    (trial.patience, trial.weightDecay) = (nil, 0.3)
    #expect(try trial.run(seed: seed).validationLoss < plain.validationLoss)
    (trial.weightDecay, trial.mixup) = (0, Mixup(alpha: 0.4))
    #expect(try trial.run(seed: seed).validationLoss < plain.validationLoss)
  }

  // Single seeds go either way; the mean over ten does not.
  @Test func `dropout helps few digits, stopped early`() throws {
    func loss(_ dropout: Scalar) throws -> Double {
      try meanLoss { seed in
        var trial = try overfitted(seed)
        (trial.dropout, trial.patience) = (dropout, 15)
        return trial
      }
    }
    #expect(try loss(0.5) < 0.95 * loss(0))
  }

  @Test func `with dropout steps report a greater loss`() throws {
    var trial = try overfitted(1)
    trial.dropout = 0.5
    let outcome = try trial.run(seed: 1)
    // The same weights, after the epoch and in evaluation mode, lose far less.
    try #require(outcome.reportedLosses.count == 40 && outcome.trainingLosses.count == 40)
    #expect(outcome.reportedLosses[39] > 3 * outcome.trainingLosses[39])
  }

  // Digits of 8 by 8 are centered: a pixel is an eighth of the image, and no held-out digit is moved so far.
  @Test func `shifts hurt where nothing is shifted`() throws {
    func loss(_ augmentation: Augmentation?) throws -> Double {
      try meanLoss { seed in
        var generator = SplitMix64(seed: seed)
        let (training, validation) = try LabeledData.digits().shuffled(using: &generator)
          .splitByOrder(testCount: 360)
        var trial = RegularizedTrial(
          training: training.selecting(Array(0..<200)), validation: validation)
        (trial.epochCount, trial.augmentation) = (20, augmentation)
        return trial
      }
    }
    let (plain, shifted) = (try loss(nil), try loss(.shift(height: 8, width: 8, by: 1)))
    #expect(shifted > 1.15 * plain)
  }

  @Test(arguments: seeds) func `decay narrows the gap of tumors`(seed: UInt64) throws {
    var trial = try tumors(trainingCount: 80, seed: seed)
    trial.epochCount = 100
    let plain = try trial.run(seed: seed)
    let report = trial.report(on: plain, target: 0.05)
    #expect(report.condition == .overfitting)
    #expect(remedies(report).first == .stopEarly)
    trial.weightDecay = 3
    #expect(try trial.run(seed: seed).validationLoss < 0.95 * plain.validationLoss)
    (trial.weightDecay, trial.patience) = (0, 10)
    #expect(try trial.run(seed: seed).validationLoss < plain.validationLoss)
  }

  @Test(arguments: seeds) func `too much restraint underfits`(seed: UInt64) throws {
    var trial = try digits(trainingCount: 400, seed: seed)
    (trial.epochCount, trial.dropout, trial.weightDecay) = (15, 0.9, 5)
    let outcome = try trial.run(seed: seed)
    let report = trial.report(on: outcome, target: 0.1)
    #expect(report.condition == .underfitting || report.condition == .both)
    #expect(remedies(report).prefix(2).contains(.regularizeLess))
    (trial.dropout, trial.weightDecay) = (0, 0)
    #expect(try trial.run(seed: seed).validationLoss < outcome.validationLoss / 2)
  }

  @Test(arguments: seeds) func `too few units underfit`(seed: UInt64) throws {
    var trial = try digits(trainingCount: 600, seed: seed)
    (trial.epochCount, trial.hiddenCounts) = (20, [2])
    let outcome = try trial.run(seed: seed)
    let report = trial.report(on: outcome, target: 0.1)
    #expect(report.condition == .underfitting || report.condition == .both)
    #expect(remedies(report).contains(.enlargeModel))
    trial.hiddenCounts = [64]
    #expect(try trial.run(seed: seed).validationLoss < outcome.validationLoss / 2)
  }

  // From the same writers: what is left is the difference between samples.
  @Test(arguments: seeds) func `many digits and a little dropout are healthy`(seed: UInt64) throws {
    var generator = SplitMix64(seed: seed)
    let (training, validation) = try LabeledData.digits().shuffled(using: &generator)
      .splitByOrder(testCount: 597)
    var trial = RegularizedTrial(training: training, validation: validation)
    (trial.epochCount, trial.dropout, trial.learningRate) = (12, 0.2, 0.005)
    let outcome = try trial.run(seed: seed)
    let report = trial.report(on: outcome, target: 0.1)
    #expect(report.condition == .healthy, "\(report.shortfall), \(report.gap)")
    #expect(remedies(report) == [.calibrate])
  }

  // V6.9 and Q6.14: labels of the polynomial's fits; its training noise, 0.09, is the target.
  @Test(.doublePrecision) func `the polynomial's fits are told apart`() {
    func condition(_ strength: Scalar) -> FitReport.Condition {
      let errors = PolynomialFit().errors(strength: strength)
      return FitReport(
        training: [errors.training], validation: [errors.validation], baseline: 0.55, target: 0.09
      ).condition
    }
    #expect(condition(0) == .overfitting)
    #expect(condition(0.1) == .healthy)
    #expect(condition(1) == .validationBelowTraining || condition(1) == .healthy)
    #expect(condition(100) == .underfitting)
  }
}
