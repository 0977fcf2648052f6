public import Course

/// A loss curve and what it looks like.
///
/// ```swift
/// let curve = LossCurve(training: losses, validation: [])
/// print(curve.kind.rawValue)
/// ```
///
/// ## Source
///
/// The kinds are those of CS231n's notes and of the Deep Learning Tuning Playbook; the definitions and thresholds
/// are ours, each with its reason beside it.
public struct LossCurve: Sendable, Hashable {
  /// What is measured of the training losses.
  public let features: CurveFeatures
  /// What is measured of the losses on held-out data.
  public let validation: ValidationFeatures
  /// Jumps that came back.
  public let spikes: [CurveSpike]
  /// What the curve looks like, the most serious first; never empty.
  public let kinds: [CurveKind]

  /// What the curve looks like first of all.
  public var kind: CurveKind { kinds[0] }

  /// Looks at a curve.
  ///
  /// - Parameters:
  ///   - losses: The training loss of every step, or of every epoch.
  ///   - validations: The losses on held-out data; their steps count the training losses made before.
  public init(training losses: [Double], validation validations: [TrainingRecord.Validation] = []) {
    let finite = Array(losses.prefix { $0.isFinite })
    let features = CurveFeatures(of: losses)
    let validation = ValidationFeatures(validations, training: finite)
    let spikes = CurveSpike.spikes(in: finite, features)
    (self.features, self.validation, self.spikes) = (features, validation, spikes)
    let isFinite = finite.count == losses.count
    var kinds: [CurveKind] = isFinite ? [] : [.notFinite]
    if finite.count < 10 {
      if isFinite { kinds.append(.tooShort) }
      self.kinds = kinds
      return
    }
    let judged = CurveShape(features, validation)
    kinds += judged.kinds
    if !spikes.isEmpty, !kinds.contains(.diverging) { kinds.append(.spikeAndRecovery) }
    kinds += judged.heldOutKinds
    self.kinds = kinds.isEmpty ? [.healthy] : kinds
  }

  /// Looks at the curve of a record.
  ///
  /// - Parameter record: The run.
  public init(_ record: TrainingRecord) {
    self.init(training: record.losses, validation: record.validations)
  }
}

/// The thresholds between the kinds of curves.
struct CurveShape {
  private let curve: CurveFeatures
  private let held: ValidationFeatures

  init(_ curve: CurveFeatures, _ held: ValidationFeatures) {
    self.curve = curve
    self.held = held
  }

  /// What the training losses look like, the most serious first; empty where nothing stands out.
  var kinds: [CurveKind] {
    var kinds: [CurveKind] = []
    if isDiverging { kinds.append(.diverging) }
    if isOscillating { kinds.append(.oscillating) }
    if isConstant { kinds.append(.constantValidation) }
    if isOverfitting { kinds.append(.overfitting) }
    guard !isDiverging, !isOscillating else { return kinds }
    // A run that leaves a flat start was flat in a third of it; deep networks often rest for a few windows. It
    // gained a third afterward, which an even, slow descent has not in it.
    if curve.isFlat || (curve.flatStart >= 0.33 && curve.bestGain > 0.33) {
      kinds.append(.plateauFromStart)
    } else if isTooSlow {
      kinds.append(.tooSlow)
    } else if isPlateau {
      kinds.append(isUnderfitting ? .underfitting : .plateauAfterProgress)
    }
    return kinds
  }

  /// What the losses on held-out data look like beside.
  var heldOutKinds: [CurveKind] {
    var kinds: [CurveKind] = []
    if isNoisy { kinds.append(.noisyValidation) }
    // Four of five measurements, so that a single lucky one does not count.
    if held.count >= 3, held.shareAboveValidation >= 0.8 { kinds.append(.trainingAboveValidation) }
    return kinds
  }

  /// Ends half above its first value; or half of its first value above its lowest, and rising.
  private var isDiverging: Bool {
    let isAboveStart = curve.gain < -0.5
    let isRising = curve.bestGain - curve.gain > 0.5 && curve.endGain < -0.1
    return isAboveStart || (isRising && curve.lowestPosition < 0.8)
  }

  /// Alternates by a tenth of the first loss, more often than noise does; or swings widely at least four times.
  ///
  /// Alternating batches of different difficulty, and a run at the edge of stability, differ by a few percent.
  private var isOscillating: Bool {
    (curve.signChangeRate > 0.9 && curve.jitter > 0.1) || curve.swingCount >= 4
  }

  /// Falls by less than 30 %, and in the last third at no less than half of the mean pace.
  private var isTooSlow: Bool {
    (0.005..<0.3).contains(curve.gain) && curve.endGain > 0.5 * curve.gain
  }

  /// Fell by a tenth at least, stands above a quarter of its first value, and would gain less than 5 % in another
  /// run as long.
  private var isPlateau: Bool {
    curve.gain > 0.1 && curve.gain < 0.75 && curve.endGain < 0.05 + 2 * curve.endScatter
  }

  /// Stands still, and validation stands beside training, within a tenth.
  private var isUnderfitting: Bool {
    held.count >= 3 && !held.isConstant
      && abs(held.last - curve.last) < 0.1 * abs(curve.last) + 3 * held.noise
  }

  /// Validation is one number, three times or more, while training moves by 2 %.
  private var isConstant: Bool {
    held.count >= 3 && held.isConstant && (abs(curve.gain) > 0.02 || curve.bestGain > 0.02)
  }

  /// Validation has risen from its lowest value by a tenth of it, by 5 % of the first training loss, and by
  /// three times its noise; training has gone on falling since, by a tenth.
  private var isOverfitting: Bool {
    let rise = held.last - held.best
    return held.count >= 4 && held.bestPosition <= 0.8 && rise > 0.1 * abs(held.best)
      && rise > 0.05 * abs(curve.first) && held.last - held.bestLevel > 3 * held.noise
      && curve.last < held.trainingAtBest - 0.1 * abs(held.trainingAtBest)
      && curve.last < held.last
  }

  /// Neighbors differ by a quarter of the middle value and by a tenth of the first training loss, and training is
  /// smoother.
  private var isNoisy: Bool {
    held.count >= 6 && held.noise > 0.25 * abs(held.middle)
      && held.noise > 0.1 * abs(curve.first) && held.noise > 2 * curve.noise * abs(curve.first)
  }
}
