import Activations
import Autograd
public import Course
import Optimizers
import TensorCore

// What a network does with one batch, and what it does before the first step.

extension FailureMode {
  /// F9.3: inputs and labels are shuffled apart.
  public static var oneBatchNotFitted: FailureMode {
    FailureMode(
      id: .failureMode(9, 3), title: "One batch cannot be overfitted",
      symptom: """
        The same 16 samples again and again, and the loss stays near the entropy of their labels, whatever the rate.
        """,
      diagnosis: """
        Inputs and labels are shuffled by two permutations: in every step other labels belong to the inputs. The best \
        that can be done is to answer with the shares of the labels, and the mean loss of that is their entropy. A \
        larger network, another optimizer and another rate do not help.
        """,
      fix: """
        One permutation for both. The test costs seconds and comes before any tuning: 16 samples with random labels \
        must be learned by heart.
        """,
      quantity: "mean loss of one batch of 16 in the steps 51 to 60", symptomatic: .above(0.7),
      broken: Run("two orders") { seed in
        try repeatedBatch(seed) { generator in
          (generator.permutation(of: 16), generator.permutation(of: 16))
        }
      },
      remedies: [
        Run("one order for both") { seed in
          try repeatedBatch(seed) { generator in
            let order = generator.permutation(of: 16)
            return (order, order)
          }
        }
      ])
  }

  private static func repeatedBatch(
    _ seed: UInt64, _ orders: (inout SplitMix64) -> (inputs: [Int], labels: [Int])
  ) throws -> Measurement {
    var generator = SplitMix64(seed: 3 &+ seed)
    let x = Tensor.normal([16, 8], using: &generator)
    let labels = DynamicsRuns.labels(16, classCount: 4, using: &generator)
    let model = sixteenSampleModel(using: &generator)
    let optimizer = Adam(model.trainedVariables, learningRate: 0.01)
    let record = try DynamicsRuns.train(model, optimizer, stepCount: 60) { _ in
      let order = orders(&generator)
      return softmaxCrossEntropy(
        model(Variable(x.gathering(rows: order.inputs))), classes: order.labels.map { labels[$0] })
    }
    return Measurement(record.losses.suffix(10).reduce(0, +) / 10, record: record)
  }

  private static func sixteenSampleModel(using generator: inout SplitMix64) -> Sequential {
    .multilayerPerceptron(
      [8, 32, 32, 4], activation: ActivationLayer(.relu), using: &generator)
  }

  /// F9.4: the mask is the wrong way round.
  ///
  /// ## Source
  ///
  /// https://github.com/rasbt/LLMs-from-scratch/issues/1061, https://github.com/InseeFrLab/torchTextClassifiers/pull/92
  public static var inputIgnored: FailureMode {
    FailureMode(
      id: .failureMode(9, 4), title: "The model does not look at its input",
      symptom: """
        The loss falls to the entropy of the labels and stays there; all samples get the same answer.
        """,
      diagnosis: """
        The padding mask is inverted: True stands for padding here and for what is kept there. The network sees the \
        padding, which is 0 in every sample, and learns the shares of the labels by its biases. The test: with inputs \
        of zero the loss must be higher than with the real ones. Here it is the same to the last bit.
        """,
      fix: """
        Invert the mask, and give it a name that says what True means, such as is_padding. In PyTorch \
        nn.MultiheadAttention ignores where its mask is True, and scaled_dot_product_attention looks where its is.
        """,
      quantity: "loss on inputs of zero ÷ loss on the inputs",
      symptomatic: .near(1, within: 0.1),
      broken: Run("only the padding kept") { seed in try zeroedInputs(seed) { $0 } },
      remedies: [
        Run("the mask the right way round") { seed in try zeroedInputs(seed) { 1 - $0 } }
      ])
  }

  /// Sixteen samples of six numbers and two of padding.
  private static func zeroedInputs(
    _ seed: UInt64, _ kept: (Tensor) -> Tensor
  ) throws -> Measurement {
    var generator = SplitMix64(seed: 4 &+ seed)
    let isPadding = Tensor([0, 0, 0, 0, 0, 0, 1, 1])
    let x = Tensor.normal([16, 8], using: &generator) * (1 - isPadding)
    let labels = DynamicsRuns.labels(16, classCount: 4, using: &generator)
    let model = sixteenSampleModel(using: &generator)
    func loss(_ x: Tensor) -> Variable {
      softmaxCrossEntropy(model(Variable(x * kept(isPadding))), classes: labels)
    }
    let optimizer = Adam(model.trainedVariables, learningRate: 0.01)
    let record = try DynamicsRuns.train(model, optimizer, stepCount: 60) { _ in loss(x) }
    let (zero, real) = (
      DynamicsRuns.evaluated(model) { loss(.zeros(x.shape)) },
      DynamicsRuns.evaluated(model) { loss(x) }
    )
    return Measurement(zero / real, record: record)
  }

  /// F9.5: the first loss is that of another number of classes.
  public static var wrongFirstLoss: FailureMode {
    FailureMode(
      id: .failureMode(9, 5), title: "The first loss is not that of the task",
      symptom: "Before the first step the loss is 4.6 where ten classes should give about 2.3.",
      diagnosis: """
        The head is that of the last project: a hundred outputs, of which ninety never are the answer. A network that \
        knows nothing has the loss ln K, and e to the power of the first loss is about the K that it believes in. \
        Training hides the fault, since the biases of the unused outputs fall soon.
        """,
      fix: """
        Compare the loss before the first step with what is expected: ln K of K classes, the entropy of the prior if \
        the biases are set to it, the mean of y² for a mean squared error at outputs of 0. If it is far higher with \
        the right head, the last layer starts too hot (F4.9) or the labels do not belong to the classes.
        """,
      quantity: "loss before the first step ÷ the logarithm of the number of classes",
      symptomatic: .above(1.5),
      broken: Run("a head of a hundred") { seed in try firstLoss(seed, outputCount: 100) },
      remedies: [Run("a head of ten") { seed in try firstLoss(seed, outputCount: 10) }])
  }

  private static func firstLoss(_ seed: UInt64, outputCount: Int) throws -> Measurement {
    var generator = SplitMix64(seed: 5 &+ seed)
    let x = Variable(Tensor.normal([32, 8], using: &generator))
    let labels = DynamicsRuns.labels(32, classCount: 10, using: &generator)
    let model = Sequential.multilayerPerceptron(
      [8, 32, outputCount], activation: ActivationLayer(.relu), using: &generator)
    let optimizer = GradientDescent(model.trainedVariables, learningRate: 0.1)
    let record = try DynamicsRuns.train(model, optimizer, stepCount: 10) { _ in
      softmaxCrossEntropy(model(x), classes: labels)
    }
    return Measurement(record.losses[0] / .log(10), record: record)
  }
}
