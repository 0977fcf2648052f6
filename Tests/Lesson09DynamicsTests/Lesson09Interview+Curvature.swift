import Autograd
import Course
import Dynamics
import TensorCore
import TestSupport
import Testing

// Sharpness, saddles, and how one tests for convergence.

extension Lesson09Interview {
  @Test(
    .interview(
      .question(9, 10), level: .derive, minutes: 4,
      question:
        "How do you measure the sharpness of a loss without forming its Hessian, and what does it say about the learning rate?",
      answer: """
        Sharpness is the largest eigenvalue λ of the Hessian. A product of the Hessian with a vector costs two gradients, at w + hv and at w − hv, or one more pass of automatic differentiation. Repeated products, by power iteration or Lanczos, turn the vector toward an end of the spectrum. On a quadratic plain descent needs a rate below 2/λ. Power iteration finds the eigenvalue of greatest magnitude, so at a saddle I shift the Hessian \
        first.
        """,
      whiteboard: """
        H v ≈ (∇L(w + hv) − ∇L(w − hv)) / 2h
        v ← Hv / |Hv|,  λ ≈ vᵀHv
        descent on λx²/2: x ← (1 − ηλ) x, stable for η < 2/λ
        largest of an indefinite H: iterate on cI + H with c ≥ |λ| of all
        """,
      commonMistake: "By the gradient norm: where the loss is sharp, gradients are large.",
      otherMistakes: [
        "It needs the whole Hessian, so it is out of reach for networks.":
          "Power iteration and Lanczos need only products Hv, and one product costs two gradients, at w + hv and at w − hv. The n² entries of the matrix are never formed.",
        "Power iteration on the Hessian always gives the most positive eigenvalue.":
          "It gives the one of greatest magnitude. With the curvatures 5 and −8 it answers {magnitude}, though the most positive is 5; applied to cI + H with a large enough c it finds that one.",
      ],
      refutation: """
        Bowls with the curvatures 1 and 5 or 1 and 500: at the minimum both gradients have the norm {gradient}, and the measured sharpness is {sharpness 5} and {sharpness 500}. Descent on the curvature 5 alone from 1, 100 steps: at 1.05 · 2/λ it ends at {above the limit|2}, at 0.95 · 2/λ at {below the limit|2}. With the curvatures 5 and −8 plain power iteration answers {magnitude}, the shifted one {largest} and {smallest}.
        """,
      followUps: [
        "What does the edge of stability add?": """
        In full-batch descent on networks the sharpness tends to rise until it is near 2/η, and stays about there while the loss falls unevenly (Cohen and others, 2021). So above 2/λ a network need not diverge.
        """,
        "What must be fixed while you measure?": """
        The batch, dropout masks and the mode of the norms: the products have to come from one and the same function.
        """,
      ]))
  func `sharpness comes from products, and 2/λ decides`() throws {
    var generator = SplitMix64(seed: 10)
    func curvature(_ values: [Scalar]) -> Curvature {
      let w = weight(.zeros([values.count]))
      let factors = Variable(Tensor(values))
      return Curvature(of: [w]) { (w * w * factors).sum() / 2 }
    }
    var gradient: Scalar = 0
    for steep in [5, 500] as [Scalar] {
      var bowl = curvature([1, steep])
      gradient += try bowl.gradient().norm()
      let largest = try bowl.powerIteration(toward: .largest, using: &generator).value
      evidence("sharpness \(Int(steep))", (largest * 1e6).rounded() / 1e6)
      #expect(abs(largest - steep) < 1e-6)
    }
    evidence("gradient", gradient)
    var saddle = curvature([5, -8])
    let found = (
      magnitude: try saddle.greatestMagnitude(using: &generator).value,
      largest: try saddle.powerIteration(toward: .largest, bound: 8, using: &generator).value,
      smallest: try saddle.powerIteration(toward: .smallest, bound: 8, using: &generator).value
    )
    evidence("magnitude", (found.magnitude * 1e6).rounded() / 1e6)
    evidence("largest", (found.largest * 1e6).rounded() / 1e6)
    evidence("smallest", (found.smallest * 1e6).rounded() / 1e6)
    #expect(abs(found.magnitude + 8) < 1e-6 && abs(found.largest - 5) < 1e-6)
    #expect(abs(found.smallest + 8) < 1e-6)
    func end(_ share: Scalar) throws -> Scalar {
      let x = weight(.ones([1]))
      let optimizer = GradientDescent([x], learningRate: share * 2 / 5)
      for _ in 0..<100 { try trainingStep(optimizer) { (x * x).sum() * 2.5 } }
      return abs(x.value.scalars[0])
    }
    evidence("above the limit", try end(1.05))
    evidence("below the limit", try end(0.95))
    #expect(try end(1.05) > 1_000 && (try end(0.95)) < 1e-3)
  }

  @Test(
    .interview(
      .question(9, 20), level: .debug, minutes: 4,
      question: "How do you test whether training has converged, and what does each test miss?",
      answer: """
        First I lower the rate and see whether the loss drops. If it does, it was only on the floor that noise or oscillation sets at the old rate. Then the gradient over all data at fixed weights: near zero hints at a critical point, and a clearly negative eigenvalue shows a saddle. A small perturbation along that eigenvector, or a longer run, confirms it. In networks the gradient seldom gets near zero in usual budgets, so in practice I state by how much a longer run at a decayed \
        rate still improves the metric.
        """,
      commonMistake: "The full gradient is zero, so the run has reached a minimum.",
      otherMistakes: [
        "The validation loss has stopped falling, so training has converged.":
          "It also stops where the model begins to overfit, and on the floor that noise sets at the present rate. In both cases the training loss can fall further; a lower rate or a longer run shows it.",
        "In a ReLU network I require that all eigenvalues be positive.":
          "Weights and bias into a unit times c, weights out of it divided by c: the function stays, so minima have flat directions, here {flat} of {parameters}. Without weight decay no minimum passes.",
      ],
      refutation: """
        L = u² − v² + v⁴ from (1, 0), descent at 0.1, 200 steps: the gradient norm is {gradient at the saddle, at most}, the loss {loss at the saddle, at most} in magnitude, and it stands still. The smallest curvature is {smallest}. Moved by 1e-4 along its eigenvector the run goes down to {loss after the nudge|4}. In a 2-6-1 ReLU network at zero loss {flat} of {parameters} curvatures are below a ten-thousandth of the largest: at this minimum, too, the smallest is not clearly positive.
        """,
      followUps: [
        "Why are there flat directions in a ReLU network?": """
        Weights and bias into a unit times c > 0, weights out of it divided by c: the function stays. At a critical point each active unit gives one direction of curvature zero.
        """,
        "What if the loss has no minimum?": """
        Without weight decay, cross-entropy on separable data has none: the weights grow for ever and the loss creeps toward zero. There only their direction or the metric can converge.
        """,
      ]))
  func `a vanishing gradient may be a saddle`() throws {
    var generator = SplitMix64(seed: 20)
    let place = weight(Tensor([1, 0]))
    let bend = Variable(Tensor([1, -1]))
    let onlyV = Variable(Tensor([0, 1]))
    func saddle() -> Variable {
      let squares = place * place
      return (squares * bend).sum() + (squares * squares * onlyV).sum()
    }
    let optimizer = GradientDescent([place], learningRate: 0.1)
    for _ in 0..<200 { try trainingStep(optimizer, loss: saddle) }
    var curvature = Curvature(of: [place], loss: saddle)
    let point = try CriticalPoint(curvature: &curvature, using: &generator)
    evidence("gradient at the saddle, at most", point.gradientNorm, atMost: 1e-12)
    evidence("loss at the saddle, at most", abs(saddle().scalar), atMost: 1e-12)
    evidence("smallest", (point.smallest.value * 1e4).rounded() / 1e4)
    #expect(point.kind == .saddle && abs(point.smallest.value + 2) < 1e-4)
    let nudge = (try #require(point.wayDown)) * 1e-4
    place.modify { $0 = $0 + nudge }
    for _ in 0..<200 { try trainingStep(optimizer, loss: saddle) }
    evidence("loss after the nudge", saddle().scalar)
    #expect(abs(saddle().scalar + 0.25) < 1e-6)
    let model = Sequential.multilayerPerceptron([2, 6, 1], using: &generator)
    let inputs = Variable(Tensor.normal([12, 2], using: &generator))
    let targets = model(inputs).value
    var loss = Curvature(of: model.trainedVariables) {
      meanSquaredError(model(inputs), targets: targets)
    }
    let hessian = try loss.hessian()
    try #require(hessian.isFinite && hessian == hessian.transposed)
    let values = hessian.symmetricEigenvalues().values.scalars
    let greatest = try #require(values.max())
    let flat = values.count { abs($0) < 1e-4 * greatest }
    evidence("flat", flat)
    evidence("parameters", values.count)
    #expect(flat >= 6 && values.count == 25)
  }
}
