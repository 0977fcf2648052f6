import Activations
import Autograd
import Course
import TensorCore
import TestSupport
import Testing

// That the diagnosis names the cause: what the text of a failure mode says beside its two figures.
extension Lesson03FailureModes {
  @Test func `GELU and SiLU do not revive a dead unit`() throws {
    func trained(_ activation: Activation, _ stepCount: Int) throws -> DeadUnitTraining {
      let unit = DeadUnitTraining(activation)
      _ = try unit.train(stepCount: stepCount)
      return unit
    }
    // A step that changes no digit is followed by the same step: two hundred show as much as 5000.
    for activation in [Activation.relu, .gelu] {
      #expect(try trained(activation, 200).parameters == [1, -10], "\(activation)")
    }
    let silu = try trained(.silu, 5000).parameters
    #expect(abs(silu[1] + 10.31) < 0.01)
    // A hundredth of a slope is too little: worse than dead after 1000 steps.
    #expect(try trained(.leakyReLU, 1000).error > 0.4)
    // What is left is rounding.
    #expect(
      try trained(.leakyReLU(negativeSlope: 0.2), 3000).error < (isDoublePrecision ? 1e-12 : 1e-6))
  }

  @Test func `a ReLU's outputs pull weights one way as well`() throws {
    // Not only the sigmoid's: what counts is that no input is negative.
    for seed in 0..<10 as Range<UInt64> {
      var generator = SplitMix64(seed: seed)
      let layer = Linear(inputCount: 16, outputCount: 64, using: &generator)
      let inputs = Activation.relu(Tensor.normal([1, 16], using: &generator))
      let cotangent = Tensor.normal([1, 64], using: &generator)
      try layer(Variable(inputs)).backward(cotangent: cotangent)
      let gradient = try #require(layer.weight.gradient)
      for unit in 0..<64 {
        let signs = Set(gradient.row(unit).scalars.map { $0 < 0 ? -1 : $0 > 0 ? 1 : 0 })
        #expect(!signs.isSuperset(of: [-1, 1]))
      }
    }
  }

  @Test func `quick GELU is farther away than the tanh form`() {
    let x = Tensor.linearlySpaced(from: -6, through: 6, count: 12001)
    let tanhForm = (Activation.geluTanh(x) - Activation.gelu(x)).maximumMagnitude()
    #expect(tanhForm < 4.8e-4)
    for seed in 6..<16 as Range<UInt64> {
      let quick = FailureMode.servedDifference(
        seed, gain: .squareRoot(2), trained: .gelu, served: .quickGELU)
      #expect(quick.value > 0.05 && quick.value < 0.2)
    }
  }

  @Test func `hard swish is off by 0.142 at most, at ±3`() {
    let x = Tensor.linearlySpaced(from: -8, through: 8, count: 16001)
    let distance = Activation.hardSwish(x) - Activation.silu(x)
    let greatest = distance.maximumMagnitude()
    #expect(abs(greatest - 0.14228) < 1e-4)
    let places = zip(x.scalars, distance.scalars).filter {
      abs($0.1) > greatest - 1e-6
    }
    #expect(places.allSatisfy { abs(abs($0.0) - 3) < 2e-3 })
  }

  @Test func `no head without negative numbers goes below ½`() throws {
    let targets = Tensor([[-1], [1]])
    for head in [Activation.sigmoid, .relu, .softplus, .relu6, .squaredReLU] {
      // Whatever the two pre-activations are.
      let z = Tensor.linearlySpaced(from: -20, through: 20, count: 401)
      let least = head(z).scalars.map { ($0 + 1) * ($0 + 1) }.min() ?? 0
      #expect(least / 2 >= 0.5 * (1 - 1e-6), "\(head)")
    }
    #expect(meanSquaredError(Variable(targets), targets: targets).scalar == 0)
  }

  @Test func `the floor is ln(1 + (K − 1)/e)`() throws {
    let floor = try FailureMode.squashedTwice.broken.measure().value
    #expect(abs(floor - Double.log(1 + 9 / Double.exp(1))) < 1e-6)
  }

  @Test func `behind a SiLU the same change does no harm`() throws {
    let savesOutput: [Activation] = [.sigmoid, .tanh, .relu]
    let savesInput: [Activation] = [.silu, .gelu, .mish]
    for activation in savesOutput + savesInput {
      let z = leaf(Tensor([-1, 0.5, 2]))
      let h = activation(z)
      try h.addInPlace(1)
      if activation.mayRunInPlace {
        #expect(throws: AutogradError.self, "\(activation)") { try h.sum().backward() }
      } else {
        try h.sum().backward()
        let slopes = Tensor(z.value.scalars.map { activation.slope(at: $0) })
        #expect(difference(z.gradient ?? .zeros([3]), slopes) < 16 * .ulpOfOne, "\(activation)")
      }
    }
  }

  @Test func `a softmax of k equal logits finds none from k = 2 on`() {
    for count in 2...10 {
      let bits = Tensor((0..<10).map { $0 < count ? 50 : 0 })
      #expect(bits.softmax().max() <= 0.5)
    }
  }

  @Test func `a width of w dies with probability 2⁻ʷ in a layer`() {
    // 4000 layers for one input: a unit is negative with probability ½, all w of them with ½ʷ.
    var generator = SplitMix64(seed: 311)
    for width in 1...4 {
      let silent = (0..<4000).count { _ in
        let z = matmul(
          Tensor.normal([1, 8], using: &generator),
          Tensor.normal([width, 8], using: &generator), transposing: .right)
        return Activation.relu(z).maximumMagnitude() == 0
      }
      let expected = Double.pow(0.5, width)
      // Five standard deviations of 4000 trials are less than 0.04.
      #expect(abs(Double(silent) / 4000 - expected) < 0.04)
    }
  }

  @Test func `dropout multiplies the mean square by 1/(1 − p)`() {
    var generator = SplitMix64(seed: 323)
    let x = Activation.selu(Tensor.normal([200_000], using: &generator))
    let mask = Tensor.uniform(x.shape, using: &generator) .>= 0.2
    let dropped = x * mask / 0.8
    let ratio = (dropped * dropped).mean() / (x * x).mean()
    #expect(abs(ratio - 1.25) < 0.02)
    let low: Scalar = -1.0507009873554805 * 1.6732632423543772
    let scale = 1 / Scalar.squareRoot(0.8 * (1 + 0.2 * low * low))
    let alpha = (x * mask + low * (1 - mask)) * scale - scale * 0.2 * low
    #expect(abs(alpha.mean()) < 0.02)
    #expect(abs(alpha.variance() - 1) < 0.02)
  }

  @Test func `ReLUs' outputs are never at an obtuse angle`() throws {
    for seed in 0..<10 as Range<UInt64> {
      var generator = SplitMix64(seed: seed)
      let a = Activation.relu(Tensor.normal([64], using: &generator))
      let b = Activation.relu(Tensor.normal([64], using: &generator))
      #expect(dot(a, b) / (a.norm() * b.norm()) > 0.1)
    }
  }

  @Test func `a softmax of probabilities is no temperature either`() {
    let twice = (Tensor([2, 1, 0.1]).softmax() / 0.1).softmax()
    #expect(abs(twice.max() - 0.981) < 1e-3)
    let right = (Tensor([2, 1, 0.1]) / 0.1).softmax()
    #expect(right.max() > 0.9999)
  }

  @Test func `without epsilon the gradient is NaN`() throws {
    let logits = leaf(Tensor([[-1000, 0]]))
    let loss = (-Autograd.log(logits.softmax()).slice(0..<1, axis: 1)).sum()
    #expect(loss.scalar == .infinity)
    try loss.backward()
    #expect(logits.gradient?.scalars.contains { $0.isNaN } == true)
  }
}
