public import Course
import TensorCore

/// A parameter: its elements in row-major order, and its shape.
public typealias ShapedParameter = (values: [Double], shape: [Int])

/// One step of gradient descent with decay for some of the parameters.
public typealias GroupedStepFunction =
  @Sendable (
    _ parameters: [ShapedParameter], _ gradients: [[Double]?], _ rate: Double, _ decay: Double
  ) throws -> [[Double]]

// solution begins
func groupedStep(
  of parameters: [(values: [Double], shape: [Int])], gradients: [[Double]?], rate: Double,
  decay: Double
) throws -> [[Double]] {
  zip(parameters, gradients).map { parameter, gradient in
    guard let gradient else { return parameter.values }
    let strength = parameter.shape.count >= 2 ? decay : 0
    return zip(parameter.values, gradient).map { value, slope in
      value - rate * (slope + strength * value)
    }
  }
}
// solution ends

extension Lesson07Answers {
  /// Take a step with two parameter groups.
  public static var twoGroups: Assignment<GroupedStepFunction> {
    Assignment<GroupedStepFunction>(
      Exercise(
        id: .exercise(7, 5), title: "Two parameter groups in one step",
        kind: .implement, minutes: 12, difficulty: .easy, fileName: "GroupedStep.swift",
        statement: """
          Many training scripts sort their parameters into two groups: weight matrices and kernels decay, while biases and the \
          scales of normalization layers do not. What tells them apart is the number of axes: two or more, or fewer. Their lengths do not \
          matter, so that a matrix of one column is a matrix.

          Take one step of gradient descent. A parameter of two or more axes becomes value − rate · (gradient + decay · value), any other \
          one value − rate · gradient. A parameter whose gradient is nil, as in a frozen layer or in a branch that was not taken, stays \
          as it is, without decay too; a gradient of zeros is something else. Return the new values in the order of the parameters.

              values [1, 2], gradient [0, 0], rate 0.1, decay 0.5
              // shape [2, 1]: [0.95, 1.9]; shape [2]: [1, 2]
          """,
        hints: Exercise.Hints(
          nudge: "Which of the two groups does a parameter of the shape [1, 1] belong to?",
          approach: """
            Go through parameters and gradients together, so that no order is lost. Decide for each parameter three ways: no gradient, two \
            axes or more, fewer.
            """,
          almostThere: """
            Leave early with the old values where there is no gradient. Choose the strength of the decay from the count of the axes, 0 \
            for a vector, and let one formula serve both groups.
            """), forbidden: ["SGD", "AdamW"]),
      solution: { try groupedStep(of: $0, gradients: $1, rate: $2, decay: $3) },
      alternative: { parameters, gradients, rate, decay in
        var results = parameters.map(\.values)
        for index in parameters.indices {
          guard let gradient = gradients[index] else { continue }
          for element in gradient.indices {
            if parameters[index].shape.count > 1 { results[index][element] *= 1 - rate * decay }
            results[index][element] -= rate * gradient[element]
          }
        }
        return results
      },
      mistakes: [
        .init(
          "everything decays",
          explanation: """
            One group for all: biases and the scales of norms are pulled to 0 too. In front of a batch norm the size of a weight does not \
            reach the output, so that its decay costs no fit; the scale behind the norm does reach it.
            """, { grouped($0, $1, $2, $3, decays: { _ in true }) }),
        .init(
          "nothing decays",
          explanation: """
            The decay is given to no group. In PyTorch the keys of a group replace the optimizer's defaults, and a weight_decay of 0 in \
            the wrong one switches it off for the matrices.
            """, { grouped($0, $1, $2, $3, decays: { _ in false }) }),
        .init(
          "no gradient taken for a gradient of zero",
          explanation: """
            A frozen layer then decays in every step, and after enough of them its pretrained weights are gone. PyTorch skips \
            parameters whose grad is None.
            """,
          { parameters, gradients, rate, decay in
            let filled = zip(parameters, gradients).map { $1 ?? $0.values.map { _ in 0 } }
            return grouped(parameters, filled, rate, decay)
          }),
        .init(
          "a gradient of zeros taken for none",
          explanation: """
            A weight that took part in the loss, with the slope 0, decays. Where a ReLU is dead, nothing else moves its incoming \
            weights in plain descent.
            """,
          { parameters, gradients, rate, decay in
            let some = gradients.map { $0?.allSatisfy { $0 == 0 } == true ? nil : $0 }
            return grouped(parameters, some, rate, decay)
          }),
        .init(
          "axes of length 1 are not counted",
          explanation: """
            The weights of a layer with one output have the shape [n, 1] or [1, n]. They are weights all the same, and they decay.
            """,
          { grouped($0, $1, $2, $3, decays: { $0.count { $0 != 1 } >= 2 }) }),
        .init(
          "only matrices decay",
          explanation: """
            The kernel of a convolution has four axes. A test for exactly two leaves every convolution out of the decay.
            """, { grouped($0, $1, $2, $3, decays: { $0.count == 2 }) }),
        .init(
          "the groups one after the other",
          explanation: """
            Filtered into two lists, the parameters come back in another order than they went in. Whoever matches states by position \
            then hands them to the wrong ones.
            """,
          { parameters, gradients, rate, decay in
            let results = grouped(parameters, gradients, rate, decay)
            let order =
              parameters.indices.filter { parameters[$0].shape.count >= 2 }
              + parameters.indices.filter { parameters[$0].shape.count < 2 }
            return order.map { results[$0] }
          }),
        .init(
          "decay without the rate",
          explanation: """
            The value loses decay · value whatever the rate. In PyTorch the rate multiplies the decay, also in AdamW, so that a schedule \
            lowers both.
            """,
          { parameters, gradients, rate, decay in
            grouped(parameters, gradients, rate, rate == 0 ? 0 : decay / rate)
          }),
      ],
      impostors: .init(
        zero: { parameters, _, _, _ in parameters.map { $0.values.map { _ in 0 } } },
        notANumber: { parameters, _, _, _ in parameters.map { $0.values.map { _ in .nan } } },
        identity: { parameters, _, _, _ in parameters.map(\.values) }),
      probes: { seed in
        var generator = SplitMix64(seed: seed)
        func drawn(_ shape: [Int]) -> ShapedParameter {
          (
            (0..<shape.reduce(1, *)).map { _ in 10 * generator.normalPair().0 }, shape
          )
        }
        let shapes: [[Int]] = [
          [3], [2, 3], [], [1, 1], [4, 1], [1, 5], [2, 1, 3, 3], [7], [1], [2, 2, 2], [0, 3],
          [3, 1, 1], [12, 11], [131], [2, 1, 2, 1, 2],
        ]
        let count = 103 + generator.uniform(below: 20)
        let many = (0..<count).map { _ in
          drawn(generator.uniform() < 0.5 ? [2] : [1 + generator.uniform(below: 3), 2])
        }
        let large = [[1031], [35, 30]]
        let lists: [[ShapedParameter]] = [
          [([1, 2], [2, 1]), ([1, 2], [2])], [([-4], [])], shapes.map(drawn), many,
          large.map(drawn), [],
        ]
        // The other seeds draw the third list alone.
        let tried: [(Int, [ShapedParameter])] =
          seed == 1 ? lists.enumerated().map { ($0, $1) } : [(2, lists[2])]
        return tried.flatMap { index, parameters in
          let settings: [(Double, Double)] = [
            (0.1, 0.5), (1, 0.01 + generator.uniform()), (0.3, 0), (1e-4, 40), (2.5, 3),
          ]
          return settings.prefix(index < 2 ? 5 : 2).map {
            (rate, decay) -> Probe<GroupedStepFunction> in
            let gradients: [[Double]?] = parameters.enumerated().map { place, parameter in
              guard index > 0 else { return [0, 0] }
              let chance = parameters.count > 5 ? generator.uniform() : 1
              if chance < 0.2 || place % 9 == 6 { return nil }
              let size = chance < 0.4 ? 0.0 : 5
              return parameter.values.map { _ in size * generator.normalPair().0 }
            }
            let right = grouped(parameters, gradients, rate, decay)
            let absent = gradients.count { $0 == nil }
            let shown = parameters.prefix(6).map { "\($0.shape)" }.joined(separator: ", ")
            return Probe<GroupedStepFunction>(
              "\(parameters.count) parameters of the shapes \(shown)\(parameters.count > 6 ? ", …" : ""), \(absent) "
                + "without gradient, rate \(Answer.text(rate)), decay \(Answer.text(decay))",
              wanted: answer(right), within: 1e-9, floor: 1e-3
            ) { answer(try $0(parameters, gradients, rate, decay)) }
          }
        }
      })
  }

  private static func answer(_ values: [[Double]]) -> Answer {
    Answer(values.enumerated().map { .numbers("parameter \($0 + 1)", $1) })
  }

  /// The step, with what a mistake changes.
  private static func grouped(
    _ parameters: [ShapedParameter], _ gradients: [[Double]?], _ rate: Double, _ decay: Double,
    decays: ([Int]) -> Bool = { $0.count >= 2 }
  ) -> [[Double]] {
    parameters.indices.map { index in
      let (values, shape) = parameters[index]
      guard let gradient = gradients[index] else { return values }
      let factor = decays(shape) ? 1 - rate * decay : 1
      return values.indices.map { factor * values[$0] - rate * gradient[$0] }
    }
  }
}
