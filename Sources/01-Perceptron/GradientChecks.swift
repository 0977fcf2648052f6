import Course
import TensorCore

// Every derivative that the lesson states, ready to be held against central differences.

extension PerceptronLesson {
  static var layerChecks: [GradientCheck] {
    [
      GradientCheck(
        "affine map", inputNames: ["input", "weight", "bias"],
        inputs: { normal([[5, 4], [3, 4], [3]], seed: 1) },
        value: { AffineMap(weight: $0[1], bias: $0[2])($0[0]) },
        pullback: { inputs, cotangent in
          let map = AffineMap(weight: inputs[1], bias: inputs[2])
          let gradient = map.pullback(input: inputs[0], cotangent: cotangent)
          return [gradient.input, gradient.weight, gradient.bias]
        }),
      xorNetworkCheck,
    ]
      + [Nonlinearity.identity, .relu, .tanh, .sigmoid, .softplus].map { nonlinearity in
        GradientCheck(
          "\(nonlinearity)", inputNames: ["z"], inputs: { normal([[3, 4]], seed: 2) },
          value: { nonlinearity($0[0]) },
          pullback: { inputs, cotangent in
            [cotangent * nonlinearity.slope(fromOutput: nonlinearity(inputs[0]))]
          },
          branches: { inputs in
            guard nonlinearity == .relu else { return [] }
            return inputs[0].scalars.map { $0 > 0 ? 1 : 0 }
          })
      }
  }

  /// The gradients that train XOR, with respect to the parameters.
  private static var xorNetworkCheck: GradientCheck {
    GradientCheck(
      "XOR network", inputNames: ["weight1", "bias1", "weight2", "bias2"],
      inputs: { normal([[3, 2], [3], [1, 3], [1]], seed: 3) },
      value: { inputs in
        Tensor(
          XORTraining(hiddenCount: 3, nonlinearity: .tanh).gradients(of: xorNetwork(inputs)).loss)
      },
      pullback: { inputs, cotangent in
        let training = XORTraining(hiddenCount: 3, nonlinearity: .tanh)
        return training.gradients(of: xorNetwork(inputs)).layers.flatMap { layer in
          [layer.weight * cotangent.scalar, layer.bias * cotangent.scalar]
        }
      })
  }

  private static func xorNetwork(_ parameters: [Tensor]) -> MultilayerPerceptron {
    MultilayerPerceptron(
      layers: [
        AffineMap(weight: parameters[0], bias: parameters[1]),
        AffineMap(weight: parameters[2], bias: parameters[3]),
      ], nonlinearity: .tanh)
  }

  static var regressionChecks: [GradientCheck] {
    [
      check("squared error", SquaredError(), targets: realTargets),
      check("absolute error", AbsoluteError(), targets: realTargets) { $0 > $1 },
      check("Huber's loss", HuberLoss(delta: 0.7), targets: realTargets) { abs($0 - $1) > 0.7 },
      check("smoothed absolute error", SmoothAbsoluteError(beta: 0.7), targets: realTargets) {
        abs($0 - $1) > 0.7
      },
      check(
        "smoothed absolute error with a sharp tip", SmoothAbsoluteError(beta: 0),
        targets: realTargets
      ) { $0 > $1 },
      check("Poisson loss", PoissonLoss(), targets: countTargets),
    ]
  }

  static var classificationChecks: [GradientCheck] {
    [
      check("binary cross-entropy", BinaryCrossEntropy(), targets: bitTargets),
      check(
        "binary cross-entropy with a positive weight", BinaryCrossEntropy(positiveWeight: 3),
        targets: bitTargets),
      check("perceptron loss", PerceptronLoss(), targets: signTargets) { $0 * $1 > 0 },
      check("hinge loss", HingeLoss(), targets: signTargets) { $0 * $1 > 1 },
      check("logistic loss", LogisticLoss(), targets: signTargets),
      check("cross-entropy", SoftmaxCrossEntropy(), classes: [2, 0, 1, 2]),
      check(
        "cross-entropy with class weights", SoftmaxCrossEntropy(classWeights: Tensor([1, 2, 5])),
        classes: [2, 0, 1, 2]),
      check(
        "cross-entropy with an ignored sample",
        SoftmaxCrossEntropy(classWeights: Tensor([1, 2, 5])),
        classes: [2, SoftmaxCrossEntropy.ignoredClass, 1, 2]),
      GradientCheck(
        "multi-label cross-entropy", inputNames: ["logits"],
        inputs: { normal([[3, 4]], seed: 7) },
        value: { inputs in
          Tensor(multiLabel.mean(of: inputs[0], targets: bitTargets))
        },
        pullback: { inputs, cotangent in
          [multiLabel.gradient(at: inputs[0], targets: bitTargets) * cotangent.scalar]
        }),
    ]
  }

  // MARK: - Points

  private static var multiLabel: MultiLabelCrossEntropy {
    MultiLabelCrossEntropy(positiveWeights: [1, 2, 0.5, 4])
  }

  private static var realTargets: Tensor { normal([[3, 4]], seed: 4)[0] }
  private static var countTargets: Tensor {
    Tensor([[0, 1, 2, 7], [3, 0, 0, 1], [12, 5, 1, 0]])
  }
  private static var bitTargets: Tensor { Tensor([[1, 0, 0, 1], [0, 0, 1, 0], [1, 1, 0.5, 1]]) }
  private static var signTargets: Tensor {
    Tensor([[1, -1, -1, 1], [-1, -1, 1, 1], [1, -1, 1, -1]])
  }

  private static func normal(_ shapes: [Shape], seed: UInt64) -> [Tensor] {
    var generator = SplitMix64(seed: seed)
    return shapes.map { .normal($0, using: &generator) }
  }

  /// A check of the gradient of the mean of a pointwise loss, given the side of its kinks on which a
  /// prediction lies beside its target.
  private static func check(
    _ name: String, _ loss: some PointwiseLoss, targets: Tensor,
    isBeyondKink: @escaping @Sendable (Scalar, Scalar) -> Bool = { _, _ in false }
  ) -> GradientCheck {
    GradientCheck(
      name, inputNames: ["predictions"], inputs: { normal([[3, 4]], seed: 5) },
      value: { Tensor(loss.mean(of: $0[0], targets: targets)) },
      pullback: { inputs, cotangent in
        [loss.gradient(at: inputs[0], targets: targets) * cotangent.scalar]
      },
      branches: { inputs in
        zip(inputs[0].scalars, targets.scalars).map { isBeyondKink($0, $1) ? 1 : 0 }
      })
  }

  /// A check of the gradient of the mean cross-entropy of four samples and three classes.
  private static func check(
    _ name: String, _ loss: SoftmaxCrossEntropy, classes: [Int]
  ) -> GradientCheck {
    GradientCheck(
      name, inputNames: ["logits"], inputs: { normal([[4, 3]], seed: 6) },
      value: { Tensor(loss.mean(of: $0[0], classes: classes)) },
      pullback: { inputs, cotangent in
        [loss.gradient(at: inputs[0], classes: classes) * cotangent.scalar]
      })
  }
}
