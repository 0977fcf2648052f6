import Answers10
import Approximation
import Course
import Perceptron
import TensorCore
import TestSupport

// Answers to exercise E10.2.

extension Checkers10 {
  /// A row of tents, with what an answer changes; a level counts from 0.
  static func tents(
    _ words: String,
    peaks: @escaping @Sendable ([Scalar]) -> [Scalar] = { $0 },
    out: @escaping @Sendable (_ peak: Scalar, _ level: Int) -> [Scalar] = { p, _ in
      [1 / p, -1 / (p * (1 - p))]
    },
    knots: @escaping @Sendable (_ peak: Scalar, _ level: Int) -> [Scalar] = { p, _ in [0, -p] },
    inputs: [Scalar] = [1, 1], lastBias: Scalar = 0, nonlinearity: Nonlinearity = .relu,
    finally: @escaping @Sendable (MultilayerPerceptron) -> MultilayerPerceptron = { $0 }
  ) -> AnswerOnTrial {
    AnswerOnTrial(
      Lesson10Answers.tenTents, words,
      { given in
        let peaks = peaks(given)
        var before = inputs.map { [$0] }
        var layers: [AffineMap] = []
        for (level, peak) in peaks.enumerated() {
          layers.append(AffineMap(weight: Tensor(before), bias: Tensor(knots(peak, level))))
          before = [out(peak, level), out(peak, level)]
        }
        layers.append(AffineMap(weight: Tensor([before[0]]), bias: Tensor([lastBias])))
        return finally(MultilayerPerceptron(layers: layers, nonlinearity: nonlinearity))
      })
  }

  /// The same function by one hidden layer: a unit for each piece.
  private static func shallow(_ peaks: [Scalar]) -> MultilayerPerceptron {
    var knots: [Scalar] = [0, 1]
    for peak in peaks.reversed() {
      knots = (knots.map { $0 * peak } + knots.map { 1 - $0 * (1 - peak) }).sorted()
      knots = zip(knots, knots.dropFirst()).filter { $1 - $0 > 1e-7 }.map(\.0) + [1]
    }
    return PiecewiseLinear(
      knots: knots,
      values: knots.map { x in
        peaks.reduce(x) { value, peak in value <= peak ? value / peak : (1 - value) / (1 - peak) }
      }
    ).network
  }

  /// The network after a change of its layers.
  private static func changed(
    _ network: MultilayerPerceptron, _ change: (inout [AffineMap]) -> Void
  ) -> MultilayerPerceptron {
    var copy = network
    change(&copy.layers)
    return copy
  }

  static var wrongTents: [AnswerOnTrial] {
    let exercise = Lesson10Answers.tenTents
    let memory = AnswerMemory()
    return [
      tents("ten at most", peaks: { Array($0.prefix(10)) }),
      tents("eight at most", peaks: { Array($0.prefix(8)) }),
      tents("one", peaks: { Array($0.prefix(1)) }),
      tents("one more", peaks: { $0 + [0.5] }),
      tents("the last first", peaks: { $0.reversed() }), tents("sorted", peaks: { $0.sorted() }),
      tents("the first peak alone", peaks: { peaks in peaks.map { _ in peaks[0] } }),
      tents("peaks at ½", peaks: { $0.map { _ in 0.5 } }),
      tents("peaks to a quarter", peaks: { $0.map { ($0 * 4).rounded() / 4 + 0.001 } }),
      tents("peaks from 0.05 to 0.95", peaks: { $0.map { min(0.95, max(0.05, $0)) } }),
      tents("peaks mirrored", peaks: { $0.map { 1 - $0 } }),
      tents("the lesson's slopes", out: { _, _ in [2, -4] }),
      tents("both slopes 1/p", out: { p, _ in [1 / p, -2 / p] }),
      tents("both slopes of the right side", out: { p, _ in [1 / (1 - p), -2 / (1 - p)] }),
      tents("the slope down", out: { p, _ in [1 / p, -1 / (1 - p)] }),
      tents("no way down", out: { p, _ in [1 / p, -1 / p] }),
      tents("half as high", out: { p, _ in [0.5 / p, -0.5 / (p * (1 - p))] }),
      tents(
        "the first level right",
        out: { p, level in level == 0 ? [1 / p, -1 / (p * (1 - p))] : [2, -4] }),
      tents(
        "nine levels right", out: { p, level in level < 9 ? [1 / p, -1 / (p * (1 - p))] : [1, 0] }),
      tents("upside down", out: { p, _ in [-1 / p, 1 / (p * (1 - p))] }),
      tents("positive knots", knots: { p, _ in [0, p] }),
      tents("no knots", knots: { _, _ in [0, 0] }),
      tents("knots at ½", knots: { _, _ in [0, -0.5] }),
      tents("the first knot alone", knots: { p, level in level == 0 ? [0, -p] : [0, 0] }),
      tents("knots a little early", knots: { p, _ in [0, -p + 0.01] }),
      tents("inputs of 2", inputs: [2, 2]), tents("inputs of −1", inputs: [-1, -1]),
      tents("raised a little", lastBias: 0.01), tents("lowered by 1", lastBias: -1),
      tents("without ReLUs", nonlinearity: .identity),
      tents("by softplus", nonlinearity: .softplus),
      tents("by steps", nonlinearity: .step), tents("NaN at the end", lastBias: .nan),
      tents("infinite at the end", lastBias: .infinity),
      tents(
        "a network of two inputs",
        finally: {
          changed($0) { layers in
            layers[0].weight = .concatenation([layers[0].weight, .zeros([2, 1])], axis: 1)
          }
        }),
      tents(
        "two outputs",
        finally: {
          changed($0) { layers in
            let last = layers.count - 1
            layers[last] = AffineMap(
              weight: .concatenation([layers[last].weight, layers[last].weight], axis: 0), bias: nil
            )
          }
        }),
      tents(
        "a unit more in the first layer",
        finally: { network in
          changed(network) { layers in
            layers[0] = AffineMap(weight: .ones([3, 1]), bias: Tensor([0, -0.5, -0.5]))
            layers[1].weight = .concatenation(
              [layers[1].weight, .zeros([layers[1].outputCount, 1])], axis: 1)
          }
        }),
      tents(
        "a layer more",
        finally: { network in
          MultilayerPerceptron(
            layers: network.layers + [AffineMap(weight: Tensor([[1]]), bias: nil)],
            nonlinearity: .relu)
        }),
      tents(
        "weights a thousandth off",
        finally: { network in
          changed(network) { layers in
            layers[layers.count - 1].weight = layers[layers.count - 1].weight * 1.001
          }
        }),
      tents("right at first", peaks: { memory.next() > 20 ? [0.5] : $0 }),
      AnswerOnTrial(
        exercise, "one hidden layer with a unit a piece", { shallow(Array($0.prefix(7))) }),
      AnswerOnTrial(
        exercise, "the lesson's sawtooth",
        { Sawtooth(compositionCount: min(50, $0.count)).network }),
      AnswerOnTrial(
        exercise, "the input itself",
        { _ in
          MultilayerPerceptron(
            layers: [AffineMap(weight: Tensor([[1]]), bias: nil)], nonlinearity: .relu)
        }),
    ]
  }
}
