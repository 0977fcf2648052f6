/// What the doctor found wrong with the first weights of a network.
public struct InitReport: Sendable {
  /// A fault of an initialization.
  public enum Fault: String, Sendable, Hashable, CaseIterable {
    /// A signal or the loss is infinite or NaN.
    case notFinite
    /// No weight has a gradient: every one of them is exactly zero.
    case noGradient
    /// Units of a layer are equal in weights and in gradients, and stay so unless something random, such as dropout, parts them.
    case symmetric
    /// Two layers hold the same numbers: one seed for both.
    case identicalLayers
    /// The inputs are far from mean square 1, or their features from each other's.
    case unscaledInputs
    /// Whole layers, or far more units than the half that is usual, give 0 for every sample.
    case deadUnits
    /// The activations are fed so large numbers that they are flat.
    case saturated
    /// Deviations fit the other fan: the layout is transposed (or `fan_out` was asked for).
    case swappedFans
    /// PyTorch's default under ReLU: every layer leaves a sixth of what tells inputs apart.
    case defaultForReLU
    /// Xavier's or LeCun's rule under ReLU: the factor 2 is missing, every layer halves the signal.
    case xavierForReLU
    /// Weights too small: the signal fades with depth.
    case tooSmall
    /// Weights too large: the signal grows with depth.
    case tooLarge
    /// An activation whose slope is small everywhere, such as the sigmoid: gradients fade at weights that would keep the signal.
    ///
    /// It takes weights of a deviation of about 10/√fan_in to keep a sigmoid network's gradient, and those saturate it.
    case flatActivation
    /// The signal keeps its size, and gradients and differences between inputs grow with depth.
    case gradientsGrow
    /// The residual stream grows with every block.
    case residualGrowth
    /// The last layer makes large outputs of ordinary inputs.
    case hotHead
    /// The bias of the last layer does not know the frequencies of the classes or the mean of the targets.
    case priorMissing
  }

  /// How sure a finding is.
  public enum Certainty: Int, Sendable, Comparable, CaseIterable {
    /// Something else does the same, such as a choice that was meant.
    case possible
    /// A measured effect and a cause that fits.
    case likely
    /// A fact about the numbers, without a threshold.
    case certain

    /// The order of certainty.
    public static func < (a: Certainty, b: Certainty) -> Bool { a.rawValue < b.rawValue }
  }

  /// One fault, with what was measured.
  public struct Finding: Sendable {
    /// The fault.
    public let fault: Fault
    /// How sure it is.
    public let certainty: Certainty
    /// The measured numbers, in words.
    public let evidence: String
    /// What to do.
    public var remedy: String { fault.remedy }
  }

  /// The findings, the gravest first: those that make others meaningless stand before them.
  public let findings: [Finding]

  /// The signals on which they rest.
  public let signals: SignalPropagation

  /// The first finding's fault; `nil` if nothing is wrong.
  public var fault: Fault? { findings.first?.fault }

  /// Whether nothing was found.
  public var isHealthy: Bool { findings.isEmpty }
}

extension InitReport.Fault {
  /// What to do about the fault.
  public var remedy: String {
    switch self {
    case .notFinite, .tooLarge: "Kaiming's rule: deviation √(2 / fan_in) for ReLU"
    case .noGradient: "random weights in every layer but the last"
    case .symmetric: "random weights: any difference between units is enough, and dropout makes one"
    case .identicalLayers: "a generator of its own for every layer"
    case .unscaledInputs: "standardize the features"
    case .deadUnits: "zero biases; standardized inputs"
    case .saturated, .tooSmall: "the rule with the activation's gain: deviation gain / √fan_in"
    case .swappedFans: "give the rule the transposed weight, or the other mode"
    case .defaultForReLU, .xavierForReLU: "Kaiming's rule: kaiming_normal_(w, nonlinearity='relu')"
    case .flatActivation:
      "another activation, or normalization; weights that kept the gradient would saturate it"
    case .gradientsGrow: "a gain nearer to the edge of chaos: 1 for tanh"
    case .residualGrowth: "branches scaled by 1/√L, or last layers of zeros"
    case .hotHead: "a smaller last layer: LeCun's rule, or zeros"
    case .priorMissing: "the last bias at log(π / (1 − π)), the log frequencies, or the mean target"
    }
  }
}
