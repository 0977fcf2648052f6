import Activations
import Autograd
import Course
import TensorCore
import TestSupport
import Testing

// Slopes on the whiteboard, and what has to be kept for them.

extension Lesson03Interview {
  @Test(
    .interview(
      .question(3, 22), level: .explain, minutes: 3,
      question: "Which activations may run in place, and what can go wrong when they do?",
      answer: """
        Those whose slope follows from the output: ReLU, leaky ReLU, sigmoid, tanh. Their input is not needed for the backward \
        pass, so the output may take its memory. SiLU, GELU and Mish are not monotone: one output can have two \
        inputs of different slope, so they keep the input. (PyTorch's nn.SiLU(inplace=True) keeps a copy of it: the gradient is right, and no memory is saved.) Two faults remain: overwriting an output that was saved, which \
        PyTorch refuses, and overwriting an input that a skip connection needs, which it does not.
        """,
      commonMistake: "PyTorch's version counters catch every wrong change in place.",
      otherMistakes: [
        "All element-wise ones: entries do not mix, so each may overwrite its input, and no copy of it has to be kept.":
          "The output need not tell the slope that the backward pass needs: SiLU gives −0.2 at two inputs, with the slopes {slope, right} and {slope, left}. Only {in place} of {activations} in the table save their output.",
        "All of them: in place is a matter of memory only and cannot change results.":
          "In x + relu(x) with the ReLU in place, x is overwritten before it is added: the sum is off by {error of the skip connection} of its size, and no error is raised.",
      ],
      refutation: """
        They guard what was saved for the backward pass, and nothing else. In x + relu(x) with a \
        ReLU in place, the sum is off by {error of the skip connection} of its size and no error \
        appears, as nothing was saved that the change spoils. `h += skip` is refused behind a \
        sigmoid ({refused behind a sigmoid} of 1), which saved its output, and not behind a SiLU \
        ({refused behind a SiLU} of 1), which saved its input.
        """,
      followUps: [
        "What does it save?": """
        One tensor of activations for every activation layer, at most. A linear layer does not read its own output in the backward pass, so \
        nothing else holds that memory.
        """,
        "What if memory is short and SiLU is given?": """
        Recompute: keep the inputs of a block only and run its forward pass once more in the backward pass.
        """,
      ]))
  func `what saves its output may run in place, SiLU may not`() throws {
    let skip = try FailureMode.inPlaceSkip.measure()
    evidence("error of the skip connection", skip.broken)
    let refused = FailureMode.inPlaceRefused
    evidence("refused behind a sigmoid", try refused.broken.measure().value)
    let behindSiLU = try refused.remedies[1].measure().value
    evidence("refused behind a SiLU", behindSiLU)
    evidence("in place", Activation.all.count { $0.mayRunInPlace })
    evidence("activations", Activation.all.count)
    // The two inputs by bisection: to the right and to the left of the minimum at −1.278.
    let silu = Activation.silu
    func input(from outer: Scalar) -> Scalar {
      var (low, high) = (silu.lowest.input, outer)
      for _ in 0..<60 {
        let middle = (low + high) / 2
        if silu.value(at: middle) < -0.2 { low = middle } else { high = middle }
      }
      return high
    }
    let (right, left) = (input(from: 0), input(from: -6))
    evidence("slope, right", silu.slope(at: right))
    evidence("slope, left", silu.slope(at: left))
    #expect(abs(silu.value(at: right) + 0.2) < 1e-12 && abs(silu.value(at: left) + 0.2) < 1e-12)
    #expect(silu.slope(at: right) > 0.1 && silu.slope(at: left) < -0.01)
    #expect(skip.broken > 0.1 && skip.cured < 1e-15)
    #expect(try refused.broken.measure().value == 1 && behindSiLU == 0)
    #expect(!silu.mayRunInPlace && !Activation.gelu.mayRunInPlace && Activation.relu.mayRunInPlace)
  }

  @Test(
    .interview(
      .question(3, 26), level: .derive, minutes: 4,
      question:
        "Derive the slopes of the sigmoid, of softplus and of SiLU. Where is SiLU's slope 0?",
      answer: """
        The sigmoid's slope is σ(1 − σ). Softplus is log(1 + eˣ); its slope is eˣ/(1 + eˣ), the sigmoid itself. SiLU is xσ, so by the product rule its \
        slope is σ + xσ(1 − σ) = σ(1 + x(1 − σ)). It is 0 where 1 + x(1 − σ) = 0, once, near −1.28: there is SiLU's minimum. On the \
        right its slope rises above 1 and then comes back to 1.
        """,
      whiteboard: """
        σ = (1 + e⁻ˣ)⁻¹
        σ' = e⁻ˣ (1 + e⁻ˣ)⁻² = σ (1 − σ)
        softplus = log(1 + eˣ), softplus' = eˣ/(1 + eˣ) = σ
        silu = xσ, silu' = σ + xσ' = σ (1 + x (1 − σ))
        silu' = 0: x (1 − σ) = −1, that is x = −(1 + eˣ)
        """,
      commonMistake: "SiLU's slope lies between 0 and 1, as its gate does.",
      otherMistakes: [
        "The slope of softplus is the slope of the sigmoid.":
          "One step too far: the slope of softplus is the sigmoid itself, eˣ/(1 + eˣ). At 0 it is {slope of softplus at 0}, while the sigmoid's slope there is {slope of the sigmoid at 0}.",
        "SiLU's slope is σ(x), since the gate only scales the input.":
          "The gate moves with x too, and the product rule adds xσ(1 − σ). At −1 the slope is {slope at −1}, where σ is {σ(−1)}; left of {zero of the slope|4} it is negative, which σ never is.",
      ],
      refutation: """
        The gate does, the slope does not: it is {largest slope|4} at x = \
        {place of the largest slope}, and {slope at −3} at −3, left of its zero at \
        {zero of the slope|4}, where |x + 1 + eˣ| is {x + 1 + eˣ}. The formula differs from the \
        engine by {formula and engine}, relatively, from central differences by \
        {formula and differences}.
        """,
      followUps: [
        "How does one compute σ(1 − σ) without losing digits at x = 40?": """
        There 1 − σ rounds to 0. With e = exp(−|x|) the slope is e/(1 + e)², which has no difference in it.
        """,
        "What is SiLU's second derivative at 0?": """
        2σ' + xσ'' at 0 is 2 · ¼ = ½: {curvature at 0}.
        """,
      ]))
  func `SiLU's slope is σ(1 + x(1 − σ)), and passes 1`() throws {
    let x = Tensor.linearlySpaced(from: -6, through: 6, count: 49)
    let gate = Activation.sigmoid(x)
    let formula = gate * (1 + x * (1 - gate))
    let inputs = leaf(x)
    try Activation.silu(inputs).sum().backward()
    let engine = try #require(inputs.gradient)
    let step: Scalar = 1e-5
    let differences = (Activation.silu(x + step) - Activation.silu(x - step)) / (2 * step)
    evidence("formula and engine", difference(engine, formula), atMost: 1e-14)
    evidence("formula and differences", difference(differences, formula), atMost: 1e-9)
    #expect(difference(Activation.softplus.derivative(x), gate) < 1e-14)
    let silu = Activation.silu
    evidence("largest slope", silu.steepest.slope)
    evidence("place of the largest slope", silu.steepest.input)
    evidence("slope at −3", silu.slope(at: -3))
    evidence("slope at −1", silu.slope(at: -1))
    evidence("σ(−1)", Activation.sigmoid.value(at: -1))
    let zero = silu.lowest.input
    evidence("zero of the slope", zero)
    evidence("x + 1 + eˣ", abs(zero + 1 + .exp(zero)), atMost: 1e-6)
    evidence("slope of softplus at 0", Activation.softplus.slope(at: 0))
    evidence("slope of the sigmoid at 0", Activation.sigmoid.slope(at: 0))
    evidence("curvature at 0", silu.curvature(0))
    #expect(abs(silu.steepest.slope - 1.099839) < 1e-5 && silu.slope(at: -3) < 0)
    #expect(silu.curvature(0) == 0.5 && abs(Activation.softplus.slope(at: 0) - 0.5) < 1e-15)
  }
}
