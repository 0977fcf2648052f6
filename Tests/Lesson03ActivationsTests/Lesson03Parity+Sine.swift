import Activations
import Foundation
import TensorCore
import Testing

// The fixture has the sine at ordinary inputs only; here are the others, against the C library's.

extension Lesson03Parity {
  @Test func `the sine holds up to 10⁹ radians and is NaN beyond`() {
    let sine = Activation.sine
    for size in [1e-308, 1e-8, 20.5, 40, 700, 800, 1000, 1e5, 3.3e7] {
      for x in [-size, size] {
        let (s, c) = (Foundation.sin(30 * x), Foundation.cos(30 * x))
        let found = [
          sine.value(at: Scalar(x)), sine.slope(at: Scalar(x)), sine.curvature(Scalar(x)),
        ]
        for (ours, exact) in zip(found, [s, 30 * c, -900 * s]) {
          #expect(
            abs(Double(ours) - exact) <= 1e-12 * abs(exact), "at \(x): \(ours), exact \(exact)")
        }
      }
    }
    // PyTorch's is NaN at infinities and at NaN, too; of the largest number it gives a sine.
    for x in [.greatestFiniteMagnitude, .infinity, -.infinity, .nan] as [Scalar] {
      #expect(sine.value(at: x).isNaN && sine.slope(at: x).isNaN && sine.curvature(x).isNaN)
    }
  }
}
