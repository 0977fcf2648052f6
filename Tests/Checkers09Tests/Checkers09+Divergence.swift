import Answers09
import Course
import TensorCore
import TestSupport

// Answers to exercise E09.4.

extension Checkers09 {
  private static func dot(_ a: [Double], _ b: [Double]) -> Double {
    var sum = 0.0
    for index in 0..<a.count { sum += a[index] * b[index] }
    return sum
  }

  /// The multiplication by H + shift, and the eigenvalue that it finds.
  private static func power(
    _ start: [Double], shift: Double, most: Int, tolerance: Double,
    _ product: HessianProduct
  ) -> Double {
    var (direction, value) = (start, 0.0)
    for _ in 0..<most {
      let norm = dot(direction, direction).squareRoot()
      guard norm > 0 else { return 0 }
      direction = direction.map { $0 / norm }
      let image = zip(product(direction), direction).map { $0 + shift * $1 }
      let found = dot(direction, image)
      let isAtRest = abs(found - value) <= tolerance * abs(found)
      (value, direction) = (found, image)
      if isAtRest { break }
    }
    return value
  }

  /// The largest curvature, with what an answer changes.
  private static func limit(
    _ words: String,
    start: @escaping @Sendable (_ index: Int, _ drawn: Double) -> Double = { $1 },
    most: Int = 200, tolerance: Double = 1e-12,
    product change: @escaping @Sendable ([Double]) -> [Double] = { $0 },
    shift: @escaping @Sendable (_ lowest: Double) -> Double = { -$0 },
    isLow: @escaping @Sendable (Double) -> Bool = { $0 < 0 },
    rate: @escaping @Sendable (Double) -> Double = { $0 > 0 ? 2 / $0 : .infinity },
    finally: @escaping @Sendable (Double, _ count: Int) -> Double = { value, _ in value }
  ) -> AnswerOnTrial {
    AnswerOnTrial(
      Lesson09Answers.divergence, words,
      { count, product in
        var generator = SplitMix64(seed: 5)
        let first = (0..<count).map { start($0, generator.uniform() - 0.5) }
        let image: HessianProduct = { change(product($0)) }
        var value = power(first, shift: 0, most: most, tolerance: tolerance, image)
        if isLow(value) {
          let shift = shift(value)
          value = power(first, shift: shift, most: most, tolerance: tolerance, image) - shift
        }
        value = finally(value, count)
        return (value, rate(value))
      })
  }

  static var wrongDivergences: [AnswerOnTrial] {
    let exercise = Lesson09Answers.divergence
    let memory = AnswerMemory()
    return [
      limit("a start of ones", start: { _, _ in 1 }),
      limit("a start along the first weight", start: { index, _ in index == 0 ? 1 : 0 }),
      limit("a start along ten weights", start: { index, _ in index > 0 && index < 10 ? 1 : 0 }),
      limit("alternating signs", start: { index, _ in index % 2 == 0 ? 1 : -1 }),
      limit("a start of zeros", start: { _, _ in 0 }), limit("one product", most: 1),
      limit("three products", most: 3), limit("ten products", most: 10),
      limit("twenty products", most: 20), limit("a tolerance of 1 %", tolerance: 0.01),
      limit("a tolerance of a thousandth", tolerance: 1e-3),
      limit("products in single precision", product: { $0.map { Double(Float($0)) } }),
      limit("magnitudes of products", product: { $0.map(\.magnitude) }),
      limit(
        "products of ten numbers",
        product: {
          $0.enumerated().map { $0.offset < 10 ? $0.element : 0 }
        }),
      limit(
        "products of a hundred numbers",
        product: {
          $0.enumerated().map { $0.offset < 100 ? $0.element : 0 }
        }),
      limit("a shift of 1", shift: { _ in 1 }), limit("a shift of −1", shift: { _ in -1 }),
      limit("the shift the wrong way", shift: { $0 }),
      limit("never shifted", isLow: { _ in false }),
      limit("the rate 1 over it", rate: { $0 > 0 ? 1 / $0 : .infinity }),
      limit("a negative rate", rate: { 2 / $0 }),
      limit("a rate of 0", rate: { $0 > 0 ? 2 / $0 : 0 }),
      limit("the square root", rate: { $0 > 0 ? 2 / $0.squareRoot() : .infinity }),
      limit("a rate of 10 at most", rate: { $0 > 0.2 ? 2 / $0 : 10 }),
      limit("a little below the rate", rate: { $0 > 0 ? 1.99 / $0 : .infinity }),
      limit("magnitude", finally: { value, _ in abs(value) }),
      limit("never below 0", finally: { value, _ in max(0, value) }),
      limit("per weight", finally: { value, count in value / Double(count) }),
      limit("at most a thousand", finally: { value, _ in min(1000, value) }),
      limit("to three digits", finally: { value, _ in (1000 * value).rounded() / 1000 }),
      limit("a millionth off", finally: { value, _ in value * (1 + 1e-6) }),
      limit("infinite", finally: { _, _ in .infinity }),
      limit("right at first", finally: { value, _ in memory.next() > 20 ? 1 : value }),
      AnswerOnTrial(
        exercise, "the greatest entry of the diagonal",
        { count, product in
          let diagonal = (0..<count).map { place in
            product((0..<count).map { $0 == place ? 1 : 0 })[place]
          }
          let value = diagonal.max() ?? 0
          return (value, value > 0 ? 2 / value : .infinity)
        }),
      AnswerOnTrial(
        exercise, "the trace",
        { count, product in
          let value = (0..<count).reduce(0) { sum, place in
            sum + product((0..<count).map { $0 == place ? 1 : 0 })[place]
          }
          return (value, value > 0 ? 2 / value : .infinity)
        }),
    ]
  }

  static var rightDivergences: [AnswerOnTrial] {
    let exercise = Lesson09Answers.divergence
    return [
      limit("another start"),
      limit("powers as start", start: { index, _ in .pow(1.37, -Double(index % 90)) }),
      limit("a larger shift", shift: { -1.2 * $0 }),
      limit("more products and no end", most: 130, tolerance: -1),
      AnswerOnTrial(
        exercise, "always shifted by the magnitude",
        { count, product in
          var generator = SplitMix64(seed: 55)
          let start = (0..<count).map { _ in generator.uniform() - 0.5 }
          let size = abs(power(start, shift: 0, most: 300, tolerance: 1e-12, product))
          let top =
            size == 0
            ? 0 : power(start, shift: size, most: 300, tolerance: 1e-13, product) - size
          return (top, top > 0 ? 2 / top : .infinity)
        }),
    ]
  }
}
