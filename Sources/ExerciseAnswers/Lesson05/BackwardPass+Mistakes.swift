import Course

// What the mistakes of exercise E05.7 are made from.

extension Lesson05Answers {
  /// The gradients wire by wire, with what a mistake changes.
  static func backward(
    _ batch: [[Double]], _ gradient: [[Double]], _ scale: [Double], _ epsilon: Double,
    throughMean: Double = 1, throughVariance: Double = 1
  ) -> (input: [[Double]], scale: [Double], offset: [Double]) {
    let count = Double(batch.count)
    var input = batch
    var (scales, offsets) = (scale, scale)
    for f in scale.indices {
      let (mean, variance) = moments(batch.map { $0[f] })
      let inverse = 1 / (variance + epsilon).squareRoot()
      let centered = batch.map { $0[f] - mean }
      let dNormalized = gradient.map { $0[f] * scale[f] }
      let dInverse = zip(dNormalized, centered).reduce(0) { $0 + $1.0 * $1.1 }
      let dVariance = -0.5 * dInverse * inverse * inverse * inverse
      let dMean = -dNormalized.reduce(0, +) * inverse
      for row in batch.indices {
        input[row][f] =
          dNormalized[row] * inverse + throughVariance * dVariance * 2 * centered[row] / count
          + throughMean * dMean / count
      }
      scales[f] = zip(gradient, centered).reduce(0) { $0 + $1.0[f] * $1.1 } * inverse
      offsets[f] = gradient.reduce(0) { $0 + $1[f] }
    }
    return (input, scales, offsets)
  }
}
