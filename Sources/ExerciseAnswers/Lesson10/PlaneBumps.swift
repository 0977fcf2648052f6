public import Course
public import Perceptron
public import TensorCore

/// A rectangle in the plane, and how high the network is to be over it.
public typealias PlaneBox = (x: ClosedRange<Scalar>, y: ClosedRange<Scalar>, height: Scalar)

/// A network of bumps over rectangles.
public typealias PlaneBumpsFunction =
  @Sendable (_ boxes: [PlaneBox], _ margin: Scalar) throws -> MultilayerPerceptron

// solution begins
func planeBumps(
  over boxes: [(x: ClosedRange<Scalar>, y: ClosedRange<Scalar>, height: Scalar)], margin: Scalar
) throws -> MultilayerPerceptron {
  let (soft, hard) = (20 / margin, 60 as Scalar)
  // A unit for each side of a box: near 1 on the side where the box is.
  let sides: [[Scalar]] = boxes.flatMap { _ in [[soft, 0], [-soft, 0], [0, soft], [0, -soft]] }
  let edges: [Scalar] = boxes.flatMap { box in
    [-box.x.lowerBound, box.x.upperBound, -box.y.lowerBound, box.y.upperBound].map { soft * $0 }
  }
  let all: [[Scalar]] = boxes.indices.map { box in
    (0..<(4 * boxes.count)).map { $0 / 4 == box ? hard : 0 }
  }
  return MultilayerPerceptron(
    layers: [
      AffineMap(weight: Tensor(sides), bias: Tensor(edges)),
      AffineMap(
        weight: Tensor(all), bias: Tensor(repeating: -3.5 * hard, shape: [boxes.count])),
      AffineMap(weight: Tensor([boxes.map(\.height)]), bias: Tensor([0])),
    ], nonlinearity: .sigmoid)
}
// solution ends

extension Lesson10Answers {
  /// Build bumps in two dimensions.
  public static var bumps: Assignment<PlaneBumpsFunction> {
    Assignment<PlaneBumpsFunction>(
      Exercise(
        id: .exercise(10, 4), title: "Bumps in the plane",
        kind: .implement, minutes: 25, difficulty: .hard, fileName: "PlaneBumps.swift",
        statement: """
          On a line, a sigmoid less another one is a bump. In the plane that makes a strip, endless along the other axis, and two strips crossed are a cross, not a box. Build the network whose \
          output is a given height over each of some boxes and 0 elsewhere.

          The network has two inputs, x and y, two hidden layers of sigmoids, at most 4 units a box in the first and at most one a box in the second, and one output. Let H be the greatest magnitude of the \
          heights. Inside a box, a margin or more away from all of its edges, the box counts with its height. It counts as 0 where x or y is outside of its range by \
          a margin or more. At every point where each box does the one or the other, the output is their sum, to 0.01 H. Nothing is said about points closer to an edge.

          There is at least one box; boxes may touch or overlap, heights may be negative, and the margin is small in one unit of measurement and large in another.

              0…1 × 0…1, height 3, margin 0.1    // (0.5, 0.5) → 3, (0.5, 7) → 0, (−0.1, 0.5) → 0
          """,
        hints: Exercise.Hints(
          nudge:
            "Add up the strips of one box. Which three values does the sum take, and which of them is the box?",
          approach: """
            The first layer asks for each side of a box whether the point is on the box's side of it. The second layer has to answer only where all four say yes, and not where three do: a \
            threshold between. The output adds heights.
            """,
          almostThere: """
            The steepness of the first layer is a number over the margin: choose it so that at the margin a sigmoid is off by a millionth. The second layer is steep as well. Its threshold \
            lies halfway between three and four, or between one and two if you subtract. The edge, too, is multiplied by the steepness.
            """), forbidden: ["Staircase", "Boxes"]),
      solution: { try planeBumps(over: $0, margin: $1) },
      alternative: { boxes, margin in
        // The bump of each axis by a difference; a point is in the box where both are 1.
        let k = 31 / margin
        var (rows, biases) = ([[Scalar]](), [Scalar]())
        for box in boxes {
          rows += [[k, 0], [k, 0], [0, k], [0, k]]
          biases += [box.x.lowerBound, box.x.upperBound, box.y.lowerBound, box.y.upperBound]
            .map { -k * $0 }
        }
        var second = Tensor.zeros([boxes.count, 4 * boxes.count])
        for box in boxes.indices {
          for (side, sign) in [1, -1, 1, -1].enumerated() {
            second[box, 4 * box + side] = 45 * Scalar(sign)
          }
        }
        return MultilayerPerceptron(
          layers: [
            AffineMap(weight: Tensor(rows), bias: Tensor(biases)),
            AffineMap(weight: second, bias: Tensor(boxes.map { _ in -67.5 })),
            AffineMap(weight: Tensor([boxes.map { $0.height }]), bias: nil),
          ], nonlinearity: .sigmoid)
      },
      mistakes: [
        .init(
          "the threshold of an OR",
          explanation: """
            The second layer fires where one strip is enough, so that the whole cross has the height. A box needs both: the threshold lies above what one strip gives.
            """, { BumpBuilder(threshold: 0.5).network($0, $1) }),
        .init(
          "no threshold in the second layer",
          explanation: """
            A sigmoid of 0 is ½: far from everything the output is half of all heights. The bias of the second layer is what makes it an AND.
            """, { BumpBuilder(threshold: 0).network($0, $1) }),
        .init(
          "one axis alone",
          explanation: """
            Without the bump along y each box is a strip without end, and boxes above each other are added up.
            """, { BumpBuilder(threshold: 0.5, ySign: 0).network($0, $1) }),
        .init(
          "a steepness that does not know the margin",
          explanation: """
            10 is steep for boxes of size 1 with a margin of 1. At a margin of 0.1 the sigmoid has reached 0.73, and the bump is a hill. The steepness has the unit of 1 / x.
            """, { BumpBuilder(steepness: { _ in 10 }).network($0, $1) }),
        .init(
          "the bias is the edge",
          explanation: """
            k (x − a) = k x − k a. With a bias of −a the sigmoid switches at a / k, close to 0.
            """, { BumpBuilder(scalesEdges: false).network($0, $1) }),
        .init(
          "the second layer is not steep",
          explanation: """
            With weights of 1 the second layer sees 2 − 1.5 in the box and 1 − 1.5 in a strip: 0.62 and 0.38 of the height. It wants to be multiplied as well.
            """, { BumpBuilder(hardness: 1).network($0, $1) }),
        .init(
          "every box has height 1",
          explanation: """
            The second layer answers between 0 and 1. The heights are the weights of the output.
            """, { BumpBuilder(knowsHeights: false).network($0, $1) }),
        .init(
          "the second layer listens to all boxes",
          explanation: """
            A unit of the second layer belongs to one box. With weights on the strips of other boxes it fires where a strip of one crosses that of another, and with many boxes nearly everywhere.
            """, { BumpBuilder(listensToAll: true).network($0, $1) }),
        .init(
          "x and y exchanged",
          explanation: """
            The first column of the weight meets x. With the columns exchanged each box is mirrored at the diagonal, which a square on it does not show.
            """, { BumpBuilder(swapsAxes: true).network($0, $1) }),
      ],
      impostors: .init(
        zero: { BumpBuilder(hardness: 0, knowsHeights: false, height: 0).network($0, $1) },
        notANumber: { BumpBuilder(knowsHeights: false, height: .nan).network($0, $1) },
        identity: { boxes, margin in BumpBuilder.identity }),
      probes: { seed in
        BumpCase.all(seed: seed).map { example in
          Probe(
            example.name, wanted: example.answer, within: 0.01, floor: example.greatest
          ) { example.answer(of: try $0(example.boxes, example.margin)) }
        }
      })
  }
}
