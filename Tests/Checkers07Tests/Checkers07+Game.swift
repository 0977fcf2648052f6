import Answers07
import Course
import TensorCore
import TestSupport

// Answers to exercise E07.4.

extension Checkers07 {
  /// The game, with what an answer changes.
  private static func game(
    _ words: String, beta: @escaping @Sendable (Double) -> Double = { 1 / (1 + $0 * $0) },
    rate: @escaping @Sendable (_ round: Int) -> Double = { 0.1 / Double($0).squareRoot() },
    period: Int = 3, first: Int = 1, limit: Double = 1, epsilon: Double = 0,
    lastRound: Int = .max, momentum: Double = 0,
    maximum: @escaping @Sendable (_ old: Double, _ square: Double, _ round: Int) -> Double = {
      old, square, _ in max(old, square)
    },
    regret: @escaping @Sendable (_ paid: Double, _ slopes: Double, _ count: Int) -> Double = {
      ($0 + abs($1)) / Double($2)
    },
    finally: @escaping @Sendable (_ end: Double, _ regret: Double) -> (Double, Double) = {
      ($0, $1)
    }
  ) -> AnswerOnTrial {
    AnswerOnTrial(
      Lesson07Answers.losingGame, words,
      { slope, roundCount in
        var (place, square, largest, paid, slopes, mean) = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
        let beta = beta(slope)
        for round in 1...min(lastRound, roundCount) {
          let gradient = round % period == first ? slope : -1
          paid += gradient * place
          slopes += gradient
          mean = momentum * mean + (1 - momentum) * gradient
          square = beta * square + (1 - beta) * gradient * gradient
          largest = maximum(largest, square, round)
          place -= rate(round) * mean / (largest.squareRoot() + epsilon)
          place = min(limit, max(-limit, place))
        }
        let (end, cost) = finally(place, regret(paid, slopes, roundCount))
        return (end: end, regret: cost)
      })
  }

  static var wrongGames: [AnswerOnTrial] {
    let memory = AnswerMemory()
    return [
      game("β₂ = 1 / slope²", beta: { 1 / ($0 * $0 + 1e-9) }),
      game("β₂ = 0.1 for every slope", beta: { _ in 0.1 }),
      game("β₂ and 1 − β₂ change places", beta: { 1 - 1 / (1 + $0 * $0) }),
      game("a constant rate", rate: { _ in 0.1 }),
      game("a rate of 0.1 / t", rate: { 0.1 / Double($0) }),
      game("the rate counts from 0", rate: { 0.1 / Double(max(1, $0 - 1)).squareRoot() }),
      game("every fourth round", period: 4), game("the second round is the rare one", first: 2),
      game("the third round is the rare one", first: 0),
      game("no end to the places", limit: .infinity), game("places to 0.999", limit: 0.999),
      game("an epsilon of 10⁻⁶", epsilon: 1e-6), game("an epsilon of 10⁻⁸", epsilon: 1e-8),
      game("a hundred rounds at most", lastRound: 100),
      game("a thousand rounds at most", lastRound: 1000),
      game("the first moment of Adam", momentum: 0.9),
      game("the maximum fades", maximum: { old, square, _ in max(0.999 * old, square) }),
      game(
        "the maximum of a hundred rounds",
        maximum: { old, square, round in round % 100 == 0 ? square : max(old, square) }),
      game("the smallest", maximum: { old, square, _ in old == 0 ? square : min(old, square) }),
      game("the mean of both", maximum: { old, square, _ in (max(old, square) + square) / 2 }),
      game(
        "a corrected maximum",
        maximum: { old, square, round in max(old, square / (1 - .pow(0.1, round))) }),
      game("slope² at once", maximum: { old, square, _ in max(old, square, 9) }),
      game(
        "the maximum of the first three rounds",
        maximum: { old, square, round in
          round <= 3 ? max(old, square) : old
        }),
      game("the regret in all", regret: { paid, slopes, _ in paid + abs(slopes) }),
      game("what was paid alone", regret: { paid, _, count in paid / Double(count) }),
      game(
        "the regret never below 0",
        regret: { paid, slopes, count in
          max(0, paid + abs(slopes)) / Double(count)
        }, finally: { end, regret in (end, regret.rounded()) }),
      game(
        "the regret against the worst",
        regret: { paid, slopes, count in
          (paid - abs(slopes)) / Double(count)
        }),
      game("always −1", finally: { _, regret in (-1, regret) }),
      game("parts change places", finally: { ($1, $0) }),
      game(
        "in single precision",
        finally: { (Double(Float($0)), Double(Float($1))) }),
      game("right once", finally: { memory.next() > 52 ? ($0, 0) : ($0, $1) }),
      game("infinite", finally: { _, _ in (-.infinity, .infinity) }),
    ]
  }

  static var rightGames: [AnswerOnTrial] {
    let exercise = Lesson07Answers.losingGame
    return [
      game("a maximum"),
      game("a comparison", maximum: { old, square, _ in old < square ? square : old }),
      game("β₂ as a power", beta: { .pow(1 + $0 * $0, -1) }),
      game(
        "no regret of no rounds",
        regret: { paid, slopes, count in
          slopes > 0 ? (paid + slopes) / Double(count) : (paid - slopes) / Double(count)
        }),
      AnswerOnTrial(
        exercise, "lists of all rounds",
        { slope, roundCount in
          let gradients = (0..<roundCount).map { $0 % 3 == 0 ? slope : -1 }
          var squares: [Double] = []
          var bounds: [Double] = []
          let kept = 1 / (1 + slope * slope)
          for gradient in gradients {
            squares.append((squares.last ?? 0) * kept + gradient * gradient * (1 - kept))
            bounds.append(max(bounds.last ?? 0, squares[squares.count - 1]))
          }
          var places = [0.0]
          for (round, gradient) in gradients.enumerated() {
            let step = gradient / (bounds[round] * Double(round + 1)).squareRoot() / 10
            places.append(min(max(places[round] - step, -1), 1))
          }
          let paid = zip(gradients, places).map { $0 * $1 }.reduce(0, +)
          let best = min(gradients.reduce(0, +), -gradients.reduce(0, +))
          return (places[roundCount], (paid - best) / Double(roundCount))
        }),
    ]
  }
}
