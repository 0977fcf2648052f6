import Autograd
public import Course
import TensorCore

/// The operations that the lesson adds to the engine.
public enum RegularizationOperation: String, DifferentiableOperation {
  case dropout, alphaDropout, weightedCrossEntropy

  /// A point at which the derivative of the operation can be held against differences.
  public var gradientCheck: GradientCheck { .check(of: self) }
}

extension GradientCheck {
  /// A check of each operation.
  fileprivate static func check(of operation: RegularizationOperation) -> GradientCheck {
    switch operation {
    case .dropout:
      GradientCheck(operation, ["x": [4, 6]]) { dropout($0[0], mask: .someOf([4, 6]) * 2) }
    case .alphaDropout:
      GradientCheck(operation, ["x": [4, 6]]) {
        alphaDropout($0[0], mask: .someOf([4, 6]), probability: 0.5)
      }
    case .weightedCrossEntropy:
      GradientCheck(operation, ["logits": [4, 3]]) { inputs in
        let q = Tensor([[0.5, 0.25, 0.25], [1, 0, 0], [0, 2, 1], [-0.5, 0, 3]])
        return weightedCrossEntropy(inputs[0], coefficients: q)
      }
    }
  }

  /// The layers and losses of the lesson, each made anew for every call, so that it draws the same mask.
  static var regularizationLayers: [GradientCheck] {
    [
      GradientCheck("Dropout", ["x": [5, 4]]) { Dropout(probability: 0.3, seed: 1)($0[0]) },
      GradientCheck("ClassicDropout", ["x": [5, 4]]) {
        ClassicDropout(probability: 0.3, seed: 2)($0[0])
      },
      GradientCheck("Dropout2d", ["x": [3, 4, 2, 2]]) {
        Dropout2d(probability: 0.5, seed: 3)($0[0])
      },
      GradientCheck("VariationalDropout", ["x": [3, 4, 5]]) {
        VariationalDropout(probability: 0.5, seed: 4)($0[0])
      },
      GradientCheck("AlphaDropout", ["x": [5, 4]]) {
        AlphaDropout(probability: 0.3, seed: 5)($0[0])
      },
      GradientCheck("DropConnect", ["x": [3, 4], "weight": [5, 4], "bias": [5]]) { inputs in
        DropConnect(Linear(sharing: inputs[1], inputs[2]), probability: 0.4, seed: 6)(inputs[0])
      },
      GradientCheck("StochasticDepth", ["x": [6, 3]]) {
        StochasticDepth(probability: 0.5, seed: 7)($0[0])
      },
      GradientCheck("SkippedBlock", ["x": [3, 4], "weight": [4, 4], "bias": [4]]) { inputs in
        SkippedBlock(Linear(sharing: inputs[1], inputs[2]), probability: 0.25, seed: 8)(inputs[0])
      },
      GradientCheck("label smoothing", ["logits": [4, 3]]) {
        softmaxCrossEntropy($0[0], classes: [0, 2, 1, 1], smoothing: 0.1)
      },
      GradientCheck("label smoothing with weights", ["logits": [4, 3]]) {
        softmaxCrossEntropy(
          $0[0], classes: [0, 2, 1, 1], smoothing: 0.1, classWeights: Tensor([1, 2, 0.5]))
      },
      GradientCheck("penalties", ["weight": [4, 3], "bias": [3]]) { inputs in
        WeightPenalty.elasticNet(inputs, l1: 0.3, l2: 0.2)
      },
      GradientCheck("soft targets", ["logits": [4, 3]]) { inputs in
        let targets = Tensor([[0.7, 0.3, 0], [0, 1, 0], [0.2, 0.2, 0.6], [0.5, 0, 0.5]])
        return softmaxCrossEntropy(inputs[0], targets: targets)
      },
    ]
  }
}

extension Tensor {
  /// Ones and zeros in a pattern that is no stripe.
  fileprivate static func someOf(_ shape: Shape) -> Tensor {
    Tensor(shape: shape, scalars: (0..<shape.elementCount).map { $0 * $0 % 7 < 3 ? 0 : 1 })
  }
}
