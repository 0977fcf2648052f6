import Autograd
import RefusalSupport
import TensorCore
import TestSupport
import Testing

/// The core's loops over channels against broadcasting.
@Suite struct Lesson05Loops {
  static let shapes: [Shape] = [
    [5, 3], [1, 3], [70, 3], [4, 3, 7], [2, 3, 5, 9], [2, 3, 20, 31], [3, 3, 1], [0, 3], [2, 3, 0],
  ]

  private func stretched(_ numbers: Tensor, to shape: Shape) -> Tensor {
    numbers.reshaped(to: Shape([3] + Array(repeating: 1, count: shape.axisCount - 2)))
  }

  private let a = normals([3], seed: 1)
  private let b = normals([3], seed: 2)
  private let c = normals([3], seed: 3)

  @Test(arguments: shapes)
  func `each scalar meets the numbers of its channel`(_ shape: Shape) {
    let x = normals(shape, seed: 4)
    let y = x.mapChannels(a, b) { x, a, b in x * a + b }
    #expect(y == x * stretched(a, to: shape) + stretched(b, to: shape))
  }

  @Test(arguments: shapes)
  func `pairs of scalars meet the numbers of their channel`(_ shape: Shape) {
    let (x, z) = (normals(shape, seed: 4), normals(shape, seed: 5))
    let y = x.combinedChannels(with: z, a, b, c) { x, z, a, b, c in a * (x - b) - z * c }
    let (a, b, c) = (
      stretched(a, to: shape), stretched(b, to: shape), stretched(c, to: shape)
    )
    #expect(y == a * (x - b) - z * c)
  }

  @Test(arguments: shapes)
  func `terms are summed for each channel`(_ shape: Shape) {
    let (x, z) = (normals(shape, seed: 4), normals(shape, seed: 5))
    let sums = x.channelSums(with: z, a) { x, z, a in (x - a) * z }
    let terms = (x - stretched(a, to: shape)) * z
    let expected = terms.sum(axes: [0] + Array(2..<shape.axisCount))
    #expect(sums.shape == [3])
    #expect((sums - expected).maximumMagnitude() <= rounding * Scalar(max(terms.elementCount, 1)))
  }

  // One after the other, 3 million additions of 0.1 in single precision would lose the third digit.
  @Test func `long sums lose few digits`() {
    let x = Tensor(repeating: 0.1, shape: [3, 1, 1000, 1000])
    let rows = Tensor(repeating: 0.1, shape: [1_000_000, 1])
    for tensor in [x, rows] {
      let sum = tensor.channelSums(with: tensor, .zeros([1])) { x, _, _ in x }.scalar
      #expect(abs(sum / (Scalar(tensor.elementCount) * 0.1) - 1) < 40 * Scalar.ulpOfOne)
    }
  }

  static let misuses = [
    Misuse("Tensor.mapChannels: no axis of channels: [3]") {
      _ = Tensor.ones([3]).mapChannels(.ones([3]), .ones([3])) { x, _, _ in x }
    },
    Misuse("Tensor.mapChannels: [2] are not one number for each channel of [4, 3]") {
      _ = Tensor.ones([4, 3]).mapChannels(.ones([3]), .ones([2])) { x, _, _ in x }
    },
    Misuse("Tensor.combinedChannels: shapes differ: [4, 3] and [3, 4]") {
      let three = Tensor.ones([3])
      _ = Tensor.ones([4, 3]).combinedChannels(with: .ones([3, 4]), three, three, three) {
        x, _, _, _, _ in x
      }
    },
    Misuse("Tensor.channelSums: shapes differ: [4, 3] and [3, 4]") {
      _ = Tensor.ones([4, 3]).channelSums(with: .ones([3, 4]), .ones([3])) { x, _, _ in x }
    },
  ]

  @Test(arguments: misuses) func `misuse is refused by its values`(_ misuse: Misuse) async {
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        [message = misuse.message as String] in
        Misuse.makeCall(failingWith: message, from: Lesson05Loops.misuses)
      }, says: ": \(misuse.message)\n")
  }
}
