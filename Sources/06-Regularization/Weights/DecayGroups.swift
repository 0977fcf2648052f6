public import Autograd
import TensorCore

/// The parameters of a model that are to decay, and those that are not: biases, and scales of norms.
///
/// The bias of the last layer sets the mean of the outputs; pulled to 0 it misses that. A scale of a norm pulled to 0
/// silences its channel. So what has fewer than two axes is kept, and what is called a bias. Biases of hidden layers do shape a
/// function, since they place the kinks of ReLUs; leaving them out is custom.
///
/// ```swift
/// let groups = DecayGroups(of: model)
/// let optimizer = AdamW(
///   groups: groups.optimizerGroups(decayed: AdamWRule(weightDecay: 0.1), kept: AdamWRule(weightDecay: 0)))
/// ```
///
/// ## Source
///
/// He and others, “Bag of tricks for image classification with convolutional neural networks”, 2019,
/// https://arxiv.org/abs/1812.01187, section 3.1; the rule by shapes is that of timm and nanoGPT
public struct DecayGroups {
  /// The matrices and kernels, by path.
  public let decayed: [(name: String, variable: Variable)]

  /// The biases, scales and other vectors and numbers, by path.
  public let kept: [(name: String, variable: Variable)]

  /// Sorts the parameters of a model.
  ///
  /// - Parameters:
  ///   - model: The model.
  ///   - isKept: What is to be kept beside, such as the tables of embeddings.
  public init(
    of model: any Layer, keepingAlso isKept: (String, Variable) -> Bool = { _, _ in false }
  ) {
    let parameters = model.namedParameters
    func staysUndecayed(_ name: String, _ variable: Variable) -> Bool {
      variable.shape.axisCount < 2 || name.split(separator: ".").last == "bias"
        || isKept(name, variable)
    }
    decayed = parameters.filter { !staysUndecayed($0.name, $0.variable) }
    kept = parameters.filter { staysUndecayed($0.name, $0.variable) }
  }

  /// The groups as an optimizer wants them; a group without parameters is left out.
  ///
  /// - Parameters:
  ///   - decayed: The rule for matrices and kernels.
  ///   - kept: The rule for the others; it should not decay.
  /// - Returns: One or two groups.
  public func optimizerGroups<Rule: UpdateRule>(
    decayed: Rule, kept: Rule
  ) -> [FirstOrderOptimizer<Rule>.Group] {
    [(self.decayed, decayed), (self.kept, kept)].compactMap { parameters, rule in
      parameters.isEmpty
        ? nil : FirstOrderOptimizer<Rule>.Group(parameters.map(\.variable), rule)
    }
  }
}
