import Approximation
import Regularization
import TensorCore
import Text

// The overview and lessons 06 and 10: what a curve through points can do, and what holds it back.

extension Sweep {
  /// The overview: polynomials of growing degree through twelve noisy points.
  static func degree() -> Sweep {
    let degrees = 0...11
    let fits = degrees.map { PolynomialFit(degree: $0) }
    return fit(
      id: "00-degree", control: "degree", start: 5, numbers: degrees.map { Double($0) },
      texts: degrees.map { "\($0)" }, axis: Axis("degree", 0...11),
      fits: fits.map { ($0, $0.weights(strength: 0)) })
  }

  /// Lesson 06: the polynomial of degree 11 with ridges of growing strength.
  static func ridge() -> Sweep {
    let strengths = numbers(1e-5...100, count: 22, isLogarithmic: true)
    let problem = PolynomialFit()
    return fit(
      id: "06-strength", control: "strength λ of the penalty", start: 12, numbers: strengths,
      texts: strengths.map { text(of: $0) },
      axis: Axis("strength λ", 1e-5...100, isLogarithmic: true),
      fits: strengths.map { (problem, problem.weights(strength: Scalar($0))) })
  }

  private static func fit(
    id: String, control: String, start: Int, numbers: [Double], texts: [String], axis: Axis,
    fits: [(problem: PolynomialFit, weights: Tensor)]
  ) -> Sweep {
    let grid = Self.numbers(-1...1, count: 81)
    let places = Tensor(grid.map { Scalar($0) })
    func wave(_ x: Double) -> Double { .sine(.pi * x) }
    let samples = Self.numbers(-1...1, count: 12).enumerated().map { index, x in
      (x: x, y: wave(x) + (index.isMultiple(of: 2) ? -0.3 : 0.3))
    }
    let errors = fits.map { $0.problem.errors(of: $0.weights) }
    let training = zip(numbers, errors).map { (x: $0, y: max($1.training, 1e-4)) }
    let validation = zip(numbers, errors).map { (x: $0, y: $1.validation) }
    let frames = fits.indices.map { index in
      let answers = fits[index].problem.predictions(of: fits[index].weights, at: places)
      return Frame(
        texts[index],
        note: """
          Training error \(errors[index].training.fixedText(decimals: 3)), validation error \
          \(errors[index].validation.fixedText(decimals: 3)).
          """,
        facts: ["training": errors[index].training, "validation": errors[index].validation],
        marks: [
          [Mark(.line, color: 0, name: "fit", zip(grid, answers.scalars).map { ($0, Double($1)) })],
          [
            Mark(.rings, color: 1, [training[index]]),
            Mark(.rings, color: 2, [validation[index]]),
          ],
        ])
    }
    return Sweep(
      id: id, control: control, start: start,
      panels: [
        Panel(
          Axis("x", -1...1), Axis("y", -2...2),
          marks: [
            Mark(.dashes, color: 3, name: "sin πx", grid.map { ($0, wave($0)) }),
            Mark(.dots, color: 1, name: "training points", samples),
          ]),
        Panel(
          axis, Axis("mean squared error", 1e-4...100, isLogarithmic: true),
          marks: [
            Mark(.line, color: 1, name: "training", training),
            Mark(.line, color: 2, name: "validation, without noise", validation),
          ]),
      ], frames: frames)
  }

  /// Lesson 10: a curve by straight pieces, one hidden ReLU unit each, with knots in two places.
  static func pieces() -> Sweep {
    func wave(_ x: Scalar) -> Scalar { .sine(2 * .pi * x * x) }
    func bend(_ x: Scalar) -> Scalar {
      let (turn, slope) = (2 * .pi * x * x, 4 * .pi * x)
      return 4 * .pi * .cosine(turn) - slope * slope * .sine(turn)
    }
    let counts = Array(1...16) + [20, 24, 32]
    let fits = counts.map { count in
      (
        even: PiecewiseLinear(interpolating: wave, over: 0...1.5, pieceCount: count),
        bent: PiecewiseLinear(
          interpolating: wave, bending: bend, over: 0...1.5, pieceCount: count)
      )
    }
    let errors = fits.map { fit in
      [fit.even, fit.bent].map { Double($0.greatestError(to: wave, sampleCount: 2001)) }
    }
    func curve(_ which: Int) -> [(x: Double, y: Double)] {
      zip(counts, errors).map { (Double($0), $1[which]) }
    }
    func knots(_ fit: PiecewiseLinear) -> [(x: Double, y: Double)] {
      zip(fit.knots, fit.values).map { (Double($0), Double($1)) }
    }
    let frames = counts.indices.map { index in
      Frame(
        "\(counts[index])",
        note: """
          Greatest error \(errors[index][0].fixedText(decimals: 3)) with even knots, \
          \(errors[index][1].fixedText(decimals: 3)) with knots where the curve bends.
          """,
        facts: [
          "count": Double(counts[index]), "even": errors[index][0], "bent": errors[index][1],
        ],
        marks: [
          [
            Mark(.line, color: 0, name: "even knots", knots(fits[index].even)),
            Mark(.line, color: 1, name: "knots at bends", knots(fits[index].bent)),
          ],
          (0..<2).map { Mark(.rings, color: $0, [curve($0)[index]]) },
        ])
    }
    let grid = numbers(0...1.5, count: 121)
    return Sweep(
      id: "10-units", control: "hidden units", start: 9,
      panels: [
        Panel(
          Axis("x", 0...1.5), Axis("y", -1.5...1.5),
          marks: [
            Mark(.dashes, color: 3, name: "sin 2πx²", grid.map { ($0, Double(wave(Scalar($0)))) })
          ]),
        Panel(
          Axis("hidden units", 1...32, isLogarithmic: true),
          Axis("greatest error", 0.01...3, isLogarithmic: true),
          marks: (0..<2).map { Mark(.line, color: $0, curve($0)) }),
      ], frames: frames)
  }
}
