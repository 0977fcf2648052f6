import Autograd
public import Course
import TensorCore

// Blocks x + F(x): how large the branch starts, and whether it starts at all.

extension FailureMode {
  /// F4.11: every block doubles the second moment.
  public static var residualGrowth: FailureMode {
    FailureMode(
      id: .failureMode(4, 11), title: "A deep residual network explodes",
      symptom: """
        The residual stream grows with every block; losses are huge or NaN, the deeper the worse.
        """,
      diagnosis: """
        A branch that keeps the second moment adds as much as is there: 20 blocks multiply it by \
        about 2²⁰. Each layer by itself is initialized correctly.
        """,
      fix: """
        Branches scaled by 1/√L, or the last layer of each branch (or its normalization's scale) \
        at zero.
        """,
      quantity: "second moment after 20 residual blocks of two layers ÷ before",
      symptomatic: .above(1e3),
      broken: Run("branches that keep the second moment") { seed in
        streamGrowth(seed) { $0 + $1 }
      },
      remedies: [
        Run("branches scaled by 1/√20") { seed in
          streamGrowth(seed) { $0 + $1 / .squareRoot(20) }
        },
        Run("last layer of every branch zero") { seed in
          streamGrowth(seed, last: .zeros) { $0 + $1 }
        },
      ])
  }

  private static func streamGrowth(
    _ seed: UInt64, last: Initializer = .xavierNormal(),
    _ add: (_ stream: Variable, _ branch: Variable) -> Variable
  ) -> Measurement {
    var generator = SplitMix64(seed: 11 &+ seed)
    let x = Tensor.normal([8, 64], using: &generator)
    let branches = (0..<20).map { _ in
      Sequential(
        InitializationScheme.kaiming.linear(64, 64, using: &generator),
        FunctionLayer("relu", relu),
        InitializationScheme("last", hidden: last).linear(64, 64, using: &generator))
    }
    let output = withoutGradient {
      branches.reduce(Variable(x)) { stream, branch in add(stream, branch(stream)) }.value
    }
    return Measurement(output.secondMoment / x.secondMoment)
  }

  /// F4.28: two zeros in a row never leave zero.
  public static var gateAndLayerZero: FailureMode {
    FailureMode(
      id: .failureMode(4, 28), title: "Gate and last layer of a branch both start at zero",
      symptom: """
        Residual blocks stay the identity forever; their parameters have gradients, all zero.
        """,
      diagnosis: """
        The branch is α · W₂ h. The gradient of α has W₂ as a factor, that of W₂ has α, and what \
        goes further down has both. One zero is a good start; two are a place that gradient \
        descent cannot leave.
        """,
      fix: "Zero one of them: the gate (ReZero) or the last layer (Fixup), not both.",
      quantity: "parameters of the branch, of three, that have moved in 20 steps",
      symptomatic: .below(0.5),
      broken: Run("both zero") { seed in try movedParameters(seed, gate: 0, last: .zeros) },
      remedies: [
        Run("only the gate zero") { seed in
          try movedParameters(seed, gate: 0, last: .xavierNormal())
        },
        Run("only the last layer zero") { seed in
          try movedParameters(seed, gate: 1, last: .zeros)
        },
      ])
  }

  private static func movedParameters(
    _ seed: UInt64, gate: Scalar, last: Initializer
  ) throws -> Measurement {
    var generator = SplitMix64(seed: 28 &+ seed)
    let x = Tensor.normal([16, 4], using: &generator)
    let y = Tensor.normal([16, 4], using: &generator)
    let block = ReZeroBlock(
      Sequential(
        Linear(weight: Initializer.kaimingNormal()([8, 4], using: &generator), bias: nil),
        FunctionLayer("relu", relu),
        Linear(weight: last([4, 8], using: &generator), bias: nil)),
      factor: gate)
    let before = block.trainedVariables.map(\.value)
    let optimizer = GradientDescent(block.trainedVariables, learningRate: 0.1)
    let record = try fit(block, optimizer, stepCount: 20) { _ in
      meanSquaredError(block(Variable(x)), targets: y)
    }.finished()
    let moved = zip(block.trainedVariables, before).count { $0.value != $1 }
    return Measurement(Double(moved), record: record)
  }
}
