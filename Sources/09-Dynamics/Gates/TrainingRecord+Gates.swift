import Course

// What the gates read out of a record.

extension TrainingRecord {
  /// The first step at which the loss or a norm is not finite.
  var firstNotFinite: Int? {
    steps.firstIndex { step in
      !step.loss.isFinite
        || [step.gradientNorms, step.parameterNorms, step.updateNorms].contains {
          $0.values.contains { !$0.isFinite }
        }
    }
  }

  /// For every weight the ratio of update to value over the first quarter of the run, as it would be at the peak of the schedule:
  /// a median of ratio · peak rate / rate.
  ///
  /// In a warm-up and at the end of a cosine the ratio itself is far lower, as it should be. Biases are left out, because they
  /// start at 0; later steps, because a gradient that goes to 0 takes the ratio along.
  ///
  /// - Parameter planned: The rates that the schedule means; the recorded ones if `nil`.
  /// - Returns: The ratios by name; `nil` if norms are not recorded.
  func peakRatios(planned: [Double]?) -> [(name: String, ratio: Double)]? {
    guard steps.contains(where: { !$0.updateNorms.isEmpty && !$0.parameterNorms.isEmpty }) else {
      return nil
    }
    let peak = max(planned?.max() ?? 0, steps.map(\.learningRate).max() ?? 0)
    var ratios: [String: [Double]] = [:]
    for step in steps.prefix(max(10, steps.count / 4)) where step.learningRate > 0 {
      for (name, update) in step.updateNorms where name.hasSuffix("weight") {
        guard let norm = step.parameterNorms[name], norm > 0 else { continue }
        ratios[name, default: []].append(update / norm * peak / step.learningRate)
      }
    }
    return ratios.map { (name: $0.key, ratio: $0.value.sorted()[$0.value.count / 2]) }
      .sorted { $0.name < $1.name }
  }
}
