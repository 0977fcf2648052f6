import Approximation
import Course
import Perceptron
import TensorCore
import TestSupport
import Testing

// Linear regions: how many there can be, and how many there are.

extension Lesson10Interview {
  @Test(
    .interview(
      .question(10, 22), level: .derive, minutes: 5,
      question:
        "A ReLU network with two inputs and eight hidden units: into how many linear regions can it cut the plane, in one layer and in two layers of four?",
      answer: """
        In one layer at most {one layer}, as each unit draws a line that cuts what it crosses. A further line that crosses k others adds k + 1 regions, which sums up to 1 + 8 + 28. Lines in general position reach that. \
        In two layers of four no more than {upper bound}, as each of at most 11 regions of the first can be cut by the second into 11 again; and a construction by folding is known with {lower bound} (Montúfar and others, 2014). \
        Not every pattern of on and off occurs.
        """,
      whiteboard: """
        n lines: R(n) = R(n − 1) + n,  R(0) = 1  ⇒  1 + n + n(n − 1)/2 = Σ C(n, j), j ≤ 2
        n = 8: 37;   n = 4: 11
        two layers of 4: between ⌊4/2⌋² · 11 = 44 (reached by some) and 11 · 11 = 121
        """,
      commonMistake: "256, since each of eight units is on or off.",
      otherMistakes: [
        "16, two for each unit.":
          "A new line cuts every region that it crosses, so it adds more the more lines there are: one line makes 2 regions, two make 4, three make 7, and eight make {one layer}.",
        "Two layers of four have as many as one of eight, since there are as many units.":
          "A unit of the second layer can cut again within each of the 11 regions of the first, so its lines bend: {lower bound} regions are known by folding, and one layer of eight never has more than {one layer}.",
      ],
      refutation: """
        Ten random layers of eight units cut a square of half-width 1,000 into at most {found, one layer} regions, ten random networks of two layers of four into at most {found, two layers} and on average {mean, two layers|3}: about as many as one layer of eight, and far from {upper bound}.
        """,
      followUps: [
        "And with d inputs?": """
        One layer of n: the sum of C(n, j) for j up to d (Zaslavsky, 1975), which is 2ⁿ only if n is at most d.
        """,
        "Do more regions mean a better network?": """
        No. They bound how complicated the function can be. Two networks with equally many regions can be as different as a fit and noise.
        """,
      ]))
  func `eight lines cut the plane into 37, not 256`() {
    evidence("one layer", RegionBounds.oneLayer(unitCount: 8, dimension: 2))
    let lower = RegionBounds.deepLowerBound(hiddenWidths: [4, 4], dimension: 2)
    let upper = RegionBounds.deepUpperBound(hiddenWidths: [4, 4], dimension: 2)
    evidence("lower bound", lower)
    evidence("upper bound", upper)
    #expect(lower == 44 && upper == 121)
    var generator = SplitMix64(seed: 22)
    func counts(_ widths: [Int]) -> [Int] {
      (0..<10).map { _ in
        let network = MultilayerPerceptron(
          widths: widths, nonlinearity: .relu, using: &generator)
        return PlaneRegions(of: network, over: -1e3...1e3).regions.count
      }
    }
    let (one, two) = (counts([2, 8, 1]), counts([2, 4, 4, 1]))
    evidence("found, one layer", one.max() ?? 0)
    evidence("found, two layers", two.max() ?? 0)
    evidence("mean, two layers", Double(two.reduce(0, +)) / 10)
    #expect(one.allSatisfy { $0 <= 37 } && (one.max() ?? 0) >= 35)
    #expect(two.allSatisfy { Double($0) < lower } && two.reduce(0, +) < 370)
  }

  @Test(
    .interview(
      .question(10, 35), level: .explain, minutes: 3,
      question:
        "The possible number of linear pieces grows exponentially with depth. How many does a network have when training begins?",
      answer: """
        About as many as it has units, or fewer. With usual random weights their mean grows at most in proportion to the number of units, whatever the depth (Hanin and Rolnick, 2019). \
        To double the pieces with each layer, every layer has to fold the whole range onto itself, and random weights do not do that. \
        So the exponential bound says what weights of a special kind can do. It is no measure of what a trained network makes of its depth.
        """,
      commonMistake:
        "A deep network starts with exponentially many pieces, and training picks from them.",
      otherMistakes: [
        "It has one piece, since the biases are small.":
          "Small biases move the kinks toward 0 and do not remove them; even with biases of 0 a ReLU has its kink at 0. Three layers of 16 start with {mean, 3|3} regions on average.",
        "It has as many pieces as parameters.":
          "A kink is made by a unit and not by each of its weights: six layers of 8 have 385 parameters with biases, 48 units, and {mean, 6|3} regions on average when training begins.",
      ],
      refutation: """
        48 units on a line from −10 to 10, mean of 20 starts: in one layer {mean, 1|3} regions of at most {bound, 1}, in three layers of 16 {mean, 3|3} of at most {bound, 3}, in six of 8 {mean, 6|3} of at most {bound, 6}. Six tents in a row, 12 units, have {sawtooth}.
        """,
      followUps: [
        "Does training make them many?": """
        Hanin and Rolnick found the count to stay far below the exponential bound during training as well, in the networks that they looked at.
        """,
        "How do you count without sampling?": """
        On a line: layer by layer, cut each stretch where a pre-activation passes 0. Sampling misses narrow pieces.
        """,
      ]))
  func `random depth makes no more pieces than units`() {
    var generator = SplitMix64(seed: 35)
    for widths in [[48], [16, 16, 16], Array(repeating: 8, count: 6)] {
      let counts = (0..<20).map { _ in
        let network = MultilayerPerceptron(
          widths: [1] + widths + [1], nonlinearity: .relu, using: &generator)
        return Pieces(of: network, over: -10...10).regions.count
      }
      let mean = Double(counts.reduce(0, +)) / 20
      evidence("mean, \(widths.count)", mean)
      evidence("bound, \(widths.count)", Pieces.bound(hiddenWidths: widths))
      #expect(mean <= 49 && mean > 3)
    }
    let saw = Pieces(of: Sawtooth(compositionCount: 6).network, over: 0...1).pieces.count
    evidence("sawtooth", saw)
    #expect(saw == 64)
  }
}
