import Approximation
import Autograd
import Course
import Perceptron
import TensorCore
import TestSupport
import Testing

extension Lesson10Parity {
  @Test(arguments: 0..<5)
  func `skips have PyTorch's output, loss and gradients`(blocks: Int) throws {
    for group in ["skip(\(blocks) blocks)", "skipLoss(\(blocks) blocks)"] {
      var generator = SplitMix64(seed: 0)
      let network = SkipNetwork(
        widths: Array(repeating: 4, count: 2 * blocks + 1), using: &generator)
      for (name, parameter) in network.namedParameters {
        let value = try golden.tensor("\(group).\(name)")
        #expect(value.shape == parameter.shape, "\(group).\(name)")
        parameter.modify { $0 = value }
      }
      let x = Variable(try golden.tensor("\(group).x"), requiresGradient: true)
      let output = network(x)
      if group.hasPrefix("skipLoss") {
        let loss = meanSquaredError(output, targets: try golden.tensor("\(group).targets"))
        #expect(difference([loss.value], try numbers("\(group).output")) < Self.tolerance)
        try loss.backward()
      } else {
        #expect(difference([output.value], try numbers("\(group).output")) < Self.tolerance)
        try (output * Variable(try golden.tensor("\(group).cotangent"))).sum().backward()
      }
      for (name, variable) in [("x", x)] + network.namedParameters {
        let gradient = try #require(variable.gradient, "\(group).\(name)")
        let expected = try numbers("\(group).gradient.\(name)")
        #expect(difference([gradient], expected) < Self.tolerance, "\(group).\(name)")
      }
      // Every array of the group was used.
      let gradients = golden.cases.keys.count { $0.hasPrefix("\(group).gradient.") }
      #expect(network.namedParameters.count == gradients - 1)
    }
  }

  private func difference(_ tensors: [Tensor], _ expected: [Double]) -> Double {
    difference(tensors.flatMap { $0.scalars.map { Double($0) } }, expected)
  }

  private func difference(_ a: [Double], _ b: [Double]) -> Double {
    Lesson10ApproximationTests.difference(a, b)
  }

  /// Adam divides by the size of a gradient, so rounding of a small one returns relative to the rate; in single precision thirty
  /// steps of it leave three digits.
  private static var ofTraining: Double { isDoublePrecision ? 1e-10 : 1e-2 }

  @Test(arguments: ["plain", "deep", "skips"])
  func `thirty steps of a fit are PyTorch's`(name: String) throws {
    let widths = ["plain": [8], "deep": [6, 5, 4], "skips": [6, 6, 6, 6, 6]]
    var fit = CurveFit(hiddenWidths: widths[name] ?? []) { .sine(2 * .pi * $0) }
    fit.range = -0.5...1.5
    (fit.pointCount, fit.stepCount, fit.hasSkips) = (24, 30, name == "skips")
    let result = try fit.trained(seed: 21)
    let losses = try numbers("curveFit(\(name)).losses")
    #expect(difference(result.record.losses, losses) < Self.ofTraining)
    #expect(
      difference([result.finalError], try numbers("curveFit(\(name)).last")) < Self.ofTraining)
    let outputs = withoutGradient { result.model(Variable(fit.data.points)).value }
    #expect(difference([outputs], try numbers("curveFit(\(name)).output")) < Self.ofTraining)
  }

  @Test func `what is left of each frequency is PyTorch's`() throws {
    let frequencies = try golden.integers("frequencies.order")
    var order = FrequencyOrder(frequencies: frequencies, hiddenWidths: [10])
    (order.fit.pointCount, order.fit.stepCount) = (32, 30)
    let looks = try order.remainders(every: 10, seed: 4)
    #expect(looks.map(\.step) == [0, 10, 20, 30])
    let shares = looks.flatMap(\.shares)
    #expect(difference(shares, try numbers("frequencies.shares")) < Self.ofTraining)
  }

  // Rounding decides at which step an error that falls slowly is below a goal.
  @Test(
    .doublePrecision(because: "The number of steps is compared."),
    arguments: ["4 units", "16 units", "stopped"])
  func `a lazy run makes PyTorch's steps, and no more`(name: String) throws {
    let settings = try numbers("lazy(\(name)).settings")
    var lazy = LazyTraining(unitCount: Int(settings[0]))
    (lazy.goal, lazy.stepLimit) = (Scalar(settings[1]), Int(settings[2]))
    let outcome = try lazy.outcome(seed: 2)
    #expect([outcome.stepCount] == (try golden.integers("lazy(\(name)).steps")))
    let found = [outcome.relativeMovement, outcome.error]
    let expected = [
      try golden.scalar("lazy(\(name)).movement"), try golden.scalar("lazy(\(name)).error"),
    ]
    #expect(difference(found, expected) < 1e-12)
    // Where it stopped is where it says: as many steps again, and no goal, end at the same weights.
    (lazy.goal, lazy.stepLimit) = (0, outcome.stepCount)
    #expect(try lazy.outcome(seed: 2) == outcome)
  }

  // One weight on the other side of the mask would change the losses by more than all rounding.
  @Test(arguments: [0, 5] as [UInt64])
  func `tickets and rivals are PyTorch's`(seed: UInt64) throws {
    var ticket = LotteryTicket(keptShare: try golden.scalar("ticket(\(seed)).kept"))
    (ticket.width, ticket.stepCount, ticket.sampleCount) = (8, 40, 32)
    ticket.learningRate = 2e-2
    let outcome = try ticket.outcome(seed: seed)
    let losses = [outcome.dense, outcome.ticket, outcome.redrawn, outcome.randomMask]
    #expect(difference(losses, try numbers("ticket(\(seed)).losses")) < Self.ofTraining)
  }
}
