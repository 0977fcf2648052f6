import Course
import Perceptron
import TensorCore
import TestSupport
import Testing

// Data and losses as they come at work.

extension Lesson01Interview {
  @Test(
    .interview(
      .question(1, 36), level: .design, minutes: 3,
      question: "How do you feed a category, such as a country, into a network?",
      answer: """
        One-hot if there are few categories, as a learned embedding if there are many. One \
        number for it would impose an order and distances that the categories do not have. An \
        embedding is a linear layer on one-hot inputs, computed by looking a row up instead of \
        multiplying. Categories that training has not seen need a place of their own. One-hot \
        adds K inputs for K categories, so the first layer grows by K times its width.
        """,
      commonMistake: """
        The numbers 0, 1 and 2 for three categories do as well, because a linear layer scales \
        them as it needs.
        """,
      otherMistakes: [
        "As one number for each category, standardized like any other feature.":
          """
        Standardizing changes the scale and leaves the order: the middle category still lies \
        between the others. No straight line has the targets 0, 1, 0 there; the best has the error \
        {error, numbers}.
        """,
        """
        One-hot in any case, because looking a row up is no differentiable operation, so an \
        embedding cannot be learned.
        """:
          """
        The index gets no gradient, but the row does: looking it up is the product of a one-hot \
        vector and the table, and the gradient goes to the rows that were read.
        """,
      ],
      refutation: """
        With the targets 0, 1, 0 for the categories 0, 1, 2 the best linear model has the mean \
        squared error {error, numbers} on the numbers and {error, one-hot} on the one-hot \
        inputs. Hidden units can repair that, but they have to be spent on it.
        """,
      followUps: [
        "Does an embedding compute anything that a linear layer does not?":
          """
        No. It is the product of one-hot rows and a matrix; here the two agree exactly. It is \
        cheaper, since it reads one row for each sample, and its gradient touches only the \
        rows that were read.
        """,
        "What do you do with a category that has three samples?":
          """
        Its row learns from three samples only, so it stays near its start or fits their \
        noise. I merge rare categories into one, which also serves those never seen, or let \
        them share parameters through a coarser category.
        """,
      ]))
  func `one-hot inputs fit what numbers for categories cannot`() {
    let targets = Tensor([0, 1, 0])
    let oneHot = Tensor.oneHot([0, 1, 2], classCount: 3)
    let numbers = Tensor([[0], [1], [2]])
    let line = LinearRegression(fitting: numbers, targets: targets)
    let free = LinearRegression(throughOriginFitting: oneHot, targets: targets)
    let squared = SquaredError()
    evidence("error, numbers", squared.mean(of: line(numbers), targets: targets))
    evidence("error, one-hot", squared.mean(of: free(oneHot), targets: targets), atMost: 1e-12)
    #expect(abs(squared.mean(of: line(numbers), targets: targets) - 2.0 / 9) < 1e-12)

    var generator = SplitMix64(seed: 36)
    let table = Tensor.normal([5, 3], using: &generator)
    let categories = [4, 0, 4, 2]
    let layer = AffineMap(weight: table.transposed, bias: nil)
    let product = layer(.oneHot(categories, classCount: 5))
    #expect(product == table.gathering(rows: categories))
  }

  @Test(
    .interview(
      .question(1, 37), level: .debug, minutes: 3,
      question: """
        With nine samples of class 0, one of class 1 and the class weights 1 and 9, your own \
        weighted cross-entropy is 1.8 times that of PyTorch. Why?
        """,
      answer: """
        The denominators differ: PyTorch divides by the sum of the targets' weights, mine by the \
        number of samples. Here these are {sum of the weights} and 10. The gradients differ by the \
        same factor, and by another one in the next batch, because the sum of the weights depends \
        on its labels. Neither is wrong, but the learning rate and every comparison of losses \
        depend on the choice.
        """,
      commonMistake: """
        One of the two is wrong: in every library the mean of a weighted loss is its sum divided \
        by the number of samples.
        """,
      otherMistakes: [
        """
        The weights differ: PyTorch first scales them so that they add up to 1, and mine add up \
        to 10.
        """:
          """
        Their scale cancels in PyTorch, as it divides by the sum of the targets' weights: 0.1 and \
        0.9 give the same loss as 1 and 9. And weights ten times as large would make a factor of \
        10, not 1.8.
        """,
        """
        The weights differ: PyTorch takes that of the predicted class for each sample, mine \
        takes that of the target's class.
        """:
          """
        PyTorch, too, multiplies each sample's loss by the weight of its target's class. With \
        equal logits both sums are 18 log 2; only what they are divided by differs, {sum of the \
        weights} and 10.
        """,
      ],
      refutation: """
        Both are in use. PyTorch's rule, which the course follows, divides by the sum of the \
        targets' weights and gives {loss, divided by the weights, equal logits} with equal logits, \
        which is log 2. Divided by the number of samples it is {loss, divided by the samples, \
        equal logits}.
        """,
      followUps: [
        "Which of the two do you choose?":
          """
        Divided by the weights, the loss of equal logits stays log K, so the first loss can be \
        checked. Divided by the number of samples, a sample's pull does not depend on its \
        neighbors in the batch. I choose one and write it down.
        """,
        "What happens when gradients are accumulated over several batches?":
          """
        Each batch has a denominator of its own, so the mean of their means weighs samples by \
        the batch they fell into. I add up the weighted sums and divide once, by the total \
        weight.
        """,
      ]))
  func `the weighted mean divides by the weights of the targets`() {
    let loss = SoftmaxCrossEntropy(classWeights: Tensor([1, 9]))
    let classes = Array(repeating: 0, count: 9) + [1]
    let logits = Tensor.zeros([10, 2])
    let sum = loss.values(of: logits, classes: classes).sum()
    let mean = loss.mean(of: logits, classes: classes)
    evidence("sum of the weights", sum / mean)
    evidence("loss, divided by the weights, equal logits", mean)
    evidence("loss, divided by the samples, equal logits", sum / 10)
    #expect(abs(mean - .log(2)) < 1e-12 && abs(sum / 10 / mean - 1.8) < 1e-12)
    // The gradient has the same denominator: at equal logits the pulls are 9 · ½ / 18 each way.
    let gradient = loss.gradient(at: logits, classes: classes)
    #expect(abs(gradient[9, 1] + 0.25) < 1e-12 && abs(gradient[0, 0] + 0.5 / 18) < 1e-12)
  }

  @Test(
    .interview(
      .question(1, 38), level: .debug, minutes: 3,
      question: """
        Four of ten positions are real, six are padding. With five classes the first loss is \
        0.64, where log 5 is 1.61. What do you suspect?
        """,
      answer: """
        The denominator: the padding is masked out of the sum, but the mean divides by all ten \
        positions. An untrained model then shows four tenths of log 5. I divide by the number of \
        real positions, or let the loss ignore the padding, in PyTorch by `ignore_index`, which \
        is −100 by default. Padding that counts as an ordinary class is the other mistake; it \
        shows later, as a loss that is too good.
        """,
      commonMistake: "Nothing: a first loss below log K is a good start.",
      otherMistakes: [
        """
        The initialization: with small logits the loss starts below the logarithm of the class \
        count.
        """:
          """
        Small logits give every class about 1/5, so the loss is about log 5. A loss of 0.64 would \
        mean a probability of 0.53 for the right class, which small logits cannot give.
        """,
        "A leak: the untrained model already reads the labels of the real positions somewhere.":
          """
        To use a leak a network has to learn first: random weights make random logits of it. And \
        0.64 is four tenths of log 5, and four tenths of the positions are real.
        """,
      ],
      refutation: """
        With equal logits every real position costs {loss of a real position, equal logits|4}, \
        whatever its label. The sum over the four divided by ten is {sum over the real positions \
        divided by all, equal logits}: the model knows nothing, the figure is wrong.
        """,
      followUps: [
        "Must the mask reach anything but the loss?":
          """
        Yes, everything that mixes positions: attention, pooling, statistics of the batch. In \
        a network that treats every position alone the loss is enough.
        """,
        "What if all positions of a batch are padding?":
          """
        Then the mean is 0/0. In a loss written by hand the gradient is NaN as well, and one \
        step ruins all weights. PyTorch's `cross_entropy` shows NaN as loss but has the gradient \
        0. I skip such a batch, or divide by the greater of 1 and the count.
        """,
      ]))
  func `ignored positions leave sum and denominator`() {
    let loss = SoftmaxCrossEntropy()
    let padding = SoftmaxCrossEntropy.ignoredClass
    let classes = [0, 3, 1, 4] + Array(repeating: padding, count: 6)
    let logits = Tensor.zeros([10, 5])
    let mean = loss.mean(of: logits, classes: classes)
    let wrong = loss.values(of: logits, classes: classes).sum() / 10
    evidence("loss of a real position, equal logits", mean)
    evidence("sum over the real positions divided by all, equal logits", wrong)
    #expect(abs(mean - .log(5)) < 1e-12 && abs(wrong - 0.4 * .log(5)) < 1e-12)
    let gradient = loss.gradient(at: logits, classes: classes)
    #expect(gradient.slice(4..<10).maximumMagnitude() == 0)
    let nothing = Array(repeating: padding, count: 10)
    #expect(loss.mean(of: logits, classes: nothing).isNaN)
    #expect(loss.gradient(at: logits, classes: nothing).scalars.allSatisfy { $0.isNaN })
  }
}
