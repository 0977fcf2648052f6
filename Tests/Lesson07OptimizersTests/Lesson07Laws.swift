import Autograd
import Foundation
import Optimizers
import TensorCore
import TestSupport
import Testing

/// What is true of every optimizer of the course; one that is listed is subject to it.
@Suite struct Lesson07Laws {
  static let all = CatalogEntry.all
  static let rules = all.filter { $0.makeMaximizing != nil }

  @Test func `every rule of the lesson is listed once`() {
    let names = Self.all.map(\.name)
    #expect(Set(names).count == names.count)
    #expect(names.count == 24)
  }

  @Test func `what the sources declare is what the laws are asked of`() throws {
    // Generic types stand for what they wrap.
    let declared = #/public (?:struct|final class) (\w+): (?:UpdateRule|AveragingRule|Optimizer) /#
    var found: Set<String> = []
    for folder in ["Sources/07-Optimizers", "Sources/Autograd/Training"] {
      let names = try FileManager.default.subpathsOfDirectory(
        atPath: Checkout.root.appending(path: folder).path)
      for name in names where name.hasSuffix(".swift") {
        for match in try Checkout.text(of: "\(folder)/\(name)").matches(of: declared) {
          let type = String(match.1)
          found.insert(type.hasSuffix("Rule") ? String(type.dropLast(4)) : type)
        }
      }
    }
    #expect(found == Set(Self.all.map(\.name)))
  }

  @Test(arguments: all) func `a gradient of zero changes nothing`(_ entry: CatalogEntry) throws {
    let problem = LawProblem()
    let before = problem.values
    problem.scale = 0
    try problem.train(entry.optimizer(problem.parameters), 0..<5)
    #expect(problem.values == before)
  }

  @Test(arguments: all.filter(\.rateIsFactor))
  func `a learning rate of zero changes nothing`(_ entry: CatalogEntry) throws {
    let problem = LawProblem()
    let before = problem.values
    try problem.train(entry.optimizer(problem.parameters, rate: 0), 0..<5)
    #expect(problem.values == before)
  }

  @Test(arguments: all.filter { $0.name != "LBFGS" })
  func `a parameter without a gradient is left alone`(_ entry: CatalogEntry) throws {
    let (problem, alone) = (LawProblem(), LawProblem())
    let optimizer = entry.optimizer(problem.parameters)
    try problem.train(optimizer, 0..<4)
    let kept = problem.parameters[1].value
    let wasLookahead = optimizer is Lookahead
    problem.missing = [1]
    try problem.train(optimizer, 4..<(wasLookahead ? 4 : 9))
    #expect(problem.parameters[1].value == kept)
    // Nor does it count as a step: the next gradient finds what is remembered as it was.
    problem.missing = []
    try problem.train(optimizer, 9..<10)
    let other = entry.optimizer(alone.parameters)
    try alone.train(other, 0..<4)
    if !entry.reevaluates, !wasLookahead {
      alone.missing = [0]
      try alone.train(other, 9..<10)
      #expect(alone.parameters[1].value == problem.parameters[1].value)
    }
  }

  @Test(arguments: all, [1, 4, 7])
  func `resuming is never having stopped`(_ entry: CatalogEntry, stop: Int) throws {
    let (whole, half, resumed) = (LawProblem(), LawProblem(), LawProblem(seed: 8))
    try whole.train(entry.optimizer(whole.parameters), 0..<12)
    let first = entry.optimizer(half.parameters)
    try half.train(first, 0..<stop)
    let second = entry.optimizer(resumed.parameters, rate: 3)
    try Checkpoint(["optimizer": first, "model": half.part])
      .restore(["optimizer": second, "model": resumed.part])
    let target = LawProblem()
    for (index, parameter) in target.parameters.enumerated() {
      #expect(parameter.shape == resumed.parameters[index].shape)
    }
    for step in stop..<12 {
      // The resumed parameters are driven by the gradients of the first problem.
      _ = half.evaluate(step: step, at: resumed)
      try second.step { half.evaluate(step: step, at: resumed) }
    }
    #expect(resumed.values == whole.values)
  }

  @Test(arguments: rules)
  func `groups are optimizers by themselves`(_ entry: CatalogEntry) throws {
    let (grouped, apart) = (LawProblem(), LawProblem())
    let rates = [entry.usualRate, entry.usualRate / 2]
    let optimizer = entry.make(zip(grouped.parameters, rates).map { ([$0], $1) })
    let two = zip(apart.parameters, rates).map { entry.optimizer([$0], rate: $1) }
    for step in 0..<10 {
      try grouped.train(optimizer, step..<step + 1)
      _ = apart.evaluate(step: step)
      for optimizer in two { optimizer.step() }
    }
    #expect(grouped.values == apart.values)
    #expect(grouped.values != LawProblem().values)
  }

  @Test(arguments: all.filter { $0.name != "LBFGS" && $0.name != "SharpnessAware" })
  func `the order of parameters does not matter`(_ entry: CatalogEntry) throws {
    let (one, other) = (LawProblem(), LawProblem())
    try one.train(entry.optimizer(one.parameters), 0..<10)
    try other.train(entry.optimizer(other.parameters.reversed()), 0..<10)
    #expect(one.values == other.values)
  }

  @Test(arguments: rules)
  func `to maximize is to minimize the negated loss`(_ entry: CatalogEntry) throws {
    let (up, down) = (LawProblem(), LawProblem())
    down.sign = -1
    let climbing = try #require(entry.makeMaximizing)
    try up.train(climbing(up.parameters, entry.usualRate / 10), 0..<10)
    try down.train(entry.optimizer(down.parameters, rate: entry.usualRate / 10), 0..<10)
    #expect(up.values == down.values)
  }

  @Test(arguments: all)
  func `a mirrored problem has the mirrored path`(_ entry: CatalogEntry) throws {
    let (one, mirrored) = (LawProblem(), LawProblem())
    for parameter in mirrored.parameters { parameter.modify { $0 = -$0 } }
    let optimizers = [one, mirrored].map { entry.optimizer($0.parameters) }
    for step in 0..<8 {
      try one.train(optimizers[0], step..<step + 1)
      func evaluate() -> Scalar { one.evaluateMirrored(step: step, at: mirrored) }
      _ = evaluate()
      try optimizers[1].step(reevaluating: evaluate)
    }
    #expect(mirrored.values == one.values.map { -$0 })
  }

  @Test(arguments: all)
  func `the loss falls in a bowl without noise`(_ entry: CatalogEntry) throws {
    let problem = LawProblem()
    problem.noise = 0
    let before = problem.distance
    try problem.train(entry.optimizer(problem.parameters), 0..<300)
    #expect(problem.distance < before * 0.1)
  }

  @Test(arguments: rules.filter(\.isElementwise))
  func `a tensor in two parts takes the same steps`(_ entry: CatalogEntry) {
    var generator = SplitMix64(seed: 3)
    let start = Tensor.normal([2, 4], using: &generator)
    let whole = leaf(start)
    let parts = (0..<2).map { leaf(start.slice($0..<$0 + 1)) }
    let (one, two) = (entry.optimizer([whole]), entry.optimizer(parts))
    for _ in 0..<10 {
      let gradient = Tensor.normal([2, 4], using: &generator)
      whole.gradient = gradient
      for row in 0..<2 { parts[row].gradient = gradient.slice(row..<row + 1) }
      one.step()
      two.step()
    }
    #expect(Tensor.concatenation(parts.map(\.value)) == whole.value)
  }

  @Test(arguments: rules.filter { !$0.isElementwise })
  func `where layers count, parts take other steps`(_ entry: CatalogEntry) {
    var generator = SplitMix64(seed: 3)
    let start = Tensor.normal([2, 4], using: &generator)
    let whole = leaf(start)
    let parts = (0..<2).map { leaf(start.slice($0..<$0 + 1)) }
    let (one, two) = (entry.optimizer([whole]), entry.optimizer(parts))
    let gradient = Tensor.normal([2, 4], using: &generator)
    whole.gradient = gradient
    for row in 0..<2 { parts[row].gradient = gradient.slice(row..<row + 1) }
    one.step()
    two.step()
    #expect(difference(Tensor.concatenation(parts.map(\.value)), whole.value) > 1e-6)
  }

  @Test(arguments: rules)
  func `a scale of the loss does what the catalog says`(_ entry: CatalogEntry) throws {
    let (plain, scaled) = (LawProblem(), LawProblem())
    scaled.scale = 1024
    let start = plain.values
    let optimizers = [plain, scaled].map { entry.optimizer($0.parameters) }
    switch entry.scaleEffect {
    case .none(let tolerance):
      try plain.train(optimizers[0], 0..<10)
      try scaled.train(optimizers[1], 0..<10)
      for (a, b) in zip(plain.values, scaled.values) {
        #expect(difference(a, b) <= max(tolerance, rounding))
      }
    case .proportional:
      try plain.train(optimizers[0], 0..<1)
      try scaled.train(optimizers[1], 0..<1)
      for index in start.indices {
        let steps = [plain, scaled].map { $0.values[index] - start[index] }
        #expect(difference(steps[1], steps[0] * 1024) < 100 * rounding)
      }
    case .other:
      try plain.train(optimizers[0], 0..<10)
      try scaled.train(optimizers[1], 0..<10)
      #expect(difference(plain.values[0], scaled.values[0]) > 1e-3)
    }
  }

  @Test(arguments: all)
  func `a step does not change the gradients`(_ entry: CatalogEntry) throws {
    guard !entry.reevaluates else { return }
    let problem = LawProblem()
    let optimizer = entry.optimizer(problem.parameters)
    for step in 0..<3 {
      _ = problem.evaluate(step: step)
      let before = problem.parameters.map(\.gradient)
      optimizer.step()
      #expect(problem.parameters.map(\.gradient) == before)
    }
  }

  @Test(arguments: rules) func `the catalog counts what is remembered`(_ entry: CatalogEntry) throws
  {
    let problem = LawProblem()
    let optimizer = entry.optimizer(problem.parameters)
    try problem.train(optimizer, 0..<2)
    let found = try #require(optimizer as? any CountedMemory).rememberedScalarCount
    #expect(found == (entry.memoryCount.map { $0 * 12 } ?? 10))
  }
}

extension LawProblem {
  /// Sets gradients of this problem at the parameters of another, and returns the loss.
  func evaluate(step: Int, at other: LawProblem) -> Scalar {
    for (mine, its) in zip(parameters, other.parameters) {
      let value = its.value
      mine.modify { $0 = value }
    }
    let loss = evaluate(step: step)
    for (mine, its) in zip(parameters, other.parameters) { its.gradient = mine.gradient }
    return loss
  }

  /// The same for a problem whose weights are this one's, negated.
  func evaluateMirrored(step: Int, at other: LawProblem) -> Scalar {
    let kept = values
    for (mine, its) in zip(parameters, other.parameters) {
      let value = -its.value
      mine.modify { $0 = value }
    }
    let loss = evaluate(step: step)
    for (mine, its) in zip(parameters, other.parameters) {
      its.gradient = mine.gradient.map { -$0 }
    }
    for (mine, value) in zip(parameters, kept) { mine.modify { $0 = value } }
    return loss
  }
}
