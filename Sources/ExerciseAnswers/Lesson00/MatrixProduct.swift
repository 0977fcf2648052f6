public import Course

/// The product of two matrices, given as their rows.
public typealias ProductFunction =
  @Sendable (_ left: [[Double]], _ right: [[Double]]) throws -> [[Double]]

// solution begins
func product(_ left: [[Double]], _ right: [[Double]]) throws -> [[Double]] {
  var rows: [[Double]] = []
  for row in left {
    var entries: [Double] = []
    for column in right[0].indices {
      var sum = 0.0
      for k in row.indices { sum += row[k] * right[k][column] }
      entries.append(sum)
    }
    rows.append(entries)
  }
  return rows
}
// solution ends

extension Lesson00Answers {
  /// Multiply two matrices by loops.
  public static var product: Assignment<ProductFunction> {
    Assignment<ProductFunction>(
      Exercise(
        id: .exercise(0, 1), title: "The product of two matrices", kind: .implement,
        minutes: 5, difficulty: .easy, fileName: "MatrixProduct.swift",
        statement: """
          Multiply two matrices by loops. Each is given as the list of its rows; the left one has as \
          many columns as the right one has rows, and neither is empty.

          The result has as many rows as the left matrix and as many columns as the right one. Its \
          entry in row i and column j is the sum of the products of row i of the left matrix with \
          column j of the right one.

              [[1, 2], [3, 4]] · [[5, 6], [7, 8]]    // [[19, 22], [43, 50]]
              [[1, 2, 3]] · [[1], [10], [100]]       // [[321]]
          """,
        hints: Exercise.Hints(
          nudge: "Which three numbers say where you are: a row, a column, and what else?",
          approach: """
            Three loops, one in the other: over the rows of the left matrix, over the columns of the \
            right one, and over the terms of the sum. Only the last one adds.
            """,
          almostThere: """
            The inner loop runs over the columns of the left matrix, which are as many as the rows of \
            the right one. Begin each sum at 0 and append it to the row when the loop is over.
            """), forbidden: ["matmul", "matvec", "Tensor"]),
      solution: product(_:_:),
      alternative: { left, right in
        // A row of the product is a sum of rows of the right matrix.
        left.map { row in
          zip(row, right).reduce(right[0].map { _ in 0 }) { sum, term in
            zip(sum, term.1).map { $0 + term.0 * $1 }
          }
        }
      },
      mistakes: [
        .init(
          "entry times entry",
          explanation: """
            That is the element-wise product, * on tensors in NumPy and PyTorch. The product of \
            matrices, @ there, takes a row of the left and a column of the right one for each entry.
            """, { zip($0, $1).map { zip($0, $1).map { $0 * $1 } } }),
        .init(
          "the rows of the right matrix in place of its columns",
          explanation: """
            Row times row is A Bᵀ. For square matrices nothing complains, and that is how a \
            forgotten transpose gets into production.
            """, { left, right in left.map { row in right.map { dot(row, $0) } } }),
        .init(
          "the factors are exchanged",
          explanation: """
            A B and B A are different matrices, if both exist at all. In a layer of a network the \
            order decides whether features or samples are mixed.
            """,
          { left, right in
            let columns = transposed(left)
            return right.map { row in columns.map { dot(row, $0) } }
          }),
        .init(
          "the last term in place of the sum",
          explanation: """
            Each step of the inner loop overwrites what the one before computed. The sum has to \
            grow: += and not =.
            """,
          { left, right in
            left.map { row in
              transposed(right).map { column in (row.last ?? 0) * (column.last ?? 0) }
            }
          }),
        .init(
          "the last term is missing",
          explanation: """
            A sum over k columns has k terms, from 0 up to and without k. A loop that ends one \
            earlier leaves out the last input of every unit.
            """,
          { left, right in
            let columns = transposed(right)
            return left.map { row in columns.map { dot(row.dropLast(), $0) } }
          }),
      ],
      impostors: .init(
        zero: { left, right in left.map { _ in right[0].map { _ in 0 } } },
        notANumber: { left, right in left.map { _ in right[0].map { _ in .nan } } },
        identity: { left, _ in left }),
      probes: { seed in
        var draw = Draw(seed: seed)
        var cases: [(left: [[Double]], right: [[Double]])] = [
          ([[3]], [[-2]]), ([[1, 2], [3, 4]], [[5, 6], [7, 8]]),
          ([[1, 2, 3]], [[1], [10], [100]]), ([[1], [10]], [[2, 3, 4]]),
        ]
        let shapes = [
          (2, 3, 4, 2.0), (3, 3, 3, 2), (5, 2, 5, 1e6), (4, 1, 6, 1e-7), (1, 30, 2, 2),
          (11, 23, 7, 2), (3, 130, 2, 5), (2, 3, 70, 2),
        ]
        for (rows, inner, columns, scale) in shapes {
          cases.append((draw.matrix(rows, inner, scale), draw.matrix(inner, columns)))
        }
        return cases.map { left, right in
          let columns = transposed(right)
          let wanted = left.map { row in columns.map { dot(row, $0) } }
          return Probe(
            "\(text(left)) times \(text(right))", wanted: Answer(parts("product", wanted)),
            within: tolerance, floor: size(wanted.flatMap { $0 })
          ) { Answer(parts("product", try $0(left, right))) }
        }
      })
  }
}
