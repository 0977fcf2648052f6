import Autograd
import Optimizers
import TensorCore
import TestSupport
import Testing

/// A hundred steps of every optimizer of PyTorch, on a scalar, in a bowl and in a small network.
@Suite(.doublePrecision) struct Lesson07Parity {
  private let golden: GoldenValues
  private static let tolerance: Scalar = 1e-11

  init() throws { golden = try GoldenValues.lesson(7) }

  @Test(arguments: Setting.all.filter { !$0.takesMatricesOnly })
  func `a hundred given gradients move a weight as in PyTorch`(_ setting: Setting) throws {
    let gradients = try golden.tensor("scalar.gradients")
    let weight = leaf(Tensor([1]))
    let optimizer = setting.make([[weight]])
    let values = gradients.scalars.map { gradient in
      weight.gradient = Tensor([gradient])
      optimizer.step()
      return weight.value[0]
    }
    let expected = try golden.tensor("scalar(\(setting.name)).values")
    #expect(difference(Tensor(values), expected) < Self.tolerance)
  }

  @Test(arguments: Setting.all)
  func `a hundred steps in a bowl are PyTorch's`(_ setting: Setting) throws {
    let curvature = try golden.tensor("quadratic.curvature")
    let shape: Shape = setting.takesMatricesOnly ? [1, 3] : [3]
    let weight = leaf(Tensor([1, -2, 3]).reshaped(to: shape))
    let optimizer = setting.make([[weight]])
    var values: [[Scalar]] = []
    for step in 0..<100 {
      weight.gradient = matvec(curvature, weight.value.reshaped(to: [3])).reshaped(to: shape)
      optimizer.step()
      if step % 10 == 9 { values.append(weight.value.scalars) }
    }
    let expected = try golden.tensor("quadratic(\(setting.name)).values")
    #expect(difference(Tensor(values), expected) < Self.tolerance)
  }

  @Test(arguments: Setting.all)
  func `a hundred steps of a network are PyTorch's`(_ setting: Setting) throws {
    let network = try SmallNetwork(golden)
    let losses = try network.train(network.optimizer(setting), steps: 0..<100)
    let every10th = stride(from: 0, to: 100, by: 10).map { losses[$0] }
    let expected = try golden.tensor("network(\(setting.name)).losses")
    #expect(difference(Tensor(every10th), expected) < Self.tolerance)
    let parameters = try golden.tensor("network(\(setting.name)).parameters")
    #expect(difference(network.values, parameters) < Self.tolerance)
  }

  // PyTorch rounds Muon's iteration to eight binary digits, so that steps differ in the third decimal.
  @Test(arguments: ["muon", "muon rms"])
  func `PyTorch's own Muon is ours to its bfloat16`(name: String) throws {
    let setting = try #require(Setting.all.first { $0.name == name })
    let network = try SmallNetwork(golden)
    _ = try network.train(network.optimizer(setting), steps: 0..<100)
    let parameters = try golden.tensor("network(\(name) in bfloat16).parameters")
    let found = difference(network.values, parameters)
    #expect(found < 0.1)
    #expect(found > 1e-6)
  }
}
