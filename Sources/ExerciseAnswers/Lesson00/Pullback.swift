public import Course

/// The Jacobian of x ↦ A x, and what a row vector from the left makes of it.
public typealias PullbackFunction =
  @Sendable (_ matrix: [[Double]], _ point: [Double], _ cotangent: [Double]) throws -> (
    jacobian: [[Double]], pulledBack: [Double]
  )

// solution begins
func jacobian(
  ofProductWith matrix: [[Double]], at point: [Double], cotangent: [Double]
) throws -> (jacobian: [[Double]], pulledBack: [Double]) {
  // Entry i of A x is the sum of A[i][j] x[j]: its slope with respect to x[j] is A[i][j], at every x.
  let pulledBack = point.indices.map { j in
    matrix.indices.reduce(0.0) { sum, i in sum + cotangent[i] * matrix[i][j] }
  }
  return (matrix, pulledBack)
}
// solution ends

extension Lesson00Answers {
  /// Find the Jacobian of a product with a matrix.
  public static var pullback: Assignment<PullbackFunction> {
    Assignment<PullbackFunction>(
      Exercise(
        id: .exercise(0, 7), title: "The Jacobian of A x", kind: .implement,
        minutes: 5, difficulty: .medium, fileName: "Pullback.swift",
        statement: """
          The function x ↦ A x takes n numbers to m numbers. Its Jacobian at x holds all slopes: row \
          i, column j says how much output i moves for each unit by which input j moves.

          Return the Jacobian, as its rows, and the row vector vᵀ J, which has a number for each input. \
          A backward pass computes such products: v holds the gradient of the loss with respect to \
          the outputs, and vᵀ J the one with respect to the inputs. A is given as its m rows; x has n \
          entries, and v, the cotangent, has m.

              A [[1, 2], [3, 4], [5, 6]], x [7, 8], v [1, 0, −1]
              // Jacobian [[1, 2], [3, 4], [5, 6]], pulled back [−4, −4]
          """,
        hints: Exercise.Hints(
          nudge: "Write output 0 as a sum. What is its slope with respect to input 1?",
          approach: """
            The function is linear: its slopes are the same at every point. For the second part each \
            input collects from all outputs, each weighted by its entry of v.
            """,
          almostThere: """
            The number for input j is a sum over the rows of A: the entry of v for that row times the \
            entry of the row in column j. It is the product of the transposed matrix with v.
            """), forbidden: ["matmul", "matvec", "Tensor"]),
      solution: jacobian(ofProductWith:at:cotangent:),
      alternative: { matrix, point, cotangent in
        // Columns of the Jacobian: what the function makes of one input alone.
        let columns = point.indices.map { place in
          times(matrix, point.indices.map { $0 == place ? 1 : 0 })
        }
        return (transposed(columns), columns.map { dot($0, cotangent) })
      },
      mistakes: [
        .init(
          "the Jacobian is transposed",
          explanation: """
            Rows belong to outputs, columns to inputs: the Jacobian of a function from n to m \
            numbers has m rows. Some books turn it around and call it the gradient.
            """,
          { matrix, _, cotangent in
            (transposed(matrix), transposed(matrix).map { dot($0, cotangent) })
          }),
        .init(
          "the value in place of the slopes",
          explanation: """
            A[i][j] x[j] are the terms of the output. The slope with respect to x[j] is what stands \
            before it.
            """,
          { matrix, point, cotangent in
            let terms = matrix.map { zip($0, point).map { $0 * $1 } }
            return (terms, transposed(terms).map { dot($0, cotangent) })
          }),
        .init(
          "every output weighs 1",
          explanation: """
            These are the sums of the columns: v is left out. It is the gradient of the sum of the \
            outputs, and of no other loss.
            """,
          { matrix, _, _ in (matrix, transposed(matrix).map { $0.reduce(0, +) }) }),
        .init(
          "multiplied from the wrong side",
          explanation: """
            A v in place of vᵀ A: it has a number for each output, and exists only by luck. Forward \
            goes by A, backward by its transpose.
            """, { matrix, _, cotangent in (matrix, times(matrix, cotangent)) }),
        .init(
          "multiplied by the input",
          explanation: """
            A x is the forward pass. What comes back goes through the transposed matrix, and for a \
            linear function x has no part in it.
            """, { matrix, point, _ in (matrix, times(matrix, point)) }),
      ],
      impostors: .init(
        zero: { matrix, point, _ in (matrix.map { $0.map { _ in 0 } }, point.map { _ in 0 }) },
        notANumber: { matrix, point, _ in
          (matrix.map { $0.map { _ in .nan } }, point.map { _ in .nan })
        },
        identity: { matrix, point, _ in (matrix, point) }),
      probes: { seed in
        var draw = Draw(seed: seed)
        var cases: [(matrix: [[Double]], point: [Double], cotangent: [Double])] = [
          ([[1, 2], [3, 4], [5, 6]], [7, 8], [1, 0, -1]), ([[2]], [5], [3]),
          ([[0, 1], [0, 0]], [1, 1], [1, 2]),
        ]
        for (rows, columns, scale) in [
          (2, 2, 2.0), (3, 3, 2), (2, 5, 1e4), (6, 3, 1e-5), (1, 8, 2), (21, 13, 3),
        ] {
          cases.append((draw.matrix(rows, columns, scale), draw.vector(columns), draw.vector(rows)))
        }
        return cases.map { matrix, point, cotangent in
          let pulled = transposed(matrix).map { dot($0, cotangent) }
          return Probe(
            "A \(text(matrix)), x \(text(point)), v \(text(cotangent))",
            wanted: Answer(parts("Jacobian", matrix) + [.numbers("pulled back", pulled)]),
            within: tolerance, floor: size(pulled + matrix.flatMap { $0 })
          ) {
            let found = try $0(matrix, point, cotangent)
            return Answer(
              parts("Jacobian", found.jacobian) + [.numbers("pulled back", found.pulledBack)])
          }
        }
      })
  }
}
