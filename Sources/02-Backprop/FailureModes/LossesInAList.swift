import Autograd
public import Course
import TensorCore

extension FailureMode {
  /// F2.25: a list of losses is a list of graphs.
  public static var lossesKeptInList: FailureMode {
    FailureMode(
      id: .failureMode(2, 25), title: "Losses are kept with their graphs",
      symptom: "Memory grows with every batch of validation and is free again afterward.",
      diagnosis: """
        A loss that is a variable holds the graph behind it, with every activation of its batch, until \
        backward() releases them; in validation nobody calls it.
        """,
      fix: "Keep `loss.scalar`, and validate inside withoutGradient.",
      quantity:
        "numbers, the parameters apart, kept for the backward pass after 10 batches of validation",
      symptomatic: .above(0),
      broken: Run("variables in the list") { seed in
        var losses: [Variable] = []
        return keptNumbers(seed) { losses.append($0()) }
      },
      remedies: [
        Run("numbers in the list") { seed in
          var losses: [Scalar] = []
          return keptNumbers(seed) { losses.append($0().scalar) }
        },
        Run("variables in the list, inside withoutGradient") { seed in
          var losses: [Variable] = []
          return keptNumbers(seed) { loss in losses.append(withoutGradient { loss() }) }
        },
      ])
  }

  /// Evaluates ten batches of eight and counts what the losses that are still alive keep.
  private static func keptNumbers(
    _ seed: UInt64, _ collect: (_ loss: () -> Variable) -> Void
  ) -> Measurement {
    struct Witness { weak var loss: Variable? }
    var generator = SplitMix64(seed: 25 &+ seed)
    let x = Tensor.normal([80, 16], using: &generator)
    let y = Tensor.normal([80, 4], using: &generator)
    let model = Sequential.multilayerPerceptron([16, 32, 4], using: &generator)
    var witnesses: [Witness] = []
    for batch in 0..<10 {
      let rows = 8 * batch..<8 * batch + 8
      collect {
        let loss = meanSquaredError(model(Variable(x.slice(rows))), targets: y.slice(rows))
        witnesses.append(Witness(loss: loss))
        return loss
      }
    }
    let all = witnesses.compactMap(\.loss).reduce(Variable(Tensor(0)), +)
    return Measurement(Double(all.savedScalarCount(besides: model.trainedVariables)))
  }
}
