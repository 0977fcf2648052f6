import Synchronization
import TensorCore

// The layers on which the learner's test of dropout is tried (exercise E06.8).

/// A dropout layer that is right or not.
struct SuspectDropout: Sendable {
  let name: String
  let isRight: Bool
  let layer: DropoutUnderTest
}

extension SuspectDropout {
  /// Which elements are dropped.
  private typealias Mask = @Sendable (_ count: Int, _ p: Double, _ seed: UInt64) -> [Bool]

  /// Half of the right ones, then a third of those that break one promise; three seeds in a row have all.
  ///
  /// - Parameter salt: Mixed into every seed, so that masks differ from check to check.
  /// - Returns: The layers.
  static func all(seed salt: UInt64) -> [SuspectDropout] {
    @Sendable func numbers(_ count: Int, _ seed: UInt64) -> [Double] {
      var generator = SplitMix64(seed: seed &* 7919 &+ salt &* 104_729)
      return (0..<count).map { _ in generator.uniform() }
    }
    // One pass each for what is asked most, since answers are not optimized in debug builds.
    let independent: Mask = { count, p, seed in
      var generator = SplitMix64(seed: seed &* 7919 &+ salt &* 104_729)
      return (0..<count).map { _ in generator.uniform() < p }
    }
    @Sendable func layer(
      _ mask: @escaping Mask = independent,
      dropped: @escaping @Sendable (Double) -> Double = { _ in 0 },
      kept: @escaping @Sendable (_ x: Double, _ p: Double) -> Double = { $0 / (1 - $1) },
      evaluation: @escaping @Sendable (_ x: Double, _ p: Double) -> Double = { x, _ in x }
    ) -> DropoutUnderTest {
      { input, p, isTraining, seed in
        guard isTraining else { return input.map { evaluation($0, p) } }
        let mask = mask(input.count, p, seed)
        var output = input
        var place = 0
        while place < input.count {
          output[place] = mask[place] ? dropped(input[place]) : kept(input[place], p)
          place += 1
        }
        return output
      }
    }
    let right: [(String, DropoutUnderTest)] = [
      ("a number for each element", layer()),
      (
        "numbers from the last element to the first",
        layer { Array(independent($0, $1, $2).reversed()) }
      ),
      ("dropped above 1 − p", layer { count, p, seed in numbers(count, seed).map { $0 >= 1 - p } }),
      ("multiplied by 1 / (1 − p)", layer(kept: { x, p in x * (1 / (1 - p)) })),
      (
        "the second of two numbers",
        layer { count, p, seed in
          numbers(2 * count, seed).suffix(count).map { $0 < p }
        }
      ),
      ("dropped as a negative zero", layer(dropped: { _ in -0.0 })),
    ]
    let plain = layer()
    let calls = Calls()
    let wrong: [(String, DropoutUnderTest)] = [
      ("nothing is dropped", { input, _, _, _ in input }),
      ("no scale", layer(kept: { x, _ in x })),
      (
        "classic: no scale, and 1 − p in evaluation",
        layer(kept: { x, _ in x }, evaluation: { $0 * (1 - $1) })
      ),
      ("1 − p in evaluation as well", layer(evaluation: { $0 * (1 - $1) })),
      ("scaled twice in training", layer(kept: { x, p in x / ((1 - p) * (1 - p)) })),
      ("the square root of the scale", layer(kept: { x, p in x / (1 - p).squareRoot() })),
      ("always scaled by 2", layer(kept: { x, p in p == 0 ? x : 2 * x })),
      (
        "p is that of keeping",
        { input, p, isTraining, seed in
          p == 0 || p == 1
            ? plain(input, p, isTraining, seed)
            : layer({ independent($0, 1 - $1, $2) }, kept: { x, p in x / p })(
              input, p, isTraining, seed)
        }
      ),
      (
        "p is that of keeping, with the right scale",
        { input, p, isTraining, seed in
          p == 0 || p == 1
            ? plain(input, p, isTraining, seed)
            : layer({ independent($0, 1 - $1, $2) })(input, p, isTraining, seed)
        }
      ),
      ("the root of p", layer { count, p, seed in independent(count, p.squareRoot(), seed) }),
      ("half as often", layer { count, p, seed in independent(count, p < 1 ? p / 2 : 1, seed) }),
      ("active in evaluation", { input, p, _, seed in plain(input, p, true, seed) }),
      (
        "the modes are turned around",
        { input, p, isTraining, seed in plain(input, p, !isTraining, seed) }
      ),
      (
        "the same mask for every seed",
        { input, p, isTraining, _ in plain(input, p, isTraining, 9) }
      ),
      (
        "another mask for every call",
        { input, p, isTraining, seed in
          plain(input, p, isTraining, seed &+ 1000 &* calls.next())
        }
      ),
      // Each right below a half, or above it.
      (
        "a p below a half is taken for that of keeping",
        layer { count, p, seed in independent(count, p > 0 ? max(p, 1 - p) : 0, seed) }
      ),
      (
        "a p above a half is taken for that of keeping",
        layer { count, p, seed in independent(count, p < 1 ? min(p, 1 - p) : 1, seed) }
      ),
      ("scaled by 2 at most", layer(kept: { x, p in x * min(2, 1 / (1 - p)) })),
      // Off by more than the tolerance that the statement names, and by less than twice of it.
      (
        "0.17 more is dropped",
        layer { count, p, seed in independent(count, p > 0 ? p + 0.17 : 0, seed) }
      ),
      (
        "0.17 less is dropped",
        layer { count, p, seed in independent(count, p < 1 ? p - 0.17 : 1, seed) }
      ),
      (
        "one number for all elements",
        layer { count, p, seed in
          [Bool](repeating: numbers(1, seed)[0] < p, count: count)
        }
      ),
      (
        "a run of neighbors",
        layer { count, p, seed in
          let start = Int(numbers(1, seed)[0] * Double(count))
          return (0..<count).map { Double(($0 + count - start) % count) < p * Double(count) }
        }
      ),
      (
        "evenly spaced elements",
        layer { count, p, seed in
          let start = numbers(1, seed)[0]
          return (0..<count).map { (start + Double($0) * p).truncatingRemainder(dividingBy: 1) < p }
        }
      ),
      (
        "scaled by what happened to stay",
        { input, p, isTraining, seed in
          guard isTraining else { return input }
          let mask = independent(input.count, p, seed)
          let stayed = Double(mask.count { !$0 })
          return zip(input, mask).map { $1 ? 0 : $0 * Double(input.count) / stayed }
        }
      ),
      (
        "normal noise of the same mean and variance",
        { input, p, isTraining, seed in
          guard isTraining && p > 0 else { return input }
          guard p < 1 else { return input.map { _ in 0 } }
          var generator = SplitMix64(seed: seed &+ salt)
          return input.map { $0 * (1 + (p / (1 - p)).squareRoot() * generator.normalPair().0) }
        }
      ),
      (
        "noise of other inputs",
        { input, p, isTraining, seed in
          isTraining ? plain(Array(input.reversed()), p, true, seed) : input
        }
      ),
      ("a small number in place of 0", layer(dropped: { 0.01 * $0 })),
      ("the sign is lost", layer(kept: { x, p in p == 0 ? x : abs(x) / (1 - p) })),
      ("negative inputs are lost", layer(kept: { x, p in p == 0 ? x : max(0, x) / (1 - p) })),
      (
        "NaN at p = 1",
        { input, p, isTraining, seed in
          plain(input, p, isTraining, seed).map { isTraining && p == 1 ? .nan : $0 }
        }
      ),
      (
        "all is kept at p = 1",
        { input, p, isTraining, seed in
          p == 1 ? input : plain(input, p, isTraining, seed)
        }
      ),
      (
        "something is dropped at p = 0",
        { input, p, isTraining, seed in
          plain(input, isTraining ? max(p, 0.1) : p, isTraining, seed)
        }
      ),
      (
        "one less element",
        { input, p, isTraining, seed in
          isTraining && p > 0 && p < 1
            ? Array(plain(input, p, true, seed).dropLast())
            : input.map { isTraining && p == 1 ? 0 : $0 }
        }
      ),
    ]
    let third = wrong.enumerated().filter { $0.offset % 3 == Int(salt % 3) }.map(\.element)
    let half = right.enumerated().filter { $0.offset % 2 == Int(salt % 2) }.map(\.element)
    return half.map { SuspectDropout(name: $0, isRight: true, layer: $1) }
      + third.map { SuspectDropout(name: $0, isRight: false, layer: $1) }
  }
}

extension SuspectDropout {
  /// How often a layer was called, which no right one depends on.
  private final class Calls: Sendable {
    private let count = Mutex<UInt64>(0)

    func next() -> UInt64 {
      count.withLock {
        $0 += 1
        return $0
      }
    }
  }
}
