public import Course
import TensorCore

/// Where a game of many rounds ends, and how much each round costs beyond the best fixed place.
public typealias GameFunction =
  @Sendable (_ slope: Double, _ roundCount: Int) throws -> (end: Double, regret: Double)

// solution begins
func playedGame(slope: Double, roundCount: Int) throws -> (end: Double, regret: Double) {
  let beta = 1 / (1 + slope * slope)
  var (place, square, largest, paid, slopes) = (0.0, 0.0, 0.0, 0.0, 0.0)
  for round in 1...roundCount {
    let gradient = round % 3 == 1 ? slope : -1
    paid += gradient * place
    slopes += gradient
    square = beta * square + (1 - beta) * gradient * gradient
    largest = max(largest, square)
    place -= 0.1 / Double(round).squareRoot() * gradient / largest.squareRoot()
    place = min(1, max(-1, place))
  }
  return (place, (paid + abs(slopes)) / Double(roundCount))
}
// solution ends

extension Lesson07Answers {
  /// Repair Adam on a game in which it walks to the wrong end.
  public static var losingGame: Assignment<GameFunction> {
    Assignment<GameFunction>(
      Exercise(
        id: .exercise(7, 4), title: "The game that Adam loses",
        kind: .repair, minutes: 15, difficulty: .medium, fileName: "PlayedGame.swift",
        statement: """
          In round t, from 1, a player stands at x in −1 … 1 and pays slope · x if t mod 3 = 1, and −x otherwise. With a slope of 3 the \
          place −1 is best, and yet Adam walks to +1: the rare large gradient makes the second moment large in just the round in which it \
          counts, and is forgotten before the next one.

          Repair the code below: AMSGrad divides by the root of the largest second moment so far, which never falls. The moving mean \
          itself goes on as before. The rest is right: β₁ = 0, β₂ = 1 / (1 + slope²), no bias correction, no ε, a rate of \
          0.1 / √t, and places beyond −1 and 1 are cut off. The regret is what was paid, less what the best fixed place of −1 and 1 \
          would have paid, in the mean of the rounds.

              slope 3, 3000 rounds    // as given at 1, regret 0.644; repaired at −0.999, regret 0.0628
          """,
        hints: Exercise.Hints(
          nudge: "What does the code divide the gradient 3 by, and what the gradients −1?",
          approach: """
            One more number has to outlive the round. It takes up each new second moment that is larger than itself, and it alone \
            divides.
            """,
          almostThere: """
            Keep the moving mean as it is, and next to it a maximum that begins at 0. Take the maximum right behind the mean, so that it \
            knows this round's gradient, and put it under the root.
            """), forbidden: ["AMSGrad", "Adam"]),
      solution: { try playedGame(slope: $0, roundCount: $1) },
      alternative: { slope, roundCount in
        var (place, total, last, bound) = (0.0, 0.0, 0.0, 0.0)
        for round in 0..<roundCount {
          let isRare = round.isMultiple(of: 3)
          total += isRare ? slope * place : -place
          let gradient = isRare ? slope : -1
          last += (gradient * gradient - last) * slope * slope / (1 + slope * slope)
          if last > bound { bound = last }
          place -= gradient / (100 * Double(round + 1) * bound).squareRoot()
          if abs(place) > 1 { place = place < 0 ? -1 : 1 }
        }
        let rare = (roundCount + 2) / 3
        let fixed = Double(rare) * slope - Double(roundCount - rare)
        return (end: place, regret: (total + max(fixed, -fixed)) / Double(roundCount))
      },
      handedOut: { Game().outcome($0, $1) },
      mistakes: [
        .init(
          "the maximum is fed back into the mean",
          explanation: """
            The next moving mean then starts from the maximum and not from the mean. The two agree while the mean rises, and \
            differ as soon as it would have fallen and risen again.
            """, { Game(maximum: .fedBack).outcome($0, $1) }),
        .init(
          "the largest gradient instead of the largest mean",
          explanation: """
            AMSGrad keeps the largest second moment, which is a mean. The largest squared gradient is larger by 1 / (1 − β₂) in \
            the first round: at β₂ = 0.999 a thousand times.
            """, { Game(maximum: .gradients).outcome($0, $1) }),
        .init(
          "the maximum is one round late",
          explanation: """
            Divided by the maximum before this round, the first gradient meets a 0 there, or whatever replaced it, and a spike is not \
            held down in the round in which it strikes.
            """, { Game(maximum: .late).outcome($0, $1) }),
        .init(
          "all squares are added up",
          explanation: """
            That is Adagrad. It walks to the right side, but its divisor grows without end, and with the rate 0.1 / √t on top the \
            steps shrink as 1 / t: after 3000 rounds it is still far from −1.
            """, { Game(maximum: .sum).outcome($0, $1) }),
        .init(
          "a longer memory in place of the maximum",
          explanation: """
            β₂ = 0.999 wins this game too, since it remembers a large gradient for three rounds. For each β₂ there is a game with a \
            rarer, larger gradient that loses it; a maximum never forgets.
            """, { Game(beta: 0.999).outcome($0, $1) }),
        .init(
          "the root of the maximum is forgotten",
          explanation: """
            The second moment is a mean of squares. Only its root has the gradient's unit, so that the step keeps the size \
            of the rate.
            """, { Game(maximum: .withoutRoot).outcome($0, $1) }),
        .init(
          "paid after the move",
          explanation: """
            Online regret is what the place cost at which the player stood when the round came. Paid after the step, it moves with \
            the round's slope already known.
            """, { Game(maximum: .right, paysLate: true).outcome($0, $1) }),
        .init(
          "the regret against −1 alone",
          explanation: """
            With a slope below 2 the place +1 is the better one in the long run. Which place was best is known only at the end, \
            from the sum of the slopes.
            """, { Game(maximum: .right, comparesWithLeft: true).outcome($0, $1) }),
      ],
      impostors: .init(
        zero: { _, _ in (0, 0) }, notANumber: { _, _ in (.nan, .nan) },
        identity: { slope, _ in (slope, slope) }),
      probes: { seed in
        var generator = SplitMix64(seed: seed)
        let drawn = (2.2 + 6 * generator.uniform(), 400 + generator.uniform(below: 300))
        let cases: [(Double, Int)] = [
          (3, 1), (3, 2), (3, 3), (3, 5), (1.5, 4), (3, 12), (0.5, 34), (10, 101), (2.5, 257),
          (1.5, 130), (40, 63), (0.05, 7), (0.5, 400),
          (generator.uniform(), 20 + generator.uniform(below: 20)), drawn,
          (3, seed == 1 ? 1003 : 20),
        ]
        return cases.map { slope, count in
          Probe(
            "slope \(Answer.text(slope)), \(count) rounds",
            wanted: answer(Game(maximum: .right).outcome(slope, count)), within: 1e-9, floor: 1e-2
          ) { answer(try $0(slope, count)) }
        }
      })
  }

  private static func answer(_ outcome: (end: Double, regret: Double)) -> Answer {
    Answer(.number("end", outcome.end), .number("regret", outcome.regret))
  }
}

extension Lesson07Answers {
  /// The game of exercise E07.4, with what a mistake changes.
  fileprivate struct Game {
    enum Maximum { case none, right, fedBack, gradients, late, sum, withoutRoot }

    var maximum = Maximum.none
    var beta: Double?
    var paysLate = false
    var comparesWithLeft = false

    func outcome(_ slope: Double, _ roundCount: Int) -> (end: Double, regret: Double) {
      let beta = beta ?? 1 / (1 + slope * slope)
      var (place, square, largest, paid, slopes) = (0.0, 0.0, 0.0, 0.0, 0.0)
      for round in 1...roundCount {
        let gradient = round % 3 == 1 ? slope : -1
        if !paysLate { paid += gradient * place }
        slopes += gradient
        square = beta * square + (1 - beta) * gradient * gradient
        let before = largest
        switch maximum {
        case .none: largest = square
        case .gradients: largest = max(largest, gradient * gradient)
        case .sum: largest += gradient * gradient
        case .right, .late, .fedBack, .withoutRoot: largest = max(largest, square)
        }
        if maximum == .fedBack { square = largest }
        let divisor = maximum == .late && before > 0 ? before : largest
        let root = maximum == .withoutRoot ? divisor : divisor.squareRoot()
        place -= 0.1 / Double(round).squareRoot() * gradient / root
        place = min(1, max(-1, place))
        if paysLate { paid += gradient * place }
      }
      let best = comparesWithLeft ? -slopes : -abs(slopes)
      return (place, (paid - best) / Double(roundCount))
    }
  }
}
