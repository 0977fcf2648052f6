import Backprop
import Course
import TensorCore
import TestSupport
import Testing

// One sample, a batch, several workers: whose mean is differentiated.

extension Lesson02Interview {
  @Test(
    .interview(
      .question(2, 24), level: .explain, minutes: 3,
      question: "What is the difference between batch, stochastic and mini-batch gradient descent?",
      answer: """
        They differ in how many samples one step averages over: all, one, or some dozens to thousands. \
        Each takes a gradient whose expectation is that of the whole set, so what changes is noise \
        against cost. The noise falls as one over the root of the batch, the cost grows with the batch \
        itself, and hardware does several samples at once nearly for the price of one. So one takes \
        mini-batches, as large as still pays, and shuffles.
        """,
      commonMistake: """
        A batch four times as large makes the standard deviation of the gradient four times \
        smaller.
        """,
      // Refuted by: the mean over an epoch's batches, which is the full gradient.
      otherMistakes: [
        "They differ in the order of the samples: kept, shuffled, or shuffled within a batch.":
          """
        The full gradient has no order at all, since it is a mean over all samples, and the other \
        two are shuffled alike. They differ in how many samples are averaged before a step.
        """,
        "They differ in what they minimize: the stochastic gradient has another mean than the full one.":
          """
        At the same weights the mean over one epoch's batches is the full gradient; here they differ \
        by {epoch's mean − full gradient}. A single batch deviates from it, but these deviations have \
        the mean 0.
        """,
      ],
      refutation: """
        Two times, not four: samples are averaged, and the standard deviation of a mean falls with \
        the square root of their number; it is the variance that is four times smaller. Drawn with \
        replacement, batches of 4 deviate from the full gradient {deviation of batches of 4 ÷ of \
        16} times as far as batches of 16 do.
        """,
      followUps: [
        "Is the mean gradient over one epoch's batches the full gradient?": """
        Yes, for equal batches and at the same weights: here they differ by {epoch's mean − full gradient}. In training \
        the weights move between the batches, so it is only nearly so.
        """,
        "Why not always the largest batch that fits?": """
        Up to a critical size twice the batch nearly halves the number of steps; beyond it the noise is \
        small already, and the same samples buy fewer steps. The rate has to be tuned anew in any case.
        """,
      ]))
  func `noise falls with the root of the batch size`() throws {
    var generator = SplitMix64(seed: 24)
    let weight = leaf(Tensor(0.5))
    let single = try (0..<256).map { _ in
      let x = Tensor.normal([1], using: &generator)
      let y = x * 2 + Tensor.normal([1], using: &generator)
      weight.zeroGradient()
      try meanSquaredError(Variable(x) * weight, targets: y).backward()
      let gradient = try #require(weight.gradient).scalar
      let (input, target) = (x[0], y[0])
      #expect(abs(gradient - 2 * input * (0.5 * input - target)) < 1e-12)
      return gradient
    }
    let full = single.reduce(0, +) / 256
    func deviation(_ size: Int) -> Scalar {
      let squares = (0..<4000).map { _ in
        let sum = (0..<size).reduce(Scalar(0)) { sum, _ in
          sum + single[generator.uniform(below: 256)]
        }
        return (sum / Scalar(size) - full) * (sum / Scalar(size) - full)
      }
      return .squareRoot(squares.reduce(0, +) / 4000)
    }
    let ratio = deviation(4) / deviation(16)
    evidence("deviation of batches of 4 ÷ of 16", ratio)
    #expect(abs(ratio - 2) < 0.2)

    let order = generator.permutation(of: 256)
    let means = (0..<16).map { batch in
      (0..<16).reduce(Scalar(0)) { $0 + single[order[batch * 16 + $1]] } / 16
    }
    let epoch = means.reduce(0, +) / 16
    evidence("epoch's mean − full gradient", abs(epoch - full), atMost: 1e-13)
  }

  @Test(
    .interview(
      .question(2, 29), level: .recall, minutes: 2,
      question: "What is the difference between backpropagation and gradient descent?",
      answer: """
        Backpropagation computes the gradient, and gradient descent changes the weights with it. \
        Backpropagation is the chain rule, applied from the loss backward so that nothing is \
        computed twice, and it changes no weight. The optimizer knows nothing of the network: it \
        sees weights and gradients. So either can be exchanged without the other: Adam uses the \
        same gradients, and forward mode would give descent the same ones.
        """,
      commonMistake: "Backpropagation updates the weights.",
      // Refuted by: the weight, which the backward pass has not moved.
      otherMistakes: [
        "Backpropagation is gradient descent for networks that have hidden layers.":
          """
        It takes no step: after the backward pass of w² the weight has moved by {change by the \
        backward pass}. And it serves where nothing descends, as for the slopes of a loss by the \
        pixels of an image.
        """,
        "Gradient descent computes the gradient, and backpropagation carries it to the weights.":
          """
        What backpropagation carries are the derivatives themselves, and it computes them on the \
        way. When descent begins the gradients are there: w − η g needs neither the loss nor the \
        network.
        """,
      ],
      refutation: """
        After the backward pass of w² at w = 3 the weight has moved by {change by the backward pass}; its \
        gradient is {gradient}. Only then do the rules differ: at a rate of 0.1 gradient descent moves it \
        by {step of gradient descent}, Adam by {first step of Adam}.
        """,
      followUps: [
        "Are there ways to train without backpropagation?": """
        Yes: evolution strategies and other methods that only evaluate the loss, or forward mode along \
        random directions. Their estimates get noisier with every parameter, so for large networks they \
        cost far more evaluations.
        """,
        "What is computed twice without the backward order?": """
        The products behind a shared part: every path from a weight to the loss runs through the later \
        layers. Going backward, their product is formed once and used by all weights before it.
        """,
      ]))
  func `backward moves no weight, the optimizer does`() throws {
    func step(_ makeOptimizer: (Variable) -> any Optimizer) throws -> (Scalar, Scalar, Scalar) {
      let weight = leaf(Tensor(3))
      try (weight * weight).backward()
      let (after, gradient) = (weight.scalar, try #require(weight.gradient).scalar)
      makeOptimizer(weight).step()
      return (after - 3, gradient, 3 - weight.scalar)
    }
    let (change, gradient, descent) = try step { GradientDescent([$0], learningRate: 0.1) }
    let (_, same, adam) = try step {
      AdamW([$0], AdamWRule(learningRate: 0.1, weightDecay: 0))
    }
    evidence("change by the backward pass", change)
    evidence("gradient", gradient)
    evidence("step of gradient descent", descent)
    evidence("first step of Adam", adam)
    #expect(change == 0 && gradient == 6 && same == 6)
    #expect(abs(descent - 0.6) < 1e-12 && abs(adam - 0.1) < 1e-6)
  }

  @Test(
    .interview(
      .question(2, 37), level: .explain, minutes: 3,
      question: "Sum or mean of the loss over the batch: what changes?",
      answer: """
        The gradient of the sum is N times that of the mean. For plain SGD that is a question of \
        the learning rate. With a mean the step keeps its size when the batch grows, but an epoch \
        has fewer steps and gets less far, so one raises the rate. With a sum the step grows with \
        the batch by itself, until it is too large. Adam divides the factor away. What else is \
        added to the loss, a weight penalty say, or a clipping bound, does see it.
        """,
      commonMistake:
        "With the mean the learning rate need not be tuned again for another batch size.",
      // Refuted by: the equal distances at equal steps: the two gradients differ by a factor only.
      otherMistakes: [
        "Nothing changes, because the optimizer divides the gradient by the batch size.":
          """
        No optimizer knows the batch size; it sees weights and gradients. With the sum a step of \
        plain SGD is N times as long. Adam divides, but by the size of its gradients.
        """,
        "The sum points in another direction than the mean, so training ends elsewhere.":
          """
        The sum is N times the mean, so the direction is the same. In a linear regression with \
        batches of 8, the rates 0.02 and 0.0025 end at the same squared distance from the truth, \
        {mean, batches of 8} and {sum, batches of 8}.
        """,
      ],
      refutation: """
        One epoch of 512 samples of a linear regression with plain SGD, from batches of 8 to \
        batches of 128 at the same rate: with the mean and 0.02 the squared distance to the \
        true weights goes from {mean, batches of 8} to {mean, batches of 128}, because there \
        are 4 steps instead of 64. With the sum and 0.0025 it goes from {sum, batches of 8} to \
        {sum, batches of 128}.
        """,
      followUps: [
        "By which rule does one raise the rate with the batch?": """
        Linearly for SGD while the batch is small against the noise, with a warm-up; with the square root \
        is a common rule for Adam. Both are starting points, not laws.
        """,
        "Why does Adam hardly see the difference?": """
        It divides the mean gradient by the root of the mean square, and a factor N stands in both. Only \
        its small epsilon does not scale: first steps here differ by {Adam, mean and sum, difference}.
        """,
      ]))
  func `a mean too wants another rate for another batch`() throws {
    var generator = SplitMix64(seed: 37)
    let x = Tensor.normal([512, 4], using: &generator)
    let truth = Tensor([[1, -2, 0.5, 3]])
    let noise = Tensor.normal([512, 1], standardDeviation: 0.1, using: &generator)
    let y = matmul(x, truth, transposing: .right) + noise
    /// The squared distance from the weights that made the data, after one epoch.
    func distance(batch: Int, rate: Scalar, summed: Bool) throws -> Scalar {
      let weight = leaf(.zeros([1, 4]))
      let optimizer = GradientDescent([weight], learningRate: rate)
      for start in stride(from: 0, to: 512, by: batch) {
        let rows = start..<start + batch
        try trainingStep(optimizer) {
          let loss = meanSquaredError(
            linear(Variable(x.slice(rows)), weight: weight), targets: y.slice(rows))
          return summed ? loss * Scalar(batch) : loss
        }
      }
      let error = weight.value - truth
      return (error * error).sum()
    }
    let mean8 = try distance(batch: 8, rate: 0.02, summed: false)
    let mean128 = try distance(batch: 128, rate: 0.02, summed: false)
    let sum8 = try distance(batch: 8, rate: 0.0025, summed: true)
    let sum128 = try distance(batch: 128, rate: 0.0025, summed: true)
    evidence("mean, batches of 8", mean8)
    evidence("mean, batches of 128", mean128)
    evidence("sum, batches of 8", sum8)
    evidence("sum, batches of 128", sum128)
    #expect(mean128 > 5 * mean8 && sum128 < 2 * sum8 && abs(mean8 - sum8) < 1e-9 * mean8)

    func adam(factor: Scalar) -> Scalar {
      let weight = leaf(Tensor(1))
      let optimizer = AdamW([weight], AdamWRule(learningRate: 0.1, weightDecay: 0))
      weight.gradient = Tensor(0.3 * factor)
      optimizer.step()
      return weight.scalar
    }
    evidence(
      "Adam, mean and sum, difference", abs(adam(factor: 1) - adam(factor: 128)), atMost: 1e-7)
  }

  @Test(
    .interview(
      .question(2, 38), level: .debug, minutes: 3,
      question: """
        Two workers average the loss over their own tokens, 6 and 2 of them, and then their gradients are \
        averaged. Is that the gradient of the mean loss over all 8 tokens?
        """,
      answer: """
        No: each token of the two counts three times as much as each token of the six. The two \
        workers are weighted alike, and a mean of means is the mean only for equal counts. The \
        right weights are 6/8 and 2/8. In practice every part divides its sum by the count of all \
        parts together, which has to be known before the backward pass. The same fault sits in \
        gradient accumulation over padded sequences.
        """,
      commonMistake: """
        Averaging the gradients of all workers always gives the gradient of the mean loss.
        """,
      otherMistakes: [
        "No, it is half as large as it should be, since each worker has only a part of the tokens.":
          """
        No factor repairs it. If all tokens had the same gradient, the average would be right as \
        it is; in general it leans toward the two tokens, which weigh three times as much as the \
        others.
        """,
        "Yes, if the tokens were dealt out to the workers at random: then every step's gradient is right.":
          """
        Random dealing makes it right on average only. In each single step a token of the two \
        still has the weight 1/4 and a token of the six 1/12, where all should have 1/8.
        """,
      ],
      refutation: """
        If each of the 6 tokens has the gradient 1 and each of the 2 has 3, the average of the two means is \
        {average of the means, if the 6 have the gradient 1 and the 2 have 3}, and the mean over all 8 is \
        {mean over all 8, if the 6 have the gradient 1 and the 2 have 3}. With the weights 6/8 and 2/8 a linear \
        regression's gradient deviates by {deviation, by their counts}.
        """,
      followUps: [
        "DistributedDataParallel averages over workers. How do you get the right weights?": """
        Multiply each worker's summed loss by the number of workers and divide by the global token count, \
        found by one all-reduce. The average over workers then cancels the first factor.
        """,
        "Does it matter if the counts are random but equal on average?": """
        Yes, if the count goes with the loss, as with long and short sequences: short ones are weighted up \
        in every step. Without any relation it mostly adds noise.
        """,
      ]))
  func `a mean of means is no mean for unequal counts`() throws {
    var generator = SplitMix64(seed: 38)
    let x = Tensor.normal([8, 4], using: &generator)
    let y = Tensor.normal([8, 1], using: &generator)
    let weight = leaf(.normal([1, 4], using: &generator))
    let parts = [0..<6, 6..<8]
    func loss(_ rows: Range<Int>) -> Variable {
      meanSquaredError(linear(Variable(x.slice(rows)), weight: weight), targets: y.slice(rows))
    }
    func gradient(_ pass: () throws -> Void) throws -> Tensor {
      weight.zeroGradient()
      try pass()
      return try #require(weight.gradient)
    }
    let whole = try gradient { try loss(0..<8).backward() }
    let alike = try gradient { for part in parts { try (loss(part) * 0.5).backward() } }
    let counted = try gradient { try accumulateGradients(sizes: [6, 2]) { loss(parts[$0]) } }
    let deviation = (alike - whole).norm() / whole.norm()
    evidence("deviation, by their counts", (counted - whole).norm() / whole.norm(), atMost: 1e-14)
    #expect(deviation > 0.05)

    // Losses g w of single tokens, each of which has the gradient g.
    func slope(_ tokens: [Scalar]) -> Variable { (Variable(Tensor(tokens)) * shift).mean() }
    let shift = leaf(Tensor(0))
    let (six, two) = ([Scalar](repeating: 1, count: 6), [Scalar](repeating: 3, count: 2))
    try ((slope(six) + slope(two)) * 0.5).backward()
    let averaged = try #require(shift.gradient).scalar
    shift.zeroGradient()
    try slope(six + two).backward()
    let mean = try #require(shift.gradient).scalar
    evidence("average of the means, if the 6 have the gradient 1 and the 2 have 3", averaged)
    evidence("mean over all 8, if the 6 have the gradient 1 and the 2 have 3", mean)
    #expect(averaged == 2 && mean == 1.5)
  }
}
