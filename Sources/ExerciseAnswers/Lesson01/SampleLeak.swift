public import Course
import Perceptron
public import TensorCore

/// A test of a layer: whether every sample is treated by itself.
public typealias LeakTest =
  @Sendable (_ layer: (Tensor) -> Tensor, _ samples: Tensor) throws -> Bool

// solution begins
func treatsSamplesAlone(layer: (Tensor) -> Tensor, samples: Tensor) throws -> Bool {
  let outputs = layer(samples)
  for perturbed in 0..<samples.shape[0] {
    for direction: Scalar in [10, -10] {
      var changed = samples
      for feature in 0..<samples.shape[1] {
        changed[perturbed, feature] = direction * (1 + Scalar(feature))
      }
      let newOutputs = layer(changed)
      for other in 0..<samples.shape[0] where other != perturbed {
        if outputs.row(other) != newOutputs.row(other) { return false }
      }
    }
  }
  return true
}
// solution ends

extension Lesson01Answers {
  /// Write a test that notices when samples leak into each other.
  public static var sampleLeak: Assignment<LeakTest> {
    Assignment<LeakTest>(
      Exercise(
        id: .exercise(1, 7), title: "Catch samples that leak", kind: .writeTest,
        minutes: 20, difficulty: .medium, fileName: "SampleLeak.swift",
        statement: """
          A reshape where a transposition was meant mixes the samples of a batch. Every shape stays \
          right, the training loss goes down, and the network fails on single samples in production.

          Write the test that would have caught it: given a layer and a batch, return whether each \
          sample's output depends on that sample alone. Your test is tried on layers that do and on \
          layers that leak in various ways; it must accept every right layer and reject every wrong \
          one. A layer takes samples of shape `[samples, features]` and returns one row for each; it \
          may be called as often as you like.

              treatsSamplesAlone(layer: { $0 * 2 }, samples: x)              // true
              treatsSamplesAlone(layer: { $0 - $0.mean(axis: 0) }, samples: x)    // false
          """,
        hints: Exercise.Hints(
          nudge: "Change one thing. What may change with it, and what must not?",
          approach: """
            Keep the outputs for the batch as it is, change one sample, run the layer again, and \
            compare the outputs of the others. One changed sample shows only the leaks that start \
            from it.
            """,
          almostThere: """
            Two loops: over the sample that you change, and over the others that must not notice. \
            Change every feature, each by another amount, so that a layer that takes differences of \
            features cannot cancel the change; once upward and once downward, by enough to change \
            signs and magnitudes. Outputs must agree exactly.
            """), forbidden: ["leakage"]),
      solution: treatsSamplesAlone(layer:samples:),
      alternative: { layer, samples in
        // Each sample alone in a batch of copies of itself, against the batch.
        let outputs = layer(samples)
        return (0..<samples.shape[0]).allSatisfy { row in
          let copies = samples.gathering(rows: Array(repeating: row, count: samples.shape[0]))
          var mixed = copies
          for other in 0..<samples.shape[0] where other != row {
            for feature in 0..<samples.shape[1] {
              mixed[other, feature] = Scalar(feature * feature + other) - 0.5
            }
          }
          return layer(mixed).row(row) == outputs.row(row)
            && layer(copies).row(row) == outputs.row(row)
        }
      },
      mistakes: sampleLeakMistakes,
      impostors: .init(
        zero: { _, _ in false }, notANumber: nil, identity: { _, _ in true }),
      probes: { seed in
        var generator = SplitMix64(seed: seed)
        // Tests that count on one shape meet others.
        let shapes: [[Int]] = [[4, 3], [6, 2], [3, 5]]
        let shape = shapes[Int(seed % 3)]
        let samples = Tensor.normal(Shape(shape), using: &generator)
        let map = AffineMap(inputCount: shape[1], outputCount: shape[1], using: &generator)
        let tried =
          SuspectLayer.all(map).map { ($0, samples) }
          + SuspectLayer.ofLastSample.map { ($0, Tensor.normal([70, 2], using: &generator)) }
          + SuspectLayer.ofLastFeature.map { ($0, Tensor.normal([3, 70], using: &generator)) }
        return tried.map { suspect, samples in
          let wanted = Answer(.word("the test", suspect.isRight ? "accepts" : "rejects"))
          return Probe(
            "\(suspect.isRight ? "right" : "wrong") layer: \(suspect.name)", wanted: wanted
          ) {
            test in
            let accepted = try test(suspect.layer, samples)
            return Answer(.word("the test", accepted ? "accepts" : "rejects"))
          }
        }
      })
  }
}
