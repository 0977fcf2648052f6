public import Course
import Init
import TensorCore

/// The standard deviation of Kaiming's normal weights for a layout.
public typealias DeviationFunction =
  @Sendable (_ shape: [Int], _ isTransposed: Bool) throws -> Double

// solution begins
func kaimingDeviation(shape: [Int], isTransposed: Bool) throws -> Double {
  let kernelSize = shape.dropFirst(2).reduce(1, *)
  let fanIn = (isTransposed ? shape[0] : shape[1]) * kernelSize
  return (2 / Double(fanIn)).squareRoot()
}
// solution ends

extension Lesson04Answers {
  /// Repair a computation of fans.
  public static var fanMixup: Assignment<DeviationFunction> {
    Assignment<DeviationFunction>(
      Exercise(
        id: .exercise(4, 3), title: "Right in square layers only",
        kind: .repair, minutes: 8, difficulty: .easy, fileName: "FanMixup.swift",
        statement: """
          A network whose layers are all square starts well. The same code with a layer from 512 to 32 units \
          multiplies the second moment by 16, and the layer back from 32 to 512 divides it by 16.

          Repair the standard deviation of Kaiming's normal weights for ReLU, in the mode fan_in, √(2 / fan_in). \
          A weight is [out, in, kernel …], as in PyTorch's linear layers and convolutions. Where `isTransposed` \
          holds it is [in, out, kernel …], as for x · weight; such a layer has stride 1, so that every output \
          sums over all inputs and the whole kernel.

              kaimingDeviation(shape: [32, 512], isTransposed: false)    // 0.0625
          """,
        hints: Exercise.Hints(
          nudge: "How many products are summed for one output?",
          approach: """
            Say in words which axis of the shape counts inputs, for each of the two layouts, and what a kernel of 3 by \
            3 does to the number of products.
            """,
          almostThere: """
            The input axis is the second as a rule, and the first where the layout is transposed. The lengths \
            from the third axis on multiply it in both.
            """), forbidden: ["Fans", "FanMode", "Initializer", "kaimingNormal"]),
      solution: kaimingDeviation(shape:isTransposed:),
      alternative: { shape, isTransposed in
        let all = shape.reduce(1, *)
        return Double.exp(0.5 * .log(2 * Double(shape[isTransposed ? 1 : 0]) / Double(all)))
      },
      handedOut: { shape, isTransposed in
        let fanIn = shape[isTransposed ? 1 : 0] * shape.dropFirst(2).reduce(1, *)
        return (2 / Double(fanIn)).squareRoot()
      },
      mistakes: [
        .init(
          "the layout is ignored",
          explanation: """
            The second axis counts inputs only where the weight is [out, in]. Code that computes x · weight, as \
            JAX and Keras do, has the inputs first.
            """,
          { shape, _ in
            (2 / Double(shape.dropFirst().reduce(1, *))).squareRoot()
          }),
        .init(
          "the kernel is forgotten",
          explanation: """
            One output of a convolution sums over all places of the kernel: 9 times as many products for 3 by \
            3. Without them the signal grows threefold in every such layer.
            """,
          { shape, isTransposed in (2 / Double(shape[isTransposed ? 0 : 1])).squareRoot() }),
        .init(
          "the mean of both fans",
          explanation: """
            2 / mean is the variance of a Xavier rule with the gain of ReLU. It keeps neither signal in a layer \
            that is not square.
            """,
          { shape, _ in
            let kernel = shape.dropFirst(2).reduce(1, *)
            return (4 / Double((shape[0] + shape[1]) * kernel)).squareRoot()
          }),
        .init(
          "the variance in place of the deviation",
          explanation: """
            2 / fan_in is the variance. Taken for a standard deviation it makes weights far too small: by \
            16 for 512 inputs.
            """,
          { shape, isTransposed in
            2 / Double(shape[isTransposed ? 0 : 1] * shape.dropFirst(2).reduce(1, *))
          }),
        .init(
          "without the factor 2",
          explanation: """
            1 / fan_in is LeCun's rule and keeps a linear signal. A ReLU loses half of it in every layer.
            """,
          { shape, isTransposed in
            (1 / Double(shape[isTransposed ? 0 : 1] * shape.dropFirst(2).reduce(1, *))).squareRoot()
          }),
      ],
      impostors: .init(
        zero: { _, _ in 0 }, notANumber: { _, _ in .nan },
        identity: { shape, _ in Double(shape[0]) }),
      probes: { seed in
        var generator = SplitMix64(seed: seed)
        func length() -> Int { Int(generator.next() % 60) + 2 }
        let drawn = [length(), length() + 70, 3, 5]
        let shapes = [
          [32, 512], [512, 32], [1, 7], [7, 1], [8, 3, 3, 3], [8, 3, 5], [4, 6, 1, 2, 3], drawn,
        ]
        return shapes.flatMap { shape in
          [false, true].map { isTransposed in
            let fans = Fans(
              of: Shape(shape),
              connection: isTransposed ? .transposedConvolution() : .convolution())
            return Probe(
              "shape \(shape)\(isTransposed ? ", transposed" : "")",
              wanted: Answer(.number("deviation", (2 / fans.input).squareRoot())),
              within: 1e-9, floor: 1e-3
            ) { Answer(.number("deviation", try $0(shape, isTransposed))) }
          }
        }
      })
  }
}
