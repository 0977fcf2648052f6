import Autograd
import Optimizers
import TensorCore
import TestSupport
import Testing

/// An optimizer of the course that decays weights, made of parameters, a rate and a decay.
struct DecayingOptimizer: Sendable, CustomTestStringConvertible {
  let name: String
  let make: @Sendable ([Variable], _ rate: Scalar, _ decay: Scalar) -> any Optimizer

  var testDescription: String { name }

  init<Rule: UpdateRule>(
    _ name: String, _ rule: @escaping @Sendable (_ rate: Scalar, _ decay: Scalar) -> Rule
  ) {
    self.name = name
    make = { FirstOrderOptimizer($0, rule($1, $2)) }
  }

  init(
    _ name: String,
    make: @escaping @Sendable ([Variable], _ rate: Scalar, _ decay: Scalar) -> any Optimizer
  ) {
    self.name = name
    self.make = make
  }

  /// Those that shrink the weights beside the step.
  static var decoupled: [DecayingOptimizer] {
    [
      .init("AdamW") { AdamWRule(learningRate: $0, weightDecay: $1) },
      .init("Adam") { AdamRule(learningRate: $0, weightDecay: .decoupled($1)) },
      .init("AMSGrad") { AMSGradRule(learningRate: $0, weightDecay: .decoupled($1)) },
      .init("NAdam") { NAdamRule(learningRate: $0, weightDecay: .decoupled($1)) },
      .init("RAdam") { RAdamRule(learningRate: $0, weightDecay: .decoupled($1)) },
      .init("Lion") { LionRule(learningRate: $0, weightDecay: $1) },
      .init("Muon") { MuonRule(learningRate: $0, weightDecay: $1) },
      .init("Adafactor") { AdafactorRule(learningRate: $0, weightDecay: $1) },
      .init("ScheduleFreeAdamW") { ScheduleFreeAdamWRule(learningRate: $0, weightDecay: $1) },
    ]
  }

  /// Those that add the weights to the gradient, or to what becomes of it before it is scaled.
  static var coupled: [DecayingOptimizer] {
    [
      .init("SGD") { SGDRule(learningRate: $0, momentum: 0.9, weightDecay: $1) },
      .init("Adam, coupled") { AdamRule(learningRate: $0, weightDecay: .coupled($1)) },
      .init("NAdam, coupled") { NAdamRule(learningRate: $0, weightDecay: .coupled($1)) },
      .init("RMSprop") { RMSpropRule(learningRate: $0, weightDecay: $1) },
      .init("Adagrad") { AdagradRule(learningRate: $0, weightDecay: $1) },
      .init("Adadelta") { AdadeltaRule(learningRate: $0, weightDecay: $1) },
      .init("Adamax") { AdamaxRule(learningRate: $0, weightDecay: $1) },
      .init("AMSGrad, coupled") { AMSGradRule(learningRate: $0, weightDecay: .coupled($1)) },
      .init("RAdam, coupled") { RAdamRule(learningRate: $0, weightDecay: .coupled($1)) },
      .init("ASGD") { ASGDRule(learningRate: $0, decay: 0, weightDecay: $1) },
      .init("LARS") { LARSRule(learningRate: $0, weightDecay: $1) },
      .init("LAMB") { LAMBRule(learningRate: $0, weightDecay: $1) },
      .init("ScheduleFreeSGD") { ScheduleFreeSGDRule(learningRate: $0, weightDecay: $1) },
    ]
  }

  /// The name in the catalog.
  var entry: String { String(name.prefix { $0 != "," }) }
}

// Laws that bugs of other libraries broke, and that the suite did not have.
extension Lesson07Laws {
  /// Elementwise rules that divide by the gradients' size, and yet do not settle at the rate under a constant
  /// gradient: their steps fall with the root of the count, find their own length, grow, or enter an average.
  static let unsettled: Set = ["Adagrad", "Adadelta", "Rprop", "ScheduleFreeAdamW"]

  /// Rules whose steps, in the long run, are as long as the rate under a constant gradient: all others that the
  /// gradients' scale does not stretch.
  static var settling: [CatalogEntry] {
    rules.filter { entry in
      if case .proportional = entry.scaleEffect { return false }
      return entry.isElementwise && !unsettled.contains(entry.name)
    }
  }

  @Test(arguments: all) func `twelve gradients of zero change nothing`(_ entry: CatalogEntry) throws
  {
    let problem = LawProblem()
    let before = problem.values
    problem.scale = 0
    try problem.train(entry.optimizer(problem.parameters), 0..<12)
    #expect(problem.values == before)
  }

  @Test func `rules that do not settle are named, and listed`() {
    #expect(Self.unsettled.isSubset(of: Self.all.map(\.name)))
    #expect(Self.settling.count >= 8)
  }

  @Test func `laws on decay are asked of every rule that decays`() {
    let decoupled = Set(DecayingOptimizer.decoupled.map(\.entry))
    let coupled = Set(DecayingOptimizer.coupled.map(\.entry))
    for entry in Self.all {
      let optimizer = entry.optimizer([leaf(.ones([2, 2]))])
      let decay = Mirror(reflecting: optimizer).descendant("groups", 0, "rule", "weightDecay")
      let isAsked = decoupled.contains(entry.name) || coupled.contains(entry.name)
      #expect((decay != nil) == isAsked, "\(entry)")
      // A rule with both kinds of decay is asked of both.
      if decay is WeightDecay {
        #expect(decoupled.contains(entry.name) && coupled.contains(entry.name), "\(entry)")
      }
    }
    #expect(decoupled.union(coupled).isSubset(of: Self.all.map(\.name)))
  }

  @Test(arguments: settling)
  func `a constant gradient moves a weight by the rate`(_ entry: CatalogEntry) {
    let w = leaf(Tensor([0, 0]))
    let optimizer = entry.optimizer([w], rate: 0.01)
    var before = w.value
    for _ in 0..<3000 {
      before = w.value
      w.gradient = Tensor([1, -100])
      optimizer.step()
    }
    let steps = (w.value - before) / 0.01
    // RAdam's factor is 0.92 then, and rises.
    #expect(abs(steps[0] + 1) < 0.1)
    #expect(abs(steps[1] - 1) < 0.1)
  }

  @Test(arguments: DecayingOptimizer.decoupled)
  func `a decoupled decay takes off its share, no more`(_ optimizer: DecayingOptimizer) {
    let start = Tensor([[1, -2], [0.5, 3]])
    func stepped(decay: Scalar) -> Tensor {
      let w = leaf(start)
      let optimizer = optimizer.make([w], 0.01, decay)
      w.gradient = Tensor([[-0.05, 1], [2, -3]])
      optimizer.step()
      return w.value
    }
    let taken = stepped(decay: 0) - stepped(decay: 0.1)
    // What is taken is a thousandth of numbers up to 3, found as their difference.
    #expect(difference(taken, start * 0.001) < (isDoublePrecision ? 1e-9 : 1e-3))
  }

  @Test(arguments: DecayingOptimizer.decoupled + DecayingOptimizer.coupled)
  func `a decay shrinks a weight without a loss`(_ optimizer: DecayingOptimizer) {
    let start = Tensor([[1, -2], [0.5, 3]])
    let w = leaf(start)
    let optimizer = optimizer.make([w], 0.01, 0.1)
    for _ in 0..<20 {
      w.gradient = .zeros([2, 2])
      optimizer.step()
    }
    for (before, after) in zip(start.scalars, w.value.scalars) {
      #expect(abs(after) < abs(before))
      #expect(before * after > 0)
    }
  }

  @Test(arguments: [
    DecayingOptimizer("AMSGrad") {
      AMSGradRule(learningRate: $0, beta2: 0.5, weightDecay: .decoupled($1))
    }
  ])
  func `AMSGrad's steps stay small after a great gradient`(_ optimizer: DecayingOptimizer) {
    let w = leaf(Tensor([0]))
    let optimizer = optimizer.make([w], 0.01, 0)
    for step in 0..<200 {
      w.gradient = Tensor([step == 0 ? 100 : 1])
      optimizer.step()
    }
    let before = w.value[0]
    for _ in 0..<100 {
      w.gradient = Tensor([1])
      optimizer.step()
    }
    // The greatest v is 5000, whose root is 71; Adam's v is 1 again, and its way 100 rates.
    #expect(abs(w.value[0] - before) < 0.1)
  }
}
