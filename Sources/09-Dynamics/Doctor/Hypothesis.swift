import Course
import Text

import Foundation

/// Something that can be behind a flat validation curve, and what the log says to it.
///
/// A log refutes more than it proves: training that falls refutes a minimum and a saddle, whatever the rest; only
/// a fingerprint of the weights that stays the same proves anything by itself.
public struct Hypothesis: Sendable, Hashable {
  /// How a hypothesis stands.
  public enum Verdict: String, Sendable, Hashable {
    /// The log speaks against it.
    case refuted
    /// The log speaks for it.
    case supported
    /// The log does not decide.
    case open
  }

  /// The number in the course overview's list, from 1.
  public var number: Int
  /// What is supposed.
  public var statement: String
  /// How it stands.
  public var verdict: Verdict
  /// What speaks for the verdict.
  public var evidence: String
  /// What decides.
  public var test: String

  /// The five hypotheses of the course overview, where validation stands still; empty where it moves.
  ///
  /// Still: over the last half of at least four measurements the loss changes by less than a hundredth of its size.
  static func onFlatValidation(_ run: RunSeries) -> [Hypothesis] {
    let held = run.record.validations.map(\.loss).filter(\.isFinite)
    let late = held.suffix(max(3, held.count / 2))
    guard held.count >= 4, run.curve.features.count >= 10, let high = late.max(),
      let low = late.min(),
      high - low <= 0.01 * abs(high)
    else { return [] }
    let flat = FlatValidation(run)
    return [flat.minimum, flat.saddle, flat.rate, flat.pipeline, flat.generalization]
  }
}

/// What a log says to the five hypotheses.
struct FlatValidation {
  private let run: RunSeries

  init(_ run: RunSeries) {
    self.run = run
  }

  /// Whether training fell by a fiftieth of its first value, or by a tenth of itself, in the last half.
  private var isFalling: Bool {
    let losses = run.record.losses.filter(\.isFinite)
    let half = losses.suffix(losses.count / 2)
    let start = CurveWindows.median(Array(half.prefix(max(5, half.count / 5))))
    let fall = start - run.curve.features.last
    let noise = run.curve.features.noise * abs(run.curve.features.first)
    return fall > 0.02 * abs(run.curve.features.first) + noise / 2
      || fall > 0.1 * abs(start) + noise / 2
  }

  /// The norm of the gradient at the end over the one at the beginning; `nil` without gradients.
  private var gradientShare: Double? {
    let values = run.totals.values.filter(\.isFinite)
    let tenth = max(3, values.count / 10)
    guard values.count >= 10 else { return nil }
    let start = CurveWindows.median(Array(values.prefix(tenth)))
    return start > 0 ? CurveWindows.median(Array(values.suffix(tenth))) / start : nil
  }

  /// Whether the gradient has shrunk to a hundredth; `nil` without gradients.
  private var isGradientSmall: Bool? { gradientShare.map { $0 < 0.01 } }

  private var gradientText: String {
    gradientShare.map { "the gradient has \(RunSeries.text($0)) times its first norm" }
      ?? "the log has no gradients"
  }

  /// H1: the run has converged.
  var minimum: Hypothesis {
    Hypothesis(
      number: 1, statement: "The run has converged.",
      verdict: isFalling || isGradientSmall == false ? .refuted : .open,
      evidence: "Training \(isFalling ? "still falls" : "stands still"), \(gradientText).",
      test:
        "Compute the smallest eigenvalue of the Hessian: not negative at a minimum; many are 0 in a ReLU network."
    )
  }

  /// H2: the run sits at a saddle.
  var saddle: Hypothesis {
    Hypothesis(
      number: 2, statement: "The run sits at a saddle point.",
      verdict: isFalling || isGradientSmall == false ? .refuted : .open,
      evidence: "Training \(isFalling ? "still falls" : "stands still"), \(gradientText).",
      test: "Compute the smallest eigenvalue of the Hessian: negative at a saddle.")
  }

  /// H3: the learning rate is too small.
  var rate: Hypothesis {
    let rates = run.rates.filter(\.isFinite)
    let share = rates.last.flatMap { last in
      rates.max().flatMap { $0 > 0 ? last / $0 : nil }
    }
    let ratios = run.weights.compactMap { name in
      run.ratios[name].map { samples in
        CurveWindows.median(Array(samples.values.suffix(max(3, samples.values.count / 10))))
      }
    }
    let ratio = ratios.max()
    // Small gradients make small updates at any rate.
    let isResting = isGradientSmall ?? false
    let isIdle =
      !Detectors.rateTooLow.findings(in: run).isEmpty
      || !Detectors.schedule.findings(in: run).isEmpty
    let verdict: Hypothesis.Verdict
    if !isResting, isIdle || ratio.map({ $0 < 1e-6 }) ?? false {
      verdict = .supported
    } else if isFalling || isResting || (ratio.map { $0 > 1e-5 } ?? false) {
      verdict = .refuted
    } else {
      verdict = .open
    }
    let facts = [
      share.map { "The rate is at \($0.percentText) of its peak" },
      ratio.map { "an update has \(RunSeries.text($0)) times the norm of its weight" },
    ].compactMap { $0 }
    return Hypothesis(
      number: 3, statement: "The learning rate is too small.", verdict: verdict,
      evidence: facts.isEmpty
        ? "The log has neither rates nor updates; training \(isFalling ? "still falls" : "stands still")."
        : facts.joined(separator: "; ")
          + "; training \(isFalling ? "still falls" : "stands still").",
      test:
        "Compare the norm of an update with that of its weight: below 1e-6 next to nothing moves.")
  }

  /// H4: validation is broken.
  var pipeline: Hypothesis {
    let isConstant = run.curve.validation.isConstant
    return Hypothesis(
      number: 4, statement: "The validation pipeline is broken.",
      verdict: isConstant ? .supported : .open,
      evidence: isConstant
        ? "All validation losses are the same number."
        : "Validation varies, which a wrong preprocessing, label map or mode does too.",
      test:
        "Run training data through the validation pipeline: it must give the training loss in evaluation mode."
    )
  }

  /// H5: training goes on without validation: overfitting, or other weights are evaluated.
  var generalization: Hypothesis {
    let isStale = !Detectors.staleWeights.findings(in: run).isEmpty
    let held = run.curve.validation
    let isBelow = run.curve.features.last < 0.9 * held.last
    let hashes = run.facts.weightsHashes.compactMap { $0 }
    let verdict: Hypothesis.Verdict =
      isStale
      ? .supported : !isFalling ? .refuted : isBelow && !held.isConstant ? .supported : .open
    let weights =
      isStale
      ? "the evaluated weights stay the same while training moves"
      : hashes.isEmpty
        ? "the log has no fingerprints of the weights" : "the evaluated weights change"
    return Hypothesis(
      number: 5, statement: "It overfits, or the evaluated weights are stale.", verdict: verdict,
      evidence: """
        Training \(isFalling ? "falls" : "stands still") at \(RunSeries.text(run.curve.features.last)), validation \
        stands at \(RunSeries.text(held.last)), and \(weights).
        """,
      test:
        "Fingerprint the evaluated weights at two evaluations; if they change, evaluate a held-out part of the training data."
    )
  }
}
