import Approximation
import Course
import TensorCore
import TestSupport
import Testing

// Wide networks: the kernel picture, and what is left when most weights go.

extension Lesson10Interview {
  @Test(
    .interview(
      .question(10, 10), level: .explain, minutes: 3,
      question: "Explain the neural tangent kernel in one minute.",
      answer: """
        In a suitable scaling each weight moves less the wider the network is. In the limit the network stays linear in its parameters. Training on the squared error is then regression with a fixed kernel. \
        The kernel of two inputs is the inner product of the output's gradients there, at the start (Jacot and others, 2018). If it is positive definite on the samples, gradient flow reaches training error 0. \
        It explains why wide networks can be fitted. It leaves out the learning of features, as in this limit they do not change.
        """,
      whiteboard: """
        f(x) = 1/√n Σ aⱼ tanh(wⱼx + bⱼ)
        f(x; θ) ≈ f(x; θ₀) + ∇f(x; θ₀)·(θ − θ₀),   K(x, x′) = ∇f(x; θ₀)·∇f(x′; θ₀)
        ‖θ − θ₀‖ is of order 1, ‖θ₀‖ of order √n  ⇒  relative movement ~ n^(−½)
        """,
      commonMistake:
        "In a wide network each weight moves as far as in a narrow one; there are only more of them.",
      otherMistakes: [
        "It shows that wide networks learn better features.":
          "In its limit they learn none: the kernel stays as it was at the start, as each weight hardly moves. From 16 to 256 units the movement falls from {movement, 16|3} to {movement, 256|3} of the norm.",
        "It is width alone that does it, whatever the scaling.":
          "With 1/n in place of 1/√n and a larger rate, the mean-field scaling, features move at any width. It takes the width and the scaling together.",
        "It describes how networks of usual width and rate are trained in practice.":
          "At usual widths and rates features change much in training, and what they became is why a pretrained network is fine-tuned. The limit leaves that out.",
      ],
      refutation: """
        Eight points of sin 3x, full-batch descent to a mean squared error of 0.01, mean of three starts: with 16 units the parameters move by {movement, 16|3} of their norm, with 64 by {movement, 64|3}, with 256 by {movement, 256|3}. Times √n that is {scaled, 16|2}, {scaled, 64|2} and {scaled, 256|2}: all weights together move about as far, each of them less.
        """,
      followUps: [
        "How does one see that a network is not lazy?": """
        By the movement of the weights relative to their start, by the change of the kernel or of the hidden features, and by a comparison with the linearized network, trained on the same data.
        """,
        "Which scaling lets features move at any width?": """
        The mean-field scaling, 1/n in place of 1/√n with a larger rate, and its relative for deep networks, the maximal update parametrization (Yang and Hu, 2021).
        """,
      ]))
  func `the relative movement falls like one over the root`() throws {
    var scaled: [Double] = []
    for units in [16, 64, 256] {
      var lazy = LazyTraining(unitCount: units)
      lazy.goal = 1e-2
      let outcomes = try (0..<3 as Range<UInt64>).map { try lazy.outcome(seed: $0) }
      let mean = outcomes.reduce(0) { $0 + $1.relativeMovement } / 3
      evidence("movement, \(units)", mean)
      scaled.append(mean * Double(units).squareRoot())
      evidence("scaled, \(units)", scaled[scaled.count - 1])
      #expect(outcomes.allSatisfy { $0.error < 1e-2 })
    }
    #expect(scaled.allSatisfy { $0 > 2 && $0 < 4 })
  }

  @Test(
    .interview(
      .question(10, 11), level: .explain, minutes: 4,
      question: "What is a lottery ticket, and what would convince you that you hold one?",
      answer: """
        A sparse part of a dense network that, put back to its first weights, trains as well by itself. That means similar accuracy in about as many steps. One trains, prunes the smallest weights and rewinds the rest, usually in rounds (Frankle and Carbin, 2019). \
        To be convinced I want two controls at the same sparsity, new weights under the same mask and a random mask that keeps as many in each layer, on several seeds. \
        On deeper networks rewinding to the start failed and rewinding to an early step worked (Frankle and others, 2019).
        """,
      commonMistake: "A sparse part that beats new weights in one run; that run is the proof.",
      otherMistakes: [
        "A sparse part of a dense network that is found before training, and so saves it.":
          "Frankle and Carbin find it by training the dense network first and pruning its smallest weights, in rounds. Rules that prune before training got less accuracy (Frankle and others, 2021).",
        "What is left of a trained network after pruning, with its trained weights.":
          "That is an ordinary pruned network. A ticket goes back to its first weights and has to reach the accuracy by training alone, and only so is it a claim about the start.",
        "A mask under which any weights train equally well.":
          "Then new weights under the same mask would do as well. In {seeds} seeds the ticket ends at {least ratio|2} to {greatest ratio|2} times their loss, and Frankle and Carbin (2019) found them worse, too.",
      ],
      refutation: """
        Two hidden layers of 16, XOR quadrants, a fifth of the weights kept, 100 steps of Adam. In {seeds} seeds the ticket's training loss is {least ratio|2} to {greatest ratio|2} times that of new weights under its mask, and {least ratio, mask|2} to {greatest ratio, mask|2} times that of a random mask: a single run can show either end. \
        With all weights kept the ticket repeats the dense run exactly.
        """,
      followUps: [
        "Is that a test of the hypothesis?": """
        No: one pruning round, a small network, a short training. It tests the procedure, and shows how many seeds a claim needs. Frankle and Carbin prune in rounds, at larger networks.
        """,
        "Does a ticket make training cheaper?": """
        Not by itself: the dense network is trained first, and zeros in a dense product cost as much as other weights. What it suggests is that smaller networks could be trained, if one knew them beforehand.
        """,
      ]))
  func `one ticket proves nothing, and one of all weights repeats`() throws {
    func ticket(keptShare: Double) -> LotteryTicket {
      var ticket = LotteryTicket(keptShare: keptShare)
      (ticket.width, ticket.stepCount, ticket.sampleCount) = (16, 100, 128)
      return ticket
    }
    let seeds = 0..<6 as Range<UInt64>
    let outcomes = try seeds.map { try ticket(keptShare: 0.2).outcome(seed: $0) }
    let ratios = try range(of: outcomes.map { $0.ticket / $0.redrawn })
    let masks = try range(of: outcomes.map { $0.ticket / $0.randomMask })
    evidence("seeds", outcomes.count)
    evidence("least ratio", ratios.lowerBound)
    evidence("greatest ratio", ratios.upperBound)
    evidence("least ratio, mask", masks.lowerBound)
    evidence("greatest ratio, mask", masks.upperBound)
    #expect(ratios.upperBound > 1.2 * ratios.lowerBound)
    let whole = try ticket(keptShare: 1).outcome(seed: 0)
    #expect(whole.ticket == whole.dense && whole.redrawn != whole.dense)
  }
}
