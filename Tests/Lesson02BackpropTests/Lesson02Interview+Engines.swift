import Backprop
import Course
import TensorCore
import TestSupport
import Testing

// What automatic differentiation is, and how an engine is extended.

extension Lesson02Interview {
  @Test(
    .interview(
      .question(2, 25), level: .explain, minutes: 3,
      question:
        "What is a computation graph, and what is the difference between a static and a dynamic one?",
      answer: """
        It says which operation makes which value from which others, anew in every pass if \
        dynamic, in advance if static. The backward pass walks it in reverse. With a dynamic \
        graph, recorded as the program runs, loops and branches are those of the language, and a \
        debugger shows values. A static one is built before any value is known, so it can be \
        optimized, fused and shipped without the program, but control flow has to be part of the \
        graph. torch.compile stands between: it traces, and guards what it assumed.
        """,
      commonMistake:
        "Automatic differentiation sees the branches of a program and differentiates them too.",
      otherMistakes: [
        "It says which operation makes which value; a static one is differentiated in reverse, a dynamic one forward.":
          """
        PyTorch's graph is dynamic, and backward() walks it in reverse: once the forward pass has \
        ended, the record is complete. In which direction one differentiates has nothing to do \
        with when it was made.
        """,
        "It is the list of the layers; in a static one the weights are frozen, in a dynamic one they are trained.":
          """
        Its nodes are operations, several to a layer, those of the loss included. Static means \
        that it is built before any value is known; weights can be trained or frozen in both \
        kinds.
        """,
      ],
      refutation: """
        It sees only what ran. Halving x until it is at most 1 takes {operations at x = 3} operations for \
        x = 3 and {operations at x = 5} for x = 5, with the slopes {slope at x = 3} and {slope at x = 5}. \
        And the program “0 · x if x is 0, else x” is the identity, but at 0 its computed slope is \
        {slope at the branch} instead of {slope of the identity}.
        """,
      followUps: [
        "Why has the graph no cycles, although recurrent networks do?": """
        Every operation makes a new value, so each use of the recurrent weights is a node of its own. The \
        loop is unrolled in time, and only earlier values are read.
        """,
        "What breaks if a condition depends on a tensor's value under tracing?": """
        The trace holds the branch that was taken with the example. Another input then runs the wrong \
        branch, unless the tracer guards the condition or breaks the graph there.
        """,
      ]))
  func `the graph holds what ran, not what might have run`() throws {
    func halved(_ x: Variable) -> Variable {
      var y = x
      for _ in 0..<10 where y.scalar > 1 { y = y * 0.5 }
      return y
    }
    let (three, five) = (halved(leaf(3)).recordedOperations, halved(leaf(5)).recordedOperations)
    evidence("operations at x = 3", three.count)
    evidence("operations at x = 5", five.count)
    let (atThree, atFive) = (try slope(at: 3, of: halved), try slope(at: 5, of: halved))
    evidence("slope at x = 3", atThree)
    evidence("slope at x = 5", atFive)
    #expect(three.count == 2 && five.count == 3 && atThree == 0.25 && atFive == 0.125)

    let branch = try slope(at: 0) { $0.scalar == 0 ? $0 * 0 : $0 * 1 }
    let identity = centralDifference(at: 0.0, step: 1e-5) { x in x == 0 ? 0 * x : x }
    evidence("slope at the branch", branch)
    evidence("slope of the identity", identity)
    #expect(branch == 0 && abs(identity - 1) < 1e-9)
  }

  @Test(
    .interview(
      .question(2, 26), level: .design, minutes: 4,
      question:
        "How would you add a custom operation with its own gradient, and when is it worth it?",
      answer: """
        I write the value, what to keep and each input's gradient, and check it; only where a \
        composition falls short. The backward pass says how the arriving gradient becomes each \
        input's share, and the gradient check comes before anything else uses it. In PyTorch that \
        is an autograd.Function with forward and backward, and gradcheck. A composition falls \
        short where it wastes memory, is unstable, or has no useful gradient, as with a \
        straight-through estimator. Otherwise I compose what is there.
        """,
      commonMistake: """
        I write the value and its gradient; if the backward pass were wrong, the framework would \
        raise an error.
        """,
      otherMistakes: [
        "I write the value and leave the gradient to differences, whenever its formula is hard.":
          """
        Engines take no differences: for n inputs they would cost n evaluations or more, and \
        digits. Composed of known operations the value has its gradient already, however hard the \
        formula.
        """,
        "I write value and gradient of every operation myself, since own code is always faster.":
          """
        Own code is seldom faster than the library's compiled operations, and each formula can be \
        wrong. It may save memory, here {kept by the custom operation} numbers instead of {kept by \
        the composition}.
        """,
      ],
      refutation: """
        It checks shapes and not numbers. x·σ(x) with the slope σ(x), which forgets a term, \
        runs without a word: at 1 it gives {wrong slope} instead of {right slope}. Of the two \
        versions the gradient check passes {versions that pass the check}, the right one.
        """,
      followUps: [
        "What does the custom version of x·σ(x) save?": """
        Memory: the composition keeps x and σ(x), {kept by the composition} numbers for a hundred; the \
        custom operation keeps x, {kept by the custom operation}, and computes σ(x) again.
        """,
        "What must a custom backward pass not do?": """
        Change what it is given in place, or keep inputs behind the engine's back, where no version is \
        checked. And if it is built of plain numbers, second derivatives through it are lost.
        """,
      ]))
  func `the gradient check tells a wrong operation, nobody else`() throws {
    func swish(_ x: Variable, derivative: @escaping (Scalar) -> Scalar) -> Variable {
      elementwise(Primitive.sigmoid, x, value: { x in x * .sigmoid(x) }, derivative: derivative)
    }
    func right(_ x: Scalar) -> Scalar {
      let s = Scalar.sigmoid(x)
      return s + x * s * (1 - s)
    }
    func wrong(_ x: Scalar) -> Scalar { .sigmoid(x) }
    evidence("wrong slope", try slope(at: 1) { swish($0, derivative: wrong) })
    let found = try slope(at: 1) { swish($0, derivative: right) }
    evidence("right slope", found)
    #expect(abs(found - (try slope(at: 1) { $0 * sigmoid($0) })) < 1e-15)

    let checks = [
      GradientCheck("x σ(x)", ["x": [3, 4]]) { x in
        elementwise(
          Primitive.sigmoid, x[0], value: { x in x * .sigmoid(x) },
          derivative: { x in .sigmoid(x) * (1 + x * (1 - .sigmoid(x))) })
      },
      GradientCheck("x σ(x), a term forgotten", ["x": [3, 4]]) { x in
        elementwise(
          Primitive.sigmoid, x[0], value: { x in x * .sigmoid(x) },
          derivative: { x in .sigmoid(x) })
      },
    ]
    let passed = checks.map { GradientChecker().report(on: $0).isPassed }
    evidence("versions that pass the check", passed.filter { $0 }.count)
    #expect(passed == [true, false])

    let x = leaf(.ones([100]))
    let (composed, custom) = (x * sigmoid(x), swish(x, derivative: right))
    evidence("kept by the composition", composed.savedScalarCount)
    evidence("kept by the custom operation", custom.savedScalarCount)
    #expect(composed.savedScalarCount == 200 && custom.savedScalarCount == 100)
  }

  @Test(
    .interview(
      .question(2, 27), level: .explain, minutes: 4,
      question: "What are second derivatives good for in training, and what do they cost?",
      answer: """
        They say how the gradient changes along a step, and along one direction that costs a few \
        gradients. So they bound the learning rate and show which directions are steep. The whole \
        Hessian has P² entries, out of reach for a network, but its product with a vector costs \
        only a small multiple of a gradient. With such products alone one finds the largest \
        eigenvalue, solves for Newton's step by conjugate gradients, or penalizes a gradient's \
        norm. On a quadratic bowl, plain descent diverges at a rate above 2 over the largest \
        eigenvalue.
        """,
      commonMistake: """
        They say how the gradient changes along a step, and to use that one has to compute the \
        whole Hessian.
        """,
      otherMistakes: [
        "They are the squares of the first derivatives, so they cost nothing more.":
          """
        For w² the slope is 2w and its square 4w², but the second derivative is 2 at every w. And \
        there is one for each pair of weights, P² instead of P; a squared gradient is at most a \
        stand-in.
        """,
        "They find the minimum in one step, so their cost is always worth it.":
          """
        Only on a quadratic bowl does one Newton step reach the minimum; elsewhere it may move \
        toward a saddle. And for 784-256-128-10 it needs a matrix of {entries of the Hessian} \
        entries.
        """,
      ],
      refutation: """
        For 784-256-128-10 it would have {entries of the Hessian} entries. Its product with a \
        vector, by a difference of gradients, takes {work of a product ÷ work of a gradient} \
        times the work of a gradient. With such products the steepest curvature λ of a small \
        regression comes out as {largest eigenvalue}. Forty steps from a loss of {loss at the \
        start} then end at {loss at 1.9/λ} with a rate of 1.9/λ, and at {loss at 2.1/λ} with \
        2.1/λ.
        """,
      followUps: [
        "Why is Newton's method not used for large networks?": """
        Solving with a P × P matrix is out of reach, and batches make the curvature noisy. \
        Where the Hessian has negative eigenvalues, Newton's step moves toward a saddle or a \
        maximum.
        """,
        "How does one get an exact Hessian-vector product in PyTorch?": """
        Compute the gradient with create_graph=True, multiply it by the fixed vector, and differentiate \
        that number again; or torch.func.jvp of grad. A difference of gradients is simpler and loses digits.
        """,
      ]))
  func `Hessian products find the greatest stable rate`() throws {
    var generator = SplitMix64(seed: 27)
    let model = Sequential.multilayerPerceptron([784, 256, 128, 10], using: &generator)
    let entries = model.parameterCount * model.parameterCount
    evidence("entries of the Hessian", entries)
    #expect(entries == 55_293_641_316)

    let x = Tensor.normal([32, 4], using: &generator) * Tensor([[1, 2, 3, 4]])
    let weight = leaf(.zeros([1, 4]))
    let vector = ParameterVector([weight])
    func loss() -> Variable {
      meanSquaredError(linear(Variable(x), weight: weight), targets: .zeros([32, 1]))
    }
    let (product, gradient) = (WorkMeter(), WorkMeter())
    _ = try gradient.measuring { try vector.gradient(of: loss) }
    _ = try product.measuring { try vector.hessianProduct(of: loss, with: .ones([4])) }
    let work = Double(product.multiplyAdds) / Double(gradient.multiplyAdds)
    evidence("work of a product ÷ work of a gradient", work)

    // The largest eigenvalue by power iteration; the Hessian is 2 XᵀX / N.
    var direction = Tensor.ones([4])
    var eigenvalue: Scalar = 0
    for _ in 0..<100 {
      let next = try vector.hessianProduct(of: loss, with: direction)
      eigenvalue = next.norm()
      direction = next / eigenvalue
    }
    let hessian = matmul(x, x, transposing: .left) * (2.0 / 32)
    let exact = hessian.symmetricEigenvalues().values.max()
    evidence("largest eigenvalue", eigenvalue)
    #expect(abs(eigenvalue - exact) < 1e-6 * exact && work == 2)

    func end(rate: Scalar) throws -> Scalar {
      vector.values = direction
      let optimizer = GradientDescent([weight], learningRate: rate)
      for _ in 0..<40 { try trainingStep(optimizer, loss: loss) }
      return loss().scalar
    }
    let (stable, diverging) = (try end(rate: 1.9 / exact), try end(rate: 2.1 / exact))
    vector.values = direction
    let start = loss().scalar
    evidence("loss at the start", start)
    evidence("loss at 1.9/λ", stable)
    evidence("loss at 2.1/λ", diverging)
    #expect(stable < 1e-3 * start && diverging > 1e3 * start)
  }

  @Test(
    .interview(
      .question(2, 30), level: .explain, minutes: 3,
      question:
        "How does automatic differentiation differ from symbolic and from numerical differentiation?",
      answer: """
        It computes numbers like the numerical way, by exact rules like the symbolic way. It \
        applies the chain rule to the operations that a program carries out, at the values that \
        it has, so there is no step size and no truncation, only rounding. And it writes no \
        formula: shared parts are computed once, where a formula that is written out can grow \
        exponentially. For one number of many inputs reverse mode needs one pass, differences \
        one or two evaluations for every input.
        """,
      commonMistake:
        "Automatic differentiation is numerical differentiation with a very small step.",
      otherMistakes: [
        "It first writes the derivative out as one formula, as the symbolic way does, and then puts numbers in.":
          """
        It writes no formula: each operation applies its rule to the number it has. For x squared \
        ten times it takes {operations for x to the 1024} steps back, where a formula without \
        shared parts repeats x 1,024 times.
        """,
        "It fits a smooth function through computed values and differentiates that function exactly.":
          """
        It needs no second value and fits nothing: each operation's exact derivative is taken at \
        the one value that the program computed. For eˣ sin x at 1 its relative error is {error, \
        automatic}.
        """,
      ],
      refutation: """
        It has no step. For eˣ sin x at 1 its relative error is {error, automatic}, that of \
        central differences {error, central differences} with a step of 1e-5, and {error, step \
        of 1e-12} with a step of 1e-12.
        """,
      followUps: [
        "What does the exponential growth of formulas look like?": """
        Square x ten times: the program has {operations for x to the 1024} operations, and its slope at 1, \
        {slope of x to the 1024}, takes as many steps back. A formula without shared parts repeats x \
        1,024 times.
        """,
        "Where are numerical differences still the right tool?": """
        As a check of a backward pass, on small inputs in double precision, and where the \
        function is a black box. They use nothing but values of the function, so they do not \
        repeat a mistake in its derivative.
        """,
      ]))
  func `automatic differentiation has no step and no truncation`() throws {
    func f<Number: DifferentiableNumber>(_ x: Number) -> Number { .exp(x) * .sine(x) }
    let exact = 3.756_049_227_094_727_4  // e (sin 1 + cos 1)
    let x = ScalarNode(1)
    f(x).backward()
    func error(step: Double) -> Double {
      abs(centralDifference(at: 1.0, step: step) { f($0) } - exact) / exact
    }
    evidence("error, automatic", abs(x.gradient - exact) / exact, atMost: 1e-15)
    evidence("error, central differences", error(step: 1e-5))
    evidence("error, step of 1e-12", error(step: 1e-12))
    #expect(error(step: 1e-5) > 1e-13 && error(step: 1e-12) > 1e-6)

    func power(_ x: Variable) -> Variable { (0..<10).reduce(x) { y, _ in y * y } }
    let operations = power(leaf(1)).recordedOperations.count
    let found = try slope(at: 1, of: power)
    evidence("operations for x to the 1024", operations)
    evidence("slope of x to the 1024", found)
    #expect(operations == 10 && found == 1024)
  }
}
