import Activations
import Autograd
import Course
import TensorCore
import TestSupport
import Testing

// Which activation for which part, and what a choice costs.

extension Lesson03Interview {
  @Test(
    .interview(
      .question(3, 15), level: .recall, minutes: 2,
      question: "Sigmoid, tanh and ReLU in one minute: range, slope, cost, failure.",
      answer: """
        Sigmoid: from 0 to 1, slope at most a quarter, one exponential. It saturates at both ends and is not centered. \
        Tanh: from −1 to 1, slope at most 1, as costly; centered, but it saturates too. ReLU: from 0 up, \
        slope 0 or 1, a comparison; units can die, and the mean is above 0. All three can be computed in \
        place, since the slope follows from the output.
        """,
      commonMistake: "ReLU has no flat part, so gradients always pass.",
      otherMistakes: [
        "Tanh: from −1 to 1, slope at most a quarter, as the sigmoid's.":
          "A quarter is the sigmoid's bound. Since tanh x = 2σ(2x) − 1, its slope is 4σ'(2x): {largest slope, tanh} at 0, four times the sigmoid's {largest slope, sigmoid}.",
        "ReLU: from 0 up, slope 0 or 1, and it must keep its input for the backward pass.":
          "Its output tells the slope: 1 where it is above 0, 0 elsewhere. So the output may overwrite the input, as with the sigmoid, slope y(1 − y), and tanh, slope 1 − y².",
      ],
      refutation: """
        Below 0 it is flat, and no gradient passes there: for standard normal inputs the mean \
        slope is {mean slope, ReLU|2}, as half of them pass all and half nothing. Tanh's mean \
        slope is {mean slope, tanh}, the sigmoid's {mean slope, sigmoid}.
        """,
      followUps: [
        "How do you get each slope from the output y?": """
        Sigmoid y(1 − y), tanh 1 − y², ReLU 1 where y is above 0 and 0 elsewhere.
        """,
        "Which of them would you put in a new network?": """
        ReLU between layers as a start, a sigmoid or tanh where a bounded number is meant: a gate, a probability, \
        a recurrent state.
        """,
      ]))
  func `sigmoid, tanh and ReLU have the slopes ¼, 1 and 1`() {
    let units: [(String, Activation)] = [("sigmoid", .sigmoid), ("tanh", .tanh), ("ReLU", .relu)]
    for (name, unit) in units {
      evidence("mean slope, \(name)", unit.meanSlope(spread: 1))
      evidence("largest slope, \(name)", unit.steepest.slope)
    }
    evidence("in place", units.count { $0.1.mayRunInPlace })
    #expect(units.map(\.1.steepest.slope) == [0.25, 1, 1])
    #expect(units.map(\.1.transcendentals) == [1, 1, 0])
    #expect(units.map(\.1.range) == [0...1, -1...1, 0...(.infinity)])
    #expect(units.map(\.1.mayRunInPlace) == [true, true, true])
    #expect(abs(Activation.relu.meanSlope(spread: 1) - 0.5) < 1e-2)
    #expect(abs(Activation.tanh.meanSlope(spread: 1) - 0.605706) < 1e-5)
    #expect(abs(Activation.sigmoid.meanSlope(spread: 1) - 0.206621) < 1e-5)
  }

  /// The root mean square of a GRU's state after 100 steps: width 32, recurrent weights of variance 4/32
  /// times the square of a factor.
  private func gatedState(_ candidate: Activation, factor: Scalar = 1) -> Scalar {
    var generator = SplitMix64(seed: 319)
    let weights = (0..<3).map { _ in
      Tensor.normal([32, 32], standardDeviation: 2 * factor / .squareRoot(32), using: &generator)
    }
    let inputs = (0..<3).map { _ in Tensor.normal([100, 32], using: &generator) }
    var state = Tensor.zeros([32])
    for step in 0..<100 {
      let update = Activation.sigmoid(matvec(weights[0], state) + inputs[0].row(step))
      let reset = Activation.sigmoid(matvec(weights[1], state) + inputs[1].row(step))
      let content = candidate(matvec(weights[2], state) * reset + inputs[2].row(step))
      state = (1 - update) * content + update * state
    }
    return .squareRoot((state * state).mean())
  }

  @Test(
    .interview(
      .question(3, 19), level: .design, minutes: 3,
      question: "In an LSTM or GRU, why are the gates sigmoids and the candidates tanh?",
      answer: """
        A gate is a share: how much is kept, written or shown, from 0 to 1. A saturated gate is \
        welcome, because it holds or blocks. A candidate is content that is added to the state: it has to be \
        of both signs, or every input could only push the state up, and bounded, so that no step adds more than 1. \
        Tanh is both. Without gates an unbounded unit in the loop needs care for the recurrent weights: Le and others (2015) begin ReLU networks with the identity.
        """,
      commonMistake:
        "ReLU is better for the candidate, since the gates keep the state bounded anyway.",
      otherMistakes: [
        "A tanh gate would do as well, since it is bounded too.":
          "Bounded, but negative for a share of {negative gates} of symmetric inputs: there it would flip the sign of what it keeps. How much to keep is a share, and a share lies between 0 and 1.",
        "Sigmoids as candidates would do, since a gate can make the state negative again.":
          "A gate multiplies by a number from 0 to 1: it can shrink a state, never change its sign. With candidates of at least {least sigmoid candidate} a state that starts at 0 is never negative.",
      ],
      refutation: """
        Gates multiply by at most 1: they damp a state, they set no bound to it. After 100 steps \
        the root mean square of a GRU's state, width 32, recurrent weights of variance 4/32, is \
        {GRU, tanh candidate} with a tanh candidate and {GRU, ReLU candidate} with ReLU; with \
        ReLU and four times these weights it is 10 to the power of {GRU, ReLU candidate, \
        fourfold weights, powers of ten}. Without gates, at the variance 4/32, it is {tanh} with \
        tanh and 10 to the power of {ReLU, powers of ten} with ReLU. And ReLU is never negative, \
        so nothing could push a state below 0.
        """,
      followUps: [
        "Why does one start the forget gate's bias at 1?": """
        A gate at σ(1) = {σ(1)} keeps more of the state at the start than one at ½: after 10 steps {kept after 10 steps, bias 1}, against {kept after 10 steps, bias 0}. Jozefowicz and others (2015) \
        recommend it, and Keras does it by default. Memories of hundreds of steps need a larger bias.
        """,
        "Can saturation of the gates hurt?": """
        Yes, in learning: a gate at 0 or 1 has almost no slope, so a wrong one moves slowly.
        """,
      ]))
  func `a ReLU state runs away where a tanh state stays bounded`() throws {
    let states = try FailureMode.unboundedRecurrence.measure()
    evidence("ReLU, powers of ten", Double.log(states.broken) / .log(10))
    evidence("tanh", states.cured)
    let z = Tensor.linearlySpaced(from: -4, through: 4, count: 80)
    let negative = (Activation.tanh(z) .< 0).mean()
    evidence("negative gates", negative)
    evidence("least sigmoid candidate", Activation.sigmoid.range.lowerBound)
    let gate = Activation.sigmoid.value(at: 1)
    evidence("σ(1)", gate)
    evidence("kept after 10 steps, bias 1", Scalar(Double.pow(Double(gate), 10)))
    evidence("kept after 10 steps, bias 0", Scalar(Double.pow(0.5, 10)))
    let (rectified, bounded) = (gatedState(.relu), gatedState(.tanh))
    evidence("GRU, ReLU candidate", rectified)
    evidence("GRU, tanh candidate", bounded)
    let grown = Double.log(Double(gatedState(.relu, factor: 4))) / .log(10)
    evidence("GRU, ReLU candidate, fourfold weights, powers of ten", grown)
    #expect(rectified < 100 && bounded < 1 && grown > 3 && Double.pow(Double(gate), 10) < 0.05)
    #expect(states.broken > 1e3 && states.cured <= 1 && negative == 0.5)
    let cell = ActivationChoice.all.filter { $0.architecture == "Recurrent cell" }
    #expect(cell.map { $0.activations[0].name } == ["Sigmoid", "Tanh"])
    #expect(Activation.sigmoid(z).min() > 0 && Activation.sigmoid(z).max() < 1)
  }

  @Test(
    .interview(
      .question(3, 20), level: .design, minutes: 3,
      question:
        "Which activation would you choose for a network that is to run in 8 bits on a phone?",
      answer: """
        ReLU6 or hard swish, since neither needs an exponential. ReLU6 has a known range, 0 to 6, so its 256 values can be fixed \
        in advance. Hard swish, SiLU and GELU go below 0, so theirs need a zero \
        point. Harder are products such as SwiGLU's, which nothing bounds: one outlier sets the scale \
        for all. Whatever I serve, I train with, because the look-alikes are not equal.
        """,
      commonMistake: "SiLU quantizes like ReLU, since both are about 0 for negative inputs.",
      otherMistakes: [
        "Hard swish after training with SiLU, since the two look the same.":
          "They look alike and are not equal, and every layer passes its difference on: in 12 layers of width 64 the exchange changes the outputs by {hard swish for SiLU} of their size. Train with the one that you serve.",
        "Any, with one scale for all channels, since each then has the same relative error.":
          "One scale means one step width, which is coarse for small channels: beside one channel a thousand times as large the others have the relative error {one scale}, with a scale for each {scale for each}.",
      ],
      refutation: """
        Near 0 is not 0: SiLU's negative outputs go down to −0.28, and steps that begin at 0 cut \
        them off. The relative error of SiLU's outputs for normal inputs is {SiLU, steps from 0} \
        with such steps; with a zero point it is {SiLU, zero point}. Hard swish goes even lower, \
        to {hard swish, minimum}.
        """,
      followUps: [
        "What does a bound cost?": """
        Accuracy where large values carry meaning: everything above 6 is cut off, with slope 0 there. So the network is trained with the \
        bound, not clipped afterwards.
        """,
        "May activations have a scale for each channel?": """
        Not in one product of integers: it sums over the channels, and their scales cannot be taken out of the sum. SmoothQuant (2022) moves them into the weights, \
        LLM.int8() (2022) keeps channels with outliers in 16 bits.
        """,
        "Why is the exponential a trouble in integers?": """
        It needs a table or a polynomial, and its own scale. Hard swish needs a clamp, an addition and two products.
        """,
      ]))
  func `8 bits want a bound or a zero point`() throws {
    let silu = try FailureMode.unsignedQuantization.measure()
    evidence("SiLU, steps from 0", silu.broken)
    evidence("SiLU, zero point", silu.cured)
    let exchanged = try FailureMode.hardForSmooth.measure()
    evidence("hard swish for SiLU", exchanged.broken)
    let outlier = try FailureMode.outlierSetsTheScale.measure()
    evidence("one scale", outlier.broken)
    evidence("scale for each", outlier.cured)
    #expect(silu.broken > 10 * silu.cured && silu.cured < 0.02)
    #expect(exchanged.broken > 0.05 && exchanged.cured == 0)
    #expect(outlier.broken > 0.5 && outlier.cured < 0.05)
    let lowest = Activation.hardSwish.lowest.value
    evidence("hard swish, minimum", lowest)
    #expect(lowest < Activation.silu.lowest.value && Activation.relu6.range == 0...6)
    #expect([Activation.relu6, .hardSwish].allSatisfy { $0.transcendentals == 0 })
  }
}
