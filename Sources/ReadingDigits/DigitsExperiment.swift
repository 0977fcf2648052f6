import Autograd
package import Datasets
package import TensorCore

/// A network of 64-64-10 units that learns to read 8×8 pictures of digits.
package struct DigitsExperiment {
  /// The widths from input to output.
  package static var sizes: [Int] { [64, 64, 10] }

  /// How often every training picture is seen.
  package var epochCount = 60

  /// The number of pictures in a batch.
  package var batchSize = 32

  /// The length of a step.
  package var learningRate: Scalar = 1e-2

  /// The seed of everything that is drawn: first weights, the order of pictures, the split.
  package var seed: UInt64 = 6

  /// What came out of one training run.
  package struct Outcome {
    /// The mean training loss of every epoch.
    package let losses: [Double]

    /// The pictures that the network never saw.
    package let test: LabeledData

    /// The network's answers to them.
    package let answers: [Int]

    /// The share of right answers.
    package let accuracy: Double
  }

  /// Creates the experiment with the settings of the demonstration.
  package init() {}

  /// Trains on one part of the pictures and answers the other.
  ///
  /// - Parameters:
  ///   - training: The pictures to learn from; pixels from 0 to 1.
  ///   - test: The pictures to answer.
  ///   - afterEpoch: Is told the number of epochs made and the mean loss of the last one.
  /// - Returns: The losses and the answers.
  /// - Throws: `TrainingError.notFinite` if the loss stops being a finite number.
  package func run(
    training: LabeledData, test: LabeledData, afterEpoch: (Int, Double) -> Void
  ) throws -> Outcome {
    var generator = SplitMix64(seed: seed)
    let model = Sequential.multilayerPerceptron(Self.sizes, using: &generator)
    let optimizer = AdamW(model.trainedVariables, learningRate: learningRate)
    var losses: [Double] = []
    for epoch in 1...epochCount {
      var sum = 0.0
      for batch in training.minibatches(size: batchSize, using: &generator) {
        let inputs = Variable(batch.features)
        let loss = try trainingStep(optimizer) {
          softmaxCrossEntropy(model(inputs), classes: batch.labels)
        }
        sum += Double(loss) * Double(batch.count)
      }
      losses.append(sum / Double(training.count))
      afterEpoch(epoch, sum / Double(training.count))
    }
    let logits = withoutGradient { model(Variable(test.features)).value }
    let answers = logits.argmax()
    let rightCount = zip(answers, test.labels).filter { $0 == $1 }.count
    return Outcome(
      losses: losses, test: test, answers: answers,
      accuracy: Double(rightCount) / Double(test.count))
  }
}
