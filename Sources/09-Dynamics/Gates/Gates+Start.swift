import Autograd
import Course
import TensorCore
import Text

// G6 to G9: gradients, the first update, the first activations.

extension Gate {
  static var ofStart: [Gate] { [gradient, everyGradient, everyMove, activations] }

  private static var gradient: Gate {
    Gate(
      "G6", "gradient against differences", cause: .missingGradient,
      test: "the gradient check of lesson 02 on the operations of the layer",
      fix: "derive the pullback again; look for in-place changes and detached parts"
    ) { gate, subject in
      let (finding, gaps) = try subject.firstFinding(of: ["P35"])
      if let finding { return gate.failed(finding.evidence, at: finding.place) }
      if let gap = gaps.first { return .notApplicable(gap) }
      return .passed("every parameter agrees to 1 % along a random direction")
    }
  }

  private static var everyGradient: Gate {
    Gate(
      "G7", "every parameter gets a gradient", cause: .missingGradient,
      test: "print the parameters whose gradient is missing after a backward pass",
      fix: "use the layer; look for detached values"
    ) { gate, subject in
      let (finding, gaps) = try subject.firstFinding(of: ["P34"])
      if let finding { return gate.failed(finding.evidence, at: finding.place) }
      if let gap = gaps.first { return .notApplicable(gap) }
      return .passed("\(subject.model.namedParameters.count) parameters")
    }
  }

  private static var everyMove: Gate {
    Gate(
      "G8", "every parameter moves", cause: .notUpdated,
      test: "compare every parameter before and after one step, bit by bit",
      fix: "give the optimizer the parameters of this network, after its last change"
    ) { gate, subject in
      guard let trainingStep = subject.trainingStep else {
        return .notApplicable("no training step is given")
      }
      if let obstacle = subject.shared.obstacle { return .notApplicable(obstacle) }
      let named = subject.model.namedParameters.filter { $0.variable.requiresGradient }
      // What a parameter whose gradient is rounding does says nothing, as a bias before a batch norm.
      let batch = subject.shared.batch
      let norms = try subject.shared.withoutTrace {
        subject.model.zeroGradients()
        try subject.loss.value(subject.model(Variable(batch.inputs)), batch.targets).backward()
        return named.map { Double($0.variable.gradient?.norm() ?? 0) }
      }
      let least = (norms.max() ?? 0) * Double(Scalar.ulpOfOne.squareRoot())
      let resting = try subject.experiment {
        let before = named.map { $0.variable.value }
        _ = try trainingStep(batch)
        return named.indices.filter {
          norms[$0] > least && named[$0].variable.value == before[$0]
        }
      }
      guard let first = resting.first else { return .passed("\(named.count) parameters moved") }
      let names = resting.prefix(4).map { named[$0].name }.joined(separator: ", ")
      return gate.failed(
        "\(resting.count) of \(named.count) have a gradient and did not move: \(names)",
        at: named[first].name)
    }
  }

  private static var activations: Gate {
    Gate(
      "G9", "activations before the first step", cause: .initialization,
      test: "print spread, zeros and saturated outputs of every hidden layer",
      fix: "Kaiming's rule before ReLU, Xavier's before tanh; zero biases; scaled inputs"
    ) { gate, subject in
      let outline = subject.shared.outline
      let limits = subject.limits
      var sizes: [Double] = []
      for (index, part) in outline.parts.enumerated() where outline.tail.first != index {
        guard case .activation(let lower, let upper) = part.kind, part.output.value.isFinite else {
          continue
        }
        let output = part.output.value
        let size = Double(output.map { $0 * $0 }.mean()).squareRoot()
        let units = ActivationUnits(output)
        sizes.append(size)
        if units.areAlike {
          return gate.failed("all \(units.count) units of \(part.name) are alike", at: part.name)
        }
        if units.deadShare > limits.deadShare {
          return gate.failed(
            "\(units.deadShare.percentText) of the units of \(part.name) are 0 for every sample",
            at: part.name, cause: .deadUnits)
        }
        let saturated = units.saturatedShare(lower: lower, upper: upper)
        if saturated > limits.saturatedShare {
          return gate.failed(
            "\(saturated.percentText) of the outputs of \(part.name) are at a bound",
            at: part.name, cause: .saturation)
        }
        if !limits.activations.contains(size) {
          return gate.failed("root mean square of \(part.name) is \(size.short)", at: part.name)
        }
      }
      guard !sizes.isEmpty else { return .notApplicable("no hidden activation was seen") }
      return .passed(
        "root mean squares \(sizes.map(\.short).joined(separator: ", ")), few units dead or flat")
    }
  }
}

/// The units of a layer, by what they say to a batch.
struct ActivationUnits {
  private let output: Tensor

  /// Takes outputs of shape `[samples, units]`, or `[samples, channels, …]`, whose channels are the units.
  init(_ output: Tensor) {
    guard output.shape.axisCount > 2 else {
      self.output = output
      return
    }
    let axes = [0] + (2..<output.shape.axisCount) + [1]
    let channels = output.shape[1]
    self.output = withoutGradient {
      Variable(output).transposed(axes: axes).value
    }.reshaped(to: [output.elementCount / channels, channels])
  }

  /// The number of units.
  var count: Int { output.shape[1] }

  /// Whether there are several units, and all say the same but for rounding.
  var areAlike: Bool {
    guard count > 1 else { return false }
    let columns = output.transposed
    let first = columns.row(0)
    // Products add up in another order for another unit.
    let rounding = 64 * Scalar.ulpOfOne * output.maximumMagnitude()
    return (1..<count).allSatisfy { (columns.row($0) - first).maximumMagnitude() <= rounding }
  }

  /// The share of units that are 0 for every sample.
  var deadShare: Double {
    Double(output.map { abs($0) }.max(axis: 0).scalars.count { $0 == 0 }) / Double(count)
  }

  /// The share of outputs within 1.5 % of the width from a bound, of an activation that has two and does not rest on one.
  func saturatedShare(lower: Double, upper: Double) -> Double {
    guard lower.isFinite, upper.isFinite, upper > lower else { return 0 }
    let margin = 0.015 * (upper - lower)
    let flat = output.scalars.count {
      $0 != 0 && (Double($0) < lower + margin || Double($0) > upper - margin)
    }
    return Double(flat) / Double(output.elementCount)
  }
}
