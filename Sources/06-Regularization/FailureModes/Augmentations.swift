import Autograd
public import Course
import Datasets
import TensorCore

// Random changes of inputs that go wrong.

extension FailureMode {
  /// F6.33: the generator is copied with everything else.
  ///
  /// ## Source
  ///
  /// https://github.com/pytorch/pytorch/issues/5059, https://github.com/xingyizhou/CenterNet/issues/233: with NumPy's global
  /// generator, before PyTorch seeded it
  public static var sameInEveryWorker: FailureMode {
    FailureMode(
      id: .failureMode(6, 33), title: "Every worker augments alike",
      symptom:
        "Samples that different workers prepared have the same noise, the same crop, the same angle.",
      diagnosis: """
        A generator in the data set is copied into each worker with its state. PyTorch seeds its own generator, \
        Python's and NumPy's global ones anew in each worker, but not one that you made.
        """,
      fix: "Make the generator in the worker (worker_init_fn), seeded with torch.initial_seed().",
      quantity: "different patterns of noise on the two samples of two workers",
      symptomatic: .below(1.5),
      broken: Run("copies of one generator") { seed in
        patternsOfNoise(seed) { generator in generator }
      },
      remedies: [
        Run("a seed for each worker") { seed in
          patternsOfNoise(seed) { generator in SplitMix64(seed: generator.next()) }
        }
      ])
  }

  private static func patternsOfNoise(
    _ seed: UInt64, worker: (inout SplitMix64) -> SplitMix64
  ) -> Measurement {
    var generator = SplitMix64(seed: 33 &+ seed)
    let patterns = (0..<2).map { _ in
      var own = worker(&generator)
      return Augmentation.noise(deviation: 1)(.zeros([1, 4]), using: &own).scalars
    }
    return Measurement(Double(Set(patterns).count))
  }

  /// F6.34: a 6 upside down is no 6.
  public static var labelChanged: FailureMode {
    FailureMode(
      id: .failureMode(6, 34), title: "The augmentation changes the label",
      symptom:
        "With augmentation the accuracy falls, and what falls is the accuracy of a few classes.",
      diagnosis: """
        An augmentation says that the label does not depend on what it changes. Half a turn makes a 9 of a 6, and the \
        network is told both: that this shape is a 6 and that it is a 9.
        """,
      fix:
        "Only changes that keep the label, or change the label with them. Look at augmented samples.",
      quantity: "accuracy on 100 upright digits, 6 or 9", symptomatic: .below(0.9),
      broken: Run("half turns") { seed in
        try accuracyOnUpright(seed, turns: true) { label, _ in label }
      },
      remedies: [
        Run("no augmentation") { seed in
          try accuracyOnUpright(seed, turns: false) { label, _ in label }
        },
        Run("the label turned too") { seed in
          try accuracyOnUpright(seed, turns: true) { label, isTurned in
            isTurned ? 1 - label : label
          }
        },
      ])
  }

  private static func accuracyOnUpright(
    _ seed: UInt64, turns: Bool, label: (_ label: Int, _ isTurned: Bool) -> Int
  ) throws -> Measurement {
    let digits = try LabeledData.digits()
    let rows = digits.labels.indices.filter { [6, 9].contains(digits.labels[$0]) }
    let x = digits.features.gathering(rows: Array(rows.prefix(200)))
    let y = rows.prefix(200).map { digits.labels[$0] == 9 ? 1 : 0 }
    var generator = SplitMix64(seed: 34 &+ seed)
    // The same draws as those of the augmentation.
    var again = generator
    let isTurned = (0..<100).map { _ in again.uniform() < 0.5 }
    let augmentation =
      turns ? Augmentation.halfTurn(height: 8, width: 8) : Augmentation.sequence([])
    let inputs = augmentation(x.slice(0..<100), using: &generator)
    let labels = (0..<100).map { label(y[$0], isTurned[$0]) }
    let layer = RegularizationRuns.zeroLayer(64, 2)
    let record = try RegularizationRuns.train(layer, learningRate: 0.5, stepCount: 50) {
      softmaxCrossEntropy(layer(Variable(inputs)), classes: labels)
    }
    let logits = layer(Variable(x.slice(100..<200))).value
    return Measurement(RegularizationRuns.accuracy(logits, Array(y[100...])), record: record)
  }

  /// F6.40: blends of inputs with labels that are not blended.
  public static var unmixedLabels: FailureMode {
    FailureMode(
      id: .failureMode(6, 40), title: "Mixup without mixed labels",
      symptom: "With mixup the network is unsure of its own training samples, unmixed.",
      diagnosis: """
        The inputs are blended and the loss compares with the label of one of the two. Half of the time the \
        blend is nearer to the other sample: that is noise on labels, not a softer target.
        """,
      fix:
        "share · loss(y) + (1 − share) · loss(y of the partner), with the same share and partner.",
      quantity: "mean probability of the right class on the training samples, unmixed",
      symptomatic: .below(0.94),
      broken: Run("the first label alone") { seed in
        try certainty(seed) { targets, _ in targets }
      },
      remedies: [Run("labels mixed alike") { seed in try certainty(seed) { _, mixed in mixed } }])
  }

  private static func certainty(
    _ seed: UInt64, targets: (_ unmixed: Tensor, _ mixed: Tensor) -> Tensor
  ) throws -> Measurement {
    var generator = SplitMix64(seed: 40 &+ seed)
    let y = (0..<64).map { $0 % 2 }
    let x =
      Tensor([[-2, 0], [2, 0]]).gathering(rows: y)
      + .normal([64, 2], standardDeviation: 0.3, using: &generator)
    let labels = Tensor.oneHot(y, classCount: 2)
    let layer = RegularizationRuns.zeroLayer(2, 2)
    let record = try RegularizationRuns.train(layer, learningRate: 0.1, stepCount: 200) {
      let partners = generator.permutation(of: 64)
      let share = Scalar(generator.uniform())
      let mixed = Mixup.mix(x, targets: labels, partners: partners, share: share)
      return softmaxCrossEntropy(
        layer(Variable(mixed.features)), targets: targets(labels, mixed.targets))
    }
    let probabilities = layer(Variable(x)).value.softmax().picking(columns: y)
    return Measurement(probabilities.mean(), record: record)
  }
}
