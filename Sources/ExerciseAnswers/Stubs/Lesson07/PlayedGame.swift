// E07.4 · The game that Adam loses
// repair · 15 minutes · medium
//
// In round t, from 1, a player stands at x in −1 … 1 and pays slope · x if t mod 3 = 1, and −x
// otherwise. With a slope of 3 the place −1 is best, and yet Adam walks to +1: the rare large
// gradient makes the second moment large in just the round in which it counts, and is forgotten
// before the next one.
//
// Repair the code below: AMSGrad divides by the root of the largest second moment so far, which
// never falls. The moving mean itself goes on as before. The rest is right: β₁ = 0, β₂ = 1 / (1 +
// slope²), no bias correction, no ε, a rate of 0.1 / √t, and places beyond −1 and 1 are cut off.
// The regret is what was paid, less what the best fixed place of −1 and 1 would have paid, in the
// mean of the rounds.
//
//     slope 3, 3000 rounds    // as given at 1, regret 0.644; repaired at −0.999, regret 0.0628
//
// Check it with `./learn check E07.4`, or after every save with `./learn watch E07.4`.
// When you are stuck: `./learn hint E07.4`.

import Course
import Optimizers
import TensorCore

/// Where a game of many rounds ends, and how much each round costs beyond the best fixed place.
///
/// - Parameters:
///   - slope: What a place costs in every third round, from the first; positive.
///   - roundCount: How many rounds are played; positive.
/// - Returns: The last place, and the mean regret of a round.
/// - Throws: Nothing as it stands; your code may.
public func playedGame(slope: Double, roundCount: Int) throws -> (end: Double, regret: Double) {
  let beta = 1 / (1 + slope * slope)
  var (place, square, paid, slopes) = (0.0, 0.0, 0.0, 0.0)
  for round in 1...roundCount {
    let gradient = round % 3 == 1 ? slope : -1
    paid += gradient * place
    slopes += gradient
    square = beta * square + (1 - beta) * gradient * gradient
    place -= 0.1 / Double(round).squareRoot() * gradient / square.squareRoot()
    place = min(1, max(-1, place))
  }
  return (place, (paid + abs(slopes)) / Double(roundCount))
}
