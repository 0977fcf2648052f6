import Autograd
import TensorCore

// Faults that are facts about the numbers: zeros, copies, NaN.

extension Examination {
  var notFinite: InitReport.Finding? {
    let bad = pass.traces.first { !$0.output.isFinite }
    guard bad != nil || !pass.loss.isFinite else { return nil }
    return .init(
      fault: .notFinite, certainty: .certain,
      evidence: bad.map { "the output of \($0.name) is infinite or NaN" }
        ?? "the loss is \(pass.loss)")
  }

  var noGradient: InitReport.Finding? {
    let isDead = linears.allSatisfy { $0.layer.weight.gradient?.maximumMagnitude() ?? 0 == 0 }
    // A layer of dead units has its own name.
    guard isDead, !linears.isEmpty, deadUnits?.certainty != .certain else { return nil }
    return .init(
      fault: .noGradient, certainty: .certain,
      evidence: "the gradient of all \(linears.count) weights is exactly 0")
  }

  var symmetric: InitReport.Finding? {
    for linear in hidden {
      let count = linear.duplicateCount
      guard count > 0 else { continue }
      return .init(
        fault: .symmetric, certainty: .certain,
        evidence: "\(count) of the \(Int(linear.outputCount)) units of \(linear.trace.name) "
          + "equal another in weights and gradients")
    }
    return nil
  }

  var identicalLayers: InitReport.Finding? {
    for (index, linear) in linears.enumerated() {
      let weight = linear.layer.weight
      // A constant matrix is symmetric, which is said already; a shared variable is meant.
      guard weight.value.variance() > 0 else { continue }
      let twin = linears[..<index].first {
        $0.layer.weight !== weight && $0.layer.weight.value == weight.value
      }
      if let twin {
        return .init(
          fault: .identicalLayers, certainty: .certain,
          evidence:
            "the weights of \(twin.trace.name) and \(linear.trace.name) are the same numbers")
      }
    }
    return nil
  }

  var unscaledInputs: InitReport.Finding? {
    let size = Signal(of: pass.inputs).rootMeanSquare
    let features = (pass.inputs * pass.inputs).mean(axis: 0).scalars.filter { $0 > 0 }.sorted()
    guard let largest = features.last else { return nil }
    let ratio = Double(largest / features[features.count / 2]).squareRoot()
    guard size > 5 || size < 0.05 || ratio > 30 else { return nil }
    return .init(
      fault: .unscaledInputs, certainty: .likely,
      evidence: "root mean square of the inputs \(size), of the largest feature \(ratio) times "
        + "that of the middle one")
  }

  var deadUnits: InitReport.Finding? {
    for linear in hidden {
      guard let output = linear.activation?.output else { continue }
      let width = linear.outputCount
      let dead = Double(output.map { abs($0) }.max(axis: 0).scalars.count { $0 == 0 })
      // Half the units may be dead by chance where all inputs have come to look alike.
      guard dead == width || dead > max(0.8 * width, width / 2 + 2 * width.squareRoot()) else {
        continue
      }
      // Zero weights and zero biases make zeros, and have their own name.
      if linear.weightSquare == 0, linear.trace.output.maximumMagnitude() == 0 { continue }
      return .init(
        fault: .deadUnits, certainty: dead == width ? .certain : .likely,
        evidence: "\(Int(dead)) of the \(Int(width)) units of \(linear.trace.name) give 0 for "
          + "all \(output.shape[0]) samples")
    }
    return nil
  }
}

extension ExaminedLinear {
  /// How many units equal an earlier one in weights, bias and gradients.
  fileprivate var duplicateCount: Int {
    guard let weight = layer.weight.gradient else { return 0 }
    let rows = (0..<layer.weight.shape[0]).map { row in
      [layer.weight.value.row(row).scalars, weight.row(row).scalars]
        + (layer.bias.map { bias in
          [[bias.value.scalars[row], bias.gradient?.scalars[row] ?? 0]]
        } ?? [])
    }
    var first: [[Scalar]: [Int]] = [:]
    var count = 0
    for (index, row) in rows.enumerated() {
      // Equal weights to the bit; gradients to rounding, because sums may be taken in another order.
      let key = row[0] + (row.count > 2 ? [row[2][0]] : [])
      if first[key, default: []].contains(where: { rows[$0].hasGradients(like: row) }) {
        count += 1
      }
      first[key, default: []].append(index)
    }
    return count
  }
}

extension [[Scalar]] {
  /// Whether the gradients of two units are equal but for rounding.
  fileprivate func hasGradients(like other: [[Scalar]]) -> Bool {
    let (mine, theirs) = (self[1], other[1])
    let scale = mine.map { abs($0) }.max() ?? 0
    return zip(mine, theirs).allSatisfy { abs($0 - $1) <= scale * 1000 * Scalar.ulpOfOne }
  }
}
