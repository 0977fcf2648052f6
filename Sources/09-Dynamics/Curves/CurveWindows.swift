import Foundation

/// A curve cut into windows of equal length, each described by its median.
///
/// A median forgets a single spike and the noise of single batches; a mean does neither.
struct CurveWindows {
  /// The median of each window.
  let medians: [Double]
  /// How far the points of each window lie from the line through the neighboring medians: the median of the
  /// distances, times 1.4826, which is the standard deviation where the noise is normal.
  let noise: [Double]
  /// The number of points of a window.
  let length: Int

  /// Cuts a curve.
  ///
  /// - Parameters:
  ///   - values: Finite numbers.
  ///   - count: The number of windows wanted; fewer where a window would have less than three points.
  init(_ values: [Double], count: Int = 20) {
    let count = max(1, min(count, values.count / 3))
    let bounds = (0...count).map { $0 * values.count / count }
    let windows = zip(bounds, bounds.dropFirst()).map { Array(values[$0..<$1]) }
    length = values.count / count
    medians = windows.map { CurveWindows.median($0) }
    noise = windows.map { window in
      let slope = CurveWindows.slope(window)
      let middle = Double(window.count - 1) / 2
      let level = window.reduce(0, +) / Double(max(1, window.count))
      let distances = window.enumerated().map {
        abs($1 - level - slope * (Double($0) - middle))
      }
      return 1.4826 * CurveWindows.median(distances)
    }
  }

  /// The median; 0 of nothing.
  static func median(_ values: [Double]) -> Double {
    guard !values.isEmpty else { return 0 }
    let sorted = values.sorted()
    let middle = sorted.count / 2
    return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
  }

  /// The median of the finite values around a place.
  ///
  /// - Parameters:
  ///   - values: The values.
  ///   - place: The index of the first value behind the middle; it may lie outside.
  ///   - length: How many values on each side count.
  /// - Returns: The median, or `nil` where there are none.
  static func level(of values: [Double], around place: Int, within length: Int) -> Double? {
    let start = max(0, min(values.count, place - length))
    let end = max(start, min(values.count, place + length))
    let near = values[start..<end].filter(\.isFinite)
    return near.isEmpty ? nil : median(near)
  }

  /// The slope of the line of least squares through values at 0, 1, 2 …; 0 of fewer than two.
  static func slope(_ values: [Double]) -> Double {
    guard values.count > 1 else { return 0 }
    let middle = Double(values.count - 1) / 2
    let mean = values.reduce(0, +) / Double(values.count)
    var (above, below) = (0.0, 0.0)
    for (index, value) in values.enumerated() {
      let distance = Double(index) - middle
      above += distance * (value - mean)
      below += distance * distance
    }
    return above / below
  }

  /// The standard deviation; 0 of nothing.
  static func standardDeviation(_ values: [Double]) -> Double {
    guard !values.isEmpty else { return 0 }
    let mean = values.reduce(0, +) / Double(values.count)
    return sqrt(values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count))
  }
}
