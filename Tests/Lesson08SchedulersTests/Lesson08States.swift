import Autograd
import Foundation
import Schedulers
import TensorCore
import TestSupport
import Testing

/// Four runs that are stopped and go on, here and in PyTorch.
///
/// They minimize (w − 3)² / 2 + (v + 1)², each number a group of its own.
private final class StoppedRun {
  enum Kind: String, CaseIterable { case sequential, chained, oneCycle, plateau }

  let kind: Kind
  let optimizer = momentum(rates: [0.1, 0.02])
  private var scheduler: Scheduler?
  private var plateau: PlateauScheduler?

  init(_ kind: Kind) throws {
    self.kind = kind
    switch kind {
    case .sequential:
      scheduler = Scheduler(
        optimizer,
        try SequentialSchedule(
          [LinearRamp(start: 0.1, length: 10), CosineDecay(length: 40, minimum: 0.001)],
          milestones: [10]
        ).sound())
    case .chained:
      scheduler = Scheduler(
        optimizer,
        try ChainedSchedule([
          ReducedStart(factor: 0.5, length: 50), ExponentialDecay(factor: 0.97),
        ]).sound())
    case .oneCycle:
      scheduler = Scheduler(optimizer, try OneCycle(peak: 0.1, stepCount: 100).sound())
    case .plateau:
      var settings = PlateauScheduler.Settings()
      (settings.factor, settings.patience, settings.cooldown) = (0.5, 2, 1)
      plateau = PlateauScheduler(optimizer, settings)
    }
  }

  var schedulerState: any Stateful {
    if let scheduler { return scheduler }
    return plateau ?? PlateauScheduler(optimizer)
  }

  func advance(by count: Int) throws {
    let (w, v) = (optimizer.parameters[0], optimizer.parameters[1])
    for _ in 0..<count {
      let loss = try trainingStep(optimizer) {
        let (a, b) = (w - Variable(.ones([1]) * 3), v + Variable(.ones([1])))
        return (a * a * 0.5 + b * b).sum()
      }
      try scheduler?.step()
      plateau?.step(loss)
    }
  }

  /// Parameter, rate and momentum of each group, group after group.
  var end: [Double] {
    zip(optimizer.parameters, optimizer.groups).flatMap { parameter, group in
      [parameter.value.scalars[0], group.rule.learningRate, group.rule.momentum].map { Double($0) }
    }
  }
}

private final class Whole: Stateful {
  let state: [StateEntry]

  init(_ run: StoppedRun) {
    state = [
      .part("model", Parameters(run.optimizer.parameters)), .part("optimizer", run.optimizer),
      .part("scheduler", run.schedulerState),
    ]
  }
}

@Suite(.doublePrecision(because: "The files are in double precision."))
struct Lesson08States {
  private let golden: GoldenValues
  private let middle: Int
  private let end: Int

  init() throws {
    golden = try GoldenValues.lesson(8)
    let steps = try golden.integers("stopped(plateau).steps")
    (middle, end) = (steps[0], steps[1])
  }

  private func checkpoint(_ runs: [StoppedRun]) -> Checkpoint {
    Checkpoint([
      "sequential": Whole(runs[0]), "chained": Whole(runs[1]), "oneCycle": Whole(runs[2]),
      "plateau": Whole(runs[3]),
    ])
  }

  private func restore(_ checkpoint: Checkpoint, to runs: [StoppedRun]) throws {
    try checkpoint.restore([
      "sequential": Whole(runs[0]), "chained": Whole(runs[1]), "oneCycle": Whole(runs[2]),
      "plateau": Whole(runs[3]),
    ])
  }

  @Test func `runs that PyTorch stopped go on as PyTorch's do`() throws {
    let runs = try StoppedRun.Kind.allCases.map { try StoppedRun($0) }
    try restore(
      Checkpoint(reading: "\(GoldenValues.folder)/Lesson08Trained.safetensors"), to: runs)
    for run in runs {
      try run.advance(by: end - middle)
      let expected = try golden.array("stopped(\(run.kind.rawValue)).end").values
      #expect(difference(run.end, expected) < 1e-12, "\(run.kind)")
    }
  }

  @Test func `PyTorch goes on with runs that were stopped here`() throws {
    for kind in StoppedRun.Kind.allCases {
      let run = try StoppedRun(kind)
      try run.advance(by: end)
      let expected = try golden.array("ours(\(kind.rawValue)).end").values
      #expect(difference(run.end, expected) < 1e-12, "\(kind)")
    }
  }

  // To write the file anew, run this test with RECORD_FIXTURES=1 in the environment, then lesson08.py.
  @Test func `the file that PyTorch read is written today`() throws {
    let checked = "\(GoldenValues.folder)/Lesson08Ours.safetensors"
    let runs = try StoppedRun.Kind.allCases.map { try StoppedRun($0) }
    for run in runs { try run.advance(by: middle) }
    let today = checkpoint(runs)
    if ProcessInfo.processInfo.environment["RECORD_FIXTURES"] != nil {
      try today.write(to: checked)
    }
    #expect(try Checkpoint(reading: checked) == today)
  }
}
