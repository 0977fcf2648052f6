public import Course

/// The eigenvalue of greatest magnitude of a symmetric matrix.
public typealias EigenvalueFunction =
  @Sendable (_ matrix: [[Double]], _ start: [Double]) throws -> Double

// solution begins
func greatestEigenvalue(of matrix: [[Double]], from start: [Double]) throws -> Double {
  var vector = start
  var eigenvalue = 0.0
  for _ in 0..<200 {
    let length = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
    vector = vector.map { $0 / length }
    let next = matrix.map { row in zip(row, vector).reduce(0) { $0 + $1.0 * $1.1 } }
    eigenvalue = zip(vector, next).reduce(0) { $0 + $1.0 * $1.1 }
    vector = next
  }
  return eigenvalue
}
// solution ends

extension Lesson00Answers {
  /// Find an eigenvalue by power iteration.
  public static var eigenvalue: Assignment<EigenvalueFunction> {
    Assignment<EigenvalueFunction>(
      Exercise(
        id: .exercise(0, 3), title: "An eigenvalue by power iteration", kind: .implement,
        minutes: 5, difficulty: .medium, fileName: "PowerIteration.swift",
        statement: """
          A symmetric matrix stretches some directions without turning them: its eigenvectors, each \
          by its eigenvalue. Multiply a vector by the matrix again and again, and it turns into the \
          direction that is stretched most.

          Return the eigenvalue of greatest magnitude, with its sign, to six digits. The matrix is \
          given as its rows; no other eigenvalue is above ⅔ of that magnitude. The start is no zero \
          vector and not at right angles to the eigenvector.

              [[2, 1], [1, 2]] from [1, 0]      // 3
              [[−2, 1], [1, −2]] from [1, 0]    // −3
          """,
        hints: Exercise.Hints(
          nudge: "After many products, how does the next vector differ from the one before?",
          approach: """
            Repeat: make the vector one of length 1, then multiply it by the matrix. Numbers neither \
            overflow nor vanish so. When the direction no longer changes, the product is the vector \
            times the eigenvalue.
            """,
          almostThere: """
            The length of the product is the magnitude of the eigenvalue only. The dot product of a \
            vector of length 1 with its product has the sign as well. Fifty rounds are enough.
            """)),
      solution: greatestEigenvalue(of:from:),
      alternative: { matrix, start in
        // The ratio of the greatest entry to itself a product earlier.
        var (vector, ratio) = (start, 0.0)
        for _ in 0..<200 {
          let place = vector.indices.max { abs(vector[$0]) < abs(vector[$1]) } ?? 0
          vector = vector.map { $0 / vector[place] }
          vector = times(matrix, vector)
          ratio = vector[place]
        }
        return ratio
      },
      mistakes: [
        .init(
          "the magnitude in place of the eigenvalue",
          explanation: """
            The length of the product cannot be negative. The sign decides whether a step of gradient \
            descent along that direction comes back or runs away.
            """, { abs(quotient($0, $1, rounds: 200)) }),
        .init(
          "the start is not iterated",
          explanation: """
            This is vᵀAv / vᵀv of the vector that was given, before any product. It lies between the \
            least and the greatest eigenvalue.
            """, { quotient($0, $1, rounds: 0) }),
        .init(
          "three rounds only",
          explanation: """
            Each round shrinks what is left of the other directions by the ratio of the eigenvalues, \
            here up to ⅔. Six digits take some twenty rounds.
            """, { quotient($0, $1, rounds: 3) }),
        .init(
          "the trace",
          explanation: """
            The sum of the diagonal is the sum of all eigenvalues, not the greatest of them.
            """, { matrix, _ in matrix.indices.reduce(0) { $0 + matrix[$1][$1] } }),
        .init(
          "the greatest entry of the diagonal",
          explanation: """
            The diagonal holds the eigenvalues of a diagonal matrix only. [[2, 1], [1, 2]] stretches \
            by 3 along [1, 1].
            """,
          { matrix, _ in
            matrix.indices.map { matrix[$0][$0] }.max { abs($0) < abs($1) } ?? 0
          }),
      ],
      impostors: .init(
        zero: { _, _ in 0 }, notANumber: { _, _ in .nan }, identity: { _, start in start[0] }),
      probes: { seed in
        var draw = Draw(seed: seed)
        var cases: [(matrix: [[Double]], start: [Double], wanted: Double)] = [
          ([[2, 1], [1, 2]], [1, 0], 3), ([[-2, 1], [1, -2]], [1, 0], -3), ([[7]], [0.5], 7),
          ([[1, 0], [0, -4]], [3, 1], -4),
          // The others together outweigh it: its sign is not that of the trace.
          ([[3, 0, 0], [0, -2, 0], [0, 0, -2]], [1, 1, 1], 3),
        ]
        for (count, first, ratio) in [
          (2, 1.5, 0.3), (3, -2, 0.6), (5, 300, 0.65), (4, -1e-4, 0.2), (12, 2.5, 0.66),
          (16, -40, 0.6),
        ] {
          let greatest = first * draw.number(from: 0.8, to: 1.2)
          let others = draw.vector(count - 1, abs(greatest) * ratio)
          let (matrix, vector) = symmetric([greatest] + others, using: &draw)
          cases.append((matrix, zip(vector, draw.vector(count, 0.3)).map { $0 + $1 }, greatest))
        }
        return cases.map { matrix, start, wanted in
          Probe(
            "\(text(matrix)) from \(text(start))",
            wanted: Answer(.number("eigenvalue", wanted)), within: 1e-6, floor: size([wanted])
          ) { Answer(.number("eigenvalue", try $0(matrix, start))) }
        }
      })
  }

  /// The Rayleigh quotient after some rounds of power iteration.
  private static func quotient(
    _ matrix: [[Double]], _ start: [Double], rounds: Int
  ) -> Double {
    var vector = start
    for _ in 0..<rounds {
      let product = times(matrix, vector)
      let length = dot(product, product).squareRoot()
      vector = product.map { $0 / length }
    }
    return dot(vector, times(matrix, vector)) / dot(vector, vector)
  }

  /// A symmetric matrix of given eigenvalues, turned at random, with the first one's eigenvector.
  private static func symmetric(
    _ eigenvalues: [Double], using draw: inout Draw
  ) -> (matrix: [[Double]], vector: [Double]) {
    let count = eigenvalues.count
    let mirrors = (0..<2).map { _ in draw.vector(count) }
    // Two mirror images, one after the other: I − 2 w wᵀ / wᵀw.
    func turned(_ vector: [Double]) -> [Double] {
      mirrors.reduce(vector) { vector, w in
        let share = 2 * dot(w, vector) / dot(w, w)
        return zip(vector, w).map { $0 - share * $1 }
      }
    }
    let axes = (0..<count).map { axis in turned((0..<count).map { $0 == axis ? 1 : 0 }) }
    let matrix = (0..<count).map { i in
      (0..<count).map { j in
        (0..<count).reduce(0) { $0 + eigenvalues[$1] * axes[$1][i] * axes[$1][j] }
      }
    }
    return (matrix, axes[0])
  }
}
