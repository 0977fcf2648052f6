import Datasets
import Overview
import RefusalSupport
import TensorCore
import Testing

/// Every precondition stops the program with the function and the values.
@Suite struct Lesson00Refusals {
  static let all: [Misuse] = [
    Misuse("MajorityClass.init: there is no sample") { _ = MajorityClass(fitting: empty) },
    Misuse("Classifier.error: there is no sample") {
      _ = MajorityClass(fitting: pair(2)).error(on: empty)
    },
    Misuse("SymmetricSystem.solve: [3] for a matrix [2, 2]") {
      _ = SymmetricSystem.solve(.identity(2), .ones([3]))
    },
    Misuse("SymmetricSystem.solve: the matrix is not positive definite at row 1: 0.0") {
      _ = SymmetricSystem.solve(.ones([2, 2]), .ones([2]))
    },
    Misuse("RidgeRegression.init: targets [3] for inputs [2, 1]") {
      _ = RidgeRegression(fitting: .ones([2, 1]), targets: .ones([3]))
    },
    Misuse("RidgeRegression.init: the strength is negative or NaN: -1.0") {
      _ = RidgeRegression(
        fitting: .ones([2, 1]), targets: .ones([2]), settings: .init(strength: -1))
    },
    Misuse("LogisticRegression.init: 2 samples of 1 classes") {
      _ = LogisticRegression(fitting: pair(1))
    },
    Misuse("LogisticRegression.init: the strength is not positive: 0.0") {
      _ = LogisticRegression(fitting: pair(2), settings: .init(strength: 0))
    },
    Misuse("NearestNeighbors.init: 3 neighbors of 2 samples") {
      _ = NearestNeighbors(keeping: pair(2), neighborCount: 3)
    },
    Misuse("NearestNeighbors.init: 0 neighbors of 2 samples") {
      _ = NearestNeighbors(keeping: pair(2), neighborCount: 0)
    },
    Misuse("SortedFeatures.init: no matrix of finite numbers: [2]") {
      _ = SortedFeatures(.ones([2]))
    },
    Misuse("DecisionStump.init: the feature is negative: -1") {
      _ = DecisionStump(feature: -1, threshold: 0, below: 0, above: 1)
    },
    Misuse("DecisionStump.best: 1 slopes and 2 curvatures for 2 samples") {
      _ = DecisionStump.best(
        on: SortedFeatures(.ones([2, 1])), slopes: [1], curvatures: [1, 1])
    },
    Misuse("BoostedStumps.regression: targets [3] for 2 samples") {
      _ = BoostedStumps.regression(
        fitting: SortedFeatures(.ones([2, 1])), targets: .ones([3]))
    },
    Misuse("BoostedStumps.logistic: 0 stumps, shrinkage 0.3") {
      _ = BoostedStumps.logistic(
        fitting: SortedFeatures(.ones([2, 1])), targets: .ones([2]),
        settings: .init(stumpCount: 0))
    },
    Misuse("BoostedStumps.logistic: targets are 0 or 1: [2.0]") {
      _ = BoostedStumps.logistic(
        fitting: SortedFeatures(.ones([1, 1])), targets: Tensor([2]))
    },
    Misuse("BoostedStumpsClassifier.init: 1 classes") {
      _ = BoostedStumpsClassifier(fitting: pair(1))
    },
    Misuse("NetworkSettings.network: the widths [2, 0, 1]") {
      var generator = SplitMix64(seed: 1)
      _ = NetworkSettings(hiddenWidths: [0]).network(
        inputCount: 2, outputCount: 1, using: &generator)
    },
    Misuse("Contender.init: nobody has no candidate") {
      _ = Contender("nobody", candidates: [])
    },
    Misuse("AdditiveSteps.init: 0 samples, 10 features, 400 steps") {
      _ = AdditiveSteps(sampleCount: 0)
    },
    Misuse("SolveOrDescend.stepCount: condition number 1.0, share 0.5") {
      _ = SolveOrDescend.stepCount(conditionNumber: 1, share: 0.5)
    },
  ]

  static let empty = LabeledData(
    name: "none", features: .zeros([0, 1]), labels: [], classCount: 2)

  static func pair(_ classCount: Int) -> LabeledData {
    LabeledData(
      name: "pair", features: Tensor([[0], [1]]), labels: [0, 0], classCount: classCount)
  }

  @Test(arguments: all)
  func `misuse ends the program with its message`(_ misuse: Misuse) async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { [message = misuse.message as String] in
      Misuse.makeCall(failingWith: message, from: Lesson00Refusals.all)
    }
    expectMessage(result, says: misuse.message)
  }
}
