public import Course
import TensorCore

/// The largest curvature, and the rate above which gradient descent diverges.
public typealias DivergenceLimit = (curvature: Double, rate: Double)

/// The product of the Hessian with a vector.
public typealias HessianProduct = @Sendable (_ vector: [Double]) -> [Double]

/// Finds the largest curvature by products with vectors.
public typealias DivergenceFunction =
  @Sendable (_ count: Int, _ product: @escaping HessianProduct) throws -> DivergenceLimit

// solution begins
func divergenceLimit(
  count: Int, product: (_ vector: [Double]) -> [Double]
) throws -> (curvature: Double, rate: Double) {
  /// The eigenvalue of H + shift that is largest in magnitude.
  func dominant(shift: Double) -> Double {
    var generator = SplitMix64(seed: 9)
    var direction = (0..<count).map { _ in generator.uniform() - 0.5 }
    var (value, calm) = (0.0, 0)
    for _ in 0..<400 {
      let norm = direction.reduce(0) { $0 + $1 * $1 }.squareRoot()
      guard norm > 0 else { return 0 }
      direction = direction.map { $0 / norm }
      let next = zip(product(direction), direction).map { $0 + shift * $1 }
      let found = zip(direction, next).reduce(0) { $0 + $1.0 * $1.1 }
      calm = abs(found - value) <= 1e-13 * abs(found) ? calm + 1 : 0
      (value, direction) = (found, next)
      if calm == 3 { break }
    }
    return value
  }
  let first = dominant(shift: 0)
  // A negative eigenvalue may be the largest in magnitude; shifted by as much, the largest one is.
  let curvature = first < 0 ? dominant(shift: -first) + first : first
  return (curvature, curvature > 0 ? 2 / curvature : .infinity)
}
// solution ends

extension Lesson09Answers {
  /// Predict the rate at which a trained network diverges.
  public static var divergence: Assignment<DivergenceFunction> {
    Assignment<DivergenceFunction>(
      Exercise(
        id: .exercise(9, 4), title: "The rate at which it diverges",
        kind: .implement, minutes: 20, difficulty: .hard, fileName: "Divergence.swift",
        statement: """
          A trained network rests in a valley. Gradient descent with a rate above 2 / λ leaves it, where λ is the largest eigenvalue of the Hessian there. \
          Find both without the matrix: you are given the number of weights, and a function that multiplies the Hessian by a vector, as two gradients do.

          Multiply a drawn vector again and again, at length 1, and read λ off as the product of the vector with its image. That finds the eigenvalue that is \
          largest in magnitude, and it may be negative: at a saddle the Hessian has eigenvalues of both signs. Wanted is the largest one; a \
          shift of the matrix, H + c, moves all eigenvalues by c. If no eigenvalue is positive, the rate is infinite, as no direction bounds it.

          Ten digits are enough. The two largest magnitudes differ by a tenth or are those of equal eigenvalues, before the shift and after it, so that a few hundred products suffice.

              2 weights, H = [[2, −1], [−1, 2]]    // curvature 3, rate 2 / 3
              2 weights, H = [[−5, 0], [0, 1]]     // curvature 1, rate 2
          """,
        hints: Exercise.Hints(
          nudge:
            "What becomes of a start vector that has no part along the direction that you look for?",
          approach: """
            Run the multiplication once as it is. If what it finds is negative, it has found the lowest eigenvalue; with it you know how far \
            everything has to be moved up.
            """,
          almostThere: """
            In the second run add the shift times the vector to each product, and take the shift off the result at the end. Do not divide by the length of a zero \
            vector: a matrix of zeros has one.
            """), forbidden: ["Curvature", "Sharpness", "powerIteration", "lanczos"]),
      solution: { try divergenceLimit(count: $0, product: $1) },
      alternative: { count, product in
        let curvature = LanczosMethod(count, product).largest
        return (curvature, curvature > 0 ? 2 / curvature : .infinity)
      },
      mistakes: [
        .init(
          "the largest in magnitude is taken",
          explanation: """
            At a saddle the lowest eigenvalue may be larger in magnitude than the largest. It is a way down and bounds no rate.
            """, { Power(shifts: false).limit($0, $1) }),
        .init(
          "the sign is lost",
          explanation: """
            The length of the image is the magnitude of the eigenvalue. The product of vector and image has its sign.
            """, { Power(shifts: false, takesLength: true).limit($0, $1) }),
        .init(
          "the start is a vector of ones",
          explanation: """
            In [[2, −1], [−1, 2]] the direction of 3 is (1, −1), and ones have no part along it: the result is 1. A drawn vector has a part along \
            every direction.
            """, { Power(start: .ones).limit($0, $1) }),
        .init(
          "the start is the first weight alone",
          explanation: """
            Where the Hessian has blocks, as with two layers that do not meet, the multiplication never leaves the block of its start.
            """, { Power(start: .first).limit($0, $1) }),
        .init(
          "the rate is 1 over the curvature",
          explanation: """
            At 1 / λ the steepest direction arrives in one step. It diverges where the factor 1 − ηλ is below −1, at twice that rate.
            """, { Power(numerator: 1).limit($0, $1) }),
        .init(
          "the shift is not taken off",
          explanation: """
            The shifted matrix has eigenvalues that are larger by the shift. The curvature is that of the matrix as it was given.
            """, { Power(takesShiftOff: false).limit($0, $1) }),
        .init(
          "three products and no more",
          explanation: """
            Each product shrinks the other directions by the ratio of two eigenvalues. Go on until the value rests.
            """, { Power(productCount: 3).limit($0, $1) }),
        .init(
          "a negative rate",
          explanation: """
            Where no direction curves upward, 2 / λ is negative or a division by zero. No direction then bounds the rate.
            """, { Power(boundsAlways: true).limit($0, $1) }),
      ],
      impostors: .init(
        zero: { _, _ in (0, 0) }, notANumber: { _, _ in (.nan, .nan) },
        identity: { count, product in (Double(count), 1) }),
      probes: { seed in
        HessianCase.all(seed: seed).map { example in
          let right = example.largest
          return Probe(
            example.name,
            wanted: Answer(
              .number("curvature", right), .number("rate", right > 0 ? 2 / right : .infinity)),
            within: 1e-9, floor: example.scale
          ) {
            let limit = try $0(example.count, example.product)
            return Answer(.number("curvature", limit.curvature), .number("rate", limit.rate))
          }
        }
      })
  }
}
