import Autograd
import Course
import Foundation
import Optimizers
import TensorCore
import TestSupport
import Testing

// Clipping.

extension Lesson07Interview {
  @Test(
    .interview(
      .question(7, 35), level: .explain, minutes: 3,
      question:
        "Clipping gradients by norm or by value: what differs, and where in the loop does it stand?",
      answer: """
        By norm shortens all gradients by one factor. By value cuts each number and can turn the direction. It stands between backward and step, after unscaling and after the last micro-batch, over all parameters at once. A norm that is infinite or NaN spoils every gradient, \
        so check what clip_grad_norm_ returns. Adam divides by √v, so a factor that is constant cancels there: clipping then matters for outliers, and little as a limit on every step.
        """,
      commonMistake: "Clipping by value is the same with a finer bound.",
      otherMistakes: [
        "Clip after the step, to keep the weights bounded.":
          "Clipping shortens gradients and touches no weight, and after the step the gradient has been used: one of length 100 has made a step of {step, clipped late|4} rates.",
        "If one gradient is infinite, clipping by norm makes it finite.":
          "The norm is infinite too, so the factor, bound over norm, is 0: finite entries become 0, and infinity times 0 is NaN. Look at the norm that is returned, and skip the step.",
      ],
      refutation: """
        The gradient (3, 0.4) clipped at 1: by norm it turns by {angle, norm, at most} degrees, by value by {angle, value|3}. Clipped after the step, a gradient of length 100 makes a step of {step, clipped late|4} rates, in front of it {step, clipped|4}. Of 4 entries, one of them infinite, {NaN entries} comes out as NaN and {zero entries} as 0. \
        Adam's path over ten gradients from 2 to 11 differs by {difference, Adam|1} if all are clipped from the start by a bound of 1e-3 instead of 1.
        """,
      followUps: [
        "How do you choose the bound?": """
        From the norms of a healthy run, logged for some hundred steps: above what is usual, below the spikes.
        """,
        "Does clipping cure a rate above 2/λ?": """
        No. It bounds each step, and the run hops about the minimum in steps of rate times bound instead of diverging.
        """,
      ]))
  func `clipping by norm keeps the direction, by value turns it`() throws {
    let gradient = Tensor([3, 0.4])
    func angle(_ clip: ([Variable]) throws -> Void) rethrows -> Scalar {
      let w = leaf(.zeros([2]))
      w.gradient = gradient
      try clip([w])
      let g = w.gradient ?? .zeros([2])
      let cosine = dot(g, gradient) / (g.norm() * gradient.norm())
      let sine = (g[0] * gradient[1] - g[1] * gradient[0]) / (g.norm() * gradient.norm())
      return abs(Scalar(atan2(Double(sine), Double(cosine)))) * 180 / .pi
    }
    let byNorm = try angle { try GradientNorm.power(2).clip($0, to: 1) }
    let byValue = angle { clipGradientValues($0, to: 1) }
    evidence("angle, norm, at most", byNorm, atMost: 1e-6)
    evidence("angle, value", byValue)
    #expect(byValue > 10)
    func step(clippedFirst: Bool) throws -> Scalar {
      let w = leaf(.zeros([2]))
      let optimizer = SGD([w], learningRate: 0.1)
      w.gradient = Tensor([60, 80])
      if clippedFirst { try GradientNorm.power(2).clip([w], to: 1) }
      optimizer.step()
      if !clippedFirst { try GradientNorm.power(2).clip([w], to: 1) }
      return w.value.norm() / 0.1
    }
    let late = try step(clippedFirst: false)
    let right = try step(clippedFirst: true)
    evidence("step, clipped late", late)
    evidence("step, clipped", right)
    let w = leaf(.zeros([4]))
    w.gradient = Tensor([.infinity, 1, 1, 1])
    try GradientNorm.power(2).clip([w], to: 1)
    let spoiled = w.gradient?.scalars ?? []
    evidence("NaN entries", spoiled.count { $0.isNaN })
    evidence("zero entries", spoiled.count { $0 == 0 })
    func adam(bound: Scalar) -> Scalar {
      end(AdamRule(learningRate: 0.1), from: Tensor([0]), stepCount: 10) { _, step in
        let v = leaf(.zeros([1]))
        v.gradient = Tensor([Scalar(step + 2)])
        clipGradientNorm([v], to: bound)
        return v.gradient ?? .zeros([1])
      }[0]
    }
    let difference = abs(adam(bound: 1) - adam(bound: 1e-3))
    evidence("difference, Adam", difference)
    #expect(abs(late - 100) < 1e-9 && abs(right - 1) < 1e-6 && difference < 1e-2)
    #expect(spoiled.count { $0.isNaN } == 1 && spoiled.count { $0 == 0 } == 3)
  }
}
