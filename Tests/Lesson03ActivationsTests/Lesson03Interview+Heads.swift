import Activations
import Autograd
import Course
import TensorCore
import TestSupport
import Testing

// What stands behind the last layer, and what a stack without activations still learns.

extension Lesson03Interview {
  @Test(
    .interview(
      .question(3, 13), level: .design, minutes: 3,
      question: "Which output activation belongs to which task?",
      answer: """
        The one whose range is the range of the target. None for any real number, softplus or exp for \
        positive numbers, a sigmoid for each of several yes-or-no answers, a softmax for one of several \
        classes, tanh for numbers between −1 and 1. A range that is too narrow puts a floor under the \
        loss. In PyTorch the network returns logits in training, because the losses contain the sigmoid or \
        the softmax; Keras's losses take probabilities unless they are told otherwise.
        """,
      commonMistake: "ReLU is fine as the output of any regression, as it is between layers.",
      otherMistakes: [
        "A sigmoid on every logit, even in front of a cross-entropy on logits, where it does no harm.":
          "The loss then squashes what is already squashed: between 0 and 1 ten logits cannot differ enough, so even perfect predictions leave a softmax cross-entropy of {squashed twice|5}.",
        "Softmax for several labels that may hold together, as its outputs are probabilities.":
          "Its probabilities sum to 1, so two labels cannot both be near 1: trained to repeat ten bits it finds a share of {bits found by softmax} of those that are set, at the threshold 0.5, ten sigmoids {bits found by sigmoids}.",
      ],
      refutation: """
        It never gives a negative number. For the targets −1 and 1 the mean squared error of such \
        an output cannot fall below {floor without negative numbers}; training ends at \
        {sigmoid head} with a sigmoid, whose range misses −1 as well; without one it is \
        {identity head}.
        """,
      followUps: [
        "Softplus or exp for a positive target?": """
        With exp the network models the logarithm: what is added to its output multiplies the prediction, which soon overflows. Softplus grows \
        linearly; for small outputs it is like exp.
        """,
        "Targets lie between 0 and 255. What head?": """
        Usually none, on scaled targets. If the bounds are hard, a sigmoid on targets scaled to 0…1, knowing that it reaches \
        the ends only in the limit.
        """,
      ]))
  func `a head whose range misses the targets has a floor`() throws {
    let table = ActivationChoice.outputHeads.flatMap(\.activations)
    #expect(table.map(\.name) == ["Identity", "Softplus", "Sigmoid", "Tanh"])
    #expect(table[1].range.lowerBound == 0 && table[3].range == -1...1)
    let z = Tensor.linearlySpaced(from: -20, through: 20, count: 801)
    let floors = [Activation.relu, .softplus, .sigmoid].map { head in
      // Either sample may have the best pre-activation of its own: (y + 1)² and (y − 1)², halved.
      let y = head(z)
      return (y.map { ($0 + 1) * ($0 + 1) }.min() + y.map { ($0 - 1) * ($0 - 1) }.min()) / 2
    }
    let floor = try #require(floors.min())
    evidence("floor without negative numbers", floor)
    let regression = try FailureMode.squashedHead.measure()
    evidence("sigmoid head", regression.broken)
    evidence("identity head", regression.cured, atMost: 1e-6)
    let twice = try FailureMode.squashedTwice.measure()
    evidence("squashed twice", twice.broken)
    let bits = try FailureMode.softmaxOverBits.measure()
    evidence("bits found by softmax", bits.broken)
    evidence("bits found by sigmoids", bits.cured)
    #expect(floor >= 0.5 && floor < 0.501 && regression.broken > 0.5 && regression.cured < 1e-6)
    #expect(abs(twice.broken - 1.4612) < 1e-4 && twice.cured < 1e-6)
    #expect(bits.broken < 0.5 && bits.cured > 0.95)
  }

  @Test(
    .interview(
      .question(3, 17), level: .debug, minutes: 2,
      question: """
        A colleague forgot all hidden activations, and the training loss still falls. Why, and how would you notice?
        """,
      answer: """
        Because the network is then an affine map, which can fit the affine part of the data. \
        The loss falls until that is used up; it cannot fall below that of linear regression, or \
        of logistic regression for classes. I notice by comparing with that baseline: a deep \
        network that ends exactly where a linear model ends probably is one, or the data need no \
        more. More layers do not help.
        """,
      commonMistake: "A falling loss shows that the network is set up correctly.",
      otherMistakes: [
        "Because the biases still learn; without activations no gradient gets to the weights.":
          "Going back, a linear layer multiplies the gradient by its transposed weights; nothing blocks it. The loss falls from {linear, before|3} to {linear, after} in 300 steps, and stops there because the affine part is used up.",
        "Because enough linear layers, or wide ones, get below the error of linear regression.":
          "A product of matrices is one matrix, however many and however wide: three linear layers end at {linear, after}, six at {six linear layers, after}. No affine map contains the target's x₀x₁.",
      ],
      refutation: """
        On the four corners ±1 with the target 2x₀ + x₀x₁ the best affine map has the error 1. Three linear layers of width 16 fall \
        from {linear, before|3} to {linear, after} in 300 steps, six to {six linear layers, after}; with ReLU between three it is {ReLU, after}.
        """,
      followUps: [
        "Which quick test tells them apart?": """
        f(x + y) − f(x) − f(y) + f(0) on a few random inputs: it is 0, up to rounding, for an affine network \
        in evaluation mode.
        """,
        "How does it happen in PyTorch?": """
        One writes nn.Sequential of linear layers and forgets the activations between, or applies a function and drops its \
        result. No shape is wrong, so nothing complains.
        """,
      ]))
  func `without activations the loss falls to the affine floor`() throws {
    let x = corners
    let targets = Tensor([[-1], [-3], [1], [3]])
    func errors(_ activation: Activation, depth: Int) throws -> (before: Scalar, after: Scalar) {
      var generator = SplitMix64(seed: 317)
      let isLinear = activation.name == "Identity"
      var layers: [any Layer] = []
      for count in Array(repeating: 16, count: depth) + [1] {
        let inputCount: Scalar = layers.isEmpty ? 2 : 16
        let weight = Tensor.normal(
          [count, Int(inputCount)], standardDeviation: .squareRoot((isLinear ? 1 : 2) / inputCount),
          using: &generator)
        if !layers.isEmpty { layers.append(ActivationLayer(activation)) }
        layers.append(Linear(weight: weight, bias: .zeros([count])))
      }
      let model = Sequential(layers)
      let optimizer = GradientDescent(model.trainedVariables, learningRate: 0.02)
      func error() -> Variable { meanSquaredError(model(Variable(x)), targets: targets) }
      let before = error().scalar
      for _ in 0..<300 { try trainingStep(optimizer) { error() } }
      return (before, error().scalar)
    }
    let linear = try errors(.identity, depth: 2)
    let deeper = try errors(.identity, depth: 5)
    let rectified = try errors(.relu, depth: 2)
    evidence("linear, before", linear.before)
    evidence("linear, after", linear.after)
    evidence("six linear layers, after", deeper.after)
    evidence("ReLU, after", rectified.after, atMost: 1e-6)
    #expect(linear.before > 2 && abs(linear.after - 1) < 1e-3 && deeper.after >= 1 - 1e-9)
    #expect(rectified.after < 0.1)
  }

  @Test(
    .interview(
      .question(3, 25), level: .debug, minutes: 2,
      question: """
        A binary classifier with one output unit and a softmax on it answers 1 for everything. What is wrong?
        """,
      answer: """
        A softmax over one number is always 1, with slope 0, so nothing learns. It is that number's exponential \
        divided by itself. One logit takes a sigmoid, or a loss that contains it; a softmax takes two logits. \
        Both give the same probabilities: the softmax of [0, z] gives the second class σ(z). Trained with plain gradient descent, the \
        difference of two free logits moves twice as fast. Either will do; the mixture is a bug.
        """,
      commonMistake: "The labels are unbalanced; one should weight the classes.",
      otherMistakes: [
        "The learning rate is too small, so that it needs more epochs.":
          "Any rate times a gradient of {gradient through the softmax} is no step. After 50 steps the accuracy is {softmax of one logit} on balanced labels, with a sigmoid {sigmoid}.",
        "A softmax of two logits can express more than a sigmoid on one.":
          "Softmax ignores what both logits have in common, so only their difference z counts: softmax([0, z]) and σ(z) differ by {softmax of two − sigmoid}. The second logit adds parameters, no function.",
      ],
      refutation: """
        The labels of these two clusters are balanced, and after 50 steps the accuracy is \
        {softmax of one logit} with the softmax, {sigmoid} with the sigmoid. The gradient at the \
        logit is {gradient through the softmax}, so neither class weights nor more steps change \
        anything.
        """,
      followUps: [
        "What would you look at first in such a case?": """
        The outputs of one batch and the gradient norm of the last layer. A constant output with a gradient of 0 points \
        to the head, not to the data.
        """,
        "And three classes on one sigmoid?": """
        The label 2 is no probability: the binary cross-entropy can be lowered without end by a growing logit, \
        and the loss becomes negative.
        """,
        "Do one logit and two logits learn alike?": """
        The same functions, at another pace: after one step of plain gradient descent at the rate \
        1 from 0 the one logit has moved by {step of one logit}, the difference of the two by \
        {step of two logits}.
        """,
      ]))
  func `a softmax over one logit is 1 and passes no gradient`() throws {
    let accuracies = try FailureMode.loneSoftmax.measure()
    evidence("softmax of one logit", accuracies.broken)
    evidence("sigmoid", accuracies.cured)
    let logit = leaf(Tensor([[0.7], [-2]]))
    try Softmax()(logit).backward(cotangent: Tensor([[1], [-3]]))
    let gradient = try #require(logit.gradient).maximumMagnitude()
    evidence("gradient through the softmax", gradient)
    let z = Tensor.linearlySpaced(from: -20, through: 20, count: 41).reshaped(to: [41, 1])
    let pairs = Softmax()(Variable(.concatenation([.zeros([41, 1]), z], axis: 1))).value
    evidence(
      "softmax of two − sigmoid",
      (pairs.slice(1..<2, axis: 1) - Activation.sigmoid(z)).maximumMagnitude(), atMost: 1e-15)
    #expect(accuracies.broken == 0.5 && accuracies.cured > 0.95 && gradient == 0)
    let (one, two) = (leaf(Tensor([[0]])), leaf(Tensor([[0, 0]])))
    try sigmoidCrossEntropy(one, targets: Tensor([[1]])).backward()
    try softmaxCrossEntropy(two, classes: [1]).backward()
    let (single, pair) = (try #require(one.gradient), try #require(two.gradient))
    evidence("step of one logit", -single[0, 0])
    evidence("step of two logits", pair[0, 0] - pair[0, 1])
    #expect(-single[0, 0] == 0.5 && pair[0, 0] - pair[0, 1] == 1)
    let three = try FailureMode.threeClassesOnASigmoid.broken.measure().record
    #expect(try #require(three?.losses.last) < 0)
  }
}
