public import Course

// What a record says about how far parameters went.

extension TrainingRecord.Step {
  /// The norm of each parameter's change as a share of its own norm (equation 9.10); one that stands at 0 is left out.
  ///
  /// A share near 0.001 a step is a customary target for weights; lower while a schedule warms up, and at its end.
  ///
  /// ## Source
  ///
  /// CS231n, "Neural networks part 3", https://cs231n.github.io/neural-networks-3/
  public var updateRatios: [String: Double] {
    parameterNorms.reduce(into: [:]) { ratios, parameter in
      guard let update = updateNorms[parameter.key], parameter.value > 0 else { return }
      ratios[parameter.key] = update / parameter.value
    }
  }

  /// The norm of all changes together as a share of the norm of all parameters; `nil` where nothing was measured.
  public var updateRatio: Double? {
    let size = Self.joint(parameterNorms)
    return size > 0 && !updateNorms.isEmpty ? Self.joint(updateNorms) / size : nil
  }

  /// The norm of all gradients as one long vector; `nil` if none arrived.
  public var gradientNorm: Double? { gradientNorms.isEmpty ? nil : Self.joint(gradientNorms) }

  /// The norm of a vector whose parts have these norms, without overflow of their squares.
  private static func joint(_ norms: [String: Double]) -> Double {
    let plainSum = norms.values.reduce(0, +)
    guard let largest = norms.values.max(), largest > 0, plainSum.isFinite else { return plainSum }
    let squares = norms.values.reduce(0) { $0 + ($1 / largest) * ($1 / largest) }
    return largest * squares.squareRoot()
  }
}

extension TrainingRecord {
  /// The parameters that no step of the run has moved, in the order of their names.
  ///
  /// A change was measured in every step and was exactly 0. A parameter that is frozen on purpose stands here as well.
  public var unmovedParameters: [String] {
    let moved = steps.reduce(into: [String: Bool]()) { moved, step in
      for (name, norm) in step.updateNorms { moved[name] = moved[name] == true || norm != 0 }
    }
    return moved.filter { !$0.value }.keys.sorted()
  }

  /// The parameters to which no gradient came in any step, in the order of their names.
  public var parametersWithoutGradient: [String] {
    let names = Set(steps.flatMap { $0.parameterNorms.keys })
    return names.subtracting(steps.flatMap { $0.gradientNorms.keys }).sorted()
  }
}
