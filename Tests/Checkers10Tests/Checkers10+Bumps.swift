import Answers10
import Course
import Perceptron
import TensorCore
import TestSupport

// Answers to exercise E10.4.

extension Checkers10 {
  /// Bumps by the four sides of each box, with what an answer changes.
  static func bumps(
    _ words: String,
    boxes: @escaping @Sendable ([PlaneBox]) -> [PlaneBox] = { $0 },
    steepness: @escaping @Sendable (_ margin: Scalar) -> Scalar = { 18 / $0 },
    sides: [Scalar] = [1, 1, 1, 1], threshold: Scalar = 3.5, hardness: Scalar = 40,
    height: @escaping @Sendable (PlaneBox, _ count: Int) -> Scalar = { box, _ in box.height },
    lastBias: Scalar = 0, nonlinearity: Nonlinearity = .sigmoid,
    finally: @escaping @Sendable (MultilayerPerceptron) -> MultilayerPerceptron = { $0 }
  ) -> AnswerOnTrial {
    AnswerOnTrial(
      Lesson10Answers.bumps, words,
      { given, margin in
        let boxes = boxes(given)
        let k = steepness(margin)
        var first = Tensor.zeros([4 * boxes.count, 2])
        var second = Tensor.zeros([boxes.count, 4 * boxes.count])
        var edges: [Scalar] = []
        for (index, box) in boxes.enumerated() {
          for (axis, range) in [box.x, box.y].enumerated() {
            first[4 * index + 2 * axis, axis] = k
            first[4 * index + 2 * axis + 1, axis] = -k
            edges += [-k * range.lowerBound, k * range.upperBound]
          }
          for side in 0..<4 { second[index, 4 * index + side] = hardness * sides[side] }
        }
        return finally(
          MultilayerPerceptron(
            layers: [
              AffineMap(weight: first, bias: Tensor(edges)),
              AffineMap(
                weight: second,
                bias: Tensor(repeating: -threshold * hardness, shape: [boxes.count])),
              AffineMap(
                weight: Tensor([boxes.map { height($0, boxes.count) }]), bias: Tensor([lastBias])),
            ], nonlinearity: nonlinearity))
      })
  }

  /// A box with other ranges.
  @Sendable private static func moved(
    _ box: PlaneBox, _ x: (ClosedRange<Scalar>) -> ClosedRange<Scalar>
  ) -> PlaneBox { (x(box.x), x(box.y), box.height) }

  static var wrongBumps: [AnswerOnTrial] {
    let memory = AnswerMemory()
    return [
      bumps("the first box", boxes: { Array($0.prefix(1)) }),
      bumps("two boxes at most", boxes: { Array($0.prefix(2)) }),
      bumps("ten boxes at most", boxes: { Array($0.prefix(10)) }),
      bumps("a hundred boxes at most", boxes: { Array($0.prefix(100)) }),
      bumps(
        "one box around all",
        boxes: { boxes in
          let (x, y) = (boxes.map(\.x), boxes.map(\.y))
          return [
            (
              (x.map(\.lowerBound).min() ?? 0)...(x.map(\.upperBound).max() ?? 1),
              (y.map(\.lowerBound).min() ?? 0)...(y.map(\.upperBound).max() ?? 1), boxes[0].height
            )
          ]
        }),
      bumps("x and y exchanged", boxes: { $0.map { ($0.y, $0.x, $0.height) } }),
      bumps("squares", boxes: { $0.map { ($0.x, $0.x, $0.height) } }),
      bumps(
        "whole edges",
        boxes: {
          $0.map { box in
            moved(box) {
              $0.lowerBound.rounded()...max($0.lowerBound.rounded() + 1, $0.upperBound.rounded())
            }
          }
        }),
      bumps(
        "from 0 at least",
        boxes: { $0.map { box in moved(box) { max(0, $0.lowerBound)...max(1, $0.upperBound) } } }),
      bumps(
        "up to a thousand",
        boxes: {
          $0.map { box in moved(box) { max(-1000, $0.lowerBound)...min(1000, $0.upperBound) } }
        }),
      bumps(
        "mirrored", boxes: { $0.map { box in moved(box) { -$0.upperBound...(-$0.lowerBound) } } }),
      bumps("positive heights", boxes: { $0.map { ($0.x, $0.y, abs($0.height)) } }),
      bumps("whole heights", boxes: { $0.map { ($0.x, $0.y, $0.height.rounded()) } }),
      bumps(
        "a height up to ten", boxes: { $0.map { ($0.x, $0.y, min(10, $0.height)) } }),
      bumps("one height", height: { _, _ in 1 }),
      bumps("a share of the height", height: { $0.height / Scalar($1) }),
      bumps("2 % too high", height: { box, _ in 1.02 * box.height }),
      bumps("upside down", height: { box, _ in -box.height }),
      bumps("flat", height: { _, _ in 0 }),
      bumps("a steepness of 10", steepness: { _ in 10 }),
      bumps("a steepness of 200", steepness: { _ in 200 }),
      bumps("a steepness of a million", steepness: { _ in 1e6 }),
      bumps("half as steep as it takes", steepness: { 1 / $0 }),
      bumps("as steep as the margin is wide", steepness: { 20 * $0 }),
      bumps("not steep", steepness: { _ in 1 }),
      bumps("infinitely steep", steepness: { _ in .infinity }),
      bumps("without the right side", sides: [1, 0, 1, 1], threshold: 2.5),
      bumps("without the upper side", sides: [1, 1, 1, 0], threshold: 2.5),
      bumps("x alone", sides: [1, 1, 0, 0], threshold: 1.5),
      bumps("three sides suffice", threshold: 2.5), bumps("two sides suffice", threshold: 1.5),
      bumps("five sides are wanted", threshold: 4.5), bumps("no threshold", threshold: 0),
      bumps("the threshold at 4", threshold: 4), bumps("the threshold at 3", threshold: 3),
      bumps("a soft second layer", hardness: 4), bumps("a softer one", hardness: 1),
      bumps("NaN below", lastBias: .nan), bumps("raised", lastBias: 0.03),
      bumps("infinite", lastBias: .infinity),
      bumps("by steps", nonlinearity: .step), bumps("by ReLUs", nonlinearity: .relu),
      bumps("by tanh", nonlinearity: .tanh),
      bumps(
        "a layer more",
        finally: { network in
          MultilayerPerceptron(
            layers: network.layers + [AffineMap(weight: Tensor([[1]]), bias: nil)],
            nonlinearity: .sigmoid)
        }),
      bumps(
        "units that do nothing",
        finally: { network in
          var copy = network
          copy.layers[1].weight = .concatenation(
            [copy.layers[1].weight, .zeros([1, copy.layers[1].inputCount])], axis: 0)
          copy.layers[1].bias = .zeros([copy.layers[1].outputCount])
          copy.layers[2].weight = .concatenation([copy.layers[2].weight, .zeros([1, 1])], axis: 1)
          return copy
        }),
      bumps(
        "one input",
        finally: { network in
          var copy = network
          copy.layers[0].weight = .ones([copy.layers[0].outputCount, 1])
          return copy
        }),
      bumps("right at first", boxes: { memory.next() > 20 ? $0.map { ($0.x, $0.y, 0) } : $0 }),
    ]
  }
}
