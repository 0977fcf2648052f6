// E07.6 · A state saved and restored bit by bit
// implement · 25 minutes · hard
//
// A run that is resumed has to go on as if it had never stopped, to the last bit: only then does
// a difference mean a fault. Write both halves. One turns the state of an optimizer into bytes,
// the other turns such bytes into the state, also in another process: everything has to be in the
// bytes.
//
// The step may be any Int. A name may hold any characters, commas, quotes, line breaks and none
// at all included; a list may be empty, and so may be the state. Every number comes back with the
// same 64 bits, −0, infinities and NaN included.
//
// A file may have been cut off, as when the disk was full. If one or more bytes are missing at
// the end, restoring throws an error, of whatever type; half a state is never returned. Bytes
// that were not cut come from your own first half.
//
//     restoredState(savedState((3, ["w": [0.1]])))    // (3, ["w": [0.1]])
//
// Check it with `./learn check E07.6`, or after every save with `./learn watch E07.6`.
// When you are stuck: `./learn hint E07.6`.

import Course
import Optimizers
import TensorCore

/// The state of an optimizer as bytes.
///
/// - Parameter state: The number of steps taken, and for each name the moments of a parameter.
/// - Returns: Bytes that hold all of it.
/// - Throws: `NotAttempted` until you have written it.
public func savedState(_ state: (step: Int, moments: [String: [Double]])) throws -> [UInt8] {
  throw NotAttempted()
}

/// The state that bytes hold.
///
/// - Parameter bytes: What `savedState` returned, or a part of it from its beginning.
/// - Returns: The same state, bit by bit.
/// - Throws: An error if bytes are missing; `NotAttempted` until you have written it.
public func restoredState(_ bytes: [UInt8]) throws -> (step: Int, moments: [String: [Double]]) {
  throw NotAttempted()
}
