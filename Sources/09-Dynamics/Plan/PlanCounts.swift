import Text

/// What follows from the counts of a plan by division.
struct PlanCounts: Hashable, Sendable {
  /// The number of batches of an epoch.
  let batchesPerEpoch: Int

  /// The number of samples of the last batch of an epoch.
  let lastBatch: Int

  /// The number of changes of the weights in an epoch.
  let updatesPerEpoch: Int

  /// The number of changes of the weights in the whole run.
  let updateCount: Int

  /// How often the scheduler is stepped in the whole run.
  let stepCount: Int

  /// Divides; the counts are positive.
  init(_ settings: PlanSettings) {
    let rest = settings.samples % settings.batchSize
    let isShort = rest > 0 && !settings.dropsLastBatch
    batchesPerEpoch = settings.samples / settings.batchSize + (isShort ? 1 : 0)
    lastBatch = isShort ? rest : settings.batchSize
    updatesPerEpoch = (batchesPerEpoch + settings.accumulation - 1) / settings.accumulation
    updateCount = updatesPerEpoch * settings.epochs
    stepCount =
      switch settings.steppedPer {
      case .update: updateCount
      case .batch: batchesPerEpoch * settings.epochs
      case .epoch: settings.epochs
      }
  }
}

extension Int {
  /// The number in a sentence.
  var words: String { Double(self).proseText(significantDigits: 3) }
}

extension Double {
  /// The number in a sentence.
  var words: String { proseText(significantDigits: 2) }

  /// A share as a percentage in a sentence.
  var percentage: String { "\((self * 100).proseText(significantDigits: 2)) %" }
}
