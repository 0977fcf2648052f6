import Autograd
import Dynamics
import Init
import TensorCore
import Testing

/// Where rules know that they do not know.
@Suite struct Lesson09PreflightLimits {
  @Test func `who validates on the training set holds nothing out`() throws {
    var setup = PreflightSamples.healthy(seed: 0)
    setup.data.validationInputs = setup.data.inputs
    let report = try setup.report()
    #expect(report.isClear, "\(report)")
    #expect(report.notChecked.map(\.rule).contains("P27"))
    setup.data.validationInputs = setup.data.inputs.slice(0..<95)
    #expect(try setup.report().fired == ["P27"])
  }

  @Test func `a task of four samples is not tried on one batch`() throws {
    var setup = PreflightSamples.healthy(seed: 0)
    setup.model = PreflightSamples.network([2, 1], seed: 0)
    (setup.task, setup.loss) = (.binary, .binaryWithLogits)
    setup.optimizer = nil
    // Exclusive or: no line divides it.
    func exclusiveOr(repeated count: Int) -> PreflightData {
      let corners = Tensor([[-1, -1], [-1, 1], [1, -1], [1, 1]])
      let answers = Tensor([[0], [1], [1], [0]])
      return PreflightData(
        inputs: .concatenation((0..<count).map { _ in corners }),
        targets: .concatenation((0..<count).map { _ in answers }))
    }
    setup.data = exclusiveOr(repeated: 1)
    #expect(try setup.report().notChecked.map(\.rule).contains("P36"))
    setup.data = exclusiveOr(repeated: 4)
    #expect(try setup.report().fired.contains("P36"))
  }

  // x² + x is at least −¼, at −½: such a head reaches the values of that very parabola, and nothing below.
  @Test func `the range of a function is seen near 0 as well`() throws {
    let x = Tensor.linearlySpaced(from: -1, through: 1, count: 41).reshaped(to: [41, 1])
    var generator = SplitMix64(seed: 1)
    func report(lowered: Scalar) throws -> PreflightReport {
      let model = Sequential(
        Linear(inputCount: 1, outputCount: 1, using: &generator),
        FunctionLayer("parabola") { $0 * $0 + $0 })
      return try PreflightSetup(
        model: model, data: PreflightData(inputs: x, targets: x * x + x - Tensor(lowered)),
        task: .values(1), loss: .squaredError
      ).report()
    }
    let (reached, missed) = (try report(lowered: 0), try report(lowered: 0.25))
    #expect(!reached.fired.contains("P6"), "\(reached)")
    #expect(missed.findings.contains { $0.evidence.contains("outside −0.25…∞") }, "\(missed)")
  }

  @Test(arguments: [(4, false), (8, true)])
  func `PyTorch's default start is told of deep networks`(depth: Int, isTold: Bool) throws {
    for seed in UInt64(0)..<3 {
      let widths = [6] + [Int](repeating: 16, count: depth) + [3]
      let model = PreflightSamples.network(widths, seed: seed, scheme: .pyTorchDefault)
      let report = try PreflightSamples.healthy(seed: seed, model: model).report()
      #expect(report.fired.contains("P30") == isTold, "\(seed): \(report)")
      for finding in report.findings where finding.evidence.hasPrefix("P30") {
        #expect(finding.place == "0")
      }
    }
  }
}
