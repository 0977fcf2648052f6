import Autograd
import Course
import Dynamics
import TensorCore
import TestSupport
import Testing

// What the text of a failure mode says about data, metrics and logs.
extension Lesson09FailureModes {
  // F9.11: it is the accuracy of a constant.
  @Test(arguments: FailureModeContract.seeds)
  func `the score is that of the best constant`(seed: UInt64) throws {
    #expect(try FailureMode.constantAnswer.broken.measure(seed: seed).value == 0.95)
    #expect(try FailureMode.constantAnswer.remedies[0].measure(seed: seed).value == 0.5)
    // Ten of 200 labels are 1; where the inputs say nothing, the loss ends at the entropy.
    let losses = try record(FailureMode.constantAnswer.broken, seed: seed).losses
    let entropy = -0.05 * Double.log(0.05) - 0.95 * .log(0.95)
    #expect((0.8...1.1).contains(try #require(losses.last) / entropy))
  }

  // F9.12 and F9.38: nothing can be learned, and with the cure nothing is.
  @Test func `the cured scores are those of a coin`() throws {
    for mode in [FailureMode.sharedPatients, .chosenBeforeSplit, .memorized] {
      let scores = try FailureModeContract.seeds.map { seed in
        try mode.remedies[0].measure(seed: seed).value
      }
      let mean = scores.reduce(0, +) / Double(scores.count)
      // Ten means of 60 to 256 tosses: their mean has a deviation of at most 0.021.
      #expect(abs(mean - 0.5) < 0.07, "\(mode.id): \(mean)")
    }
  }

  // F9.12: five rows, half of the data: most test rows have a sister in the training set.
  @Test func `most test rows have a sister in the training set`() {
    var generator = SplitMix64(seed: 12)
    let order = generator.permutation(of: 600)
    let known = Set(order[300...].map { $0 / 5 })
    let share = Double(order[..<300].count { known.contains($0 / 5) }) / 300
    #expect(share > 0.85)
  }

  // F9.14: what one sample of the short batch counts.
  @Test func `a sample of the short batch counts eightfold`() {
    let (short, full): (Double, Double) = (1 / 4, 1 / 32)
    #expect(short / full == 8)
    var mean = WeightedMean()
    for (value, size) in [(1.0, 32), (1.0, 32), (10.0, 4)] { mean.add(value, sampleCount: size) }
    #expect(mean.ofBatches == 4)
    #expect(abs((mean.value ?? 0) - 1.5294117647) < 1e-10)
  }

  // F9.16: plain steps, as its twin in PyTorch makes them: each change is the rate times the gradient.
  @Test func `the two runs of one seed are of plain SGD`() throws {
    for run in FailureMode.notReproducible.runs {
      for step in try record(run).steps {
        #expect(step.learningRate == Double(Scalar(0.02)))
        for (name, gradient) in step.gradientNorms where gradient > 1e-2 {
          let share = (step.updateNorms[name] ?? .nan) / (step.learningRate * gradient)
          #expect(abs(share - 1) < 1e-2, "\(run.name), \(name)")
        }
      }
    }
  }

  // F9.16: with generators of their own, a further draw in one place changes no other.
  @Test func `a second stream leaves the first as it is`() {
    var (weights, order) = (SplitMix64(seed: 1), SplitMix64(seed: 2))
    let first = Tensor.normal([4], using: &weights)
    _ = order.permutation(of: 8)
    var again = SplitMix64(seed: 1)
    #expect(Tensor.normal([4], using: &again) == first)
    #expect(weights == again)
  }

  // F9.22: recovered before the next line.
  @Test(arguments: FailureModeContract.seeds)
  func `the spike is a thousandfold and gone by step 100`(seed: UInt64) throws {
    let seen = try record(FailureMode.unseenSpike.remedies[0], seed: seed, of: 2).losses
    #expect(seen[1] > 1000 * seen[0])
    let hidden = try record(FailureMode.unseenSpike.broken, seed: seed, of: 3).losses
    #expect(hidden[1] < 0.1)
    #expect(hidden[2] < 0.1)
  }

  // F9.25: the shares of equal pairs.
  @Test(arguments: FailureModeContract.seeds)
  func `a perfect model gets p² + q²`(seed: UInt64) throws {
    var generator = SplitMix64(seed: 25 &+ seed)
    let count = (0..<64).count { _ in generator.uniform(below: 2) == 1 }
    let p = Double(count) / 64
    let value = try FailureMode.allPairs.broken.measure(seed: seed).value
    #expect(abs(value - (p * p + (1 - p) * (1 - p))) < 1e-6)
  }

  // F9.27: an epoch that gets worse hardly shows.
  @Test func `not reset, a worse epoch hardly shows`() {
    let epochs = [4.0, 2, 1, 0.5, 0.5, 0.75]
    func shown(_ count: Int) -> Double { epochs.prefix(count).reduce(0, +) / Double(count) }
    #expect(shown(6) < shown(5))
  }

  // F9.28: the smaller the batches, the higher the figure.
  @Test func `smaller batches give a higher perplexity`() {
    var generator = SplitMix64(seed: 28)
    let tokens = (0..<1024).map { _ in 3 + generator.normalPair().0 }
    let figures = [1, 4, 16, 64, 1024].map { size in
      let means = stride(from: 0, to: 1024, by: size).map { start in
        tokens[start..<start + size].reduce(0, +) / Double(size)
      }
      return means.map { Double.exp($0) }.reduce(0, +) / Double(means.count)
    }
    #expect(zip(figures, figures.dropFirst()).allSatisfy { $0 > $1 })
  }

  // F9.29: the state of the generator, taken after the order was drawn, gives another order.
  @Test func `a generator saved mid-epoch gives another order`() {
    var generator = SplitMix64(seed: 29)
    let order = generator.permutation(of: 64)
    var resumed = generator
    #expect(resumed.permutation(of: 64) != order)
  }

  // F9.36: a loss that does not change, and the rule that looks at it.
  @Test func `from zero the first three steps look like spikes`() {
    var average = 0.0
    let skipped = (0..<20).count { _ in
      average = 0.9 * average + 0.1
      return 1 > 3 * average
    }
    #expect(skipped == 3)
  }
}
