import Datasets
import RefusalSupport
import TensorCore
import Testing

struct SplitTests {
  @Test func `a split by order cuts once`() {
    let (training, test) = twelve.splitByOrder(testCount: 3)
    #expect(numbers(of: training) == Array(0..<9))
    #expect(numbers(of: test) == [9, 10, 11])
    #expect(test.labels == [1, 2, 2])
    #expect(test.classNames == twelve.classNames)
  }

  @Test func `a shuffled split is disjoint, complete and in random order`() {
    var generator = SplitMix64(seed: 4)
    let (training, test) = twelve.splitShuffled(testFraction: 0.25, using: &generator)
    #expect(test.count == 3)
    #expect(Set(numbers(of: training) + numbers(of: test)) == Set(0..<12))
    #expect(training.count == 9)
    #expect(numbers(of: training) != numbers(of: training).sorted())
  }

  @Test func `each sample is as likely as any other to be tested`() {
    var generator = SplitMix64(seed: 5)
    var tested = [Int](repeating: 0, count: 12)
    for _ in 0..<2_000 {
      let test = twelve.splitShuffled(testFraction: 0.25, using: &generator).test
      for number in numbers(of: test) { tested[number] += 1 }
    }
    // Binomial: 500 expected, standard deviation 19.4; five of them for each of twelve samples fail
    // by chance in fewer than one seed of 100,000.
    #expect(tested.allSatisfy { abs($0 - 500) < 97 }, "\(tested)")
  }

  @Test func `features and labels stay together`() throws {
    var generator = SplitMix64(seed: 6)
    let shuffled = twelve.shuffled(using: &generator)
    let parts = twelve.splitStratified(testFraction: 0.5, using: &generator)
    for data in [shuffled, parts.training, parts.test] {
      #expect(data.labels == numbers(of: data).map { twelve.labels[$0] })
      #expect(
        data.features.slice(1..<2, axis: 1).scalars
          == numbers(of: data).map { Scalar($0 * $0) })
    }
  }

  @Test(arguments: [0.1, 0.2, 0.25, 0.33, 0.5, 0.9])
  func `a stratified split keeps each class's share to one sample`(fraction: Double) throws {
    var generator = SplitMix64(seed: 7)
    for data in [try LabeledData.digits(), try LabeledData.breastCancer(), twelve] {
      let (training, test) = data.splitStratified(testFraction: fraction, using: &generator)
      #expect(test.count == Int((fraction * Double(data.count)).rounded()))
      #expect(training.count + test.count == data.count)
      for (label, count) in data.classHistogram.enumerated() {
        #expect(abs(Double(test.classHistogram[label]) - fraction * Double(count)) < 1)
        #expect(training.classHistogram[label] + test.classHistogram[label] == count)
      }
    }
  }

  @Test func `of two equal remainders the first class gets the sample`() {
    // A quarter of 6, 4 and 2 samples is 1½, 1 and ½, and three are to be tested.
    var generator = SplitMix64(seed: 10)
    let test = twelve.splitStratified(testFraction: 0.25, using: &generator).test
    #expect(test.classHistogram == [2, 1, 0])
  }

  @Test func `a stratified split is disjoint and complete`() {
    var generator = SplitMix64(seed: 8)
    let (training, test) = twelve.splitStratified(testFraction: 0.5, using: &generator)
    #expect(test.classHistogram == [3, 2, 1])
    #expect(Set(numbers(of: training) + numbers(of: test)) == Set(0..<12))
    #expect(numbers(of: test) != numbers(of: test).sorted())
  }

  @Test func `equal seeds give equal splits and other seeds others`() throws {
    func splits(seed: UInt64) throws -> [LabeledData] {
      var generator = SplitMix64(seed: seed)
      let digits = try LabeledData.digits()
      let shuffled = digits.splitShuffled(testFraction: 0.2, using: &generator)
      let stratified = digits.splitStratified(testFraction: 0.2, using: &generator)
      return [shuffled.training, shuffled.test, stratified.training, stratified.test]
    }
    #expect(try splits(seed: 1) == splits(seed: 1))
    for (one, other) in zip(try splits(seed: 1), try splits(seed: 2)) { #expect(one != other) }
  }

  @Test func `targets of a regression stay with their features`() {
    var generator = SplitMix64(seed: 9)
    let data = RegressionData(
      name: "doubled", features: Tensor((0..<10).map { [Scalar($0)] }),
      targets: Tensor((0..<10).map { [Scalar(2 * $0)] }))
    let (training, test) = data.splitShuffled(testFraction: 0.3, using: &generator)
    #expect((training.count, test.count) == (7, 3))
    #expect(training.targets == training.features * 2)
    #expect(test.targets == test.features * 2)
    #expect(data.outputCount == 1)
  }

  @Test func `replacing features keeps the labels and the names`() {
    let data = twelve.replacingFeatures(with: .ones([12, 5]))
    #expect(data.featureCount == 5)
    #expect(data.labels == twelve.labels)
    #expect(data.classNames == twelve.classNames)
    #expect(data.name == twelve.name)
    let targets = Tensor([[1], [2]])
    let regression = RegressionData(name: "two", features: .ones([2, 3]), targets: targets)
      .replacingFeatures(with: .zeros([2, 5]))
    #expect(regression.featureCount == 5 && regression.name == "two")
    #expect(regression.targets == targets)
  }
}

struct SplitRefusalTests {
  @Test(arguments: [0, 12, -1])
  func `a test count that leaves a part empty is refused`(count: Int) async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { [count] in _ = twelve.splitByOrder(testCount: count) }
    expectMessage(result, says: "splitByOrder: testCount must be in 1..<12: \(count)")
  }

  @Test(arguments: [0, 1, -0.5])
  func `a fraction outside 0 to 1 is refused`(fraction: Double) async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { [fraction] in
      var generator = SplitMix64(seed: 1)
      _ = twelve.splitShuffled(testFraction: fraction, using: &generator)
    }
    expectMessage(result, says: "splitShuffled: testFraction must be between 0 and 1: \(fraction)")
  }

  @Test func `a fraction that is no number is refused`() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      var generator = SplitMix64(seed: 1)
      _ = twelve.splitShuffled(testFraction: .nan, using: &generator)
    }
    expectMessage(result, says: "splitShuffled: testFraction must be between 0 and 1: nan")
  }

  @Test func `a fraction that rounds to no sample is refused`() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      var generator = SplitMix64(seed: 1)
      _ = twelve.splitStratified(testFraction: 0.01, using: &generator)
    }
    expectMessage(
      result, says: "splitStratified: a testFraction of 0.01 leaves one part of 12 samples empty")
  }

  @Test func `labels that do not fit the samples are refused`() async {
    let tooFew = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { _ = LabeledData(name: "bad", features: .ones([3, 2]), labels: [0, 1], classCount: 2) }
    expectMessage(tooFew, says: "LabeledData.init: 2 labels for 3 samples")
    let noClass = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { _ = LabeledData(name: "bad", features: .ones([2, 2]), labels: [0, 2], classCount: 2) }
    expectMessage(noClass, says: "LabeledData.init: label 2 is outside 0..<2")
    let noMatrix = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { _ = LabeledData(name: "bad", features: .ones([2]), labels: [0, 1], classCount: 2) }
    expectMessage(noMatrix, says: "LabeledData.init: the features are not a matrix: [2]")
    let negative = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { _ = LabeledData(name: "bad", features: .ones([1, 2]), labels: [-1], classCount: 2) }
    expectMessage(negative, says: "LabeledData.init: label -1 is outside 0..<2")
    let noClasses = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { _ = LabeledData(name: "bad", features: .ones([0, 2]), labels: [], classCount: -1) }
    expectMessage(noClasses, says: "LabeledData.init: classCount is negative: -1")
  }

  @Test func `targets that do not fit the samples are refused`() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { _ = RegressionData(name: "bad", features: .ones([3, 2]), targets: .ones([2, 1])) }
    expectMessage(result, says: "RegressionData.init: 2 targets for 3 samples")
    let noMatrix = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { _ = RegressionData(name: "bad", features: .ones([3, 2]), targets: .ones([3])) }
    expectMessage(noMatrix, says: "RegressionData.init: not two matrices: [3, 2] and [3]")
  }
}
