import Activations
import Autograd
import Dynamics
import RefusalSupport
import TensorCore
import Testing

/// Every precondition of monitors, curvature and numerics stops the program with the function and the values.
@Suite struct Lesson09MonitorsRefusals {
  static var all: [Misuse] { monitors + curvature + numerics }

  private static var monitors: [Misuse] {
    [
      Misuse("DebiasedAverage.init: not in 0..<1: 1.0") { _ = DebiasedAverage(keeping: 1) },
      Misuse("WeightedMean.add: 0 samples") {
        var mean = WeightedMean()
        mean.add(1, sampleCount: 0)
      },
      Misuse("GradientNoiseScale.init: batches of 4 and 4") {
        _ = GradientNoiseScale(smallBatch: 4, largeBatch: 4)
      },
      Misuse("GradientNoiseScale.observe: 2 parts of 4 for a batch of 16") {
        var noise = GradientNoiseScale(smallBatch: 4, largeBatch: 16)
        noise.observe(parts: [.ones([1]), .ones([1])])
      },
      Misuse("GradientNoiseScale.exact: no rows of gradients: [3]") {
        _ = GradientNoiseScale.exact(gradients: .ones([3]))
      },
      Misuse("ClippingStatistics.clippedShare: the bound is not positive: 0.0") {
        _ = ClippingStatistics(norms: [1]).clippedShare(above: 0)
      },
      Misuse("ClippingStatistics.bound: the share is not from 0 to 1: 2.0") {
        _ = ClippingStatistics(norms: [1]).bound(clipping: 2)
      },
      Misuse("Throughput.init: a window of 0 steps") { _ = Throughput(window: 0) },
      Misuse("Throughput.count: -1 samples") {
        var throughput = Throughput()
        throughput.count(-1)
      },
    ]
  }

  private static var curvature: [Misuse] {
    [
      Misuse("Curvature.init: there are no parameters") {
        _ = Curvature(of: []) { Variable(Tensor(0)) }
      },
      Misuse("Curvature.product: [3] for 2 parameters") {
        try? bowl { _ = try $0.product(with: .ones([3])) }
      },
      Misuse("Curvature.along: the direction is zero") {
        try? bowl { _ = try $0.along(.zeros([2])) }
      },
      Misuse("Curvature.ends: 0 iterations") {
        try? bowl { curvature in
          var generator = SplitMix64(seed: 1)
          _ = try curvature.ends(iterationCount: 0, using: &generator)
        }
      },
      Misuse("Curvature.powerIteration: the bound is negative: -1.0") {
        try? bowl { curvature in
          var generator = SplitMix64(seed: 1)
          _ = try curvature.powerIteration(toward: .largest, bound: -1, using: &generator)
        }
      },
      Misuse("LossPlane.init: a radius of 1.0 and 4 places a side") {
        _ = try? LossPlane([leaf(.ones([2]))], along: .ones([2]), .ones([2]), count: 4) {
          Variable(Tensor(0))
        }
      },
      Misuse("LossPath.init: 1 places from [2] to [2] of 2 parameters") {
        _ = try? LossPath([leaf(.ones([2]))], from: .ones([2]), to: .ones([2]), count: 1) {
          Variable(Tensor(0))
        }
      },
    ]
  }

  private static func bowl(_ body: (inout Curvature) throws -> Void) throws {
    let w = leaf(.ones([2]))
    var curvature = Curvature(of: [w]) { (w * w).sum() }
    try body(&curvature)
  }

  private static var numerics: [Misuse] {
    [
      Misuse("NumberFormat.bits: float32 has more than 16 bits") {
        _ = NumberFormat.float32.bits(of: 1)
      },
      Misuse("NumberFormat.losses: there are no numbers") {
        _ = NumberFormat.float16.losses(of: [])
      },
      Misuse(
        "NumberFormat.output: ActivationLayerWithWeights has parameters that would not be rounded"
      ) {
        _ = NumberFormat.float16.output(
          of: Sequential(ActivationLayerWithWeights()), for: Variable(.ones([1])))
      },
      Misuse("HalfPrecisionRun.init: a weight of 0.0, a rate of 0.05, 100 steps") {
        _ = HalfPrecisionRun(.float16, weight: 0)
      },
      Misuse("LossScaler.init: scale 1.0, factors 1.0 and 0.5, interval 2000") {
        _ = LossScaler(scale: 1, growthFactor: 1)
      },
      Misuse("LossScaler.unscale: the gradients were divided since the last update()") {
        let (scaler, optimizer) = scaled(gradient: Tensor([1]))
        scaler.unscale(optimizer)
        scaler.unscale(optimizer)
      },
      Misuse("LossScaler.unscale: no gradient has arrived") {
        let (scaler, optimizer) = scaled(gradient: nil)
        scaler.step(optimizer)
      },
      Misuse("LossScaler.step: the step was made since the last update()") {
        let (scaler, optimizer) = scaled(gradient: Tensor([1]))
        scaler.step(optimizer)
        scaler.step(optimizer)
      },
      Misuse("LossScaler.update: no gradients were divided since the last") {
        LossScaler().update()
      },
    ]
  }

  private static func scaled(gradient: Tensor?) -> (LossScaler, GradientDescent) {
    let parameter = leaf(Tensor([1]))
    parameter.gradient = gradient
    return (LossScaler(), GradientDescent([parameter], learningRate: 0.1))
  }

  /// A layer whose weight nobody rounds.
  private final class ActivationLayerWithWeights: Module, Layer {
    let weight = leaf(.ones([1]))
    var parameters: [(name: String, variable: Variable)] { [("weight", weight)] }
    func forward(_ input: Variable) -> Variable { input * weight }
  }

  @Test(arguments: all) func `misuse stops the program with the values`(misuse: Misuse) async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { [message = misuse.message as String] in
      Misuse.makeCall(failingWith: message, from: Lesson09MonitorsRefusals.all)
    }
    expectMessage(result, says: ": \(misuse.message)\n")
  }

  @Test func `every message belongs to one call`() {
    #expect(Set(Self.all.map(\.message)).count == Self.all.count)
  }
}
