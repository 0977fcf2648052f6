import Autograd
import Course
import Regularization
import TensorCore
import TestSupport
import Testing

// What dropout is equal to, exactly: by going through all masks.

extension Lesson06Interview {
  @Test(
    .interview(
      .question(6, 4), level: .explain, minutes: 4,
      question: "In what sense is dropout an ensemble?",
      answer: """
        Every mask selects one of 2ᵈ subnetworks that share their weights. In training every sample of a batch trains one of them. At inference the full network, with scaled weights, stands for all of them. For one softmax layer that is exactly their \
        normalized geometric mean, each mask taken with its probability. It is not the arithmetic mean of their answers, and \
        for several nonlinear layers it is an approximation. Unlike a real ensemble its members are not trained independently.
        """,
      whiteboard: """
        ∏ p_m(k)^P(m) ∝ exp(Σ_m P(m) (W (m ⊙ x))_k) = exp((1 − p) (W x)_k)
        normalized: softmax((1 − p) W x), which is weight scaling
        """,
      commonMistake: """
        At inference the network answers with exactly the mean of the probabilities that all \
        its subnetworks give.
        """,
      otherMistakes: [
        "It is the geometric mean of all subnetworks, each counted once, for any p.":
          "Only at p = ½ are all masks equally likely. In general each counts with its probability: with each counted once the mean misses weight scaling by {gap, masks counted once} at p = 0.3.",
        "It is 2ᵈ networks with weights of their own.":
          "The masks choose among the same weights: all 32 subnetworks share {weights} here, with their own they would have {weights of their own}. So they are not trained independently, either.",
      ],
      refutation: """
        With 5 inputs, 3 classes and p = ½, all 32 masks gone through, the mean answer and weight scaling differ by up to {gap of the mean, largest} in a probability, on average over 20 draws by {gap of the mean, averaged}. The weighted \
        geometric mean differs from weight scaling by {gap of the geometric mean}. Counting every mask once is off by {gap, masks counted once} at p = 0.3. \
        All 32 share {weights} weights; of their own they would have {weights of their own}.
        """,
      followUps: [
        "How do you get the arithmetic mean?": """
        By sampling: several passes in training mode, averaged, which is Monte Carlo dropout. It costs as many passes.
        """,
        "Is the geometric mean exact with a hidden layer?": """
        It depends on the place of the masks. On the last hidden units yes: the logits are linear in the mask. In front of a \
        hidden ReLU no, as E relu(z) is not relu(E z): with 8 hidden units it is off by {gap, hidden ReLU} on average.
        """,
      ]))
  func `weight scaling is the geometric mean, not the mean`() {
    func ensemble(_ seed: UInt64, _ probability: Scalar) -> SubnetworkEnsemble {
      var generator = SplitMix64(seed: seed)
      return SubnetworkEnsemble(
        inputs: .normal([5], standardDeviation: 2, using: &generator),
        weight: .normal([3, 5], using: &generator), probability: probability)
    }
    let halves = (UInt64(0)..<20).map { ensemble($0, 0.5) }
    let gaps = halves.map { ($0.arithmeticMean - $0.weightScaling).maximumMagnitude() }
    let averaged = gaps.reduce(0, +) / 20
    evidence("gap of the mean, largest", gaps.max() ?? 0)
    evidence("gap of the mean, averaged", averaged)
    let other = ensemble(1, 0.3)
    let geometric = (other.geometricMean - other.weightScaling).maximumMagnitude()
    evidence("gap of the geometric mean", geometric, atMost: 1e-12)
    let once = (other.unweightedGeometricMean - other.weightScaling).maximumMagnitude()
    evidence("gap, masks counted once", once)
    let (shared, apart) = (other.weight.elementCount, 32 * other.weight.elementCount)
    evidence("weights", shared)
    evidence("weights of their own", apart)
    let hidden = (UInt64(0)..<20).map(gapBehindHiddenLayer).reduce(0, +) / 20
    evidence("gap, hidden ReLU", hidden)
    #expect(averaged > 0.05 && once > 0.01 && shared == 15 && hidden > 0.02)
  }

  /// By how much weight scaling misses the geometric mean of all masks in front of a hidden layer, p = ½.
  private func gapBehindHiddenLayer(_ seed: UInt64) -> Scalar {
    var generator = SplitMix64(seed: 640 + seed)
    let x = Tensor.normal([5], standardDeviation: 2, using: &generator)
    let first = Tensor.normal([8, 5], using: &generator)
    let last = Tensor.normal([3, 8], standardDeviation: 0.35, using: &generator)
    func logits(_ x: Tensor) -> Tensor { matvec(last, matvec(first, x).map { $0 > 0 ? $0 : 0 }) }
    let mean = MaskEnumeration.expectation(unitCount: 5, probability: 0.5) { mask in
      logits(x * mask).logSoftmax()
    }
    return (mean.softmax() - logits(x * 0.5).softmax()).maximumMagnitude()
  }

  @Test(
    .interview(
      .question(6, 5), level: .derive, minutes: 5,
      question:
        "How do dropout on the inputs and L2 relate for linear regression with a sum of squared errors?",
      answer: """
        In expectation dropout is a ridge penalty, with a strength of its own for every feature. The expected loss is the \
        plain loss plus p/(1 − p) Σ wⱼ² ‖xⱼ‖², where xⱼ is the column of feature j. So large features are \
        penalized more, and only if all columns have the same norm is it plain ridge. That is exact for linear \
        regression with inverted dropout; for other models it is an approximation at best (Wager and others, 2013).
        """,
      whiteboard: """
        error of sample i: yᵢ − Σⱼ mⱼ wⱼ xᵢⱼ/(1 − p), its mean: yᵢ − Σⱼ wⱼ xᵢⱼ
        its variance: Σⱼ wⱼ² xᵢⱼ² p/(1 − p)
        E square = mean² + variance; sum over i: ‖xⱼ‖² = Σᵢ xᵢⱼ²
        """,
      commonMistake:
        "Dropout is plain ridge with the strength p/(1 − p), whatever the scale of the features.",
      otherMistakes: [
        "Dropout on the inputs acts like L1, as it sets features to zero.":
          "The zeros are random ones in the inputs, not in the weights. What dropout adds to the loss is quadratic: twice the weights have {growth of the penalty} times the penalty, where L1's would double.",
        "The penalty holds for independent features only.":
          "It is the masks that must be independent; then cross terms vanish whatever the features are. The columns (1, 3) and (2, −1) are not orthogonal, and the identity is exact.",
      ],
      refutation: """
        The strength goes by the columns. X = [[1, 2], [3, −1]], y = [1, 0], w = [½, −¼], p = ½: the four masks give {expected loss} on average, the plain \
        loss is {plain loss}, and the difference is {penalty of w₁} for the first weight and {penalty of w₂} for the second. That is {ratio of the penalties} : 1, where plain ridge has the 4 : 1 of the squared weights. The columns are not \
        orthogonal, and the identity holds nevertheless. Twice the weights have {growth of the penalty} times the penalty, where L1's would double.
        """,
      followUps: [
        "Where does the independence of the features not matter?": """
        In the variance: the masks are drawn independently, so the cross terms vanish whatever the features are.
        """,
        "What changes if features are standardized?": """
        All columns then have the same norm, √n with the biased deviation, and dropout is ridge with the strength n p/(1 − p).
        """,
      ]))
  func `dropout on linear regression is ridge by column`() {
    let problem = LinearDropout(
      inputs: Tensor([[1, 2], [3, -1]]), targets: Tensor([1, 0]), weights: Tensor([0.5, -0.25]),
      probability: 0.5)
    evidence("expected loss", problem.enumeratedLoss)
    evidence("plain loss", problem.plainLoss)
    evidence("penalty of w₁", problem.penalties[0])
    evidence("penalty of w₂", problem.penalties[1])
    evidence("ratio of the penalties", problem.penalties[0] / problem.penalties[1])
    #expect(abs(problem.enumeratedLoss - problem.plainLoss - problem.penalties.sum()) < 1e-12)
    #expect(abs(problem.penalties[0] - 8 * problem.penalties[1]) < 1e-12)
    #expect(abs(problem.enumeratedLoss - 6.875) < 1e-12)
    let doubled = LinearDropout(
      inputs: problem.inputs, targets: problem.targets, weights: problem.weights * 2,
      probability: 0.5)
    let growth = (doubled.enumeratedLoss - doubled.plainLoss) / problem.penalties.sum()
    evidence("growth of the penalty", growth)
    #expect(abs(growth - 4) < 1e-12)
  }
}
