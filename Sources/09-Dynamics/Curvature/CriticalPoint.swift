import Optimizers
public import TensorCore

/// What kind of place on the loss the parameters stand at: a slope, a saddle, a valley, a bowl, a summit.
///
/// A gradient of zero alone does not tell a minimum from a saddle. The smallest curvature does:
///
/// ```swift
/// let (u, v) = (Variable(Tensor([0]), requiresGradient: true), Variable(Tensor([0]), requiresGradient: true))
/// var curvature = Curvature(of: [u, v]) { (u * u - v * v).sum() }
/// let place = try CriticalPoint(curvature: &curvature, using: &generator)
/// place.kind             // saddle
/// place.wayDown          // ±[0, 1]
/// ```
///
/// ## ReLU networks
///
/// Multiplying a unit's incoming weights and bias by a factor and dividing its outgoing weights by it leaves the network as it
/// is. So wherever the gradient is zero the Hessian is zero along that direction, one for each hidden unit, and no minimum of
/// such a network is a bowl: it is a `valley` at best. A smallest eigenvalue above zero cannot be asked of it.
///
/// ## Source
///
/// Dauphin and others, "Identifying and attacking the saddle point problem in high-dimensional non-convex optimization", 2014,
/// https://arxiv.org/abs/1406.2572; flat directions by rescaling: Dinh and others, "Sharp minima can generalize for deep nets",
/// 2017, https://arxiv.org/abs/1703.04933
public struct CriticalPoint: Sendable {
  /// The kind of a place.
  public enum Kind: String, Sendable {
    /// The gradient is not small; curvature says nothing of what descent will reach.
    case slope
    /// The loss bends down in one direction and up in another.
    case saddle
    /// It bends down, and nowhere up.
    case summit
    /// It bends down nowhere, and some directions are flat.
    case valley
    /// It bends up in every direction: a minimum.
    case bowl
  }

  /// The kind.
  public let kind: Kind

  /// The norm of the gradient.
  public let gradientNorm: Scalar

  /// The largest curvature.
  public let largest: Curvature.Eigenpair

  /// The smallest curvature.
  public let smallest: Curvature.Eigenpair

  /// Examines the place where the parameters stand.
  ///
  /// - Parameters:
  ///   - curvature: The loss.
  ///   - gradientTolerance: The norm up to which a gradient counts as zero; of the size of the loss's own gradients.
  ///   - flatShare: Curvatures below this share of the greatest magnitude count as zero.
  ///   - iterationCount: The number of products, of two gradients each.
  ///   - generator: The source of the first vector.
  /// - Throws: `AutogradError` as `backward()` does, or what the loss throws.
  public init(
    curvature: inout Curvature, gradientTolerance: Scalar = 1e-3, flatShare: Scalar = 1e-3,
    iterationCount: Int = 30, using generator: inout some RandomNumberGenerator
  ) throws {
    gradientNorm = try curvature.gradient().norm()
    (largest, smallest) = try curvature.ends(iterationCount: iterationCount, using: &generator)
    let flat = flatShare * max(abs(largest.value), abs(smallest.value))
    let (bendsUp, bendsDown) = (largest.value > flat, smallest.value < -flat)
    if !(gradientNorm <= gradientTolerance) {
      kind = .slope
    } else if bendsDown {
      kind = bendsUp ? .saddle : .summit
    } else {
      kind = smallest.value > flat ? .bowl : .valley
    }
  }

  /// The direction in which the loss bends down most, of length 1; `nil` at a valley, a bowl and on a slope.
  public var wayDown: Tensor? {
    kind == .saddle || kind == .summit ? smallest.vector : nil
  }

  /// The greatest rate at which plain descent does not leave a bowl of this curvature: 2 / λ (equation 9.3).
  ///
  /// Infinite where nothing bends up. In a network the curvature changes under way; see lesson 07's `EdgeOfStability`.
  public var greatestRate: Scalar {
    largest.value > 0
      ? QuadraticTheory.greatestRate(.plain, curvature: largest.value) : .infinity
  }
}
