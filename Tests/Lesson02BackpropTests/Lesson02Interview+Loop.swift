import Backprop
import Course
import TensorCore
import TestSupport
import Testing

// What `backward()` gives, to whom, and in which order a loop uses it.

extension Lesson02Interview {
  @Test(
    .interview(
      .question(2, 40), level: .debug, minutes: 3,
      question:
        "Why is .grad of an intermediate result None after backward, and how do you get it?",
      answer: """
        Because only leaves keep their gradient; that of a result is passed on. It is freed \
        then, which spares the memory of one more tensor for every activation. I ask for it \
        before the backward pass: retain_grad() keeps it, a hook sees it as it passes, \
        torch.autograd.grad returns it. So None means two things: at a leaf, that nothing \
        arrived, and at a result, that nobody asked.
        """,
      commonMistake: "If .grad is None after backward, the graph was cut before it.",
      // Refuted by: the retained gradient is there, and the hook has seen it.
      otherMistakes: [
        "Because intermediate results do not require a gradient unless one says so.":
          """
        Whatever is computed from something that requires a gradient requires one itself. For h = \
        x², y = 2h at x = 3 nothing would otherwise reach x through h, but x receives {gradient of \
        x}.
        """,
        "Because the backward pass computes gradients of parameters only.":
          """
        It reaches a parameter only through the gradients of the results behind it: for y = 2h a \
        hook on h sees {gradient of h, seen by a hook} pass. What is None was computed and not \
        kept.
        """,
      ],
      refutation: """
        For h = x², y = 2h at x = 3 no gradient of h is kept, yet it passed: x has received \
        {gradient of x}. Asked for, it is {gradient of h, retained}, and a hook sees \
        {gradient of h, seen by a hook} too.
        """,
      followUps: [
        "x = torch.randn(3, requires_grad=True).to(\"cuda\"): why is x.grad None?": """
        x is the result of .to, so it is no leaf. The leaf is the tensor before the move, which nobody \
        holds. Make it on the device, or call requires_grad_() after the move.
        """,
        "What is a hook good for besides looking?": """
        It may return another gradient: clipped, masked, or reversed, as domain-adversarial training does. \
        With a hook on h that returns −g, x receives {gradient of x, reversed by a hook}.
        """,
      ]))
  func `a result keeps no gradient unless it is asked to`() throws {
    func run(_ prepare: (Variable) -> Void) throws -> (h: Tensor?, x: Scalar) {
      let x = leaf(3)
      let h = x * x
      prepare(h)
      try (h * 2).backward()
      return (h.gradient, try #require(x.gradient).scalar)
    }
    let plain = try run { _ in }
    let retained = try run { $0.retainGradient() }
    var seen: Scalar = 0
    _ = try run { h in
      h.addGradientHook { gradient in
        seen = gradient.scalar
        return nil
      }
    }
    let reversed = try run { h in h.addGradientHook { -$0 } }
    evidence("gradient of x", plain.x)
    evidence("gradient of h, retained", try #require(retained.h).scalar)
    evidence("gradient of h, seen by a hook", seen)
    evidence("gradient of x, reversed by a hook", reversed.x)
    #expect(plain.h == nil && plain.x == 12 && retained.h == Tensor(2) && retained.x == 12)
    #expect(seen == 2 && reversed.x == -12)
  }

  @Test(
    .interview(
      .question(2, 41), level: .design, minutes: 4,
      question:
        "Write a training loop. Which two lines must not change places, and what happens if they do?",
      answer: """
        Zero the gradients, forward pass, loss, backward pass, clip, step, then the scheduler. Each line \
        uses what the one before it has left, and most wrong orders raise no error. Clipping after the \
        step does nothing. Zeroing between backward and the step leaves nothing to step with. A step \
        before backward uses the last batch's gradient or none. Zeroing right after the step is as good \
        as at the top.
        """,
      whiteboard: """
        for x, y in batches:
            optimizer.zero_grad()
            loss = criterion(model(x), y)
            loss.backward()
            clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            scheduler.step()          # if it counts batches
        """,
      commonMistake:
        "Clipping may stand before or after the step, as long as it comes after backward.",
      otherMistakes: [
        "Forward pass, loss, backward pass, zero the gradients, clip, step, then the scheduler.":
          """
        Zeroing between backward and the step throws away what backward has just found. Plain SGD \
        then stays where it is, in every round, and no error is raised.
        """,
        "Zero the gradients, forward pass, loss, step, backward pass, clip, then the scheduler.":
          """
        The step comes after zeroing and before backward, so it never finds a gradient: in twenty \
        rounds the weight moves by {movement, step before backward}. What backward leaves is \
        zeroed in the next round.
        """,
      ],
      refutation: """
        For 50w² at w = 3, a bound of 1 and a rate of 0.01, the step goes {step, clipped before} if the \
        gradient is clipped before it and {step, clipped after} if after. And with zeroing, then the step, \
        then backward, twenty rounds move the weight by {movement, step before backward}.
        """,
      followUps: [
        "Where does the scheduler go, and how often?": """
        After the optimizer's step; before it, the first rate would be skipped, and PyTorch warns. Once a \
        batch or once an epoch, whichever its length was counted in.
        """,
        "What changes in mixed precision with float16?": """
        The loss is scaled before backward, gradients are unscaled before clipping, and the scaler makes the \
        step, or skips it if a gradient is not finite. Then the scale is updated.
        """,
      ]))
  func `clipping after the step does nothing`() throws {
    func movement(_ round: (any Optimizer, Variable) throws -> Void, rounds: Int) throws -> Scalar {
      let weight = leaf(3)
      let optimizer = GradientDescent([weight], learningRate: 0.01)
      for _ in 0..<rounds { try round(optimizer, weight) }
      return abs(weight.scalar - 3)
    }
    func goBack(_ weight: Variable) throws { try (weight * weight * 50).backward() }
    let before = try movement(
      { optimizer, weight in
        try goBack(weight)
        clipGradientNorm([weight], to: 1)
        optimizer.step()
      }, rounds: 1)
    let after = try movement(
      { optimizer, weight in
        try goBack(weight)
        optimizer.step()
        clipGradientNorm([weight], to: 1)
      }, rounds: 1)
    let early = try movement(
      { optimizer, weight in
        optimizer.zeroGradients()
        optimizer.step()
        try goBack(weight)
      }, rounds: 20)
    evidence("step, clipped before", before)
    evidence("step, clipped after", after)
    evidence("movement, step before backward", early)
    #expect(abs(before - 0.01) < 1e-9 && abs(after - 3) < 1e-12 && early == 0)
  }

  @Test(
    .interview(
      .question(2, 42), level: .explain, minutes: 3,
      question:
        "What is a Jacobian-vector product, what a vector-Jacobian product, and which is backpropagation?",
      answer: """
        Backpropagation is a chain of vector-Jacobian products, from the loss to the inputs. One \
        such product, uᵀJ, is the gradient of u · f by the inputs, for weights u on the outputs. A \
        Jacobian-vector product J v goes the other way: it says how the outputs move if the inputs \
        move along v. One reverse pass gives the first, one forward pass with dual numbers the \
        second, and neither forms J. For a loss u is the number 1. All of J takes one reverse pass \
        an output, or one forward pass an input.
        """,
      whiteboard: """
        f: Rⁿ → Rᵐ     J: m × n     u: m     v: n
        reverse: uᵀJ  (n numbers)       forward: J v  (m numbers)       u · (J v) = (uᵀJ) · v
        """,
      commonMistake: "Calling backward on a vector of outputs computes its Jacobian.",
      // Refuted by: the numbers that one reverse pass gives, without a Jacobian.
      otherMistakes: [
        "Backpropagation is a chain of Jacobian-vector products, from the inputs to the loss.":
          """
        That is forward mode, and it says how the loss moves along one direction v. For the whole \
        gradient it takes a pass for every parameter; backpropagation starts with a 1 at the loss \
        and takes one.
        """,
        "Backpropagation forms the Jacobian of every layer and multiplies them all.":
          """
        It forms none. For an elementwise layer of n numbers the Jacobian has n² entries, nearly \
        all of them 0; the product with it is n multiplications, by the slopes.
        """,
      ],
      refutation: """
        Without weights u it is refused, and with them it gives their combination of the rows: for three \
        inputs and two outputs {numbers in uᵀJ} numbers, where J has {numbers in J}. Both products agree \
        where they must: u · (J v) and (uᵀJ) · v differ by {difference of the two products}.
        """,
      followUps: [
        "How do you get the whole Jacobian?": """
        With one backward pass for every output, each with a one-hot u, {passes for J by rows} here, or \
        one forward pass for every input. torch.func.jacrev and jacfwd do that for a batch of vectors at once.
        """,
        "Which of the two does a Hessian-vector product use?": """
        Best both: it is the Jacobian-vector product of the gradient, forward mode over reverse mode. Two \
        reverse passes give it too, as with create_graph in PyTorch. Either costs a small multiple of one \
        gradient.
        """,
      ]))
  func `one reverse pass gives a row combination of the Jacobian`() throws {
    func f<Number: DifferentiableNumber>(_ x: [Number]) -> [Number] {
      [.sine(x[0] * x[1]) + x[2], .exp(x[0]) * .tanh(x[2] + x[1])]
    }
    let x = [0.3, -0.7, 1.1]
    let (u, v) = ([2.0, -1.5], [0.4, 1.2, -0.9])
    let pulled = reverseModeGradient(
      of: { inputs in
        let outputs = f(inputs)
        return ScalarNode(u[0]) * outputs[0] + ScalarNode(u[1]) * outputs[1]
      }, at: x
    ).gradient
    let pushed = f(zip(x, v).map { DualNumber($0, $1) }).map(\.derivative)
    func product(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).map(*).reduce(0, +) }
    evidence("numbers in uᵀJ", pulled.count)
    evidence(
      "difference of the two products", abs(product(u, pushed) - product(pulled, v)), atMost: 1e-14)

    let rows = u.indices.map { output in reverseModeGradient(of: { f($0)[output] }, at: x).gradient
    }
    evidence("numbers in J", rows.joined().count)
    evidence("passes for J by rows", rows.count)
    let combined = x.indices.map { u[0] * rows[0][$0] + u[1] * rows[1][$0] }
    #expect(zip(combined, pulled).allSatisfy { abs($0 - $1) < 1e-14 })
    #expect(rows.enumerated().allSatisfy { abs(product($1, v) - pushed[$0]) < 1e-14 })
    #expect(throws: AutogradError.self) { try (leaf(Tensor([1, 2])) * 2).backward() }
  }
}
