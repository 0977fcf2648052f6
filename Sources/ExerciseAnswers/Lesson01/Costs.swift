public import Course
import Perceptron

/// What a network costs: its parameters, the products of a forward pass, the memory of a training.
public typealias CostPrediction =
  @Sendable () throws -> (
    parameters: Int, multiplyAdds: Int, trainingBytes: Int
  )

// solution begins
func predictedCosts() throws -> (parameters: Int, multiplyAdds: Int, trainingBytes: Int) {
  let weights = 784 * 512 + 512 * 512 + 512 * 10  // 668,672
  let biases = 512 + 512 + 10  // 1,034
  let parameters = weights + biases
  return (parameters, weights, 16 * parameters)
}
// solution ends

extension Lesson01Answers {
  /// Predict what a network costs.
  public static var costs: Assignment<CostPrediction> {
    Assignment<CostPrediction>(
      Exercise(
        id: .exercise(1, 1), title: "What will it cost?", kind: .predict,
        minutes: 5, difficulty: .easy, fileName: "Costs.swift",
        statement: """
          A colleague proposes a multilayer perceptron of widths 784, 512, 512 and 10 with biases. \
          Before anyone trains it, say what it costs.

          Return three whole numbers: the parameters; the multiply-adds of a forward pass of one \
          sample, not counting the additions of the biases; and the bytes that a training with Adam \
          in single precision (4 bytes a number) keeps for the parameters. Adam keeps two numbers of \
          its own for every parameter. Activations are not asked for. Work it out by hand; the \
          function may hold plain numbers.

              widths 784, 10:   7850 parameters, 7840 multiply-adds, 125600 bytes
          """,
        hints: Exercise.Hints(
          nudge:
            "Count layer by layer: how many arrows end in one unit, and which number is its own?",
          approach: """
            A layer has one weight for each pair of an input and an output, and one bias for each \
            output. Each weight is multiplied once a sample. For the memory, list everything of which \
            there is one number per parameter.
            """,
          almostThere: """
            The example gives the memory away: 125600 bytes for 7850 parameters, at 4 bytes a number. \
            How many numbers is that for each parameter, and which are they?
            """), forbidden: ["Ledger"]),
      solution: predictedCosts,
      alternative: {
        let ledger = Ledger(widths: [784, 512, 512, 10])
        let perParameter = ["value", "gradient", "first moment", "second moment"].count * 4
        return (
          ledger.parameterCount, ledger.multiplyAddCount, ledger.parameterCount * perParameter
        )
      },
      mistakes: [
        .init(
          "the biases are missing",
          explanation: """
            668,672 are the weights alone. Each output has a bias too, here 1,034 of them: little \
            memory, but a checkpoint whose count differs does not load.
            """, { (668_672, 668_672, 16 * 668_672) }),
        .init(
          "Adam's moments are forgotten",
          explanation: """
            8 bytes a parameter are its value and its gradient. Adam doubles that with its two \
            running averages, which is why a model that fits for inference may not fit for training.
            """, { (669_706, 668_672, 8 * 669_706) }),
        .init(
          "the gradient is forgotten",
          explanation: """
            12 bytes a parameter are its value and Adam's two averages. The gradient is as large as \
            the parameters, and is there at the same time.
            """, { (669_706, 668_672, 12 * 669_706) }),
        .init(
          "memory of the parameters only",
          explanation: """
            4 bytes a parameter is the size of the checkpoint: enough to run the network, a quarter \
            of what training it takes.
            """, { (669_706, 668_672, 4 * 669_706) }),
        .init(
          "the biases are multiplied",
          explanation: """
            A bias is added, not multiplied: a forward pass has one multiply-add a weight. The count \
            of parameters is a good estimate of it and not the same.
            """, { (669_706, 669_706, 16 * 669_706) }),
      ],
      impostors: .init(zero: { (0, 0, 0) }, notANumber: nil, identity: nil),
      probes: { _ in
        let ledger = Ledger(widths: [784, 512, 512, 10])
        let wanted = Answer(
          .number("parameters", ledger.parameterCount),
          .number("multiply-adds", ledger.multiplyAddCount),
          .number("bytes", 16 * ledger.parameterCount))
        return [
          Probe("widths 784, 512, 512, 10", wanted: wanted, within: 0) { predict in
            let (parameters, multiplyAdds, bytes) = try predict()
            return Answer(
              .number("parameters", parameters), .number("multiply-adds", multiplyAdds),
              .number("bytes", bytes))
          }
        ]
      })
  }
}
