import BatchNorm
public import Course
import TensorCore

/// The gradients of a loss behind a batch norm in training mode.
public typealias BackwardFunction =
  @Sendable (_ batch: [[Double]], _ gradient: [[Double]], _ scale: [Double], _ epsilon: Double)
  throws -> (input: [[Double]], scale: [Double], offset: [Double])

// solution begins
func batchNormGradients(
  of batch: [[Double]], gradient: [[Double]], scale: [Double], epsilon: Double
) throws -> (input: [[Double]], scale: [Double], offset: [Double]) {
  let count = Double(batch.count)
  var input = batch
  var (scaleGradient, offsetGradient) = (scale, scale)
  for feature in scale.indices {
    let x = batch.map { $0[feature] }
    let d = gradient.map { $0[feature] }
    let mean = x.reduce(0, +) / count
    let variance = x.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count
    let deviation = (variance + epsilon).squareRoot()
    let normalized = x.map { ($0 - mean) / deviation }
    let sum = d.reduce(0, +)
    let along = zip(d, normalized).reduce(0) { $0 + $1.0 * $1.1 }
    for row in batch.indices {
      let rest = d[row] - sum / count - normalized[row] * along / count
      input[row][feature] = scale[feature] / deviation * rest
    }
    (scaleGradient[feature], offsetGradient[feature]) = (along, sum)
  }
  return (input, scaleGradient, offsetGradient)
}
// solution ends

extension Lesson05Answers {
  /// Write the backward pass of batch norm.
  public static var backwardPass: Assignment<BackwardFunction> {
    Assignment<BackwardFunction>(
      Exercise(
        id: .exercise(5, 7), title: "The backward pass by hand",
        kind: .implement, minutes: 25, difficulty: .hard, fileName: "BackwardPass.swift",
        statement: """
          In training mode every x of a batch reaches its own output directly, and all outputs of its feature through the mean \
          and through the variance. Write the backward pass that takes all three ways into account.

          Given are the batch, [samples][features], the gradient of the loss with respect to the output, of the same shape, \
          the scale γ of each feature, and ε. The output is γ x̂ + β with x̂ = (x − μ) / √(σ² + ε), where μ is the mean of \
          the feature over the batch and σ² the biased variance. Return the gradients with respect to the batch, to the \
          scale and to the offset. ε need not be small, and the mean may be large beside the spread.

              batchNormGradients(of: [[1], [3]], gradient: [[1], [0]], scale: [2], epsilon: 3)
              // input [[0.375], [−0.375]], scale [−0.5], offset [1]
          """,
        hints: Exercise.Hints(
          nudge: "What happens to the output when the same number is added to the whole batch?",
          approach: """
            Begin with the gradients of offset and scale: two sums over the batch. Then go back wire by wire through x̂, \
            the root, the variance and the mean, and add where a wire branches.
            """,
          almostThere: """
            Summed up, the ways through mean and variance take from each gradient the mean gradient of its feature, and x̂ \
            times the mean of gradient · x̂. What is left is multiplied by γ and divided by the deviation.
            """),
        forbidden: [
          "NormalizedBatch", "BatchNormWires", "BatchNormGraph", "BatchNorm1d", "batchNorm",
          "Variable",
        ]),
      solution: batchNormGradients(of:gradient:scale:epsilon:),
      alternative: { batch, gradient, scale, epsilon in
        // The Jacobian of each feature, entry by entry.
        var input = batch
        var (scales, offsets) = (scale.map { _ in 0.0 }, scale.map { _ in 0.0 })
        for f in scale.indices {
          let (mean, variance) = moments(batch.map { $0[f] })
          let count = Double(batch.count)
          let inverse = 1 / (variance + epsilon).squareRoot()
          for j in batch.indices {
            input[j][f] = batch.indices.reduce(0) { sum, i in
              let (a, b) = (batch[i][f] - mean, batch[j][f] - mean)
              let entry = (i == j ? 1 : 0) - 1 / count - a * b * inverse * inverse / count
              return sum + gradient[i][f] * scale[f] * inverse * entry
            }
            scales[f] += gradient[j][f] * (batch[j][f] - mean) * inverse
            offsets[f] += gradient[j][f]
          }
        }
        return (input, scales, offsets)
      },
      mistakes: [
        .init(
          "mean and variance are taken for constants",
          explanation: """
            That is the backward pass of evaluation mode, γ d / √(σ² + ε). In training mode moving the whole batch \
            changes nothing, so the gradients of a feature have to sum to 0; these do so only where d does.
            """,
          { backward($0, $1, $2, $3, throughMean: 0, throughVariance: 0) }),
        .init(
          "the way through the variance is missing",
          explanation: """
            The gradients sum to 0, but stretching a batch about its mean changes nothing either, up to ε: the part of d \
            along x̂ has to go as well.
            """,
          { backward($0, $1, $2, $3, throughVariance: 0) }),
        .init(
          "the way through the mean is missing",
          explanation: """
            The mean reaches every output of the feature. Without that way the gradients of a feature sum to 0 only where d \
            does.
            """,
          { backward($0, $1, $2, $3, throughMean: 0) }),
        .init(
          "sums in place of means",
          explanation: """
            What is subtracted are the means of d and of d · x̂ over the batch. The sums are B times as large; \
            some derivations multiply d by B and divide by it in front.
            """,
          { batch, d, scale, epsilon in
            let count = Double(batch.count)
            return backward(
              batch, d, scale, epsilon, throughMean: count, throughVariance: count)
          }),
        .init(
          "the scale is missing in the gradient of the input",
          explanation: """
            x̂ is multiplied by γ on its way to the output, and so is every gradient on its way back. With γ = 1, as a layer \
            starts, nobody notices.
            """,
          { batch, d, scale, epsilon in
            backward(batch, d, scale.map { _ in 1 }, epsilon)
          }),
        .init(
          "the gradient of the scale from x in place of x̂",
          explanation: """
            The scale multiplies the normalized batch. With the batch itself its gradient grows with the mean and the spread \
            of the input.
            """,
          { batch, d, scale, epsilon in
            let right = backward(batch, d, scale, epsilon)
            let wrong = scale.indices.map { f in
              zip(batch, d).reduce(0) { $0 + $1.0[f] * $1.1[f] }
            }
            return (right.input, wrong, right.offset)
          }),
      ],
      impostors: .init(
        zero: { batch, _, scale, _ in
          (batch.map { $0.map { _ in 0 } }, scale.map { _ in 0 }, scale.map { _ in 0 })
        },
        notANumber: { batch, _, scale, _ in
          (batch.map { $0.map { _ in .nan } }, scale.map { _ in .nan }, scale.map { _ in .nan })
        },
        identity: { _, gradient, scale, _ in (gradient, scale, scale) }),
      probes: { seed in
        var generator = SplitMix64(seed: seed)
        func numbers(
          _ count: Int, mean: Double = 0, deviation: Double = 1, features: Int = 2
        ) -> [[Double]] {
          (0..<count).map { _ in
            (0..<features).map { mean * Double($0 + 1) + deviation * generator.normalPair().0 }
          }
        }
        let known = (
          [[1.0, 10], [2, 20], [3, 30], [6, 40]], [[1.0, 0], [0, 1], [-1, 2], [0.5, -1]]
        )
        let scale = numbers(1, mean: 1)[0]
        let constant = numbers(4).map { [$0[0], 7] }
        let cases: [([[Double]], [[Double]], [Double], Double)] = [
          ([[1], [3]], [[1], [0]], [2], 3), (known.0, known.1, [1.5, -0.5], 1e-5),
          ([[1.0, 2]], [[3.0, -1]], [2, 0.5], 1e-5), (numbers(2), numbers(2), scale, 1e-5),
          (numbers(5), numbers(5), [1, 1], 1e-3), (numbers(5, mean: 3), numbers(5), scale, 1e-5),
          (numbers(7), numbers(7, mean: 2), scale, 1), (constant, numbers(4), scale, 1e-3),
          (numbers(6, mean: 1e4), numbers(6), scale, 1e-3),
          (numbers(3), numbers(3), [0, -2], 1e-5),
          (numbers(6, deviation: 1e-2), numbers(6), scale, 1e-4),
          (numbers(8, deviation: 100), numbers(8, mean: 1), scale, 1e-2),
          // Larger than all others, so that no bound on a size or a number passes.
          (
            numbers(21, mean: 2, deviation: 3, features: 5),
            numbers(21, deviation: 1e3, features: 5),
            numbers(1, deviation: 10, features: 5)[0], 50
          ),
          (numbers(4, deviation: 1e7), numbers(4), scale, 1e-2),
        ]
        return cases.map { batch, d, scale, epsilon in
          let right = backward(batch, d, scale, epsilon)
          return Probe(
            "\(batch.count) samples, scale \(scale.map { Answer.text($0) }), "
              + "ε \(Answer.text(epsilon)), seed \(seed)",
            wanted: answer(right), within: 1e-9, floor: 0.01
          ) { answer(try $0(batch, d, scale, epsilon)) }
        }
      })
  }
}

extension Lesson05Answers {
  private static func answer(
    _ gradients: (input: [[Double]], scale: [Double], offset: [Double])
  ) -> Answer {
    Answer(
      [.numbers("scale", gradients.scale), .numbers("offset", gradients.offset)]
        + gradients.input.map { .numbers("sample", $0) })
  }
}
