import Autograd
import BatchNorm
import Course
import Init
import TensorCore
import TestSupport
import Testing

// Training mode, evaluation mode, and what a scope without gradients has to do with them.

extension Lesson05Interview {
  @Test(
    .interview(
      .question(5, 1), level: .explain, minutes: 2,
      question: "What differs between training and evaluation mode in a network with batch norm?",
      answer: """
        Where mean and variance come from: training mode measures the current batch, evaluation \
        mode takes the running averages. So in training mode the answer to a sample depends on the \
        others in its batch, and every forward pass moves the averages; in evaluation mode neither is \
        so. The backward pass differs too: a batch's own statistics depend on the inputs, running \
        averages are constants. γ and β are used, and gradients are computed, in both modes.
        """,
      commonMistake:
        "Gradients: eval() turns them off, and apart from that the norms compute the same.",
      otherMistakes: [
        "What follows the normalization: training mode scales by γ and shifts by β, evaluation mode leaves γ and β out of the output.":
          "γ x̂ + β is computed in both modes; only the statistics behind x̂ are others. In evaluation mode, too, γ = 3 and β = 0 make the output three times that of γ = 1.",
        "Whose batch is measured: training mode takes mean and variance of the training batch, evaluation mode those of the test batch.":
          "In evaluation mode no batch is measured. The running averages are used, so that x = 6 gets {in evaluation mode} beside 5, 4, 5 and beside 60, 70, 80.",
      ],
      refutation: """
        Gradients are computed in both modes: in evaluation mode that of γ is {gradient of γ in evaluation mode} for the output at x = 6. What \
        differs is the statistics: with averages over 200 batches of 32 from N(5, 2²), x = 6 gets {beside 5, 4, 5} in training mode beside 5, 4, 5 and {beside 60, 70, 80} beside 60, 70, 80; in evaluation mode it gets \
        {in evaluation mode} beside either. With γ = 3 the output there is three times as large.
        """,
      followUps: [
        "How does the backward pass differ?": """
        With constants dx is d γ / √(σ² + ε). With the batch's statistics two terms are subtracted, so that \
        the gradient sums to 0 over the batch: {sum of dx, training}, against {sum of dx, evaluation} \
        in evaluation mode for the same random d.
        """,
        "Which norms do the same in both modes?": """
        Layer norm, group norm and RMS norm: they measure each sample by itself and keep no averages.
        """,
      ]))
  func `modes differ in statistics, not in γ, β or gradients`() throws {
    let norm = BatchNorm1d(featureCount: 1)
    see(norm, batches(200, [32, 1], mean: 5, deviation: 2, seed: 1))
    let (near, far) = (Tensor([[6], [5], [4], [5]]), Tensor([[6], [60], [70], [80]]))
    let averages = try runningMean(norm)
    let (first, second) = (served(norm, near)[0, 0], served(norm, far)[0, 0])
    #expect(try first == second && runningMean(norm) == averages)
    evidence("in evaluation mode", first)
    let d = Variable(normals([4, 1], seed: 2))
    func sumOfGradients(_ mode: Mode) throws -> Scalar {
      let x = leaf(near)
      try norm.withMode(mode) { (norm(x) * d).sum() }.backward()
      return abs(try #require(x.gradient).sum())
    }
    evidence("sum of dx, evaluation", try sumOfGradients(.evaluation))
    norm.scale?.zeroGradient()
    norm.setMode(.evaluation)
    try norm(Variable(near.slice(0..<1))).sum().backward()
    let gradient = try #require(norm.scale?.gradient).scalar
    evidence("gradient of γ in evaluation mode", gradient)
    norm.scale?.initialize(to: Tensor([3]))
    #expect(abs(outputs(norm, near)[0, 0] - 3 * first) < 1e-12 && abs(gradient - first) < 1e-12)
    norm.scale?.initialize(to: Tensor([1]))
    norm.setMode(.training)
    let (beside, besideFar) = (outputs(norm, near)[0, 0], outputs(norm, far)[0, 0])
    evidence("beside 5, 4, 5", beside)
    evidence("beside 60, 70, 80", besideFar)
    evidence("sum of dx, training", try sumOfGradients(.training), atMost: 1e-13)
    #expect(beside > 1.4 && besideFar < -1.6 && abs(first - 0.5) < 0.2)
    #expect(try runningMean(norm) != averages)
  }

  @Test(
    .interview(
      .question(5, 2), level: .debug, minutes: 3,
      question: """
        Somebody serves an image network with batch norm and forgot model.eval(). What goes wrong, \
        and does an error tell?
        """,
      answer: """
        Answers depend on the rest of the batch, and requests move the running statistics, mostly without any error. So the model itself changes in service. BatchNorm2d raises no error on a \
        single image: each channel is normalized by its own pixels, which takes brightness and \
        contrast away. Only a batch with one value a channel, such as a single vector, is \
        refused. So the absence of an error shows nothing; sending one request alone and among \
        others does.
        """,
      commonMistake: """
        It costs a little accuracy, as a batch is noisier than the averages, but the model \
        itself stays as it was.
        """,
      otherMistakes: [
        "An error tells: a request with one image is refused, since a batch of one has no spread to divide by.":
          "Only a batch with one value a channel is refused. A channel of one image has height · width values, so the image passes, normalized by its own pixels.",
        "Under no_grad() a forgotten eval() does no harm.":
          "no_grad() turns off the graph, not the mode. The batch still enters each answer, and fifty batches of requests of mean 8 instead of 5 moved the running mean by {shift by requests} deviations.",
      ],
      refutation: """
        The model does not stay as it was: fifty batches of requests of mean 8 instead of 5, without gradients, move the running mean by {shift by requests} deviations. \
        And behind the norm, a single image that becomes three times as bright changes by \
        {change by brightness, training mode}; in evaluation mode by {change by brightness, \
        evaluation mode}. Nothing was refused.
        """,
      followUps: [
        "What does “Expected more than 1 value per channel when training” tell you in service?": """
        That a norm uses the batch's statistics: it is in training mode, or keeps no running statistics, and then eval() does not help. In training it tells of a batch with one value a channel, such as a last batch of one vector.
        """,
        "Why is an image alone not constant behind the norm?": """
        A channel has height · width values, so it has a spread of its own. The outputs have mean 0 and \
        variance 1: their standard deviation here is {deviation of the output}.
        """,
      ]))
  func `an image alone passes in training mode, unlike itself`() throws {
    let brightness = try FailureMode.imageAlone.measure()
    evidence("change by brightness, training mode", brightness.broken)
    evidence("change by brightness, evaluation mode", brightness.cured)
    #expect(brightness.broken < 0.01 && brightness.cured > 1)
    let norm = BatchNorm2d(featureCount: 3)
    see(norm, batches(60, [4, 3, 4, 4], mean: 5, deviation: 2, seed: 3))
    let image = batches(1, [1, 3, 4, 4], mean: 5, deviation: 2, seed: 4)
    let requests = batches(50, [4, 3, 4, 4], mean: 8, deviation: 2, seed: 5)
    let moved = norm.statisticsMoved { see(norm, requests) }
    guard case .moved(_, let deviations)? = moved.first else {
      Issue.record("nothing moved")
      return
    }
    evidence("shift by requests", deviations)
    #expect(deviations > 1)
    evidence("deviation of the output", deviation(outputs(norm, image[0])))
    #expect(abs(deviation(outputs(norm, image[0])) - 1) < 1e-3)
    let none = norm.withMode(.evaluation) { norm.statisticsMoved { see(norm, requests) } }
    #expect(none.isEmpty)
  }
}
