public import TensorCore

/// The line, plane or hyperplane with the least mean squared error, in closed form.
///
///     minimize  mean (X w + b − y)²                                              (equation 1.30)
///
/// It is the best that a linear model can do, and so the measure of what hidden layers add.
///
/// ## Source
///
/// Golub and Van Loan, "Matrix Computations", 4th edition, 2013, section 5.3: least squares by QR.
public struct LinearRegression: Hashable, Sendable {
  /// The weight of each input, of shape `[inputs]`.
  public let weights: Tensor

  /// What is added; 0 for a fit through the origin.
  public let bias: Scalar

  /// Fits weights and bias.
  ///
  /// - Parameters:
  ///   - inputs: Samples of shape `[samples, inputs]`.
  ///   - targets: For each a number, of shape `[samples]`.
  /// - Precondition: The columns of the inputs and a column of ones are independent.
  public init(fitting inputs: Tensor, targets: Tensor) {
    let ones = Tensor.ones([inputs.shape[0], 1])
    let solution = Self.leastSquares(.concatenation([inputs, ones], axis: 1), targets)
    weights = Tensor(Array(solution.dropLast()))
    bias = solution[solution.count - 1]
  }

  /// Fits weights alone: the plane goes through the origin.
  ///
  /// - Parameters:
  ///   - inputs: Samples of shape `[samples, inputs]`.
  ///   - targets: For each a number, of shape `[samples]`.
  /// - Precondition: The columns of the inputs are independent.
  public init(throughOriginFitting inputs: Tensor, targets: Tensor) {
    weights = Tensor(Self.leastSquares(inputs, targets))
    bias = 0
  }

  /// The predictions for a batch, of shape `[batch]`.
  ///
  /// - Parameter batch: Samples of shape `[batch, inputs]`.
  /// - Returns: One number for each sample.
  public func callAsFunction(_ batch: Tensor) -> Tensor { matvec(batch, weights) + bias }

  /// The solution w of X w ≈ y in the sense of least squares: R w = Qᵀ y, solved from the last row up.
  private static func leastSquares(_ inputs: Tensor, _ targets: Tensor) -> [Scalar] {
    precondition(
      inputs.shape.axisCount == 2 && targets.shape == [inputs.shape[0]],
      "LinearRegression: targets \(targets.shape) do not fit inputs \(inputs.shape)")
    let (q, r) = inputs.qrDecomposition()
    let right = matvec(transposing: q, targets)
    let size = right.elementCount
    let smallest = (0..<size).map { r[$0, $0] }.min() ?? 0
    precondition(
      smallest > r.maximumMagnitude() * Scalar.ulpOfOne * 8,
      "LinearRegression: the columns of the inputs are dependent")
    var solution = [Scalar](repeating: 0, count: size)
    for row in (0..<size).reversed() {
      let known = (row + 1..<size).reduce(0) { $0 + r[row, $1] * solution[$1] }
      solution[row] = (right[row] - known) / r[row, row]
    }
    return solution
  }
}
