import TensorCore

// Rules that divide by a fan: Xavier, Kaiming, LeCun, and PyTorch's default.

extension Initializer {
  /// Xavier's rule with normal numbers: deviation gain · √(2 / (fan_in + fan_out)) (equation 4.3).
  ///
  /// A compromise between keeping the forward signal, 1 / fan_in, and the backward signal, 1 / fan_out; for square layers
  /// it is both. Derived for activations that are linear near 0; for ReLU it is short of a factor 2.
  ///
  /// - Parameters:
  ///   - gain: The factor for the activation.
  ///   - connection: How the layer uses the weight; by PyTorch's rule if `nil`.
  /// - Returns: The rule.
  ///
  /// ## Source
  ///
  /// Glorot and Bengio, 2010, equation 12 (variance) and 16 (uniform), https://proceedings.mlr.press/v9/glorot10a.html
  public static func xavierNormal(gain: Double = 1, connection: Connection? = nil) -> Initializer {
    scaled(
      "Xavier normal", "xavier_normal_(w, gain=\(gain))", .normal, gain, connection
    ) { gain * (1 / $0.mean).squareRoot() }  // (equation 4.3)
  }

  /// Xavier's rule with uniform numbers, in ±gain · √(6 / (fan_in + fan_out)).
  ///
  /// - Parameters:
  ///   - gain: The factor for the activation.
  ///   - connection: How the layer uses the weight; by PyTorch's rule if `nil`.
  /// - Returns: The rule.
  public static func xavierUniform(gain: Double = 1, connection: Connection? = nil) -> Initializer {
    scaled(
      "Xavier uniform", "xavier_uniform_(w, gain=\(gain))", .uniform, gain, connection
    ) { gain * (1 / $0.mean).squareRoot() }
  }

  /// Kaiming's (He's) rule with normal numbers: deviation gain / √fan (equation 4.4).
  ///
  /// - Parameters:
  ///   - gain: √2 for ReLU, which passes on half of the second moment.
  ///   - mode: Whether to keep the forward or the backward signal.
  ///   - connection: How the layer uses the weight; by PyTorch's rule if `nil`.
  /// - Returns: The rule.
  ///
  /// ## Source
  ///
  /// He, Zhang, Ren and Sun, 2015, section 2.2, https://arxiv.org/abs/1502.01852
  public static func kaimingNormal(
    gain: Double = Gain.pyTorch(.relu), mode: FanMode = .fanIn, connection: Connection? = nil
  ) -> Initializer {
    scaled(
      "Kaiming normal, \(mode == .fanIn ? "fan in" : "fan out")",
      kaimingName("normal", gain, mode), .normal, gain, connection
    ) { gain / mode.fan(of: $0).squareRoot() }  // (equation 4.4)
  }

  /// Kaiming's (He's) rule with uniform numbers, in ±gain · √(3 / fan).
  ///
  /// - Parameters:
  ///   - gain: √2 for ReLU, which passes on half of the second moment.
  ///   - mode: Whether to keep the forward or the backward signal.
  ///   - connection: How the layer uses the weight; by PyTorch's rule if `nil`.
  /// - Returns: The rule.
  public static func kaimingUniform(
    gain: Double = Gain.pyTorch(.relu), mode: FanMode = .fanIn, connection: Connection? = nil
  ) -> Initializer {
    scaled(
      "Kaiming uniform, \(mode == .fanIn ? "fan in" : "fan out")",
      kaimingName("uniform", gain, mode), .uniform, gain, connection
    ) { gain / mode.fan(of: $0).squareRoot() }
  }

  /// What `nn.Linear` and `nn.Conv2d` start with: uniform in ±1/√fan_in, of variance 1 / (3 fan_in).
  ///
  /// PyTorch writes it as `kaiming_uniform_(w, a=math.sqrt(5))`, so that it reads as Kaiming's rule; the slope of
  /// √5 makes the gain 1/√3. For ReLU that is a sixth of the variance.
  public static var pyTorchLinear: Initializer {
    scaled(
      "PyTorch's default for Linear", "kaiming_uniform_(w, math.sqrt(5))", .uniform,
      Gain.pyTorch(.leakyReLU(slope: Double(5).squareRoot())), nil
    ) { (1 / (3 * $0.input)).squareRoot() }
  }

  /// LeCun's rule with normal numbers: deviation 1 / √fan_in; what SELU needs.
  ///
  /// - Parameter connection: How the layer uses the weight; by PyTorch's rule if `nil`.
  /// - Returns: The rule.
  ///
  /// ## Source
  ///
  /// LeCun, Bottou, Orr and Müller, "Efficient BackProp", 1998, section 4.6, https://doi.org/10.1007/3-540-49430-8_2
  public static func leCunNormal(connection: Connection? = nil) -> Initializer {
    scaled(
      "LeCun normal", "kaiming_normal_(w, nonlinearity='linear')", .normal, 1, connection
    ) { (1 / $0.input).squareRoot() }
  }

  /// LeCun's rule with uniform numbers, in ±√(3 / fan_in).
  ///
  /// - Parameter connection: How the layer uses the weight; by PyTorch's rule if `nil`.
  /// - Returns: The rule.
  public static func leCunUniform(connection: Connection? = nil) -> Initializer {
    scaled(
      "LeCun uniform", "kaiming_uniform_(w, nonlinearity='linear')", .uniform, 1, connection
    ) { (1 / $0.input).squareRoot() }
  }

  /// PyTorch's call for a gain, which it takes from the slope of a leaky ReLU; above √2 no slope gives it.
  private static func kaimingName(
    _ distribution: String, _ gain: Double, _ mode: FanMode
  ) -> String? {
    guard gain > 0, gain <= Gain.pyTorch(.relu) else { return nil }
    let slope =
      gain == Gain.pyTorch(.relu) ? "" : "a=\((2 / (gain * gain) - 1).squareRoot()), "
    return "kaiming_\(distribution)_(w, \(slope)mode='\(mode.pyTorchName)')"
  }

  /// Which distribution has the given standard deviation.
  private enum Distribution: Sendable { case normal, uniform }

  /// A rule whose standard deviation follows from the fans.
  private static func scaled(
    _ name: String, _ pyTorchName: String?, _ distribution: Distribution, _ gain: Double,
    _ connection: Connection?, deviation: @escaping @Sendable (Fans) -> Double
  ) -> Initializer {
    precondition(gain >= 0, "Initializer: \(name): the gain is negative or NaN: \(gain)")
    let deviation = { @Sendable (shape: Shape) in
      deviation(
        connection.map { Fans(of: shape, connection: $0) } ?? Fans(asPyTorch: shape))
    }
    // A uniform number in ±a has the deviation a/√3.
    let bound = { @Sendable (shape: Shape) in deviation(shape) * Double(3).squareRoot() }
    return Initializer(
      name, pyTorchName: connection == nil ? pyTorchName : nil, axisCounts: 2...8,
      statistics: { shape in
        distribution == .normal
          ? Statistics(standardDeviation: deviation(shape))
          : .uniform(in: -bound(shape)..<bound(shape))
      },
      draw: { shape, generator in
        distribution == .normal
          ? .normal(shape, standardDeviation: Scalar(deviation(shape)), using: &generator)
          : .uniform(shape, in: Scalar(-bound(shape))..<Scalar(bound(shape)), using: &generator)
      })
  }
}

extension FanMode {
  /// PyTorch's word for the mode.
  var pyTorchName: String { self == .fanIn ? "fan_in" : "fan_out" }
}
