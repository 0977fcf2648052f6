import Autograd
public import Course
import TensorCore

// Graphs that live longer than they should.

extension FailureMode {
  /// F2.15: a running sum of loss variables holds on to every one of them.
  public static var lossNodesKept: FailureMode {
    FailureMode(
      id: .failureMode(2, 15), title: "The losses of all steps are kept, graphs and all",
      symptom: "Memory grows with every step until the process is killed.",
      diagnosis: """
        `total = total + loss` on variables is an operation like any other, and the sum remembers every \
        loss. Here losses are evaluated and never walked back, so each keeps its whole graph. After \
        backward() the saved values are released and a node for each loss remains: memory grows more \
        slowly, and the count of nodes is the same.
        """,
      fix: "Add up plain numbers: `total += loss.scalar`.",
      quantity: "nodes of earlier losses alive after 100 evaluations", symptomatic: .above(10),
      broken: Run("sum of variables") {
        var total = Variable(Tensor(0))
        return livingLosses { total = total + $0 }
      },
      remedies: [
        Run("sum of numbers") {
          var total: Scalar = 0
          return livingLosses { total += $0.scalar }
        }
      ])
  }

  /// F2.16: one graph, two passes, twice the gradient.
  public static var graphWalkedTwice: FailureMode {
    FailureMode(
      id: .failureMode(2, 16), title: "A graph is walked back twice",
      symptom: "The second backward() fails; or, with the graph retained, gradients are doubled.",
      diagnosis: """
        The first pass releases what it has used. Retaining the graph removes the error, but the second \
        pass adds the same gradient again.
        """,
      fix:
        "Compute the loss again, or zero the gradients between two passes over a retained graph.",
      quantity: "gradient after two passes ÷ gradient after one",
      symptomatic: .near(2, within: 1e-6),
      broken: Run("retained and walked twice") {
        try gradientAfterTwoPasses { loss, _ in
          try loss.backward(retainingGraph: true)
          try loss.backward()
        }
      },
      remedies: [
        Run("retained, zeroed in between") {
          try gradientAfterTwoPasses { loss, weight in
            try loss.backward(retainingGraph: true)
            weight.zeroGradient()
            try loss.backward()
          }
        },
        Run("refused, so walked once") {
          try gradientAfterTwoPasses { loss, _ in
            try loss.backward()
            do { try loss.backward() } catch AutogradError.graphReleased {}
          }
        },
      ])
  }

  /// F2.17: evaluation prepares for a backward pass that never comes.
  public static var evaluationRecorded: FailureMode {
    FailureMode(
      id: .failureMode(2, 17), title: "Evaluation is recorded",
      symptom: "Evaluation is slow and needs as much memory as training.",
      diagnosis:
        "Parameters require gradients, so every operation keeps what its backward pass would need.",
      fix: "Evaluate inside withoutGradient.",
      quantity: "numbers kept for the backward pass while evaluating", symptomatic: .above(0),
      broken: Run("recorded") { seed in evaluationCost(seed) { $0() } },
      remedies: [
        Run("inside withoutGradient") { seed in evaluationCost(seed) { withoutGradient($0) } }
      ])
  }

  private static func livingLosses(_ add: (Variable) -> Void) -> Measurement {
    struct Witness { weak var node: Node? }
    let weight = Variable(Tensor([1, 2]), requiresGradient: true)
    var witnesses: [Witness] = []
    for _ in 0..<100 {
      let loss = (weight * weight).sum()
      witnesses.append(Witness(node: loss.node))
      add(loss)
    }
    return Measurement(Double(witnesses.filter { $0.node != nil }.count))
  }

  private static func gradientAfterTwoPasses(
    _ passes: (Variable, Variable) throws -> Void
  ) throws -> Measurement {
    let weight = Variable(Tensor([1, -2, 3]), requiresGradient: true)
    func loss() -> Variable { tanh(weight * weight).sum() }
    try loss().backward()
    let once = weight.gradient?.norm() ?? 0
    weight.zeroGradient()
    try passes(loss(), weight)
    return Measurement((weight.gradient?.norm() ?? 0) / once)
  }

  private static func evaluationCost(
    _ seed: UInt64, _ evaluate: (() -> Variable) -> Variable
  ) -> Measurement {
    var generator = SplitMix64(seed: 6 &+ seed)
    let model = Sequential.multilayerPerceptron([16, 32, 32, 4], using: &generator)
    let x = Variable(.normal([8, 16], using: &generator))
    return Measurement(Double(evaluate { model(x) }.savedScalarCount))
  }
}
