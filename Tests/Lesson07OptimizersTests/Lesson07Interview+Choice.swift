import Autograd
import Course
import Optimizers
import TensorCore
import TestSupport
import Testing

// Which optimizer, and how its settings are found.

extension Lesson07Interview {
  @Test(
    .interview(
      .question(7, 7), level: .design, minutes: 4,
      question: "Adam or SGD with momentum: when do you take which?",
      answer: """
        AdamW for transformers, Adam or Adagrad for sparse features, SGD with momentum where a recipe is tuned to it. Many recipes for convolutional networks are; I begin there and measure. \
        The measurable part is scale: one rate for all weights is capped by the steepest direction, and Adam rescales each weight. Whether SGD generalizes better is contested: the reports differ in how far each \
        side was tuned. So I compare both with their own rate and decay tuned on the same budget.
        """,
      commonMistake:
        "SGD with momentum wherever test error counts: that it generalizes better is settled.",
      otherMistakes: [
        "Adam wherever speed counts, as it is faster on every problem; SGD where memory is short.":
          "Its gain depends on the axes: with curvatures 1 and 1000 turned by 45°, 300 steps at the best rate end at a loss of {Adam, turned|2} with Adam and of {SGD, turned|1} with SGD and momentum.",
        "Adam where there is no time for tuning, as its learning rate fits every problem; SGD otherwise.":
          "Adam sets the scale between weights; how far a step goes is still the rate. With curvatures 1 and 1000 its loss after 300 steps is {Adam, axes|1} at the best of 25 rates and {Adam, worst rate|2} at the worst.",
      ],
      refutation: """
        It is not: Wilson and others (2017) report it, and Choi and others (2019), who tuned more settings, do not find it. What can be measured here: two weights that are not coupled, curvatures 1 and 1000, from (1, 1), 300 steps, the loss at the end at the best of 25 rates from 1e-5 to 0.63 for each: SGD with μ = 0.9 reaches {SGD, axes|1}, Adam {Adam, axes|1}, and {Adam, worst rate|2} at its worst rate. \
        With the same bowl turned by 45° SGD reaches {SGD, turned|1} and Adam {Adam, turned|2}. So neither wins everywhere, and about test error these figures say nothing.
        """,
      followUps: [
        "What would settle it for your project?": """
        Runs on our data: rate and decay tuned for each on equal budgets, several seeds, validation error with its spread.
        """,
        "Why AdamW for transformers?": """
        It is what published recipes use, so its settings are known. Explanations differ; one is that gradients there vary in scale between layers and tokens.
        """,
      ]))
  func `turning a bowl changes Adam's result and not SGD's`() {
    let root = Scalar.squareRoot(0.5)
    let turn = Tensor([[root, -root], [root, root]])
    let matrix = Tensor([[1, 0], [0, 1000]])
    let bowls = [
      Quadratic(curvature: matrix),
      Quadratic(curvature: matmul(matmul(turn, matrix), turn, transposing: .right)),
    ]
    let starts = [Tensor([1, 1]), matvec(turn, Tensor([1, 1]))]
    func losses<Rule: UpdateRule>(_ index: Int, _ make: (Scalar) -> Rule) -> [Scalar] {
      (0..<25).map { step in
        let rate = Scalar.pow(10, -5 + Scalar(step) / 5)
        let last = end(make(rate), from: starts[index], stepCount: 300) { w, _ in
          bowls[index].gradient(at: w)
        }
        let loss = bowls[index].value(at: last)
        return loss.isFinite ? loss : .infinity
      }
    }
    let sgd = [0, 1].map { index in
      losses(index) { SGDRule(learningRate: $0, momentum: 0.9) }.min() ?? .nan
    }
    let all = [0, 1].map { index in losses(index) { AdamRule(learningRate: $0) } }
    let adam = all.map { $0.min() ?? .nan }
    let worst = all[0].max() ?? .nan
    evidence("Adam, worst rate", worst)
    evidence("SGD, axes", sgd[0])
    evidence("SGD, turned", sgd[1])
    evidence("Adam, axes", adam[0])
    evidence("Adam, turned", adam[1])
    #expect(abs(sgd[0] / sgd[1] - 1) < 1e-3 && worst > 100)
    #expect(adam[0] < sgd[0] / 10 && adam[1] > sgd[1] * 3)
  }

  @Test(
    .interview(
      .question(7, 10), level: .explain, minutes: 3,
      question: "Why does Adagrad suit sparse gradients?",
      answer: """
        A weight whose feature is rarely active collects a small sum of squares and so keeps a large step. One rate for all has to respect the steepest dense direction, and \
        a rare weight then creeps. Adagrad and Adam give each weight a rate of its own. The gain needs that conflict: where no dense direction caps the rate, SGD with a large rate learns the rare \
        weight just as well.
        """,
      commonMistake:
        "It does not: with a larger learning rate SGD learns rare features as fast, in any model.",
      otherMistakes: [
        "Adagrad raises a rare weight's steps as the run goes on.":
          "A sum of squares never shrinks, so Adagrad's divisor only grows, for a rare weight just more slowly. As the gradient shrinks too, its steps go from {first rare step|3} down to {last rare step|2} here.",
        "Adagrad's advantage on rare features holds whatever the other weights do.":
          "It needs a dense weight that caps SGD's one rate. Without that weight SGD takes the rate 1 and brings the rare weight to {SGD alone|4}, and its target is 1.",
      ],
      refutation: """
        A dense weight of curvature 100 beside one that is active in every 50th step, both aiming at 1, 1000 steps: SGD at 0.019 brings the rare weight to {SGD|3}, Adagrad at 0.1 to {Adagrad|3}, Adam at 0.01 to {Adam|3}. \
        SGD cannot go higher: at 0.021 the dense weight is at {dense weight, 0.021|2}. SGD needs {steps of SGD} steps for what Adam reaches in 1000. Without the dense weight SGD at a rate of 1 is at {SGD alone|4}. Adagrad's first step on the rare weight is {first rare step|3}, its last {last rare step|2}.
        """,
      followUps: [
        "What does torch.optim.SparseAdam do about it?": """
        It updates means and weights only at the indices that are in the sparse gradient, so that idle rows of an embedding neither move nor decay.
        """,
        "And if the rare gradient is zero and not missing?": """
        Adam decays its means at every step. Over the idle steps m all but vanishes while v stays, so the rare gradient's own step is below one rate; but while zeros follow, the fading m carries the weight on, several rates in all.
        """,
      ]))
  func `a dense direction caps SGD's rate, not Adagrad's`() {
    func trained<Rule: UpdateRule>(
      _ rule: Rule, stepCount: Int = 1000, curvature: Scalar = 100
    ) -> Tensor {
      end(rule, from: Tensor([0, 0]), stepCount: stepCount) { w, step in
        Tensor([curvature * (w[0] - 1), step % 50 == 49 ? w[1] - 1 : 0])
      }
    }
    let sgd = trained(SGDRule(learningRate: 0.019))[1]
    let adagrad = trained(AdagradRule(learningRate: 0.1))[1]
    let adam = trained(AdamRule(learningRate: 0.01))[1]
    let dense = trained(SGDRule(learningRate: 0.021))[0]
    let alone = trained(SGDRule(learningRate: 1), curvature: 0)[1]
    evidence("SGD", sgd)
    evidence("Adagrad", adagrad)
    evidence("Adam", adam)
    evidence("dense weight, 0.021", dense)
    evidence("SGD alone", alone)
    let adagradRule = AdagradRule(learningRate: 0.1)
    let (first, last) = (
      trained(adagradRule, stepCount: 50)[1], adagrad - trained(adagradRule, stepCount: 950)[1]
    )
    evidence("first rare step", first)
    evidence("last rare step", last)
    #expect(last < first / 2)
    let w = leaf(Tensor([0, 0]))
    let single = SGD([w], learningRate: 0.019)
    var count = 0
    while w.value[1] < adam && count < 10_000 {
      w.gradient = Tensor([100 * (w.value[0] - 1), count % 50 == 49 ? w.value[1] - 1 : 0])
      single.step()
      count += 1
    }
    evidence("steps of SGD", count)
    #expect(sgd < 0.35 && adagrad > 0.6 && adam > 0.85 && abs(dense) > 1e3)
    #expect(abs(alone - 1) < 1e-9 && count > 4000 && count < 10_000)
  }
}
