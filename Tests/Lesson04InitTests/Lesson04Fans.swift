import Init
import TensorCore
import TestSupport
import Testing

/// Fans by PyTorch's rule, and as layers sum.
@Suite struct Lesson04Fans {
  let golden: GoldenValues

  init() throws { golden = try GoldenValues.lesson(4) }

  private func shape(_ text: Substring) -> Shape {
    Shape(text.split(whereSeparator: { !$0.isNumber }).compactMap { Int($0) })
  }

  @Test func `fans from the shape alone are PyTorch's`() throws {
    let groups = try golden.groups(of: "fans")
    #expect(groups.count == 7)
    for group in groups {
      let fans = Fans(asPyTorch: shape(group.dropFirst("fans".count)))
      #expect(
        [fans.input, fans.output] == (try golden.array("\(group).output").values), "\(group)")
    }
  }

  // Convolutions of ones with ones, run in PyTorch: the outputs count the products.
  @Test func `fans of a connection count the products`() throws {
    let groups = try golden.groups(of: "products")
    #expect(groups.count == 9)
    for group in groups {
      let constants = try golden.integers("\(group).constants")
      let shape = Shape(try golden.integers("\(group).shape"))
      let connection: Connection =
        group.contains("convolution")
        ? .convolution(groups: constants[0], stride: constants[1])
        : .transposedConvolution(groups: constants[0], stride: constants[1])
      let fans = Fans(of: shape, connection: connection)
      let counted = try golden.array("\(group).output").values
      #expect(difference(fans.input, counted[0]) < 1e-12, "\(group)")
      #expect(difference(fans.output, counted[1]) < 1e-12, "\(group)")
    }
  }

  @Test func `PyTorch's rule fails transposed and depthwise kernels`() {
    // ConvTranspose2d(512, 32, 4): each output sums 512 · 16 products at stride 1.
    let transposed: Shape = [512, 32, 4, 4]
    #expect(Fans(asPyTorch: transposed).input == 512)
    #expect(Fans(of: transposed, connection: .transposedConvolution()).input == 8192)
    #expect(Fans(of: transposed, connection: .transposedConvolution(stride: 2)).input == 2048)
    // A depthwise convolution of 64 channels: an input reaches the 9 outputs of its own channel.
    let depthwise: Shape = [64, 1, 3, 3]
    #expect(Fans(asPyTorch: depthwise).output == 576)
    #expect(Fans(of: depthwise, connection: .convolution(groups: 64)).output == 9)
    #expect(Fans(of: depthwise, connection: .convolution(groups: 64)).input == 9)
  }

  @Test func `the layout [in, out] exchanges the fans`() {
    let fans = Fans(of: [512, 32], connection: .denseTransposed)
    #expect(fans.input == 512 && fans.output == 32)
    #expect(Fans(asPyTorch: [512, 32]).input == 32)
    #expect(Fans(of: [512, 32], connection: .dense) == Fans(asPyTorch: [512, 32]))
    #expect(fans.mean == 272)
  }

  // F4.8: the second moment behind ReLU is off by the ratio of the fans.
  @Test(arguments: [(512, 32, 16.0), (32, 512, 1.0 / 16)])
  func `swapped fans are off by their ratio`(inputs: Int, outputs: Int, factor: Double) {
    let right = Initializer.kaimingNormal(connection: .dense).statistics(of: [outputs, inputs])
    let wrong = Initializer.kaimingNormal(connection: .denseTransposed)
      .statistics(of: [outputs, inputs])
    let ratio = (wrong.standardDeviation ?? 0) / (right.standardDeviation ?? 0)
    #expect(difference(ratio * ratio, factor) < 1e-12)
  }
}
