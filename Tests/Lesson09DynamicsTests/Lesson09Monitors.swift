import Activations
import Autograd
import Course
import Dynamics
import Regularization
import TensorCore
import TestSupport
import Testing

/// What hooks see of layers, and comparisons of parameters.
@Suite struct Lesson09Monitors {
  @Test func `shares and moments of one output`() throws {
    var statistics = ActivationStatistics(.init(isActivation: true, bounds: -1...1))
    statistics.observe(Tensor([[1, 0, -0.98], [0.5, 0, 0]]))
    #expect(statistics.zeroShare == 0.5)
    #expect(statistics.deadShare == 1.0 / 3)
    #expect(statistics.saturatedShare == 2.0 / 6)
    #expect(abs(statistics.mean - 0.52 / 6) < 1e-7)
    let square = (1 + 0.98 * 0.98 + 0.25) / 6 - (0.52 / 6) * (0.52 / 6)
    #expect(abs(statistics.standardDeviation - square.squareRoot()) < 1e-7)
  }

  @Test func `parts of a batch give what the whole gives`() {
    var generator = SplitMix64(seed: 1)
    let whole = Tensor.normal([12, 5], using: &generator).map { $0 < 0.3 ? 0 : $0 + 2 }
    var (once, parts) = (
      ActivationStatistics(.init(isActivation: true)),
      ActivationStatistics(.init(isActivation: true))
    )
    once.observe(whole)
    for range in [0..<3, 3..<4, 4..<12] { parts.observe(whole.slice(range)) }
    #expect(parts.zeroShare == once.zeroShare && parts.deadShare == once.deadShare)
    #expect(abs(parts.mean - once.mean) < 1e-12)
    #expect(abs(parts.standardDeviation - once.standardDeviation) < 1e-12)
  }

  @Test func `a channel is a unit, and a vector of samples is one`() {
    var images = ActivationStatistics(.init(isActivation: true))
    var scalars = [Scalar](repeating: 0, count: 2 * 3 * 2 * 2)
    scalars[13] = 1  // sample 1, channel 0
    images.observe(Tensor(shape: [2, 3, 2, 2], scalars: scalars))
    #expect(images.deadShare == 2.0 / 3)
    var vector = ActivationStatistics(.init(isActivation: true))
    vector.observe(Tensor([0, 0, 1]))
    #expect(vector.deadShare == 0)
  }

  static let bounded = ["Sigmoid", "Tanh", "Softsign", "Hardtanh", "Hardsigmoid"]

  @Test func `bounded activations are those that level off at both ends`() {
    let found = Activation.all.filter {
      ActivationStatistics.Kind(of: ActivationLayer($0)).bounds != nil
    }
    let names = Set(found.map { $0.name.lowercased().filter(\.isLetter) })
    #expect(names == Set(Self.bounded.map { $0.lowercased() }))
    #expect(ActivationStatistics.Kind(of: FunctionLayer("tanh", tanh)).bounds == -1...1)
    #expect(ActivationStatistics.Kind(of: FunctionLayer("relu", relu)).bounds == nil)
  }

  @Test func `the share of saturated outputs is lesson 03's`() {
    var generator = SplitMix64(seed: 2)
    let x = Tensor.normal([40, 10], standardDeviation: 3, using: &generator)
    for activation in [Activation.tanh, .sigmoid] {
      var statistics = ActivationStatistics(.init(of: ActivationLayer(activation)))
      statistics.observe(activation(x))
      let share = Double(Saturation(of: activation, at: x).share)
      #expect(abs(Double(statistics.saturatedShare ?? .nan) - share) < 1e-7)
    }
  }

  @Test func `planted dead and saturated units are counted exactly`() throws {
    let run = try DigitsRun(seed: 1)
    let first = try #require(run.model.layers[0] as? Linear)
    let bias = try #require(first.bias)
    try withoutGradient {
      try bias.update { for unit in 0..<32 { $0[unit] = unit < 8 ? -1000 : 1000 } }
    }
    let monitors = Monitors(of: run.model)
    _ = run.loss()
    #expect(monitors.layers["1"]?.deadShare == 8.0 / 32)

    let saturated = try DigitsRun(seed: 1, hidden: FunctionLayer("tanh", tanh))
    let map = try #require(saturated.model.layers[0] as? Linear)
    let pushed = try #require(map.bias)
    try withoutGradient { try pushed.update { for unit in 0..<8 { $0[unit] = 1000 } } }
    let others = Monitors(of: saturated.model)
    _ = saturated.loss()
    #expect((others.layers["1"]?.saturatedShare ?? 0) >= 8.0 / 32)
    #expect((others.layers["1"]?.saturatedShare ?? 1) < 9.0 / 32)
  }

  @Test func `one line gives fit all the columns`() throws {
    let run = try DigitsRun(seed: 3, hidden: FunctionLayer("tanh", tanh))
    let monitors = Monitors(of: run.model)
    let record = try fit(
      run.model, AdamW(run.model.trainedVariables), columns: monitors.columns, stepCount: 3
    ) { _ in run.loss() }.finished()
    for step in record.steps {
      func names(_ column: TrainingRecord.Column) -> [String]? {
        step.columns[column]?.keys.sorted()
      }
      for column in [TrainingRecord.Column.activationMean, .activationStandardDeviation] {
        #expect(names(column) == ["0", "1", "2"], "\(column.rawValue)")
      }
      for column in [TrainingRecord.Column.zeroShare, .deadShare, .saturatedShare] {
        #expect(names(column) == ["1"], "\(column.rawValue)")
      }
      #expect(names(.unchangedShare) == ["0.bias", "0.weight", "2.bias", "2.weight"])
      #expect(step.columns[.unchangedShare]?["2.weight"] == 0)
    }
  }

  @Test func `a step is what one pass saw, not what all saw`() throws {
    let run = try DigitsRun(seed: 4)
    let monitors = Monitors(of: run.model)
    for _ in 0..<2 {
      _ = run.loss()
      #expect(monitors.layers["1"]?.count == 32 * 32)
    }
    // Parts of one batch are put together until somebody reads.
    _ = run.loss()
    _ = run.loss()
    #expect(monitors.layers["1"]?.count == 2 * 32 * 32)
    #expect(monitors.layers["1"]?.count == 2 * 32 * 32)
  }

  @Test func `evaluation changes no figure, and stopped hooks see nothing`() throws {
    let run = try DigitsRun(seed: 5)
    let monitors = Monitors(of: run.model)
    _ = run.loss()
    let before = monitors.layers["1"]?.mean
    _ = run.model.withMode(.evaluation) { run.loss() }
    #expect(monitors.layers["1"]?.mean == before)
    monitors.stop()
    _ = run.loss()
    #expect(monitors.layers["1"]?.mean == before)
  }

  @Test func `zeros of dropout are not counted as silence`() throws {
    let dropout = Dropout(probability: 0.5, seed: 1)
    #expect(!ActivationStatistics.Kind(of: dropout).isActivation)
    let run = try DigitsRun(seed: 6, hidden: dropout)
    let monitors = Monitors(of: run.model)
    _ = run.loss()
    let columns = monitors.columns.mapValues { $0() }
    #expect(columns[.zeroShare]?.isEmpty == true)
    #expect(columns[.activationMean]?.count == 3)
  }

  @Test func `what an update leaves is counted to the bit`() throws {
    let layer = Linear(weight: Tensor([[1, 2], [3, -0.0]]), bias: Tensor([0, 0]))
    let monitors = Monitors(of: layer)
    _ = layer(Variable(Tensor([[1, 1]])))
    try withoutGradient { try layer.weight.update { $0 = Tensor([[1, 2.5], [3, 0]]) } }
    #expect(monitors.unchangedShares == ["weight": 0.5, "bias": 1])
    // Reading again gives the same; the next pass begins anew.
    #expect(monitors.unchangedShares == ["weight": 0.5, "bias": 1])
    _ = layer(Variable(Tensor([[1, 1]])))
    #expect(monitors.unchangedShares == ["weight": 1, "bias": 1])
  }

  @Test func `watching changes no bit of the run`() throws {
    var ends: [[Tensor]] = []
    for isWatched in [false, true] {
      let run = try DigitsRun(seed: 7)
      let columns = isWatched ? Monitors(of: run.model).columns : [:]
      _ = try fit(
        run.model, AdamW(run.model.trainedVariables), columns: columns, stepCount: 5
      ) { _ in run.loss() }.finished()
      ends.append(run.model.trainedVariables.map(\.value))
    }
    #expect(ends[0] == ends[1])
  }
}
