import Autograd
import Course
import Optimizers
import TensorCore
import TestSupport
import Testing

// Saddles, curvature, and gradients that come late.

extension Lesson07Interview {
  @Test(
    .interview(
      .question(7, 18), level: .explain, minutes: 3,
      question: "What are saddle points, and are they a problem in practice?",
      answer: """
        Places of zero gradient with curvatures of both signs. They slow descent until noise carries it on. From a distance d along the falling direction it takes about ln(1/d)/(ηλ) steps to get away, so \
        even where the noise is tiny the delay is only a logarithm. Without noise, and exactly on the ridge, it stays for good. The practical cost is time: a plateau that looks like convergence. Newton's method is worse off, as it \
        steps to the saddle.
        """,
      commonMistake: "Stochastic gradient descent gets stuck in saddle points.",
      otherMistakes: [
        "A zero gradient means a minimum.":
          "It means a critical point; the curvature has to say which. With curvatures 1 and −0.5 the gradient at (0, 0) is zero, and along the second axis the loss falls on both sides.",
        "Newton's method avoids saddles, since it knows the curvature.":
          "It divides by the curvature, sign included, so along a falling direction it steps uphill: from (0.5, 0.25) it lands on the saddle. Divided by the magnitudes instead, the step leads away.",
      ],
      refutation: """
        Curvatures 1 and −0.5, from (1, 0), rate 0.1: without noise the falling coordinate is {falling coordinate, no noise} after 500 steps. With noise of deviation 0.01 all of 20 runs leave (past 1), after {steps, noise 0.01|3} steps on average, and with 0.0001 after {steps, noise 0.0001|3}. \
        Newton's step from (0.5, 0.25) ends {distance of Newton, at most} from the saddle.
        """,
      followUps: [
        "How do you tell a saddle from a minimum?": """
        By the sign of the smallest eigenvalue of the Hessian: power iteration on a shifted Hessian, two gradients a product.
        """,
        "How do you repair Newton's step?": """
        Use the magnitudes of the curvatures: from (0.5, 0.25) the step then goes out, to {falling coordinate, magnitudes|2} in the falling direction.
        """,
      ]))
  func `noise leaves a saddle, Newton's step finds it`() {
    let saddle = Quadratic(curvatures: [1, -0.5])
    func steps(noise: Scalar, seed: UInt64) -> Int? {
      var generator = SplitMix64(seed: seed)
      let w = leaf(Tensor([1, 0]))
      let optimizer = SGD([w], learningRate: 0.1)
      for step in 1...500 {
        let push = Tensor.normal([2], using: &generator) * noise
        w.gradient = saddle.gradient(at: w.value) + push
        optimizer.step()
        if abs(w.value[1]) > 1 { return step }
      }
      return nil
    }
    let still = end(SGDRule(learningRate: 0.1), from: Tensor([1, 0]), stepCount: 500) { w, _ in
      saddle.gradient(at: w)
    }
    evidence("falling coordinate, no noise", still[1])
    var means: [Scalar] = []
    for noise in [0.01, 0.0001] as [Scalar] {
      let found = (0..<20).compactMap { steps(noise: noise, seed: $0) }
      #expect(found.count == 20)
      let mean = Scalar(found.reduce(0, +)) / 20
      let predicted = QuadraticTheory.escapeStepCount(
        rate: 0.1, negativeCurvature: 0.5, noiseVariance: noise * noise, to: 1)
      #expect(abs(mean / predicted - 1) < 0.25)
      means.append(mean)
    }
    evidence("steps, noise 0.01", means[0])
    evidence("steps, noise 0.0001", means[1])
    let place = Tensor([0.5, 0.25])
    let newton = place + saddle.newtonStep(at: place)
    evidence("distance of Newton, at most", newton.norm(), atMost: 1e-12)
    let away = place + saddle.newtonStep(at: place, avoidsSaddles: true)
    evidence("falling coordinate, magnitudes", away[1])
    #expect(still[1] == 0 && means[1] < 2.5 * means[0] && abs(away[1] - 0.5) < 1e-12)
  }

  @Test(
    .interview(
      .question(7, 19), level: .explain, minutes: 4,
      question:
        "What would second-order methods give, what do they cost, and which approximations are in use?",
      answer: """
        On a convex quadratic one Newton step ends at the minimum, at any condition number. The price is a matrix of n² numbers and n³ operations to solve with it. For a million weights that is 4 terabytes in single precision. So people approximate: L-BFGS keeps some \
        pairs of steps and gradient differences, K-FAC and Shampoo factors for each layer. Adam's diagonal is of squared gradients, not of curvature. L-BFGS wants gradients without noise. On a \
        network Newton's step also needs guarding against negative curvature.
        """,
      commonMistake:
        "Newton's method would train networks in a few steps; only the memory is in the way.",
      otherMistakes: [
        "Adam's v is the diagonal of the Hessian.":
          "v averages squared gradients, and a gradient can be large where nothing curves: on a line of slope 2 the Hessian is 0, and Adam's corrected v is {v on a slope|3}.",
        "L-BFGS works as well with mini-batches.":
          "It reads curvature from differences of gradients, and batches put their noise into these: with noise of deviation 0.1 it stays {distance of noisy L-BFGS|2} from the minimum, without it {distance of L-BFGS|1}.",
      ],
      refutation: """
        20 curvatures from 1 to 1000, from ones to a distance of 1e-4: Newton takes 1 step, which ends {distance of Newton, at most} from the minimum, L-BFGS {gradients of L-BFGS} gradients, momentum at its best settings {gradients of momentum}, plain descent at its best rate {gradients of descent}. \
        Sixty iterations of L-BFGS or fewer end {distance of L-BFGS|1} from it; with noise of deviation 0.1 in the gradients, {distance of noisy L-BFGS|2}. On a linear loss of slope 2, where the Hessian is 0, Adam's corrected v is {v on a slope|3}. A network's loss is no bowl, and near a saddle Newton's step heads for the saddle; and however much memory there is, n³ operations remain.
        """,
      followUps: [
        "How much does L-BFGS keep?": """
        Two vectors for each pair of its history, and some more: with PyTorch's 100 pairs over two hundred numbers a parameter.
        """,
        "Do Hessian-vector products need the matrix?": """
        No. One costs about two gradients, and memory for some vectors; that is how the largest eigenvalue is found.
        """,
      ]))
  func `L-BFGS saves gradients where there is no noise`() throws {
    let curvatures = (0..<20).map { Scalar.pow(1000, Scalar($0) / 19) }
    let bowl = Quadratic(curvatures: curvatures)
    let start = Tensor.ones([20])
    let newton = start + bowl.newtonStep(at: start)
    evidence("distance of Newton, at most", newton.norm(), atMost: 1e-10)
    func count(_ rule: SGDRule) -> Int {
      let w = leaf(start)
      let optimizer = SGD([w], rule)
      var count = 0
      while w.value.norm() > 1e-4 && count < 20_000 {
        w.gradient = bowl.gradient(at: w.value)
        optimizer.step()
        count += 1
      }
      return count
    }
    let ball = QuadraticTheory.bestHeavyBall(curvatures: 1...1000)
    let plain = QuadraticTheory.bestPlain(curvatures: 1...1000)
    for rate in [ball.rate, plain.rate] { try #require(rate > 0 && rate.isFinite) }
    try #require((0..<1).contains(ball.momentum))
    let momentum = count(SGDRule(learningRate: ball.rate, momentum: ball.momentum))
    let descent = count(SGDRule(learningRate: plain.rate))
    let slope = Adam([leaf(Tensor([0]))])
    for _ in 0..<10 {
      slope.parameters[0].gradient = Tensor([2])
      slope.step()
    }
    let v = slope.groups[0].states[0].square[0] / (1 - .pow(0.999, 10))
    evidence("v on a slope", v)
    #expect(abs(v - 4) < 1e-9)
    func quasiNewton(
      noise: Scalar, until distance: Scalar, limit: Int
    ) throws -> (Int, Scalar) {
      var generator = SplitMix64(seed: 19)
      let w = leaf(start)
      let optimizer = LBFGS([w], iterationCount: 10, search: .strongWolfe)
      for _ in 0..<limit where w.value.norm() > distance {
        try optimizer.step {
          w.gradient = bowl.gradient(at: w.value) + .normal([20], using: &generator) * noise
          return bowl.value(at: w.value)
        }
      }
      return (optimizer.evaluationCount, w.value.norm())
    }
    let clean = try quasiNewton(noise: 0, until: 1e-4, limit: 50)
    let exact = try quasiNewton(noise: 0, until: 0, limit: 6)
    let noisy = try quasiNewton(noise: 0.1, until: 0, limit: 6)
    evidence("distance of L-BFGS", exact.1, atMost: 1e-4)
    evidence("gradients of L-BFGS", clean.0)
    evidence("gradients of momentum", momentum)
    evidence("gradients of descent", descent)
    evidence("distance of noisy L-BFGS", noisy.1)
    #expect(clean.1 <= 1e-4 && clean.0 * 3 < momentum && momentum * 10 < descent)
    #expect(noisy.1 > 0.02 && exact.1 < 1e-4)
  }
}
