public import Datasets
import Optimizers
public import TensorCore

/// Row 2 of the table: one solve with one answer, or steps that need a rate, may take long, and may diverge.
public enum SolveOrDescend {
  /// How gradient descent from 0 does on a least-squares problem that one solve answers.
  public struct Descent: Sendable {
    /// The condition number of the centered inputs' second moments.
    public let conditionNumber: Double
    /// The mean squared error of the solve.
    public let solved: Double
    /// The mean squared errors of descent at the rate 1 / L, after the numbers of steps that were asked for.
    public let descended: [Double]
  }

  /// How many steps shrink the distance to the minimum of a bowl to a share of what it was.
  ///
  /// The bowl has the curvatures κ and 1, the start is (1, 1), and the rate is the best constant one, 2 / (κ + 1): every step
  /// multiplies the distance by (κ − 1) / (κ + 1).
  ///
  /// - Parameters:
  ///   - conditionNumber: The ratio κ of the curvatures; more than 1.
  ///   - share: The share, in 0…1.
  /// - Returns: The number of steps.
  /// - Precondition: The arguments are as said.
  public static func stepCount(conditionNumber: Scalar, share: Scalar) -> Int {
    precondition(
      conditionNumber > 1 && share > 0 && share < 1,
      "SolveOrDescend.stepCount: condition number \(conditionNumber), share \(share)")
    let bowl = Quadratic(curvatures: [conditionNumber, 1])
    var x = Tensor.ones([2])
    let goal = x.norm() * share
    var count = 0
    while x.norm() > goal {
      x -= bowl.gradient(at: x) * (2 / (conditionNumber + 1))
      count += 1
    }
    return count
  }

  /// How far from the minimum descent in a bowl of curvatures 100 and 1 is after 500 steps from (1, 1), as a multiple of the start.
  ///
  /// - Parameter rate: The rate times the greatest curvature: above 2 it diverges.
  /// - Returns: The multiple.
  public static func distance(rateTimesCurvature rate: Scalar) -> Double {
    let bowl = Quadratic(curvatures: [100, 1])
    var x = Tensor.ones([2])
    let start = x.norm()
    for _ in 0..<500 { x -= bowl.gradient(at: x) * (rate / 100) }
    return Double(x.norm() / start)
  }

  /// Fits the class of the tumors as a number, 0 or 1, on standardized features.
  ///
  /// - Parameter stepCounts: After how many steps descent is looked at, ascending.
  /// - Returns: The errors of both ways.
  /// - Throws: An error if the data file is damaged.
  public static func tumors(stepCounts: [Int]) throws(DatasetError) -> Descent {
    let data = try LabeledData.breastCancer()
    let inputs = Standardizer(fittedTo: data.features).apply(to: data.features)
    let labels = Tensor(data.labels.map { Scalar($0) })
    let targets = labels - labels.mean()
    let count = Scalar(data.count)
    let moments = matmul(inputs, inputs, transposing: .left) / count
    let curvatures = moments.symmetricEigenvalues().values.scalars
    let (largest, least) = (curvatures[0], curvatures[curvatures.count - 1])
    func error(_ weights: Tensor) -> Double {
      let misses = matvec(inputs, weights) - targets
      return Double((misses * misses).mean())
    }
    let slope = matvec(transposing: inputs, targets) / count
    var weights = Tensor.zeros(slope.shape)
    var (step, errors) = (0, [Double]())
    for wanted in stepCounts {
      while step < wanted {
        weights -= (matvec(moments, weights) - slope) / largest
        step += 1
      }
      errors.append(error(weights))
    }
    return Descent(
      conditionNumber: Double(largest / least),
      solved: error(SymmetricSystem.solve(moments, slope)), descended: errors)
  }
}
