import Approximation
import Autograd
import Course
import TensorCore
import TestSupport
import Testing

// Beyond the range: of the inputs, and of the sizes that were measured.

extension Lesson10Interview {
  @Test(
    .interview(
      .question(10, 15), level: .explain, minutes: 3,
      question:
        "A ReLU network fits x² closely on [−1, 1]. Does the universal approximation theorem say anything about its answer at 3, and what is it?",
      answer: """
        No: the theorem is about a compact set, and 3 is outside. Beyond its last kink a ReLU network on a line goes straight on, with whatever slope it has there, so in the end it misses x² by more and more. \
        Two networks that agree on [−1, 1] can differ there as much as one likes. I check inputs against the range of the training data, refuse or clamp what lies outside, or give the network a feature that continues, here x².
        """,
      commonMistake: "A fit that is good enough continues the function.",
      otherMistakes: [
        "More units extend the range in which it is right.":
          "More units make it finer where the samples are. Beyond the last kink every ReLU network goes straight on, and x² does not; a wider range takes samples from that range.",
        "It goes back to 0 outside, as no unit is active there.":
          "A unit with a positive input weight stays active for all x to the right of its kink. So beyond the last kink the slope goes on: at 3 the pieces answer {constructed at 3|3}.",
      ],
      refutation: """
        16 pieces are off by at most {error inside|2} on [−1, 1] and answer {constructed at 3|3} at 3 in place of 9. A trained network of 32 ReLUs with a mean squared error of {trained error|2} answers {trained at 3|3}, and from 20,000 to 40,000 it is straight: the second difference is {second difference}.
        """,
      followUps: [
        "What do other activations do outside?": """
        Networks of sigmoids or tanh become constant, with sines they go on swinging, a polynomial grows like its highest power. None of them is right in general: it is the model's form that extrapolates, not the data.
        """,
        "How is it noticed in production?": """
        By comparing each input with the ranges of training, and sets of features with their joint distribution. The validation set does not show it if it was drawn from the same range.
        """,
      ]))
  func `outside its kinks a fit is straight, trained or not`() throws {
    let parabola = PiecewiseLinear(interpolating: { $0 * $0 }, over: -1...1, pieceCount: 16)
    let outside = values(parabola.network, [2, 3, 4])
    let inside = parabola.greatestError(to: { $0 * $0 })
    evidence("error inside", inside)
    evidence("constructed at 3", outside[1])
    #expect(inside < 0.004 && abs(outside[0] - 2 * outside[1] + outside[2]) < 1e-9)
    var fit = CurveFit(hiddenWidths: [32]) { $0 * $0 }
    (fit.pointCount, fit.stepCount) = (64, 300)
    let trained = try fit.trained(seed: 15)
    let answers = withoutGradient {
      trained.model(Variable(Tensor([[3], [20_000], [30_000], [40_000]]))).value.scalars
    }
    evidence("trained error", trained.finalError)
    evidence("trained at 3", answers[0])
    evidence("second difference", abs(answers[1] - 2 * answers[2] + answers[3]), atMost: 1e-8)
    #expect(trained.finalError < 0.005 && abs(answers[0] - 9) > 3 && abs(outside[1] - 9) > 4)
  }

  @Test(
    .interview(
      .question(10, 20), level: .explain, minutes: 4,
      question: "What do scaling laws say, and what do they not say?",
      answer: """
        That the loss falls as a power of size, data or compute. It holds over the range that was measured and while nothing else limits (Kaplan and others, 2020). With a floor added, for what no size removes, they predict how to split a budget of compute (Hoffmann and others, 2022). \
        They do not say why, and they need not hold beyond the range or on other data. And a smooth loss says little about when a certain task succeeds.
        """,
      whiteboard: """
        L ≈ c n⁻ᵃ:  log L = log c − a log n
        with a floor and two axes:  L(N, D) ≈ E + A/Nᵅ + B/Dᵝ
        """,
      commonMistake: "That the exponent belongs to the architecture, whatever it is to learn.",
      otherMistakes: [
        "A straight line over three sizes can be continued to any size.":
          "A floor does not show at small sizes and bends the line later: with one of 0.001 the law fitted on 4 to 32 pieces is wrong by a factor of {surprise|3} at 1024.",
        "Scaling laws are derived from universal approximation.":
          "That theorem names no rate. The laws are fits to measured losses, and the same straight pieces have the exponent {sine|3} on the sine and {root|3} on √|x|.",
        "They say that size is all that matters.":
          "They hold where nothing else limits. In L ≈ E + A/Nᵅ + B/Dᵝ no size N brings the loss below E + B/Dᵝ, what the data leave.",
      ],
      refutation: """
        Straight pieces on equal knots, 16 to 4096 of them, greatest error: on the sine the exponent is {sine|3}, on √|x| over [0, 1] it is {root|3}. Same family, same fit, another target. \
        With a floor of 0.001 added the sine's law, fitted on 4 to 32 pieces, is wrong by a factor of {surprise|3} at 1024.
        """,
      followUps: [
        "How would you test a law before you pay for it?": """
        Leave the largest size out of the fit and predict it; put a confidence interval on the exponent from several seeds; fit with a floor and without, and see how far apart they are at the target.
        """,
        "What must be held fixed?": """
        What is not the axis: data and steps large enough not to limit, or scaled along by a stated rule, and hyperparameters tuned at each size. Kaplan's and Hoffmann's recommendations differ much, partly by such choices.
        """,
      ]))
  func `the exponent belongs to the target`() throws {
    let widths = [16, 64, 256, 1024, 4096]
    func law(_ target: (Scalar) -> Scalar) throws -> ScalingLaw {
      let errors = ScalingLaw.interpolationErrors(of: target, over: 0...1, widths: widths)
      try #require(errors.allSatisfy { $0 > 0 && $0.isFinite }, "\(errors)")
      return ScalingLaw(widths: widths, errors: errors)
    }
    let (smooth, rough) = (try law(sine), try law { abs($0).squareRoot() })
    evidence("sine", smooth.exponent)
    evidence("root", rough.exponent)
    #expect(abs(smooth.exponent - 2) < 0.01 && abs(rough.exponent - 0.5) < 0.02)
    let surprise = try FailureMode.lawBeyondItsRange.broken.measure().value
    evidence("surprise", surprise)
    #expect(surprise > 2)
  }

  @Test(
    .interview(
      .question(10, 28), level: .debug, minutes: 3,
      question:
        "Four model sizes lie on a straight line between logarithms of size and error. A fifth, 32 times as large as the fourth, is far above the line. What happened, and what should have been done?",
      answer: """
        Something other than size limits there, and near that floor the curve bends. It may be noise in the labels, too little data, too few steps, or hyperparameters that were tuned at the small sizes only. \
        In its range the law was right; four small sizes do not show the bend. I would have measured a size between, fitted a floor as well, held out the largest size as a test, and looked at whether the training error bends too, which helps to tell a limit of training from one of data.
        """,
      commonMistake: "The large run had a bug, since the law held at four sizes.",
      otherMistakes: [
        "The law needs a higher exponent.":
          "A higher exponent is a steeper fall, and the fifth error is above the line, so the new law would miss it by more. A lower one would miss the first four: the curve bends, and no exponent does that.",
        "It is overfitting, as always with large models.":
          "Large models do not always overfit, and the bend needs no overfitting: interpolation on a floor of 0.001, with nothing trained, has {at 1024|3} times the error of the law at 1024 pieces.",
      ],
      refutation: """
        Errors of interpolating a sine with a floor of 0.001, the law fitted on 4, 8, 16 and 32 pieces: at 48 pieces the error is {at 48|3} times what the law says, at 1024 {at 1024|3} times. Nothing broke between: the floor was there at all sizes.
        """,
      followUps: [
        "How is a floor told from a lower exponent?": """
        By sizes near it. Far above the floor a power law with a floor and one with a slightly lower exponent fit equally well; the residuals of the last points bend first.
        """,
        "Which floor could be lowered here?": """
        That of label noise by better labels or more samples of each, that of training by more steps and tuning, that of missing inputs by better features. More width lowers neither the first nor the last.
        """,
      ]))
  func `a law holds inside its range and misses a floor beyond`() throws {
    let failure = FailureMode.lawBeyondItsRange
    let (beyond, inside) = try failure.measure()
    evidence("at 48", inside)
    evidence("at 1024", beyond)
    #expect(failure.symptomatic.holds(for: beyond) && abs(inside - 1) < 0.5 && beyond > 3 * inside)
  }
}
