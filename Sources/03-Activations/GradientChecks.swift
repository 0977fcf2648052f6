import Autograd
import Course
import TensorCore

extension GradientCheck {
  /// A check of each operation that is not a function of one number.
  static func check(of operation: ActivationOperation) -> GradientCheck {
    switch operation {
    case .parametricReLU:
      GradientCheck(operation, ["x": [5, 4], "slope": [4]]) {
        parametricReLU($0[0], slope: $0[1])
      }
    case .randomizedReLU:
      GradientCheck(operation, ["x": [5, 4]]) { inputs in
        let slopes = Tensor.linearlySpaced(from: 0.125, through: 0.3, count: 20)
        return randomizedReLU(inputs[0], slopes: slopes.reshaped(to: [5, 4]))
      }
    case .sparsemax:
      GradientCheck(operation, ["x": [5, 6]]) { sparsemax($0[0]) }
    }
  }

  /// The layers of the lesson.
  static var activationLayers: [GradientCheck] {
    [
      GradientCheck("ActivationLayer", ["x": [3, 4]]) { ActivationLayer(.gelu)($0[0]) },
      GradientCheck("PReLU", ["x": [3, 4], "slope": [1]]) { PReLU(sharing: $0[1])($0[0]) },
      GradientCheck("PReLU with channels", ["x": [3, 4, 2], "slope": [4]]) {
        PReLU(sharing: $0[1])($0[0])
      },
      // Made anew for every call, the layer draws the same slopes each time.
      GradientCheck("RReLU", ["x": [3, 4]]) { RReLU(seed: 3)($0[0]) },
      GradientCheck("Swish", ["x": [3, 4], "beta": [1]]) { Swish(sharing: $0[1])($0[0]) },
      GradientCheck("GatedUnit", ["x": [3, 8]]) { GatedUnit()($0[0]) },
      GradientCheck("GEGLU", ["x": [3, 8]]) { GatedUnit(gate: .gelu)($0[0]) },
      GradientCheck("SwiGLU", ["x": [3, 8]]) { GatedUnit(gate: .silu)($0[0]) },
      GradientCheck("ReGLU", ["x": [3, 8]]) { GatedUnit(gate: .relu)($0[0]) },
      GradientCheck(
        "GatedFeedForward", ["x": [3, 4], "W": [5, 4], "V": [5, 4], "W2": [4, 5]]
      ) { inputs in
        GatedFeedForward(
          gateMap: Linear(sharing: inputs[1], nil), valueMap: Linear(sharing: inputs[2], nil),
          outputMap: Linear(sharing: inputs[3], nil))(inputs[0])
      },
      GradientCheck("Maxout", ["x": [3, 4], "weight": [6, 4], "bias": [6]]) { inputs in
        Maxout(Linear(sharing: inputs[1], inputs[2]), pieceCount: 3)(inputs[0])
      },
      GradientCheck("Softmax", ["x": [3, 4]]) { Softmax(temperature: 0.7)($0[0]) },
      GradientCheck("LogSoftmax", ["x": [3, 4]]) { LogSoftmax(temperature: 0.7)($0[0]) },
      GradientCheck("Sparsemax", ["x": [3, 4]]) { Sparsemax()($0[0]) },
    ]
  }
}
