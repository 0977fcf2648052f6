public import Course
import TensorCore

// Softmax as the weights of an attention: what it is given, along which axis, and what is masked when.

extension FailureMode {
  /// F3.10: scores that grow with the width.
  public static var unscaledAttention: FailureMode {
    FailureMode(
      id: .failureMode(3, 10), title: "Attention with scores that are too large",
      symptom:
        "From the first step on, queries attend to one or two keys each, and which ones is chance.",
      diagnosis: """
        A scalar product of two vectors of d normal numbers has the standard deviation √d, here 8. A softmax of \
        such scores is nearly one-hot. Gradients are uneven: here the queries' are larger than with the scale, \
        but at a width of 1024 the median query gets less than a hundredth.
        """,
      fix:
        "Divide the scores by √d (PyTorch: `scaled_dot_product_attention`), or normalize queries and keys.",
      quantity: "mean entropy of the attention over 16 keys, in nats", symptomatic: .below(1),
      broken: Run("scores as they are") { seed in entropy(seed) { $0 } },
      remedies: [Run("scores divided by √64") { seed in entropy(seed) { $0 / 8 } }])
  }

  private static func entropy(_ seed: UInt64, _ scale: (Tensor) -> Tensor) -> Measurement {
    var generator = SplitMix64(seed: 10 &+ seed)
    let queries = Tensor.normal([64, 64], using: &generator)
    let keys = Tensor.normal([16, 64], using: &generator)
    let weights = scale(matmul(queries, keys, transposing: .right)).softmax()
    let terms = weights.map { p in p > 0 ? -p * .log(p) : 0 }
    return Measurement(terms.sum(axis: -1).mean())
  }

  /// F3.19: probabilities that compete across samples.
  public static var softmaxOverTheBatch: FailureMode {
    FailureMode(
      id: .failureMode(3, 19), title: "A softmax over the wrong axis",
      symptom: """
        A prediction changes with the batch that it is in; with a batch of one all weights are 1.
        """,
      diagnosis: """
        The softmax runs over the samples. Without an axis PyTorch chooses one by the number of axes, for \
        three of them the first, and only warns.
        """,
      fix: "Name the axis, the last one for logits and scores; check that sums along it are 1.",
      quantity: "greatest deviation from 1 of the sum of a query's weights",
      symptomatic: .above(0.1),
      broken: Run("over the batch") { seed in
        deviationOfSums(seed) { scores in
          scores.transposed(axes: [1, 2, 0]).softmax().transposed(axes: [2, 0, 1])
        }
      },
      remedies: [Run("over the keys") { seed in deviationOfSums(seed) { $0.softmax() } }])
  }

  private static func deviationOfSums(
    _ seed: UInt64, _ softmax: (Tensor) -> Tensor
  ) -> Measurement {
    var generator = SplitMix64(seed: 19 &+ seed)
    let scores = Tensor.normal([4, 8, 8], using: &generator)
    return Measurement((softmax(scores).sum(axis: -1) - 1).maximumMagnitude())
  }

  /// F3.36: a softmax of nothing.
  public static var maskedCompletely: FailureMode {
    FailureMode(
      id: .failureMode(3, 36), title: "A row that is masked completely",
      symptom:
        "NaN appears at an empty sequence, or a row of padding, and spreads over the whole model.",
      diagnosis: """
        All scores of the row are −∞. The softmax subtracts the greatest first, and −∞ − (−∞) is NaN; \
        by the formula it is 0/0.
        """,
      fix: """
        Fill in −∞ (added to the scores, it leaves the gradient NaN) and set such rows to 0 after the softmax; or \
        mask with the lowest finite number, which makes them uniform and keeps them finite. Leave them out of the loss.
        """,
      quantity: "attention weights, of 18, that are NaN", symptomatic: .above(0),
      broken: Run("−∞ everywhere in the row") { seed in
        undefinedWeights(seed) { scores, keep in masked(scores, keep, -.infinity).softmax() }
      },
      remedies: [
        Run("rows without keys set to 0") { seed in
          undefinedWeights(seed) { scores, keep in
            let hasKeys = keep.max(axis: 1).reshaped(to: [3, 1]).broadcast(to: scores.shape)
            let weights = masked(scores, keep, -.infinity).softmax()
            return weights.selected(where: hasKeys, otherwise: Tensor(0))
          }
        },
        Run("the lowest finite score") { seed in
          undefinedWeights(seed) { scores, keep in
            masked(scores, keep, -.greatestFiniteMagnitude).softmax()
          }
        },
      ])
  }

  private static func undefinedWeights(
    _ seed: UInt64, _ weights: (_ scores: Tensor, _ keep: Tensor) -> Tensor
  ) -> Measurement {
    var generator = SplitMix64(seed: 36 &+ seed)
    // Three sequences of up to six keys, the last of them empty.
    let keep = Tensor([[1, 1, 1, 1, 1, 1], [1, 1, 1, 0, 0, 0], [0, 0, 0, 0, 0, 0]])
    let scores = Tensor.normal([3, 6], using: &generator)
    return Measurement(Double(weights(scores, keep).scalars.count { $0.isNaN }))
  }

  /// F3.37: a mask that comes too late.
  public static var maskedAfterSoftmax: FailureMode {
    FailureMode(
      id: .failureMode(3, 37), title: "A causal mask after the softmax",
      symptom: "A token attends otherwise in training, before later tokens, than in generation.",
      diagnosis: """
        Later tokens are set to 0 only after the softmax has divided by a sum that holds them: earlier \
        weights depend on them, and no longer add up to 1.
        """,
      fix: "Mask the scores with −∞ before the softmax; test that a later token changes nothing.",
      quantity: "greatest change of an earlier token's attention when the last token changes",
      symptomatic: .above(0.05),
      broken: Run("zeros after the softmax") { seed in
        leak(seed) { scores, causal in scores.softmax() * causal }
      },
      remedies: [
        Run("−∞ before the softmax") { seed in
          leak(seed) { scores, causal in masked(scores, causal, -.infinity).softmax() }
        }
      ])
  }

  private static func leak(
    _ seed: UInt64, _ weights: (_ scores: Tensor, _ causal: Tensor) -> Tensor
  ) -> Measurement {
    var generator = SplitMix64(seed: 37 &+ seed)
    let scores = Tensor.normal([8, 8], using: &generator)
    let causal = Tensor((0..<8).map { row in (0..<8).map { $0 <= row ? 1 : 0 } })
    let lastColumn = Tensor((0..<8).map { $0 == 7 ? 1 : 0 })
    let change = weights(scores + 3 * lastColumn, causal) - weights(scores, causal)
    return Measurement(change.slice(0..<7).maximumMagnitude())
  }

  private static func masked(_ scores: Tensor, _ keep: Tensor, _ number: Scalar) -> Tensor {
    scores.selected(where: keep, otherwise: Tensor(number))
  }
}
