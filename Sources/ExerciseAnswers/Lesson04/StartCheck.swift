public import Course
import Init
import TensorCore

/// A test of the start of a network: whether the outputs of its hidden layers are healthy.
///
/// It takes the outputs of each hidden layer for a batch, `[layer][sample][unit]`.
public typealias StartTest = @Sendable (_ outputs: [[[Double]]]) throws -> Bool

// solution begins
func acceptsStart(outputs: [[[Double]]]) throws -> Bool {
  for layer in outputs {
    let all = layer.flatMap { $0 }
    guard all.allSatisfy(\.isFinite) else { return false }
    let size = (all.reduce(0) { $0 + $1 * $1 } / Double(all.count)).squareRoot()
    guard size >= 0.03 && size <= 30 else { return false }
    let units = layer[0].indices.map { unit in layer.map { $0[unit] } }
    guard Set(units).count == units.count else { return false }
    var spread = 0.0
    for unit in units {
      let mean = unit.reduce(0, +) / Double(unit.count)
      spread += unit.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    }
    guard (spread / Double(all.count)).squareRoot() >= 0.01 * size else { return false }
  }
  return true
}
// solution ends

extension Lesson04Answers {
  /// Write the test that a network passes before it is trained.
  public static var startCheck: Assignment<StartTest> {
    Assignment<StartTest>(
      Exercise(
        id: .exercise(4, 7), title: "A check before the first step",
        kind: .writeTest, minutes: 20, difficulty: .hard, fileName: "StartCheck.swift",
        statement: """
          A bad start shows in one forward pass, before an hour of training. Write the test: given the outputs of every hidden \
          layer for a batch, as [layer][sample][unit] in double precision, say whether the start is healthy.

          In a healthy layer all numbers are finite. Their root mean square is between 0.03 and 30. The samples can be \
          told apart: the deviation of a unit from its own mean over the batch, as a root mean square over all samples and \
          units, is at least a hundredth of the layer's root mean square. And no two units are the same on the whole batch. \
          Every layer must be healthy; the test is tried on healthy starts, and on others that are far off in just one of \
          these. A batch has three samples or more, and a layer three units or more.

              outputs: [[[1, 0, 2], [1, 0, 2], [1, 0, 2]]]    // false: three samples, one answer
          """,
        hints: Exercise.Hints(
          nudge: """
            With PyTorch's default biases a deep network keeps its root mean square and still knows nothing of its input. \
            Which number shows it?
            """,
          approach: """
            Four questions for each layer, and false at the first no. The first two look at all numbers at once; for the others, \
            collect the numbers of each unit over the batch.
            """,
          almostThere: """
            The mean that is subtracted belongs to one unit; the mean over all numbers leaves differences between \
            units in, which biases alone make. Equal units are equal lists, and a set keeps one of each.
            """), forbidden: ["InitDoctor", "SignalPropagation"]),
      solution: acceptsStart(outputs:),
      alternative: { outputs in
        outputs.allSatisfy { layer in
          let (samples, units) = (layer.count, layer[0].count)
          let count = Double(samples * units)
          var (square, between) = (0.0, 0.0)
          for unit in 0..<units {
            for a in 0..<samples {
              square += layer[a][unit] * layer[a][unit] / count
              for b in 0..<samples {
                let gap = layer[a][unit] - layer[b][unit]
                between += gap * gap / (2 * Double(samples) * count)
              }
            }
          }
          let pairs = (0..<units).flatMap { a in (0..<a).map { (a, $0) } }
          return square >= 0.0009 && square <= 900 && between >= 1e-4 * square
            && pairs.allSatisfy { a, b in layer.contains { $0[a] != $0[b] } }
        }
      },
      mistakes: [
        .init(
          "only the root mean square",
          explanation: """
            Biases keep the size of a signal that no longer depends on the input: at layer 30 of PyTorch's default the root \
            mean square is 0.04, and the spread over samples some 10⁻¹².
            """,
          { outputs in outputs.allSatisfy { isFinite($0) && hasSize($0) } }),
        .init(
          "only the last layer",
          explanation: """
            A last layer with a normalization or with large biases looks healthy whatever stands before it. Each layer has to be \
            asked.
            """,
          { outputs in outputs.suffix(1).allSatisfy(isHealthy) }),
        .init(
          "the spread over all numbers of a layer",
          explanation: """
            The mean over the whole layer is subtracted, and what is left are differences between units: biases make them for \
            every sample alike. The mean must be each unit's own.
            """,
          { outputs in
            outputs.allSatisfy { layer in
              let all = layer.flatMap { $0 }
              let mean = all.reduce(0, +) / Double(all.count)
              return isFinite(layer) && hasSize(layer) && hasDistinctUnits(layer)
                && all.contains { abs($0 - mean) >= 0.01 }
            }
          }),
        .init(
          "equal units are let through",
          explanation: """
            Size and spread of a layer of equal units are those of one unit, and may be right. Units that start equal get \
            equal gradients, so that the layer stays one unit wide.
            """,
          { outputs in outputs.allSatisfy { isFinite($0) && hasSize($0) && hasSpread($0) } }),
        .init(
          "only upper bounds",
          explanation: """
            A signal that explodes ends in infinity and is noticed. One that fades gives small numbers, a loss of ln K and \
            no error at all.
            """,
          { outputs in
            outputs.allSatisfy {
              isFinite($0) && size(of: $0) <= 30 && hasSpread($0) && hasDistinctUnits($0)
            }
          }),
      ],
      impostors: .init(zero: { _ in false }, notANumber: nil, identity: { _ in true }),
      probes: { seed in
        SuspectStart.all(seed: seed).map { suspect in
          Probe(
            "\(suspect.isHealthy ? "healthy" : "not healthy"): \(suspect.name), seed \(seed)",
            wanted: Answer(.word("the test", suspect.isHealthy ? "accepts" : "rejects"))
          ) {
            Answer(.word("the test", try $0(suspect.outputs) ? "accepts" : "rejects"))
          }
        }
      })
  }
}

extension Lesson04Answers {
  private static func isHealthy(_ layer: [[Double]]) -> Bool {
    isFinite(layer) && hasSize(layer) && hasSpread(layer) && hasDistinctUnits(layer)
  }

  private static func isFinite(_ layer: [[Double]]) -> Bool {
    layer.allSatisfy { $0.allSatisfy(\.isFinite) }
  }

  private static func hasSize(_ layer: [[Double]]) -> Bool {
    (0.03...30).contains(size(of: layer))
  }

  private static func size(of layer: [[Double]]) -> Double {
    let all = layer.flatMap { $0 }
    return (all.reduce(0) { $0 + $1 * $1 } / Double(all.count)).squareRoot()
  }

  private static func hasSpread(_ layer: [[Double]]) -> Bool {
    let means = layer[0].indices.map { unit in
      layer.reduce(0) { $0 + $1[unit] } / Double(layer.count)
    }
    let centered = layer.map { zip($0, means).map { $0 - $1 } }
    return size(of: centered) >= 0.01 * size(of: layer)
  }

  private static func hasDistinctUnits(_ layer: [[Double]]) -> Bool {
    Set(layer[0].indices.map { unit in layer.map { $0[unit] } }).count == layer[0].count
  }
}
