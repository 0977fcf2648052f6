public import Course
import TensorCore

/// The errors of several strengths of a penalty by cross-validation, and the position of the best.
public typealias ValidationFunction =
  @Sendable (
    _ inputs: [[Double]], _ targets: [Double], _ strengths: [Double], _ foldCount: Int,
    _ ridge: ([[Double]], [Double], Double) -> [Double]
  ) throws -> (errors: [Double], best: Int)

// solution begins
func crossValidated(
  inputs: [[Double]], targets: [Double], strengths: [Double], foldCount: Int,
  ridge: (_ inputs: [[Double]], _ targets: [Double], _ strength: Double) -> [Double]
) throws -> (errors: [Double], best: Int) {
  var errors = [Double](repeating: 0, count: strengths.count)
  for fold in 0..<foldCount {
    let training = inputs.indices.filter { $0 % foldCount != fold }
    let count = Double(training.count)
    let columns = inputs[0].indices.map { column in training.map { inputs[$0][column] } }
    let means = columns.map { $0.reduce(0, +) / count }
    let deviations = zip(columns, means).map { values, mean in
      (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count).squareRoot()
    }
    let scaled = inputs.map { row in
      row.indices.map { (row[$0] - means[$0]) / (deviations[$0] > 0 ? deviations[$0] : 1) }
    }
    let center = training.reduce(0) { $0 + targets[$1] } / count
    for (position, strength) in strengths.enumerated() {
      let weights = ridge(
        training.map { scaled[$0] }, training.map { targets[$0] - center }, strength)
      for sample in inputs.indices where sample % foldCount == fold {
        let prediction = center + zip(scaled[sample], weights).map(*).reduce(0, +)
        let miss = prediction - targets[sample]
        errors[position] += miss * miss / Double(inputs.count)
      }
    }
  }
  let candidates = errors.indices.filter { errors[$0] == errors.min() }
  return (errors, candidates.max { strengths[$0] < strengths[$1] } ?? 0)
}
// solution ends

extension Lesson06Answers {
  /// Choose the strength of a penalty by cross-validation.
  public static var crossValidation: Assignment<ValidationFunction> {
    Assignment<ValidationFunction>(
      Exercise(
        id: .exercise(6, 3), title: "A penalty chosen by cross-validation",
        kind: .implement, minutes: 25, difficulty: .hard, fileName: "CrossValidation.swift",
        statement: """
          Twelve noisy points and a polynomial of degree 11: which ridge penalty? The training error says 0, and there are no points \
          to spare for a validation set. Cross-validation predicts every sample once, by a model that has not seen it.

          Sample i belongs to fold i mod `foldCount`. For each fold, use the other samples alone to standardize every column to mean 0 \
          and deviation 1 (divided by the count, not by the count less one; a column without deviation is only centered) and to find \
          the mean of the targets, which is subtracted from the targets and added to predictions. `ridge` returns the weights for such inputs, \
          such targets and a strength.

          Return the mean squared error of each strength over all samples, in the order of the strengths, and the position of \
          the least error; of strengths with equal errors the greatest one is best. Strengths come in any order. Every fold has a sample.

              inputs [[0], [1]], targets [0, 2], any strengths, 2 folds    // errors of 4: each alone predicts the other
          """,
        hints: Exercise.Hints(
          nudge:
            "Which numbers of the held-out samples may the model know before it predicts their targets?",
          approach: """
            One loop over folds. Means, deviations, the mean of the targets and the weights come from the samples outside of the fold; \
            then all of them are applied to the samples inside, unchanged.
            """,
          almostThere: """
            Collect the columns of the training samples to find their means and deviations. Sum squared misses for each strength \
            over all folds and divide by the number of all samples at the end, so that a small fold does not weigh more.
            """), forbidden: ["LeastSquares", "PolynomialFit"]),
      solution: {
        try crossValidated(inputs: $0, targets: $1, strengths: $2, foldCount: $3, ridge: $4)
      },
      alternative: { inputs, targets, strengths, foldCount, ridge in
        // One prediction after another, as if every sample were a fold's only one.
        let errors = strengths.map { strength in
          mean(
            inputs.indices.map { sample in
              let rows = inputs.indices.filter { ($0 - sample) % foldCount != 0 }
              let scaling = Standardization(of: rows.map { inputs[$0] })
              let center = mean(rows.map { targets[$0] })
              let weights = ridge(
                rows.map { scaling.applied(to: inputs[$0]) }, rows.map { targets[$0] - center },
                strength)
              let miss =
                center + dot(scaling.applied(to: inputs[sample]), weights) - targets[sample]
              return miss * miss
            })
        }
        let order = strengths.indices.sorted { strengths[$0] > strengths[$1] }
        return (errors, order.min { errors[$0] < errors[$1] } ?? 0)
      },
      mistakes: [
        .init(
          "standardized before the split",
          explanation: """
            Means and deviations over all samples hold numbers of the held-out ones. The leak is small here; with a selection of \
            columns in place of a scaling it makes pure noise look predictable.
            """, { validated($0, $1, $2, $3, $4, scaledOnAll: true) }),
        .init(
          "the targets' mean over all samples",
          explanation: """
            The mean of the targets is fitted as the weights are. Taken over all samples, it holds the very targets that are to be \
            predicted.
            """, { validated($0, $1, $2, $3, $4, centeredOnAll: true) }),
        .init(
          "measured on the samples it was fitted to",
          explanation: """
            The training error is least without any penalty, so that the choice always is the smallest strength. Predict the samples of \
            the fold that was left out.
            """, { validated($0, $1, $2, $3, $4, measuresTraining: true) }),
        .init(
          "one fold only",
          explanation: """
            A single split measures a fifth of the samples, and the choice depends on which. Every fold is left out once.
            """, { validated($0, $1, $2, $3, $4, folds: 1) }),
        .init(
          "folds of neighbors",
          explanation: """
            Samples i to i + n/k in one fold make each fold a piece of the axis when the samples are sorted: the model extrapolates \
            to all of them. Here sample i belongs to fold i mod k.
            """, { validated($0, $1, $2, $3, $4, neighbors: true) }),
        .init(
          "the mean over folds",
          explanation: """
            Folds differ in size by one. The mean of their means gives a sample of a smaller fold more weight than the others have.
            """, { validated($0, $1, $2, $3, $4, meanOfMeans: true) }),
        .init(
          "the deviation with the count less one",
          explanation: """
            Both deviations are in use: NumPy divides by the count, PyTorch's std by the count less one. A penalty on standardized columns \
            changes by (n − 1) / n, and the task asks for the count.
            """, { validated($0, $1, $2, $3, $4, lessOne: 1) }),
      ],
      impostors: .init(
        zero: { _, _, s, _, _ in (s.map { _ in 0 }, 0) },
        notANumber: { _, _, s, _, _ in (s.map { _ in .nan }, 0) },
        identity: { _, _, s, _, _ in (s, 0) }),
      probes: { seed in probesOfValidation(seed: seed) })
  }

  private static func probesOfValidation(seed: UInt64) -> [Probe<ValidationFunction>] {
    var generator = SplitMix64(seed: seed)
    let weights = [1, -2, 0.5]
    func draw(_ count: Int, scale: Double) -> ([[Double]], [Double]) {
      let inputs = (0..<count).map { _ in
        [
          scale * generator.normalPair().0, 5 + generator.normalPair().0,
          0.01 * generator.normalPair().0,
        ]
      }
      return (inputs, inputs.map { dot($0, weights) + generator.normalPair().0 })
    }
    let (few, many) = (draw(7, scale: 3), draw(11, scale: 1))
    let constant = few.0.map { [$0[0], 2, $0[1]] }
    let line = (0..<9).map { Double($0) / 4 - 1 }
    let powers = line.map { x in [x, x * x, x * x * x] }
    let curve = line.map { x in Double.exp(x) + (x < 0 ? 0.2 : -0.1) }
    // Each of these exceeds a bound, so that none on a size or a magnitude passes.
    let long = (0..<131).map { _ in [generator.normalPair().0] }
    let broad = (0..<6).map { _ in (0..<33).map { _ in generator.normalPair().0 } }
    let few34 = Array(long.prefix(34))
    let close = (few34, few34.map { $0[0] + 0.1 * generator.normalPair().0 })
    // The best of eleven comes last, so that who looks at ten finds another. Many strengths and many folds are two
    // cases, since the fits of both together are as many as their product.
    let strengths = [10, 1e6, 0, 3, 1e-5, 1, 30, 300, 0.1, 0.5, 2]
    let best = validated(close.0, close.1, strengths, 4, RidgeWeights.solved).best
    let bestLast = strengths.indices.filter { $0 != best }.map { strengths[$0] } + [strengths[best]]
    let cases: [(String, [[Double]], [Double], [Double], Int)] = [
      ("two samples", [[0], [1]], [0, 2], [1], 2),
      ("two samples, equal errors", [[0], [1]], [0, 2], [1, 3, 2], 2),
      ("three samples, left out one by one", [[0], [1], [3]], [1, 0, 2], [0.5, 5], 3),
      ("seven samples in three folds", few.0, few.1, [0.1, 10, 1], 3),
      ("eleven samples in five folds", many.0, many.1, [100, 0.01, 1], 5),
      ("targets with a large mean", many.0, many.1.map { 100 + $0 }, [2, 0.5], 4),
      ("a constant column", constant, few.1, [1, 3], 3),
      ("sorted points of a curve", powers, curve, [1e-3, 1, 10], 4),
      ("131 samples", long, long.map { 1e4 * ($0[0] + generator.normalPair().0) }, [1], 3),
      ("33 columns", broad, broad.map { $0[0] - $0[32] }, [1], 2),
      ("34 samples, left out one by one", close.0, close.1, [3, 0.1], 34),
      ("eleven strengths, the best one last", close.0, close.1, bestLast, 4),
      ("a column of tiny numbers", few.0.map { [1e-9 * $0[0], $0[2]] }, few.1, [1, 1e-6], 3),
      ("strengths that are too large", many.0, many.1, [1e6, 1e7, 0], 2),
    ]
    return cases.map { words, inputs, targets, strengths, foldCount in
      let right = validated(inputs, targets, strengths, foldCount, RidgeWeights.solved)
      return Probe(
        "\(words), strengths \(strengths.map { Answer.text($0) }), \(foldCount) folds, seed \(seed)",
        wanted: Answer(.numbers("errors", right.errors), .number("best", right.best)),
        within: 1e-8, floor: 1e-3
      ) { function in
        let (errors, best) = try function(
          inputs, targets, strengths, foldCount, RidgeWeights.solved)
        return Answer(.numbers("errors", errors), .number("best", best))
      }
    }
  }
}
