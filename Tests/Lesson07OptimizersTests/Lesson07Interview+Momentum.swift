import Autograd
import Course
import Optimizers
import TensorCore
import TestSupport
import Testing

// Momentum: what it gives, what it costs, and how it is written.

extension Lesson07Interview {
  @Test(
    .interview(
      .question(7, 2), level: .explain, minutes: 4,
      question: "Why momentum?",
      answer: """
        In a ravine it lets one learning rate serve flat and steep directions. Gradients that persist add up, those that alternate cancel. Under a constant \
        gradient g the steps grow to ηg/(1 − μ), ten times ηg at 0.9. On a quadratic with condition number κ tuned momentum needs steps in proportion to √κ where \
        plain descent needs κ. It is no free gain: in a round bowl it overshoots, and its noise floor is higher at the same rate.
        """,
      commonMistake: "Momentum is always faster.",
      otherMistakes: [
        "It makes the steps shorter, nine tenths as long at μ = 0.9, and so safer.":
          "Gradients that persist add up, 1 + 0.9 + 0.81 + … = 10: under a constant gradient of 1 a step at rate 0.01 grows from 0.01 to {limit of the step|3}.",
        "In PyTorch it averages the gradients, so at the same rate the noise floor is lower.":
          "PyTorch's velocity is a sum whose weights add up to 1/(1 − μ), not a mean, so the noise counts for more: at the rate 0.1 and μ = 0.9 the floor is {ratio of floors|3} times as high.",
      ],
      refutation: """
        Curvatures 1 and 10, from (1, 1) to a distance of 1e-6 at the rate 1/10: {steps without momentum, κ = 10} steps without and {steps with momentum, κ = 10} with μ = 0.9. \
        With 1 and 1000 and both tuned it is {steps of plain descent, κ = 1000} against {steps of momentum, κ = 1000}. Under a constant gradient of 1 a step at rate 0.01 and μ = 0.9 grows to {limit of the step|3}. With noise, at the rate 0.1 on curvature 1, its floor is {ratio of floors|3} times that of plain descent.
        """,
      followUps: [
        "What has to change when you add momentum to a tuned run?": """
        The learning rate: times 1 − μ keeps the size of persistent steps. Then both are tuned anew.
        """,
        "What does tuned mean in your figures?": """
        The rate and μ that are best in theory for the two curvatures: √μ = (√κ − 1)/(√κ + 1).
        """,
      ]))
  func `momentum needs √κ steps, and can be slower at κ = 10`() throws {
    let path = steps(MomentumRule(learningRate: 0.01), .init(repeating: 1, count: 200))
    evidence("limit of the step", path[199] * 0.01)
    #expect(abs(path[199] * 0.01 - 0.1) < 1e-9)
    let floors = [0.9, 0].map {
      QuadraticTheory.noiseFloor(momentum: $0, rate: 0.1, curvature: 1, noiseVariance: 1)
    }
    evidence("ratio of floors", floors[0] / floors[1])
    #expect((9...11).contains(floors[0] / floors[1]))
    let plain10 = stepsToRest(SGDRule(learningRate: 0.1), curvatures: [1, 10])
    let momentum10 = stepsToRest(SGDRule(learningRate: 0.1, momentum: 0.9), curvatures: [1, 10])
    evidence("steps without momentum, κ = 10", plain10)
    evidence("steps with momentum, κ = 10", momentum10)
    let plain = QuadraticTheory.bestPlain(curvatures: 1...1000)
    let ball = QuadraticTheory.bestHeavyBall(curvatures: 1...1000)
    for rate in [ball.rate, plain.rate] { try #require(rate > 0 && rate.isFinite) }
    try #require((0..<1).contains(ball.momentum))
    let plain1000 = stepsToRest(SGDRule(learningRate: plain.rate), curvatures: [1, 1000])
    let ball1000 = stepsToRest(
      SGDRule(learningRate: ball.rate, momentum: ball.momentum), curvatures: [1, 1000])
    evidence("steps of plain descent, κ = 1000", plain1000)
    evidence("steps of momentum, κ = 1000", ball1000)
    #expect(plain10 < 140 && momentum10 > 240)
    #expect(plain1000 > 7000 && ball1000 < 330)
  }

  @Test(
    .interview(
      .question(7, 25), level: .explain, minutes: 3,
      question:
        "On a quadratic with greatest curvature L and momentum μ: does Nesterov's step allow a larger learning rate than the heavy ball?",
      answer: """
        No, a smaller one: the heavy ball is stable below 2(1 + μ)/L, Nesterov's step below 2(1 + μ)/((1 + 2μ)L). At μ = 0.9 that is 3.8/L against 1.36/L, and \
        plain descent has 2/L between them. What one gets for it is damping: where η times the curvature λ \
        is below 1 and the path oscillates, a step keeps √(μ(1 − ηλ)) of the distance in the long run, and not √μ.
        """,
      whiteboard: """
        heavy ball: x⁺ = (1 + μ − ηλ) x − μ x⁻
        Nesterov:   x⁺ = (1 + μ)(1 − ηλ) x − μ(1 − ηλ) x⁻
        at the limit one root is −1: 1 + trace + determinant = 0
        """,
      commonMistake: "Looking ahead makes it more stable, so the learning rate may be larger.",
      otherMistakes: [
        "Yes: at μ = 0.9 Nesterov's step has the limit 3.8/L, and the heavy ball plain descent's 2/L.":
          "3.8/L is the heavy ball's limit. Nesterov's is {limit, Nesterov|4}/L, below the 2/L of plain descent: at the rate 1.5 on curvature 1 it is at {Nesterov, rate 1.5|2} after 500 steps.",
        "Both have the limit 2/L, since the curvature is the same.":
          "2/L belongs to plain descent; with momentum the previous place enters the step too. At μ = 0.9 the heavy ball is stable up to {limit, heavy ball|3}/L and Nesterov's step up to {limit, Nesterov|4}/L.",
      ],
      refutation: """
        Curvature 1, μ = 0.9, rate 1.5, 500 steps from 1: the heavy ball is at {heavy ball, rate 1.5|2}, plain descent at {plain, rate 1.5|2}, Nesterov at {Nesterov, rate 1.5|2}. \
        The limits are {limit, heavy ball|3} and {limit, Nesterov|4}. At the rate 0.9 a step of Nesterov leaves {factor, Nesterov|3} of the distance in the long run, one of the heavy ball {factor, heavy ball|3}.
        """,
      followUps: [
        "Do these limits hold for networks?": """
        They hold for a quadratic. Along a network's path the curvature changes, and with full batches training can go on at the edge.
        """,
        "Which momentum does PyTorch's nesterov=True need?": """
        One above 0, and no dampening; else it raises an error. Setting momentum to 0 later, in param_groups, is not checked.
        """,
      ]))
  func `Nesterov's limit is 1.36/L, the heavy ball's 3.8/L`() {
    func distance(_ rule: SGDRule) -> Scalar {
      abs(end(rule, from: .ones([1]), stepCount: 500) { w, _ in w }[0])
    }
    let ball = distance(SGDRule(learningRate: 1.5, momentum: 0.9))
    let plain = distance(SGDRule(learningRate: 1.5))
    let nesterov = distance(SGDRule(learningRate: 1.5, momentum: 0.9, isNesterov: true))
    evidence("heavy ball, rate 1.5", ball)
    evidence("plain, rate 1.5", plain)
    evidence("Nesterov, rate 1.5", nesterov)
    #expect(ball < 1e-8 && plain < 1e-30 && nesterov > 1e8)
    let limits = [QuadraticTheory.Method.heavyBall(momentum: 0.9), .nesterov(momentum: 0.9)].map {
      QuadraticTheory.greatestRate($0, curvature: 1)
    }
    evidence("limit, heavy ball", limits[0])
    evidence("limit, Nesterov", limits[1])
    #expect(abs(limits[0] - 3.8) < 1e-12 && abs(limits[1] - 3.8 / 2.8) < 1e-12)
    let factors = [QuadraticTheory.Method.heavyBall(momentum: 0.9), .nesterov(momentum: 0.9)].map {
      QuadraticTheory.factor($0, rate: 0.9, curvature: 1)
    }
    evidence("factor, heavy ball", factors[0])
    evidence("factor, Nesterov", factors[1])
    #expect(factors[1] < 0.5 && factors[0] > 0.9)
    let rule = SGDRule(learningRate: 0.1, momentum: 0, isNesterov: true)
    #expect(rule.fault != nil)
  }
}
