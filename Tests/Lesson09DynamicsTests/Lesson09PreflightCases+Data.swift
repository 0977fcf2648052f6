import Autograd
import Dynamics
import TensorCore

extension PreflightCase {
  /// The healthy run with its data changed.
  private static func run(
    _ seed: UInt64, _ change: (inout PreflightData) -> Void
  ) -> PreflightSetup {
    var setup = PreflightSamples.healthy(seed: seed)
    change(&setup.data)
    return setup
  }

  private static func regression(
    _ seed: UInt64, factor: Scalar = 1, offset: Scalar = 0
  )
    -> PreflightSetup
  {
    var data = PreflightSamples.values(seed: seed)
    data.targets = data.targets.map { $0 * factor + offset }
    return PreflightSetup(
      model: PreflightSamples.network([6, 16, 2], seed: seed), data: data, task: .values(2),
      loss: .squaredError)
  }

  /// The samples of classes 0 and 1, of the second only a few.
  private static func twoClasses(_ seed: UInt64, rare: Int) -> PreflightSetup {
    var setup = PreflightSamples.healthy(
      seed: seed, model: PreflightSamples.network([6, 16, 2], seed: seed))
    let data = PreflightSamples.classes(seed: seed, count: 240, classCount: 2)
    let often = (0..<data.count).filter { data.targets.scalars[$0] == 0 }
    let seldom = (0..<data.count).filter { data.targets.scalars[$0] == 1 }
    let rows = often + seldom.prefix(rare)
    setup.data = PreflightData(
      inputs: data.inputs.gathering(rows: rows), targets: data.targets.gathering(rows: rows))
    setup.task = .classes(2)
    return setup
  }

  /// Points of a coarse grid, whose targets are theirs or those of other points.
  private static func grid(_ seed: UInt64, shuffled: Bool) -> PreflightSetup {
    var generator = SplitMix64(seed: seed)
    let rows = (0..<96).map { _ in
      (0..<6).map { $0 < 3 ? Scalar(generator.uniform(below: 2)) * 2 - 1 : 0.5 }
    }
    let labels = rows.map { Int($0[0] + $0[1] + 2) / 2 }
    let order = generator.permutation(of: 96)
    return run(seed) {
      $0.inputs = Tensor(rows)
      $0.targets = Tensor((0..<96).map { Scalar(labels[shuffled ? order[$0] : $0]) })
      $0.validationInputs = nil
    }
  }

  static var data: [PreflightCase] {
    [
      PreflightCase(
        "P19", "one NaN among the inputs",
        broken: {
          run($0) { data in
            var scalars = data.inputs.scalars
            scalars[17] = .nan
            data.inputs = Tensor(shape: data.inputs.shape, scalars: scalars)
          }
        }),
      PreflightCase(
        "P20", "inputs a hundred times too large",
        broken: { run($0) { $0.inputs = $0.inputs * 100 } }),
      PreflightCase(
        "P20", "one feature in other units",
        broken: {
          run($0) { data in
            data.inputs = data.inputs * Tensor([1, 1, 1, 1, 1, 100])
          }
        }),
      PreflightCase(
        "P21", "four of six features overwritten",
        broken: { run($0) { data in data.inputs = data.inputs * Tensor([1, 1, 0, 0, 0, 0]) } }),
      PreflightCase(
        "P22", "labels from 1", broken: { run($0) { $0.targets = $0.targets + Tensor(1) } }),
      PreflightCase(
        "P22", "labels that were scaled", broken: { run($0) { $0.targets = $0.targets / 2 } }),
      PreflightCase(
        "P23", "rows where class numbers are wanted",
        broken: { run($0) { $0 = PreflightSamples.rows(of: $0, classCount: 3) } }),
      PreflightCase(
        "P23", "class numbers where rows are wanted",
        broken: { seed in
          var setup = PreflightSamples.healthy(seed: seed)
          setup.loss = .categorical
          return setup
        }),
      PreflightCase(
        "P24", "95 to 5", broken: { twoClasses($0, rare: 6) }, twin: { twoClasses($0, rare: 60) }),
      PreflightCase(
        "P24", "a class without a sample",
        broken: { run($0) { $0.targets = $0.targets.map { $0 == 2 ? 1 : $0 } } }),
      PreflightCase(
        "P25", "targets in hundreds",
        broken: { regression($0, factor: 100, offset: 300) }, twin: { regression($0) }),
      PreflightCase(
        "P25", "targets in thousandths", broken: { regression($0, factor: 0.005) },
        twin: { regression($0) }),
      PreflightCase(
        "P26", "labels shuffled apart from their inputs", broken: { grid($0, shuffled: true) },
        twin: { grid($0, shuffled: false) }),
      PreflightCase(
        "P27", "held-out rows from the training set",
        broken: { run($0) { $0.validationInputs = $0.inputs.slice(10..<20) } }),
      PreflightCase(
        "P28", "the target as a seventh feature",
        broken: { seed in
          let data = PreflightSamples.value(seed: seed)
          var leaking = data
          leaking.inputs = .concatenation([data.inputs, data.targets * 2 + Tensor(1)], axis: 1)
          leaking.validationInputs = nil
          return PreflightSetup(
            model: PreflightSamples.network([7, 16, 1], seed: seed), data: leaking,
            task: .values(1),
            loss: .squaredError)
        },
        twin: { seed in
          PreflightSetup(
            model: PreflightSamples.network([6, 16, 1], seed: seed),
            data: PreflightSamples.value(seed: seed),
            task: .values(1), loss: .squaredError)
        }),
    ]
  }
}
