public import Course
import TensorCore

/// A dropout layer whose mask comes from a seed.
public typealias DropoutUnderTest =
  @Sendable (_ input: [Double], _ probability: Double, _ isTraining: Bool, _ seed: UInt64) ->
  [Double]

/// A test of a dropout layer: whether it keeps its promises.
public typealias DropoutTest = @Sendable (_ layer: @escaping DropoutUnderTest) throws -> Bool

// solution begins
func acceptsDropout(
  _ layer: (_ input: [Double], _ probability: Double, _ isTraining: Bool, _ seed: UInt64) ->
    [Double]
) throws -> Bool {
  let input = (0..<1000).map { Double($0 % 9) - 4.5 }
  guard layer(input, 0.3, false, 1) == input, layer(input, 0, true, 1) == input,
    layer(input, 1, true, 1).allSatisfy({ $0 == 0 })
  else { return false }
  for probability in [0.2, 0.6] {
    let output = layer(input, probability, true, 1)
    guard output.count == input.count, output == layer(input, probability, true, 1),
      output != layer(input, probability, true, 2),
      zip(input, output).allSatisfy({ x, y in y == 0 || abs(y * (1 - probability) - x) < 1e-9 })
    else { return false }
    let dropped = output.map { $0 == 0 }
    let behindDropped = zip(dropped, dropped.dropFirst()).filter(\.0).map(\.1)
    for elements in [dropped, behindDropped] {
      let share = Double(elements.count { $0 }) / Double(max(1, elements.count))
      guard abs(share - probability) < 0.1 else { return false }
    }
  }
  return true
}
// solution ends

extension Lesson06Answers {
  /// Write the test that a dropout layer passes before it is used.
  public static var dropoutCheck: Assignment<DropoutTest> {
    Assignment<DropoutTest>(
      Exercise(
        id: .exercise(6, 8), title: "A test for a dropout layer",
        kind: .writeTest, minutes: 20, difficulty: .hard, fileName: "DropoutCheck.swift",
        statement: """
          Most faults of dropout leave training alive and cost a few percent, so that nobody looks. Write the test that finds them: given \
          a layer, say whether it keeps these promises.

          In evaluation it returns its input. In training each element of the output is 0 or the input's element divided by 1 − p, in its \
          place, and p is the probability of 0, for any p of 0…1; 0 and 1 included. Each element is dropped by itself: that its neighbor was \
          dropped makes it neither more nor less likely. The mask comes from the seed: the same seed gives the same mask, another \
          seed another.

          The layer takes any number of elements. The test is tried on right layers, and on others that break one of these, all of them \
          by far: with a thousand elements a tolerance of 0.1 is enough for a share, be it of all elements or of those behind a \
          dropped one.

              { input, _, _, _ in input }    // false: nothing is dropped in training
          """,
        hints: Exercise.Hints(
          nudge: "Which faults cannot be seen at p = 0.5, and which not with a single seed?",
          approach: """
            First what holds exactly: evaluation, p = 0 and p = 1. Then, for a small and a large p, every element by itself, and shares \
            over many elements.
            """,
          almostThere: """
            Use inputs other than 0, so that a zero in the output means dropped. The share of zeros should be p among all elements, and \
            among those behind a zero as well. Compare the outputs of one seed, and of two.
            """), forbidden: ["Dropout", "ClassicDropout", "RandomMasking"]),
      solution: { try acceptsDropout($0) },
      alternative: { layer in
        let ones = [Double](repeating: 1, count: 600)
        let steps = (1...600).map { $0 % 2 == 0 ? Double($0) : -Double($0) }
        return [0.1, 0.45, 0.8].allSatisfy { p in
          let mask = layer(ones, p, true, 5)
          let kept = mask.indices.filter { mask[$0] != 0 }
          let changes = zip(mask, mask.dropFirst()).count { ($0 == 0) != ($1 == 0) }
          let same = layer(steps, p, true, 5)
          return layer(steps, p, false, 5) == steps && mask.count == 600
            && mask != layer(ones, p, true, 6) && mask == layer(ones, p, true, 5)
            && abs(Double(kept.count) / 600 - 1 + p) < 0.1
            && kept.allSatisfy { abs(mask[$0] - 1 / (1 - p)) < 1e-9 }
            && abs(Double(changes) / 600 - 2 * p * (1 - p)) < 0.12
            && zip(same, steps).allSatisfy { $0 == 0 || abs($0 / $1 - 1 / (1 - p)) < 1e-9 }
            && abs(Double(same.count { $0 == 0 }) / 600 - p) < 0.1
        } && layer(steps, 0, true, 5) == steps && layer(steps, 1, true, 5) == steps.map { _ in 0 }
      },
      mistakes: [
        .init(
          "only means are looked at",
          explanation: """
            Many layers keep the mean: noise with the mean 1, a scale by the number that happened to stay. Dropout gives 0 or x / (1 − p) \
            and nothing else, and that can be looked at element by element.
            """, { DropoutTrial(of: $0).passes(but: .elements, .shares, .neighbors) }),
        .init(
          "evaluation is not tried",
          explanation: """
            The mode is the fault that production sees: dropout that stays active makes the answers random. Call the layer with \
            isTraining false too.
            """, { DropoutTrial(of: $0).passes(but: .evaluation) }),
        .init(
          "only a probability of 0.5",
          explanation: """
            At 0.5 the probabilities of keeping and of dropping are the same, and so is every formula that confuses them. Use \
            one below and one above.
            """, { DropoutTrial(of: $0, probabilities: [0.5]).passes() }),
        .init(
          "a single seed",
          explanation: """
            A mask that is the same in every step has the right share, and trains a smaller network without any noise. Only two masks \
            tell.
            """, { DropoutTrial(of: $0).passes(but: .seeds) }),
        .init(
          "shares without elements",
          explanation: """
            The share of zeros says nothing about the scale of the rest. Without 1 / (1 − p), or with it twice, the share is right and \
            the mean is not.
            """, { DropoutTrial(of: $0).passes(but: .elements) }),
        .init(
          "neighbors are not looked at",
          explanation: """
            Dropping runs of neighbors (DropBlock) or whole vectors has the right share on average. It is another regularizer, made \
            for images.
            """, { DropoutTrial(of: $0).passes(but: .neighbors) }),
        .init(
          "0 and 1 are not tried",
          explanation: """
            At 1 the scale is 1 / 0, and a mask of zeros times it is NaN. At 0 nothing may change. Sweeps over p begin and end \
            there.
            """, { DropoutTrial(of: $0).passes(but: .ends) }),
      ],
      impostors: .init(zero: { _ in false }, notANumber: nil, identity: { _ in true }),
      probes: { seed in
        SuspectDropout.all(seed: seed).map { suspect in
          Probe(
            "\(suspect.isRight ? "right" : "wrong"): \(suspect.name), seed \(seed)",
            wanted: Answer(.word("the test", suspect.isRight ? "accepts" : "rejects"))
          ) { Answer(.word("the test", try $0(suspect.layer) ? "accepts" : "rejects")) }
        }
      })
  }
}

extension Lesson06Answers {
  /// A test of one layer, question by question, so that one can be left out.
  fileprivate struct DropoutTrial {
    enum Question { case evaluation, ends, elements, shares, neighbors, seeds, repeats, count }

    private let layer: DropoutUnderTest
    private let probabilities: [Double]
    private let input = (0..<500).map { Double($0 % 9) - 4.5 }

    init(of layer: @escaping DropoutUnderTest, probabilities: [Double] = [0.2, 0.6]) {
      self.layer = layer
      self.probabilities = probabilities
    }

    /// Whether the layer passes if some questions are not asked.
    func passes(but omitted: Question...) -> Bool {
      func holds(_ question: Question, _ condition: @autoclosure () -> Bool) -> Bool {
        omitted.contains(question) || condition()
      }
      guard holds(.evaluation, layer(input, 0.3, false, 1) == input),
        holds(.ends, layer(input, 0, true, 1) == input),
        holds(.ends, layer(input, 1, true, 1) == input.map { _ in 0 })
      else { return false }
      return probabilities.allSatisfy { p in
        let output = layer(input, p, true, 1)
        // One plain pass, since answers are not optimized in debug builds.
        var (zeros, pairs, isRight, place) = (0.0, 0.0, true, 0)
        while place < min(input.count, output.count) {
          if output[place] == 0 {
            zeros += 1
            if place > 0 && output[place - 1] == 0 { pairs += 1 }
          } else if !(abs(output[place] * (1 - p) - input[place]) < 1e-9) {
            isRight = false
          }
          place += 1
        }
        return holds(.count, output.count == input.count)
          && holds(.shares, abs(zeros / 500 - p) < 0.1)
          && holds(.neighbors, abs(pairs / max(zeros, 1) - p) < 0.1)
          && holds(.elements, isRight)
          && holds(.seeds, output != layer(input, p, true, 2))
          && holds(.repeats, output == layer(input, p, true, 1))
      }
    }
  }
}
