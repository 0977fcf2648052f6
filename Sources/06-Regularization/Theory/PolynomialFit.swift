public import TensorCore

/// A polynomial of degree 11 through twelve noisy points: as many weights as samples.
///
/// The points lie evenly on [−1, 1], the target is sin πx with noise of −0.3 and +0.3 in turn, the features are Legendre
/// polynomials. Validation takes 101 points of [−0.95, 0.95] *without* noise, so that a good fit can have a validation error below
/// its training error: the sine itself has 0.09, the noise, in training and 0 in validation.
public struct PolynomialFit: Sendable {
  /// Errors of a fit.
  public struct Errors: Equatable, Sendable {
    /// The mean squared error on the twelve points.
    public let training: Double

    /// The mean squared error on the 101 points.
    public let validation: Double
  }

  /// The degree of the polynomial.
  public let degree: Int

  private let training: (features: Tensor, targets: Tensor)
  private let validation: (features: Tensor, targets: Tensor)

  /// Creates the problem.
  ///
  /// - Parameter degree: The degree, 0…11.
  /// - Precondition: The degree is in 0…11.
  public init(degree: Int = 11) {
    precondition((0...11).contains(degree), "PolynomialFit.init: no degree of 0…11: \(degree)")
    self.degree = degree
    let x = Tensor.linearlySpaced(from: -1, through: 1, count: 12)
    let noise = Tensor((0..<12).map { $0 % 2 == 0 ? -0.3 : 0.3 })
    let wave = { (x: Tensor) in x.map { x in .sine(.pi * x) } }
    training = (Self.legendre(x, degree: degree), wave(x) + noise)
    let grid = Tensor.linearlySpaced(from: -0.95, through: 0.95, count: 101)
    validation = (Self.legendre(grid, degree: degree), wave(grid))
  }

  /// The values of the Legendre polynomials: (k + 1) P₍ₖ₊₁₎ = (2k + 1) x Pₖ − k P₍ₖ₋₁₎.
  ///
  /// - Parameters:
  ///   - x: The places, of shape `[samples]`.
  ///   - degree: The greatest degree; not negative.
  /// - Returns: The features, of shape `[samples, degree + 1]`.
  public static func legendre(_ x: Tensor, degree: Int) -> Tensor {
    precondition(degree >= 0, "PolynomialFit.legendre: the degree is negative: \(degree)")
    var columns = [Tensor.ones(x.shape)]
    if degree > 0 { columns.append(x) }
    for k in 1..<max(degree, 1) {
      let next = x * columns[k] * Scalar(2 * k + 1) - columns[k - 1] * Scalar(k)
      columns.append(next / Scalar(k + 1))
    }
    return Tensor.concatenation(columns.map { $0.reshaped(to: [x.elementCount, 1]) }, axis: 1)
  }

  /// The weights of ridge regression; see ``LeastSquares/ridge(_:targets:strength:)``.
  ///
  /// - Parameter strength: The number λ; not negative.
  /// - Returns: The weights, of shape `[degree + 1]`.
  public func weights(strength: Scalar) -> Tensor {
    LeastSquares.ridge(training.features, targets: training.targets, strength: strength)
  }

  /// The weights of gradient descent from 0 with the rate 1/L, after a number of steps, in closed form.
  ///
  /// A step multiplies what is missing along an eigenvector of XᵀX by 1 − s²/L, so that after t steps the plain
  /// solution is multiplied by
  ///
  ///     1 − (1 − s²/L)ᵗ                                                    (equation 6.25)
  ///
  /// Early stopping shrinks as ridge does, the directions of small singular values most.
  ///
  /// - Parameter stepCount: The number t of steps; not negative.
  /// - Returns: The weights, of shape `[degree + 1]`.
  public func weights(afterSteps stepCount: Int) -> Tensor {
    precondition(
      stepCount >= 0, "PolynomialFit.weights: the number of steps is negative: \(stepCount)")
    let (values, vectors) = matmul(training.features, training.features, transposing: .left)
      .symmetricEigenvalues()
    let wanted = matvec(
      transposing: vectors, matvec(transposing: training.features, training.targets))
    let largest = values[0]
    let parts = zip(values.scalars, wanted.scalars).map { square, part in
      part / square * (1 - Scalar.pow(1 - square / largest, stepCount))  // (equation 6.25)
    }
    return matvec(vectors, Tensor(parts))
  }

  /// The errors of some weights.
  ///
  /// - Parameter weights: Of shape `[degree + 1]`.
  /// - Returns: The mean squared errors.
  public func errors(of weights: Tensor) -> Errors {
    func error(_ set: (features: Tensor, targets: Tensor)) -> Double {
      let errors = matvec(set.features, weights) - set.targets
      return Double((errors * errors).mean())
    }
    return Errors(training: error(training), validation: error(validation))
  }

  /// The errors of ridge regression.
  ///
  /// - Parameter strength: The number λ; not negative.
  /// - Returns: The mean squared errors.
  public func errors(strength: Scalar) -> Errors { errors(of: weights(strength: strength)) }

  /// What the fit predicts at some places.
  ///
  /// - Parameters:
  ///   - weights: Of shape `[degree + 1]`.
  ///   - x: The places, of shape `[samples]`.
  /// - Returns: The predictions, of that shape.
  public func predictions(of weights: Tensor, at x: Tensor) -> Tensor {
    matvec(Self.legendre(x, degree: degree), weights)
  }
}
