public import Course
import TensorCore

extension FailureMode {
  /// F3.27: after many ReLU layers all inputs point the same way.
  public static var collapsingCorrelations: FailureMode {
    FailureMode(
      id: .failureMode(3, 27), title: "Different inputs become alike with depth",
      symptom: """
        Before any training, a deep network's activations point nearly the same way for every input, whatever \
        their sizes.
        """,
      diagnosis: """
        ReLU's outputs are never negative, so the cosine between two of them is not either, and the \
        angle tends to shrink from layer to layer. He's weights keep the mean square on average over draws, not \
        the angle; at a width of 32 one draw may lose most of the length as well.
        """,
      fix: """
        Residual connections around every layer or two, their branches scaled down; or batch normalization \
        before the ReLUs. Layer normalization in that place does not help: it treats every input by itself.
        """,
      quantity: "cosine between the outputs of 50 layers for two inputs at a right angle",
      symptomatic: .above(0.9),
      broken: Run("ReLU") { seed in
        outputCosine(seed) { x, first, _ in Activation.relu(matmul(x, first, transposing: .right)) }
      },
      remedies: [
        Run("residual branches") { seed in
          outputCosine(seed) { x, first, second in
            let hidden = Activation.relu(matmul(x, first, transposing: .right))
            return x + matmul(hidden, second, transposing: .right) / .squareRoot(50)
          }
        }
      ])
  }

  private static func outputCosine(
    _ seed: UInt64, _ layer: (_ x: Tensor, _ first: Tensor, _ second: Tensor) -> Tensor
  ) -> Measurement {
    var generator = SplitMix64(seed: 27 &+ seed)
    let first = FailureRuns.squareWeights(50, gain: .squareRoot(2), width: 32, using: &generator)
    let second = FailureRuns.squareWeights(50, gain: 1, width: 32, using: &generator)
    let drawn = Tensor.normal([2, 32], using: &generator)
    let (a, b) = (drawn.row(0), drawn.row(1))
    let perpendicular = b - a * (dot(a, b) / dot(a, a))
    var x = Tensor.concatenation(
      [a.reshaped(to: [1, 32]), perpendicular.reshaped(to: [1, 32])], axis: 0)
    for (first, second) in zip(first, second) { x = layer(x, first, second) }
    return Measurement(dot(x.row(0), x.row(1)) / (x.row(0).norm() * x.row(1).norm()))
  }
}
