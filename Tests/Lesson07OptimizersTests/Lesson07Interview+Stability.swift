import Autograd
import Course
import Optimizers
import TensorCore
import TestSupport
import Testing

// How large a learning rate may be, and what to measure when a run blows up.

extension Lesson07Interview {
  @Test(
    .interview(
      .question(7, 3), level: .derive, minutes: 3,
      question:
        "Gradient descent on a quadratic whose greatest curvature is L: what is the largest stable learning rate?",
      answer: """
        2/L. Along a direction of curvature λ each step multiplies the distance by 1 − ηλ, and its magnitude is below 1 exactly for 0 < η < 2/λ; the steepest direction decides. \
        1/L is the rate that ends that direction in one step, and the best constant rate for curvatures from l to L is 2/(l + L). At exactly 2/L the distance along the steepest \
        direction stays, with alternating sign.
        """,
      whiteboard: """
        x⁺ = x − ηλx = (1 − ηλ) x
        |1 − ηλ| < 1  ⟺  0 < η < 2/λ
        """,
      commonMistake: "It is 1/L; above that the run diverges.",
      otherMistakes: [
        "It depends on the smallest curvature, since that direction is the slowest.":
          "The flattest direction is the last to become unstable, as its ηλ is the smallest. With curvatures 0.1 and 1 the limit is 2 and not 20: the rate 2.01 leads to {two curvatures, rate 2.01|2}.",
        "Every rate converges if one waits long enough.":
          "Above 2/L each step multiplies the distance by more than 1, so waiting makes it worse: at 2.01 on ½ x² a distance of 1 becomes {rate 2.01|2} in 1000 steps.",
      ],
      refutation: """
        ½ x² from 1, 1000 steps: the rate 1.99 leads to {rate 1.99|2}, 2 to {rate 2} and 2.01 to {rate 2.01|2}. With curvatures 0.1 and 1, from (1, 1), the rate 1.99 leads to {two curvatures|2}, 2.01 to a distance of {two curvatures, rate 2.01|2}.
        """,
      followUps: [
        "How does momentum change the limit?": """
        The heavy ball raises it to 2(1 + μ)/L, 3.8/L at 0.9. Nesterov's step lowers it to 1.36/L there.
        """,
        "Why is 2/(l + L) best?": """
        There the factors of the flattest and the steepest direction have the same magnitude, (κ − 1)/(κ + 1). Any other rate makes one of them larger.
        """,
      ]))
  func `descent converges just below 2/L and not above`() {
    func distance(_ rate: Scalar, _ curvatures: [Scalar]) -> Scalar {
      let bowl = Quadratic(curvatures: curvatures)
      return end(
        SGDRule(learningRate: rate), from: .ones([curvatures.count]), stepCount: 1000
      ) { w, _ in bowl.gradient(at: w) }.norm()
    }
    let single = [1.99, 2, 2.01].map { distance($0, [1]) }
    evidence("rate 1.99", single[0])
    evidence("rate 2", single[1])
    evidence("rate 2.01", single[2])
    let both = [1.99, 2.01].map { distance($0, [0.1, 1]) }
    evidence("two curvatures", both[0])
    evidence("two curvatures, rate 2.01", both[1])
    #expect(single[0] < 1e-4 && single[1] == 1 && single[2] > 1e4)
    #expect(both[0] < 1e-4 && both[1] > 1e4)
    #expect(QuadraticTheory.greatestRate(.plain, curvature: 4) == 0.5)
    let best = QuadraticTheory.bestPlain(curvatures: 0.1...1)
    for curvature in [0.1, 1] as [Scalar] {
      let factor = QuadraticTheory.factor(.plain, rate: best.rate, curvature: curvature)
      #expect(abs(factor - best.factor) < 1e-12)
    }
  }

  /// The largest eigenvalue of the Hessian, by power iteration on Hessian-vector products.
  private func greatestEigenvalue(
    _ parameters: [Variable], of loss: () -> Variable
  ) throws -> Scalar {
    let vector = ParameterVector(parameters)
    var direction = Tensor.ones([vector.count]) / .squareRoot(Scalar(vector.count))
    var result: Scalar = 0
    for _ in 0..<20 {
      let product = try vector.hessianProduct(of: loss, with: direction)
      result = dot(direction, product)
      direction = product / product.norm()
    }
    return result
  }

  @Test(
    .interview(
      .question(7, 16), level: .debug, minutes: 5,
      question:
        "A run diverges within its first hundred steps. How do you find out whether the learning rate is too high?",
      answer: """
        Measure the sharpness, the Hessian's largest eigenvalue, and compare it with 2/η. Power iteration on Hessian-vector products finds it. If it is above, lower \
        the rate, or warm it up while the sharpness is still high; if it is far below, look at data, labels, initialization and precision instead. In a network a rate somewhat above 2/λ is no verdict: the \
        loss may spike and the path go on to a flatter place. So I repeat the run at a tenth of the rate: a fault in the data usually shows again.
        """,
      commonMistake: "Clip the gradients; then the run converges.",
      otherMistakes: [
        "A rate above 2 over the sharpness means that a network diverges.":
          "A network's curvature changes on the way. The network y = abx begins with a sharpness of {ratio at the start|3} times 2/η, its loss rises to {highest loss|2}, and then it converges where the sharpness is {ratio at the end|2} times 2/η.",
        "Train longer, since gradients shrink by themselves.":
          "In a run that diverges they grow: each step multiplies the steep direction's distance by |1 − ηλ| > 1, and the gradient with it. With curvatures 1 and 50 at the rate 0.05, 200 steps lead to a distance of {distance, unclipped|2}.",
      ],
      refutation: """
        A bowl with curvatures 1 and 50, rate 0.05: power iteration finds {sharpness|4}, so the limit is {limit|3}. Unclipped, the distance from the minimum after 200 steps from (1, 1) is {distance, unclipped|2}; clipped at 1 it stays at {distance, clipped|3}; \
        at the rate 0.03 it is {distance, lower rate|2}. And the network y = abx on one sample, x = y = 1, from a = 3 and b = 0.2 at the rate 0.25, begins with a sharpness of {ratio at the start|3} times 2/η: its loss goes from {loss at the start|1} up to {highest loss|2} and \
        then to {loss at the end, at most}, where the sharpness is {ratio at the end|2} times 2/η.
        """,
      followUps: [
        "What does a Hessian-vector product cost?": """
        About two gradients, by central differences or by differentiating twice. Twenty were enough here; one only needs to know whether 2/η is passed. The iteration finds the eigenvalue of greatest magnitude, so look at its sign.
        """,
        "What if the run uses Adam?": """
        Then the curvature over Adam's divisor counts. Where that divisor stands still and β₁ = 0.9, the limit is 38/η: at the rate 1, after 3000 steps, {Adam below|1} of the distance is left at 37.9, and at 38.1 it is {Adam above|1} times as large.
        """,
      ]))
  func `power iteration tells that the rate is above 2/λ`() throws {
    let bowl = Quadratic(curvatures: [1, 50])
    let curvature = Variable(Tensor([1, 50]))
    let place = leaf(Tensor([0.3, 0.3]))
    let sharpness = try greatestEigenvalue([place]) { (place * place * curvature).sum() / 2 }
    let limit = QuadraticTheory.greatestRate(.plain, curvature: sharpness)
    evidence("sharpness", sharpness)
    evidence("limit", limit)
    #expect(abs(sharpness - 50) < 1e-4)
    func distance(_ rate: Scalar, clipped: Bool) throws -> Scalar {
      let w = leaf(.ones([2]))
      let optimizer = SGD([w], learningRate: rate)
      for _ in 0..<200 {
        w.gradient = bowl.gradient(at: w.value)
        if clipped { try GradientNorm.power(2).clip([w], to: 1) }
        optimizer.step()
      }
      return w.value.norm()
    }
    let free = try distance(0.05, clipped: false)
    let clipped = try distance(0.05, clipped: true)
    let lower = try distance(0.03, clipped: false)
    evidence("distance, unclipped", free)
    evidence("distance, clipped", clipped)
    evidence("distance, lower rate", lower)
    #expect(0.05 > limit && 0.03 < limit)
    #expect(free > 1e20 && clipped > 0.005 && clipped < 1 && lower < 1e-2)
    let (a, b) = (leaf(Tensor([3])), leaf(Tensor([0.2])))
    func loss() -> Variable { ((a * b - 1) * (a * b - 1)).sum() / 2 }
    let network = SGD([a, b], learningRate: 0.25)
    let ratio = try greatestEigenvalue([a, b], of: loss) * 0.25 / 2
    let losses = try (0..<300).map { _ in try trainingStep(network) { loss() } }
    let last = try greatestEigenvalue([a, b], of: loss) * 0.25 / 2
    evidence("ratio at the start", ratio)
    evidence("ratio at the end", last)
    evidence("loss at the start", losses[0])
    evidence("highest loss", losses.max() ?? .nan)
    evidence("loss at the end, at most", losses[299], atMost: 1e-20)
    #expect(ratio > 1.1 && last < 0.9 && (losses.max() ?? 0) > 5 * losses[0])
    // Gradients far below ε hold Adam's divisor still.
    func adam(_ curvature: Scalar) -> Scalar {
      let rule = AdamRule(learningRate: 1, beta1: 0.9, beta2: 0.9, epsilon: 1)
      let start = Scalar.pow(10, -200)
      let last = end(rule, from: Tensor([start]), stepCount: 3000) { w, _ in w * curvature }
      return abs(last[0]) / start
    }
    evidence("Adam below", adam(37.9))
    evidence("Adam above", adam(38.1))
    #expect(adam(37.9) < 1e-10 && adam(38.1) > 1e10)
  }
}
