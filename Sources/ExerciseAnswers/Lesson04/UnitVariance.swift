public import Course
import Init
public import TensorCore

/// Rescales the weights of a tanh network on a batch.
public typealias RescalingFunction =
  @Sendable (_ weights: [Tensor], _ batch: Tensor) throws -> [Tensor]

// solution begins
func unitVariance(weights: [Tensor], on batch: Tensor) throws -> [Tensor] {
  var input = batch
  return weights.map { weight in
    let sums = matmul(input, weight, transposing: .right)
    let deviation = Scalar.squareRoot(sums.variance())
    input = (sums / deviation).map { x in .tanh(x) }
    return weight / deviation
  }
}
// solution ends

extension Lesson04Answers {
  /// Rescale layer by layer from data.
  public static var unitVariance: Assignment<RescalingFunction> {
    Assignment<RescalingFunction>(
      Exercise(
        id: .exercise(4, 5), title: "Unit variance, layer by layer",
        kind: .implement, minutes: 15, difficulty: .medium, fileName: "UnitVariance.swift",
        statement: """
          A gain predicts what a layer does to a normal signal; a batch of data shows it. Layer-sequential unit variance \
          (LSUV) goes through a network once and divides each weight by what it measures.

          The network is x · W₁ᵀ, tanh, x · W₂ᵀ, tanh and so on, without biases; weights are [out, in] and the batch is \
          [samples, inputs]. Return the weights, each times one positive factor, such that on this batch the sums of every \
          layer, before its tanh, have the variance 1. The variance is that of all numbers of the layer's sums together, about \
          their common mean and divided by their count. The batch stays as it is, whatever its scale.

              unitVariance(weights: [[[1]]], on: [[-2], [2]])    // [[[0.5]]]
          """,
        hints: Exercise.Hints(
          nudge: "What does the second layer see after the first has been rescaled?",
          approach: """
            Go from the first layer to the last. Compute the sums with the weight as it is, take their standard \
            deviation, divide the weight by it, and pass on what the new weight gives.
            """,
          almostThere: """
            Sums are proportional to the weight, so that one division is exact and no second product is needed. The tanh \
            of the divided sums is the input of the next layer.
            """), forbidden: ["LayerSequentialUnitVariance"]),
      solution: unitVariance(weights:on:),
      alternative: { weights, batch in
        // Each layer is measured by a whole forward pass through the layers before.
        var done: [Tensor] = []
        for weight in weights {
          var input = batch
          for earlier in done { input = matmul(input, earlier.transposed).map { x in .tanh(x) } }
          let sums = matmul(input, weight.transposed)
          let centered = sums - sums.mean()
          done.append(weight * (1 / Scalar.squareRoot((centered * centered).mean())))
        }
        return done
      },
      mistakes: [
        .init(
          "all layers are measured before any is rescaled",
          explanation: """
            The second layer is measured on what the old first layer gives. Once that is rescaled, the second sees another \
            signal and its variance is no longer 1. Only the first layer comes out right.
            """,
          { rescaled($0, on: $1, updating: false) { .squareRoot($0.variance()) } }),
        .init(
          "divided by the variance",
          explanation: """
            The variance goes with the square of the weight. Divided by v instead of √v the new variance is 1/v.
            """,
          { rescaled($0, on: $1) { $0.variance() } }),
        .init(
          "the second moment in place of the variance",
          explanation: """
            The mean square is the variance plus the square of the mean. On data that are not centered the sums have a mean, \
            and the variance comes out below 1.
            """,
          { rescaled($0, on: $1) { .squareRoot(($0 * $0).mean()) } }),
        .init(
          "measured after the tanh",
          explanation: """
            The outputs of a tanh lie within ±1 and nearly never have the variance 1. It is the sums before it that LSUV \
            measures.
            """,
          { rescaled($0, on: $1) { .squareRoot($0.map { x in .tanh(x) }.variance()) } }),
        .init(
          "the tanh is left out between layers",
          explanation: """
            Each layer is measured on the sums of the one before, and in the network it sees their tanh, which is smaller.
            """,
          { rescaled($0, on: $1, squashing: false) { .squareRoot($0.variance()) } }),
        .init(
          "divided by the count less one",
          explanation: """
            That estimates the variance of a population. The exercise, as the algorithm, divides by the count: with few \
            numbers the difference shows.
            """,
          { rescaled($0, on: $1) { .squareRoot($0.variance(correction: 1)) } }),
      ],
      impostors: .init(
        zero: { weights, _ in weights.map { .zeros($0.shape) } },
        notANumber: { weights, _ in weights.map { Tensor(repeating: .nan, shape: $0.shape) } },
        identity: { weights, _ in weights }),
      probes: { seed in
        var generator = SplitMix64(seed: seed)
        let widths = [3, 5, 4, 2]
        let weights = zip(widths, widths.dropFirst()).map { width, next in
          Tensor.normal([next, width], standardDeviation: 0.7, using: &generator)
        }
        let centered = Tensor.normal([6, 3], using: &generator)
        let cases: [([Tensor], Tensor, String)] = [
          ([Tensor([[1]])], Tensor([[-2], [2]]), "one weight of 1, batch [[−2], [2]]"),
          ([Tensor([[2, -1]])], Tensor([[1, 0], [0, 1], [3, 3]]), "one layer, three samples"),
          (Array(weights.prefix(2)), centered, "two layers"),
          (weights, centered * 1000 + 300, "three layers, a large batch with a mean"),
          (weights, centered * 0.001, "three layers, a small batch"),
          (weights.map { $0 * 20 }, centered + 1, "three layers of large weights"),
          ([], centered, "no layer"),
        ]
        return cases.map { weights, batch, words in
          let right = rescaled(weights, on: batch) { .squareRoot($0.variance()) }
          let largest = right.map { Double($0.maximumMagnitude()) }.min() ?? 1
          return Probe("\(words), seed \(seed)", wanted: answer(right), floor: min(1, largest)) {
            answer(try $0(weights, batch))
          }
        }
      })
  }
}

extension Lesson04Answers {
  private static func answer(_ weights: [Tensor]) -> Answer {
    Answer([.number("layers", weights.count)] + weights.map { .tensor("weight", $0) })
  }

  /// Weights divided one after another by what is measured of their sums.
  private static func rescaled(
    _ weights: [Tensor], on batch: Tensor, updating: Bool = true, squashing: Bool = true,
    by divisor: (Tensor) -> Scalar
  ) -> [Tensor] {
    var input = batch
    return weights.map { weight in
      let sums = matmul(input, weight, transposing: .right)
      let number = divisor(sums)
      let passed = updating ? sums / number : sums
      input = squashing ? passed.map { x in .tanh(x) } : passed
      return weight / number
    }
  }
}
