public import Autograd
public import TensorCore

/// An activation function: the formula, its two derivatives, and what one has to know to choose it.
///
/// An activation is a value, so that one table can hold all of them and drive whatever is done for each: tests,
/// gradient checks, plots, the table of the lesson's page. It is applied like a function, to tensors and to
/// variables:
///
/// ```swift
/// Activation.gelu(Tensor([-1, 0, 1]))     // [-0.1587, 0, 0.8413]
/// let hidden = Variable(Tensor([[-2, 2]]), requiresGradient: true)
/// let output = Activation.gelu(hidden)    // recorded as the operation “GELU”
/// ```
///
/// To add one is to write one value:
///
/// ```swift
/// let absolute = Activation(
///   "Absolute value", formula: "|x|", range: 0...(.infinity), isMonotone: false,
///   kinks: [.init(at: 0, slope: 0)], saves: .input, transcendentals: 0,
///   source: .init("folklore", year: 1800, link: "https://en.wikipedia.org/wiki/Absolute_value"),
///   function: ElementwiseFunction(
///     value: { x in x.magnitude }, slope: { x in x > 0 ? 1 : (x < 0 ? -1 : 0) },
///     branch: { x in x > 0 ? 1 : 0 }),
///   curvature: { _ in 0 })
/// ```
public struct Activation: Sendable {
  /// The name, under which it is recorded as an operation; no two in the table are alike.
  public let name: String

  /// The formula in one line of plain characters, with `x` for the input.
  public let formula: String

  /// The expression that makes it in PyTorch, parameters written out; `nil` if there is none.
  public let pytorch: String?

  /// The least and the greatest value, or the limits that values come arbitrarily near to.
  public let range: ClosedRange<Scalar>

  /// Whether greater inputs never give lesser outputs.
  public let isMonotone: Bool

  /// Whether it is odd, f(−x) = −f(x), so that inputs spread evenly around zero give such outputs.
  public let isZeroCentered: Bool

  /// Where the value or the slope jumps, in ascending order; empty if it is smooth.
  public let kinks: [Kink]

  /// What the backward pass reads, and so what has to be kept until then.
  public let saves: Saved

  /// The exponentials, logarithms, error functions and the like that a value of the forward pass costs.
  public let transcendentals: Int

  /// Where it comes from.
  public let source: Source

  /// The value and the first derivative, as one pair of formulas.
  public let function: ElementwiseFunction

  /// The second derivative at an input: how fast the slope changes there.
  public let curvature: @Sendable (Scalar) -> Scalar

  /// Creates an activation; see the example above.
  ///
  /// - Parameters:
  ///   - name: Its name.
  ///   - formula: Its formula in plain characters.
  ///   - pytorch: The expression that makes it in PyTorch.
  ///   - range: The least and the greatest value, or the limits.
  ///   - isMonotone: Whether greater inputs never give lesser outputs.
  ///   - isZeroCentered: Whether it is odd.
  ///   - kinks: Where the value or the slope jumps.
  ///   - saves: What `function` was made to save: the output if its slope is written in terms of it.
  ///   - transcendentals: How many exponentials and the like a value costs.
  ///   - source: Where it comes from.
  ///   - function: The value and the slope. Made in this place, not passed through, its loops are fast.
  ///   - curvature: The second derivative, 0 at kinks by PyTorch's convention unless it differs there.
  public init(
    _ name: String, formula: String, pytorch: String? = nil, range: ClosedRange<Scalar>,
    isMonotone: Bool, isZeroCentered: Bool = false, kinks: [Kink] = [], saves: Saved,
    transcendentals: Int, source: Source, function: ElementwiseFunction,
    curvature: @escaping @Sendable (Scalar) -> Scalar
  ) {
    self.name = name
    self.formula = formula
    self.pytorch = pytorch
    self.range = range
    self.isMonotone = isMonotone
    self.isZeroCentered = isZeroCentered
    self.kinks = kinks
    self.saves = saves
    self.transcendentals = transcendentals
    self.source = source
    self.function = function
    self.curvature = curvature
  }
}

// MARK: - Facts

extension Activation {
  /// A place where the value or the slope jumps, so that the derivative there is a convention.
  public struct Kink: Sendable, Equatable {
    /// The input.
    public let position: Scalar

    /// The slope that PyTorch's backward pass takes there, and so ours.
    public let slope: Scalar

    /// Who takes another slope there, and which; `nil` if nobody is known to.
    ///
    /// JAX's slopes follow from its formulas, in `jax/_src/nn/functions.py`.
    public let elsewhere: String?

    /// Creates a kink.
    public init(at position: Scalar, slope: Scalar, elsewhere: String? = nil) {
      self.position = position
      self.slope = slope
      self.elsewhere = elsewhere
    }
  }

  /// What the backward pass reads.
  public enum Saved: String, Sendable {
    /// The input, which must then not be overwritten before the backward pass.
    case input
    /// The output; the input may be overwritten by it and costs no memory.
    ///
    /// PyTorch offers `inplace=True` for others too, such as SiLU; there it keeps a copy of the input.
    case output
    /// Neither: the slope is the same everywhere.
    case nothing
  }

  /// A publication.
  public struct Source: Sendable, Equatable {
    /// Authors and title, or `folklore`.
    public let title: String

    /// The year of publication.
    public let year: Int

    /// The address.
    public let link: String

    /// Creates a source.
    public init(_ title: String, year: Int, link: String) {
      self.title = title
      self.year = year
      self.link = link
    }
  }

  /// Whether the output may take the place of the input in memory without spoiling the backward pass.
  public var mayRunInPlace: Bool { saves != .input }
}
