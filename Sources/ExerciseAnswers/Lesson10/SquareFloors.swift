public import Course
import TensorCore

/// Six numbers about networks of squares.
public typealias FloorPrediction = @Sendable () throws -> [Double]

// solution begins
func squareFloors() throws -> [Double] {
  // Roots of 1/192, 4/175 and 64/11025, then of 1/768; 2³; ten monomials, of which the bias is one.
  [0.0721688, 0.151186, 0.0761905, 0.0360844, 8, 9]
}
// solution ends

extension Lesson10Answers {
  /// Predict the floors that no width of squares gets below.
  public static var squares: Assignment<FloorPrediction> {
    Assignment<FloorPrediction>(
      Exercise(
        id: .exercise(10, 3), title: "Squares in place of ReLUs",
        kind: .predict, minutes: 20, difficulty: .hard, fileName: "SquareFloors.swift",
        statement: """
          Somebody replaces ReLU by z², with the usual biases, the output's included. However wide the layer, the error has a floor. Predict six numbers to four significant digits; the \
          function may hold plain numbers or compute them.

          A floor is the least root mean squared error over −1…1, with the mean an integral over the interval divided by 2. First the floors of one hidden layer of squares for \
          |x|, for x³ and for x⁴. Then that of two hidden layers of squares for |x|, if the widths suffice for every polynomial of their degree. Then the degree of the \
          polynomial that three hidden layers of squares make of their input.

          Last a number of units. A hidden layer of squares has 3 inputs, weights and biases drawn at random, and only the output is fitted. From how many units on does a further one \
          add nothing, whatever the target?

              with no activation at all, the floor of x² is 0.2981
          """,
        hints: Exercise.Hints(
          nudge:
            "Multiply out one unit, (w x + b)². Which functions can a sum of such units and a bias be, and which never?",
          approach: """
            The floor is the distance to the best polynomial of that degree. Legendre's polynomials are orthogonal on −1…1: the squares of the target's parts along them add up to its \
            square, and what the best fit lacks are the parts of higher degree.
            """,
          almostThere: """
            For |x| only even parts count; x³ and x⁴ are off by a single Legendre polynomial each, and the mean square of Pₙ is 1 / (2n + 1). A square of a polynomial has twice its \
            degree, layer after layer. With 3 inputs count the monomials of degree two at most, and see which one the output has for itself.
            """), forbidden: ["RandomFeatures", "LeastSquares"]),
      solution: squareFloors,
      alternative: {
        // Least squares by the midpoint rule, on monomials.
        func floor(_ degree: Int, _ target: (Double) -> Double) -> Double {
          let points = (0..<600).map { (Double($0) + 0.5) / 300 - 1 }
          var (rest, basis) = (points.map(target), [[Double]]())
          func product(_ a: [Double], _ b: [Double]) -> Double {
            zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } / 600
          }
          for power in 0...degree {
            var column = points.map { Double.pow($0, power) }
            for other in basis {
              let share = product(column, other)
              column = zip(column, other).map { $0 - share * $1 }
            }
            let length = product(column, column).squareRoot()
            basis.append(column.map { $0 / length })
            let share = product(rest, basis[power])
            rest = zip(rest, basis[power]).map { $0 - share * $1 }
          }
          return product(rest, rest).squareRoot()
        }
        return [
          floor(2) { abs($0) }, floor(2) { $0 * $0 * $0 }, floor(2) { $0 * $0 * $0 * $0 },
          floor(4) { abs($0) }, 2 * 2 * 2, 3 + 6,
        ]
      },
      mistakes: [
        .init(
          "the mean square, without its root",
          explanation: """
            These are mean squared errors. The floor is their root, in the unit of the target.
            """, { [0.00520833, 0.0228571, 0.00580499, 0.00130208, 8, 9] }),
        .init(
          "the integral, not the mean",
          explanation: """
            The interval has length 2. Without dividing by it each floor is √2 times too high.
            """, { [0.102062, 0.213809, 0.107749, 0.0510310, 8, 9] }),
        .init(
          "the greatest errors",
          explanation: """
            These are Chebyshev's: the best quadratic is off by 1/8 at most for |x|. Asked is the root mean square, which has another best polynomial.
            """, { [0.125, 0.25, 0.125, 0.0676, 8, 9] }),
        .init(
          "squares have no linear part",
          explanation: """
            (w x + b)² has the part 2 w b x. With biases a layer of squares fits all quadratics, odd parts included, and x³ comes closer than its own size.
            """, { [0.0721688, 0.377964, 0.0761905, 0.0360844, 8, 9] }),
        .init(
          "no better than a constant",
          explanation: """
            These are standard deviations. Squares do follow a target as far as a parabola goes.
            """, { [0.288675, 0.377964, 0.266667, 0.288675, 8, 9] }),
        .init(
          "the second layer adds nothing",
          explanation: """
            A square of a quadratic has degree four. The floor belongs to a depth, not to the activation: deeper networks of squares have lower ones.
            """, { [0.0721688, 0.151186, 0.0761905, 0.0721688, 2, 9] }),
        .init(
          "degrees add up",
          explanation: """
            Squaring doubles a degree: 2, 4, 8. Two per layer, which gives 6, is right for products with the input.
            """, { [0.0721688, 0.151186, 0.0761905, 0.0360844, 6, 9] }),
        .init(
          "the constant counted twice",
          explanation: """
            There are ten monomials of degree two at most in three inputs. The bias of the output is one of them, so nine units are enough.
            """, { [0.0721688, 0.151186, 0.0761905, 0.0360844, 8, 10] }),
        .init(
          "products forgotten",
          explanation: """
            Three inputs and their squares make six. The square of a sum has the products as well, three of them.
            """, { [0.0721688, 0.151186, 0.0761905, 0.0360844, 8, 6] }),
      ],
      impostors: .init(
        zero: { [0, 0, 0, 0, 0, 0] }, notANumber: { [.nan, .nan, .nan, .nan, .nan, .nan] },
        identity: { [1, 2, 3, 4, 5, 6] }),
      probes: { seed in
        // There is nothing to draw.
        guard seed == 1 else { return [] }
        let names = [
          "|x|", "x³", "x⁴", "|x| by two layers", "degree of three layers", "units for 3 inputs",
        ]
        // What is left of the target's square after its parts along P₀, P₂ and P₄, or P₁.
        let wanted = [
          (1.0 / 3 - 1.0 / 4 - 5.0 / 64).squareRoot(),
          (1.0 / 7 - 3.0 / 25).squareRoot(), (1.0 / 9 - 1.0 / 25 - 16.0 / 245).squareRoot(),
          (1.0 / 3 - 1.0 / 4 - 5.0 / 64 - 1.0 / 256).squareRoot(), 8, 9,
        ]
        return [
          Probe(
            "the six numbers", wanted: Answer(zip(names, wanted).map { .number($0, $1) }),
            within: 5e-4, floor: 1e-6
          ) { prediction in
            let numbers = try prediction()
            guard numbers.count == names.count else { return Answer(.numbers("numbers", numbers)) }
            return Answer(zip(names, numbers).map { .number($0, $1) })
          }
        ]
      })
  }
}
