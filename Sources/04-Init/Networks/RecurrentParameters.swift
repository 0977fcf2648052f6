public import TensorCore

/// First values of the parameters of an LSTM cell, in PyTorch's names and layouts.
///
/// The rows of all four are those of the gates: input, forget, cell, output.
///
/// ## Conventions
///
/// PyTorch's cell has two biases, `bias_ih` and `bias_hh`, which are only ever added. A forget bias of 1 written into each makes
/// 2; Keras and the papers have one bias.
public struct RecurrentParameters: Sendable {
  /// `weight_ih`, of shape `[4 · hidden, in]`.
  public let inputWeight: Tensor
  /// `weight_hh`, of shape `[4 · hidden, hidden]`.
  public let recurrentWeight: Tensor
  /// `bias_ih`, of shape `[4 · hidden]`.
  public let inputBias: Tensor
  /// `bias_hh`, of shape `[4 · hidden]`.
  public let recurrentBias: Tensor

  /// What PyTorch starts with: everything uniform in ±1/√hidden.
  ///
  /// - Parameters:
  ///   - inputCount: The number of features of a step.
  ///   - hiddenCount: The number of units.
  ///   - generator: The source of randomness.
  /// - Returns: The parameters.
  public static func pyTorchDefault(
    inputCount: Int, hiddenCount: Int, using generator: inout some RandomNumberGenerator
  ) -> RecurrentParameters {
    let bound = 1 / Double(hiddenCount).squareRoot()
    let rule = Initializer.uniform(in: -bound..<bound)
    return RecurrentParameters(
      inputWeight: rule([4 * hiddenCount, inputCount], using: &generator),
      recurrentWeight: rule([4 * hiddenCount, hiddenCount], using: &generator),
      inputBias: rule([4 * hiddenCount], using: &generator),
      recurrentBias: rule([4 * hiddenCount], using: &generator))
  }

  /// Xavier's rule for inputs, an orthogonal matrix for each gate's recurrence, and a forget bias in one of the two biases.
  ///
  /// With a forget bias of 1 the gate starts at sigmoid(1) = 0.73 instead of 0.5: after ten steps 4 % of the cell's state are left
  /// instead of 0.1 %.
  ///
  /// - Parameters:
  ///   - inputCount: The number of features of a step.
  ///   - hiddenCount: The number of units.
  ///   - forgetBias: The sum of the two biases of the forget gate.
  ///   - generator: The source of randomness.
  /// - Returns: The parameters.
  ///
  /// ## Source
  ///
  /// Jozefowicz, Zaremba and Sutskever, 2015, https://proceedings.mlr.press/v37/jozefowicz15.html (forget bias); Le, Jaitly and
  /// Hinton, 2015, https://arxiv.org/abs/1504.00941, and Saxe and others, 2013 (identity and orthogonal recurrences)
  public static func orthogonal(
    inputCount: Int, hiddenCount: Int, forgetBias: Double = 1,
    using generator: inout some RandomNumberGenerator
  ) -> RecurrentParameters {
    // Gate by gate: the fans and the orthogonality are those of one gate's matrix.
    let inputs = (0..<4).map { _ in
      Initializer.xavierUniform()([hiddenCount, inputCount], using: &generator)
    }
    let recurrences = (0..<4).map { _ in
      Initializer.orthogonal()([hiddenCount, hiddenCount], using: &generator)
    }
    let bias = Tensor(
      (0..<4 * hiddenCount).map { $0 / hiddenCount == 1 ? Scalar(forgetBias) : 0 })
    return RecurrentParameters(
      inputWeight: .concatenation(inputs), recurrentWeight: .concatenation(recurrences),
      inputBias: bias, recurrentBias: .zeros([4 * hiddenCount]))
  }

  /// The biases that act on the forget gate: the sum of the two.
  public var forgetBias: Tensor {
    let hiddenCount = recurrentWeight.shape[1]
    return (inputBias + recurrentBias).slice(hiddenCount..<2 * hiddenCount)
  }

  /// One gate's part of the recurrent weight.
  ///
  /// - Parameter gate: 0 input, 1 forget, 2 cell, 3 output.
  /// - Returns: A matrix `[hidden, hidden]`.
  public func recurrence(ofGate gate: Int) -> Tensor {
    let hiddenCount = recurrentWeight.shape[1]
    return recurrentWeight.slice(gate * hiddenCount..<(gate + 1) * hiddenCount)
  }
}
