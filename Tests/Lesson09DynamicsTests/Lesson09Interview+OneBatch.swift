import Autograd
import Course
import Datasets
import TensorCore
import TestSupport
import Testing

// The first loss, one batch, and random labels.

extension Lesson09Interview {
  @Test(
    .interview(
      .question(9, 3), level: .explain, minutes: 2,
      question: "Why does one let a network overfit a single batch before the real training?",
      answer: """
        It tests the whole path from data to loss to gradient to update in a few seconds. A network with more hidden units than the batch has samples should bring the loss near zero, whatever the labels, if their inputs differ. If it stays, I know that something between input and update is broken, without waiting for an epoch. Dropout, augmentation and decay are off. It says nothing about new samples, and a label \
        map that is wrong but fixed passes.
        """,
      commonMistake: "It only shows that the network is big enough.",
      otherMistakes: [
        "It is a bad sign: a network that learns a batch by heart will overfit.":
          "To learn 16 samples by heart is what the test asks, with decay and dropout off. How the gap turns out on the whole set depends on the data and on regularization, and is measured there.",
        "If one batch is learned, the pipeline has no bug.":
          "A label map that is wrong but fixed is learned by heart as well, like the random labels here, at a loss of {healthy|2}. And the test never touches validation, augmentation or saving.",
      ],
      refutation: """
        The same network 8-32-32-4 on 16 samples with random labels, Adam at 0.01, mean of the last ten of 60 losses: right {healthy|2}; labels dealt out anew {reshuffled|3}, where their entropy is {entropy|3}; softmax twice {softmax twice|3}; graph cut before the last layer {cut|3}; inputs of zeros {no input|3}. On five seeds the right one is below 0.01 after {fastest} to {slowest} steps.
        """,
      followUps: [
        "What is the lowest loss with two softmaxes and four classes?": """
        ln(1 + 3/e), about 0.744: the second softmax sees numbers from 0 to 1 and cannot make one of them dominate.
        """,
        "How large should the batch be?": """
        Small enough to take seconds, with several samples of different classes. With one sample even a network that ignores its input gets the loss to zero through its last bias.
        """,
      ]))
  func `one batch tells four bugs from a healthy run`() throws {
    let healthy = try oneBatch()
    evidence("healthy", healthy.end)
    evidence("entropy", healthy.labelEntropy)
    let broken: [(String, Planted)] = [
      ("reshuffled", .reshuffledLabels), ("softmax twice", .doubleSoftmax), ("cut", .cutGraph),
      ("no input", .noInput),
    ]
    for (name, planted) in broken {
      let run = try oneBatch(planted)
      evidence(name, run.end)
      #expect(run.end > 10 * healthy.end)
    }
    #expect(try oneBatch(.doubleSoftmax).end > .log(1 + 3 / .exp(1)))
    let steps = try seeds.prefix(5).map { try #require(try oneBatch(seed: $0).steps(below: 0.01)) }
    evidence("fastest", try #require(steps.min()))
    evidence("slowest", try #require(steps.max()))
    #expect(healthy.end < 0.01)
  }

  @Test(
    .interview(
      .question(9, 4), level: .recall, minutes: 2,
      question: """
        Which loss do you expect from a classifier of ten classes before the first step, and what does another value tell you?
        """,
      answer: """
        About ln 10 = {ln 10|5}, if the loss is the mean cross-entropy and the last layer starts small. Equal probabilities cost that much, whatever the labels. A clearly higher value means large logits, from a last layer that starts too large or from inputs that are not scaled. A lower one needs a reason: a last bias that starts at the logarithms of the class frequencies gives their entropy, and a mean that counts padding is lower too.
        """,
      commonMistake: "It depends on the data and their labels, so no value can be expected.",
      otherMistakes: [
        "ln 10, and any other value before the first step is a bug.":
          "With 90 % of one class a last bias of log frequencies starts at {prior|3}, on purpose. And He's variance in the last layer starts at {He head, least|3} or more with nothing broken.",
        "About 0.1, as each class has the probability 0.1 before anything is learned.":
          "0.1 is the probability; the loss is its negative logarithm, −ln 0.1 = {ln 10|5}. A loss of 0.1 would give the right class about 0.90 before the first step.",
      ],
      refutation: """
        64-32-10 on 180 digits, ReLU, He's hidden weights, ten seeds: with a last layer of variance 0.01/32 the first loss is {small head, least|4} to {small head, greatest|4}, with variance 2/32 {He head, least|3} to {He head, greatest|3}. With the small head and other, random labels it changes by {other labels, at most}. 90 % of one class and the rest evenly: a last \
        bias of log frequencies starts at {prior|3}, the entropy of the classes.
        """,
      followUps: [
        "And for a regression with squared error?": """
        The mean of the squared targets, if outputs start near 0. For targets with mean 10 and variance 1 that is about 101; only for centered targets is it the variance.
        """,
        "Is a right first loss proof that all is well?": """
        No. It knows nothing of gradients and updates, and a network that ignores its input has it too.
        """,
      ]))
  func `a small last layer starts at ln 10, a prior at its entropy`() throws {
    let data = try digits(0..<180)
    func first(variance: Scalar, seed: UInt64, labels: [Int]? = nil) -> Double {
      var generator = SplitMix64(seed: seed)
      let hidden = Linear(
        weight: .normal(
          [32, 64], standardDeviation: (2 / 64 as Scalar).squareRoot(), using: &generator),
        bias: .zeros([32]))
      let head = Linear(
        weight: .normal([10, 32], standardDeviation: variance.squareRoot(), using: &generator),
        bias: .zeros([10]))
      let logits = head(relu(hidden(Variable(data.features))))
      return Double(softmaxCrossEntropy(logits, classes: labels ?? data.labels).scalar)
    }
    let small = seeds.map { first(variance: 0.01 / 32, seed: $0) }
    let large = seeds.map { first(variance: 2 / 32, seed: $0) }
    evidence("ln 10", Double.log(10))
    evidence("small head, least", try #require(small.min()))
    evidence("small head, greatest", try #require(small.max()))
    evidence("He head, least", try #require(large.min()))
    evidence("He head, greatest", try #require(large.max()))
    var generator = SplitMix64(seed: 9)
    let others = data.labels.map { _ in generator.uniform(below: 10) }
    evidence(
      "other labels, at most", abs(first(variance: 0.01 / 32, seed: 1, labels: others) - small[0]),
      atMost: 0.05)
    #expect((small.max() ?? 9) - .log(10) < 0.05 && (large.min() ?? 0) > .log(10) + 0.1)
    let frequencies = [0.9] + Array(repeating: 0.1 / 9, count: 9)
    let bias = Linear(
      weight: .zeros([10, 64]), bias: Tensor(frequencies.map { Scalar(Double.log($0)) }))
    let rare = Array(repeating: 0, count: 162) + (1...9).flatMap { [$0, $0] }
    let prior = softmaxCrossEntropy(bias(Variable(data.features)), classes: rare).scalar
    evidence("prior", prior)
    #expect(abs(Double(prior) + frequencies.map { $0 * .log($0) }.reduce(0, +)) < 1e-12)
  }

  @Test(
    .interview(
      .question(9, 17), level: .explain, minutes: 3,
      question:
        "A colleague's network reaches training accuracy 1.0. You learn that the labels were random. What has been shown?",
      answer: """
        That the network can give each training sample its label. The optimizer finds such weights, too. It shows nothing about new samples, since with random labels there is nothing to know about them. Zhang and others (2017) did this with image networks of usual size. As a test of the path from data to update it is useful; as a measure of quality only samples count that the training has not seen.
        """,
      commonMistake: "Training accuracy 1.0 proves that the network has learned the task.",
      otherMistakes: [
        "It proves a bug: random labels cannot be fitted.":
          "If the inputs differ, a network with more hidden units than samples can give each any label: here the least training accuracy of ten seeds is {training, least}, with no bug in sight.",
        "It proves that this network will overfit real data as well, since it has the capacity.":
          "It shows that it could. A network with as many hidden units fits 200 real digits too and is right on a share of {digits, new samples|3} of 300 others: what a fit is worth depends on the data.",
      ],
      refutation: """
        32 samples of 16 normal numbers with random binary labels, 16-64-2, Adam at 0.02, 60 steps, ten seeds: the least training accuracy is {training, least}, and on 200 new samples each the mean is {new samples|3}. With real labels, a network 64-64-10 fits 200 digits as well and is right on a share of {digits, new samples|3} of 300 others.
        """,
      followUps: [
        "What is such a fit good for?": """
        As a test that the pipeline can learn at all, and as a check for leaks: on random labels held-out accuracy above chance means that something flows around the split.
        """,
        "Does a fit of random labels take longer?": """
        Zhang and others found it slower by a small factor only. Where real labels are learned no faster than random ones, I suspect the labels or the inputs.
        """,
      ]))
  func `random labels are learned by heart, and no more`() throws {
    var fitted: [Double] = []
    var new: [Double] = []
    for seed in seeds {
      var generator = SplitMix64(seed: seed)
      func samples(_ count: Int) -> LabeledData {
        LabeledData(
          name: "random", features: .normal([count, 16], using: &generator),
          labels: (0..<count).map { _ in generator.uniform(below: 2) }, classCount: 2)
      }
      let (training, others) = (samples(32), samples(200))
      let model = Sequential.multilayerPerceptron([16, 64, 2], using: &generator)
      try train(model, adam(model.trainedVariables, rate: 0.02), on: training, stepCount: 60)
      fitted.append(try accuracy(of: model, on: training))
      new.append(try accuracy(of: model, on: others))
    }
    evidence("training, least", try #require(fitted.min()))
    evidence("new samples", mean(new))
    #expect(fitted.allSatisfy { $0 == 1 } && abs(mean(new) - 0.5) < 0.05)
    var generator = SplitMix64(seed: 1)
    let model = Sequential.multilayerPerceptron([64, 64, 10], using: &generator)
    let training = try digits(0..<200)
    try train(model, adam(model.trainedVariables), on: training, stepCount: 40)
    let real = try accuracy(of: model, on: try digits(200..<500))
    evidence("digits, new samples", real)
    #expect(try accuracy(of: model, on: training) > 0.95 && real > 0.8)
  }
}
