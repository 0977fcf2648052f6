public import TensorCore

/// What is known of descent in a bowl ½ λ x², where every step is linear and its factor can be computed.
///
/// A step of gradient descent with momentum multiplies the pair (xₜ, xₜ₋₁) by a matrix. The greater magnitude of
/// its two eigenvalues is the factor by which the distance shrinks in the long run: below 1 the run converges.
///
/// ## Source
///
/// Polyak, 1964, https://doi.org/10.1016/0041-5553(64)90137-5; Nesterov's method: Lessard, Recht and Packard,
/// "Analysis and design of optimization algorithms via integral quadratic constraints", 2016,
/// https://arxiv.org/abs/1408.3595, section 4
public enum QuadraticTheory {
  /// The ways to descend that the theory covers.
  public enum Method: Sendable {
    /// x ← x − η g, with velocity v ← μ v + g in the place of g if μ > 0.
    case heavyBall(momentum: Scalar)
    /// The same with Nesterov's step.
    case nesterov(momentum: Scalar)

    /// Gradient descent without momentum.
    public static var plain: Method { .heavyBall(momentum: 0) }
  }

  /// The factor of the distance from one step to the next, in the long run.
  ///
  /// - Parameters:
  ///   - method: The way to descend.
  ///   - rate: The learning rate η.
  ///   - curvature: The curvature λ.
  /// - Returns: The greater magnitude of the eigenvalues of a step.
  public static func factor(_ method: Method, rate: Scalar, curvature: Scalar) -> Scalar {
    // xₜ₊₁ = trace · xₜ − determinant · xₜ₋₁
    let (trace, determinant): (Scalar, Scalar) =
      switch method {
      case .heavyBall(let mu): (1 + mu - rate * curvature, mu)  // (equation 7.2)
      case .nesterov(let mu): ((1 + mu) * (1 - rate * curvature), mu * (1 - rate * curvature))
      }
    let discriminant = trace * trace - 4 * determinant
    guard discriminant >= 0 else { return .squareRoot(determinant) }
    return (abs(trace) + .squareRoot(discriminant)) / 2
  }

  /// The rate above which a run diverges: 2 / L without momentum.
  ///
  /// Momentum μ raises it to 2 (1 + μ) / L; Nesterov's step lowers it to 2 (1 + μ) / ((1 + 2 μ) L).
  public static func greatestRate(_ method: Method, curvature: Scalar) -> Scalar {
    switch method {
    case .heavyBall(let mu): 2 * (1 + mu) / curvature
    case .nesterov(let mu): 2 * (1 + mu) / ((1 + 2 * mu) * curvature)  // (equation 7.5)
    }
  }

  /// The best constant rate of plain descent, 2 / (l + L), and its factor, (κ − 1) / (κ + 1).
  public static func bestPlain(curvatures: ClosedRange<Scalar>) -> (rate: Scalar, factor: Scalar) {
    let (least, greatest) = (curvatures.lowerBound, curvatures.upperBound)
    return (2 / (least + greatest), (greatest - least) / (greatest + least))  // (equation 7.3)
  }

  /// The best rate and momentum of the heavy ball, and their factor, (√κ − 1) / (√κ + 1).
  public static func bestHeavyBall(
    curvatures: ClosedRange<Scalar>
  ) -> (rate: Scalar, momentum: Scalar, factor: Scalar) {
    let least = Scalar.squareRoot(curvatures.lowerBound)
    let greatest = Scalar.squareRoot(curvatures.upperBound)
    let factor = (greatest - least) / (greatest + least)
    // (equation 7.6)
    return (4 / ((least + greatest) * (least + greatest)), factor * factor, factor)
  }

  /// How many steps a factor needs to shrink a distance to a share of it.
  public static func stepCount(factor: Scalar, to share: Scalar) -> Scalar {
    .log(share) / .log(factor)
  }

  /// The mean square at which a run with noisy gradients hovers, E x².
  ///
  ///     without momentum:  η s² / (λ (2 − η λ))
  ///     heavy ball:        η s² (1 + μ) / (λ (1 − μ) (2 (1 + μ) − η λ))
  ///
  /// - Parameters:
  ///   - momentum: The momentum μ, in 0..<1.
  ///   - rate: The learning rate η, below the greatest stable one.
  ///   - curvature: The curvature λ.
  ///   - noiseVariance: The variance s² of a gradient.
  /// - Returns: E x²; infinite where the run diverges.
  public static func noiseFloor(
    momentum: Scalar = 0, rate: Scalar, curvature: Scalar, noiseVariance: Scalar
  ) -> Scalar {
    let room = 2 * (1 + momentum) - rate * curvature
    guard room > 0 else { return .infinity }
    // (equation 7.7)
    return rate * noiseVariance * (1 + momentum) / (curvature * (1 - momentum) * room)
  }

  /// The mean square of an exponential average of the iterates of noisy descent at its floor.
  ///
  /// The iterates are correlated over 1 / (η λ) steps; with a = 1 − η λ and the share kept d,
  ///
  ///     E = floor · (1 − d) (1 + a d) / ((1 + d) (1 − a d))
  public static func averagedFloor(
    decay: Scalar, rate: Scalar, curvature: Scalar, noiseVariance: Scalar
  ) -> Scalar {
    let kept = 1 - rate * curvature
    let floor = noiseFloor(rate: rate, curvature: curvature, noiseVariance: noiseVariance)
    // (equation 7.8)
    return floor * (1 - decay) * (1 + kept * decay) / ((1 + decay) * (1 - kept * decay))
  }

  /// How many steps noise needs to carry descent from a saddle of curvature −λ out to a distance.
  ///
  ///     (1 + η λ)^(2 t) · η s² / (λ (2 + η λ)) = r²
  ///
  /// Without noise, and from the saddle itself, it never leaves.
  public static func escapeStepCount(
    rate: Scalar, negativeCurvature: Scalar, noiseVariance: Scalar, to radius: Scalar
  ) -> Scalar {
    guard noiseVariance > 0 else { return .infinity }
    let growth = rate * negativeCurvature
    let spread = rate * noiseVariance / (negativeCurvature * (2 + growth))
    return .log(1 + radius * radius / spread) / (2 * .log(1 + growth))  // (equation 7.9)
  }
}
