import Datasets
import RefusalSupport
import TensorCore
import Testing

struct SyntheticTests {
  /// Every set with a fixed size, by name.
  static let makers: [(String, @Sendable (inout SplitMix64) -> LabeledData)] = [
    ("xor", { .xor(count: 101, noise: 0.1, using: &$0) }),
    ("xor quadrants", { .xorQuadrants(count: 101, using: &$0) }),
    ("moons", { .moons(count: 101, noise: 0.1, using: &$0) }),
    ("spirals", { .spirals(count: 101, classCount: 3, noise: 0.02, using: &$0) }),
    ("rings", { .rings(count: 101, radii: [1, 2, 3, 4], noise: 0.1, using: &$0) }),
    ("blobs", { .blobs(count: 101, centers: .identity(3), standardDeviation: 0.1, using: &$0) }),
  ]

  @Test(arguments: makers)
  func `classes take turns and equal seeds give equal data`(
    name: String, make: @Sendable (inout SplitMix64) -> LabeledData
  ) {
    func data(seed: UInt64) -> LabeledData {
      var generator = SplitMix64(seed: seed)
      return make(&generator)
    }
    #expect(data(seed: 1).name == name)
    #expect(data(seed: 1).count == 101)
    #expect(data(seed: 1).labels == (0..<101).map { $0 % data(seed: 1).classCount })
    #expect(data(seed: 1) == data(seed: 1))
    #expect(data(seed: 1).features != data(seed: 2).features)
  }

  @Test(arguments: makers.filter { $0.0 != "xor quadrants" })
  func `one seed gives one set, and takes as many numbers each time`(
    name: String, make: @Sendable (inout SplitMix64) -> LabeledData
  ) {
    var (one, other) = (SplitMix64(seed: 3), SplitMix64(seed: 3))
    #expect(make(&one) == make(&other))
    #expect(one.next() == other.next())
  }

  @Test func `the exclusive or has four points`() {
    let data = LabeledData.xor()
    #expect(data.features == Tensor([[0, 0], [0, 1], [1, 0], [1, 1]]))
    #expect(data.labels == [0, 1, 1, 0])
  }

  @Test func `noiseless XOR has all four corners equally often`() {
    var generator = SplitMix64(seed: 4)
    let data = LabeledData.xor(count: 4_000, noise: 0, using: &generator)
    var corners = [Int](repeating: 0, count: 4)
    for index in 0..<data.count {
      let (x, y) = (Int(data.features[index, 0]), Int(data.features[index, 1]))
      #expect(data.labels[index] == x ^ y)
      corners[2 * x + y] += 1
    }
    // 1,000 expected of each, standard deviation 22; five of them.
    #expect(corners.allSatisfy { abs($0 - 1_000) < 112 }, "\(corners)")
  }

  @Test func `quadrants with unlike signs are class 1`() {
    var generator = SplitMix64(seed: 5)
    let data = LabeledData.xorQuadrants(count: 2_000, using: &generator)
    var quadrants = [Int](repeating: 0, count: 4)
    for index in 0..<data.count {
      let (x, y) = (data.features[index, 0], data.features[index, 1])
      #expect(data.labels[index] == ((x < 0) != (y < 0) ? 1 : 0))
      quadrants[(x < 0 ? 2 : 0) + (y < 0 ? 1 : 0)] += 1
    }
    #expect(data.features.maximumMagnitude() <= 1)
    #expect(data.features.max() > 0.99)
    #expect(data.features.min() < -0.99)
    // 500 expected of each, standard deviation 16; five of them.
    #expect(quadrants.allSatisfy { abs($0 - 500) < 79 }, "\(quadrants)")
  }

  @Test func `noiseless moons lie on two interlocking half circles`() {
    var generator = SplitMix64(seed: 6)
    let data = LabeledData.moons(count: 1_000, noise: 0, using: &generator)
    for index in 0..<data.count {
      let (x, y) = (data.features[index, 0], data.features[index, 1])
      let isBowl = data.labels[index] == 1
      let (centerX, centerY): (Scalar, Scalar) = isBowl ? (1, 0.5) : (0, 0)
      let (dx, dy) = (x - centerX, y - centerY)
      // Three roundings of numbers below 2.
      #expect(abs(dx * dx + dy * dy - 1) < 16 * Scalar.ulpOfOne)
      #expect(isBowl ? dy <= 2 * Scalar.ulpOfOne : dy >= -2 * Scalar.ulpOfOne)
    }
    // Each moon has points inside the other's half disc: no line divides them.
    let bowl = data.selecting((0..<1_000).filter { data.labels[$0] == 1 }).features
    let arch = data.selecting((0..<1_000).filter { data.labels[$0] == 0 }).features
    #expect((0..<500).contains { abs(bowl[$0, 0]) < 0.1 && bowl[$0, 1] > 0.4 })
    #expect((0..<500).contains { abs(arch[$0, 0] - 1) < 0.1 && arch[$0, 1] < 0.1 })
  }

  @Test(arguments: [2, 3, 5])
  func `noiseless spirals wind from radius 0,1 to 1`(classCount: Int) {
    var generator = SplitMix64(seed: 7)
    let turns = 1.5
    let data = LabeledData.spirals(
      count: 900, classCount: classCount, turns: turns, noise: 0, using: &generator)
    var radii: [Double] = []
    for index in 0..<data.count {
      let (x, y) = (Double(data.features[index, 0]), Double(data.features[index, 1]))
      let radius = (x * x + y * y).squareRoot()
      let arm = Double(data.labels[index]) / Double(classCount)
      let angle = 2 * Double.pi * (turns * radius + arm)
      // The radius is known to a rounding, which the turns multiply by 2π · 1.5.
      let tolerance = 32 * Double(Scalar.ulpOfOne)
      #expect(abs(x - radius * .cosine(angle)) < tolerance)
      #expect(abs(y - radius * .sine(angle)) < tolerance)
      radii.append(radius)
    }
    #expect(abs((radii.min() ?? 0) - 0.1) < 0.01)
    #expect(abs((radii.max() ?? 0) - 1) < 0.01)
  }

  @Test func `spirals have two arms of one turn unless it is said`() {
    var (one, other) = (SplitMix64(seed: 12), SplitMix64(seed: 12))
    #expect(
      LabeledData.spirals(count: 20, noise: 0.1, using: &one)
        == .spirals(count: 20, classCount: 2, turns: 1, noise: 0.1, using: &other))
  }

  @Test func `noiseless rings have the radii that were asked for`() {
    var generator = SplitMix64(seed: 8)
    let radii = [0.0, 0.5, 2]
    let data = LabeledData.rings(count: 999, radii: radii, noise: 0, using: &generator)
    let squares = (data.features * data.features).sum(axis: 1)
    for (square, label) in zip(squares.scalars, data.labels) {
      #expect(abs(square - Scalar(radii[label] * radii[label])) < 16 * Scalar.ulpOfOne)
    }
    // All around: the mean of 333 points on a circle of radius 2 has standard deviation 0.08.
    #expect(data.features.mean(axis: 0).maximumMagnitude() < 0.4)
  }

  @Test func `noise has the standard deviation that was asked for`() {
    var generator = SplitMix64(seed: 9)
    // Around one point: a ring of radius 0.
    let ring = LabeledData.rings(count: 10_000, radii: [0], noise: 0.3, using: &generator)
    // The sample's standard deviation is off by 0.3 / √20,000 = 0.2 %; five of them.
    #expect(abs(ring.features.variance().squareRoot() - 0.3) < 0.011)
    let corners = LabeledData.xor(count: 10_000, noise: 0.05, using: &generator)
    let offsets = corners.features.map { $0 - $0.rounded() }
    #expect(abs(offsets.variance().squareRoot() - 0.05) < 0.002)
  }

  @Test func `blobs lie around their centers`() {
    var generator = SplitMix64(seed: 10)
    let centers = Tensor([[0, 0, 10], [20, -5, 0]])
    let data = LabeledData.blobs(
      count: 4_000, centers: centers, standardDeviation: 2, using: &generator)
    #expect(data.features.shape == [4_000, 3])
    for label in 0..<2 {
      let cloud = data.selecting((0..<4_000).filter { data.labels[$0] == label }).features
      // 2,000 samples: the mean is off by 2 / √2,000 = 0.045, the deviation by 0.032; five of them.
      #expect((cloud.mean(axis: 0) - centers.row(label)).maximumMagnitude() < 0.23)
      #expect((cloud.variance(axis: 0).map { $0.squareRoot() } - 2).maximumMagnitude() < 0.16)
    }
  }

  @Test func `noiseless sines are the sum of their waves`() {
    var generator = SplitMix64(seed: 11)
    let data = RegressionData.sines(
      count: 500, frequencies: [1, 3], noise: 0, using: &generator)
    #expect(data.features.shape == [500, 1])
    #expect(data.features.min() >= 0)
    #expect(data.features.max() < 1)
    let expected = data.features.map { x in
      Scalar(Double.sine(2 * .pi * Double(x)) + Double.sine(6 * .pi * Double(x)))
    }
    // The feature is rounded to Scalar after its wave was computed: slope 8π times half an ulp.
    #expect((data.targets - expected).maximumMagnitude() < 16 * Scalar.ulpOfOne)
    var again = SplitMix64(seed: 11)
    let noisy = RegressionData.sines(
      count: 500, frequencies: [1, 3], noise: 0.5, using: &again)
    #expect(noisy.features == data.features)
    // 0.5 / √1,000 = 0.016; five of them.
    #expect(abs((noisy.targets - data.targets).variance().squareRoot() - 0.5) < 0.08)
  }
}

struct SyntheticRefusalTests {
  @Test func `negative noise is refused`() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      var generator = SplitMix64(seed: 1)
      _ = LabeledData.moons(count: 10, noise: -0.1, using: &generator)
    }
    expectMessage(result, says: "LabeledData.moons: noise must be finite and not negative: -0.1")
    let sines = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      var generator = SplitMix64(seed: 1)
      _ = RegressionData.sines(count: 10, noise: .nan, using: &generator)
    }
    expectMessage(sines, says: "RegressionData.sines: noise must be finite and not negative: nan")
    let blobs = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      var generator = SplitMix64(seed: 1)
      _ = LabeledData.blobs(
        count: 10, centers: .ones([2, 2]), standardDeviation: -1, using: &generator)
    }
    expectMessage(
      blobs, says: "LabeledData.blobs: standardDeviation must be finite and not negative: -1.0")
  }

  @Test func `no samples are refused`() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      var generator = SplitMix64(seed: 1)
      _ = LabeledData.spirals(count: 0, noise: 0, using: &generator)
    }
    expectMessage(result, says: "LabeledData.spirals: count must be positive: 0")
    let sines = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      var generator = SplitMix64(seed: 1)
      _ = RegressionData.sines(count: 0, noise: 0, using: &generator)
    }
    expectMessage(sines, says: "RegressionData.sines: count must be positive: 0")
    let blobs = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      var generator = SplitMix64(seed: 1)
      _ = LabeledData.blobs(
        count: 0, centers: .ones([2, 2]), standardDeviation: 1, using: &generator)
    }
    expectMessage(blobs, says: "LabeledData.blobs: count must be positive: 0")
  }

  @Test func `no classes are refused`() async {
    let spirals = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      var generator = SplitMix64(seed: 1)
      _ = LabeledData.spirals(count: 10, classCount: 0, noise: 0, using: &generator)
    }
    expectMessage(spirals, says: "LabeledData.spirals: classCount must be positive: 0")
    let rings = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      var generator = SplitMix64(seed: 1)
      _ = LabeledData.rings(count: 10, radii: [1, -1], noise: 0, using: &generator)
    }
    expectMessage(
      rings,
      says:
        "LabeledData.rings: radii must be finite and not negative, and one at least: [1.0, -1.0]")
  }
}
