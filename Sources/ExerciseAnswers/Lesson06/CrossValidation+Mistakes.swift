import TensorCore

// What the exercise on cross-validation computes with (exercise E06.3).

/// Ridge regression in double precision, whatever the scalar of the build.
enum RidgeWeights {
  /// The weights with the least ‖y − X w‖² + λ ‖w‖², by elimination.
  static func solved(_ inputs: [[Double]], _ targets: [Double], _ strength: Double) -> [Double] {
    let count = inputs.first?.count ?? 0
    // Plain loops, since answers are not optimized in debug builds and are asked thousands of times.
    var rows = [[Double]](repeating: [Double](repeating: 0, count: count + 1), count: count)
    for i in 0..<count {
      for sample in inputs.indices {
        let (x, y) = (inputs[sample], targets[sample])
        for j in 0..<count { rows[i][j] += x[i] * x[j] }
        rows[i][count] += x[i] * y
      }
      rows[i][i] += strength
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
      var sum = 0.0
      for value in values { sum += (value - mean) * (value - mean) }
      return sum > 0 ? (sum / (Double(values.count) - lessOne)).squareRoot() : 1
    }
  }

  /// A row with mean 0 and deviation 1 in the measured columns.
  func applied(to row: [Double]) -> [Double] {
    var scaled = row
    var column = 0
    while column < row.count {
      scaled[column] = (row[column] - means[column]) / deviations[column]
      column += 1
    }
    return scaled
  }
}

extension Lesson06Answers {
  /// The mean of numbers.
  static func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }

  /// The sum of products.
  static func dot(_ a: [Double], _ b: [Double]) -> Double {
    var (sum, place) = (0.0, 0)
    while place < min(a.count, b.count) {
      sum += a[place] * b[place]
      place += 1
    }
    return sum
  }

  /// Cross-validation, with what a mistake changes.
  static func validated(
    _ inputs: [[Double]], _ targets: [Double], _ strengths: [Double], _ foldCount: Int,
    _ ridge: ([[Double]], [Double], Double) -> [Double], scaledOnAll: Bool = false,
    centeredOnAll: Bool = false, measuresTraining: Bool = false, folds: Int = .max,
    neighbors: Bool = false, meanOfMeans: Bool = false, lessOne: Double = 0
  ) -> (errors: [Double], best: Int) {
    let all = Array(inputs.indices)
    let used = min(folds, foldCount)
    var sums = strengths.map { _ in 0.0 }
    var (means, count) = (sums, 0.0)
    for fold in 0..<used {
      let isHeld = { (i: Int) in (neighbors ? i * foldCount / all.count : i % foldCount) == fold }
      let training = all.filter { !isHeld($0) }
      let scaling = Standardization(
        of: (scaledOnAll ? all : training).map { inputs[$0] },
        lessOne: min(lessOne, Double(training.count - 1)))
      let center = mean((centeredOnAll ? all : training).map { targets[$0] })
      let scaled = training.map { scaling.applied(to: inputs[$0]) }
      let centered = training.map { targets[$0] - center }
      let held = measuresTraining ? training : all.filter(isHeld)
      count += Double(held.count)
      // What belongs to the fold is computed once, whatever the number of strengths.
      for (position, strength) in strengths.enumerated() {
        let weights = ridge(scaled, centered, strength)
        let squares = held.map { sample in
          let miss = center + dot(scaling.applied(to: inputs[sample]), weights) - targets[sample]
          return miss * miss
        }
        sums[position] += squares.reduce(0, +)
        means[position] += mean(squares) / Double(used)
      }
    }
    let errors = meanOfMeans ? means : sums.map { $0 / count }
    let order = strengths.indices.sorted { strengths[$0] > strengths[$1] }
    return (errors, order.min { errors[$0] < errors[$1] } ?? 0)
  }
}
