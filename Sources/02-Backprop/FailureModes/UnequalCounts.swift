import Autograd
public import Course
import TensorCore

extension FailureMode {
  /// F2.23: means over unequal numbers of tokens count alike.
  public static var tokenMeansAveraged: FailureMode {
    FailureMode(
      id: .failureMode(2, 23), title: "Gradients are accumulated over unequal token counts",
      symptom: """
        Accumulated training differs from training with large batches, more so the more padding there \
        is; every micro-batch holds the same number of sequences.
        """,
      diagnosis: """
        The loss is a mean over the tokens that count, and padding does not. Averaging the means of two \
        sequences weighs a token of the short one more, here three times as much.
        """,
      fix: "Divide the sum of all token losses by the number of tokens in all micro-batches.",
      quantity:
        "largest deviation from the gradient of all 8 tokens, relative to its largest entry",
      symptomatic: .above(0.01),
      broken: Run("the mean of both means") { seed in
        try deviation(seed) { loss in
          for sequence in 0..<2 { try (loss([sequence]) * 0.5).backward() }
        }
      },
      remedies: [
        Run("weighted by tokens") { seed in
          try deviation(seed) { loss in
            try accumulateGradients(sizes: tokenCounts) { loss([$0]) }
          }
        }
      ])
  }

  /// The tokens of two sequences of six positions; the rest of the second is padding.
  private static var tokenCounts: [Int] { [6, 2] }

  /// Compares a gradient that is gathered sequence by sequence with that of all tokens.
  private static func deviation(
    _ seed: UInt64, _ accumulate: (_ loss: ([Int]) -> Variable) throws -> Void
  ) throws -> Measurement {
    var generator = SplitMix64(seed: 23 &+ seed)
    let tokens = Tensor.normal([2, 6, 4], using: &generator).reshaped(to: [12, 4])
    let labels = (0..<12).map { _ in generator.uniform(below: 3) }
    let weight = Variable(.normal([3, 4], using: &generator), requiresGradient: true)
    func loss(_ sequences: [Int]) -> Variable {
      let counted = sequences.flatMap { 6 * $0..<6 * $0 + tokenCounts[$0] }
      let logits = linear(Variable(tokens.gathering(rows: counted)), weight: weight)
      return softmaxCrossEntropy(logits, classes: counted.map { labels[$0] })
    }
    try loss([0, 1]).backward()
    let whole = weight.gradient ?? .zeros([3, 4])
    weight.zeroGradient()
    try accumulate(loss)
    let gathered = weight.gradient ?? .zeros([3, 4])
    return Measurement((gathered - whole).maximumMagnitude() / whole.maximumMagnitude())
  }
}
