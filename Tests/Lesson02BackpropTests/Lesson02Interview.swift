import Backprop
import Course
import TensorCore
import TestSupport
import Testing

@Suite
struct Lesson02Interview {
  @Test(
    .interview(
      "02.06", level: .explain, minutes: 2,
      answer: """
        Because a value may be used more than once. So {x squared}.
        """,
      commonMistake: "Accumulation.",
      refutation: "Refuted."))
  func `Why do gradients accumulate in PyTorch?`() throws {
    let x = Variable(Tensor(3), requiresGradient: true)
    try (x * x).backward()
    evidence("x squared", x.gradient?.scalar ?? .nan)
    #expect(x.gradient?.scalar == 6)
  }
}
