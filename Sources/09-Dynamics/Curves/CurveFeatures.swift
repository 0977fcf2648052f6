import Foundation

/// What is measured of a training curve before it gets a name.
///
/// Shares are of the first loss, whatever its scale: a run whose loss starts at 2.3 and one whose loss starts at
/// 10,000 are judged alike. All is measured on the losses before the first that is not finite.
public struct CurveFeatures: Sendable, Hashable {
  /// The number of finite losses before the first that is not.
  public let count: Int
  /// The median of the first three losses.
  public let first: Double
  /// The median of the last tenth of the losses, of at least five.
  public let last: Double
  /// The lowest median of a window; the curve is cut into at most twenty.
  public let lowest: Double
  /// Where the window of the lowest median lies, from 0, the first, to 1, the last.
  public let lowestPosition: Double
  /// The highest median of a window.
  public let highest: Double
  /// The highest loss.
  public let peak: Double
  /// How far the loss fell from its first to its last value, in shares of the first.
  public let gain: Double
  /// How far it fell to its lowest value, in shares of the first.
  public let bestGain: Double
  /// What another run of the same length would gain at the pace of the last third, in shares of the first loss.
  public let endGain: Double
  /// The standard deviation that the noise gives to that gain.
  public let endScatter: Double
  /// The slope of the logarithm of the loss over the last third, per run length; `nil` if a loss is not positive.
  public let endLogSlope: Double?
  /// The share of neighboring differences that change their sign, over the last half.
  ///
  /// White noise has 2/3, with a standard deviation of about 0.42/√n; a curve that alternates has 1.
  public let signChangeRate: Double
  /// The median size of a difference of neighbors over the last half, in shares of the first loss.
  public let jitter: Double
  /// The typical noise of a window, in shares of the first loss.
  public let noise: Double
  /// How often the medians of windows turn by more than a quarter of the first loss.
  public let swingCount: Int
  /// The share of the run at its beginning in which the loss stays within 2 % of its first value, noise apart.
  public let flatStart: Double
  /// Whether the loss never left its first value by more than 2 % and its noise.
  public let isFlat: Bool

  /// Measures a curve.
  ///
  /// - Parameter losses: The losses, of which those from the first that is not finite on are left out.
  public init(of losses: [Double]) {
    let values = Array(losses.prefix { $0.isFinite })
    count = values.count
    let windows = CurveWindows(values)
    let medians = windows.medians
    let first = CurveWindows.median(Array(values.prefix(3)))
    let scale = max(abs(first), .leastNormalMagnitude)
    let last = CurveWindows.median(Array(values.suffix(max(5, values.count / 10))))
    let lowest = medians.min() ?? 0
    (self.first, self.last, self.lowest) = (first, last, lowest)
    highest = medians.max() ?? 0
    peak = values.max() ?? 0
    lowestPosition =
      Double(medians.firstIndex(of: lowest) ?? 0) / Double(max(1, medians.count - 1))
    gain = (first - last) / scale
    bestGain = (first - lowest) / scale
    let third = Array(medians.suffix(max(3, medians.count / 3)))
    endGain = -CurveWindows.slope(third) * Double(medians.count) / scale
    endLogSlope =
      third.allSatisfy { $0 > 0 }
      ? CurveWindows.slope(third.map { log($0) }) * Double(medians.count) : nil
    let late = Array(values.suffix(max(2, values.count / 2)))
    let differences = zip(late, late.dropFirst()).map { $1 - $0 }
    let changes = zip(differences, differences.dropFirst()).count { $0 * $1 < 0 }
    signChangeRate = Double(changes) / Double(max(1, differences.count - 1))
    jitter = CurveWindows.median(differences.map { abs($0) }) / scale
    noise = CurveWindows.median(windows.noise) / scale
    swingCount = Self.swings(of: medians, above: 0.25 * scale)
    // The median of a window scatters by 1.25 standard deviations over the root of its length; the lowest of
    // twenty lies about two of these below their mean. A slope through n medians scatters by that of one over
    // the root of n (n² − 1) / 12.
    let medianScatter = 1.25 * noise / Double(max(1, windows.length)).squareRoot()
    let scatter = 2.5 * medianScatter
    let n = Double(third.count)
    endScatter =
      medianScatter * Double(medians.count) / max(1, n * (n * n - 1) / 12).squareRoot()
    let startNoise = (windows.noise.first ?? 0) / scale
    let start = medians.first ?? 0
    let startsFlat = (first - start) / scale <= 0.02 + 3 * startNoise
    isFlat = startsFlat && (start - lowest) / scale <= 0.02 + scatter
    let flatCount = medians.prefix { abs($0 - start) / scale <= 0.02 + scatter }.count
    // Of fewer than ten windows a third says too little.
    flatStart = startsFlat && medians.count >= 10 ? Double(flatCount) / Double(medians.count) : 0
  }

  /// How often a curve turns by more than a size.
  static func swings(of values: [Double], above size: Double) -> Int {
    guard var low = values.first else { return 0 }
    var high = low
    var direction = 0
    var count = 0
    for value in values.dropFirst() {
      (low, high) = (min(low, value), max(high, value))
      if direction >= 0, value < high - size {
        if direction > 0 { count += 1 }
        (direction, low, high) = (-1, value, value)
      } else if direction <= 0, value > low + size {
        if direction < 0 { count += 1 }
        (direction, low, high) = (1, value, value)
      }
    }
    return count
  }
}
