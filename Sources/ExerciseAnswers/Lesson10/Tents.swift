public import Course
public import Perceptron
public import TensorCore

/// A network of tents in a row.
public typealias TentsFunction =
  @Sendable (_ peaks: [Scalar]) throws -> MultilayerPerceptron

// solution begins
func tents(peaks: [Scalar]) throws -> MultilayerPerceptron {
  // What leaves a tent: its slope up, and the change of slope at its peak.
  func out(_ peak: Scalar) -> [Scalar] { [1 / peak, -1 / peak - 1 / (1 - peak)] }
  var layers: [AffineMap] = []
  for (level, peak) in peaks.enumerated() {
    let row: [Scalar] = level == 0 ? [1] : out(peaks[level - 1])
    layers.append(AffineMap(weight: Tensor([row, row]), bias: Tensor([0, -peak])))
  }
  layers.append(AffineMap(weight: Tensor([out(peaks[peaks.count - 1])]), bias: nil))
  return MultilayerPerceptron(layers: layers, nonlinearity: .relu)
}
// solution ends

extension Lesson10Answers {
  /// Compose ten tents, and others.
  public static var tenTents: Assignment<TentsFunction> {
    Assignment<TentsFunction>(
      Exercise(
        id: .exercise(10, 2), title: "Ten tents",
        kind: .implement, minutes: 20, difficulty: .medium, fileName: "Tents.swift",
        statement: """
          Build the network of tents in a row, with peaks where you are told. A tent with its peak at p, between 0 and 1, rises straight from 0 at 0 \
          to 1 at p and falls straight to 0 at 1. The first peak belongs to the tent that sees the input, the next to the one that sees the first one's output, and so \
          on; there is at least one.

          The network has one input, for each tent a hidden layer of two ReLUs, and one output. Ten peaks at ½ make 1024 straight pieces of 0…1 with 20 units, as the \
          checker verifies: it counts them exactly. With other peaks it compares values on 0…1.

              [0.5]          // 0.25 → 0.5, 0.75 → 0.5, 2 pieces
              [0.25, 0.5]    // 0.125 → 1, 0.25 → 0, 0.625 → 1
          """,
        hints: Exercise.Hints(
          nudge:
            "Each of the two units of a tent changes the slope once. Where, and by how much?",
          approach: """
            Write one tent with two ReLUs, one with its knot at 0 and one with its knot at the peak. A hidden layer gives ReLUs, not tents: the sum that makes a tent of \
            them belongs to the weights of the next layer.
            """,
          almostThere: """
            Both units of a tent see the same input, so that both rows of its weight are alike, and only their biases differ. In a row stands what the tent before \
            leaves: its first slope, and the difference of its two slopes. The first tent sees the input itself.
            """),
        forbidden: ["Sawtooth", "PiecewiseLinear"]),
      solution: { try tents(peaks: $0) },
      alternative: { peaks in
        // A tent is 1 less a slope to the left of the peak, and one to its right.
        let count = peaks.count
        var layers: [AffineMap] = []
        for level in 0...count {
          let before = level == 0 ? nil : peaks[level - 1]
          let row: [Scalar] = before.map { [-1 / $0, -1 / (1 - $0)] } ?? [1]
          let shift: Scalar = before == nil ? 0 : 1
          if level == count {
            layers.append(AffineMap(weight: Tensor([row]), bias: Tensor([shift])))
          } else {
            let peak = peaks[level]
            layers.append(
              AffineMap(
                weight: Tensor([row.map { -$0 }, row]), bias: Tensor([peak - shift, shift - peak])))
          }
        }
        return MultilayerPerceptron(layers: layers, nonlinearity: .relu)
      },
      mistakes: [
        .init(
          "the slope in place of its change",
          explanation: """
            To the right of the peak both units are on. The second one has to take away what the first one adds before it can lead down: its weight is the \
            difference of the two slopes.
            """, { TentRow(second: { -1 / (1 - $0) }).network($0) }),
        .init(
          "the lesson's tent, whatever the peak",
          explanation: """
            2 and −4 are the slopes and their change for a peak at ½. At another peak p they are 1/p up and 1/(1 − p) down.
            """, { TentRow().network($0.map { _ in 0.5 }) }),
        .init(
          "the lesson's weights with the given peaks",
          explanation: """
            The knot moved and the slopes did not. Such a tent reaches 2p at its peak and does not come down to 0 at 1.
            """, { TentRow(first: { _ in 2 }, second: { _ in -4 }).network($0) }),
        .init(
          "the last tent comes first",
          explanation: """
            A composition is written from the outside and computed from the inside. The first peak belongs to the first hidden layer.
            """, { TentRow().network($0.reversed()) }),
        .init(
          "the weights of the tent that comes, not of the one before",
          explanation: """
            The weights of a layer make the sum of the tent before it; of its own tent it has the knots alone.
            """, { TentRow(usesOwnWeights: true).network($0) }),
        .init(
          "the bias has the wrong sign",
          explanation: """
            The second unit has to begin at the peak: relu(x − p). With + p it is on from the start, and there is no bend.
            """, { TentRow(sign: 1).network($0) }),
        .init(
          "biases in the first layer alone",
          explanation: """
            Every tent needs its knot. Without biases the two units of a later layer are the same, and the outputs of a tent are only stretched.
            """, { TentRow(forgetsLaterBiases: true).network($0) }),
        .init(
          "a tent too few",
          explanation: """
            Between k hidden layers lie k − 1 matrices of two by two, and with the first and the last there are k + 1.
            """, { TentRow().network($0.count > 1 ? $0.dropLast() : $0) }),
        .init(
          "tents side by side",
          explanation: """
            In one hidden layer the tents are added, not composed: 2k units there make at most 2k + 1 pieces.
            """, { TentRow().sum($0) }),
      ],
      impostors: .init(
        zero: { TentRow(first: { _ in 0 }, second: { _ in 0 }).network($0) },
        notANumber: { TentRow(first: { _ in .nan }, second: { _ in .nan }).network($0) },
        identity: { _ in TentRow.identity }),
      probes: { seed in
        TentCase.all(seed: seed).map { example in
          Probe(
            example.name, wanted: example.answer, within: example.tolerance, floor: 1
          ) { example.answer(of: try $0(example.peaks)) }
        }
      })
  }
}
