import Activations
import Autograd
import Course
import TensorCore
import TestSupport
import Testing

// Units that are silent, for a while or for good.

extension Lesson03Interview {
  /// One unit of weight 1 and bias −10 after training: its parameters, its error, its active share of the inputs.
  private func revived(
    _ activation: Activation, stepCount: Int
  ) throws -> (parameters: [Scalar], error: Scalar, activeShare: Double) {
    let unit = DeadUnitTraining(activation)
    _ = try unit.train(stepCount: stepCount)
    let x = Tensor.linearlySpaced(from: 0, through: 1, count: 11).reshaped(to: [11, 1])
    var activity = UnitActivity(of: .relu, unitCount: 1)
    activity.observe(x * unit.parameters[0] + unit.parameters[1])
    return (unit.parameters, unit.error, activity.activeShares[0])
  }

  /// The dead unit under AdamW with a decay of 0.1: its bias and its active share of the inputs.
  private func decayedUnit(stepCount: Int) throws -> (bias: Scalar, activeShare: Double) {
    let linear = Linear(weight: Tensor([[1]]), bias: Tensor([-10]))
    let model = Sequential(linear, ActivationLayer(.relu))
    let x = Tensor.linearlySpaced(from: 0, through: 1, count: 11).reshaped(to: [11, 1])
    let optimizer = AdamW(
      model.trainedVariables, AdamWRule(learningRate: 0.1, weightDecay: 0.1))
    for _ in 0..<stepCount {
      try trainingStep(optimizer) { meanSquaredError(model(Variable(x)), targets: x) }
    }
    let share = (model(Variable(x)).value .> 0).mean()
    return (try #require(linear.bias).value[0], Double(share))
  }

  @Test(
    .interview(
      .question(3, 4), level: .explain, minutes: 3,
      question: "Explain a dying ReLU with numbers.",
      answer: """
        A unit whose pre-activation is negative for every input has the slope 0 on all of them. So its weights get a gradient of exactly 0. \
        Plain gradient descent leaves it as it is while its inputs stay as they are. \
        Take weight 1 and bias −10 on inputs from 0 to 1: the output is 0, the gradient is 0, and \
        after {steps} steps it is still weight {weight} and bias {bias}. Usual causes: a learning rate \
        that is too large, or a large negative bias.
        """,
      commonMistake: "On fixed inputs a dead unit comes back if one trains long enough.",
      otherMistakes: [
        "Any leaky slope revives the unit quickly.":
          "A slope of 0.01 passes a hundredth of the gradient: after {steps} steps the unit is active on {leaky 0.01, active share} of the inputs, its error {leaky 0.01, error}. With a slope of 0.2 it is then {leaky 0.2, error}.",
        "GELU or SiLU revives the unit, since their slope is not 0 for negative inputs.":
          "Not 0 is not enough: at −10 GELU's slope is {GELU, slope at −10}, which changes no digit of the bias. SiLU's is negative there and drives the bias further away, to {SiLU, bias|4}.",
      ],
      refutation: """
        Its error is {ReLU, error} before and after {steps} steps at a learning rate of 0.1: a \
        gradient of 0 moves nothing, however often it is applied. Weight decay of 0.1 (AdamW, rate \
        0.1) takes the bias to {decayed, bias|2}, and the unit is still active on \
        {decayed, active share} of the inputs: weight and bias shrink together, and the sign \
        stays.
        """,
      followUps: [
        "Can a dead unit ever revive?": """
        Yes, when its inputs change: a unit of a later layer may revive because the layers below it move, and \
        any unit may on other data. One in the first layer on fixed data does not, under plain gradient descent. Momentum may still move it for \
        some steps; decay of weight and bias alike changes no sign.
        """,
        "How do you prevent it?": """
        A lower learning rate or a long warm-up, biases that begin at 0, normalization before the \
        activation, and a leaky slope where units still die. A slope of 0.01 keeps gradients flowing, but revives \
        hardly: after {steps} steps our unit is active on {leaky 0.01, active share} of the inputs. GELU and SiLU do not \
        bring it back from −10 either.
        """,
      ]))
  func `a dead ReLU does not move, and few variants revive it`() throws {
    let steps = 1000
    let dead = try revived(.relu, stepCount: steps)
    evidence("steps", steps)
    evidence("weight", dead.parameters[0])
    evidence("bias", dead.parameters[1])
    evidence("ReLU, error", dead.error)
    let slow = try revived(.leakyReLU, stepCount: steps)
    evidence("leaky 0.01, active share", slow.activeShare)
    evidence("leaky 0.01, error", slow.error)
    let quick = try revived(.leakyReLU(negativeSlope: 0.2), stepCount: steps)
    evidence("leaky 0.2, error", quick.error)
    let gelu = Activation.gelu.slope(at: -10)
    let silu = try revived(.silu, stepCount: steps)
    evidence("GELU, slope at −10", gelu)
    evidence("SiLU, bias", silu.parameters[1])
    #expect(dead.parameters == [1, -10] && DeadUnitTraining(.relu).error == dead.error)
    #expect(slow.activeShare < 0.5 && quick.error < 1e-3 && quick.activeShare > 0.8)
    #expect(gelu != 0 && -10 + 0.1 * gelu == -10 && silu.parameters[1] < -10.05)
    let decayed = try decayedUnit(stepCount: steps)
    evidence("decayed, bias", decayed.bias)
    evidence("decayed, active share", decayed.activeShare)
    #expect(decayed.bias > -0.01 && decayed.bias < 0 && decayed.activeShare == 0)
  }

  @Test(
    .interview(
      .question(3, 5), level: .debug, minutes: 3,
      question: "How do you detect dead neurons, and how do you prevent them?",
      answer: """
        Count, for every unit, on how many samples of a whole data set its slope is not 0. A unit with \
        a count of 0 is dead on that data. For GELU and SiLU, whose slopes vanish without being 0, count slopes below a bound. A hook on the activation layers does it in one pass. \
        I watch the share of dead units over training, since a jump points to a step that was too \
        large. Against it: a lower learning rate or warm-up, an initialization that suits ReLU, \
        normalization, leaky variants.
        """,
      commonMistake: "Look for units that are 0 on a whole mini-batch, since then they are dead.",
      otherMistakes: [
        "Look for weights that did not change in a step: where no gradient arrives, the unit is dead.":
          "The unit may only have been silent on that batch: active on 1 % of the samples, it is silent on a batch of 32 with probability {silence in a batch of 32}. Or the weight's input was 0, or rounding swallowed the step.",
        "Look for NaN in the loss, which is what a dead unit puts there.":
          "A dead ReLU puts out 0, a number like any other, and its gradient is 0 too, so the loss stays finite. NaN comes from operations such as ∞ − ∞ or 0/0.",
      ],
      refutation: """
        A unit that is active on 1 % of the samples is silent on a batch of 32 with the \
        probability 0.99³², {silence in a batch of 32}, and on the whole data set it is not \
        dead. Counted on all of 256 samples, exactly the {planted} units among 16 that were made \
        dead are found.
        """,
      followUps: [
        "How large must the sample be to call a unit dead?": """
        To see a unit that is active on a share p of the data with 95 % probability takes about 3/p samples, \
        since (1 − p)ⁿ falls to 0.05 there. For 1 % that is about 300.
        """,
        "A tenth of the units is dead. Do you act?": """
        Not at once: what counts is the loss. They cost computation and capacity, and can be pruned exactly on this \
        data. If the share grows during training, I lower the learning rate.
        """,
        "Does a count of slopes that are not 0 find a GELU unit that no step moves?": """
        No. At −10 such a unit counts as active on a share of {GELU at −10, active share} of the \
        samples, since its slope is tiny and not 0. Counting slopes of less than 6 % of the \
        steepest finds it: a share of {GELU at −10, saturated share} is below.
        """,
      ]))
  func `silent on a batch is not dead; the count finds the dead`() throws {
    var generator = SplitMix64(seed: 35)
    let planted = [2, 5, 11]
    let bias = Tensor((0..<16).map { planted.contains($0) ? -1000 : 0 })
    let model = Sequential(
      Linear(weight: .normal([16, 8], using: &generator), bias: bias), ActivationLayer(.relu))
    let activities = model.unitActivities(on: .normal([256, 8], using: &generator))
    let found = try #require(activities.first?.activity.deadUnits)
    evidence("planted", found.count)
    #expect(found == planted)
    var rare = UnitActivity(of: .relu, unitCount: 1)
    rare.observe(Tensor((0..<100).map { $0 == 0 ? 1 : -1 }).reshaped(to: [100, 1]))
    let silence = rare.silenceProbability(ofUnit: 0, inBatchesOf: 32)
    evidence("silence in a batch of 32", silence)
    #expect(rare.deadUnits.isEmpty && abs(silence - 0.725) < 1e-3)
    #expect(rare.silenceProbability(ofUnit: 0, inBatchesOf: 300) < 0.05)
    // A smooth unit that no step moves is not dead by this count.
    let far = Tensor(repeating: -10, shape: [100, 1])
    var smooth = UnitActivity(of: .gelu, unitCount: 1)
    smooth.observe(far)
    evidence("GELU at −10, active share", smooth.activeShares[0])
    evidence("GELU at −10, saturated share", Saturation(of: .gelu, at: far).share)
    #expect(smooth.activeShares == [1] && Saturation(of: .gelu, at: far).share == 1)
  }

  @Test(
    .interview(
      .question(3, 12), level: .explain, minutes: 2,
      question: "Why does ReLU give sparse activations, and how sparse are they?",
      answer: """
        Because it sets every negative pre-activation to exactly 0. Where pre-activations are symmetric \
        around 0, half of the outputs are. That half comes from the distribution, not from the function. \
        With a mean of −1 and a standard deviation of 1, five in six normal pre-activations give 0. Other samples have other units at 0, and a dense matrix product multiplies zeros like other numbers.
        """,
      commonMistake: "Leaky ReLU and GELU set as many outputs to exactly 0 as ReLU does.",
      otherMistakes: [
        "Because it sets half of its outputs to 0, whatever the inputs are.":
          "Half is what inputs symmetric around 0 give, it is not in the function: of normal inputs with mean −1 and deviation 1 a share of {zeros of ReLU, mean −1} becomes 0, of positive inputs none.",
        "Because some of the units are switched off, the same ones for every input.":
          "Then those units would be dead. Which units are 0 depends on the input: of 64 units of a first layer without biases {always zero} are silent on all of 64 normal samples.",
      ],
      refutation: """
        Leaky ReLU and GELU make negative inputs small, not 0. Of 20,000 standard normal inputs \
        ReLU turns a share of {zeros of ReLU} into exact zeros, leaky ReLU {zeros of leaky ReLU} \
        and GELU {zeros of GELU}.
        """,
      followUps: [
        "Does the sparsity save computing time?": """
        Not by itself: a dense matrix product does not look. It pays where zeros come in blocks or where \
        the hardware or the kernel skips them, and in memory if one compresses.
        """,
        "Is a sparse activation the same as a dead unit?": """
        No. A dead unit is 0 for every sample; sparsity means that every sample leaves many units at 0, each time \
        others.
        """,
      ]))
  func `half of the ReLU outputs are 0, none of leaky ReLU's`() {
    var generator = SplitMix64(seed: 312)
    let z = Tensor.normal([20_000], using: &generator)
    func zeros(_ activation: Activation, _ z: Tensor) -> Scalar {
      (activation(z) .== Tensor(0)).mean()
    }
    let rectified = zeros(.relu, z)
    let moved = zeros(.relu, z - 1)
    evidence("zeros of ReLU", rectified)
    evidence("zeros of ReLU, mean −1", moved)
    evidence("zeros of leaky ReLU", zeros(.leakyReLU, z))
    evidence("zeros of GELU", zeros(.gelu, z))
    #expect(abs(rectified - 0.5) < 0.01 && abs(moved - 0.8413) < 0.01)
    #expect(zeros(.leakyReLU, z) == 0 && zeros(.gelu, z) == 0)
    var activity = UnitActivity(of: .relu, unitCount: 64)
    let samples = Tensor.normal([64, 64], using: &generator)
    let weight = Tensor.normal([64, 64], using: &generator)
    activity.observe(matmul(samples, weight, transposing: .right))
    evidence("always zero", activity.deadUnits.count)
    #expect(activity.deadUnits.isEmpty)
  }
}
