// E02.3 · The gradient that gets lost
// repair · 8 minutes · easy
//
// A network with a shared weight trains badly: its gradient is too small. A chain without sharing
// is right to the last digit.
//
// The function below goes back over a tape. The tape holds one entry for each number, in the
// order in which they were computed; an entry lists the positions of the numbers that this one
// was computed from, each with the slope, and is empty for an independent number. The result
// holds the derivative of the last number by every number. Repair it.
//
//     y = x · x at x = 3:    tapeGradients(of: [[], [(0, 3), (0, 3)]])    // [6, 1], not [3, 1]
//
// Check it with `./learn check E02.3`, or after every save with `./learn watch E02.3`.
// When you are stuck: `./learn hint E02.3`.

import Backprop
import Course
import TensorCore

/// The derivatives of the last number of a tape by all numbers of it.
///
/// - Parameter tape: For each number, in the order of computation, the positions of its operands,
///   each with the slope; at least one number.
/// - Returns: For each number the derivative of the last number by it.
public func tapeGradients(of tape: [[(operand: Int, slope: Double)]]) -> [Double] {
  var gradients = Array(repeating: 0.0, count: tape.count)
  gradients[tape.count - 1] = 1
  for index in tape.indices.reversed() {
    for (operand, slope) in tape[index] {
      gradients[operand] = slope * gradients[index]
    }
  }
  return gradients
}
