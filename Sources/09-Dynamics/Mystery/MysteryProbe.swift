/// Something that can be measured of a run, for a price in points.
public enum MysteryProbe: String, CaseIterable, Sendable, Hashable {
  case heldOut = "held-out loss along the run"
  case rates = "learning rate along the run"
  case updates = "updates by layer, in shares of the weights"
  case gradients = "gradient norms by layer"
  case units = "shares of dead units"
  case weights = "norms of the weights, first and last"
  case inputs = "mean and spread of the inputs"
  case outputs = "layers, loss, and the outputs of a batch"
  case fingerprints = "fingerprints of the weights, evaluated and trained"
  case labels = "do samples have the label of their nearest neighbor?"
  case split = "samples that are in both sets"
  case sameBatch = "one batch twice through the loop, at rate 0"
  case evaluatedTwice = "two evaluations of the same weights"
  case tenth = "the same run at a tenth of the rate"
  case oneBatch = "sixteen samples, again and again"

  /// What it costs: 1 for what a log holds, 2 for an experiment, 3 for a training of its own.
  public var price: Int {
    switch self {
    case .heldOut, .rates, .updates, .gradients, .units, .weights, .inputs, .outputs,
      .fingerprints:
      1
    case .labels, .split, .sameBatch, .evaluatedTwice: 2
    case .tenth, .oneBatch: 3
    }
  }
}

/// What a measurement brought to light.
public struct MysteryEvidence: Sendable, Hashable {
  /// What was measured.
  public let probe: MysteryProbe

  /// The figures, a line each.
  public let lines: [String]

  /// The causes that the figures rule out.
  public let refuted: Set<Cause>

  /// The causes that the figures speak for.
  public let supported: Set<Cause>
}
