public import Autograd
import TensorCore

/// Units that each take the greatest of several affine maps: an activation that is learned with the weights.
///
/// With two pieces, one of which is 0, a unit is a ReLU; with pieces x and −x, a magnitude. It has `pieceCount`
/// times the parameters of a linear layer. PyTorch has no such layer.
///
/// ## Source
///
/// Goodfellow, Warde-Farley, Mirza, Courville, Bengio, “Maxout networks”, 2013, https://arxiv.org/abs/1302.4389
public final class Maxout: Module, Layer {
  /// All affine maps as one: those of unit 0 first.
  public let pieces: Linear

  /// How many affine maps a unit chooses from.
  public let pieceCount: Int

  /// Creates a layer from its affine maps.
  ///
  /// - Parameters:
  ///   - pieces: A map to `units · pieceCount` features, those of one unit side by side.
  ///   - pieceCount: How many affine maps a unit chooses from.
  /// - Precondition: `pieceCount` is positive and divides the number of features.
  public init(_ pieces: Linear, pieceCount: Int) {
    precondition(
      pieceCount > 0 && pieces.weight.shape[0].isMultiple(of: pieceCount),
      "Maxout.init: \(pieces.weight.shape[0]) maps do not make units of \(pieceCount)")
    self.pieces = pieces
    self.pieceCount = pieceCount
  }

  /// Creates a layer with PyTorch's default weights for every map.
  ///
  /// - Parameters:
  ///   - inputCount: The number of features that come in.
  ///   - outputCount: The number of units.
  ///   - pieceCount: How many affine maps a unit chooses from.
  ///   - generator: The source of the first weights.
  public convenience init(
    inputCount: Int, outputCount: Int, pieceCount: Int,
    using generator: inout some RandomNumberGenerator
  ) {
    self.init(
      Linear(inputCount: inputCount, outputCount: outputCount * pieceCount, using: &generator),
      pieceCount: pieceCount)
  }

  /// The affine maps.
  public var children: [(name: String, layer: any Layer)] { [("pieces", pieces)] }

  /// The greatest piece of every unit; of equal ones the first receives the gradient.
  ///
  /// - Parameter input: Of shape `[batch, in]`.
  /// - Returns: Of shape `[batch, out]`.
  public func forward(_ input: Variable) -> Variable {
    let values = pieces(input)
    let (batch, unitCount) = (values.shape[0], values.shape[1] / pieceCount)
    return values.reshaped(to: [batch * unitCount, pieceCount]).maxOfRows()
      .reshaped(to: [batch, unitCount])
  }
}
