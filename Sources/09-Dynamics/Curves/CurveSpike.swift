/// A loss that jumped and came back.
public struct CurveSpike: Sendable, Hashable {
  /// The step of the first high loss.
  public let step: Int
  /// The median of the losses before.
  public let before: Double
  /// The highest loss.
  public let peak: Double
  /// The step from which the losses are low again.
  public let recovery: Int

  /// The spikes of a curve.
  ///
  /// A jump counts from half of the first loss on, from eight times the noise of the ten losses before, and from
  /// three times the height of the highest of thirty: the losses of small batches have long tails. A single high loss, which may be one hard batch, counts from
  /// three times the first loss on. It must come back to a quarter of its height within a quarter of the run; what does
  /// not come back is a divergence.
  ///
  /// - Parameters:
  ///   - losses: Finite losses.
  ///   - features: What is measured of them.
  /// - Returns: The spikes, in order.
  static func spikes(in losses: [Double], _ features: CurveFeatures) -> [CurveSpike] {
    guard losses.count >= 20 else { return [] }
    let scale = abs(features.first)
    let least = max(0.5 * scale, 8 * features.noise * scale)
    var spikes: [CurveSpike] = []
    var index = 5
    while index < losses.count {
      // Cheap test first: a spike stands out from the loss before it.
      guard losses[index] > losses[index - 1] + least / 2 else {
        index += 1
        continue
      }
      let earlier = Array(losses[max(0, index - 10)..<index])
      let before = CurveWindows.median(earlier)
      let scatter = 1.4826 * CurveWindows.median(earlier.map { abs($0 - before) })
      let highest = (losses[max(0, index - 30)..<index].max() ?? before) - before
      guard losses[index] > before + max(least, 8 * scatter, 3 * highest),
        let recovery = recovery(in: losses, from: index, to: before + (losses[index] - before) / 4),
        recovery > index + 1 || losses[index] > before + 3 * scale
      else {
        index += 1
        continue
      }
      let peak = losses[index..<recovery].max() ?? losses[index]
      spikes.append(CurveSpike(step: index, before: before, peak: peak, recovery: recovery))
      index = recovery + 1
    }
    return spikes
  }

  /// The first step after a spike from which five losses have a median below a level.
  private static func recovery(in losses: [Double], from step: Int, to level: Double) -> Int? {
    let limit = min(losses.count - 3, step + max(10, losses.count / 4))
    guard step + 1 <= limit else { return nil }
    return (step + 1...limit).first { start in
      losses[start] <= level
        && CurveWindows.median(Array(losses[start..<min(start + 5, losses.count)])) <= level
    }
  }
}
