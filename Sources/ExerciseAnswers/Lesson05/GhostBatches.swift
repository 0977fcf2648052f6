import BatchNorm
public import Course
import TensorCore

/// Normalizes a batch in parts, and says how far the parts' means are apart.
public typealias GhostFunction =
  @Sendable (_ batch: [[Double]], _ ghostSize: Int, _ epsilon: Double) throws -> (
    output: [[Double]], noise: [Double]
  )

// solution begins
func ghostNormalized(
  _ batch: [[Double]], ghostSize: Int, epsilon: Double
) throws -> (output: [[Double]], noise: [Double]) {
  let partCount = max(1, batch.count / ghostSize)
  var output = batch
  var noise = batch[0].map { _ in 0.0 }
  for feature in batch[0].indices {
    var means: [Double] = []
    for part in 0..<partCount {
      let end = part == partCount - 1 ? batch.count : (part + 1) * ghostSize
      let rows = part * ghostSize..<end
      let mean = rows.reduce(0) { $0 + batch[$1][feature] } / Double(rows.count)
      let squares = rows.reduce(0) {
        $0 + (batch[$1][feature] - mean) * (batch[$1][feature] - mean)
      }
      let deviation = (squares / Double(rows.count) + epsilon).squareRoot()
      for row in rows { output[row][feature] = (batch[row][feature] - mean) / deviation }
      means.append(mean)
    }
    let center = means.reduce(0, +) / Double(partCount)
    noise[feature] = means.reduce(0) { $0 + ($1 - center) * ($1 - center) } / Double(partCount)
  }
  return (output, noise)
}
// solution ends

extension Lesson05Answers {
  /// Write ghost batch norm and measure the noise of its means.
  public static var ghostBatches: Assignment<GhostFunction> {
    Assignment<GhostFunction>(
      Exercise(
        id: .exercise(5, 3), title: "Ghost batches and their noise",
        kind: .implement, minutes: 15, difficulty: .medium, fileName: "GhostBatches.swift",
        statement: """
          A batch of 4096 has statistics nearly without noise; Hoffer, Hubara and Soudry (2017) report that their networks \
          generalized better with the noise of small batches. Ghost batch norm splits the batch: the first `ghostSize` samples are one part, the next `ghostSize` another, and each part is \
          normalized by itself, as if it were a batch of its own. Samples that are left behind the last whole part belong to \
          that part; a batch shorter than `ghostSize` is one part.

          Return the batch, [samples][features], normalized part by part with the biased variance and epsilon under the root, \
          without scale and offset; and for each feature the noise of the means: the mean square distance of the parts' means \
          from their own average, every part counting once. There is at least one sample, and the mean may be large \
          beside the spread.

              ghostNormalized([[0], [2], [10], [14]], ghostSize: 2, epsilon: 1e-9)
              // output [[−1], [1], [−1], [1]] but for epsilon, noise [30.25]
          """,
        hints: Exercise.Hints(
          nudge:
            "How many parts has a batch of seven at a ghost size of three, and how long is the last?",
          approach: """
            Work out the range of rows of each part first. Within a part it is batch norm, feature by feature; \
            the means that you need there are those whose noise is asked for.
            """,
          almostThere: """
            The number of parts is the count over the size, rounded down, and at least one. Every part ends where the \
            next begins, but the last one ends with the batch.
            """),
        forbidden: ["GhostBatchNorm", "BatchNorm1d", "NormalizedBatch", "ChannelStatistics"]),
      solution: ghostNormalized(_:ghostSize:epsilon:),
      alternative: { batch, ghostSize, epsilon in
        // Parts are cut off as long as another whole one is left; features are columns.
        var parts: [[[Double]]] = []
        var rest = batch[...]
        while rest.count >= 2 * ghostSize {
          parts.append(Array(rest.prefix(ghostSize)))
          rest = rest.dropFirst(ghostSize)
        }
        parts.append(Array(rest))
        return ghosts(parts, epsilon)
      },
      mistakes: [
        .init(
          "the whole batch at once",
          explanation: """
            That is batch norm: its statistics have the noise of the whole batch, and the parts' means are not even looked \
            at.
            """,
          { batch, _, epsilon in ghosts([batch], epsilon) }),
        .init(
          "what is left over is a part of its own",
          explanation: """
            A rest of one sample would be normalized by itself and become zeros, whatever it was. It belongs to the last \
            whole part.
            """,
          { batch, size, epsilon in
            ghosts(
              stride(from: 0, to: batch.count, by: size).map {
                Array(batch[$0..<min($0 + size, batch.count)])
              }, epsilon)
          }),
        .init(
          "what is left over is dropped",
          explanation: """
            Every sample of the batch needs an output, or labels and outputs no longer match.
            """,
          { batch, size, epsilon in
            ghosts(parts(of: Array(batch.prefix(max(1, batch.count / size) * size)), size), epsilon)
          }),
        .init(
          "every second sample to another part",
          explanation: """
            Row i went to part i modulo the number of parts, as a reshape to [size, parts] does. Parts are neighbors: a \
            reshape to [parts, size] keeps them.
            """,
          { batch, size, epsilon in
            let count = max(1, batch.count / size)
            let order = (0..<count).map { part in
              batch.indices.filter { min($0 % count, count - 1) == part }
            }
            let (output, noise) = ghosts(order.map { $0.map { batch[$0] } }, epsilon)
            let places = zip(order.flatMap { $0 }, output).sorted { $0.0 < $1.0 }
            return (places.map(\.1), noise)
          }),
        .init(
          "normalized by the unbiased variance",
          explanation: """
            The variance that normalizes is divided by the count of the part. The unbiased one belongs into the \
            running statistics; with parts of two it makes outputs of ±0.71 in place of ±1.
            """,
          { batch, size, epsilon in
            ghosts(parts(of: batch, size), epsilon, correction: 1)
          }),
        .init(
          "epsilon outside of the root",
          explanation: """
            x̂ is (x − μ) / √(σ² + ε). Added to the deviation, ε hardly counts: at ε = 10⁻⁵ a spread of \
            0.001 is divided by 0.00101 in place of 0.0033. PyTorch and this course have it under the root.
            """,
          { batch, size, epsilon in
            ghosts(parts(of: batch, size), epsilon, isInside: false)
          }),
      ],
      impostors: .init(
        zero: { batch, _, _ in (batch.map { $0.map { _ in 0 } }, batch[0].map { _ in 0 }) },
        notANumber: { batch, _, _ in
          (batch.map { $0.map { _ in .nan } }, batch[0].map { _ in .nan })
        },
        identity: { batch, _, _ in (batch, batch[0]) }),
      probes: { seed in
        var generator = SplitMix64(seed: seed)
        func batch(
          _ count: Int, mean: Double = 0, deviation: Double = 1, features: Int = 3
        ) -> [[Double]] {
          (0..<count).map { _ in
            (0..<features).map { mean * Double($0 + 1) + deviation * generator.normalPair().0 }
          }
        }
        let constant = batch(6).map { [$0[0], 2.5, $0[2]] }
        // Larger than all others, with outliers, so that no bound on a size or a number passes.
        func wide() -> [[Double]] {
          batch(40, deviation: 30, features: 5) + batch(1, mean: 2000, features: 5)
        }
        let cases: [([[Double]], Int, Double)] = [
          ([[0], [2], [10], [14]], 2, 1e-9), (batch(4), 2, 1e-5), (batch(7), 3, 1e-5),
          (batch(9), 3, 1e-3), (batch(11), 4, 1e-5), (batch(3), 8, 1e-5), (batch(5), 5, 1e-5),
          (batch(5), 1, 1e-5), (batch(1), 4, 1e-5), (batch(10, mean: 1e4), 3, 1e-5),
          (batch(8, deviation: 1e-3), 3, 1e-3), (constant, 2, 1e-5),
          (batch(13), 2 + Int(seed), 0.5),
          (batch(8, deviation: 1e-4), 3, 1e-12),
        ]
        // What is large takes long, and is asked once.
        let once = [(wide(), 6, 4), (wide(), 30, 1e-5)]
        return (cases + (seed == 1 ? once : [])).map { batch, size, epsilon in
          let (output, noise) = ghosts(parts(of: batch, size), epsilon)
          return Probe(
            "\(batch.count) samples, ghost size \(size), ε \(Answer.text(epsilon)), seed \(seed)",
            wanted: answer(output, noise), within: 1e-9,
            floor: batch.allSatisfy { $0.allSatisfy { abs($0) < 0.1 } } ? 1e-4 : 1
          ) {
            let mine = try $0(batch, size, epsilon)
            return answer(mine.output, mine.noise)
          }
        }
      })
  }
}

extension Lesson05Answers {
  private static func answer(_ output: [[Double]], _ noise: [Double]) -> Answer {
    Answer(output.map { .numbers("sample", $0) } + [.numbers("noise", noise)])
  }
}
