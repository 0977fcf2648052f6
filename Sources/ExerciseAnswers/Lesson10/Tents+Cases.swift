import Approximation
import Course
import Perceptron
import TensorCore

extension Lesson10Answers {
  /// The network of exercise E10.2, with what a mistake changes.
  struct TentRow {
    var first: (_ peak: Scalar) -> Scalar = { 1 / $0 }
    var second: (_ peak: Scalar) -> Scalar = { -1 / $0 - 1 / (1 - $0) }
    var sign: Scalar = -1
    var usesOwnWeights = false
    var forgetsLaterBiases = false

    func network(_ peaks: [Scalar]) -> MultilayerPerceptron {
      let rows = peaks.map { [first($0), second($0)] }
      var layers: [AffineMap] = []
      for (level, peak) in peaks.enumerated() {
        let row = level == 0 ? [1] : rows[usesOwnWeights ? level : level - 1]
        let knot = level > 0 && forgetsLaterBiases ? 0 : sign * peak
        layers.append(AffineMap(weight: Tensor([row, row]), bias: Tensor([0, knot])))
      }
      layers.append(AffineMap(weight: Tensor([rows[rows.count - 1]]), bias: Tensor([0])))
      return MultilayerPerceptron(layers: layers, nonlinearity: .relu)
    }

    /// One hidden layer with all tents in it.
    func sum(_ peaks: [Scalar]) -> MultilayerPerceptron {
      MultilayerPerceptron(
        layers: [
          AffineMap(
            weight: .ones([2 * peaks.count, 1]), bias: Tensor(peaks.flatMap { [0, sign * $0] })),
          AffineMap(
            weight: Tensor([peaks.flatMap { [first($0), second($0)] }]), bias: Tensor([0])),
        ], nonlinearity: .relu)
    }

    static var identity: MultilayerPerceptron {
      MultilayerPerceptron(
        layers: [AffineMap(weight: Tensor([[1]]), bias: Tensor([0]))], nonlinearity: .relu)
    }
  }

  /// The peaks of a row of tents, and where the network is asked.
  struct TentCase {
    let peaks: [Scalar]
    let points: [Scalar]

    init(_ peaks: [Scalar], points: [Scalar]) {
      self.peaks = peaks
      self.points = points
    }

    /// Whether all weights are powers of two, so that nothing is rounded.
    private var isExact: Bool { peaks.allSatisfy { $0 == 0.5 } }

    var name: String {
      let shown = peaks.map { Answer.text($0) }
      return isExact && peaks.count > 2
        ? "\(peaks.count) peaks at 0.5" : "peaks [\(shown.joined(separator: ", "))]"
    }

    /// Roundings of the weights grow with the slopes.
    var tolerance: Double {
      let slope = peaks.reduce(1) { $0 / Double(min($1, 1 - $1)) }
      return isExact ? 1e-9 : max(1e-9, 64 * slope * Double(Scalar.ulpOfOne))
    }

    /// The values, computed tent by tent.
    private var rightValues: [Double] {
      points.map { x in
        peaks.reduce(Double(x)) { value, peak in
          let peak = Double(peak)
          return value <= peak ? value / peak : (1 - value) / (1 - peak)
        }
      }
    }

    /// What is right: the values, the widths, and 2ᵏ pieces.
    var answer: Answer {
      parts(
        widths: [1] + peaks.map { _ in 2 } + [1], values: rightValues,
        pieceCount: 1 << peaks.count, nonlinearity: .relu)
    }

    func answer(of network: MultilayerPerceptron) -> Answer {
      let widths = network.widths
      guard widths.first == 1, widths.last == 1 else {
        return parts(
          widths: widths, values: [], pieceCount: 0, nonlinearity: network.nonlinearity)
      }
      let values = network(Tensor(points).reshaped(to: [points.count, 1])).scalars
      let isCountable =
        network.nonlinearity == .relu && values.allSatisfy { $0.isFinite } && widths.count < 20
      return parts(
        widths: widths, values: values.map { Double($0) },
        pieceCount: isExact && isCountable ? Pieces(of: network, over: 0...1).pieces.count : 0,
        nonlinearity: network.nonlinearity)
    }

    private func parts(
      widths: [Int], values: [Double], pieceCount: Int, nonlinearity: Nonlinearity
    ) -> Answer {
      let shape: [Answer.Part] = [
        .numbers("widths", widths.map { Double($0) }), .word("with", nonlinearity.rawValue),
        .remark(
          "farthest off",
          Lesson10Answers.farthest(values, from: rightValues, place: { Answer.text(points[$0]) })),
        .numbers("values", values),
      ]
      return Answer(shape + (isExact ? [.number("pieces", pieceCount)] : []))
    }

    /// The rows of a seed.
    static func all(seed: UInt64) -> [TentCase] {
      var generator = SplitMix64(seed: seed)
      // Multiples of a power of ½, so that the input itself is not rounded.
      func points(_ count: Int) -> [Scalar] {
        (0..<count).map { _ in Scalar(generator.uniform(below: 16385)) / 16384 }
      }
      let even: [Scalar] = [0, 0.125, 0.25, 0.375, 0.5, 0.625, 0.75, 0.875, 1]
      func drawnPeaks(_ count: Int) -> [Scalar] {
        (0..<count).map { _ in Scalar(0.3 + 0.4 * generator.uniform()) }
      }
      let known: [[Scalar]] = [
        [0.5], [0.25], [0.25, 0.5], [0.5, 0.25], [0.5, 0.5], [0.75, 0.25, 0.5], [0.9], [0.0625],
        [0.01], [0.995],
        [0.25, 0.75],
      ]
      let first = (seed == 1 ? known : []).map { TentCase($0, points: even + points(8)) }
      let drawn = [1, 3, 4].map { TentCase(drawnPeaks($0), points: even + points(12)) }
      let powers = (seed == 1 ? [3, 4, 5, 10, 11] : [2, 8]).map { count in
        let half: Scalar = 0.5
        return TentCase(Array(repeating: half, count: count), points: even + points(40))
      }
      let long = TentCase(
        drawnPeaks(isDouble ? 8 : 5), points: even + points(isDouble ? 60 : 30))
      return first + drawn + powers + [long]
    }

    private static var isDouble: Bool { MemoryLayout<Scalar>.size == 8 }
  }
}
