import Autograd
import Optimizers
import TensorCore

/// An optimizer with a parameter of random numbers and a gradient: what the table of optimizers times.
struct BenchOptimizer {
  private let optimizer: any Optimizer
  private let parameter: Variable
  private let gradient: Tensor
  private let memoryCount: Int
  private var (w, m, v, u): (Tensor, Tensor, Tensor, Tensor)

  /// The learning rate of all.
  static var learningRate: Scalar { 0.01 }

  /// The optimizers that make their steps from gradients alone.
  static var all: [CatalogEntry] { CatalogEntry.all.filter { !$0.reevaluates } }

  /// Draws the parameter and its gradient from N(0, 1), in this order, as matrices of 100 columns.
  ///
  /// - Parameters:
  ///   - entry: The optimizer.
  ///   - count: The number of scalars, a multiple of 100.
  init(_ entry: CatalogEntry, count: Int) {
    var generator = SplitMix64(seed: 1)
    let shape: Shape = [count / 100, 100]
    parameter = Variable(.normal(shape, using: &generator), requiresGradient: true)
    gradient = .normal(shape, using: &generator)
    optimizer = entry.make([([parameter], Self.learningRate)])
    parameter.gradient = gradient
    memoryCount = entry.memoryCount ?? 0
    let ones = Tensor.ones(shape)
    (w, m, v, u) = (ones, ones, ones, ones)
  }

  /// The parameter, then its gradient.
  var data: BenchData {
    var data = BenchData()
    data.append(parameter.value, labels: [])
    data.append(gradient, labels: [])
    return data
  }

  /// Makes steps with the gradient as it is.
  func makeSteps(_ count: Int) {
    for _ in 0..<count { optimizer.step() }
  }

  /// The sums of the parameter's magnitudes and squares, by which contenders are held against each other.
  var sums: [Double] {
    let scalars = parameter.value.scalars.map { Double($0) }
    return [scalars.reduce(0) { $0 + abs($1) }, scalars.reduce(0) { $0 + $1 * $1 }]
  }

  /// Reads and writes what as many steps would, the parameter and its memories and the gradient, and computes next
  /// to nothing: the time below which no step can be.
  mutating func moveMemory(_ count: Int) {
    for _ in 0..<count {
      switch memoryCount {
      case 0: w.update(with: gradient, by: Moving())
      case 1: Tensor.update(&w, &m, with: gradient, by: Moving())
      case 2: Tensor.update(&w, &m, &v, with: gradient, by: Moving())
      default: Tensor.update(&w, &m, &v, &u, with: gradient, by: Moving())
      }
    }
  }

  private struct Moving: ScalarStep, StepWithMemory, StepWithTwoMemories, StepWithThreeMemories {
    @inline(__always) func apply(_ w: inout Scalar, _ g: Scalar) { w = w * 0.5 + g }

    @inline(__always) func apply(_ w: inout Scalar, _ m: inout Scalar, _ g: Scalar) {
      (w, m) = (w * 0.5 + g, m * 0.5 + g)
    }

    @inline(__always)
    func apply(_ w: inout Scalar, _ m: inout Scalar, _ v: inout Scalar, _ g: Scalar) {
      (w, m, v) = (w * 0.5 + g, m * 0.5 + g, v * 0.5 + g)
    }

    @inline(__always)
    func apply(
      _ w: inout Scalar, _ m: inout Scalar, _ v: inout Scalar, _ u: inout Scalar, _ g: Scalar
    ) {
      (w, m, v, u) = (w * 0.5 + g, m * 0.5 + g, v * 0.5 + g, u * 0.5 + g)
    }
  }
}
