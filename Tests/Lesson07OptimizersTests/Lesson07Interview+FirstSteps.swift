import Autograd
import Course
import Optimizers
import TensorCore
import TestSupport
import Testing

// Adam's first steps, and the small number in its divisor.

extension Lesson07Interview {
  @Test(
    .interview(
      .question(7, 4), level: .derive, minutes: 4,
      question: "Why does Adam correct its means for bias?",
      answer: """
        Both means start at zero, so early on they are too small, and √v by more than m at the usual betas. After one step m is (1 − β₁) g and √v is √(1 − β₂) |g|, so without correction the first step is (1 − β₁)/√(1 − β₂) \
        rates: 3.2 at (0.9, 0.999). With correction it is one rate, whatever the gradient, if that is far above ε. The 3.2 is no law: at (0.9, 0.95) the uncorrected step would be too short.
        """,
      whiteboard: """
        constant g: mₜ = (1 − β₁ᵗ) g,  vₜ = (1 − β₂ᵗ) g²
        uncorrected step/η = (1 − β₁ᵗ)/√(1 − β₂ᵗ)
        corrected: 1
        """,
      commonMistake:
        "Without it the first steps are too small at the default betas, as both means start at zero.",
      otherMistakes: [
        "It matters in the first step only.":
          "v's correction fades as β₂ᵗ, so over about a thousand steps at 0.999. Without it a steady gradient makes steps of {largest uncorrected|3} rates at step {step of the largest} and {uncorrected, step 100|3} at step 100.",
        "It keeps the division from being one by zero.":
          "ε does that. The correction divides by 1 − β₂ᵗ, and a v of 0 stays 0 under it; what it undoes is that the means are too small after their start at zero.",
      ],
      refutation: """
        Adam without correction under a constant gradient: the first step is {uncorrected, step 1|4} rates, and the largest, at step {step of the largest}, is {largest uncorrected|3}. \
        PyTorch's Adam makes {corrected, step 1|3} at each. At the betas (0.9, 0.95) the uncorrected first step is {uncorrected, β₂ = 0.95|3}.
        """,
      followUps: [
        "How long does the correction last?": """
        For m about ten steps, 1/(1 − β₁), and for v about a thousand. Under a constant gradient uncorrected steps are still {uncorrected, step 100|3} rates long at step 100.
        """,
        "Does RMSprop correct?": """
        Not PyTorch's: at α = 0.99 its first step is 10 rates long.
        """,
      ]))
  func `uncorrected, the first step is 3.2 rates at the defaults`() {
    let ones = [Scalar](repeating: 1, count: 1000)
    let adam = steps(AdamRule(), ones)
    // RMSprop on Adam's mean of gradients is Adam without correction; both means come from one rule.
    func uncorrected(_ beta2: Scalar) -> [Scalar] {
      let mean = steps(SGDRule(learningRate: 1, momentum: 0.9), ones.map { $0 * 0.1 })
      let root = steps(RMSpropRule(smoothing: beta2), ones)
      return zip(mean, root).map { $0 * $1 }
    }
    let found = uncorrected(0.999)
    let largest = found.max() ?? .nan
    evidence("uncorrected, step 1", found[0])
    evidence("largest uncorrected", largest)
    evidence("uncorrected, step 100", found[99])
    evidence("step of the largest", (found.firstIndex(of: largest) ?? -1) + 1)
    evidence("corrected, step 1", adam[0])
    evidence("uncorrected, β₂ = 0.95", uncorrected(0.95)[0])
    #expect(abs(found[0] - 0.1 / Scalar.squareRoot(0.001)) < 1e-6 && abs(largest - 6.57) < 0.01)
    #expect(adam.allSatisfy { abs($0 - 1) < 1e-6 })
    #expect(abs(uncorrected(0.95)[0] - 0.447) < 1e-3)
    #expect(abs(steps(RMSpropRule(), ones)[0] - 10) < 1e-4)
  }

  @Test(
    .interview(
      .question(7, 11), level: .explain, minutes: 2,
      question: "What is the role of ε in Adam?",
      answer: """
        It keeps the quotient finite, and it sets the gradient scale below which Adam's steps shrink. Under a steady gradient a step is near one rate where √v is far above ε, and half of that where it equals ε; far below, \
        Adam behaves like momentum with the rate η/ε. So a larger ε moves Adam toward SGD with momentum, and gradients far below 1e-8, as a small loss scale makes them, hardly move anything. In \
        float16 the default of 1e-8 rounds to 0.
        """,
      commonMistake: "It only prevents a division by zero; its value does not matter.",
      otherMistakes: [
        "A larger ε makes the steps larger.":
          "ε is added to the divisor, so a larger one shortens every step: for a gradient of 1e-3 at the rate 0.1 the first step is 0.099999 with ε = 1e-8 and {ε = 1|3} with ε = 1.",
        "ε stands inside the root in PyTorch's Adam.":
          "PyTorch divides by √v + ε, with v corrected. Inside the root 1e-8 would count as 1e-4 where v is 0, and a gradient of 1e-6 would make a first step of 0.01 rates instead of 0.99.",
      ],
      refutation: """
        The first step at the rate 0.1, ε = 1e-8: for a gradient of 1e-6 it is {gradient 1e-6|3}, for 1e-8 {gradient 1e-8|3}, for 1e-10 {gradient 1e-10|3}. With ε = 1 and a gradient of 1e-3 it is {ε = 1|3}, \
        SGD's within a thousandth. As a half-precision number 1e-8 is {1e-8 in half precision}.
        """,
      followUps: [
        "Would you tune ε?": """
        After the learning rate and β₁, as the Deep Learning Tuning Playbook orders them, and when gradients are near its size.
        """,
        "And inside the root?": """
        Then it counts as the square root: 1e-8 inside is as strong as 1e-4 outside where v is 0. TensorFlow's first RMSprop had it there.
        """,
      ]))
  func `a gradient of the size of ε makes half a step`() {
    func first(_ gradient: Scalar, epsilon: Scalar = 1e-8) -> Scalar {
      -path(AdamRule(learningRate: 0.1, epsilon: epsilon), [gradient], from: 0)[0]
    }
    evidence("gradient 1e-6", first(1e-6))
    evidence("gradient 1e-8", first(1e-8))
    evidence("gradient 1e-10", first(1e-10))
    evidence("ε = 1", first(1e-3, epsilon: 1))
    evidence("1e-8 in half precision", Scalar(1e-8).roundedToFloat16())
    #expect(abs(first(1e-6) - 0.099) < 1e-4 && abs(first(1e-8) - 0.05) < 1e-12)
    #expect(abs(first(1e-10) - 0.1 / 101) < 1e-12)
    let sgd = -path(SGDRule(learningRate: 0.1), [1e-3], from: 0)[0]
    #expect(abs(first(1e-3, epsilon: 1) / sgd - 1) < 1.1e-3)
    #expect(Scalar(1e-8).roundedToFloat16() == 0)
  }
}
