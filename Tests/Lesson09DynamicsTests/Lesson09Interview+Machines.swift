import Autograd
import BatchNorm
import Course
import Datasets
import TensorCore
import TestSupport
import Testing

// Many machines, and small batches.

extension Lesson09Interview {
  /// The greatest difference between two networks' weights.
  private func distance(_ a: any Layer, _ b: any Layer) -> Scalar {
    (ParameterVector(a.trainedVariables).values - ParameterVector(b.trainedVariables).values)
      .maximumMagnitude()
  }

  @Test(
    .interview(
      .question(9, 24), level: .debug, minutes: 5,
      question:
        "Data-parallel training on several machines gives worse results than on one, or hangs. How do you debug it?",
      answer: """
        I make it small and compare two processes on one machine with a single one. It gets the joint batch; same start, no dropout. After one step of plain descent the weights have to agree but for rounding. If not, I compare in order: the shards, which must not overlap; the first weights, by a hash on each rank; the gradient after the average; what is divided by what; norms per device. If it hangs, mostly some rank waits in a collective that another never called: other batch counts, a branch, an error.
        """,
      commonMistake: "Averaging gradients is exact, so the connection of the machines is at fault.",
      otherMistakes: [
        "Lower the learning rate, as more machines mean more noise.":
          "The average over equal shards is the gradient of the joint batch, with less noise than one shard's: trained by it, the weights differ from one network's by {right, at most}. A lower rate hides a wrong average.",
        "A hang means that the connection is slow, so raise the timeout.":
          "A slow connection delivers in the end. In a collective that another rank never calls nothing arrives, and a longer timeout only delays the error. One batch more on one rank is enough for that.",
      ],
      refutation: """
        Two replicas of 64-16-10, 16 digits each, plain descent at 0.1, 20 steps, against one network on the 32: with averaged gradients the weights differ by {right, at most}. If both ranks draw the same 16 samples they are {same shard|2} away. If the replicas start from different weights, they are still {different starts|2} apart after the averaged steps: averaging gradients does not bring weights together. Only a comparison finds it: the losses end at {loss, right|3}, {loss, same shard|3} and {loss, different starts|3}.
        """,
      followUps: [
        "One rank has one batch more than the others. What happens?": """
        It waits for an average in which no other takes part: a hang or an error, by the backend. PyTorch has the Join context manager for uneven inputs; a sampler that pads or drops avoids it.
        """,
        "How do you find the rank that hangs?": """
        Each rank logs its step and the collective that it enters, and stack traces are taken from all. I begin with the one whose trace is elsewhere.
        """,
      ]))
  func `averaged gradients equal the joint batch, if all else does`() throws {
    let data = try digits(0..<32)
    let shards = [data.selecting(Array(0..<16)), data.selecting(Array(16..<32))]
    func network(_ seed: UInt64) -> Sequential {
      var generator = SplitMix64(seed: seed)
      return .multilayerPerceptron([64, 16, 10], using: &generator)
    }
    func descend(_ models: [Sequential], on shards: [LabeledData]) throws {
      let optimizers = models.map { GradientDescent($0.trainedVariables, learningRate: 0.1) }
      for _ in 0..<20 {
        for (index, model) in models.enumerated() {
          model.zeroGradients()
          let part = shards[index]
          try softmaxCrossEntropy(model(Variable(part.features)), classes: part.labels).backward()
        }
        for parameters in zip(models[0].trainedVariables, models[models.count - 1].trainedVariables)
        {
          let mean = try (#require(parameters.0.gradient) + #require(parameters.1.gradient)) / 2
          (parameters.0.gradient, parameters.1.gradient) = (mean, mean)
        }
        for optimizer in optimizers { optimizer.step() }
      }
    }
    let whole = network(1)
    try descend([whole], on: [data])
    let right = [network(1), network(1)]
    try descend(right, on: shards)
    let same = [network(1), network(1)]
    try descend(same, on: [shards[0], shards[0]])
    let apart = [network(1), network(2)]
    try descend(apart, on: shards)
    evidence("right, at most", distance(whole, right[0]), atMost: 1e-12)
    evidence("same shard", distance(whole, same[0]))
    evidence("different starts", distance(apart[0], apart[1]))
    evidence("loss, right", try loss(of: right[0], on: data))
    evidence("loss, same shard", try loss(of: same[0], on: data))
    evidence("loss, different starts", try loss(of: apart[0], on: data))
    #expect(distance(right[0], right[1]) == 0 && distance(whole, same[0]) > 0.01)
    #expect(abs(distance(apart[0], apart[1]) / distance(network(1), network(2)) - 1) < 1e-9)
  }

  @Test(
    .interview(
      .question(9, 35), level: .debug, minutes: 3,
      question:
        "To debug on a small GPU you reduce the batch from 256 to 8. Does the run still show the same bug, and what do you do instead?",
      answer: """
        It may not, as a batch of 8 is another training. It has noisier gradients and 32 times the updates per epoch, and another rate is stable for it, so a divergence may appear or vanish. Gradient accumulation over 32 parts gives the gradient of the 256 samples with the memory of 8, if each part's mean is weighted by its share and no layer lets samples meet. Batch norm does, so there the parts see their own statistics. For a bug in the code I take the \
        smallest batch that shows it.
        """,
      commonMistake: "The loss is a mean, so the batch size does not matter for debugging.",
      otherMistakes: [
        "Accumulation over 32 parts is the same as 32 small steps.":
          "In accumulation all parts see the same weights, and there is one update. Each small step starts where the last one ended, and a single part's gradient differs from the whole one by {part of 8|2} times its length.",
        "Accumulation is exact for each network.":
          "Not where samples meet in a layer. Batch norm takes its statistics from each 8 samples in place of the 256, and the accumulated gradient is {batch norm|2} of its length away.",
      ],
      refutation: """
        64-32-10 on 256 digits: accumulated over 32 parts the gradient differs from that of the whole batch by {accumulated, at most} of its length. The gradient of a single part of 8 differs by {part of 8|2} times that length on average. With a batch norm behind the first layer the accumulated gradient is {batch norm|2} of its length away.
        """,
      followUps: [
        "The last part has 5 samples instead of 8. What changes?": """
        Each part's mean loss has to be multiplied by its share of the samples, 5/253 and not 1/32. Otherwise those five count too much.
        """,
        "When does clipping come in accumulation?": """
        After the last part. Clipped per part, the parts no longer add up to the gradient of the batch.
        """,
      ]))
  func `accumulation equals the batch, a part of it does not`() throws {
    let data = try digits(0..<256)
    let parts = Array(data.minibatchesInOrder(size: 8))
    func gradients(withNorm: Bool) throws -> (whole: Tensor, gathered: Tensor, parts: [Tensor]) {
      var generator = SplitMix64(seed: 35)
      let model = Sequential(
        [Linear(inputCount: 64, outputCount: 32, using: &generator)]
          + (withNorm ? [BatchNorm1d(featureCount: 32)] : [])
          + [
            FunctionLayer("relu", relu), Linear(inputCount: 32, outputCount: 10, using: &generator),
          ])
      let vector = ParameterVector(model.trainedVariables)
      func cost(_ part: LabeledData) -> Variable {
        softmaxCrossEntropy(model(Variable(part.features)), classes: part.labels)
      }
      let whole = try vector.gradient { cost(data) }
      let each = try parts.map { part in try vector.gradient { cost(part) } }
      model.zeroGradients()
      try accumulateGradients(sizes: parts.map(\.count)) { cost(parts[$0]) }
      return (whole, vector.gradient, each)
    }
    let plain = try gradients(withNorm: false)
    let norm = try gradients(withNorm: true)
    func share(_ gradient: Tensor, of whole: Tensor) -> Double {
      Double((gradient - whole).norm() / whole.norm())
    }
    evidence("accumulated, at most", share(plain.gathered, of: plain.whole), atMost: 1e-12)
    let single = mean(plain.parts.map { share($0, of: plain.whole) })
    evidence("part of 8", single)
    evidence("batch norm", share(norm.gathered, of: norm.whole))
    #expect(single > 0.3 && share(norm.gathered, of: norm.whole) > 0.05)
  }
}
