public import TensorCore

/// A rule for the first values of a parameter: what PyTorch's functions `nn.init.…_` do, as a value.
///
/// ```swift
/// var generator = SplitMix64(seed: 1)
/// let weight = Initializer.kaimingNormal()([128, 64], using: &generator)   // deviation √(2 / 64)
/// ```
///
/// ## Conventions
///
/// Where PyTorch changes a tensor in place, an initializer makes a new one. Fans are PyTorch's unless a
/// connection is given. Every call takes exactly one number from the generator, a seed for the parameter's
/// own numbers: a parameter that grows, or that is initialized by another rule, leaves all other parameters as
/// they were (failure mode F4.13).
public struct Initializer: Sendable {
  /// What the rule promises of the scalars of one tensor.
  public struct Statistics: Sendable, Hashable {
    /// The mean of all scalars.
    public let mean: Double

    /// Their standard deviation, `nil` where a rule does not fix it.
    public let standardDeviation: Double?

    /// Where all scalars lie, `nil` for a distribution without bounds.
    public let bounds: ClosedRange<Double>?

    /// Creates a promise.
    public init(mean: Double = 0, standardDeviation: Double?, bounds: ClosedRange<Double>? = nil) {
      self.mean = mean
      self.standardDeviation = standardDeviation
      self.bounds = bounds
    }
  }

  /// The name, such as `Kaiming normal, fan in`.
  public let name: String

  /// The call in PyTorch that does the same; `nil` where there is none.
  public let pyTorchName: String?

  /// Which numbers of axes a tensor may have.
  public let axisCounts: ClosedRange<Int>

  private let promise: @Sendable (Shape) -> Statistics
  private let draw: @Sendable (Shape, inout SplitMix64) -> Tensor

  /// Creates a rule of one's own.
  ///
  /// - Parameters:
  ///   - name: The name.
  ///   - pyTorchName: The call in PyTorch that does the same, if there is one.
  ///   - axisCounts: Which numbers of axes a tensor may have.
  ///   - statistics: What the rule promises for a shape.
  ///   - draw: Makes a tensor of a shape.
  public init(
    _ name: String, pyTorchName: String? = nil, axisCounts: ClosedRange<Int> = 0...8,
    statistics: @escaping @Sendable (Shape) -> Statistics,
    draw: @escaping @Sendable (Shape, inout SplitMix64) -> Tensor
  ) {
    self.name = name
    self.pyTorchName = pyTorchName
    self.axisCounts = axisCounts
    promise = statistics
    self.draw = draw
  }

  /// Makes the first value of a parameter.
  ///
  /// - Parameters:
  ///   - shape: The shape of the parameter; that of a weight is `[out, in, kernel …]`.
  ///   - generator: Gives one number, the seed of all that is drawn here.
  /// - Returns: A tensor of that shape.
  /// - Precondition: The rule is meant for as many axes.
  public func callAsFunction(
    _ shape: Shape, using generator: inout some RandomNumberGenerator
  ) -> Tensor {
    check(shape)
    var own = SplitMix64(seed: generator.next())
    return draw(shape, &own)
  }

  /// What the rule promises of the scalars of a tensor.
  ///
  /// - Parameter shape: The shape of the parameter.
  /// - Returns: Mean, standard deviation and bounds.
  /// - Precondition: The rule is meant for as many axes.
  public func statistics(of shape: Shape) -> Statistics {
    check(shape)
    return promise(shape)
  }

  private func check(_ shape: Shape) {
    precondition(
      axisCounts.contains(shape.axisCount),
      "Initializer: \(name) is for \(axisCounts.lowerBound) to \(axisCounts.upperBound) axes: \(shape)"
    )
  }

  /// The same rule with all scalars multiplied by a factor, such as 1/√L for the last layer of a branch.
  ///
  /// - Parameter factor: The factor.
  /// - Returns: A rule of the same kind.
  public func scaled(by factor: Double) -> Initializer {
    Initializer(
      "\(name), times \(factor)", axisCounts: axisCounts,
      statistics: { shape in
        let promise = promise(shape)
        return Statistics(
          mean: promise.mean * factor,
          standardDeviation: promise.standardDeviation.map { $0 * abs(factor) },
          bounds: promise.bounds.map { bounds in
            let ends = [bounds.lowerBound * factor, bounds.upperBound * factor].sorted()
            return ends[0]...ends[1]
          })
      },
      draw: { shape, generator in draw(shape, &generator) * Scalar(factor) })
  }
}

extension Initializer: CustomStringConvertible {
  /// The name.
  public var description: String { name }
}
