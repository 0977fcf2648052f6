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

  // Of 32 samples none has a greater gradient at its logits than 2⁻²⁰/32 = 2⁻²⁵, which rounds to 0.
  @Test(arguments: tenSeeds) func `half precision stalls, and scaled it learns`(
    seed: UInt64
  ) throws {
    let full = try HalfPrecisionRun(.float64).run(seed: seed)
    let plain = try HalfPrecisionRun(.float16, stepCount: 20).run(seed: seed)
    let scaled = try HalfPrecisionRun(.float16, scalesLoss: true).run(seed: seed)
    let brain = try HalfPrecisionRun(.bfloat16).run(seed: seed)
    #expect(full.lastLoss < 0.15 * full.firstLoss)
    #expect(plain.lastLoss == plain.firstLoss && plain.zeroGradientShare == 1)
    #expect(plain.unmovedShare == 1)
    #expect(abs(scaled.lastLoss / full.lastLoss - 1) < 0.02)
    #expect(scaled.zeroGradientShare < full.zeroGradientShare + 0.01)
    // It has the range of single precision, and needs no scaling.
    #expect(abs(brain.lastLoss / full.lastLoss - 1) < 0.1)
  }

  // A weight four times as large: what is left are one and two steps of 6e-8, and they lead astray.
  @Test(arguments: tenSeeds) func `where gradients are mostly 0 the rest misleads`(
    seed: UInt64
  ) throws {
    let full = try HalfPrecisionRun(.float64, weight: 0x1p-18).run(seed: seed)
    let plain = try HalfPrecisionRun(.float16, weight: 0x1p-18).run(seed: seed)
    #expect((0.9..<1).contains(plain.zeroGradientShare))
    #expect(plain.lastLoss > 2 * full.lastLoss)
  }

  // At a low rate most updates are less than half of the distance to a weight's neighbors.
  @Test(arguments: tenSeeds) func `bfloat16 needs master weights at low rates`(
    seed: UInt64
  ) throws {
    func run(_ format: NumberFormat, _ keeps: Bool) throws -> HalfPrecisionRun.Result {
      try HalfPrecisionRun(
        format, keepsMasterWeights: keeps, learningRate: 5e-4, stepCount: 150
      ).run(seed: seed)
    }
    let (master, bare) = (try run(.bfloat16, true), try run(.bfloat16, false))
    let (kept, lost) = (master.firstLoss - master.lastLoss, bare.firstLoss - bare.lastLoss)
    #expect(kept > 0 && lost < 0.6 * kept)
    #expect(bare.unmovedShare > master.unmovedShare + 0.3)
  }

  // The factor finds by itself the greatest power of two that works.
  @Test func `the factor grows until a step is left out`() throws {
    let run = try HalfPrecisionRun(.float16, scalesLoss: true, weight: 1).run(seed: 1)
    #expect((1...3).contains(run.skippedCount))
    #expect(run.lastScale <= 65536)
    #expect(run.lastLoss < 0.5 * run.firstLoss)
  }
}
