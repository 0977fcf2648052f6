import TensorCore
import Testing

// Whole numbers, so that every sum is exact in both precisions and the order of adding changes nothing.

struct ChannelLoopTests {
  /// Batches with and without further axes, among them some longer than a block of rows or a piece of a run.
  private let batches: [Shape] = [
    [1, 1], [3, 2], [2, 5], [32, 2], [33, 3], [70, 2], [2, 3, 2], [3, 2, 1, 4], [1, 2, 7],
    [2, 1, 8], [2, 3, 9], [2, 2, 256], [2, 2, 257], [1, 3, 2, 300],
    [0, 3], [0, 3, 2], [2, 3, 0], [2, 0],
  ]

  /// Numbers of the channels: c + 1, multiplied by a factor.
  private func numbers(_ shape: Shape, _ factor: Scalar) -> Tensor {
    Tensor.counting([shape[1]]) * factor
  }

  @Test func `a scalar meets the two numbers of its channel`() {
    for shape in batches {
      let x = Tensor.counting(shape)
      let y = x.mapChannels(numbers(shape, 10), numbers(shape, 1000)) { $0 - 2 * $1 + 3 * $2 }
      let expected = everyIndex(of: shape).map { index in
        x.at(index) + 2980 * Scalar(index[1] + 1)
      }
      #expect(y == Tensor(shape: shape, scalars: expected), "\(shape)")
    }
  }

  @Test func `two scalars meet the three numbers of their channel`() {
    for shape in batches {
      let (x, z) = (Tensor.counting(shape), Tensor.counting(shape) * -3)
      let (a, b, c) = (numbers(shape, 10), numbers(shape, 100), numbers(shape, 1000))
      let y = x.combinedChannels(with: z, a, b, c) { x, z, a, b, c in
        x - 2 * z + 3 * a - 4 * b + 5 * c
      }
      let expected = everyIndex(of: shape).map { index in
        7 * x.at(index) + 4630 * Scalar(index[1] + 1)
      }
      #expect(y == Tensor(shape: shape, scalars: expected), "\(shape)")
    }
  }

  @Test func `sums of channels are those of their terms one by one`() {
    for shape in batches {
      let (x, z) = (Tensor.counting(shape), Tensor.counting(shape) * -3)
      let sums = x.channelSums(with: z, numbers(shape, 10)) { x, z, a in x - 2 * z + 3 * a }
      var expected = Tensor.zeros([shape[1]])
      for index in everyIndex(of: shape) {
        expected[index[1]] += 7 * x.at(index) + 30 * Scalar(index[1] + 1)
      }
      #expect(sums == expected, "\(shape)")
    }
  }
}
