import Autograd
import Datasets
import Foundation
import Optimizers
import TensorCore
import TestSupport
import Testing

/// Defaults, counts and a branch of the line search that no other suite looks at.
@Suite struct Lesson07Details {
  /// The rates of one rule made without settings, and made with one that is not the rate.
  struct Rates: CustomTestStringConvertible {
    let testDescription: String
    let plain, withSetting: Scalar

    init<Rule: UpdateRule>(_ withSetting: Rule) {
      testDescription = "\(Rule.self)"
      plain = Rule().learningRate
      self.withSetting = withSetting.learningRate
    }

    static var all: [Rates] {
      [
        Rates(SGDRule(momentum: 0.5)), Rates(ASGDRule(power: 1)), Rates(AdagradRule(epsilon: 0)),
        Rates(RMSpropRule(epsilon: 0)), Rates(AdadeltaRule(epsilon: 0)),
        Rates(AdamRule(epsilon: 0)), Rates(AdamWRule(epsilon: 0)), Rates(AMSGradRule(epsilon: 0)),
        Rates(AdamaxRule(epsilon: 0)), Rates(NAdamRule(epsilon: 0)), Rates(RAdamRule(epsilon: 0)),
        Rates(RpropRule(growing: 1.5)), Rates(LionRule(beta1: 0.5)),
        Rates(AdafactorRule(clipping: 2)), Rates(LARSRule(trust: 1)), Rates(LAMBRule(epsilon: 0)),
        Rates(MuonRule(momentum: 0.5)), Rates(ScheduleFreeSGDRule(beta: 0.5)),
        Rates(ScheduleFreeAdamWRule(epsilon: 0)),
      ]
    }
  }

  @Test(arguments: Rates.all)
  func `another setting leaves the rate at its default`(_ rates: Rates) {
    #expect(rates.plain > 0)
    #expect(rates.withSetting == rates.plain)
  }

  // The signatures of SGDScheduleFree and AdamWScheduleFree, and of Lion in google/automl.
  @Test func `rules beyond PyTorch have their authors' defaults`() {
    let sgd = ScheduleFreeSGDRule()
    #expect([sgd.learningRate, sgd.beta, sgd.weightDecay] == [1, 0.9, 0])
    let adamW = ScheduleFreeAdamWRule()
    #expect([adamW.learningRate, adamW.beta1, adamW.beta2] == [0.0025, 0.9, 0.999])
    #expect([adamW.epsilon, adamW.weightDecay] == [1e-8, 0])
    let lion = LionRule()
    #expect([lion.learningRate, lion.beta1, lion.beta2] == [1e-4, 0.9, 0.99])
    #expect(lion.weightDecay == 0)
  }

  @Test(arguments: CatalogEntry.all.filter { $0.memoryCount != nil })
  func `a checkpoint holds as much as the catalog counts`(_ entry: CatalogEntry) throws {
    let problem = LawProblem()
    let optimizer = entry.optimizer(problem.parameters)
    try problem.train(optimizer, 0..<2)
    let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).safetensors")
    defer { try? FileManager.default.removeItem(at: file) }
    try Checkpoint(["optimizer": optimizer]).write(to: file.path)
    // Numbers beside the tensors, such as rates and counts of steps, have no axes.
    let counts = try TensorFile(reading: file.path).tensors.values.map { tensor in
      tensor.shape.axisCount > 0 ? tensor.elementCount : 0
    }
    #expect(counts.reduce(0, +) == entry.memoryCount.map { $0 * 12 })
  }

  @Test func `where a cubic has no minimum, the middle is tried`() throws {
    let w = leaf(Tensor([0]))
    let optimizer = LBFGS([w], iterationCount: 1, evaluationLimit: 2, search: .strongWolfe)
    var places: [Scalar] = []
    try optimizer.step {
      let t = w.value[0]
      places.append(t)
      // The slope is nowhere above −1/2.
      w.gradient = Tensor([-1 + 2 * t - 2 * t * t])
      return -t + t * t - 2 * t * t * t / 3
    }
    // After 1 the search looks between 1.01 and 10 times as far.
    #expect(places.count == 3)
    #expect(difference(Tensor(places), Tensor([0, 1, 5.505])) < rounding)
    #expect(w.value[0] == places.last)
  }
}
