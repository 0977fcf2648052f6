public import Autograd
public import TensorCore

/// Several passes with dropout left on: the mean of the answers, and how much they differ.
///
/// Only layers that mask at random are in training mode meanwhile, so that batch statistics are not touched. The spread is no
/// probability of being wrong. It need not be great where the network has seen little: an input that sets all hidden units to 0
/// has none (Foong and others, 2019, https://arxiv.org/abs/1909.00719, prove more).
///
/// ```swift
/// let answer = MonteCarloDropout(passCount: 30).predict(model, x.value) { $0.softmax() }
/// answer.mean         // [batch, classes]
/// answer.deviation    // the same shape
/// ```
///
/// ## Source
///
/// Gal and Ghahramani, “Dropout as a Bayesian approximation”, 2016, https://arxiv.org/abs/1506.02142
public struct MonteCarloDropout: Sendable {
  /// The number of passes.
  public let passCount: Int

  /// What came of the passes.
  public struct Prediction: Equatable, Sendable {
    /// The mean of the outputs.
    public let mean: Tensor

    /// Their standard deviation, the sum of squares divided by the number of passes less 1.
    public let deviation: Tensor
  }

  /// Creates the method.
  ///
  /// - Parameter passCount: The number of passes, at least 2.
  /// - Precondition: There are two passes or more.
  public init(passCount: Int) {
    precondition(passCount >= 2, "MonteCarloDropout.init: fewer than two passes: \(passCount)")
    self.passCount = passCount
  }

  /// Carries out the passes; the model's modes are as before, the generators of its layers have gone on.
  ///
  /// - Parameters:
  ///   - model: The model.
  ///   - x: A batch.
  ///   - transform: What is averaged, such as the softmax of the output.
  /// - Returns: The mean and the deviation, of the transformed output's shape.
  public func predict(
    _ model: any Layer, _ x: Tensor, transform: (Tensor) -> Tensor = { $0 }
  ) -> Prediction {
    model.withMode(.evaluation) {
      // A block that masks keeps its children in evaluation mode.
      for (_, layer) in model.namedLayers where layer is RandomMasking {
        let inner = layer.children.map { ($0.layer, $0.layer.mode) }
        layer.setMode(.training)
        for (child, mode) in inner { child.setMode(mode) }
      }
      let outputs = withoutGradient {
        (0..<passCount).map { _ in transform(model(Variable(x)).value) }
      }
      let stacked = Tensor.concatenation(
        outputs.map { $0.reshaped(to: [1, $0.elementCount]) })
      let shape = outputs[0].shape
      return Prediction(
        mean: stacked.mean(axis: 0).reshaped(to: shape),
        deviation: stacked.variance(axis: 0, correction: 1).map { v in .squareRoot(v) }
          .reshaped(to: shape))
    }
  }
}
