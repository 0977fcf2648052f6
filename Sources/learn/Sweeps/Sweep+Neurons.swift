import Activations
import Backprop
import Perceptron
import TensorCore
import Text

// Lessons 01 to 03: the line of a neuron, the step of a gradient check, the spread of a saturating neuron.

extension Sweep {
  /// Lesson 01: two groups of points, and the perceptron's line after each of its corrections.
  static func perceptron() -> Sweep {
    // Points on both sides of the line 0.8 x₁ + 0.6 x₂ = 1, none within 0.25 of it.
    var generator = SplitMix64(seed: 6)
    var samples: [(x: Tensor, label: Int)] = []
    while samples.count < 24 {
      let x = Tensor.uniform([2], in: -3.5..<3.5, using: &generator)
      let distance = dot(x, Tensor([0.8, 0.6])) - 1
      if abs(distance) > 0.25 { samples.append((x, distance > 0 ? 1 : 0)) }
    }
    var unit = RosenblattPerceptron(inputCount: 2)
    var frames = [frame(of: unit.neuron, samples, corrected: nil, count: 0)]
    while frames.count < 40 {
      let before = frames.count
      for sample in samples where unit.learn(from: sample.x, label: Scalar(sample.label)) {
        frames.append(frame(of: unit.neuron, samples, corrected: sample.x, count: frames.count))
      }
      if frames.count == before { break }
    }
    let groups = (0..<2).map { label in
      Mark(
        .dots, color: label, name: "class \(label)",
        samples.filter { $0.label == label }.map(Self.point))
    }
    return Sweep(
      id: "01-line", control: "corrections", start: frames.count - 1,
      panels: [Panel(Axis("first input", -4...4), Axis("second input", -4...4), marks: groups)],
      frames: frames)
  }

  private static func point(of sample: (x: Tensor, label: Int)) -> (x: Double, y: Double) {
    (Double(sample.x[0]), Double(sample.x[1]))
  }

  private static func frame(
    of neuron: Neuron, _ samples: [(x: Tensor, label: Int)], corrected: Tensor?, count: Int
  ) -> Frame {
    let wrong = samples.count { neuron($0.x) != Scalar($0.label) }
    let (a, b) = (Double(neuron.weights[0]), Double(neuron.weights[1]))
    // The foot of the perpendicular from the origin, and both ways along the line from there.
    let square = a * a + b * b
    let foot = -Double(neuron.bias) / square
    let line = [-12.0, 12].map { way in
      (x: foot * a - way * b / square.squareRoot(), y: foot * b + way * a / square.squareRoot())
    }
    let ring = corrected.map { [(x: Double($0[0]), y: Double($0[1]))] } ?? []
    return Frame(
      "\(count)",
      note: (count == 0 ? "No line yet, the weights are 0: " : "")
        + "\(wrong) of \(samples.count) points are on the wrong side.",
      facts: ["wrong": Double(wrong)],
      marks: [
        [
          Mark(.line, color: 2, name: "w · x + b = 0", line),
          Mark(.rings, color: 2, name: "corrected last", ring),
        ]
      ])
  }

  /// Lesson 02: the error of two difference quotients of eˣ at 1, against the step.
  static func gradientCheck() -> Sweep {
    let slope = Double.exp(1)
    let steps = (0...32).map { Double.pow(10, -0.5 * Double($0)) }
    let central = steps.map { centralDifference(at: 1, step: $0, of: Double.exp) }
    let forward = steps.map { forwardDifference(at: 1, step: $0, of: Double.exp) }
    // An error of 0 has no place on the axis.
    func error(_ estimate: Double) -> Double { max(abs(estimate - slope) / slope, 1e-13) }
    let curves = [central, forward].map { estimates in
      zip(steps, estimates).map { (x: $0, y: error($1)) }
    }
    let frames = steps.indices.map { index in
      Frame(
        text(of: steps[index]),
        note: """
          Central \(central[index].fixedText(decimals: 12)), forward \
          \(forward[index].fixedText(decimals: 12)); the slope is \(slope.fixedText(decimals: 12)).
          """,
        facts: [
          "step": steps[index], "central": error(central[index]), "forward": error(forward[index]),
        ],
        marks: [curves.enumerated().map { Mark(.rings, color: $0, [$1[index]]) }])
    }
    return Sweep(
      id: "02-step", control: "step h", start: 10,
      panels: [
        Panel(
          Axis("step h", 1e-16...1, isLogarithmic: true),
          Axis("relative error", 1e-13...10, isLogarithmic: true),
          marks: [
            Mark(.line, color: 0, name: "central difference", curves[0]),
            Mark(.line, color: 1, name: "forward difference", curves[1]),
          ])
      ], frames: frames)
  }

  /// Lesson 03: what tanh makes of weighted sums, by their spread.
  static func saturation() -> Sweep {
    var generator = SplitMix64(seed: 3)
    let draws = Tensor.normal([4000], using: &generator)
    let grid = numbers(-6...6, count: 61)
    let slopes = grid.map { z in
      (x: z, y: Double(Activation.tanh.derivative(Tensor([Scalar(z)]))[0]))
    }
    let frames = numbers(0.1...10, count: 21, isLogarithmic: true).map { spread in
      let sums = draws * Scalar(spread)
      let found = Saturation(of: .tanh, at: sums)
      return Frame(
        text(of: spread),
        note: """
          \((found.share * 100).fixedText(decimals: 0)) % of the outputs are saturated; \
          the mean slope is \(found.meanSlope.fixedText(decimals: 2)).
          """,
        facts: ["spread": spread, "share": found.share, "slope": found.meanSlope],
        marks: [
          [
            Mark(.bars, color: 0, name: "weighted sums", histogram(of: sums, in: -6...6, count: 48))
          ],
          [
            Mark(
              .bars, color: 2, name: "outputs",
              histogram(of: Activation.tanh(sums), in: -1...1, count: 20))
          ],
        ])
    }
    return Sweep(
      id: "03-spread", control: "spread of the weighted sums", start: 14,
      panels: [
        Panel(
          Axis("weighted sum z", -6...6), Axis("slope of tanh; share of the fullest bin", 0...1.05),
          marks: [Mark(.line, color: 1, name: "slope of tanh", slopes)]),
        Panel(Axis("output tanh z", -1...1), Axis("share of the fullest bin", 0...1.05)),
      ], frames: frames)
  }

  /// The share of the fullest bin in each bin, over the middles of the bins.
  private static func histogram(
    of numbers: Tensor, in range: ClosedRange<Double>, count: Int
  ) -> [(x: Double, y: Double)] {
    let width = (range.upperBound - range.lowerBound) / Double(count)
    var bins = [Double](repeating: 0, count: count)
    for number in numbers.scalars {
      let bin = Int(((Double(number) - range.lowerBound) / width).rounded(.down))
      if bins.indices.contains(min(bin, count - 1)), Double(number) <= range.upperBound {
        bins[min(bin, count - 1)] += 1
      }
    }
    let fullest = max(bins.max() ?? 1, 1)
    return bins.enumerated().map { index, bin in
      (range.lowerBound + (Double(index) + 0.5) * width, bin / fullest)
    }
  }
}
