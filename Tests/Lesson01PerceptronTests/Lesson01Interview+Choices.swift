import Course
import Perceptron
import TensorCore
import TestSupport
import Testing

// What to choose: the model and its size.

extension Lesson01Interview {
  @Test(
    .interview(
      .question(1, 20), level: .explain, minutes: 4,
      question: """
        What can a neural network do that linear and logistic regression cannot, and the \
        reverse?
        """,
      answer: """
        A network computes new coordinates in its hidden layers. Its last layer is then a linear \
        or logistic regression on them. So it fits XOR, where the best linear model has the mean \
        squared error {error on XOR, linear} and the network {error on XOR, network}. In return \
        the regressions have a convex loss, least squares even a closed form. They have few \
        coefficients, which can be read and need little data. Where the truth is nearly linear and \
        data are scarce, they often predict better.
        """,
      commonMistake: """
        A network can do all that a linear model can, so it predicts at least as well.
        """,
      otherMistakes: [
        """
        A regression looks at one input at a time, while a network adds its inputs up with \
        weights.
        """:
          """
        A regression adds all of its inputs up with weights as well: w · x + b. What it lacks are \
        the hidden units, which bend such sums before they are added up again.
        """,
        """
        A network has a convex loss too, so both find their best weights; the network only has \
        more of them.
        """:
          """
        Exchange the two hidden units that solve XOR, and the loss stays. Were it convex, it would \
        be no greater halfway between. But there the two units are equal and act as one, and one \
        unit cannot do XOR.
        """,
      ],
      refutation: """
        That it could does not mean that it will. On 40 samples of a linear function of five \
        inputs with noise of variance 1, mean over ten seeds, linear regression has the mean \
        squared error {error on new data, linear} on new data. With 25 hidden tanh units of \
        random weights and a fitted output layer it is {error on new data, network}, although on \
        the 40 samples it is {error on the samples, network} against {error on the samples, \
        linear}.
        """,
      followUps: [
        "Is logistic regression a neural network?":
          """
        Formally yes: one unit with a sigmoid, trained with cross-entropy. What it lacks is a \
        hidden layer, so its boundary is a hyperplane and its loss is convex in the weights.
        """,
        "When do you ship the linear model?":
          """
        When the network is not better beyond the noise of the validation, when the \
        coefficients have to be explained, when there are few data, or when latency and size \
        are tight. It is the baseline in any case.
        """,
      ]))
  func `a network fits XOR, a linear model needs fewer samples`() {
    let labels = XORTraining.targets.flattened
    let line = LinearRegression(fitting: Gates.inputs, targets: labels)
    let squared = SquaredError()
    let straight = squared.mean(of: line(Gates.inputs), targets: labels)
    let bent = squared.mean(
      of: MultilayerPerceptron.exclusiveOr(Gates.inputs), targets: XORTraining.targets)
    evidence("error on XOR, linear", straight)
    evidence("error on XOR, network", bent)
    #expect(abs(straight - 0.25) < 1e-12 && bent == 0)

    func errors(_ features: Tensor, _ y: Tensor) -> (samples: Scalar, new: Scalar) {
      let model = LinearRegression(fitting: features.slice(0..<40), targets: y.slice(0..<40))
      let predictions = model(features)
      return (
        squared.mean(of: predictions.slice(0..<40), targets: y.slice(0..<40)),
        squared.mean(of: predictions.slice(40..<1040), targets: y.slice(40..<1040))
      )
    }
    var means = [Scalar](repeating: 0, count: 4)
    for seed in 0..<10 {
      var generator = SplitMix64(seed: UInt64(seed))
      let x = Tensor.normal([1040, 5], using: &generator)
      let truth = matvec(x, .normal([5], using: &generator))
      let y = truth + Tensor.normal([1040], using: &generator)
      let hidden = AffineMap(inputCount: 5, outputCount: 25, using: &generator)
      let (linear, network) = (errors(x, y), errors(Nonlinearity.tanh(hidden(x)), y))
      #expect(network.new > linear.new && network.samples < linear.samples)
      for (index, error) in [linear.samples, linear.new, network.samples, network.new].enumerated()
      {
        means[index] += error / 10
      }
    }
    evidence("error on the samples, linear", means[0])
    evidence("error on new data, linear", means[1])
    evidence("error on the samples, network", means[2])
    evidence("error on new data, network", means[3])
    #expect(means[3] > 1.5 * means[1])
  }

  @Test(
    .interview(
      .question(1, 23), level: .design, minutes: 4,
      question: "How do you choose the number of layers and of hidden units?",
      answer: """
        By held-out data, not by a formula: I start with the linear model and enlarge. After it \
        come one or two hidden layers of a width that has worked on similar data, then larger \
        ones, until the training error is low enough. If the validation error is then much \
        higher, I regularize or get more data before I shrink the network. Equal widths for all \
        hidden layers are a fine start. The budget of memory and latency sets the upper limit.
        """,
      commonMistake: """
        The number of hidden units should lie between the number of inputs and the number of \
        outputs.
        """,
      otherMistakes: [
        "By the training error: the network that brings it lowest is the best.":
          """
        That rewards fitting the noise. On 120 noisy samples 90 tanh units have {training error, \
        90 units} there and {validation error, 90 units} on new data, forty {training error, 40 \
        units} and {validation error, 40 units}.
        """,
        "By the test error: I take the width that does best there and report that error.":
          """
        The test set has then served as validation data, and the best of many widths is flattered \
        by chance. No untouched samples are left to say how good it really is.
        """,
      ],
      refutation: """
        For a function of two inputs and one output, 120 samples with noise, tanh units of \
        random weights and a fitted output layer, mean over ten seeds: two units leave the \
        validation error {validation error, 2 units}, forty {validation error, 40 units}, 90 \
        {validation error, 90 units}. The training error falls all the way, {training error, 2 \
        units}, {training error, 40 units}, {training error, 90 units}.
        """,
      followUps: [
        "Do you start small and grow, or start large and shrink?":
          """
        I grow until the training error is low, then regularize. A network that is too small \
        cannot show whether the data hold the answer; one that is somewhat too large can be \
        stopped early or penalized.
        """,
        "Is a network with more weights than samples always worse?":
          """
        No. Fitted without a penalty, the validation error peaks where the fitted weights are \
        about as many as the samples, as 90 here against 120, and often falls again far beyond \
        that (Belkin and others, 2019). A penalty or early stopping flattens the peak.
        """,
        "One batch can be fitted to zero loss. Is the network large enough?":
          """
        It is a test for bugs: loss, labels and gradients fit together. It says nothing about \
        capacity for the whole data set, since even small networks memorize a few dozen \
        samples.
        """,
      ]))
  func `the best width is between too few units and too many`() {
    let widths = [2, 40, 90]
    let squared = SquaredError()
    var (training, validation) = (
      [Scalar](repeating: 0, count: 3), [Scalar](repeating: 0, count: 3)
    )
    for seed in 0..<10 {
      var generator = SplitMix64(seed: UInt64(seed))
      let x = Tensor.uniform([620, 2], in: -2..<2, using: &generator)
      let truth = Tensor((0..<620).map { .sine(2 * x[$0, 0]) * x[$0, 1] })
      let y = truth + 0.3 * Tensor.normal([620], using: &generator)
      for (index, width) in widths.enumerated() {
        let hidden = AffineMap(
          weight: .normal([width, 2], standardDeviation: 1.5, using: &generator),
          bias: .normal([width], standardDeviation: 1.5, using: &generator))
        let features = Nonlinearity.tanh(hidden(x))
        let model = LinearRegression(fitting: features.slice(0..<120), targets: y.slice(0..<120))
        let predictions = model(features)
        training[index] +=
          squared.mean(of: predictions.slice(0..<120), targets: y.slice(0..<120)) / 10
        validation[index] +=
          squared.mean(of: predictions.slice(120..<620), targets: y.slice(120..<620)) / 10
      }
    }
    for (index, width) in widths.enumerated() {
      evidence("training error, \(width) units", training[index])
      evidence("validation error, \(width) units", validation[index])
    }
    #expect(training[0] > training[1] && training[1] > training[2])
    #expect(validation[1] < 0.8 * validation[0] && validation[1] < 0.5 * validation[2])
    // The noise has the variance 0.09, below which no validation error can lie for long, and the
    // function with the noise 0.67: two units leave nearly all of it.
    #expect(0.15 < validation[1] && validation[1] < 0.25)
    // Another function or sign in the hidden layer would fit as well, but with other errors than these.
    for (error, measured) in zip(training, [0.674855, 0.0676279, 0.020819] as [Scalar]) {
      #expect(abs(error - measured) < 0.005 * measured)
    }
  }
}
