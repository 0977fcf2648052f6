public import Autograd
public import TensorCore

/// How the linear layers of a whole network are initialized: hidden weights, last weight, and biases.
public struct InitializationScheme: Sendable {
  /// How the biases start.
  public enum Biases: Sendable, Hashable {
    /// At 0: weights break the symmetry, so biases need not.
    case zeros
    /// At one value.
    case constant(Double)
    /// Uniform in ±1/√fan_in of the layer's weight, PyTorch's default.
    case pyTorchDefault
  }

  /// The name, such as `Kaiming`.
  public let name: String

  /// The rule for all weights but the last.
  public let hidden: Initializer

  /// The rule for the weight of the last linear layer.
  public let head: Initializer

  /// How the biases start.
  public let biases: Biases

  /// Creates a scheme.
  ///
  /// - Parameters:
  ///   - name: The name.
  ///   - hidden: The rule for all weights but the last.
  ///   - head: The rule for the weight of the last linear layer; as the others if `nil`.
  ///   - biases: How the biases start.
  public init(
    _ name: String, hidden: Initializer, head: Initializer? = nil, biases: Biases = .zeros
  ) {
    self.name = name
    self.hidden = hidden
    self.head = head ?? hidden
    self.biases = biases
  }

  /// The same scheme with another rule for the last layer.
  ///
  /// - Parameter head: The rule.
  /// - Returns: A scheme of the same name.
  public func head(_ head: Initializer) -> InitializationScheme {
    InitializationScheme(name, hidden: hidden, head: head, biases: biases)
  }
}

extension InitializationScheme {
  /// Kaiming's rule for ReLU, a last layer without the factor 2, zero biases.
  public static var kaiming: InitializationScheme {
    InitializationScheme("Kaiming", hidden: .kaimingNormal(), head: .leCunNormal())
  }

  /// Xavier's rule of gain 1 throughout, zero biases.
  public static var xavier: InitializationScheme {
    InitializationScheme("Xavier", hidden: .xavierNormal())
  }

  /// What `nn.Linear` starts with: weights and biases uniform in ±1/√fan_in.
  public static var pyTorchDefault: InitializationScheme {
    InitializationScheme(
      "PyTorch's default", hidden: .pyTorchLinear, biases: .pyTorchDefault)
  }

  /// Orthogonal matrices times a gain, zero biases.
  ///
  /// - Parameter gain: √2 for ReLU, 1 for tanh.
  /// - Returns: The scheme.
  public static func orthogonal(gain: Double = Gain.pyTorch(.relu)) -> InitializationScheme {
    InitializationScheme("orthogonal", hidden: .orthogonal(gain: gain), head: .orthogonal())
  }

  /// Normal numbers of one deviation in every layer, whatever its width.
  ///
  /// - Parameter deviation: The standard deviation.
  /// - Returns: The scheme.
  public static func normal(_ deviation: Double) -> InitializationScheme {
    InitializationScheme("N(0, \(deviation)²)", hidden: .normal(standardDeviation: deviation))
  }

  /// The schemes whose signals the lesson draws by depth.
  public static var gallery: [InitializationScheme] {
    [.kaiming, .xavier, .pyTorchDefault, .orthogonal(), .normal(0.01), .normal(1)]
  }
}

extension SplitMix64 {
  /// A generator of a parameter's own: another parameter, or another draw elsewhere, does not change it.
  ///
  /// The seed is mixed with the name by the hash FNV-1a.
  ///
  /// - Parameters:
  ///   - seed: The seed of the whole network.
  ///   - name: The parameter's name, such as `0.weight`.
  public init(seed: UInt64, for name: String) {
    let hash = name.utf8.reduce(0xCBF2_9CE4_8422_2325 as UInt64) { hash, byte in
      (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3
    }
    // One step of a generator apart, so that neighboring seeds and names do not meet.
    var mixing = SplitMix64(seed: seed)
    self.init(seed: mixing.next() ^ hash)
  }
}

extension Layer {
  /// Gives every linear layer inside new first values (PyTorch: `model.apply(init_weights)`).
  ///
  /// Each parameter draws from a generator of its own, made from the seed and its name. The last linear layer is the head.
  /// Parameters of other layers stay as they are.
  ///
  /// - Parameters:
  ///   - scheme: The rules.
  ///   - seed: Equal seeds give equal values.
  /// - Returns: The names of the parameters that were given new values.
  @discardableResult
  public func initialize(with scheme: InitializationScheme, seed: UInt64) -> [String] {
    let linears = namedLinearLayers
    var names: [String] = []
    for (position, (path, layer)) in linears.enumerated() {
      let prefix = path.isEmpty ? "" : "\(path)."
      let rule = position == linears.count - 1 ? scheme.head : scheme.hidden
      var generator = SplitMix64(seed: seed, for: "\(prefix)weight")
      layer.weight.initialize(to: rule(layer.weight.shape, using: &generator))
      names.append("\(prefix)weight")
      guard let bias = layer.bias else { continue }
      generator = SplitMix64(seed: seed, for: "\(prefix)bias")
      bias.initialize(
        to: scheme.biases.initializer(inputCount: layer.weight.shape[1])(
          bias.shape, using: &generator))
      names.append("\(prefix)bias")
    }
    return names
  }

  /// The linear layers inside by path, in the order in which the network names them.
  public var namedLinearLayers: [(name: String, layer: Linear)] {
    namedLayers.compactMap { name, layer in (layer as? Linear).map { (name, $0) } }
  }
}

extension Variable {
  /// Replaces the value of a parameter outside of any graph.
  ///
  /// - Parameter value: A tensor of the same shape.
  /// - Precondition: The shapes are equal.
  public func initialize(to value: Tensor) {
    precondition(
      value.shape == shape, "Variable.initialize: \(value.shape) is not the shape \(shape)")
    withoutGradient {
      do { try update { $0 = value } } catch { preconditionFailure("\(error)") }
    }
  }
}

extension InitializationScheme.Biases {
  /// The rule for the biases of a layer.
  func initializer(inputCount: Int) -> Initializer {
    switch self {
    case .zeros: return .zeros
    case .constant(let value): return .constant(value)
    case .pyTorchDefault:
      let bound = 1 / Double(max(1, inputCount)).squareRoot()
      return .uniform(in: -bound..<bound)
    }
  }
}
