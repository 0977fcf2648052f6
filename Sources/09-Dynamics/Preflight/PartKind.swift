import Activations
import Autograd
import BatchNorm
import Regularization
import TensorCore

/// What a layer does, as far as the rules on structure have to know.
///
/// Layers of the course are known by their types. A function without parameters is known by what it does to a few inputs, because
/// `FunctionLayer("act", …)` says nothing. Whatever is not recognized is `other`, and no rule speaks of it.
enum PartKind: Equatable {
  /// Linear or convolution: a matrix, and perhaps a bias.
  case weights
  /// A normalization; those by the batch's own channel statistics take a bias out again.
  case normalization(removesBias: Bool)
  /// Something that drops at random while training.
  case masking(probability: Double)
  /// An element-wise function that is not the identity, with the least and the greatest value that it takes.
  case activation(lower: Double, upper: Double)
  /// Rows of probabilities.
  case softmax
  /// Rows of log-probabilities.
  case logSoftmax
  /// The values as they came, perhaps in another shape.
  case identity
  /// Anything else.
  case other

  /// Recognizes a layer.
  ///
  /// - Parameters:
  ///   - layer: A layer without layers inside.
  ///   - input: What it is given in the network, for the shape.
  init(of layer: any Layer, given input: Tensor) {
    switch layer {
    case is Linear, is Conv2d, is WeightNormLinear: self = .weights
    case let layer as RandomMasking: self = .masking(probability: Double(layer.probability))
    case let layer as BatchNormalization:
      self = .normalization(removesBias: !layer.isFrozen)
    case is InstanceNorm: self = .normalization(removesBias: true)
    case is LayerNorm, is GroupNorm, is RMSNorm: self = .normalization(removesBias: false)
    case is Softmax: self = .softmax
    case is LogSoftmax: self = .logSoftmax
    case let layer as ActivationLayer:
      let range = layer.activation.range
      self =
        layer.activation.name == Activation.identity.name
        ? .identity
        : .activation(lower: Double(range.lowerBound), upper: Double(range.upperBound))
    default:
      self = layer.parameters.isEmpty ? Self.probed(layer, shape: input.shape) : .other
    }
  }

  /// What a function without parameters shows of itself.
  private static func probed(_ layer: any Layer, shape: Shape) -> PartKind {
    guard shape.axisCount >= 2, shape.elementCount > 0 else { return .other }
    let shape = shape.replacing(axis: 0, with: min(2, shape[0]))
    func apply(_ x: Tensor) -> Tensor { withoutGradient { layer(Variable(x)).value } }
    var generator = SplitMix64(seed: 9)
    let x = Tensor.normal(shape, using: &generator) * 2
    let y = apply(x)
    guard y.isFinite else { return .other }
    if y.scalars == x.scalars { return .identity }
    guard y.shape == x.shape else { return .other }
    if isDistribution(y) { return .softmax }
    if isDistribution(y.map { .exp($0) }) { return .logSoftmax }
    // Element-wise: another first entry changes the first output and no other.
    var moved = x.scalars
    moved[0] += 1
    let z = apply(Tensor(shape: shape, scalars: moved))
    guard z.isFinite, zip(z.scalars, y.scalars).dropFirst().allSatisfy({ $0 == $1 }) else {
      return .other
    }
    return elementwise { apply(Tensor(repeating: $0, shape: shape)).scalars[0] }
  }

  private static func isDistribution(_ rows: Tensor) -> Bool {
    rows.scalars.allSatisfy { $0 >= 0 }
      && rows.sum(axis: rows.shape.axisCount - 1).scalars.allSatisfy { abs($0 - 1) < 1e-4 }
  }

  /// The range of an element-wise function, from values near 0 and far out.
  private static func elementwise(_ function: (Scalar) -> Scalar) -> PartKind {
    let points: [Scalar] = [-60, -40, -8, -4, -2, -1, -0.5, 0, 0.5, 1, 2, 4, 8, 40, 60]
    let values = points.map { Double(function($0)) }
    guard values.allSatisfy(\.isFinite) else { return .other }
    if zip(points, values).allSatisfy({ Double($0) == $1 }) { return .identity }
    // A straight line is no activation.
    let slopes = zip(values.dropFirst(), zip(values, zip(points, points.dropFirst()))).map {
      ($0 - $1.0) / Double($1.1.1 - $1.1.0)
    }
    if let first = slopes.first, slopes.allSatisfy({ abs($0 - first) < 1e-6 }) { return .other }
    let last = values.count - 1
    let low = min(values[0], values[last]) < (values[1...(last - 1)].min() ?? 0) - 1
    let high = max(values[0], values[last]) > (values[1...(last - 1)].max() ?? 0) + 1
    return .activation(
      lower: low ? -.infinity : values.min() ?? 0, upper: high ? .infinity : values.max() ?? 0)
  }
}
