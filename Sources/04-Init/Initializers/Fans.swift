public import TensorCore

/// How a weight takes part in its layer: what decides how many products are summed for one output.
///
/// PyTorch's initializers see a weight and not its layer, so they cannot know.
public enum Connection: Sendable, Hashable {
  /// `x · weightᵀ` with a weight `[out, in]` (PyTorch: `nn.Linear`).
  case dense

  /// `x · weight` with a weight `[in, out]`, as in JAX, Keras, and GPT-2's `Conv1D`.
  case denseTransposed

  /// A convolution with a weight `[out, in / groups, kernel …]` (PyTorch: `nn.Conv1d` … `nn.Conv3d`).
  case convolution(groups: Int = 1, stride: Int = 1)

  /// A transposed convolution with a weight `[in, out / groups, kernel …]` (`nn.ConvTranspose2d`).
  case transposedConvolution(groups: Int = 1, stride: Int = 1)
}

/// How many products are summed for one output of a layer, and how many outputs one input reaches.
///
/// The variance of a sum of independent products grows with their number, so the first decides the size
/// of the forward signal, and the second that of the backward signal:
///
///     Var(z) = fan_in · Var(w) · E x²      Var(dx) = fan_out · Var(w) · Var(dz)     (equation 4.1)
public struct Fans: Sendable, Hashable {
  /// The number of products summed for one output (`fan_in`).
  public let input: Double

  /// The number of outputs that one input reaches (`fan_out`).
  public let output: Double

  /// Creates fans from their numbers.
  public init(input: Double, output: Double) {
    self.input = input
    self.output = output
  }

  /// The fans as PyTorch computes them, from the shape of the weight alone.
  ///
  /// The second axis times the kernel's size, and the first axis times the kernel's size. That is right for `nn.Linear` and for a
  /// convolution of stride 1 without groups. With strides or groups the second is wrong; for a transposed convolution both are, unless
  /// its numbers happen to agree: see ``init(of:connection:)``.
  ///
  /// - Parameter shape: Of two or more axes.
  /// - Precondition: `shape` has at least two axes and no empty one.
  ///
  /// ## Source
  ///
  /// `torch.nn.init._calculate_fan_in_and_fan_out` of PyTorch 2.13.
  public init(asPyTorch shape: Shape) {
    precondition(
      shape.axisCount >= 2 && shape.elementCount > 0,
      "Fans.init: a weight has at least two axes, none of them empty: \(shape)")
    let kernel = Fans.kernelSize(of: shape)
    self.init(input: Double(shape[1] * kernel), output: Double(shape[0] * kernel))
  }

  /// The fans as the layer sums them, averaged over inner positions; borders are left out.
  ///
  /// With groups an input reaches the outputs of its own group only. With a stride s over d axes a
  /// convolution uses an input for one in sᵈ of its places, and a transposed convolution an output.
  ///
  /// - Parameters:
  ///   - shape: The shape of the weight, as the connection lays it out.
  ///   - connection: How the layer uses the weight.
  /// - Precondition: `shape` has as many axes as the connection needs, and groups and strides are positive.
  public init(of shape: Shape, connection: Connection) {
    precondition(
      shape.axisCount >= 2 && shape.elementCount > 0,
      "Fans.init: a weight has at least two axes, none of them empty: \(shape)")
    let kernel = Double(Fans.kernelSize(of: shape))
    let (first, second) = (Double(shape[0]), Double(shape[1]))
    switch connection {
    case .dense:
      self.init(input: second * kernel, output: first * kernel)
    case .denseTransposed:
      self.init(input: first * kernel, output: second * kernel)
    case .convolution(let groups, let stride):
      Fans.check(shape, groups, stride)
      let places = Fans.power(stride, shape.axisCount - 2)
      self.init(input: second * kernel, output: first / Double(groups) * kernel / places)
    case .transposedConvolution(let groups, let stride):
      Fans.check(shape, groups, stride)
      let places = Fans.power(stride, shape.axisCount - 2)
      self.init(input: first / Double(groups) * kernel / places, output: second * kernel)
    }
  }

  /// The mean of the two, which Xavier's rule uses.
  public var mean: Double { (input + output) / 2 }

  private static func kernelSize(of shape: Shape) -> Int { shape.lengths[2...].reduce(1, *) }

  private static func power(_ stride: Int, _ axisCount: Int) -> Double {
    (0..<axisCount).reduce(1) { product, _ in product * Double(stride) }
  }

  private static func check(_ shape: Shape, _ groups: Int, _ stride: Int) {
    precondition(
      groups > 0 && stride > 0 && shape[0] % groups == 0,
      "Fans.init: \(groups) groups and stride \(stride) do not fit a weight \(shape)")
  }
}

/// Which of the two signals an initialization keeps at its size (PyTorch: `mode`).
public enum FanMode: Sendable, Hashable, CaseIterable {
  /// The forward signal (PyTorch: `fan_in`).
  case fanIn
  /// The backward signal (PyTorch: `fan_out`).
  case fanOut

  /// The fan that the mode divides by.
  ///
  /// - Parameter fans: The fans of a weight.
  /// - Returns: One of the two.
  public func fan(of fans: Fans) -> Double { self == .fanIn ? fans.input : fans.output }
}
