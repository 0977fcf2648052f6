import Autograd
import Course
import Optimizers
import TensorCore
import TestSupport
import Testing

// Rules that look at a whole layer.

extension Lesson07Interview {
  @Test(
    .interview(
      .question(7, 36), level: .explain, minutes: 4,
      question: "What does Muon do, and which parameters should it not get?",
      answer: """
        It makes the momentum of a weight matrix nearly orthogonal. The singular vectors stay, and all singular values get near 1. So weak directions of the gradient move as far as strong ones. Five \
        Newton–Schulz iterations, products of matrices only, do that in place of an SVD. It is made for the matrices of hidden layers: biases, gains, embeddings and the output head go to AdamW, as its authors say. \
        One velocity is all that it keeps, half of Adam's state.
        """,
      whiteboard: """
        B ← μB + (1 − μ) G
        U = (1 − μ) G + μB (Nesterov, PyTorch's default)
        X ← U/‖U‖; five times: A = XXᵀ, X ← 3.4445 X + (−4.775 A + 2.0315 A²) X
        W ← (1 − ηλ) W − η √max(1, rows/columns) X
        """,
      commonMistake: "Muon is Adam for matrices: it divides every entry by its own size.",
      otherMistakes: [
        "It replaces AdamW for all parameters of a transformer.":
          "Its authors leave embeddings, output head, gains and biases to AdamW. A vector has only one singular value, nothing to level, and PyTorch's Muon refuses parameters that are not matrices.",
        "After five iterations the singular values are 1 to rounding.":
          "Its coefficients do not settle at 1: they lift small values fast and then let them wander. Here they lie between {smallest, Muon|2} and {largest, Muon|2}.",
      ],
      refutation: """
        A gradient of shape 4 × 4 with the singular values 1, 0.3, 0.1 and 0.03: Muon's step has singular values between {smallest, Muon|2} and {largest, Muon|2}, and turning rows and columns of the gradient turns the step alike, the difference being {difference, turned} of its norm. Adam's first step, the signs, has a largest one of {largest, Adam|2}, \
        and turned it differs by {difference, Adam turned|3} of its norm.
        """,
      followUps: [
        "Why not exactly 1?": """
        The coefficients are chosen to lift small singular values fast; they then wander between about 0.7 and 1.2 instead of settling.
        """,
        "Which learning rate?": """
        With the original scale a square matrix moves by about one rate in every direction. PyTorch's match_rms_adamw scales it to the size of AdamW's steps, so that its rate carries over.
        """,
      ]))
  func `Muon's steps have singular values near 1`() throws {
    func rotation(_ seed: UInt64) -> Tensor {
      var generator = SplitMix64(seed: seed)
      let a = Tensor.normal([4, 4], using: &generator)
      return (a + a.transposed(axes: [1, 0])).symmetricEigenvalues().vectors
    }
    let values: [Scalar] = [1, 0.3, 0.1, 0.03]
    var diagonal = Tensor.zeros([4, 4])
    for (index, value) in values.enumerated() { diagonal[index, index] = value }
    let gradient = matmul(matmul(rotation(1), diagonal), rotation(2), transposing: .right)
    let (left, right) = (rotation(3), rotation(4))
    func turned(_ a: Tensor) -> Tensor { matmul(matmul(left, a), right, transposing: .right) }
    func step<Rule: UpdateRule>(_ rule: Rule, _ gradient: Tensor) -> Tensor {
      -end(rule, from: .zeros([4, 4]), stepCount: 1) { _, _ in gradient } / rule.learningRate
    }
    func singularValues(_ a: Tensor) throws -> [Scalar] {
      let gram = matmul(a, a, transposing: .right)
      try #require(gram.isFinite)
      return gram.symmetricEigenvalues().values.scalars.map { .squareRoot(max($0, 0)) }
    }
    let muonRule = MuonRule(learningRate: 0.1, weightDecay: 0)
    let muon = step(muonRule, gradient)
    let adam = step(AdamRule(learningRate: 0.1), gradient)
    let found = try singularValues(muon)
    evidence("smallest, Muon", found.min() ?? .nan)
    evidence("largest, Muon", found.max() ?? .nan)
    evidence("largest, Adam", try singularValues(adam).max() ?? .nan)
    let muonTurned = (step(muonRule, turned(gradient)) - turned(muon)).norm() / muon.norm()
    let adamTurned =
      (step(AdamRule(learningRate: 0.1), turned(gradient)) - turned(adam)).norm() / adam.norm()
    evidence("difference, turned", muonTurned, atMost: 1e-10)
    evidence("difference, Adam turned", adamTurned)
    #expect((found.min() ?? 0) > 0.5 && (found.max() ?? 9) < 1.3 && adamTurned > 0.3)
    #expect(try (singularValues(adam).max() ?? 0) > 2)
  }

  @Test(
    .interview(
      .question(7, 37), level: .explain, minutes: 3,
      question: "What is the idea of LARS and LAMB, and what were they made for?",
      answer: """
        A step for each layer in proportion to the norm of its weights. LARS rescales SGD's gradient, LAMB Adam's step, by a trust ratio. So, momentum apart, each layer moves by a set share of itself, however \
        large its gradient is beside the others'. They were made for very large batches, where scaled-up rates make the layer with the worst ratio of gradient to weight diverge first. Biases and \
        norm parameters are left out by custom, and a layer of zeros takes the plain rate.
        """,
      commonMistake: "They clip each layer's gradient at a fixed norm.",
      otherMistakes: [
        "They give all layers steps of the same norm.":
          "The share is the same, not the norm: under LAMB both layers move by {LAMB, first|3} of themselves, so the layer of 100 times the norm moves 100 times as far.",
        "They make the learning rate unnecessary.":
          "The trust ratio settles the proportion between layers; how large the share is, the rate says. LARS at the rate 0.1 with trust 0.1 moves each layer by {LARS, first|3} of itself, at 0.2 by twice that.",
      ],
      refutation: """
        Two layers of 100 weights, one with weights of 1 and gradients of 0.001, one with weights of 0.01 and gradients of 1. Relative change in the first step at the rate 0.1: SGD {SGD, first|1} and {SGD, second|2}, LAMB {LAMB, first|3} and {LAMB, second|3}, LARS with trust 0.1 {LARS, first|3} and {LARS, second|3}: clipping only shortens, and LARS makes the first layer's step a hundred times as long as SGD's. \
        Adam: {Adam, first|2} and {Adam, second|2}.
        """,
      followUps: [
        "What does LARS's rate mean, then?": """
        Rate times trust is the share of its own norm that a layer moves in one step without momentum: here 0.1 times 0.1.
        """,
        "Do they replace warm-up?": """
        No; both papers train with warm-up. The ratio makes each step a share of the layer's norm, the first ones too; it does not shorten them.
        """,
      ]))
  func `LARS and LAMB move every layer by the same share`() {
    let layers = [(Scalar(1), Scalar(0.001)), (0.01, 1)]
    func changes<Rule: UpdateRule>(_ name: String, _ rule: Rule) -> [Scalar] {
      zip(["first", "second"], layers).map { place, layer in
        let start = Tensor.ones([100]) * layer.0
        let gradient = Tensor.ones([100]) * layer.1
        let last = end(rule, from: start, stepCount: 1) { _, _ in gradient }
        let change = (last - start).norm() / start.norm()
        evidence("\(name), \(place)", change)
        return change
      }
    }
    let sgd = changes("SGD", SGDRule(learningRate: 0.1))
    let lamb = changes("LAMB", LAMBRule(learningRate: 0.1, weightDecay: 0))
    let lars = changes("LARS", LARSRule(learningRate: 0.1, weightDecay: 0, trust: 0.1))
    let adam = changes("Adam", AdamRule(learningRate: 0.1))
    #expect(sgd[1] / sgd[0] > 1e4 && abs(lamb[0] - 0.1) < 1e-3 && abs(lamb[1] - 0.1) < 1e-3)
    #expect(abs(lars[0] - 0.01) < 1e-9 && abs(lars[1] - 0.01) < 1e-9)
    #expect(abs(adam[1] / adam[0] - 100) < 0.1)
  }
}
