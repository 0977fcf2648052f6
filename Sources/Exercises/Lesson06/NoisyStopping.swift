// E06.6 · Early stopping that noise does not fool
// repair · 15 minutes · medium
//
// A small validation set makes a noisy curve. The code below stops in the middle of training, or
// never, and returns the weights of the last epoch. Repair it, so that one lucky or unlucky epoch
// decides nothing.
//
// Judge an epoch by the median of its loss and those before it, `window` in all or as many as
// there are; of an even number of losses it is the mean of the middle two. A loss that is NaN
// counts as infinite. Epoch 0 is the first best one. A later epoch becomes the best one if its
// median is below that of the best one by more than `minimumImprovement`. Training ends after the
// epoch that is `patience` epochs after the best one, or after the last loss. Return the epoch
// after which it ends, and the best epoch, whose weights are restored.
//
//     losses [1, 0.9, 0.8, 9, 0.7, 0.8, 0.9], patience 2, window 3, improvement 0
//     // medians 1, 0.95, 0.9, 0.9, 0.8, 0.8, 0.8: ends after 6, restores 4
//
// Check it with `./learn check E06.6`, or after every save with `./learn watch E06.6`.
// When you are stuck: `./learn hint E06.6`.

import Course
import Regularization
import TensorCore

/// Where training ends, and which epoch's weights it returns.
///
/// - Parameters:
///   - losses: The validation loss after each epoch, at least one.
///   - patience: How many epochs after the best one training ends; positive.
///   - window: How many losses the median is taken of; positive.
///   - minimumImprovement: By how much more a median must fall to make its epoch the best one; not negative.
/// - Returns: The epoch after which training ends, and the epoch whose weights are restored, both from 0.
/// - Throws: Nothing as it stands; your code may.
public func stopping(
  losses: [Double], patience: Int, window: Int, minimumImprovement: Double
) throws -> (last: Int, restored: Int) {
  var waited = 0
  for epoch in losses.indices.dropFirst() {
    waited = losses[epoch] < losses[epoch - 1] - minimumImprovement ? 0 : waited + 1
    if waited == patience { return (epoch, epoch) }
  }
  return (losses.count - 1, losses.count - 1)
}
