import Autograd
import Init
import TensorCore
import Text

// The first weights, and what they make of a batch.

extension PreflightRule {
  /// Rules on the state before the first step.
  static var start: [PreflightRule] {
    [equalUnits, weightScale, silentUnits, startingLoss, lossOfSums]
  }

  private static var equalUnits: PreflightRule {
    PreflightRule(
      "P29", "equal units", cause: .initialization,
      source: "NeuraLint f004; TheDeepChecker poor_init; lesson 04",
      reason:
        "units with equal weights in and out get equal gradients and stay equal: a layer of them is worth one unit",
      check: "a hidden layer before an activation, all of whose rows of weights are alike",
      test:
        "compare two rows after ten steps: still equal where the weights out are, else along few directions",
      fix: "random weights; zeros only in the last layer, or the last of a residual branch"
    ) { subject in
      let parts = subject.outline.parts
      return .found(
        parts.indices.compactMap { index -> Observation? in
          guard case .activation = parts[index].kind else { return nil }
          // A normalization between the two changes nothing of the symmetry.
          let before = subject.outline.chain(before: index).first {
            parts[$0].kind == .weights
          }
          guard let before, before >= index - 3, let weight = parts[before].weight?.value,
            weight.shape[0] > 1
          else { return nil }
          let rows = weight.reshaped(to: [weight.shape[0], weight.elementCount / weight.shape[0]])
          guard (rows.max(axis: 0) - rows.min(axis: 0)).maximumMagnitude() == 0 else { return nil }
          return Observation(
            "all \(weight.shape[0]) units of \(parts[before].name) have the same weights",
            at: parts[before].name)
        })
    }
  }

  private static var weightScale: PreflightRule {
    PreflightRule(
      "P30", "scale of the first weights", cause: .initialization,
      source: "TheDeepChecker need_he, need_glorot, need_lecun, need_init_well; lesson 04's doctor",
      reason:
        "a signal that every layer halves or doubles is a million times smaller or larger after twenty of them",
      check:
        "lesson 04's doctor on chains of linear layers: where a consequence is measured, deviations are compared with the rules",
      test: "print the spread of the activations of every layer between samples",
      fix: "Kaiming's rule before ReLU, Xavier's before tanh, a smaller last layer"
    ) { subject in
      guard let task = subject.initTask else {
        return .notChecked(
          "lesson 04's doctor knows chains of linear layers with logits at the end")
      }
      let report = try InitDoctor().examine(subject.model, inputs: subject.batch.inputs, task: task)
      let told: Set<InitReport.Fault> = [
        .identicalLayers, .swappedFans, .defaultForReLU, .xavierForReLU, .tooSmall, .tooLarge,
        .flatActivation, .gradientsGrow, .residualGrowth, .hotHead,
      ]
      let missesReLU: Set<InitReport.Fault> = [.defaultForReLU, .xavierForReLU]
      return .found(
        report.findings.filter { finding in
          told.contains(finding.fault) && finding.certainty > .possible
            && (!missesReLU.contains(finding.fault) || subject.outline.isDeep)
        }.map {
          Observation(
            "\($0.fault.rawValue): \($0.evidence); \($0.remedy)",
            at: $0.fault == .hotHead ? subject.outline.headName : subject.outline.firstWeights,
            strength: 0.7)
        })
    }
  }

  private static var silentUnits: PreflightRule {
    PreflightRule(
      "P31", "units dead or saturated at the start", cause: .deadUnits,
      source: "TheDeepChecker fc_act_dead, fc_act_sat; lesson 03",
      reason:
        "a unit that is 0 for every sample passes no gradient to its weights, one at its bound hardly any",
      check:
        "more than 80 % of a layer's units are 0 for all samples; more than half of a bounded layer's outputs are within 1.5 % of its width from a bound",
      test: "print the least and the greatest weighted sum of the layer",
      fix: "scale the inputs, zero the biases, give the weights the rule of the activation"
    ) { subject in
      .found(
        subject.outline.parts.compactMap { part -> Observation? in
          guard case .activation(let lower, let upper) = part.kind,
            part.output.shape.axisCount == 2, part.output.value.isFinite
          else { return nil }
          let output = part.output.value
          let dead = output.map { abs($0) }.max(axis: 0).scalars.count { $0 == 0 }
          if Double(dead) > 0.8 * Double(part.outputCount) {
            return Observation(
              "\(dead) of \(part.outputCount) units of \(part.name) are 0 for every sample",
              at: part.name, strength: 0.9)
          }
          guard lower.isFinite, upper.isFinite, upper > lower else { return nil }
          let margin = 0.015 * (upper - lower)
          // An exact 0 is a unit that is off, as ReLU6 has them; a sigmoid never gets there.
          let flat = output.scalars.count {
            $0 != 0 && (Double($0) < lower + margin || Double($0) > upper - margin)
          }
          guard 2 * flat > output.elementCount else { return nil }
          return Observation(
            "\((Double(flat) / Double(output.elementCount)).percentText) of the outputs of \(part.name) are at a bound",
            at: part.name, strength: 0.8, cause: .saturation)
        })
    }
  }
}

extension NetworkOutline {
  /// Whether it has six activations or more.
  ///
  /// PyTorch's default leaves a sixth of the squared differences behind each: after four layers a thousandth, which
  /// training makes up for, after six less than a forty-thousandth.
  fileprivate var isDeep: Bool {
    parts.count { part in
      if case .activation = part.kind { true } else { false }
    } >= 6
  }

  /// The name of the first layer of weights.
  fileprivate var firstWeights: String? { parts.first { $0.kind == .weights }?.name }
}

extension PreflightSubject {
  /// The task as lesson 04's doctor knows it; `nil` for networks that it does not.
  fileprivate var initTask: InitDoctor.Task? {
    guard obstacle == nil, batch.count >= 16, batch.inputs.shape.axisCount == 2,
      outline.head == .weights,
      outline.parts.allSatisfy({ part in
        let isKnown =
          switch part.kind {
          case .weights: part.layer is Linear
          case .activation, .identity: true
          default: false
          }
        return isKnown && part.output.shape.axisCount == 2
      })
    else { return nil }
    switch loss.kind {
    case .crossEntropy:
      return batch.labels(of: .classes(outline.output.shape[1])).map { .classes($0) }
    case .binaryWithLogits: return .binary(batch.targets)
    case .squaredError: return .values(batch.targets)
    default: return nil
    }
  }
}
