public import TensorCore

/// A random function of a few tensors, written so that several programs can compute it.
///
/// The result is a number: the scalars of the last step, each times cos(1 + its index), added up. So no step's sum
/// has to be told apart from another's, and no gradient is lost in a sum that is constant.
public struct RandomExpression: Codable, Hashable, Sendable {
  /// A tensor that the expression is a function of.
  public struct Leaf: Codable, Hashable, Sendable {
    /// The length of each axis.
    public let shape: [Int]
    /// The numbers, row by row.
    public let values: [Double]

    /// Creates a leaf.
    public init(shape: [Int], values: [Double]) { (self.shape, self.values) = (shape, values) }
  }

  /// An operation on earlier results: first the leaves, then the steps before this one.
  public struct Step: Codable, Hashable, Sendable {
    /// The operation.
    public let operation: Operation
    /// The positions of its operands.
    public let operands: [Int]
    /// Numbers that it takes: factors, bounds, targets.
    public var numbers: [Double] = []
    /// Whole numbers that it takes: axes, lengths, rows, classes.
    public var integers: [Int] = []

    /// Creates a step.
    public init(
      operation: Operation, operands: [Int], numbers: [Double] = [], integers: [Int] = []
    ) {
      (self.operation, self.operands) = (operation, operands)
      (self.numbers, self.integers) = (numbers, integers)
    }
  }

  /// What a step can do; the names are those of `Primitive`.
  public enum Operation: String, Codable, CaseIterable, Sendable {
    case add, subtract, multiply, divide, maximum, minimum
    case addNumber, multiplyByNumber, divideByNumber
    case exp, log, squareRoot, pow, tanh, sigmoid, softplus, relu, abs, sign, clamped
    case matmul, linear
    case sum, sumAlongAxes, summedToShape, max, maxOfRows, logSumExp, softmax, logSoftmax
    case reshaped, transposed, broadcast, slice, gathering, concatenation, selected
    case softmaxCrossEntropy, sigmoidCrossEntropy, meanSquaredError
  }

  /// What it is a function of.
  public var leaves: [Leaf]

  /// The steps, the last of which is the result before it is added up.
  public var steps: [Step] = []

  /// Creates an expression without steps.
  ///
  /// - Parameter leaves: What it is a function of.
  public init(leaves: [Leaf]) { self.leaves = leaves }

  /// What the scalars of the last step are multiplied by, one after the other.
  public static func weight(_ index: Int) -> Scalar { .cosine(Scalar(1 + index)) }

  /// How many numbers the leaves have.
  public var numberCount: Int { leaves.map(\.values.count).reduce(0, +) }
}
