import Autograd
import Course
import TensorCore

// What the mistakes of exercise E05.5 are made from.

extension Lesson05Answers {
  /// One step of gradient descent a batch, in the modes that the layers are in.
  static func train(
    _ network: Sequential, _ variables: [Variable], _ batches: [(inputs: Tensor, targets: Tensor)],
    _ rate: Scalar
  ) throws {
    let optimizer = GradientDescent(variables, learningRate: rate)
    for batch in batches {
      for variable in network.trainedVariables { variable.gradient = nil }
      try meanSquaredError(network(Variable(batch.inputs)), targets: batch.targets).backward()
      optimizer.step()
    }
  }
}
