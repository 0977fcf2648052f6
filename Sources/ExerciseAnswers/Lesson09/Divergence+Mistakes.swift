import TensorCore

extension Lesson09Answers {
  /// The multiplication of exercise E09.4, with what a mistake changes.
  struct Power {
    enum Start { case drawn, ones, first }

    var start = Start.drawn
    var shifts = true
    var takesShiftOff = true
    var takesLength = false
    var productCount = 300
    var numerator = 2.0
    var boundsAlways = false

    func limit(_ count: Int, _ product: HessianProduct) -> DivergenceLimit {
      let first = dominant(count, product, shift: 0)
      var curvature = first
      if shifts, first < 0 {
        curvature =
          dominant(count, product, shift: -first) + (takesShiftOff ? first : 0)
      }
      return (curvature, curvature > 0 || boundsAlways ? numerator / curvature : .infinity)
    }

    private func dominant(_ count: Int, _ product: HessianProduct, shift: Double) -> Double {
      var generator = SplitMix64(seed: 31)
      var direction = (0..<count).map { index in
        switch start {
        case .drawn: generator.uniform() - 0.5
        case .ones: 1.0
        case .first: index == 0 ? 1.0 : 0
        }
      }
      var value = 0.0
      for _ in 0..<productCount {
        let norm = direction.reduce(0) { $0 + $1 * $1 }.squareRoot()
        guard norm > 0 else { return 0 }
        direction = direction.map { $0 / norm }
        let image = zip(product(direction), direction).map { $0 + shift * $1 }
        let next =
          takesLength
          ? image.reduce(0) { $0 + $1 * $1 }.squareRoot()
          : zip(direction, image).reduce(0) { $0 + $1.0 * $1.1 }
        let isAtRest = abs(next - value) <= 1e-12 * abs(next)
        (value, direction) = (next, image)
        if isAtRest { break }
      }
      return value
    }
  }

  /// The largest eigenvalue by Lanczos' method, with every direction made orthogonal to all before it.
  struct LanczosMethod {
    private var diagonal: [Double] = []
    private var beside: [Double] = []

    init(_ count: Int, _ product: HessianProduct) {
      var generator = SplitMix64(seed: 77)
      var basis: [[Double]] = []
      var next = (0..<count).map { _ in generator.uniform() - 0.5 }
      for _ in 0..<min(count, 40) {
        let norm = dot(next, next).squareRoot()
        if let scale = diagonal.map(\.magnitude).max(), norm < 1e-9 * max(scale, 1e-9) { break }
        if !basis.isEmpty { beside.append(norm) }
        basis.append(next.map { $0 / norm })
        let image = product(basis[basis.count - 1])
        diagonal.append(dot(image, basis[basis.count - 1]))
        next = image
        for _ in 0..<2 {
          for direction in basis {
            let part = dot(next, direction)
            next = zip(next, direction).map { $0 - part * $1 }
          }
        }
      }
    }

    private func dot(_ a: [Double], _ b: [Double]) -> Double {
      zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }
    }

    /// The largest eigenvalue of the tridiagonal matrix, by bisection on the number of those above.
    var largest: Double {
      let bound = (diagonal + beside).map(\.magnitude).reduce(0, +)
      guard bound > 0 else { return 0 }
      var (low, high) = (-bound, bound)
      for _ in 0..<120 {
        let middle = (low + high) / 2
        var (pivot, isBelow) = (1.0, true)
        for index in diagonal.indices {
          let corner = index == 0 ? 0 : beside[index - 1] * beside[index - 1]
          pivot = middle - diagonal[index] - corner / pivot
          if !(pivot > 0) { isBelow = false }
        }
        if isBelow { high = middle } else { low = middle }
      }
      return high
    }
  }
}
