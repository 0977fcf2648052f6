import Autograd
import Course
import Optimizers
import TensorCore
import TestSupport
import Testing

// That the diagnosis names the cause: outliers, closures, averages, parameters.
extension Lesson07FailureModes {
  @Test(arguments: FailureModeContract.seeds, [true, false])
  func `after the bad batch most hidden units are 0`(seed: UInt64, clips: Bool) throws {
    var generator = SplitMix64(seed: 12 &+ seed)
    let x = Variable(.normal([32, 8], using: &generator))
    let targets = x.value.slice(0..<1, axis: 1)
    let hidden = Linear(inputCount: 8, outputCount: 16, using: &generator)
    let output = Linear(inputCount: 16, outputCount: 1, using: &generator)
    let parameters = hidden.trainedVariables + output.trainedVariables
    let optimizer = SGD(parameters, learningRate: 0.02)
    for step in 0..<100 {
      optimizer.zeroGradients()
      let answers = output(relu(hidden(x)))
      try meanSquaredError(answers, targets: step == 20 ? targets - 100 : targets).backward()
      if clips { clipGradientNorm(parameters, to: 1) }
      optimizer.step()
    }
    let activeShare = (hidden(x).value .> 0).mean()
    #expect(clips ? activeShare > 0.35 : activeShare < 0.2)
  }

  @Test func `in a bowl plain descent comes back by itself`() {
    let w = leaf(Tensor([1]))
    let optimizer = SGD([w], learningRate: 0.1)
    var path: [Scalar] = []
    for step in 0..<100 {
      w.gradient = w.value * (step == 9 ? 1000 : 1)
      optimizer.step()
      path.append(abs(w.value[0]))
    }
    #expect(path[9] > 30)
    let back = path[10...].firstIndex { $0 <= path[8] }
    #expect(back == 9 + 44)
  }

  @Test func `one infinite gradient zeroes all others`() {
    let w = leaf(Tensor([1, 1, 1, 1]))
    w.gradient = Tensor([.infinity, 1, 1, 1])
    clipGradientNorm([w], to: 1)
    #expect(w.gradient?[0].isNaN == true)
    #expect(w.gradient?[1] == 0)
  }

  @Test(arguments: FailureModeContract.seeds)
  func `the critic's error is the generator itself`(seed: UInt64) throws {
    // The leftover is −g, so the error relative to g − real is about ‖g‖ / ‖g − real‖.
    let mode = FailureMode.leftoverOfOtherLoss
    #expect(try mode.broken.measure(seed: seed).value > 0.3)
    #expect(try mode.remedies[0].measure(seed: seed).value < 1e-6)
  }

  @Test func `an average over 1000 steps keeps nine tenths`() throws {
    // The first weight keeps 0.999⁹⁹ of the average, and its own distance is 0.9.
    #expect(abs(Double.pow(0.999, 99) - 0.906) < 1e-3)
    let broken = try FailureMode.laggingAverage.broken.measure().value
    #expect((0.81...0.83).contains(broken))
    #expect(try FailureMode.laggingAverage.remedies[0].measure().value < 0.01)
  }

  @Test func `a shared weight in one optimizer is refused`() async {
    await #expect(processExitsWith: .failure) {
      let shared = Variable(Tensor([1]), requiresGradient: true)
      _ = SGD([shared, shared], learningRate: 0.1)
    }
  }

  @Test func `an unsound setting of a group is refused`() async {
    await #expect(processExitsWith: .failure) {
      let w = Variable(Tensor([1]), requiresGradient: true)
      let rule = SGDRule(learningRate: 0.1, momentum: 0.9, isNesterov: true)
      let optimizer = SGD([w], rule)
      optimizer.groups[0].rule.momentum = 0
    }
  }

  @Test func `zeros move a head, and momentum is why`() {
    func distance<Rule: UpdateRule>(_ rule: Rule) -> Scalar {
      let w = leaf(Tensor([0]))
      let optimizer = FirstOrderOptimizer([w], rule)
      for step in 0..<20 {
        w.gradient = Tensor([step < 10 ? -1 : 0])
        optimizer.step()
      }
      let before = w.value[0]
      w.gradient = Tensor([0])
      optimizer.step()
      return abs(w.value[0] - before)
    }
    #expect(distance(SGDRule(learningRate: 0.1)) == 0)
    #expect(distance(SGDRule(learningRate: 0.1, momentum: 0.9)) > 0.1)
  }

  @Test func `the two exchanged velocities point apart`() throws {
    // v = ±(1 − 0.9²⁰)/(1 − 0.9) = ±8.78, and the step is 0.9 v + 1.
    let expected = (1 - 0.9 * 8.784) / (1 + 0.9 * 8.784)
    #expect(abs(try FailureMode.statesExchanged.broken.measure().value - expected) < 1e-3)
  }

  @Test func `with one batch in a step L-BFGS is itself again`() throws {
    // On a batch that stays, differences of gradients are curvature: the batch is solved.
    var generator = SplitMix64(seed: 1)
    let x = Tensor.normal([16, 4], using: &generator)
    let best = Tensor.normal([4], using: &generator)
    let y = matvec(x, best)
    let w = leaf(.zeros([4]))
    let optimizer = LBFGS([w], iterationCount: 20)
    for _ in 0..<2 {
      try optimizer.step {
        let errors = matvec(x, w.value) - y
        w.gradient = matvec(transposing: x, errors) / 16
        return dot(errors, errors) / 32
      }
    }
    #expect((w.value - best).norm() < 1e-2)
  }
}
