public import Course
import TensorCore

extension FailureMode {
  /// F3.41: a state that is fed back without a bound.
  public static var unboundedRecurrence: FailureMode {
    FailureMode(
      id: .failureMode(3, 41), title: "ReLU in a recurrent layer",
      symptom: "States grow with the length of the sequence; a long one ends in infinity or NaN.",
      diagnosis: """
        The same matrix is applied again and again, and ReLU has no upper bound: a state that grows by a factor \
        of 1.28 in each step is 5 · 10¹⁰ times as large after 100. tanh stops at 1.
        """,
      fix: """
        tanh for the candidate and sigmoids for the gates, whose outputs have bounds; with ReLU, a \
        recurrent matrix that begins as the identity (Le and others, 2015).
        """,
      quantity: "root mean square of a recurrent state after 100 steps", symptomatic: .above(10),
      broken: Run("ReLU") { seed in stateSize(seed, .relu) },
      remedies: [Run("tanh") { seed in stateSize(seed, .tanh) }])
  }

  private static func stateSize(_ seed: UInt64, _ activation: Activation) -> Measurement {
    var generator = SplitMix64(seed: 41 &+ seed)
    let weight = FailureRuns.squareWeights(1, gain: 2, width: 32, using: &generator)[0]
    let inputs = Tensor.normal([100, 32], using: &generator)
    var state = Tensor.zeros([32])
    for step in 0..<100 { state = activation(matvec(weight, state) + inputs.row(step)) }
    return Measurement(Scalar.squareRoot((state * state).mean()))
  }
}
