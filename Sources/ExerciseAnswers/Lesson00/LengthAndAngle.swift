public import Course

/// The dot product of two vectors, the length of the first, and the cosine between them.
public typealias AngleFunction =
  @Sendable (_ u: [Double], _ v: [Double]) throws -> (dot: Double, length: Double, cosine: Double)

// solution begins
func lengthAndAngle(
  _ u: [Double], _ v: [Double]
) throws -> (dot: Double, length: Double, cosine: Double) {
  var (uv, uu, vv) = (0.0, 0.0, 0.0)
  for k in u.indices {
    uv += u[k] * v[k]
    uu += u[k] * u[k]
    vv += v[k] * v[k]
  }
  return (uv, uu.squareRoot(), uv / (uu.squareRoot() * vv.squareRoot()))
}
// solution ends

extension Lesson00Answers {
  /// Compute a dot product, a length and a cosine.
  public static var angle: Assignment<AngleFunction> {
    Assignment<AngleFunction>(
      Exercise(
        id: .exercise(0, 2), title: "Length and angle", kind: .implement,
        minutes: 3, difficulty: .easy, fileName: "LengthAndAngle.swift",
        statement: """
          Two vectors have the same number of entries, at least one, and neither is all zeros. \
          Return three numbers: their dot product, the length of the first one (its Euclidean norm), \
          and the cosine of the angle between them.

              [3, 4] and [4, 3]     // dot 24, length 5, cosine 0.96
              [1, 0] and [0, 7]     // dot 0, length 1, cosine 0
              [2, 0] and [−1, 0]    // dot −2, length 2, cosine −1
          """,
        hints: Exercise.Hints(
          nudge: "What is the dot product of a vector with itself?",
          approach: """
            The length is the root of the sum of the squares. The cosine does not change when a \
            vector is stretched, so that both lengths have to be divided out.
            """,
          almostThere: """
            You need three sums: of the products, of the squares of the first and of the squares of \
            the second vector. A cosine is never above 1 in magnitude.
            """)),
      solution: lengthAndAngle(_:_:),
      alternative: { u, v in
        let (length, other) = (dot(u, u).squareRoot(), dot(v, v).squareRoot())
        // The cosine is the dot product of the two directions.
        let cosine = dot(u.map { $0 / length }, v.map { $0 / other })
        return (dot(u, v), length, cosine)
      },
      mistakes: [
        .init(
          "the root is forgotten",
          explanation: """
            The sum of squares is the square of the length: it grows fourfold when the vector is \
            stretched by 2. Weight decay uses this square; gradient clipping uses the length.
            """,
          { u, v in (dot(u, v), dot(u, u), dot(u, v) / (dot(u, u) * dot(v, v)).squareRoot()) }),
        .init(
          "the cosine is not divided by the lengths",
          explanation: """
            The dot product grows with both lengths. As a similarity of embeddings it then prefers \
            long vectors to near ones.
            """, { u, v in (dot(u, v), dot(u, u).squareRoot(), dot(u, v)) }),
        .init(
          "only one length is divided out",
          explanation: """
            The dot product over one length is how far the other vector reaches in that direction, a \
            projection. The cosine needs both lengths divided out.
            """,
          { u, v in
            let length = dot(u, u).squareRoot()
            return (dot(u, v), length, dot(u, v) / length)
          }),
        .init(
          "divided by the squares of the lengths",
          explanation: """
            The sums of squares are not yet the lengths. Without the roots the cosine shrinks as the \
            vectors grow.
            """,
          { u, v in (dot(u, v), dot(u, u).squareRoot(), dot(u, v) / (dot(u, u) * dot(v, v))) }),
        .init(
          "the length of the second vector",
          explanation: """
            Cosine and dot product are the same from both sides, so that only the length shows that \
            the vectors were exchanged.
            """,
          { u, v in
            (dot(u, v), dot(v, v).squareRoot(), dot(u, v) / (dot(u, u) * dot(v, v)).squareRoot())
          }),
        .init(
          "magnitudes are added in place of squares",
          explanation: """
            The sum of magnitudes is the L1 norm: 7 for [3, 4], the way along the streets. The \
            Euclidean length is 5.
            """,
          { u, v in
            let (length, other) = (u.reduce(0) { $0 + abs($1) }, v.reduce(0) { $0 + abs($1) })
            return (dot(u, v), length, dot(u, v) / (length * other))
          }),
      ],
      impostors: .init(
        zero: { _, _ in (0, 0, 0) }, notANumber: { _, _ in (.nan, .nan, .nan) },
        identity: { u, v in (u[0], u[0], v[0]) }),
      probes: { seed in
        var draw = Draw(seed: seed)
        var cases: [(u: [Double], v: [Double])] = [
          ([3, 4], [4, 3]), ([1, 0], [0, 7]), ([2, 0], [-1, 0]), ([-3], [5]),
          ([1, 1, 1, 1], [1, 1, 1, -1]),
        ]
        for (count, scale) in [(2, 2.0), (3, 1e4), (5, 1e-4), (17, 2), (200, 3)] {
          cases.append((draw.vector(count, scale), draw.vector(count)))
        }
        return cases.map { u, v in
          let product = dot(u, v)
          let (length, other) = (dot(u, u).squareRoot(), dot(v, v).squareRoot())
          return Probe(
            "\(text(u)) and \(text(v))",
            wanted: Answer(
              .number("dot", product), .number("length", length),
              .number("cosine", product / length / other)),
            within: tolerance, floor: min(1, length)
          ) {
            let found = try $0(u, v)
            return Answer(
              .number("dot", found.dot), .number("length", found.length),
              .number("cosine", found.cosine))
          }
        }
      })
  }
}
