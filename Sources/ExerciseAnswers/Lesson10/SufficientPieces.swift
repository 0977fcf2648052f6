public import Course
import TensorCore

/// A bound on the second derivative, and how many equal pieces are enough.
public typealias PieceCountFunction =
  @Sendable (
    _ coefficients: [Double], _ start: Double, _ end: Double, _ error: Double
  ) throws -> (curvature: Double, pieceCount: Int)

// solution begins
func sufficientPieces(
  coefficients: [Double], from start: Double, to end: Double, error: Double
) throws -> (curvature: Double, pieceCount: Int) {
  let c = coefficients + Array(repeating: 0, count: max(0, 5 - coefficients.count))
  func second(_ x: Double) -> Double { 2 * c[2] + (6 * c[3] + 12 * c[4] * x) * x }
  var places = [start, end]
  // Where the third derivative is 0, the second may be greater than at both ends.
  let vertex = -c[3] / (4 * c[4])
  if vertex > start, vertex < end { places.append(vertex) }
  let curvature = places.reduce(0) { max($0, abs(second($1))) }
  let count = (end - start) * (curvature / (8 * error)).squareRoot()
  return (curvature, max(1, Int(count.rounded(.up))))
}
// solution ends

extension Lesson10Answers {
  /// Derive a number of pieces from a second derivative.
  public static var pieceCount: Assignment<PieceCountFunction> {
    Assignment<PieceCountFunction>(
      Exercise(
        id: .exercise(10, 1), title: "Another target: how many pieces?",
        kind: .implement, minutes: 15, difficulty: .medium, fileName: "SufficientPieces.swift",
        statement: """
          For sin 2πx the lesson looked up the greatest second derivative and had its 23 pieces. Your target is another one: a polynomial \
          of degree four at most, c₀ + c₁ x + c₂ x² + c₃ x³ + c₄ x⁴, on an interval of positive length. The list of coefficients may be shorter.

          Return the greatest magnitude M that the second derivative has on the interval, ends included, and the least number n of equal pieces \
          for which the bound of the lesson, M h² / 8 with pieces of length h, is not above the error. There is at least one piece.

              x² on 0…1, error 1/64              // M = 2, n = 4
              x⁴ − x² on −0.5…0.5, error 1/64    // M = 2, n = 4
              3 − x on 0…9, any error            // M = 0, n = 1
          """,
        hints: Exercise.Hints(
          nudge:
            "The second derivative of a polynomial is a polynomial. Of which degree is yours, and where can its magnitude be greatest?",
          approach: """
            Differentiate twice on paper, with the factors that come down. A parabola on an interval is greatest in magnitude at an end or at its vertex, \
            if the vertex lies inside. Then put h = L / n into the bound and solve it for n.
            """,
          almostThere: """
            Three candidates for M, of which one may not exist. The number n is a length times a root, rounded so that the bound holds; it is met \
            exactly where nothing is to be rounded.
            """),
        forbidden: ["PiecewiseLinear", "sufficientPieceCount", "errorBound"]),
      solution: { try sufficientPieces(coefficients: $0, from: $1, to: $2, error: $3) },
      alternative: { coefficients, start, end, error in
        // The parabola around the middle of the interval: a + b u + c u² for u in −1…1.
        let (middle, half) = ((start + end) / 2, (end - start) / 2)
        func part(_ power: Int) -> Double {
          coefficients.enumerated().reduce(0) { sum, term in
            let (n, left) = (term.offset, term.offset - 2 - power)
            guard left >= 0 else { return sum }
            let choose = power == 1 ? Double(n - 2) : 1
            return sum + Double(n * (n - 1)) * choose * term.element * .pow(middle, left)
              * .pow(half, power)
          }
        }
        let (a, b, c) = (part(0), part(1), part(2))
        var curvature = max(abs(a + b + c), abs(a - b + c))
        if abs(b) < 2 * abs(c) { curvature = max(curvature, abs(a - b * b / (4 * c))) }
        let share = curvature * half * half / (2 * error)
        var count = max(1, Int(share.squareRoot()))
        while Double(count) * Double(count) < share { count += 1 }
        return (curvature, count)
      },
      mistakes: [
        .init(
          "only the ends are looked at",
          explanation: """
            The second derivative of x⁴ − x² is 1 at ±0.5 and −2 in the middle. Where the third derivative is 0, the second may be \
            greatest in magnitude.
            """, { Derivation(places: .ends).result($0, $1, $2, $3) }),
        .init(
          "the vertex is taken where it is outside, too",
          explanation: """
            What the second derivative does outside the interval costs no pieces. The vertex counts only between the ends.
            """, { Derivation(places: .always).result($0, $1, $2, $3) }),
        .init(
          "the sign is kept",
          explanation: """
            Where the curve bends downward the second derivative is negative, and it is as hard to follow. The bound is about its magnitude.
            """, { Derivation(keepsSign: true).result($0, $1, $2, $3) }),
        .init(
          "the second derivative in the middle",
          explanation: """
            The bound needs the greatest value on the whole interval. In the middle x³ on −1…1 does not bend at all.
            """, { Derivation(places: .middle).result($0, $1, $2, $3) }),
        .init(
          "the factors of the derivative are forgotten",
          explanation: """
            Each derivative brings the power down: x² becomes 2x and then 2, x³ becomes 6x, x⁴ becomes 12x².
            """, { Derivation(factors: [1, 1, 1]).result($0, $1, $2, $3) }),
        .init(
          "Taylor's remainder in place of interpolation's",
          explanation: """
            M h² / 2 bounds how far a tangent strays within h. A chord touches at both ends and is off by M h² / 8 at most, so that half the pieces are \
            enough.
            """, { Derivation(divisor: 2).result($0, $1, $2, $3) }),
        .init(
          "rounded down",
          explanation: """
            With a piece less than the bound asks for, h is a little too long. A number that has to be at least something is rounded up.
            """, { Derivation(rounding: .down).result($0, $1, $2, $3) }),
        .init(
          "one piece more, always",
          explanation: """
            Adding 1 to the whole part is not rounding up: where the bound is met exactly, as by 4 pieces for x² and 1/64, it gives 5. There is a knot more \
            than there are pieces.
            """, { Derivation(extra: 1, rounding: .down).result($0, $1, $2, $3) }),
        .init(
          "the length of the interval is forgotten",
          explanation: """
            The formula for 0…1 has no L. Twice the interval needs twice the pieces at the same h.
            """, { Derivation(knowsLength: false).result($0, $1, $2, $3) }),
        .init(
          "the root is forgotten",
          explanation: """
            The error falls with the square of n. A hundredth of the error takes ten times the pieces, not a hundred times.
            """, { Derivation(takesRoot: false).result($0, $1, $2, $3) }),
        .init(
          "no piece for a straight line",
          explanation: """
            A straight line has M = 0 and n = 0 in the formula. The line itself is one piece, with one hidden unit.
            """, { Derivation(least: 0).result($0, $1, $2, $3) }),
      ],
      impostors: .init(
        zero: { _, _, _, _ in (0, 0) }, notANumber: { _, _, _, _ in (.nan, 0) },
        identity: { coefficients, start, _, _ in (coefficients.first ?? start, coefficients.count)
        }),
      probes: { seed in
        PieceCase.all(seed: seed).map { example in
          let right = Derivation().result(
            example.coefficients, example.start, example.end, example.error)
          return Probe(
            example.name,
            wanted: Answer(
              .number("M", right.curvature), .number("n", right.pieceCount)),
            within: 1e-9, floor: min(1, right.curvature == 0 ? 1 : right.curvature)
          ) {
            let found = try $0(example.coefficients, example.start, example.end, example.error)
            return Answer(.number("M", found.curvature), .number("n", found.pieceCount))
          }
        }
      })
  }
}
