// E05.5 · Frozen, and yet it moves
// repair · 15 minutes · medium
//
// A network is fine-tuned on batches of two or three. Its batch norms were to be frozen, and the
// function says so in its first lines, yet the running statistics drift, the scales and offsets
// learn, and with every step the answers in evaluation mode move with them.
//
// Repair it. While it trains, every batch norm normalizes by its running statistics as they were
// handed over, and leaves them as they are; its scale and offset do not learn. All other
// parameters are trained by plain gradient descent on the mean squared error, one step a batch,
// and all other layers are in training mode meanwhile. A batch may have one sample. The batch
// norms are `BatchNorm1d`s with running statistics; they may stand inside parts of the network,
// which may be handed over in either mode.
//
//     network.setMode(.training)    // sets the norms too, whatever mode they were in
//
// Check it with `./learn check E05.5`, or after every save with `./learn watch E05.5`.
// When you are stuck: `./learn hint E05.5`.

import Autograd
import BatchNorm
import Course
import TensorCore

/// Trains a network on small batches, and leaves its batch norms as they are.
///
/// - Parameters:
///   - network: The network.
///   - batches: Inputs with their targets, in the order of the steps.
///   - learningRate: The learning rate of gradient descent.
/// - Throws: What the backward pass throws.
public func fineTune(
  _ network: Sequential, on batches: [(inputs: Tensor, targets: Tensor)], learningRate: Scalar
) throws {
  // Freeze the batch norms.
  for (_, layer) in network.namedLayers where layer is BatchNorm1d {
    layer.setMode(.evaluation)
  }
  let optimizer = GradientDescent(network.trainedVariables, learningRate: learningRate)
  // A norm in training mode refuses a batch of one.
  for batch in batches where batch.inputs.shape[0] > 1 {
    network.setMode(.training)
    optimizer.zeroGradients()
    try meanSquaredError(network(Variable(batch.inputs)), targets: batch.targets).backward()
    optimizer.step()
  }
}
