import Course
import Text

// What the log of the run holds.

extension MysteryLab {
  private var record: TrainingRecord { run.record }

  var heldOut: MysteryEvidence {
    let held = record.validations.map(\.loss)
    let (first, last) = (held.first ?? .nan, held.last ?? .nan)
    let isConstant = Set(held).count == 1
    let training = run.lastLoss
    let learned = training < 0.5 * (record.losses.first ?? .nan)
    return evidence(
      .heldOut,
      [
        "held-out loss: \(held.map(text).joined(separator: " "))",
        "training loss of the last ten steps: \(text(training))",
        isConstant
          ? "The held-out loss is the same to the last digit from the start on: no overfitting begins so."
          : "",
      ].filter { !$0.isEmpty },
      [
        .overfitting: verdict(
          absent: isConstant || !learned || last < 3 * training || last < 0.3,
          present: !isConstant && learned && last > 5 * training && last > 0.5
            && first > 0.5),
        .staleWeights: isConstant ? .open : .refuted,
      ])
  }

  var rates: MysteryEvidence {
    let rates = record.steps.map(\.learningRate)
    let shown = stride(from: 0, to: rates.count, by: max(1, rates.count / 10)).map { rates[$0] }
    // A cosine is below a hundredth of its peak in its last 6 %.
    let highest = rates.max() ?? 0
    let spent = Double(rates.count { $0 < 0.01 * highest }) / Double(max(1, rates.count))
    return evidence(
      .rates, ["learning rate: \(shown.map(text).joined(separator: " "))"],
      [.schedule: verdict(absent: spent < 0.1, present: spent > 0.3)])
  }

  var updates: MysteryEvidence {
    let early = record.steps.prefix(20)
    let ratios = run.weights.map { name in
      CurveWindows.median(
        early.compactMap { step in
          step.updateNorms[name].flatMap { update in
            step.parameterNorms[name].map { update / max($0, 1e-300) }
          }
        })
    }
    let still = run.weights.filter { name in
      record.steps.allSatisfy { ($0.updateNorms[name] ?? 0) == 0 }
        && record.steps.contains { ($0.gradientNorms[name] ?? 0) > 0 }
    }
    let greatest = ratios.max() ?? 0
    return evidence(
      .updates,
      zip(run.weights, ratios).map { name, ratio in
        "\(name): \(text(ratio))\(still.contains(name) ? ", at every step, with a gradient" : "")"
      } + ["Median of the first twenty steps; 0.001 is usual, momentum takes more at first."],
      [
        .rateTooLow: verdict(absent: greatest > 3e-4, present: greatest < 1e-4),
        .notUpdated: verdict(absent: still.isEmpty, present: !still.isEmpty),
      ])
  }

  var gradients: MysteryEvidence {
    let early = record.steps.prefix(20)
    let norms = run.weights.map { name -> Double? in
      let values = early.compactMap { $0.gradientNorms[name] }
      return values.isEmpty ? nil : CurveWindows.median(values)
    }
    let missing = norms.contains { $0 == nil }
    let (first, last) = (norms.first ?? nil, norms.last ?? nil)
    let ratio = first.flatMap { first in last.map { first / max($0, 1e-300) } }
    return evidence(
      .gradients,
      zip(run.weights, norms).map { "\($0): \($1.map(text) ?? "none arrives")" }
        + ["Median of the first twenty steps."],
      [
        .missingGradient: missing ? .supported : .refuted,
        .vanishingGradients: verdict(
          absent: ratio.map { $0 > 1e-2 || $0 == 0 } ?? true,
          present: ratio.map { $0 < 1e-3 && $0 > 0 } ?? false),
      ])
  }

  var units: MysteryEvidence {
    let columns = record.steps.compactMap { $0.columns[.deadShare] }
    let layers = (columns.first ?? [:]).keys.sorted { RunSeries.precedes($0, $1) }
    let shares = layers.map { layer in
      (first: columns.first?[layer] ?? 0, last: columns.last?[layer] ?? 0)
    }
    let born = shares.map(\.first).max() ?? 0
    return evidence(
      .units,
      zip(layers, shares).map { layer, share in
        "layer \(layer): \(share.first.percentText) at the first step, \(share.last.percentText) at the last"
      } + ["Units that are 0 for every sample of a batch."],
      [.deadUnits: verdict(absent: born < 0.6, present: born > 0.9)])
  }

  var weights: MysteryEvidence {
    let shares = run.weights.map { name in
      (run.lastNorms[name] ?? 0) / max(run.firstNorms[name] ?? 0, 1e-300)
    }
    let widest = shares.max() ?? 1
    return evidence(
      .weights,
      run.weights.map { name in
        "\(name): \(text(run.firstNorms[name] ?? 0)), then \(text(run.lastNorms[name] ?? 0))"
      },
      [.decayTooStrong: verdict(absent: !(widest < 0.8), present: widest < 0.6)])
  }

  var fingerprints: MysteryEvidence {
    let pairs = zip(run.fingerprints, run.trainedFingerprints)
    let differing = pairs.count { $0 != $1 }
    return evidence(
      .fingerprints,
      pairs.map { "evaluated \($0.prefix(8)), trained \($1.prefix(8))" },
      [.staleWeights: differing == 0 ? .refuted : .supported])
  }
}
