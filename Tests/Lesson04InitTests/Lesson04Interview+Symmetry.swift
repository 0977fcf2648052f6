import Autograd
import Course
import Init
import TensorCore
import TestSupport
import Testing

// Units that are the same, and networks that are the same.

extension Lesson04Interview {
  @Test(
    .interview(
      .question(4, 1), level: .explain, minutes: 2,
      question: """
        Why does a network with hidden tanh or ReLU units not learn if all its weights and biases \
        start at zero?
        """,
      answer: """
        Nothing but the output's bias ever gets a gradient. The hidden outputs are 0, so the last \
        weights have no gradient; the last weights are 0, so none reaches the hidden layer. Under \
        the squared error it finds the mean of the targets, and there training ends. Behind that \
        stands a defect of any constant: units that are equal, inputs and outputs, get equal \
        gradients, so a layer of any width acts as one unit. Random weights in the hidden layers \
        cure both; the last layer may stay zero.
        """,
      commonMistake: "A tanh network that starts at zero just learns more slowly.",
      otherMistakes: [
        "A last layer of zeros keeps a network from learning, whatever the hidden weights.":
          "It blocks the hidden layer for one step only: the last weights get a gradient at once, since random hidden units are not 0. From such a start the loss reaches {loss ÷ variance, last layer zero} variances.",
        "Sigmoid units learn nothing from zeros either, whatever the targets.":
          "σ(0) is ½ and not 0, so the last weights can get a gradient, and then the first. Here sigmoids from zeros reach {loss ÷ variance, sigmoids from zeros} variances, if only as one unit.",
      ],
      refutation: """
        After 200 full-batch steps a tanh network 3-8-1 has a loss of {loss ÷ variance, zeros} \
        variances of the targets, and its greatest first weight is {greatest first weight, zeros}. \
        With only the last layer zero it reaches {loss ÷ variance, last layer zero}, and sigmoids \
        from zeros reach {loss ÷ variance, sigmoids from zeros}.
        """,
      followUps: [
        "Why do sigmoids learn from zeros, and how well?": """
        The sigmoid of 0 is ½, so the last weights get half of the bias's gradient. All eight \
        units stay equal: {units, sigmoids from zeros} different unit after 200 steps. Where that \
        gradient is 0 they learn nothing either: with targets of mean 0 the loss stays at {loss ÷ \
        variance, sigmoids from zeros, targets of mean 0} variances, and so it is with classes of \
        equal frequency.
        """,
        "Do units that start equal stay equal forever?": """
        Only while everything that they meet is equal too. Dropout tells them apart: with half of \
        the units dropped, eight units that started at ½ are {units, constant with dropout} \
        different ones after 200 steps.
        """,
      ]))
  func `from zeros tanh learns the mean, sigmoids one unit`() throws {
    let zeros = try fitted(InitializationScheme("zeros", hidden: .zeros))
    let last = try fitted(InitializationScheme.xavier.head(.zeros))
    let sigmoids = try fitted(InitializationScheme("zeros", hidden: .zeros), sigmoid)
    let still = try fitted(
      InitializationScheme("zeros", hidden: .zeros), sigmoid, centered: true)
    let dropped = try fitted(
      InitializationScheme("½", hidden: .constant(0.5)), dropout: true)
    evidence("loss ÷ variance, zeros", zeros.loss)
    evidence("greatest first weight, zeros", zeros.first.weight.value.maximumMagnitude())
    evidence("loss ÷ variance, last layer zero", last.loss)
    evidence("loss ÷ variance, sigmoids from zeros", sigmoids.loss)
    evidence("units, sigmoids from zeros", sigmoids.distinctUnits)
    evidence("units, constant with dropout", dropped.distinctUnits)
    evidence("loss ÷ variance, sigmoids from zeros, targets of mean 0", still.loss)
    #expect(abs(still.loss - 1) < 1e-6)
    // Classes of equal frequency: the gradients of equal logits cancel in every last weight.
    let head = Linear(weight: .zeros([4, 8]), bias: .zeros([4]))
    let halves = Variable(Tensor(repeating: 0.5, shape: [32, 8]))
    try softmaxCrossEntropy(head(halves), classes: classes(32, of: 4)).backward()
    #expect(try #require(head.weight.gradient).maximumMagnitude() < 1e-15)
    #expect(abs(zeros.loss - 1) < 1e-6 && zeros.first.weight.value.maximumMagnitude() == 0)
    #expect(last.loss < 0.5 && sigmoids.loss < 0.75)
    #expect(sigmoids.distinctUnits == 1 && dropped.distinctUnits == 8)
  }

  @Test(
    .interview(
      .question(4, 2), level: .recall, minutes: 1,
      question: """
        The weights of a network are drawn at random, and all biases start at zero. Is that a \
        problem?
        """,
      answer: """
        No: random weights already tell the units apart. Keras and Flax start their dense layers \
        with zero biases; nn.Linear draws small ones. \
        Units stay equal only if weights and biases are both equal, so one of the two is enough. \
        Biases get gradients and go where they are needed. I start one elsewhere when I know its \
        place: the last bias at the log-odds of a rare class or at the mean of the targets, the \
        forget bias of an LSTM at 1.
        """,
      commonMistake: "Biases must be random too, otherwise the units stay identical.",
      otherMistakes: [
        "No, but random weights are needed: random biases cannot make the units of a tanh layer differ.":
          "Different biases put the units at different places of tanh, so their gradients differ: constant weights and random biases leave {units, constant weights and random biases} different units after 200 steps.",
        "Yes: biases that start at zero stay at zero.":
          "A bias's gradient is that of the unit's pre-activation, summed over the batch, and a bias of 0 does not make this sum 0. With random weights the largest bias is {largest bias, random weights} after 200 steps.",
      ],
      refutation: """
        With random weights and zero biases eight tanh units are {units, random weights} different \
        ones after 200 steps, the largest bias is {largest bias, random weights}, and the loss is \
        {loss ÷ variance, random weights} variances. Constant weights leave {units, constant \
        weights} unit and {loss ÷ variance, constant weights}.
        """,
      followUps: [
        "And constant weights with random biases?": """
        The biases do it then: tanh is at another place for each unit, so their gradients differ; \
        here {units, constant weights and random biases} units after 200 steps. It is a poor start \
        all the same, since all units look in one direction.
        """,
        "Why do some people start ReLU biases at 0.01?": """
        So that more units are active at the start. It adds the same to every input, and with \
        symmetric weights and standardized inputs about half of the units are active for an input \
        without it.
        """,
      ]))
  func `zero biases are fine, constant weights are not`() throws {
    let random = try fitted(.xavier)
    let constant = try fitted(InitializationScheme("½", hidden: .constant(0.5)))
    let biased = try fitted(
      InitializationScheme("½", hidden: .constant(0.5), biases: .pyTorchDefault))
    let bias = try #require(random.first.bias).value.maximumMagnitude()
    evidence("units, random weights", random.distinctUnits)
    evidence("units, constant weights", constant.distinctUnits)
    evidence("units, constant weights and random biases", biased.distinctUnits)
    evidence("largest bias, random weights", bias)
    evidence("loss ÷ variance, random weights", random.loss)
    evidence("loss ÷ variance, constant weights", constant.loss)
    #expect(random.distinctUnits == 8 && constant.distinctUnits == 1 && biased.distinctUnits == 8)
    #expect(bias > 0.01 && random.loss < 0.6 * constant.loss)
  }

  @Test(
    .interview(
      .question(4, 13), level: .explain, minutes: 3,
      question: "What is the permutation symmetry of hidden units, and what does it forbid?",
      answer: """
        Hidden units can be put in another order without changing the function. One permutes the \
        rows of a layer's weight and bias, and the columns of the next weight alike, so a layer of \
        n units has n! equivalent orders. Hence weights of two networks cannot be compared or \
        averaged one by one, even if the networks compute the same. Averaging can work where both \
        come from the same trained start, or after the units have been matched.
        """,
      commonMistake:
        "Two networks that compute the same function can be averaged weight by weight.",
      otherMistakes: [
        "Reordering hidden units changes the function unless the network is trained again.":
          "Each unit takes its incoming and outgoing weights along, so the next layer adds the same terms in another order. Here the permuted copy differs from the original by {permuted − original}.",
        "It is enough to permute the rows of one layer's weight and bias.":
          "The next layer then gives each unit another one's weight. XOR as relu(s) − 2 relu(s − 1) with s = x₁ + x₂ becomes relu(s − 1) − 2 relu(s), which is −2 instead of 1 at s = 1.",
      ],
      refutation: """
        Averaged with its own permuted copy, the 2-2-1 network that computes XOR gives {average at \
        0 0}, {average at 0 1}, {average at 1 0} and {average at 1 1} instead of 0, 1, 1, 0. The \
        copy itself differs from the original by {permuted − original}.
        """,
      followUps: [
        "Is permutation the only such symmetry?": """
        No. With ReLU one may multiply a unit's incoming weights and bias by any positive number \
        and divide its outgoing weights by it; with tanh one may flip the sign of both.
        """,
        "Why can checkpoints of one training run be averaged?": """
        They lie close together on one path, so unit 7 of one is still unit 7 of the other. Being \
        unpermuted is not enough: x through ReLU with weights 1 and 1, or 10 and 0.1, is the same \
        function, and at 1 the average of the two gives {average of rescaled copies at 1}.
        """,
      ]))
  func `XOR averaged with its permuted copy is not XOR`() throws {
    let xor = Sequential(
      Linear(weight: Tensor([[1, 1], [1, 1]]), bias: Tensor([0, -1])),
      FunctionLayer("relu", relu), Linear(weight: Tensor([[1, -2]]), bias: Tensor([0])))
    let copy = xor.permutingUnits(ofLinearLayer: 0, order: [1, 0])
    let average = Sequential(
      [0, 1].flatMap { index -> [any Layer] in
        let (a, b) = (xor.namedLinearLayers[index].layer, copy.namedLinearLayers[index].layer)
        let bias = a.bias.flatMap { a in b.bias.map { (a.value + $0.value) / 2 } }
        let mean = Linear(weight: (a.weight.value + b.weight.value) / 2, bias: bias)
        return index == 0 ? [mean, FunctionLayer("relu", relu)] : [mean]
      })
    let x = Variable(Tensor([[0, 0], [0, 1], [1, 0], [1, 1]]))
    let outputs = average(x).value.scalars
    for (name, output) in zip(["0 0", "0 1", "1 0", "1 1"], outputs) {
      evidence("average at \(name)", output)
    }
    evidence("permuted − original", (copy(x).value - xor(x).value).maximumMagnitude())
    func unit(_ incoming: Scalar, _ outgoing: Scalar) -> Scalar {
      let model = Sequential(
        Linear(weight: Tensor([[incoming]]), bias: nil), FunctionLayer("relu", relu),
        Linear(weight: Tensor([[outgoing]]), bias: nil))
      return model(Variable(Tensor([[1]]))).value.scalars[0]
    }
    evidence("average of rescaled copies at 1", unit(5.5, 0.55))
    #expect(unit(1, 1) == 1 && unit(10, 0.1) == 1 && abs(unit(5.5, 0.55) - 3.025) < 1e-12)
    #expect(xor(x).value.scalars == [0, 1, 1, 0] && copy(x).value == xor(x).value)
    #expect(outputs == [0, -0.5, -0.5, -1.5])
    #expect(copy.namedLinearLayers[0].layer.weight.value == Tensor([[1, 1], [1, 1]]))
    #expect(copy.namedLinearLayers[1].layer.weight.value == Tensor([[-2, 1]]))
  }
}
