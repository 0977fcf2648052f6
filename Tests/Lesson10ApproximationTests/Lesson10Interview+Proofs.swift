import Approximation
import Course
import Perceptron
import TensorCore
import TestSupport
import Testing

// Proofs that are constructions: pieces, steps and boxes.

extension Lesson10Interview {
  @Test(
    .interview(
      .question(10, 26), level: .derive, minutes: 5,
      question:
        "Prove on the whiteboard that one hidden layer of ReLUs approximates every continuous function on [0, 1].",
      answer: """
        Join the function's values at n + 1 equal knots by straight lines. That is a network with n ReLUs. Each unit starts at a knot, relu(x − xᵢ), and its output weight is the change of slope there, sᵢ − sᵢ₋₁; the output bias is the first value. \
        On a closed interval a continuous function is uniformly continuous: for every ε there is an n so that within a piece it varies by less than ε. There the line lies between the values at the ends, so the error is below ε.
        """,
      whiteboard: """
        f(x) ≈ y₀ + Σ (sᵢ − sᵢ₋₁) relu(x − xᵢ),   sᵢ = (yᵢ₊₁ − yᵢ)/(xᵢ₊₁ − xᵢ),   s₋₁ = 0
        slope right of xᵢ: the sum of the changes up to i is sᵢ
        |f(x) − line(x)| ≤ greatest variation of f within a piece < ε
        """,
      commonMistake: "The output weights are the slopes of the pieces.",
      otherMistakes: [
        "By Taylor's theorem: every continuous function is nearly a polynomial around 0.":
          "Taylor needs derivatives, and comes near only around its point: |x − 1/3| has no derivative at 1/3. And a polynomial is not yet a network of ReLUs.",
        "It needs a second derivative, for the bound M h²/8.":
          "The second derivative gives the rate n⁻²; for convergence, uniform continuity is enough. √|x − 1/3| has no derivative at 1/3, and from 16 to 256 pieces the error falls from {error, 16|3} to {error, 256|3}.",
      ],
      refutation: """
        √|x − 1/3| has no derivative at 1/3, and 16, 64 and 256 pieces are off by {error, 16|3}, {error, 64|3} and {error, 256|3}. \
        Network and interpolation differ by {network} for 16. With slopes in place of their changes the same network is off by {slopes|3}: a unit does not stop at the end of its piece, so all slopes so far add up.
        """,
      followUps: [
        "How do you get from one input to many?": """
        Not by the same formula. A common way: sums of functions of one number, g(w · x), such as cosines, come near every continuous function on a compact set, and each of them is a one-dimensional problem along w.
        """,
        "How fast does the error fall?": """
        Like n⁻² with a bounded second derivative. Without it at least as fast as the greatest change of the function over a length 1/n: for the root above like n^−½ on equal knots.
        """,
      ]))
  func `one ReLU for each change of slope is the interpolation`() {
    func root(_ x: Scalar) -> Scalar { abs(x - 1 / 3).squareRoot() }
    func pieces(_ count: Int) -> PiecewiseLinear {
      PiecewiseLinear(interpolating: root, over: 0...1, pieceCount: count)
    }
    let errors = [16, 64, 256].map { count in
      let error = pieces(count).greatestError(to: root)
      evidence("error, \(count)", error)
      return error
    }
    #expect(errors[1] < 0.7 * errors[0] && errors[2] < 0.7 * errors[1])
    let curve = pieces(16)
    var network = curve.network
    let x = Tensor.linearlySpaced(from: 0, through: 1, count: 301).scalars
    func difference(_ network: MultilayerPerceptron) -> Scalar {
      zip(values(network, x), x).reduce(0) { max($0, abs($1.0 - curve($1.1))) }
    }
    evidence("network", difference(network), atMost: 1e-12)
    network.layers[1].weight = Tensor(curve.slopes).reshaped(to: [1, 16])
    let wrong = difference(network)
    evidence("slopes", wrong)
    #expect(wrong > 0.5)
  }

  @Test(
    .interview(
      .question(10, 27), level: .derive, minutes: 5,
      question:
        "Show that two hidden layers of threshold units approximate every continuous function on the unit cube in d dimensions. How many units does that take?",
      answer: """
        Cut every axis into m parts by a first layer of d(m − 1) units. They say on which side of each grid line a point lies. A second layer has a unit for each of the mᵈ boxes: an AND, which fires where all sides are those of its box. \
        The output weight of a box is the function's value in its middle. The error is at most what the function varies within half a box, so it goes to 0 with m. The price is mᵈ units, exponential in d.
        """,
      whiteboard: """
        layer 1: step(xₐ − j/m),  a = 1 … d,  j = 1 … m − 1
        layer 2: AND of at most 2d sides = step(Σ ± sides − (number of + − ½))
        output:  Σ over boxes f(middle) · box
        """,
      commonMistake: "A bump along each axis, added up, is a bump over the box.",
      otherMistakes: [
        "One hidden layer of thresholds cannot approximate functions of two inputs.":
          "It can: sums of steps along many directions are universal (Leshno and others, 1993). Two layers are only the simpler picture, in which each box has a unit of its own.",
        "d · m units suffice, as each axis is handled by itself.":
          "Units that each see one axis add up to g(x) + h(y), and xy is no such sum. That a point lies in a box is an AND over the axes, and there are mᵈ boxes.",
      ],
      refutation: """
        A bump along x plus a bump along y is {center|3} in the middle and {arm|3} all along the arms of a cross, not 0: it takes a threshold above 1, the AND of the second layer, to cut the arms off. \
        For the product of 0.5 + xᵢ with m = 8, one, two and three inputs take {units, 1}, {units, 2} and {units, 3} units in the second layer, with errors of {error, 1|3}, {error, 2|3} and {error, 3|3} at 500 random points.
        """,
      followUps: [
        "Does one hidden layer need the boxes too?": """
        No. Thresholds in one layer are universal as well (Leshno and others, 1993), but without such a simple picture.
        """,
        "Can a cleverer construction avoid the exponent?": """
        Not for all smooth targets: with weights that depend continuously on the target, n of them leave an error of at least the order n^(−s/d) for s derivatives in the worst case (DeVore, Howard and Micchelli, 1989). Targets with more structure are cheaper.
        """,
      ]))
  func `boxes need an AND, and m to the power of d of them`() {
    func function(_ point: [Scalar]) -> Scalar { point.reduce(1) { $0 * (0.5 + $1) } }
    var generator = SplitMix64(seed: 27)
    for dimension in 1...3 {
      let boxes = Boxes(approximating: function, dimension: dimension, countPerAxis: 8)
      let points = Tensor.uniform([500, dimension], using: &generator)
      let outputs = boxes.network(points).scalars
      let error = outputs.enumerated().reduce(0 as Scalar) { greatest, output in
        let point = (0..<dimension).map { points[output.offset, $0] }
        return max(greatest, abs(output.element - function(point)))
      }
      evidence("units, \(dimension)", boxes.boxCount)
      evidence("error, \(dimension)", error)
      // Over half a box each factor varies by 1/16 at most, and none exceeds 1.5.
      #expect(error <= Scalar(dimension) / 16 * Scalar.pow(1.5, dimension - 1) + 1e-9)
    }
    let bump = Staircase.bump(over: 0.4...0.6, steepness: 200)
    let along = values(bump, [0.5, 0.9])
    evidence("center", along[0] + along[0])
    evidence("arm", along[0] + along[1])
    #expect(abs(along[0] + along[1] - 1) < 1e-6 && abs(2 * along[0] - 2) < 1e-6)
  }

  @Test(
    .interview(
      .question(10, 33), level: .explain, minutes: 3,
      question:
        "Hidden units are steps, or they are ReLUs. How does the error of n of them fall on a smooth function of one number?",
      answer: """
        With steps like 1/n, with ReLUs like 1/n². n steps make a function that is constant on n + 1 stretches, and within one of length h a function of slope M varies by M h, so the middle value misses half of it. \
        ReLUs make straight lines, which follow the slope and miss the curvature: M₂ h²/8. So for a hundredth of the error steps take a hundred times as many units, ReLUs ten times.
        """,
      commonMistake: "The activation changes the constant, not the rate.",
      otherMistakes: [
        "Steps are better, since they can jump.":
          "A smooth function has no jump to be met. Between its jumps a step is flat and misses half of the rise: on the sine 64 cells of steps leave {steps, 64|3}, 64 straight pieces {ReLUs, 64|3}.",
        "ReLUs need more units, since they have no upper bound.":
          "Each unit only adds its change of slope, so the later ones cancel what grows, at no extra cost: 16 straight pieces are off by {ReLUs, 16|3}, 64 cells of steps by {steps, 64|3}.",
      ],
      refutation: """
        One period of the sine: 16, 32 and 64 cells of steps are off by {steps, 16|3}, {steps, 32|3} and {steps, 64|3}; as many straight pieces by {ReLUs, 16|3}, {ReLUs, 32|3} and {ReLUs, 64|3}. Twice the units divide the first by {ratio, steps|3}, the second by {ratio, ReLUs|3}.
        """,
      followUps: [
        "And sigmoids?": """
        Steep ones act like steps. But a sigmoid also has a smooth part, and networks that use it can follow the slope too; the staircase is a construction, not a bound on what sigmoids can do.
        """,
        "Why are steps not used, apart from the rate?": """
        Their derivative is 0 wherever it exists, so gradient descent gets no signal through them. One trains with a soft step or with a made-up derivative instead.
        """,
      ]))
  func `steps fall like one over n, ReLUs like its square`() {
    func stepError(_ count: Int) -> Scalar {
      let network = Staircase.network(approximating: sine, over: 0...1, stepCount: count)
      let x = Tensor.linearlySpaced(from: 0, through: 1, count: 20 * count + 1).scalars
      return zip(values(network, x), x).reduce(0) { max($0, abs($1.0 - sine($1.1))) }
    }
    let steps = [16, 32, 64].map { stepError($0) }
    let pieces = [16, 32, 64].map { sineError(pieceCount: $0) }
    for (index, count) in [16, 32, 64].enumerated() {
      evidence("steps, \(count)", steps[index])
      evidence("ReLUs, \(count)", pieces[index])
    }
    evidence("ratio, steps", steps[1] / steps[2])
    evidence("ratio, ReLUs", pieces[1] / pieces[2])
    #expect(abs(steps[1] / steps[2] - 2) < 0.1 && abs(pieces[1] / pieces[2] - 4) < 0.1)
  }
}
