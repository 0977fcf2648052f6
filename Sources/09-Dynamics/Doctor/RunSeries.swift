package import Course
import Text
import Foundation

/// A record turned round: for every name the numbers of all steps, in the order of the layers.
package struct RunSeries: Sendable {
  /// Numbers and the steps, by index in the record, at which they were measured.
  struct Samples: Sendable {
    var steps: [Int] = []
    var values: [Double] = []

    /// The median of the finite values; 0 of none.
    var median: Double { CurveWindows.median(values.filter(\.isFinite)) }

    mutating func append(_ value: Double, at step: Int) {
      steps.append(step)
      values.append(value)
    }

    /// The values at steps of a range.
    func values(in range: Range<Int>) -> [Double] {
      zip(steps, values).filter { range.contains($0.0) }.map(\.1)
    }
  }

  let record: TrainingRecord
  let facts: RunFacts
  let curve: LossCurve
  /// The parameters, from the input to the output.
  let names: [String]
  let gradients: [String: Samples]
  let parameters: [String: Samples]
  let updates: [String: Samples]
  /// The size of each update in shares of its parameter.
  let ratios: [String: Samples]
  let columns: [TrainingRecord.Column: [String: Samples]]
  /// The norm of the whole gradient.
  let totals: Samples
  /// The learning rates; NaN where they are unknown.
  let rates: [Double]
  /// The weights: parameters of two axes or more; where shapes are unknown, those that no name calls otherwise.
  let weights: [String]

  /// Turns a record round.
  package init(_ record: TrainingRecord, _ facts: RunFacts) {
    self.record = record
    self.facts = facts
    curve = LossCurve(record)
    var gradients: [String: Samples] = [:]
    var parameters: [String: Samples] = [:]
    var updates: [String: Samples] = [:]
    var ratios: [String: Samples] = [:]
    var columns: [TrainingRecord.Column: [String: Samples]] = [:]
    var totals = Samples()
    for (index, step) in record.steps.enumerated() {
      for (name, norm) in step.gradientNorms {
        gradients[name, default: Samples()].append(norm, at: index)
      }
      for (name, norm) in step.parameterNorms {
        parameters[name, default: Samples()].append(norm, at: index)
      }
      for (name, norm) in step.updateNorms {
        updates[name, default: Samples()].append(norm, at: index)
        if let size = step.parameterNorms[name], size > 0 {
          ratios[name, default: Samples()].append(norm / size, at: index)
        }
      }
      for (column, numbers) in step.columns {
        for (name, number) in numbers {
          columns[column, default: [:]][name, default: Samples()].append(number, at: index)
        }
      }
      if let total = step.gradientNorms[NamedRow.total] {
        totals.append(total, at: index)
      } else if !step.gradientNorms.isEmpty {
        let squares = step.gradientNorms.values.reduce(0) { $0 + $1 * $1 }
        totals.append(squares.squareRoot(), at: index)
      }
    }
    gradients[NamedRow.total] = nil
    (self.gradients, self.parameters, self.updates) = (gradients, parameters, updates)
    (self.ratios, self.columns, self.totals) = (ratios, columns, totals)
    let found = Set(gradients.keys).union(parameters.keys).union(updates.keys)
    names = Self.ordered(found, as: facts.parameterNames)
    rates = record.steps.map(\.learningRate)
    weights = names.filter { Self.isWeight($0, facts) }
  }

  // MARK: - Names

  private static func isWeight(_ name: String, _ facts: RunFacts) -> Bool {
    if let shape = facts.parameterShapes[name] { return shape.count >= 2 }
    let word = name.lowercased()
    let others = ["bias", "offset", "scale", "beta", "gamma", "norm", "bn"]
    return !others.contains { word.contains($0) }
  }

  /// The layers of a column, from the input to the output, without the ends of the network.
  func layers(of column: TrainingRecord.Column) -> [String] {
    let found = Set((columns[column] ?? [:]).keys).subtracting(["input", "output", "target"])
    return Self.ordered(found, as: facts.layers.flatMap { [$0.name + ".input", $0.name] })
  }

  /// Whether no parameter comes behind a layer: what it says is said of the output.
  func isLast(_ layer: String) -> Bool {
    if let index = facts.layers.firstIndex(where: { $0.name == layer }), !names.isEmpty {
      return !facts.layers[(index + 1)...].contains { later in
        names.contains { $0.hasPrefix(later.name + ".") }
      }
    }
    return names.allSatisfy { $0.hasPrefix(layer + ".") || Self.precedes($0, layer) }
  }

  /// Names in a given order; those that it does not hold come in the order of their words and numbers.
  private static func ordered(_ names: Set<String>, as order: [String]) -> [String] {
    let known = order.filter(names.contains)
    return known + names.subtracting(known).sorted(by: precedes)
  }

  /// Whether a name comes before another where numbers in them count as numbers: `2.weight` before `10.weight`.
  static func precedes(_ left: String, _ right: String) -> Bool {
    left.compare(right, options: [.numeric]) == .orderedAscending
  }

  // MARK: - Figures

  /// The number of steps.
  var count: Int { record.steps.count }

  /// The numbers of a name under a column.
  func samples(_ column: TrainingRecord.Column, _ name: String) -> Samples? {
    columns[column]?[name]
  }

  /// The steps at which the learning rate is at least half of its highest value; all, where it is unknown.
  ///
  /// A ratio of updates is judged there: early in a warm-up and late in a cosine it is small in every run.
  var peakSteps: Set<Int> {
    let highest = rates.filter(\.isFinite).max() ?? .nan
    return Set(rates.indices.filter { !(rates[$0] < 0.5 * highest) })
  }

  /// The median over the peak of the schedule of a parameter's updates in shares of its size.
  func peakRatio(_ name: String) -> Double? {
    guard let samples = ratios[name] else { return nil }
    let peak = peakSteps
    let values = zip(samples.steps, samples.values).filter { peak.contains($0.0) && $0.1.isFinite }
    return values.isEmpty ? nil : CurveWindows.median(values.map(\.1))
  }

  /// The sum of a parameter's updates in shares of its size: how far it can have moved at most.
  func reach(_ name: String) -> Double? {
    guard let samples = ratios[name], let first = samples.steps.first, let last = samples.steps.last
    else { return nil }
    let mean = samples.values.filter(\.isFinite).reduce(0, +) / Double(samples.values.count)
    // What was measured at every tenth step stands for the nine between.
    let length = facts.stepNumber(last) - facts.stepNumber(first) + 1
    return mean * Double(max(length, samples.values.count))
  }

  /// The loss at the beginning and at the end, in words.
  var course: String {
    "the loss went from \(Self.text(curve.features.first)) to \(Self.text(curve.features.last))"
  }

  /// A number in prose.
  static func text(_ value: Double) -> String { value.proseText(significantDigits: 3) }

  /// What the record counts: `step` or `epoch`.
  var unit: String { facts.stepUnit.rawValue }

  /// The number of a step in the run.
  func number(_ index: Int) -> Int { facts.stepNumber(index) }
}
