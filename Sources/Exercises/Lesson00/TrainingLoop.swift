// E00.13 · A training loop of four lines
// implement · 5 minutes · easy
//
// Write the loop that nearly every training script has. Each step forgets the old gradients,
// computes the loss, goes back through it, and lets the optimizer change the parameters. Return
// the losses, one a step, each as it was before the step changed anything.
//
// The optimizer may come with gradients of a run before. The calls are PyTorch's, with longer
// names; those that can fail are marked with try.
//
//     optimizer.zero_grad()      optimizer.zeroGradients()
//     loss = loss_function()     let current = try loss()
//     loss.backward()            try current.backward()
//     optimizer.step()           optimizer.step()
//     loss.item()                current.scalar
//
// Check it with `./learn check E00.13`, or after every save with `./learn watch E00.13`.
// When you are stuck: `./learn hint E00.13`.

import Autograd
import Course
import TensorCore

/// A training loop.
///
/// - Parameters:
///   - optimizer: What changes the parameters; it may hold old gradients.
///   - stepCount: How many steps to make; may be 0.
///   - loss: Computes the loss at the parameters as they are.
/// - Returns: The loss of each step, before it changed the parameters.
/// - Throws: `NotAttempted` until you have written it; what the loss throws.
public func train(
  _ optimizer: any Optimizer, stepCount: Int, loss: () throws -> Variable
) throws -> [Scalar] {
  throw NotAttempted()
}
