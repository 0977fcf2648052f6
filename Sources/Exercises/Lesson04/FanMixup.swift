// E04.3 · Right in square layers only
// repair · 8 minutes · easy
//
// A network whose layers are all square starts well. The same code with a layer from 512 to 32
// units multiplies the second moment by 16, and the layer back from 32 to 512 divides it by 16.
//
// Repair the standard deviation of Kaiming's normal weights for ReLU, in the mode fan_in, √(2 /
// fan_in). A weight is [out, in, kernel …], as in PyTorch's linear layers and convolutions. Where
// `isTransposed` holds it is [in, out, kernel …], as for x · weight; such a layer has stride 1,
// so that every output sums over all inputs and the whole kernel.
//
//     kaimingDeviation(shape: [32, 512], isTransposed: false)    // 0.0625
//
// Check it with `./learn check E04.3`, or after every save with `./learn watch E04.3`.
// When you are stuck: `./learn hint E04.3`.

import Course
import Init
import TensorCore

/// The standard deviation of Kaiming's normal weights for ReLU, in the mode fan_in.
///
/// - Parameters:
///   - shape: `[out, in, kernel …]`, or `[in, out, kernel …]` where the layout is transposed.
///   - isTransposed: Whether the first axis counts inputs.
/// - Returns: The deviation √(2 / fan_in).
/// - Throws: Nothing as it stands; your code may.
public func kaimingDeviation(shape: [Int], isTransposed: Bool) throws -> Double {
  let fanIn = shape[isTransposed ? 1 : 0] * shape.dropFirst(2).reduce(1, *)
  return (2 / Double(fanIn)).squareRoot()
}
