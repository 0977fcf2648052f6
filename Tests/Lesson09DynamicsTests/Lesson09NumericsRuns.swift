import Autograd
import Dynamics
import TensorCore
import TestSupport
import Testing

/// Whole training runs in simulated half precision.
@Suite struct Lesson09NumericsRuns {
  @Test func `rounding goes both ways through a variable`() throws {
    let x = leaf(Tensor([1.0001, 257, 1e-8]))
    let y = NumberFormat.float16.rounded(x)
    #expect(y.value == Tensor([1, 257, 0]))
    try y.backward(cotangent: Tensor([1e-9, 2049, 1]))
    #expect(x.gradient == Tensor([0, 2048, 1]))
    #expect(NumberFormat.float64.rounded(x) === x)
  }

  // The weight is a power of two: the run in full precision is the same with every weight, to the bit.
  @Test func `in full precision the small weight changes no bit`() throws {
    let small = try HalfPrecisionRun(.float64, stepCount: 20).run(seed: 1)
    let large = try HalfPrecisionRun(.float64, weight: 1, stepCount: 20).run(seed: 1)
    #expect(small.lastLoss == large.lastLoss && small.lastLoss < small.firstLoss)
    #expect(small.zeroGradientShare == large.zeroGradientShare)
  }

  @Test(arguments: tenSeeds) func `half precision stalls, and scaled it learns`(
    seed: UInt64
  ) throws {
    let full = try HalfPrecisionRun(.float64).run(seed: seed)
    let plain = try HalfPrecisionRun(.float16).run(seed: seed)
    let scaled = try HalfPrecisionRun(.float16, scalesLoss: true).run(seed: seed)
    #expect(full.lastLoss < 0.5 * full.firstLoss)
    #expect(plain.lastLoss > 0.9 * plain.firstLoss)
    #expect(abs(scaled.lastLoss / full.lastLoss - 1) < 0.1)
    #expect(plain.zeroGradientShare > full.zeroGradientShare + 0.3)
    #expect(scaled.zeroGradientShare < full.zeroGradientShare + 0.05)
  }

  @Test(arguments: tenSeeds) func `bfloat16 needs no scaling, but master weights`(
    seed: UInt64
  ) throws {
    let full = try HalfPrecisionRun(.float64).run(seed: seed)
    let brain = try HalfPrecisionRun(.bfloat16).run(seed: seed)
    let bare = try HalfPrecisionRun(.bfloat16, keepsMasterWeights: false).run(seed: seed)
    #expect(abs(brain.lastLoss / full.lastLoss - 1) < 0.1)
    #expect(bare.lastLoss > 1.1 * brain.lastLoss)
    #expect(bare.unmovedShare > brain.unmovedShare)
  }

  // The first factor is as large as it can be: the run finds the greatest that works by itself.
  @Test func `the factor grows until a step is left out`() throws {
    let run = try HalfPrecisionRun(.float16, scalesLoss: true, weight: 1).run(seed: 1)
    #expect(run.skippedCount > 0)
    #expect(run.lastScale < 65536)
    #expect(run.lastLoss < 0.5 * run.firstLoss)
  }
}
