import Autograd
import Course
import Optimizers
import TensorCore
import TestSupport
import Testing

// Runs that do not move any more.

extension Lesson07Interview {
  /// What may hold up a run with Adam.
  private enum Cause: CaseIterable {
    case rate, noise, squares, saddle
  }

  /// The end of a run that is held up by one cause.
  private struct HeldUp {
    let gradients: [Tensor]
    let root: Scalar

    /// The cause, from the last hundred gradients and the root of Adam's mean square.
    var diagnosis: Cause {
      let size = Scalar.squareRoot(gradients.map { ($0 * $0).mean() }.reduce(0, +) / 100)
      let sum = gradients.dropFirst().reduce(gradients[0], +)
      if size < 1e-6 { return .saddle }
      if root > 10 * size { return .squares }
      return (sum / 100).norm() / .squareRoot(Scalar(sum.elementCount)) < 0.3 * size
        ? .noise : .rate
    }
  }

  private func heldUp(by cause: Cause, seed: UInt64 = 12) -> HeldUp {
    var generator = SplitMix64(seed: seed)
    let bowl = Quadratic(curvatures: [1, cause == .saddle ? -1 : 1])
    let w = leaf(cause == .saddle ? Tensor([1, 0]) : .ones([2]))
    let rule = AdamRule(learningRate: cause == .rate ? 1e-6 : cause == .squares ? 1e-3 : 0.05)
    let optimizer = FirstOrderOptimizer([w], rule)
    var gradients: [Tensor] = []
    for step in 0..<1000 {
      var gradient = bowl.gradient(at: w.value)
      if cause == .noise { gradient = gradient + .normal([2], using: &generator) * 3 }
      if cause == .squares && step == 400 { gradient = gradient * 100_000 }
      w.gradient = gradient
      optimizer.step()
      gradients.append(gradient)
    }
    let v = optimizer.groups[0].states[0].square.mean()
    return HeldUp(gradients: gradients.suffix(100), root: .squareRoot(v))
  }

  @Test(
    .interview(
      .question(7, 12), level: .debug, minutes: 5,
      question: "With Adam the training loss has stood still since step 10,000. What do you check?",
      answer: """
        I look at the last gradients beside Adam's state. Four causes look alike in the loss. Gradients near zero: a minimum or a saddle. Mean of the gradients small beside their size: the run hovers or bounces, so lower the rate or average. √v far above \
        the recent gradients: one outlier has inflated it, so clip and shorten β₂. None of these, and steady gradients: the rate, or the schedule, has become too small. Only then do I \
        think of another optimizer.
        """,
      commonMistake: "Switch the optimizer first; Adam is known to plateau.",
      otherMistakes: [
        "A flat loss means that the run has converged.":
          "Four runs stand still here: at a saddle, at a noise floor, with a rate of 1e-6, and with a v that an outlier inflated. All look flat, and each can still get lower.",
        "Raise the learning rate; on a plateau that cannot hurt.":
          "At the noise floor it raises the plateau. Only steady gradients ask for a higher rate, and their mean tells: over their size it is {mean, rate|3} with the small rate and {mean, noise|2} at the floor.",
      ],
      refutation: """
        Four runs of Adam that stand still for four planted reasons: the three measurements name {named causes} of 4. √v over the recent gradients is {root, squares|2} where an outlier of 100,000 times passed 600 steps ago, and {root, rate|2} where the rate is 1e-6. \
        The mean of a hundred gradients over their size is {mean, noise|2} at the noise floor and {mean, rate|3} with the small rate.
        """,
      followUps: [
        "Why not raise the rate to see?": """
        It helps a rate that is too small, and at the noise floor it raises the plateau. The measurements cost little and change nothing.
        """,
        "And if validation alone stands still?": """
        Then the optimizer comes last: look at overfitting, at the metric and at the data first.
        """,
      ]))
  func `three measurements name the cause in four of four runs`() {
    let runs = Cause.allCases.map { (cause: $0, run: heldUp(by: $0)) }
    let named = runs.count { $0.run.diagnosis == $0.cause }
    evidence("named causes", named)
    func size(_ run: HeldUp) -> Scalar {
      .squareRoot(run.gradients.map { ($0 * $0).mean() }.reduce(0, +) / 100)
    }
    func mean(_ run: HeldUp) -> Scalar {
      let sum = run.gradients.dropFirst().reduce(run.gradients[0], +) / 100
      return sum.norm() / .squareRoot(2) / size(run)
    }
    evidence("root, squares", runs[2].run.root / size(runs[2].run))
    evidence("root, rate", runs[0].run.root / size(runs[0].run))
    evidence("mean, noise", mean(runs[1].run))
    evidence("mean, rate", mean(runs[0].run))
    #expect(named == 4)
    for seed in 0..<10 as Range<UInt64> {
      #expect(heldUp(by: .noise, seed: seed).diagnosis == .noise)
    }
  }

  @Test(
    .interview(
      .question(7, 20), level: .debug, minutes: 3,
      question: "How do you know that training has converged?",
      answer: """
        When the loss is flat and a lower learning rate does not bring it down either. At a constant rate a noisy run flattens at its noise floor. A run with a tiny rate looks flat everywhere, so I try a higher one too; if that does not help, the run has \
        converged for this setup. The mini-batch gradient is no sign, as its norm can stay at the noise. For deployment I stop by the validation metric, which has a best \
        point of its own.
        """,
      commonMistake: "When the training loss has stopped falling for some epochs.",
      otherMistakes: [
        "When the norm of the mini-batch gradient is near zero.":
          "Noise usually holds it up however near the minimum is: the gradients' root mean square is {gradient before|3} on the plateau and {gradient after|3} after the drop. And at a saddle without noise it is near zero too.",
        "When the size of the gradients has stopped changing.":
          "On a plateau at the noise floor it stands still too, at the size of the noise; a tenth of the rate then still lowers the mean square {drop|3} times.",
      ],
      refutation: """
        2000 bowls ½ w² with unit noise at the rate 0.2: the mean square between steps 100 and 200 and between 200 and 300 differs by {change of the plateau|2} of itself, so it is flat; a hundred more steps at 0.02 lower it {drop|3} times. \
        The root mean square of the gradients is {gradient before|3} before and {gradient after|3} after.
        """,
      followUps: [
        "Why compare windows and not single steps?": """
        Single losses scatter. Two window means can be held against their standard errors, if those allow for neighboring losses being alike.
        """,
        "Is a gradient of zero enough on all samples?": """
        It means a critical point; the curvature has to say whether it is a minimum. In networks it is rarely reached at all.
        """,
      ]))
  func `a flat loss drops again when the rate drops`() {
    var generator = SplitMix64(seed: 20)
    let w = leaf(.zeros([2000]))
    let optimizer = SGD([w], learningRate: 0.2)
    var squares: [Scalar] = []
    var sizes: [Scalar] = []
    for step in 0..<400 {
      if step == 300 { optimizer.learningRate = 0.02 }
      let gradient = w.value + .normal([2000], using: &generator)
      w.gradient = gradient
      optimizer.step()
      squares.append((w.value * w.value).mean())
      sizes.append(.squareRoot((gradient * gradient).mean()))
    }
    func mean(_ range: Range<Int>) -> Scalar {
      squares[range].reduce(0, +) / Scalar(range.count)
    }
    let change = abs(mean(200..<300) / mean(100..<200) - 1)
    let drop = mean(200..<300) / squares[399]
    evidence("change of the plateau", change)
    evidence("drop", drop)
    evidence("gradient before", sizes[299])
    evidence("gradient after", sizes[399])
    #expect(change < 0.05 && drop > 6 && sizes[399] > 0.9)
  }
}
