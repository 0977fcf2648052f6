import Course
import Perceptron
import TensorCore

extension Lesson10Answers {
  /// Boxes of exercise E10.4, and the points at which the network is asked.
  struct BumpCase {
    private typealias Point = (x: Scalar, y: Scalar)

    let name: String
    let boxes: [PlaneBox]
    let margin: Scalar
    private let points: [Point]

    /// The sum of the boxes that each point is in.
    private let values: [Double]

    /// The greatest magnitude of a height.
    var greatest: Double { boxes.reduce(0) { max($0, Double(abs($1.height))) } }

    private init(_ name: String, _ boxes: [PlaneBox], margin: Scalar, seed: UInt64) {
      self.name = "\(name), margin \(Answer.text(margin))"
      self.boxes = boxes
      self.margin = margin
      var generator = SplitMix64(seed: seed)
      let step = margin * 1.02
      // Few boxes are asked about at all of their sides; of many some and the last ones, at a side each.
      var tried = boxes.enumerated().flatMap { index, box -> [Point] in
        guard boxes.count < 20 || index % 4 == 0 || index > boxes.count - 4 else { return [] }
        let all = Self.points(around: box, step: step)
        return boxes.count <= 4 ? all : [all[0], all[1 + index % (all.count - 1)]]
      }
      let (xs, ys) = (boxes.map(\.x), boxes.map(\.y))
      for _ in 0..<24 {
        // Where the strip of one box crosses that of another, most of all.
        let column = xs[generator.uniform(below: xs.count)]
        let row = ys[generator.uniform(below: ys.count)]
        tried.append(
          (Self.place(in: column, generator.uniform()), Self.place(in: row, generator.uniform())))
      }
      let asked = tried.map { point in
        (point, boxes.map { Self.share(of: $0, at: point, margin: margin) })
      }.filter { !$0.1.contains(nil) }
      points = asked.map(\.0)
      values = asked.map { $0.1.reduce(0) { $0 + Double($1 ?? 0) } }
    }

    /// A place that may be up to half of the range's length outside of it.
    private static func place(in range: ClosedRange<Scalar>, _ drawn: Double) -> Scalar {
      let length = range.upperBound - range.lowerBound
      return range.lowerBound + Scalar(2 * drawn - 0.5) * length
    }

    private static func points(around box: PlaneBox, step: Scalar) -> [Point] {
      func places(_ range: ClosedRange<Scalar>) -> [Scalar] {
        let length = range.upperBound - range.lowerBound
        return [
          range.lowerBound + 0.5 * length, range.lowerBound + step, range.upperBound - step,
          range.lowerBound - step, range.upperBound + step, range.lowerBound - 40 * length,
          range.upperBound + 100 * length,
        ]
      }
      return places(box.x).flatMap { x in places(box.y).map { (x, $0) } }
    }

    /// What a box adds at a point; `nil` closer to an edge than the margin.
    private static func share(of box: PlaneBox, at point: Point, margin: Scalar) -> Scalar? {
      func depth(_ x: Scalar, _ range: ClosedRange<Scalar>) -> Scalar {
        min(x - range.lowerBound, range.upperBound - x)
      }
      let least = min(depth(point.x, box.x), depth(point.y, box.y))
      if least >= margin { return box.height }
      return least <= -margin ? 0 : nil
    }

    /// What is right: these sums, and an allowed network.
    var answer: Answer { answer(values) }

    private func answer(_ found: [Double]) -> Answer {
      Answer(
        .word("network", Self.allowed),
        .remark(
          "farthest off",
          Lesson10Answers.farthest(found, from: values) {
            "(\(Answer.text(points[$0].x)), \(Answer.text(points[$0].y)))"
          }),
        .numbers("values", found))
    }

    private static var allowed: String { "two hidden layers of sigmoids, small enough" }

    func answer(of network: MultilayerPerceptron) -> Answer {
      let widths = network.widths
      let isAllowed =
        network.nonlinearity == .sigmoid && widths.count == 4 && widths[0] == 2 && widths[3] == 1
        && widths[1] <= 4 * boxes.count && widths[2] <= boxes.count
      guard isAllowed else {
        return Answer(
          .word("network", "\(network.nonlinearity.rawValue), widths \(widths.prefix(8))"),
          .remark("farthest off", "not asked"), .numbers("values", [Double]()))
      }
      let batch = Tensor(shape: [points.count, 2], scalars: points.flatMap { [$0.x, $0.y] })
      return answer(network(batch).scalars.map { Double($0) })
    }

    /// The boxes of a seed.
    static func all(seed: UInt64) -> [BumpCase] {
      var generator = SplitMix64(seed: seed)
      func number(_ scale: Scalar) -> Scalar { scale * Scalar(2 * generator.uniform() - 1) }
      func box(size: Scalar, spread: Scalar, height: Scalar) -> PlaneBox {
        let (x, y) = (number(spread), number(spread))
        let (width, length) = (size * (1.5 + number(0.5)), size * (1.5 + number(0.5)))
        return (x...(x + width), y...(y + length), number(height) + height / 4)
      }
      func boxes(_ count: Int, size: Scalar, spread: Scalar, height: Scalar) -> [PlaneBox] {
        (0..<count).map { _ in box(size: size, spread: spread, height: height) }
      }
      let drawn: [(String, [PlaneBox], Scalar)] = [
        ("a drawn box", boxes(1, size: 1, spread: 3, height: 5), 0.2),
        ("a small box", boxes(1, size: 1e-3, spread: 5e-3, height: 1), 1e-4),
        ("three boxes", boxes(3, size: 2, spread: 4, height: 2), 0.1),
        ("12 boxes", boxes(12, size: 1, spread: 9, height: 2), 0.02),
        (
          seed == 1 ? "33 boxes" : "5 boxes",
          boxes(seed == 1 ? 33 : 5, size: 1, spread: 20, height: 0.01), 0.05
        ),
      ]
      let many: [(String, [PlaneBox], Scalar)] =
        seed == 1 ? [("103 boxes", boxes(103, size: 1, spread: 50, height: 100), 0.03)] : []
      return ((seed == 1 ? known : []) + drawn + many).map {
        BumpCase($0.0, $0.1, margin: $0.2, seed: seed)
      }
    }

    private static var known: [(String, [PlaneBox], Scalar)] {
      [
        ("0…1 × 0…1, height 3", [(0...1, 0...1, 3)], 0.1),
        ("0…1 × 0…1, height 1", [(0...1, 0...1, 1)], 0.25),
        ("0…1 × 0…1, height 1", [(0...1, 0...1, 1)], 0.002),
        ("−2…3 × 1…2, height −1", [(-2...3, 1...2, -1)], 0.125),
        ("0…8 × 5…5.5, height 2", [(0...8, 5...5.5, 2)], 0.0625),
        ("two on a diagonal", [(0...1, 0...1, 1), (2...3, 2...3, 1)], 0.1),
        ("two in a row", [(0...1, 0...1, 1), (2...3, 0...1, -1)], 0.1),
        ("two that touch", [(0...1, 0...1, 2), (1...2, 0...1, 1)], 0.05),
        ("two that overlap", [(0...2, 0...2, 1), (1...3, 1...3, 1.5)], 0.05),
        ("the same twice", [(0...1, 0...1, 1), (0...1, 0...1, 1)], 0.1),
        ("a box in a box", [(0...4, 0...4, 1), (1...2, 1...2, -1)], 0.1),
        ("far away", [(100...101, -61...(-60), 7)], 0.05),
        ("large", [(-3000...5000, 200...9000, 1)], 100),
        ("tiny", [(0...1e-6, 2e-6...3e-6, 1), (-1e-6...0, 0...1e-6, 2)], 1e-7),
        ("low", [(0...1, 0...1, 1e-3)], 0.1), ("high", [(0...1, 0...1, 1e5)], 0.1),
        ("height 0", [(0...1, 0...1, 0), (4...5, 0...1, 1)], 0.1),
      ]
    }
  }
}
