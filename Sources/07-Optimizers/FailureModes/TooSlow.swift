import Autograd
public import Course
import TensorCore

// Runs that crawl where another rule would not, and comparisons that only seem to show it.

extension FailureMode {
  /// F7.2: the steep direction sets the rate, the flat one the time.
  public static var ravine: FailureMode {
    FailureMode(
      id: .failureMode(7, 2), title: "The run crawls along a ravine",
      symptom: "The loss falls fast at first and then hardly; a greater rate makes it diverge.",
      diagnosis: """
        The greatest curvature bounds the rate, and along the least one a step is then a small share of the way. \
        With the best constant rate the steps grow as the condition number κ, here 100.
        """,
      fix: """
        Momentum: tuned, its steps grow as √κ. Left at 0.9 it can be slower where κ is small. Better conditioning, by \
        scaled inputs or norms, acts on the cause.
        """,
      quantity: "steps to a distance of 1e-6 from (1, 1), curvatures 1 and 100",
      symptomatic: .above(400),
      broken: Run("the best constant rate") { stepsInRavine(SGDRule(learningRate: 2 / 101)) },
      remedies: [
        Run("heavy ball") {
          let share: Scalar = 9 / 11
          return stepsInRavine(SGDRule(learningRate: 4 / 121, momentum: share * share))
        },
        Run("Nesterov") {
          stepsInRavine(SGDRule(learningRate: 1 / 100, momentum: 9 / 11, isNesterov: true))
        },
      ])
  }

  private static func stepsInRavine(_ rule: SGDRule) -> Measurement {
    let bowl = Quadratic(curvatures: [1, 100])
    let w = OptimizerRuns.leaf([1, 1])
    let optimizer = SGD([w], rule)
    var count = 0
    while w.value.norm() > 1e-6 && count < 5000 {
      w.gradient = bowl.gradient(at: w.value)
      optimizer.step()
      count += 1
    }
    return Measurement(Double(count))
  }

  /// F7.10: one rate for what is always there and what is hardly ever there.
  public static var rareFeature: FailureMode {
    FailureMode(
      id: .failureMode(7, 10), title: "Weights of rare features do not train",
      symptom: "Embeddings of rare tokens or rare categories stay near where they began.",
      diagnosis: """
        Steep, frequent directions bound the one rate that SGD has: 2/100 here. At 0.019 a weight that is asked for \
        in every 50th step goes a third of its way in 1000 steps. Without the steep direction SGD could take a \
        greater rate and would do as well as the others.
        """,
      fix: "A rate for each weight: Adam or Adagrad; or a parameter group with a greater rate.",
      quantity: "share of its way that a weight goes that every 50th step asks for",
      symptomatic: .below(0.5),
      broken: Run("SGD near its limit") { rareWeight(SGDRule(learningRate: 0.019)) },
      remedies: [
        Run("Adam") { rareWeight(AdamRule(learningRate: 0.01)) },
        Run("Adagrad") { rareWeight(AdagradRule(learningRate: 0.1)) },
      ])
  }

  private static func rareWeight<Rule: UpdateRule>(_ rule: Rule) -> Measurement {
    let w = OptimizerRuns.leaf([0, 0])
    OptimizerRuns.descend(FirstOrderOptimizer([w], rule), w, stepCount: 1000) { step in
      Tensor([100 * (w.value[0] - 1), step % 50 == 49 ? w.value[1] - 1 : 0])
    }
    return Measurement(w.value[1])
  }

  /// F7.40: a comparison of two rates, reported as one of two optimizers.
  public static var comparedAtDefaults: FailureMode {
    FailureMode(
      id: .failureMode(7, 40), title: "Optimizers compared at their defaults",
      symptom: "A table shows that one optimizer is twice as fast as the other.",
      diagnosis: """
        Both ran at lr=1e-3, PyTorch's default. That number means another thing in each: about the length of Adam's \
        steps, and SGD's factor of the gradient. In this bowl SGD's best rate is nearly two hundred times as great.
        """,
      fix:
        "Each at its own best rate, found on the same grid with the same budget, and the grid reported.",
      quantity: "SGD's steps from (1.3, 0.7) to a distance of 1e-3 ÷ Adam's, curvatures 1 and 10",
      symptomatic: .above(1.5),
      broken: Run("both at 1e-3") {
        Measurement(stepsInBowl(SGDRule.self, 1e-3) / stepsInBowl(AdamRule.self, 1e-3))
      },
      remedies: [
        Run("each at its best rate of seven") {
          let rates: [Scalar] = [1e-3, 3e-3, 1e-2, 3e-2, 1e-1, 3e-1, 1]
          let sgd = rates.map { stepsInBowl(SGDRule.self, $0) }.min() ?? .nan
          let adam = rates.map { stepsInBowl(AdamRule.self, $0) }.min() ?? .nan
          return Measurement(sgd / adam)
        }
      ])
  }

  private static func stepsInBowl<Rule: UpdateRule>(_: Rule.Type, _ rate: Scalar) -> Double {
    let bowl = Quadratic(curvatures: [1, 10])
    let w = OptimizerRuns.leaf([1.3, 0.7])
    let optimizer = FirstOrderOptimizer<Rule>([w], learningRate: rate)
    for step in 0..<10_000 {
      let distance = w.value.norm()
      if distance <= 1e-3 { return Double(step) }
      if distance >= 1e6 { return .infinity }
      w.gradient = bowl.gradient(at: w.value)
      optimizer.step()
    }
    return .infinity
  }
}
