public import Autograd
public import TensorCore

/// Drops the whole branch of a residual block for some samples (torchvision: `StochasticDepth`, mode `row`).
///
/// It stands at the end of the branch, `x + depth(branch(x))`: a sample whose branch is dropped passes unchanged.
///
/// ## Conventions
///
/// Kept branches are divided by 1 − p, as in torchvision and timm (`DropPath`); the paper multiplies by 1 − p in evaluation.
///
/// ## Source
///
/// Huang, Sun, Liu, Sedra and Weinberger, “Deep networks with stochastic depth”, 2016, https://arxiv.org/abs/1603.09382;
/// a draw for every sample: Larsson, Maire and Shakhnarovich, “FractalNet”, 2017, https://arxiv.org/abs/1605.07648
public final class StochasticDepth: RandomMasking, Layer {
  /// Creates a layer.
  ///
  /// - Parameters:
  ///   - probability: The probability that the branch of a sample is dropped.
  ///   - generator: What the layer's own generator is split off.
  /// - Precondition: The probability is in 0…1.
  public convenience init(
    probability: Scalar, using generator: inout some RandomNumberGenerator
  ) {
    self.init(probability: probability, seed: generator.next())
  }

  /// The branch's output with whole samples dropped in training mode; the output itself in evaluation mode.
  ///
  /// - Parameter input: What the branch computed, of shape `[batch, …]`.
  /// - Returns: The output, of that shape.
  /// - Precondition: The input has at least one axis.
  public func forward(_ input: Variable) -> Variable {
    precondition(input.shape.axisCount > 0, "StochasticDepth: no [batch, …]: \(input.shape)")
    guard mode == .training else { return input }
    let ones = Array(repeating: 1, count: input.shape.axisCount - 1)
    return dropout(input, mask: drawMask(Shape([input.shape[0]] + ones)))
  }

  /// Probabilities that rise with depth: l / L of the last one's for block *l* of *L*.
  ///
  /// Early blocks make the features that all later ones use, and are kept more often.
  ///
  /// - Parameters:
  ///   - blockCount: The number L of blocks, at least 1.
  ///   - last: The probability of the last block, in 0…1.
  /// - Returns: The probabilities from first to last.
  /// - Precondition: The arguments are as said.
  public static func probabilities(blockCount: Int, last: Scalar) -> [Scalar] {
    precondition(
      blockCount > 0 && (0...1).contains(last),
      "StochasticDepth.probabilities: \(blockCount) blocks up to \(last)")
    return (1...blockCount).map { last * Scalar($0) / Scalar(blockCount) }
  }
}

/// A residual block whose branch is left out now and then, for the whole batch at once.
///
/// A branch that is left out is not computed, forward or backward: training becomes faster, not only more random.
///
/// ## Source
///
/// Huang and others, 2016, https://arxiv.org/abs/1603.09382, section 3; torchvision's mode `batch` computes and discards
public final class SkippedBlock: RandomMasking, Layer {
  /// The branch; its output has the shape of its input.
  public let branch: any Layer

  /// Creates a block.
  ///
  /// - Parameters:
  ///   - branch: The branch; its output must have the shape of its input.
  ///   - probability: The probability that it is left out.
  ///   - seed: The seed of the layer's own generator.
  /// - Precondition: The probability is in 0…1.
  public init(_ branch: any Layer, probability: Scalar, seed: UInt64) {
    self.branch = branch
    super.init(probability: probability, seed: seed)
  }

  /// The branch.
  public var children: [(name: String, layer: any Layer)] { [("branch", branch)] }

  /// The input, and the branch's output unless it is left out.
  ///
  /// - Parameter input: A batch of any shape that the branch keeps.
  /// - Returns: The sum, of that shape.
  /// - Precondition: The branch keeps the shape.
  public func forward(_ input: Variable) -> Variable {
    let factor = mode == .training ? drawMask([]).scalar : 1
    if factor == 0 { return input }
    let output = branch(input)
    precondition(
      output.shape == input.shape,
      "SkippedBlock: the branch made \(output.shape) of \(input.shape)")
    return input + output * factor
  }
}
