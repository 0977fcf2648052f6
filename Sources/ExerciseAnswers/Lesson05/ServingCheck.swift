import BatchNorm
public import Course
import TensorCore

/// A test of a model that serves requests: whether an answer depends on who else asks.
public typealias ServingTest =
  @Sendable (_ model: ([[Double]]) -> [[Double]], _ requests: [[Double]]) throws -> Bool

// solution begins
func answersEachAlone(model: ([[Double]]) -> [[Double]], requests: [[Double]]) throws -> Bool {
  let first = model(requests)
  let others = [
    model(requests), model(requests.reversed()).reversed(), requests.flatMap { model([$0]) },
  ]
  let size = first.flatMap { $0 }.map { abs($0) }.max() ?? 0
  for answers in others {
    for (answer, same) in zip(first.flatMap { $0 }, answers.flatMap { $0 }) {
      guard abs(answer - same) <= 1e-9 * size else { return false }
    }
  }
  return true
}
// solution ends

extension Lesson05Answers {
  /// Write the test that catches a model which is served in training mode.
  public static var servingCheck: Assignment<ServingTest> {
    Assignment<ServingTest>(
      Exercise(
        id: .exercise(5, 8), title: "The same request, the same answer",
        kind: .writeTest, minutes: 20, difficulty: .hard, fileName: "ServingCheck.swift",
        statement: """
          A model that was left in training mode answers a request differently with every batch that it comes in. No single \
          answer looks wrong, so write the test that finds it: given a model and five requests or more, say whether the \
          model may serve.

          A model takes a batch of requests, [request][feature], and returns as many answers, [request][output]. It may serve \
          if all answers are finite, and if each request gets the same answer wherever it is asked. Rounding may differ: \
          answers count as the same up to 10⁻⁹ of the largest magnitude among the model's answers, which may be any. A wrong \
          model is off by a thousandth of it or more, for one request or several, and shows it in at least one of these: \
          the batch as given, the same batch asked again, the batch in reverse order, or a request alone.

              model: { batch in batch.map { [$0[0] - mean(of: batch)] } }    // false
          """,
        hints: Exercise.Hints(
          nudge:
            "Which inputs did the model see beside the request, and what else may have changed between two calls?",
          approach: """
            Ask four times: all together, all together again, all in reverse, and each alone. Bring the answers into the order \
            of the requests and compare every output of every request.
            """,
          almostThere: """
            What a difference means depends on the size of the answers, so divide by the largest, or multiply the bound by it. \
            A NaN is neither larger nor smaller than any bound: ask whether the difference is small, not whether it \
            is large.
            """), forbidden: ["servingParity", "ServingParity"]),
      solution: answersEachAlone(model:requests:),
      alternative: { model, requests in
        let count = requests.count
        var asked: [[[Double]]] = [model(requests), model(requests)]
        var backward: [[Double]] = []
        for answer in model(Array(requests.reversed())) { backward.insert(answer, at: 0) }
        asked.append(backward)
        asked.append((0..<count).map { model([requests[$0]])[0] })
        let numbers = asked.map { $0.flatMap { $0 } }
        guard numbers.allSatisfy({ $0.allSatisfy(\.isFinite) }) else { return false }
        let largest = numbers[0].reduce(0) { max($0, abs($1)) }
        return numbers[0].indices.allSatisfy { place in
          let column = numbers.map { $0[place] }
          return (column.max() ?? 0) - (column.min() ?? 0) <= 1e-8 * largest
        }
      },
      mistakes: [
        .init(
          "nothing is asked alone",
          explanation: """
            The same batch in another order has the same mean and the same variance: batch norm in training mode passes. A \
            request needs other companions, or none.
            """,
          { serves($0, $1, asking: [.again, .reversed]) }),
        .init(
          "everything is asked once",
          explanation: """
            A model may answer right until it is asked the same batch a second time. The same batch has to be asked \
            again.
            """,
          { serves($0, $1, asking: [.reversed, .alone]) }),
        .init(
          "only the first request is compared",
          explanation: """
            A fault may hit some requests only, such as those behind the first, or the longest ones.
            """,
          { model, requests in serves(model, requests, places: 1) }),
        .init(
          "a fixed bound for differences",
          explanation: """
            10⁻⁶ is as large as an answer of a millionth, and less than what rounding may move in answers of ten millions. \
            A bound means something only beside the size of the answers.
            """,
          { serves($0, $1) { difference, _ in difference <= 1e-6 } }),
        .init(
          "answers have to be equal to the bit",
          explanation: """
            A matrix product of another size may add in another order. Answers then differ in the last bits without any fault, \
            and the test cries wolf.
            """,
          { serves($0, $1) { difference, _ in difference == 0 } }),
        .init(
          "NaN is let through",
          explanation: """
            “Fail if the difference is greater than the bound” never fails for NaN, which is greater than nothing. Ask \
            whether it is within the bound.
            """,
          { serves($0, $1) { difference, size in !(difference > 1e-9 * size) } }),
      ],
      impostors: .init(zero: { _, _ in false }, notANumber: nil, identity: { _, _ in true }),
      probes: { seed in
        SuspectModel.all(seed: seed).map { suspect in
          Probe(
            "\(suspect.mayServe ? "may serve" : "may not serve"): \(suspect.name), seed \(seed)",
            wanted: Answer(.word("the test", suspect.mayServe ? "accepts" : "rejects"))
          ) {
            let passes = try $0(suspect.make(), suspect.requests)
            return Answer(.word("the test", passes ? "accepts" : "rejects"))
          }
        }
      })
  }
}

extension Lesson05Answers {
  /// A way to ask the same requests once more.
  private enum Asking { case again, reversed, alone }

  /// The test, with what a mistake leaves out.
  private static func serves(
    _ model: ([[Double]]) -> [[Double]], _ requests: [[Double]],
    asking: [Asking] = [.again, .reversed, .alone], places: Int = .max,
    areSame: (_ difference: Double, _ size: Double) -> Bool = { $0 <= 1e-9 * $1 }
  ) -> Bool {
    let first = model(requests)
    let size = first.flatMap { $0 }.map { abs($0) }.max() ?? 0
    return asking.allSatisfy { way in
      let answers: [[Double]]
      switch way {
      case .again: answers = model(requests)
      case .reversed: answers = model(requests.reversed()).reversed()
      case .alone: answers = requests.flatMap { model([$0]) }
      }
      return zip(first, answers).prefix(places).allSatisfy { a, b in
        zip(a, b).allSatisfy { areSame(abs($0 - $1), size) }
      }
    }
  }
}
