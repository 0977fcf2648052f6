import Autograd
public import Course
import TensorCore

// Parameters that an initialization does not reach, or should not.

extension FailureMode {
  /// F4.21: initialization by type misses what is of no type it knows.
  public static var typeMissed: FailureMode {
    FailureMode(
      id: .failureMode(4, 21), title: "The initialization does not know a layer's type",
      symptom: """
        Most of the network starts at deviation 0.02; the queries, keys and values of attention do \
        not.
        """,
      diagnosis: """
        A function that asks isinstance(module, nn.Linear) skips parameters that a layer of another \
        type holds itself, as nn.MultiheadAttention holds in_proj_weight, or a layer of one's own.
        """,
      fix: "Go over named_parameters(), by shape and name, and list what was not reached.",
      quantity: "matrices of three that the initialization does not reach",
      symptomatic: .above(0.5),
      broken: Run("by type") { seed in
        unreachedMatrices(seed) { $0.initialize(with: .normal(0.02), seed: $1) }
      },
      remedies: [
        Run("by parameter") { seed in
          unreachedMatrices(seed) { model, seed in
            for (name, parameter) in model.namedParameters where parameter.shape.axisCount > 1 {
              var own = SplitMix64(seed: seed, for: name)
              parameter.initialize(
                to: Initializer.normal(standardDeviation: 0.02)(parameter.shape, using: &own))
            }
          }
        }
      ])
  }

  private static func unreachedMatrices(
    _ seed: UInt64, _ initialize: (Sequential, UInt64) -> Void
  ) -> Measurement {
    var generator = SplitMix64(seed: 21 &+ seed)
    let model = Sequential(
      Projections(Initializer.xavierUniform()([48, 16], using: &generator)),
      Linear(inputCount: 48, outputCount: 16, using: &generator),
      Linear(inputCount: 16, outputCount: 16, using: &generator))
    let matrices = model.trainedVariables.filter { $0.shape.axisCount > 1 }
    let before = matrices.map(\.value)
    initialize(model, generator.next())
    return Measurement(Double(zip(matrices, before).count { $0.value == $1 }))
  }

  /// Queries, keys and values from one matrix that the layer holds itself.
  private final class Projections: Module, Layer {
    let weight: Variable
    init(_ weight: Tensor) { self.weight = Variable(weight, requiresGradient: true) }
    var parameters: [(name: String, variable: Variable)] { [("in_proj_weight", weight)] }
    func forward(_ input: Variable) -> Variable { linear(input, weight: weight) }
  }

  /// F4.29: the row of the padding is no longer zero, and no gradient makes it so.
  public static var paddingRowOverwritten: FailureMode {
    FailureMode(
      id: .failureMode(4, 29), title: "The padding's embedding is initialized too",
      symptom: "A sentence gets another prediction in a batch of longer ones.",
      diagnosis: """
        nn.Embedding zeroes the row of padding_idx and never gives it a gradient. nn.init.normal_ \
        over the whole table fills it again, and there it stays: every padded token adds the same \
        random vector.
        """,
      fix: "Zero the row again after initializing, or mask padding where tokens are summed.",
      quantity: "relative change of a sentence's sum by five tokens of padding",
      symptomatic: .above(0.5),
      broken: Run("the whole table drawn") { seed in
        changeByPadding(seed, .embedding(standardDeviation: 0.02))
      },
      remedies: [
        Run("row of the padding zeroed again") { seed in
          changeByPadding(seed, .embedding(standardDeviation: 0.02, paddingIndex: 0))
        }
      ])
  }

  private static func changeByPadding(_ seed: UInt64, _ rule: Initializer) -> Measurement {
    var generator = SplitMix64(seed: 29 &+ seed)
    let table = rule([20, 8], using: &generator)
    let sentence = table.gathering(rows: [3, 7, 5]).sum(axis: 0)
    let padded = table.gathering(rows: [3, 7, 5, 0, 0, 0, 0, 0]).sum(axis: 0)
    return Measurement((padded - sentence).norm() / sentence.norm())
  }

  /// F4.24: PyTorch's two biases are added.
  public static var forgetBiasTwice: FailureMode {
    FailureMode(
      id: .failureMode(4, 24), title: "The forget bias is written into both of PyTorch's biases",
      symptom: """
        An LSTM ported from Keras remembers much longer than the original: after ten steps 28 % \
        instead of 4 %.
        """,
      diagnosis: """
        PyTorch's LSTM has bias_ih and bias_hh and adds them; 1 in each opens the forget gate to \
        sigmoid(2) = 0.88 instead of sigmoid(1) = 0.73.
        """,
      fix: "Write it into one of them and leave the other at zero.",
      quantity: "share of the cell that the forget gate keeps, all weights zero",
      symptomatic: .above(0.8),
      broken: Run("both biases") { shareKept(recurrentBias: 1) },
      remedies: [Run("one of the two biases") { shareKept(recurrentBias: 0) }])
  }

  private static func shareKept(recurrentBias: Scalar) -> Measurement {
    func bias(_ forget: Scalar) -> Tensor { Tensor((0..<16).map { $0 / 4 == 1 ? forget : 0 }) }
    let cell = RecurrentParameters(
      inputWeight: .zeros([16, 1]), recurrentWeight: .zeros([16, 4]), inputBias: bias(1),
      recurrentBias: bias(recurrentBias))
    // The cell starts at 1, and with weights of zero nothing comes in: what is left is the gate's value.
    return Measurement(cell.forgetBias.map { .sigmoid($0) }.mean())
  }
}
