import Autograd
public import Course
import TensorCore

// Averages of weights that are not what one takes them for.

extension FailureMode {
  /// F7.35: an average over more than the run.
  public static var laggingAverage: FailureMode {
    FailureMode(
      id: .failureMode(7, 35), title: "The average still remembers the start",
      symptom:
        "The averaged weights are worse than the last ones, and the shorter the run, the more so.",
      diagnosis: """
        An exponential average spans about 1/(1 − decay) steps: 1000 at 0.999. In a run of 100 the first weights \
        still make up nine tenths of it.
        """,
      fix: """
        A decay that fits the run's length, or one that rises with the steps, such as min(0.999, (1 + t)/(10 + t)).
        """,
      quantity: "distance of the average from the goal, 1 at the start, after 100 steps",
      symptomatic: .above(0.5),
      broken: Run("decay 0.999") { try distanceOfAverage(decay: 0.999) },
      remedies: [Run("a decay that fits the run") { try distanceOfAverage(decay: 0.9) }])
  }

  private static func distanceOfAverage(decay: Scalar) throws -> Measurement {
    let w = OptimizerRuns.leaf([0])
    let average = WeightAverage([w], .exponential(decay: decay))
    let record = try fit(
      SGD([w], learningRate: 0.1), parameters: [("w", w)], stepCount: 100
    ) { step in
      if step > 0 { average.update() }
      let error = w - 1
      return (error * error).sum() / 2
    }.finished()
    average.update()
    return Measurement(1 - average.averages[0][0], record: record)
  }

  /// F7.36: statistics of other weights.
  public static var oldStatistics: FailureMode {
    FailureMode(
      id: .failureMode(7, 36), title: "Averaged weights with the last batches' statistics",
      symptom: "SWA's network is worse than the last one, and fine in training mode.",
      diagnosis: """
        Batch norm's running variance belongs to the last weight, here 3; the average is 2. Activations are divided \
        by a spread that is not theirs, and leave the norm with a mean square of about 4/9 in place of 1.
        """,
      fix:
        "update_bn(loader, average): a pass over training data that estimates the statistics again.",
      quantity: "mean square of normalized activations of the averaged network",
      symptomatic: .below(0.75),
      broken: Run("statistics of the last weights") { meanSquareAfterNorm(estimatesAgain: false) },
      remedies: [Run("statistics estimated again") { meanSquareAfterNorm(estimatesAgain: true) }])
  }

  private static func meanSquareAfterNorm(estimatesAgain: Bool) -> Measurement {
    let x = Tensor((0..<64).map { $0 % 2 == 0 ? -1 : 1 })
    let weight = OptimizerRuns.leaf([1])
    let average = WeightAverage([weight], .equal)
    func runningVariance() -> Scalar { (x * weight.value).variance() * 64 / 63 }
    for value in [1, 3] as [Scalar] {
      weight.modify { $0 = Tensor([value]) }
      average.update()
    }
    let ofLastWeights = runningVariance()
    let result = average.withAverages {
      let variance = estimatesAgain ? runningVariance() : ofLastWeights
      let normalized = x * weight.value / .squareRoot(variance + 1e-5)
      return (normalized * normalized).mean()
    }
    return Measurement(result)
  }
}
