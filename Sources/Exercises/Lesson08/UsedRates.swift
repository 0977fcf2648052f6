// E08.5 · A schedule that is stepped per epoch
// repair · 15 minutes · medium
//
// A warm-up of 100 steps, three epochs, and the rate never leaves a few percent of its peak: the
// loop below steps the schedule once per epoch. Repair it, so that the schedule is stepped once
// after each step of the optimizer, and ends where training does.
//
// The list holds how many batches each epoch has. Gradients are accumulated: only after every
// accumulation batches of an epoch the optimizer takes a step, and what is left over at an
// epoch's end is thrown away. With total steps of the optimizer in all epochs, the rate of step
// s, from 0, is peak · (s + 1) / warmUp while s < warmUp, and peak · (total − s) / (total −
// warmUp) after that. The formula in the code is right; what it is given is not. Return the rate
// of each step of the optimizer.
//
//     epochs of 5 and 5 batches, accumulation 2, warm-up 2, peak 1
//     // 0.5, 1, 1, 0.5; as given 0.5, 0.5, 1, 1
//
// Check it with `./learn check E08.5`, or after every save with `./learn watch E08.5`.
// When you are stuck: `./learn hint E08.5`.

import Course
import Schedulers
import TensorCore

/// The rate of each step of the optimizer.
///
/// - Parameters:
///   - batchCounts: How many batches each epoch has.
///   - accumulation: After how many batches of an epoch the optimizer takes a step; positive.
///   - warmUp: How many steps of the optimizer the warm-up takes; not negative.
///   - peak: The greatest rate.
/// - Returns: As many rates as there are steps of the optimizer.
/// - Throws: Nothing as it stands; your code may.
public func usedRates(
  batchCounts: [Int], accumulation: Int, warmUp: Int, peak: Double
) throws -> [Double] {
  let total = batchCounts.count
  func rate(at position: Int) -> Double {
    if position < warmUp { return peak * Double(position + 1) / Double(warmUp) }
    return peak * Double(max(0, total - position)) / Double(max(1, total - warmUp))
  }
  var (used, position) = ([Double](), 0)
  for batchCount in batchCounts {
    for batch in 0..<batchCount where (batch + 1) % accumulation == 0 {
      used.append(rate(at: position))
    }
    position += 1
  }
  return used
}
