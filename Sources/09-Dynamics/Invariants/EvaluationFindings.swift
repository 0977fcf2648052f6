public import Autograd
import TensorCore
import Text

/// What is wrong with an evaluation: it must give the same twice, and change nothing.
///
/// The evaluation is carried out twice, and compared to the bit; parameters, buffers, generators, gradients and
/// modes are compared with those before. What it has changed is put back, so that asking does no harm.
///
/// ```swift
/// let findings = try evaluationFindings(of: model) {
///   try Evaluation(of: model, on: data, for: .classification).loss
/// }
/// ```
///
/// - Parameters:
///   - model: The network.
///   - step: The number of the step, from 0, for the findings.
///   - evaluate: Evaluates the network; the number that it reports.
/// - Returns: The findings.
/// - Throws: What the evaluation throws; what it has changed is put back.
public func evaluationFindings(
  of model: any Layer, step: Int? = nil, _ evaluate: () throws -> Double
) rethrows -> [RunFinding] {
  let before = LayerSnapshots(model)
  defer { before.putBack() }
  let uses = LayerSnapshots.Uses(model)
  let first: Double
  do {
    defer { uses.stop() }
    first = try evaluate()
  }
  let changes = before.changes(step: step)
  let second = try evaluate()
  // Two NaN are the same answer.
  guard first != second, !(first.isNaN && second.isNaN) else { return changes }
  return [
    RunFinding(
      uses.trainingLayer == nil ? .notReproducible : .wrongMode, place: uses.trainingLayer,
      step: step,
      evidence: """
        Evaluated twice on the same weights: \(first.shortText(significantDigits: 6)) and \
        \(second.shortText(significantDigits: 6))\
        \(uses.trainingLayer.map { "; \($0) was used in training mode" } ?? "").
        """,
      test: "Evaluate twice without a step in between; the numbers must agree to the bit.",
      fix: """
        model.eval() before the evaluation; a fixed set in a fixed order, without augmentation; no randomness that \
        asks no mode.
        """)
  ] + changes
}

extension LayerSnapshots {
  /// Which layers with something to remember are used in training mode.
  fileprivate final class Uses {
    /// The first of them, by path and type.
    private(set) var trainingLayer: String?

    private var hooks: [HookHandle] = []

    init(_ model: any Layer) {
      hooks = model.namedLayers.filter { !$0.layer.buffers.isEmpty }.map { name, layer in
        let name = LayerSnapshots.title(name, layer)
        return layer.addForwardHook { [weak self, unowned layer] _, _ in
          guard let self, self.trainingLayer == nil, layer.mode == .training else { return }
          self.trainingLayer = name
        }
      }
    }

    func stop() { for hook in hooks { hook.remove() } }
  }
}

/// All that a network consists of, layer by layer, to tell and undo what an experiment has changed.
struct LayerSnapshots {
  private struct Snapshot {
    let name: String
    let layer: any Layer
    let mode: Mode
    let parameters: [Tensor]
    let gradients: [Tensor?]
    let buffers: Checkpoint
  }

  private let snapshots: [Snapshot]

  init(_ model: any Layer) {
    snapshots = model.namedLayers.map { name, layer in
      Snapshot(
        name: name, layer: layer, mode: layer.mode,
        parameters: layer.parameters.map(\.variable.value),
        gradients: layer.parameters.map(\.variable.gradient),
        buffers: LayerSnapshots.buffers(of: layer))
    }
  }

  /// A layer by path and type, such as `2 (Dropout)`.
  static func title(_ name: String, _ layer: any Layer) -> String {
    name.isEmpty ? "\(type(of: layer))" : "\(name) (\(type(of: layer)))"
  }

  private static func buffers(of layer: any Layer) -> Checkpoint {
    Checkpoint(["buffers": StateGroup(layer.buffers)])
  }

  /// Puts everything back to where it was.
  ///
  /// Outer layers come first, so that an inner one has the last word on its mode.
  func putBack() {
    for snapshot in snapshots {
      if snapshot.layer.mode != snapshot.mode { snapshot.layer.setMode(snapshot.mode) }
    }
    for snapshot in snapshots {
      for (index, parameter) in snapshot.layer.parameters.enumerated() {
        let (variable, value) = (parameter.variable, snapshot.parameters[index])
        if variable.value != value { variable.modify { $0 = value } }
        if variable.requiresGradient { variable.gradient = snapshot.gradients[index] }
      }
      do {
        try snapshot.buffers.restore(["buffers": StateGroup(snapshot.layer.buffers)])
      } catch {
        preconditionFailure("evaluationFindings: the buffers of \(snapshot.name): \(error)")
      }
    }
  }

  /// What has changed since, as findings about an evaluation.
  func changes(step: Int?) -> [RunFinding] {
    snapshots.flatMap { snapshot -> [RunFinding] in
      let title = LayerSnapshots.title(snapshot.name, snapshot.layer)
      var findings: [RunFinding] = []
      if snapshot.layer.mode != snapshot.mode {
        findings.append(
          finding(
            .wrongMode, title, step,
            "was in \(snapshot.mode) mode and is in \(snapshot.layer.mode)",
            "Put back the mode that each layer had, also where the evaluation throws."))
      }
      if LayerSnapshots.buffers(of: snapshot.layer) != snapshot.buffers {
        findings.append(
          finding(
            .wrongMode, title, step, "has other running statistics or another generator",
            "model.eval() before the evaluation."))
      }
      for (index, parameter) in snapshot.layer.parameters.enumerated() {
        let path = snapshot.name.isEmpty ? parameter.name : "\(snapshot.name).\(parameter.name)"
        if parameter.variable.value != snapshot.parameters[index] {
          findings.append(
            finding(
              .staleWeights, path, step, "has other values",
              "Put the trained weights back after averaged or loaded ones were evaluated."))
        }
        if parameter.variable.gradient != snapshot.gradients[index] {
          findings.append(
            finding(
              .gradientsKept, path, step, "has another gradient",
              "Evaluate without a graph, and never call backward() there."))
        }
      }
      return findings
    }
  }

  private func finding(
    _ cause: Cause, _ place: String, _ step: Int?, _ change: String, _ fix: String
  ) -> RunFinding {
    RunFinding(
      cause, place: place, step: step, evidence: "After the evaluation \(place) \(change).",
      test: "Compare the model's state before and after the evaluation, to the bit.", fix: fix)
  }
}
