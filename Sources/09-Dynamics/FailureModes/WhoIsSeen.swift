import Autograd
public import Course
import TensorCore

// Which samples a run sees, in which order, and how often.

extension FailureMode {
  /// F9.16: one stream of random numbers for both runs.
  public static var notReproducible: FailureMode {
    FailureMode(
      id: .failureMode(9, 16), title: "The same cell gives another result",
      symptom: "Two runs with the same settings and the same seed end with different weights.",
      diagnosis: """
        The seed was set once, at the top of the notebook. The second run draws its weights and batches from where \
        the first one stopped. Differences of a rounding have other causes: sums on a GPU or over threads add up \
        in another order each time.
        """,
      fix: """
        Seed at the start of each run, or better give each use its own generator: weights, order, dropout. Then a \
        further draw in one place changes no other.
        """,
      quantity: "parameters of four that differ after two runs with one seed",
      symptomatic: .above(0),
      broken: Run("seeded once") { seed in
        var generator = SplitMix64(seed: 16 &+ seed)
        let first = try shortRun(using: &generator)
        return differing(first, try shortRun(using: &generator))
      },
      remedies: [
        Run("seeded before each run") { seed in
          var generator = SplitMix64(seed: 16 &+ seed)
          let first = try shortRun(using: &generator)
          generator = SplitMix64(seed: 16 &+ seed)
          return differing(first, try shortRun(using: &generator))
        }
      ])
  }

  private static func differing(
    _ first: (record: TrainingRecord, values: [Tensor]),
    _ second: (record: TrainingRecord, values: [Tensor])
  ) -> Measurement {
    Measurement(
      Double(zip(first.values, second.values).count { $0 != $1 }), record: second.record)
  }

  /// Ten steps of a small network on 24 points of a parabola at a time.
  private static func shortRun(
    using generator: inout SplitMix64
  ) throws -> (record: TrainingRecord, values: [Tensor]) {
    let x = Tensor.linearlySpaced(from: -1, through: 1, count: 32).reshaped(to: [32, 1])
    let model = Sequential.multilayerPerceptron([1, 8, 1], using: &generator)
    let optimizer = GradientDescent(model.trainedVariables, learningRate: 0.02)
    let record = try fit(model, optimizer, stepCount: 10) { _ in
      let part = x.gathering(rows: Array(generator.permutation(of: 32).prefix(24)))
      return meanSquaredError(model(Variable(part)), targets: part * part)
    }.finished()
    return (record, model.trainedVariables.map(\.value))
  }

  /// F9.29: the weights are those of the middle of the epoch, the data are at its start.
  ///
  /// ## Source
  ///
  /// https://github.com/kyutai-labs/pocket-tts/pull/287, https://github.com/huggingface/accelerate/pull/4233
  public static var resumedOrder: FailureMode {
    FailureMode(
      id: .failureMode(9, 29), title: "A resumed run begins the epoch again",
      symptom: """
        Nothing to be seen in one resume. After many of them the model may have seen the beginning of the data often, and the end never.
        """,
      diagnosis: """
        The checkpoint has weights, optimizer and schedule, and not where the data stood. The loader is seeded as \
        before and begins the same order from its start, so that half of the samples come twice. If each run is \
        killed before the epoch ends, the end is never seen.
        """,
      fix: """
        Save the seed of the epoch's order and the number of batches done, and skip those. Saving the state of the \
        generator is not enough: it was taken after the order had been drawn.
        """,
      quantity: "samples of 64 that the interrupted epoch does not show exactly once",
      symptomatic: .above(0),
      broken: Run("from the start of the epoch") { seed in shownOnce(seed, resumingAt: 0) },
      remedies: [Run("from where it stopped") { seed in shownOnce(seed, resumingAt: 4) }])
  }

  /// An epoch of eight batches that is killed after four.
  private static func shownOnce(_ seed: UInt64, resumingAt batch: Int) -> Measurement {
    var counts = [Int](repeating: 0, count: 64)
    for batches in [0..<4, batch..<8] {
      var generator = SplitMix64(seed: seed)
      let order = generator.permutation(of: 64)
      for index in batches.lowerBound * 8..<batches.upperBound * 8 { counts[order[index]] += 1 }
    }
    return Measurement(Double(counts.count { $0 != 1 }))
  }

  /// F9.30: shuffled once for all epochs.
  ///
  /// ## Source
  ///
  /// https://github.com/pytorch/pytorch/issues/31771, https://github.com/pytorch/pytorch/issues/11324
  public static var sameOrder: FailureMode {
    FailureMode(
      id: .failureMode(9, 30), title: "Every epoch has the same order",
      symptom: "The curve of the loss has the same bumps in every epoch, at the same places.",
      diagnosis: """
        DistributedSampler draws its order from seed + epoch, and the epoch stays 0 unless someone tells it. The data \
        are shuffled, once: the same samples share a batch for ever.
        """,
      fix: "sampler.set_epoch(epoch) before the loader of an epoch begins.",
      quantity: "different orders in five epochs", symptomatic: .below(5),
      broken: Run("one seed") { seed in orderCount(seed) { _ in 0 } },
      remedies: [Run("another seed in every epoch") { seed in orderCount(seed) { $0 } }])
  }

  private static func orderCount(_ seed: UInt64, _ epoch: (UInt64) -> UInt64) -> Measurement {
    let orders = (UInt64(0)..<5).map { index in
      var generator = SplitMix64(seed: 30 &+ seed &+ epoch(index))
      return generator.permutation(of: 64)
    }
    return Measurement(Double(Set(orders).count))
  }
}
