import Activations
import Autograd
import Course
import Datasets
import TensorCore
import TestSupport
import Testing

/// What a trial trains, what a count counts, and what the table says of kinks and sources.
@Suite struct Lesson03Trials {
  // Written out once more, so that another optimizer or other labels end elsewhere.
  @Test(arguments: 0..<3 as Range<UInt64>)
  func `a trial is a run of AdamW on the labels`(seed: UInt64) throws {
    let digits = try LabeledData.digits()
    let trial = ActivationTrial(.relu, depth: 1, width: 16, stepCount: 25)
    var generator = SplitMix64(seed: seed)
    let (training, heldOut) = digits.splitShuffled(testFraction: 0.2, using: &generator)
    let model = trial.network(inputCount: 64, outputCount: 10, start: .he, using: &generator)
    let optimizer = AdamW(model.trainedVariables, learningRate: 0.01)
    for _ in 0..<25 {
      let batch = training.selecting((0..<64).map { _ in generator.uniform(below: training.count) })
      try trainingStep(optimizer) {
        softmaxCrossEntropy(model(Variable(batch.features)), classes: batch.labels)
      }
    }
    let answers = withoutGradient { model(Variable(heldOut.features)).value.argmax() }
    let right = zip(answers, heldOut.labels).count { $0 == $1 }
    #expect(
      try trial.accuracy(on: digits, learningRate: 0.01, seed: seed)
        == Double(right) / Double(heldOut.count))
  }

  @Test(arguments: 0..<3 as Range<UInt64>)
  func `a trial on a wave is a run of AdamW, too`(seed: UInt64) throws {
    let trial = ActivationTrial(.relu, depth: 1, width: 16, stepCount: 25)
    var generator = SplitMix64(seed: seed)
    let x = Tensor.linearlySpaced(from: -1, through: 1, count: 128).reshaped(to: [128, 1])
    let targets = x.map { x in .sine(25 * x) }
    let model = trial.network(
      inputCount: 1, outputCount: 1, start: .heWithBiases, using: &generator)
    let optimizer = AdamW(model.trainedVariables, learningRate: 0.01)
    for _ in 0..<25 {
      try trainingStep(optimizer) { meanSquaredError(model(Variable(x)), targets: targets) }
    }
    let error = withoutGradient { meanSquaredError(model(Variable(x)), targets: targets) }
    let found = try trial.errorOnWave(learningRate: 0.01, seed: seed)
    #expect(abs(found - Double(error.value.scalar)) <= 1e-6)
  }

  @Test func `the inputs of a count are those given`() {
    let model = Sequential(
      Linear(weight: Tensor([[1], [-1]]), bias: .zeros([2])), ActivationLayer(.relu))
    let counted = model.unitActivities(on: .ones([64, 1]))
    #expect(counted.map(\.activity.activeShares) == [[1, 0]])
  }

  @Test(arguments: Activation.all.filter { !$0.kinks.isEmpty })
  func `a kink parts two branches`(activation: Activation) throws {
    let branch = try #require(activation.function.branch)
    for kink in activation.kinks.map(\.position) {
      #expect(branch(kink - 0.1) != branch(kink + 0.1), "at \(kink)")
    }
  }

  @Test func `a preprint is of the year that its number says`() {
    let sources = ActivationChoice.all.map(\.source) + Activation.all.map(\.source)
    var count = 0
    for source in sources {
      guard let number = source.link.split(separator: "arxiv.org/abs/").last,
        number != source.link[...]
      else { continue }
      count += 1
      #expect(source.year == 2000 + (Int(number.prefix(2)) ?? 0), "\(source.link)")
    }
    #expect(count > 10)
  }

  @Test(arguments: 0..<10 as Range<UInt64>)
  func `three logits learn three clusters`(seed: UInt64) throws {
    let cured = FailureMode.threeClassesOnASigmoid.remedies[0]
    let record = try #require(try cured.measure(seed: seed).record)
    let last = try #require(record.steps.last?.loss)
    #expect(last < 0.2)
  }
}
