import Autograd
import Course
import Dynamics
import TensorCore
import TestSupport
import Testing

// NaN, and a flat loss.

extension Lesson09Interview {
  @Test(
    .interview(
      .question(9, 5), level: .debug, minutes: 4,
      question: "The loss has become NaN in the middle of training. How do you find the cause?",
      answer: """
        I look for the first operation whose result was not finite, and at its input. Later ones only pass it on. I put the run back to the state before that step and make the step again with every result checked, forward and backward. Usual places: log or a division at 0, a root whose slope is infinite at 0, exp of a large number, or weights that had \
        been growing because the rate is too high. Then I repair that operation, its input or the rate; I do not filter the NaN.
        """,
      commonMistake: "Replace NaN in the gradients by 0 and go on.",
      otherMistakes: [
        "Clip the gradients; that bounds what the step can do.":
          "One NaN makes the norm NaN, and no factor mends that: (NaN, 3) clipped to the norm 1 still holds {NaN after clipping} NaN, in PyTorch even two. The step carries it into the weights.",
        "If the loss was finite before, the fault is in the batch, so skip it.":
          "A root at 0 gives a NaN gradient from a finite loss, and weights that grow at too high a rate overflow on whichever batch comes next. Skipping the batch leaves formula and weights as they are.",
      ],
      refutation: """
        A loss with a standard deviation of numbers that are all equal: the root's slope at 0 is infinite, and the gradient is NaN in the first step and in each later one. With NaN replaced by 0 the weight has moved by {moved, NaN replaced} after 200 steps, with 1e-5 under the root it is {distance, epsilon|1} from the minimum. Clipping the gradient (NaN, 3) to the norm 1 leaves {NaN after clipping} NaN in it. \
        In five networks with a planted log, division, root, exp or root's slope, the sentinel named {named} of 5, with step and layer.
        """,
      followUps: [
        "How does that look in PyTorch?": """
        torch.autograd.set_detect_anomaly(True) names the forward call whose backward pass made NaN. For the forward pass I register hooks that test torch.isfinite. Both are slow, so only for the step in question.
        """,
        "Infinity came first and NaN much later. Which step matters?": """
        The first infinity. In descent on x²/2 at rate 3 from 1 the loss is infinite at step {first infinite step}, where x itself is still finite.
        """,
      ]))
  func `the sentinel names operation, layer and step of a NaN`() throws {
    let plants: [(name: String, function: (Variable) -> Variable)] = [
      ("log", { log($0 * 0) }), ("divide", { ($0 * 0) / ($0 * 0) }),
      ("squareRoot", { squareRoot($0 * 0 - 1) }), ("exp", { exp($0 * 0 + 1_000) }),
      ("squareRoot", { squareRoot(($0 - $0) * ($0 - $0)) }),
    ]
    let named = try plants.count { plant in
      var generator = SplitMix64(seed: 5)
      var step = 0
      let model = Sequential(
        Linear(inputCount: 3, outputCount: 3, using: &generator),
        FunctionLayer("planted") { step == 2 ? plant.function($0) : tanh($0) },
        Linear(inputCount: 3, outputCount: 1, using: &generator))
      let inputs = Variable(.ones([4, 3]))
      let run = try fit(model, adam(model.trainedVariables), stepCount: 5) {
        step = $0
        return model(inputs).sum()
      }
      guard case .stopped(.notFinite(2, let operation?)) = run.outcome else { return false }
      return operation.hasPrefix("\(plant.name) in layer 1")
    }
    evidence("named", named)
    #expect(named == plants.count)
    func distance(epsilon: Scalar, replacing: Bool) throws -> Scalar {
      let w = weight(.zeros([1]))
      if replacing { w.addGradientHook { $0.map { $0.isNaN ? 0 : $0 } } }
      let optimizer = GradientDescent([w], learningRate: 0.1)
      let ones = Variable(.ones([4]))
      for _ in 0..<200 {
        try trainingStep(optimizer) {
          let y = w * ones
          let deviations = y - y.mean()
          return squareRoot((deviations * deviations).mean() + epsilon) + ((w - 1) * (w - 1)).sum()
        }
      }
      return abs(w.value.scalars[0] - 1)
    }
    evidence("moved, NaN replaced", 1 - (try distance(epsilon: 0, replacing: true)))
    let repaired = try distance(epsilon: 1e-5, replacing: false)
    evidence("distance, epsilon", repaired, atMost: 1e-6)
    let spoiled = weight(.zeros([2]))
    spoiled.gradient = Tensor([.nan, 3])
    clipGradientNorm([spoiled], to: 1)
    evidence("NaN after clipping", (spoiled.gradient?.scalars ?? []).count { $0.isNaN })
    #expect(try distance(epsilon: 0, replacing: true) == 1)
    let x = weight(.ones([1]))
    let run = try fit(
      GradientDescent([x], learningRate: 3), parameters: [("x", x)], stepCount: 600
    ) { _ in (x * x).sum() / 2 }
    guard case .stopped(.notFinite(let step?, _)) = run.outcome else {
      Issue.record("the run did not stop: \(run.outcome)")
      return
    }
    evidence("first infinite step", step)
    #expect(step == 512 && x.value.isFinite)
  }

  @Test(
    .interview(
      .question(9, 6), level: .debug, minutes: 4,
      question:
        "The training loss is flat from the first step on. What are the causes, and how do you tell them apart?",
      answer: """
        A log for each parameter tells most of them apart. No gradient: the graph is cut, or the layer is frozen. A gradient and no change: the optimizer holds other parameters. A gradient of exactly 0: units that are dead or saturated, or inputs of zeros. A change far below a ten-thousandth of the weights per step: the rate, or under plain descent tiny gradients. Healthy changes and a loss that stays at the entropy of the labels: labels that do not belong to the inputs, most likely. Some losses begin with a plateau.
        """,
      commonMistake: "The learning rate is too low; raise it.",
      otherMistakes: [
        "A flat loss means that the gradients vanish.":
          "With labels that are dealt out anew gradients arrive, the first step moves the weights by {ratio, reshuffled|1} of their norm, and the loss is flat. If the optimizer holds other parameters, gradients are healthy as well.",
        "A flat loss from the start means that the network is too small.":
          "Seldom: a linear model on XOR is flat from zero weights on, but the loss of most small networks falls toward what their size allows. Graph, optimizer, dead units, rate and labels are checked first.",
      ],
      refutation: """
        8-32-32-4, Adam, one batch of 16. At a rate of 1e-7 the first step changes the weights by at most {ratio, tiny rate|1} of their norm; there a higher rate helps. With labels that are dealt out anew the loss is flat too, and the change is {ratio, reshuffled|1}: the last ten losses have the mean {reshuffled|3} at the rate 0.01 and {reshuffled, ten times the rate|3} at 0.1. In the run with the cut graph {without gradient} of 6 parameters have no gradient, with the strange optimizer {unmoved} do not move, with dead units {zero gradient} \
        have a gradient of 0.
        """,
      followUps: [
        "How long do you wait on a plateau?": """
        As long as gradients and changes are healthy I give it twice the time and watch whether they grow. A plateau at the start can end in a sudden drop.
        """,
        "What if only some layers stand still?": """
        Then the loss often falls all the same, more slowly. So the log has to be kept per parameter, and not as one norm for all.
        """,
      ]))
  func `each cause of a flat loss has its own signature`() throws {
    let tiny = try oneBatch(.tinyRate)
    let reshuffled = try oneBatch(.reshuffledLabels)
    let faster = try oneBatch(.reshuffledLabels, rate: 0.1)
    evidence("ratio, tiny rate", tiny.firstRatio)
    evidence("ratio, reshuffled", reshuffled.firstRatio)
    evidence("reshuffled", reshuffled.end)
    evidence("reshuffled, ten times the rate", faster.end)
    #expect(
      reshuffled.firstRatio > 1_000 * tiny.firstRatio && faster.end > 0.95 * reshuffled.labelEntropy
    )
    let cut = try oneBatch(.cutGraph)
    let strange = try oneBatch(.strangeOptimizer)
    let dead = try oneBatch(.deadUnits)
    evidence("without gradient", cut.record.parametersWithoutGradient.count)
    evidence("unmoved", strange.unmoved.count)
    evidence("zero gradient", dead.withZeroGradient.count)
    #expect(cut.record.parametersWithoutGradient.count == 4 && strange.unmoved.count == 4)
    #expect(dead.withZeroGradient.count == 5)
    for planted in [Planted.tinyRate, .reshuffledLabels, .cutGraph, .strangeOptimizer, .deadUnits] {
      #expect(try oneBatch(planted).diagnosis == planted)
    }
  }
}
