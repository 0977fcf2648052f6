public import Course
import TensorCore

/// Masks of three ways to prune, each a list of ones and zeros for each layer.
public typealias PrunedMasks = (
  together: [[Double]], perLayer: [[Double]], atRandom: [[Double]]
)

/// Chooses which weights go, in three ways.
public typealias PruningFunction =
  @Sendable (_ layers: [[Double]], _ prunedShare: Double, _ draws: [[Double]]) throws -> PrunedMasks

// solution begins
func prunedMasks(
  layers: [[Double]], prunedShare: Double, draws: [[Double]]
) throws -> (together: [[Double]], perLayer: [[Double]], atRandom: [[Double]]) {
  func mask(_ scores: [Double], pruning count: Int) -> [Double] {
    let order = scores.indices.sorted { (scores[$0], $0) < (scores[$1], $1) }
    var mask = [Double](repeating: 1, count: scores.count)
    for place in order.prefix(count) { mask[place] = 0 }
    return mask
  }
  func prunedCount(of count: Int) -> Int {
    Int((prunedShare * Double(count)).rounded(.toNearestOrEven))
  }
  let sizes = layers.map { $0.map(\.magnitude) }
  let all = sizes.flatMap { $0 }
  var rest = mask(all, pruning: prunedCount(of: all.count))[...]
  let together = sizes.map { layer in
    defer { rest = rest.dropFirst(layer.count) }
    return Array(rest.prefix(layer.count))
  }
  let perLayer = sizes.map { mask($0, pruning: prunedCount(of: $0.count)) }
  // As many of each layer as under the first mask, so that only the places differ.
  let atRandom = zip(draws, together).map { numbers, model in
    mask(numbers, pruning: model.count { $0 == 0 })
  }
  return (together, perLayer, atRandom)
}
// solution ends

extension Lesson10Answers {
  /// Prune in three ways that can be compared.
  public static var pruning: Assignment<PruningFunction> {
    Assignment<PruningFunction>(
      Exercise(
        id: .exercise(10, 6), title: "Prune differently",
        kind: .implement, minutes: 20, difficulty: .medium, fileName: "PrunedMasks.swift",
        statement: """
          Whether a lottery ticket wins depends on which weights were pruned, and on what its rival was. Write three ways to choose. Each gives a mask: for each layer a list with a 1 where a weight \
          stays, and a 0 where it goes.

          Together: of all weights of all layers, those of the least magnitude go (PyTorch: global_unstructured). Per layer: of each layer by itself those of the least magnitude go \
          (l1_unstructured). Of n weights, the share times n go, rounded to the nearest whole number, halves to the even one as Python's round does; n counts all weights for the first way \
          and a layer's for the second. Where weights are equal in magnitude, the earlier goes first, and the layers are in order.

          At random: a fair rival of the first mask. Each layer loses as many weights as it loses in the first mask, those with the least draws: a number from 0 up to 1 was drawn for each weight.

              layers [[3, −1, 2], [0.5, 0.1]], share 0.4, draws [[0.9, 0.2, 0.1], [0.7, 0.3]]
              // together [[1, 1, 1], [0, 0]], per layer [[1, 0, 1], [1, 0]]
              // at random [[1, 1, 1], [0, 0]]
          """,
        hints: Exercise.Hints(
          nudge:
            "All three ways order something and take from its lower end. What do they order, over which weights, and how many do they take?",
          approach: """
            Write one function that gets a list of scores and a number, and returns a mask. Then call it three times: with all magnitudes in one list, with those of a layer, with the draws of \
            a layer.
            """,
          almostThere: """
            Sort places, not weights, and let the place decide between equal scores. The mask of all layers has to be cut into layers again, and the zeros in each piece are the numbers \
            that the third way needs.
            """), forbidden: ["MagnitudePruning", "LotteryTicket"]),
      solution: { try prunedMasks(layers: $0, prunedShare: $1, draws: $2) },
      alternative: { layers, share, draws in
        // A weight goes if fewer come before it than are to go.
        func masks(_ scores: [[Double]], _ count: Int) -> [[Double]] {
          let places = scores.enumerated().flatMap { layer, scores in
            scores.enumerated().map { (score: $1, layer: layer, place: $0) }
          }
          var masks = scores.map { $0.map { _ in 1.0 } }
          for goes in places.sorted(by: { $0 < $1 }).dropLast(places.count - count) {
            masks[goes.layer][goes.place] = 0
          }
          return masks
        }
        func rounded(_ count: Int) -> Int {
          let wanted = share * Double(count)
          let below = Int(wanted)
          let rest = wanted - Double(below)
          return rest > 0.5 || (rest == 0.5 && below % 2 == 1) ? below + 1 : below
        }
        let sizes = layers.map { $0.map { $0 < 0 ? -$0 : $0 } }
        let together = masks(sizes, rounded(layers.reduce(0) { $0 + $1.count }))
        let random = layers.indices.flatMap { layer in
          masks(
            [draws[layer]], together[layer].count - Int(together[layer].reduce(0, +)))
        }
        return (together, sizes.flatMap { masks([$0], rounded($0.count)) }, random)
      },
      mistakes: [
        .init(
          "the largest go",
          explanation: """
            The sort is the wrong way round, or the mask is: a 1 stands where a weight stays.
            """, { Pruning(score: { -abs($0) }).masks($0, $1, $2) }),
        .init(
          "the sign is kept",
          explanation: """
            −3 is far below 0.1 in order, and far above it in what it does. The magnitude decides.
            """, { Pruning(score: { $0 }).masks($0, $1, $2) }),
        .init(
          "the share that stays",
          explanation: """
            The given share goes. A sparsity of 0.9 leaves a tenth; papers also speak of the share that is kept.
            """, { Pruning().masks($0, 1 - $1, $2) }),
        .init(
          "rounded down",
          explanation: """
            Int(…) cuts off. Of 5 weights and a share of 0.35 two go, since 1.75 is closer to 2.
            """, { Pruning(rounding: .down).masks($0, $1, $2) }),
        .init(
          "halves are rounded up",
          explanation: """
            Swift's rounded() takes 2.5 to 3, Python's round to 2. It is one weight, and the comparison with PyTorch's mask fails on it.
            """, { Pruning(rounding: .toNearestOrAwayFromZero).masks($0, $1, $2) }),
        .init(
          "all that equal the threshold go",
          explanation: """
            With a threshold in place of an order all weights at it go, more than were asked for. Weights that were quantized or set to 0 are equal often.
            """, { Pruning(tiesGo: true).masks($0, $1, $2) }),
        .init(
          "of equal ones the later goes first",
          explanation: """
            The order of places decides between equal magnitudes. With the later first the number is right, and another weight goes.
            """, { Pruning(laterFirst: true).masks($0, $1, $2) }),
        .init(
          "per layer with the order of all",
          explanation: """
            A layer with small weights loses them all, and others none. Per layer each loses the same share of its own.
            """, { Pruning(perLayer: .together).masks($0, $1, $2) }),
        .init(
          "the random rival loses the same share of each layer",
          explanation: """
            The first mask takes more from some layers than from others. A rival with equal shares differs in that as well, and a difference in loss has two causes.
            """, { Pruning(random: .shares).masks($0, $1, $2) }),
        .init(
          "the random rival is drawn from all layers together",
          explanation: """
            It keeps as many weights in all, but not in each layer. Whether the places matter, or only how many a layer keeps, cannot be told.
            """, { Pruning(random: .together).masks($0, $1, $2) }),
        .init(
          "each weight goes by its own draw",
          explanation: """
            Draws below the share are as many on average, and not exactly. With few weights that are kept the rival has more or fewer of them.
            """, { Pruning(random: .threshold).masks($0, $1, $2) }),
      ],
      impostors: .init(
        zero: { layers, _, _ in
          let zeros = layers.map { $0.map { _ in 0.0 } }
          return (zeros, zeros, zeros)
        },
        notANumber: { layers, _, _ in
          let none = layers.map { $0.map { _ in Double.nan } }
          return (none, none, none)
        },
        identity: { layers, _, draws in (layers, layers, draws) }),
      probes: { seed in
        PruningCase.all(seed: seed).map { example in
          let right = Pruning().masks(example.layers, example.share, example.draws)
          return Probe(example.name, wanted: PruningCase.answer(right, right: right)) {
            PruningCase.answer(
              try $0(example.layers, example.share, example.draws), right: right)
          }
        }
      })
  }
}
