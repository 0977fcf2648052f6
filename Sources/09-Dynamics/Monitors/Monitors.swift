public import Autograd
public import Course
import TensorCore

/// Watches a network while it trains, and writes what it sees as columns of a record.
///
/// ```swift
/// let monitors = Monitors(of: model)
/// let run = try fit(model, optimizer, columns: monitors.columns, stepCount: 20) { step in
///   softmaxCrossEntropy(model(x), classes: [0, 1])
/// }
/// run.record.steps[0].columns[.zeroShare]       // ["1": 0.5], under the path of each activation
/// run.record.steps[0].columns[.unchangedShare]  // a share for each of "0.weight", "0.bias" and so on
/// ```
///
/// Hooks on the layers look at every output of a pass in training mode; passes in evaluation mode are left out, so that
/// a validation in between changes no figure. What the parts of an accumulated batch give is put together. A pass that
/// belongs to no step, as one for the curvature, is to be made in evaluation mode.
///
/// ## Conventions
///
/// The first pass after a column was read begins a new step. Parameters are compared with what they were in that
/// pass. Axis 1 of an output counts the units, be they features or channels; all other axes are samples.
///
/// ## Cost
///
/// Two walks over every output, and a comparison of every parameter with a copy that a step makes.
public final class Monitors {
  /// The network that is watched.
  public let model: any Layer

  private let parameters: [(name: String, variable: Variable)]
  private var handles: [HookHandle] = []
  private var statistics: [String: ActivationStatistics] = [:]
  private var valuesBefore: [Tensor]
  private var wasRead = true

  /// Begins to watch a network.
  ///
  /// - Parameter model: The network; layers and parameters that it gets later are not seen.
  public init(of model: any Layer) {
    self.model = model
    parameters = model.namedParameters
    valuesBefore = parameters.map(\.variable.value)
    handles = model.namedLayers.filter { $0.layer.children.isEmpty }.map { name, layer in
      let kind = ActivationStatistics.Kind(of: layer)
      return layer.addForwardHook { [weak self, weak layer] _, output in
        guard let self, layer?.mode == .training else { return }
        beginIfRead()
        statistics[name, default: ActivationStatistics(kind)].observe(output.value)
      }
    }
  }

  /// Takes the hooks away; what was seen can still be read.
  public func stop() {
    for handle in handles { handle.remove() }
    handles = []
  }

  /// What was seen of each layer in the step, under its path; empty for a layer that was not applied.
  public var layers: [String: ActivationStatistics] {
    wasRead = true
    return statistics
  }

  /// For each parameter the share of its entries that are as they were in the step's first pass, to the bit.
  public var unchangedShares: [String: Double] {
    wasRead = true
    return Dictionary(
      uniqueKeysWithValues: zip(parameters, valuesBefore).map { parameter, before in
        (parameter.name, Self.unchangedShare(parameter.variable.value, before))
      })
  }

  /// The columns, as `fit` and a trainer want them: each is measured at the end of every step.
  ///
  /// `TrainingRecord.Column.zeroShare` and `TrainingRecord.Column.deadShare` are written for activations,
  /// `TrainingRecord.Column.saturatedShare` for bounded ones, mean and deviation for every layer without layers inside.
  public var columns: [TrainingRecord.Column: () -> [String: Double]] {
    func column(
      _ figure: @escaping (ActivationStatistics) -> Double?
    ) -> () -> [String: Double] {
      { self.layers.compactMapValues(figure) }
    }
    return [
      .activationMean: column(\.mean),
      .activationStandardDeviation: column(\.standardDeviation),
      .zeroShare: column { $0.kind.isActivation ? $0.zeroShare : nil },
      .deadShare: column { $0.kind.isActivation ? $0.deadShare : nil },
      .saturatedShare: column(\.saturatedShare),
      .unchangedShare: { self.unchangedShares },
    ]
  }

  /// Forgets the last step when the next begins.
  private func beginIfRead() {
    guard wasRead else { return }
    wasRead = false
    statistics = [:]
    valuesBefore = parameters.map(\.variable.value)
  }

  private static func unchangedShare(_ now: Tensor, _ before: Tensor) -> Double {
    let (now, before) = (now.scalars, before.scalars)
    guard !now.isEmpty else { return 0 }
    let count = now.indices.count { now[$0].bitPattern == before[$0].bitPattern }
    return Double(count) / Double(now.count)
  }
}
