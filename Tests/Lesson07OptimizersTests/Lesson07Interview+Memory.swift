import Autograd
import Course
import Optimizers
import TensorCore
import TestSupport
import Testing

// What optimizers keep.

extension Lesson07Interview {
  @Test(
    .interview(
      .question(7, 9), level: .recall, minutes: 2,
      question: "How much does an optimizer keep beside the parameters?",
      answer: """
        In copies of the parameters: plain SGD none, momentum one, Adam and AdamW two, AMSGrad three. Lion and Muon keep one; Adafactor without momentum keeps a row and a column of each matrix. \
        Gradients are not counted here, and take one copy more. So a model that fits with SGD may not fit with Adam.
        """,
      commonMistake: "One copy each, whatever the rule.",
      otherMistakes: [
        "Plain SGD none, momentum one, Adam one too, as its two means share a buffer.":
          "m averages gradients and v their squares, each with its own beta, and neither can be computed from the other, so both are stored: AdamW keeps {AdamW} numbers a parameter.",
        "Plain SGD none, momentum one, Adam two, and AdamW three with its decay.":
          "The decay needs no memory: the weight is multiplied by 1 − ηλ on the spot, with one λ for the whole group. It is AMSGrad that keeps three, the third being the greatest v.",
      ],
      refutation: """
        Counted on a matrix of 100 × 100, in numbers a parameter: SGD {SGD}, momentum {momentum}, AdamW {AdamW}, AMSGrad {AMSGrad}, Lion {Lion}, Adafactor {Adafactor}.
        """,
      followUps: [
        "Does the number of steps count?": """
        PyTorch keeps one step counter for each parameter tensor, not for each number. It weighs nothing.
        """,
        "When does the memory appear in PyTorch?": """
        With SGD and Adam at the first step, which is when the state is made, so a run can pass backward and run out of memory in step. Adagrad makes its sums in the constructor.
        """,
      ]))
  func `SGD keeps 0, momentum 1, Adam 2, AMSGrad 3 a parameter`() {
    func count<Rule: UpdateRule>(_ rule: Rule) -> Double {
      let optimizer = FirstOrderOptimizer([leaf(.ones([100, 100]))], rule)
      return Double(optimizer.rememberedScalarCount) / 10_000
    }
    let found = [
      ("SGD", count(SGDRule())), ("momentum", count(MomentumRule())),
      ("AdamW", count(AdamWRule())), ("AMSGrad", count(AMSGradRule())),
      ("Lion", count(LionRule())), ("Adafactor", count(AdafactorRule())),
    ]
    for (name, number) in found { evidence(name, number) }
    #expect(found.map(\.1) == [0, 1, 2, 3, 1, 0.02])
    #expect(count(MuonRule()) == 1)
  }

  @Test(
    .interview(
      .question(7, 23), level: .design, minutes: 3,
      question:
        "A model has seven billion parameters. How many bytes a parameter do weights, gradients and optimizer take in single precision, by optimizer?",
      answer: """
        Four for the weight, four for its gradient, and four for each number that the optimizer keeps. So 8 with SGD, 12 with momentum, 16 with AdamW, 20 with AMSGrad. For seven billion that is \
        {gigabytes, SGD} gigabytes with SGD and {gigabytes, AdamW} with AdamW, activations not counted. To save, use Adafactor, which stays near 8, keep the means in eight bits, or share \
        the state among devices. Mixed precision with a single-precision copy of the weights adds two bytes for the half-precision ones, and gradients in half precision save two.
        """,
      commonMistake: "AdamW takes 8 bytes: 4 for the weight and 4 for its state.",
      otherMistakes: [
        "4 bytes with SGD, 8 with momentum, 12 with AdamW and 16 with AMSGrad: the weight and its state.":
          "The gradient is missing: it takes 4 bytes like the weight, and is there from backward to the step. Counted with it SGD takes {bytes, SGD} bytes and AdamW {bytes, AdamW}.",
        "PyTorch's Adafactor saves half of Adam's state.":
          "It saves nearly all: a row and a column of numbers stand for each matrix. At 1000 × 1000 it takes {bytes, Adafactor|4} bytes a parameter, of which 8 are weight and gradient.",
      ],
      refutation: """
        Counted on a matrix of 1000 × 1000, bytes a parameter: SGD {bytes, SGD}, momentum {bytes, momentum}, AdamW {bytes, AdamW}, AMSGrad {bytes, AMSGrad}, Adafactor {bytes, Adafactor|4}. All in bfloat16 AdamW takes {bytes, AdamW in bfloat16}, with its state in single precision 2 + 2 + 8 = 12.
        """,
      followUps: [
        "What is lost if the state is in bfloat16 too?": """
        With β₂ = 0.999 v changes by at most a thousandth a step while it falls, less than bfloat16 resolves, so it sticks: rounded, 1 times 0.999 is {0.999 in bfloat16}.
        """,
        "Why does Adafactor cost more for a vector?": """
        A vector has no rows and columns to factor into, so it keeps its squares in full.
        """,
      ]))
  func `AdamW takes 16 bytes a parameter, SGD 8`() {
    func bytes<Rule: UpdateRule>(_ rule: Rule, perScalar: Int = 4) -> Double {
      FirstOrderOptimizer([leaf(.zeros([1000, 1000]))], rule)
        .bytesPerParameter(bytesPerScalar: perScalar)
    }
    let found = [
      ("SGD", bytes(SGDRule())), ("momentum", bytes(MomentumRule())),
      ("AdamW", bytes(AdamWRule())), ("AMSGrad", bytes(AMSGradRule())),
      ("Adafactor", bytes(AdafactorRule())),
      ("AdamW in bfloat16", bytes(AdamWRule(), perScalar: 2)),
    ]
    for (name, number) in found { evidence("bytes, \(name)", number) }
    evidence("gigabytes, SGD", 7 * found[0].1)
    evidence("gigabytes, AdamW", 7 * found[2].1)
    evidence("0.999 in bfloat16", Scalar(0.999).roundedToBFloat16())
    #expect(found.map(\.1) == [8, 12, 16, 20, 8.008, 8])
    #expect(Scalar(0.999).roundedToBFloat16() == 1)
  }
}
