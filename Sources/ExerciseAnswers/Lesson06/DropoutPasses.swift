public import Course
import TensorCore

/// Dropout's forward and backward pass for one vector.
public typealias DropoutFunction =
  @Sendable (
    _ input: [Double], _ upstream: [Double], _ probability: Double, _ isTraining: Bool,
    _ draw: () -> Double
  ) throws -> (output: [Double], gradient: [Double])

// solution begins
func dropoutPasses(
  of input: [Double], upstream: [Double], probability: Double, isTraining: Bool,
  draw: () -> Double
) throws -> (output: [Double], gradient: [Double]) {
  guard isTraining else { return (input, upstream) }
  let mask = input.map { _ in draw() < probability ? 0 : 1 / (1 - probability) }
  return (zip(input, mask).map(*), zip(upstream, mask).map(*))
}
// solution ends

extension Lesson06Answers {
  /// Write dropout, forward and backward.
  public static var bothPasses: Assignment<DropoutFunction> {
    Assignment<DropoutFunction>(
      Exercise(
        id: .exercise(6, 7), title: "Dropout, forward and backward",
        kind: .implement, minutes: 12, difficulty: .easy, fileName: "DropoutPasses.swift",
        statement: """
          Write inverted dropout with both of its passes. `probability` is that of dropping, in 0…1. In training, `draw` \
          gives one number of 0..<1 for every element, in their order, and an element is dropped where its number is below \
          the probability; what is kept is scaled so that the mean stays. In evaluation nothing is drawn and nothing changes.

          Return the output and the gradient of a loss with respect to the input; `upstream` is its gradient with respect to the \
          output. Both passes see the same mask. A probability of 1 gives zeros in training.

              input [1, 1], upstream [1, 2], probability 0.5, numbers 0.3 and 0.9
              // output [0, 2], gradient [0, 4]
          """,
        hints: Exercise.Hints(
          nudge:
            "Which one vector is multiplied in the forward pass and in the backward pass alike?",
          approach: """
            Draw the mask once, as factors: 0 for what is dropped, and the inverse of the share that is kept for the rest. The derivative \
            of a product with a constant is the constant.
            """,
          almostThere: """
            Decide each factor by a comparison and do not divide a mask of zeros and ones, which for a probability of 1 would be 0 / 0. \
            Keep the list of factors; both results are products with it, and without training both arguments come back.
            """), forbidden: ["Dropout", "dropout", "ClassicDropout", "drawMask", "RandomMasking"]),
      solution: {
        try dropoutPasses(of: $0, upstream: $1, probability: $2, isTraining: $3, draw: $4)
      },
      alternative: { input, upstream, probability, isTraining, draw in
        var (output, gradient) = (input, upstream)
        for index in input.indices where isTraining {
          let kept = draw() >= probability
          output[index] = kept ? input[index] / (1 - probability) : 0
          gradient[index] = kept ? upstream[index] / (1 - probability) : 0
        }
        return (output, gradient)
      },
      mistakes: [
        .init(
          "probability taken for that of keeping",
          explanation: """
            Dropped and kept have changed places. With PyTorch's p = 0.1 this drops nine inputs of ten, and the scale 1 / p makes the \
            mean look right.
            """,
          { input, upstream, p, isTraining, draw in
            passes(input, upstream, isTraining, input.map { _ in draw() < p ? 1 / p : 0 })
          }),
        .init(
          "the gradient is not scaled",
          explanation: """
            The backward pass has to multiply by the same mask, with its 1 / (1 − p). Without it every gradient below this layer is too \
            small by that factor, which looks like a lower learning rate.
            """,
          { input, upstream, p, isTraining, draw in
            passes(
              input, upstream, isTraining, input.map { _ in draw() < p ? 0 : 1 / (1 - p) },
              { $0 == 0 ? 0 : 1 })
          }),
        .init(
          "a second mask in the backward pass",
          explanation: """
            The gradient belongs to the mask of the forward pass. With another one, inputs that took no part get a gradient, and a \
            gradient check fails with a relative error of about 1.
            """,
          { input, upstream, p, isTraining, draw in
            guard isTraining else { return (input, upstream) }
            let first = input.map { _ in draw() < p ? 0 : 1 / (1 - p) }
            let second = input.map { _ in draw() < p ? 0 : 1 / (1 - p) }
            return (zip(input, first).map(*), zip(upstream, second).map(*))
          }),
        .init(
          "nothing is scaled",
          explanation: """
            Outputs in training are too small by 1 − p, and the next layer learns to expect that: evaluation then is too large by \
            1 / (1 − p), and by the product of these over several layers.
            """,
          { input, upstream, p, isTraining, draw in
            passes(input, upstream, isTraining, input.map { _ in draw() < p ? 0 : 1 })
          }),
        .init(
          "evaluation scales once more",
          explanation: """
            1 − p in evaluation belongs to classic dropout, which does not divide in training. Done in both places, the mean in \
            evaluation is too small by 1 − p.
            """,
          { input, upstream, p, isTraining, draw in
            guard isTraining else {
              return (input.map { $0 * (1 - p) }, upstream.map { $0 * (1 - p) })
            }
            return passes(input, upstream, true, input.map { _ in draw() < p ? 0 : 1 / (1 - p) })
          }),
        .init(
          "the mask is read off the output",
          explanation: """
            An output of 0 need not have been dropped: behind a ReLU half of the inputs are 0. A kept zero has the gradient \
            of every kept element.
            """,
          { input, upstream, p, isTraining, draw in
            guard isTraining else { return (input, upstream) }
            let output = input.map { draw() < p ? 0 : $0 / (1 - p) }
            return (output, zip(output, upstream).map { $0 == 0 ? 0 : $1 / (1 - p) })
          }),
        .init(
          "0 / 0 where everything is dropped",
          explanation: """
            A mask of zeros divided by 1 − p is NaN for p = 1, and one NaN ends a training run. PyTorch returns zeros.
            """,
          { input, upstream, p, isTraining, draw in
            passes(input, upstream, isTraining, input.map { _ in (draw() < p ? 0 : 1) / (1 - p) })
          }),
      ],
      impostors: .init(
        zero: { x, _, _, _, _ in (x.map { _ in 0 }, x.map { _ in 0 }) },
        notANumber: { x, _, _, _, _ in (x.map { _ in .nan }, x.map { _ in .nan }) },
        identity: { x, upstream, _, _, _ in (x, upstream) }),
      probes: { seed in probesOfDropout(seed: seed) })
  }

  private static func passes(
    _ input: [Double], _ upstream: [Double], _ isTraining: Bool,
    _ mask: @autoclosure () -> [Double],
    _ backward: (Double) -> Double = { $0 }
  ) -> (output: [Double], gradient: [Double]) {
    guard isTraining else { return (input, upstream) }
    let mask = mask()
    return (zip(input, mask).map(*), zip(upstream, mask).map { $0 * backward($1) })
  }

  private static func probesOfDropout(seed: UInt64) -> [Probe<DropoutFunction>] {
    var generator = SplitMix64(seed: seed)
    func normal(_ count: Int) -> [Double] { (0..<count).map { _ in generator.normalPair().0 } }
    let drawn = 6 + Int(seed % 4)
    let wide = normal(131).enumerated().map { $1 * [1, 1e12, 1e3, 1e-12][$0 % 4] }
    func shown(_ list: [Double]) -> String {
      list.count > 20 ? "of \(list.count)" : "\(list.map { Answer.text($0) })"
    }
    let cases: [(x: [Double], p: Double, training: Bool, numbers: [Double])] = [
      ([1, 1], 0.5, true, [0.3, 0.9]), ([1, -2], 0.5, false, []), ([], 0.5, true, []),
      ([3], 0.25, true, [0.25]), ([3], 0.25, true, [0.249]),
      ([0, 0, -1e-9], 0.75, true, [0.8, 0.1, 0.9]),
      ([2, 0, -3], 1, true, [0, 0.5, 0.999]), ([2, 0, -3], 0, true, [0, 0.5, 0.999]),
      ([1e9, -7, 0.5], 0.9, true, [0.95, 0.89, 0.91]), ([2, -1, 4], 1, false, []),
      (normal(drawn), 0.3, true, (0..<drawn).map { _ in generator.uniform() }),
      (normal(drawn), generator.uniform(), true, (0..<drawn).map { _ in generator.uniform() }),
      (normal(drawn).map { $0 * 1e-6 }, 0.1, true, (0..<drawn).map { _ in generator.uniform() }),
      (normal(drawn), generator.uniform(), false, []),
      // More elements, larger and smaller numbers than above, so that no bound on them passes.
      (wide, 0.9997, true, wide.indices.map { $0 % 3 == 0 ? 0.9996 : 0.9998 }),
      (wide, 3e-4, true, wide.indices.map { $0 % 3 == 0 ? 2e-4 : 4e-4 }),
      (wide.map { 1e-12 * $0 }, 0.4, true, wide.map { _ in generator.uniform() }),
      (wide, 0.3, false, []),
    ]
    return cases.map { x, p, isTraining, numbers in
      // Of both signs, and from tiny to large among many elements.
      let upstream = normal(x.count).enumerated().map { place, number in
        let shifted = number + (place % 2 == 0 ? 3 : -3)
        return x.count < 100 ? shifted : shifted * [1, 1e11, 1e-11][place / 2 % 3]
      }
      let mask = isTraining ? numbers.map { $0 < p ? 0 : 1 / (1 - p) } : x.map { _ in 1 }
      let wanted = Answer(
        .numbers("output", zip(x, mask).map(*)), .numbers("gradient", zip(upstream, mask).map(*)),
        .number("numbers drawn", numbers.count))
      return Probe(
        "input \(shown(x)), probability \(Answer.text(p)), "
          + (isTraining ? "numbers \(shown(numbers))" : "evaluation"),
        wanted: wanted, within: 1e-9, floor: x.count < 100 ? 1e-7 : 1e-30
      ) { function in
        var count = 0
        let result = try function(x, upstream, p, isTraining) {
          count += 1
          // What is drawn too much belongs to nothing, and is not the same again.
          return count <= numbers.count
            ? numbers[count - 1] : (Double(count) * 0.618).truncatingRemainder(dividingBy: 1)
        }
        return Answer(
          .numbers("output", result.output), .numbers("gradient", result.gradient),
          .number("numbers drawn", count))
      }
    }
  }
}
