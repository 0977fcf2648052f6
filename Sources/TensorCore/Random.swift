// Random numbers that are the same on every machine and with every version of Swift.
//
// The standard library may change how `Double.random(in:using:)` and `shuffled(using:)` use their
// generator; every number of this course is repeatable, so it draws them itself.

/// A small, fast generator of 64 random bits at a time, fully determined by its seed.
///
/// ## Source
///
/// Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014,
/// https://doi.org/10.1145/2714064.2660195
public struct SplitMix64: RandomNumberGenerator, Equatable, Sendable {
  /// All that determines the numbers to come: a generator made with it as seed gives the same.
  public private(set) var state: UInt64

  /// Creates a generator; equal seeds give equal numbers.
  public init(seed: UInt64) { state = seed }

  /// The next 64 bits.
  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

extension RandomNumberGenerator {
  /// A number drawn uniformly from [0, 1): the 53 upper bits, as a fraction.
  public mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// A whole number drawn uniformly from `0 ..< bound`, without bias.
  ///
  /// Draws from the incomplete last stretch of `bound` numbers are thrown away.
  ///
  /// - Parameter bound: One more than the greatest number that can come up.
  /// - Returns: A number in `0 ..< bound`.
  /// - Precondition: `bound > 0`.
  public mutating func uniform(below bound: Int) -> Int {
    precondition(bound > 0, "uniform(below:): the bound must be positive: \(bound)")
    let bound = UInt64(bound)
    let rejected = (0 &- bound) % bound
    while true {
      let bits = next()
      if bits >= rejected { return Int(bits % bound) }
    }
  }

  /// Two independent numbers drawn from the standard normal distribution.
  ///
  ///     r = √(−2 ln u₁)   →   r cos 2πu₂  and  r sin 2πu₂
  ///
  /// ## Source
  ///
  /// Box and Muller, "A note on the generation of random normal deviates", 1958,
  /// https://doi.org/10.1214/aoms/1177706645
  public mutating func normalPair() -> (Double, Double) {
    var (first, second) = (uniform(), uniform())
    Double.makeNormal(&first, &second)
    return (first, second)
  }

  /// The numbers `0 ..< count` in a random order, each order equally likely.
  ///
  /// ## Source
  ///
  /// Durstenfeld, "Algorithm 235: random permutation", 1964, https://doi.org/10.1145/364520.364540
  ///
  /// - Parameter count: How many numbers. Not negative.
  /// - Returns: Each of the numbers once.
  /// - Precondition: `count >= 0`.
  public mutating func permutation(of count: Int) -> [Int] {
    precondition(count >= 0, "permutation(of:): the count is negative: \(count)")
    var order = Array(0..<count)
    for last in stride(from: count - 1, to: 0, by: -1) {
      order.swapAt(last, uniform(below: last + 1))
    }
    return order
  }
}

extension Tensor {
  /// A tensor of numbers drawn uniformly from a range, in row-major order.
  ///
  /// - Parameters:
  ///   - shape: The length of each axis.
  ///   - range: The lower end is included, the upper is not (unless the range is empty).
  ///   - generator: The source of randomness.
  /// - Returns: A tensor of that shape.
  public static func uniform(
    _ shape: Shape, in range: Range<Scalar> = 0..<1,
    using generator: inout some RandomNumberGenerator
  ) -> Tensor {
    let low = Double(range.lowerBound)
    let width = Double(range.upperBound) - low
    // Rounding to a narrower scalar may reach the upper end, which is excluded.
    let highest = Swift.max(range.lowerBound, range.upperBound.nextDown)
    let scalars = (0..<shape.elementCount).map { _ in
      Swift.min(Scalar(low + width * generator.uniform()), highest)
    }
    return Tensor(shape: shape, scalars: scalars)
  }

  /// A tensor of numbers drawn from a normal distribution, in row-major order.
  ///
  /// They are drawn in pairs; of an odd count the last partner is thrown away.
  ///
  /// - Parameters:
  ///   - shape: The length of each axis.
  ///   - mean: The center of the distribution.
  ///   - standardDeviation: Its spread; not negative.
  ///   - generator: The source of randomness.
  /// - Returns: A tensor of that shape.
  /// - Precondition: `standardDeviation >= 0`.
  public static func normal(
    _ shape: Shape, mean: Scalar = 0, standardDeviation: Scalar = 1,
    using generator: inout some RandomNumberGenerator
  ) -> Tensor {
    precondition(
      standardDeviation >= 0,
      "Tensor.normal: the standard deviation is negative or NaN: \(standardDeviation)")
    let count = shape.elementCount
    var numbers = (0..<count + count % 2).map { _ in generator.uniform() }
    numbers.makeNormal()
    let scalars = numbers.prefix(count).map { mean + standardDeviation * Scalar($0) }
    return Tensor(shape: shape, scalars: scalars)
  }
}

extension Double {
  /// Makes two normal numbers of two that were drawn uniformly from [0, 1).
  @inline(__always)
  static func makeNormal(_ first: inout Double, _ second: inout Double) {
    let radius = Double.squareRoot(-2 * .log(1 - first))
    let angle = 2 * Double.pi * second
    (first, second) = (radius * .cosine(angle), radius * .sine(angle))
  }
}
