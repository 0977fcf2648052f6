// E08.1 · One cycle with other settings
// predict · 12 minutes · medium
//
// PyTorch's OneCycleLR is made with 50 steps in all, a maximum of 0.1, pct_start 0.4, div_factor
// 10 and final_div_factor 1000. The rest is as PyTorch has it: two phases, cosines, and a
// momentum from 0.95 down to 0.85 and back. Steps count from 0. Predict six numbers to four
// significant digits; the function may hold plain numbers or compute them.
//
// The rate at step 0. The number of the step at which the rate is greatest. The rates at the
// steps 10, 34 and 49. Last the momentum at step 10.
//
//     with pct_start 0.3 and 100 steps the greatest rate is at step 29
//
// Check it with `./learn check E08.1`, or after every save with `./learn watch E08.1`.
// When you are stuck: `./learn hint E08.1`.

import Course
import Schedulers
import TensorCore

/// Six numbers about a one-cycle schedule.
///
/// - Returns: The first rate, the step of the peak, three rates, and a momentum.
/// - Throws: `NotAttempted` until you have written it.
public func oneCycleNumbers() throws -> [Double] {
  throw NotAttempted()
}
