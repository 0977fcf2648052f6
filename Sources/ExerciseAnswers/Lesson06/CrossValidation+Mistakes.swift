import TensorCore

// What the exercise on cross-validation computes with (exercise E06.3).

/// Ridge regression in double precision, whatever the scalar of the build.
enum RidgeWeights {
  /// The weights with the least ‖y − X w‖² + λ ‖w‖², by elimination.
  static func solved(_ inputs: [[Double]], _ targets: [Double], _ strength: Double) -> [Double] {
    let count = inputs.first?.count ?? 0
    var rows = (0..<count).map { i in
      (0..<count).map { j in
        inputs.reduce(i == j ? strength : 0) { $0 + $1[i] * $1[j] }
      } + [zip(inputs, targets).reduce(0) { $0 + $1.0[i] * $1.1 }]
    }
    // The matrix is positive definite, so that no row has to be exchanged.
    for pivot in 0..<count {
      for row in 0..<count where row != pivot {
        let factor = rows[row][pivot] / rows[pivot][pivot]
        for column in pivot...count { rows[row][column] -= factor * rows[pivot][column] }
      }
    }
    return rows.indices.map { rows[$0][count] / rows[$0][$0] }
  }
}

/// Means and deviations of columns.
struct Standardization {
  let means: [Double]
  let deviations: [Double]

  /// Measures columns.
  init(of rows: [[Double]], lessOne: Double = 0) {
    let columns = (rows.first ?? []).indices.map { column in rows.map { $0[column] } }
    let means = columns.map { $0.reduce(0, +) / Double($0.count) }
    self.means = means
    deviations = zip(columns, means).map { values, mean in
      let sum = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      return sum > 0 ? (sum / (Double(values.count) - lessOne)).squareRoot() : 1
    }
  }

  /// A row with mean 0 and deviation 1 in the measured columns.
  func applied(to row: [Double]) -> [Double] {
    row.indices.map { (row[$0] - means[$0]) / deviations[$0] }
  }
}

extension Lesson06Answers {
  /// The mean of numbers.
  static func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }

  /// The sum of products.
  static func dot(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).map(*).reduce(0, +) }

  /// Cross-validation, with what a mistake changes.
  static func validated(
    _ inputs: [[Double]], _ targets: [Double], _ strengths: [Double], _ foldCount: Int,
    _ ridge: ([[Double]], [Double], Double) -> [Double], scaledOnAll: Bool = false,
    centeredOnAll: Bool = false, measuresTraining: Bool = false, folds: Int = .max,
    neighbors: Bool = false, meanOfMeans: Bool = false, lessOne: Double = 0
  ) -> (errors: [Double], best: Int) {
    let all = Array(inputs.indices)
    let used = min(folds, foldCount)
    let errors = strengths.map { strength in
      var (sum, count, means) = (0.0, 0.0, 0.0)
      for fold in 0..<used {
        let isHeld = { (i: Int) in (neighbors ? i * foldCount / all.count : i % foldCount) == fold }
        let training = all.filter { !isHeld($0) }
        let scaling = Standardization(
          of: (scaledOnAll ? all : training).map { inputs[$0] },
          lessOne: min(lessOne, Double(training.count - 1)))
        let center = mean((centeredOnAll ? all : training).map { targets[$0] })
        let weights = ridge(
          training.map { scaling.applied(to: inputs[$0]) }, training.map { targets[$0] - center },
          strength)
        let squares = (measuresTraining ? training : all.filter(isHeld)).map { sample in
          let miss = center + dot(scaling.applied(to: inputs[sample]), weights) - targets[sample]
          return miss * miss
        }
        sum += squares.reduce(0, +)
        count += Double(squares.count)
        means += mean(squares) / Double(used)
      }
      return meanOfMeans ? means : sum / count
    }
    let order = strengths.indices.sorted { strengths[$0] > strengths[$1] }
    return (errors, order.min { errors[$0] < errors[$1] } ?? 0)
  }
}
