import Course
import TensorCore

extension TrainingRecord {
  /// Appends a step of gradient descent.
  ///
  /// - Parameters:
  ///   - loss: The loss before the update.
  ///   - learningRate: The size of the step.
  ///   - parameters: The parameters before the update, by name, each with its gradient.
  mutating func append(
    loss: Scalar, learningRate: Scalar, _ parameters: [String: (value: Tensor, gradient: Tensor)]
  ) {
    append(
      loss: loss, learningRate: learningRate,
      parameters.map { name, parameter in
        ParameterStep(
          name, value: parameter.value, gradient: parameter.gradient,
          change: parameter.gradient * -learningRate)
      })
  }

  /// Appends a step of gradient descent on a network, its parameters named `layers.0.weight` and so on.
  ///
  /// - Parameters:
  ///   - loss: The loss before the update.
  ///   - learningRate: The size of the step.
  ///   - network: The network before the update.
  ///   - gradients: The gradient of each layer.
  mutating func append(
    loss: Scalar, learningRate: Scalar, network: MultilayerPerceptron, gradients: [AffineGradient]
  ) {
    var parameters: [String: (value: Tensor, gradient: Tensor)] = [:]
    for (index, (layer, gradient)) in zip(network.layers, gradients).enumerated() {
      parameters["layers.\(index).weight"] = (layer.weight, gradient.weight)
      if let bias = layer.bias { parameters["layers.\(index).bias"] = (bias, gradient.bias) }
    }
    append(loss: loss, learningRate: learningRate, parameters)
  }
}
