import Perceptron
import TensorCore
import TestSupport
import Testing

/// What a loss does when nothing is said is what PyTorch's does.
@Suite struct Lesson01Defaults {
  @Test func `the bends of robust losses are where PyTorch's are`() throws {
    let pytorch = try PyTorchDefaults()
    #expect(Double(HuberLoss().delta) == (try pytorch.number("HuberLoss", "delta")))
    #expect(Double(SmoothAbsoluteError().beta) == (try pytorch.number("SmoothL1Loss", "beta")))
  }

  /// Two equal predictions, so that a sum in place of a mean shows.
  @Test func `losses without arguments measure what PyTorch's do`() throws {
    let pytorch = try PyTorchDefaults()
    func expect(_ loss: Scalar, _ name: String) throws {
      let theirs = try pytorch.number("losses of 3 against 0, two of them", name)
      #expect(abs(Double(loss) - theirs) <= Double(rounding) * theirs, "\(name): \(loss)")
    }
    let (threes, zeros, ones) = (Tensor([3, 3]), Tensor([0, 0]), Tensor([1, 1]))
    try expect(SquaredError().mean(of: threes, targets: zeros), "mse")
    try expect(HuberLoss().mean(of: threes, targets: zeros), "huber")
    try expect(SmoothAbsoluteError().mean(of: threes, targets: zeros), "smooth l1")
    try expect(PoissonLoss().mean(of: threes, targets: zeros), "poisson")
    try expect(BinaryCrossEntropy().mean(of: threes, targets: zeros), "bce with logits")
    // Against 1 a weight of positive targets shows too.
    try expect(BinaryCrossEntropy().mean(of: threes, targets: ones), "bce with logits against 1")
    try expect(
      SoftmaxCrossEntropy().mean(of: Tensor([[3, 0], [3, 0]]), classes: [1, 1]), "cross-entropy")
  }

  @Test func `a layer's first parameters keep PyTorch's bound`() throws {
    let pytorch = try PyTorchDefaults()
    var generator = SplitMix64(seed: 1)
    let map = AffineMap(inputCount: 16, outputCount: 4096, using: &generator)
    let bias = try #require(map.bias)
    for (name, ours) in [("weight", map.weight), ("bias", bias)] {
      let theirs = try pytorch.number("greatest parameter of Linear(16, 4096)", name)
      // Of 4096 uniform numbers the greatest is within 1 % of the bound but for 1 in 10¹⁷ cases.
      #expect(abs(Double(ours.maximumMagnitude()) / theirs - 1) < 0.01, "\(name)")
    }
  }
}
