import Autograd
public import Course
import TensorCore

extension FailureMode {
  /// F6.51: the sample is dropped with the branch.
  public static var droppedShortcut: FailureMode {
    FailureMode(
      id: .failureMode(6, 51), title: "Stochastic depth drops the shortcut too",
      symptom:
        "In training mode many samples' outputs and gradients are 0, in deep networks nearly all.",
      diagnosis: """
        drop_path stands around the sum, not around the branch. A sample that is dropped in one block is 0 from there \
        on: behind L blocks (1 − p)ᴸ of the samples are left.
        """,
      fix: "x + drop_path(branch(x)). Feed ones through in training mode and count the zeros.",
      quantity: "samples of 64 whose signal is 0 behind four residual blocks, p = 0.2",
      symptomatic: .above(10),
      broken: Run("around the sum") { seed in
        silencedSamples(seed) { x, branch, depth in depth(x + branch(x)) }
      },
      remedies: [
        Run("the branch alone") { seed in
          silencedSamples(seed) { x, branch, depth in x + depth(branch(x)) }
        }
      ])
  }

  private static func silencedSamples(
    _ seed: UInt64,
    block: (_ x: Variable, _ branch: (Variable) -> Variable, _ depth: StochasticDepth) -> Variable
  ) -> Measurement {
    var generator = SplitMix64(seed: 51 &+ seed)
    var x = Variable(.normal([64, 8], using: &generator))
    let weight = Variable(.normal([8, 8], using: &generator))
    let depth = StochasticDepth(probability: 0.2, using: &generator)
    for _ in 0..<4 { x = block(x, { tanh(linear($0, weight: weight)) }, depth) }
    let magnitudes = x.value.map { abs($0) }.max(axis: 1)
    return Measurement((magnitudes .== 0).sum())
  }
}
