import Autograd
import BatchNorm
import TensorCore
import TestSupport
import Testing

/// The table of axes and states, row by row held against the layers by experiments.
@Suite struct Lesson05Table {
  private static let shape: Shape = [4, 6, 2, 3]

  static let rows = NormalizationKind.all
  static let ofData = rows.filter { $0.name != "Weight norm" }

  /// For every scalar of the output whether it changes with one scalar of the input.
  private func changed(
    _ kind: NormalizationKind, by sample: Int, _ channel: Int, _ row: Int
  )
    -> Tensor
  {
    let layer = kind.makeLayer(Self.shape)
    let x = normals(Self.shape)
    var moved = x
    moved[sample, channel, row, 1] += 5
    let difference = layer(Variable(moved)).value - layer(Variable(x)).value
    return difference.map { abs($0) > 1e-4 ? 1 : 0 }
  }

  @Test(arguments: ofData)
  func `what changes with an input is what the row says`(_ kind: NormalizationKind) {
    let map = changed(kind, by: 1, 2, 0)
    let (samples, channels, height, width) = (4, 6, 2, 3)
    for sample in 0..<samples {
      for channel in 0..<channels {
        for (row, column) in [(0, 0), (1, 2)] where row < height && column < width {
          let meets =
            (sample == 1 || kind.batch == .whole)
            && (channel == 2 || kind.channels == .whole
              || (kind.channels == .groups && channel / 2 == 1))
            && kind.places == .whole
          #expect(
            (map[sample, channel, row, column] == 1) == meets, "\(sample) \(channel) \(row)")
        }
      }
    }
    #expect(map[1, 2, 0, 1] == 1)
  }

  @Test(arguments: ofData)
  func `the number of statistics is the number of runs`(_ kind: NormalizationKind) {
    let counts = [
      "Batch norm": 6, "Layer norm": 4, "RMS norm": 4, "Group norm": 12, "Instance norm": 24,
    ]
    #expect(kind.statisticsCount(of: Self.shape, groupCount: 3) == counts[kind.name])
  }

  @Test func `weight norm measures no data`() throws {
    let kind = try #require(NormalizationKind.all.last)
    #expect(kind.name == "Weight norm")
    #expect(kind.statisticsCount(of: Self.shape, groupCount: 3) == 0)
    #expect(!kind.mixesSamples && !kind.modesDiffer && kind.buffers.isEmpty)
    // Its layer maps the last axis to itself.
    let layer = kind.makeLayer(Self.shape)
    #expect(layer(Variable(normals([5, 3]))).shape == [5, 3])
  }

  @Test(arguments: ofData)
  func `a constant goes if a mean is subtracted`(_ kind: NormalizationKind) {
    let layer = kind.makeLayer(Self.shape)
    let x = normals(Self.shape)
    let moved = layer(Variable(x + 3)).value
    let isSame = difference(moved, layer(Variable(x)).value) < 100 * rounding
    #expect(isSame == kind.subtractsMean)
  }

  @Test(arguments: rows)
  func `buffers and modes are those of the row`(_ kind: NormalizationKind) {
    let shape: Shape = kind.name == "Weight norm" ? [4, 6] : Self.shape
    let layer = kind.makeLayer(shape)
    #expect(layer.buffers.map(\.name) == kind.buffers)
    let x = Variable(normals(shape, mean: 2))
    let training = layer(x).value
    let evaluation = layer.withMode(.evaluation) { layer(x).value }
    #expect((training != evaluation) == kind.modesDiffer)
    #expect(layer.parameters.isEmpty == (kind.name == "Instance norm"))
  }

  @Test(arguments: rows)
  func `samples mix in the rows that say so`(_ kind: NormalizationKind) {
    let shape: Shape = kind.name == "Weight norm" ? [4, 6] : Self.shape
    let x = normals(shape)
    let parity = servingParity(
      kind.makeLayer(shape), request: x.slice(0..<1), companions: x.slice(1..<4))
    #expect(parity.holds == !kind.mixesSamples)
  }

  @Test func `names are different`() {
    #expect(Set(Self.rows.map(\.name)).count == 6)
  }

  // MARK: The relatives among themselves

  @Test func `one group is a layer norm, one a channel instance norm`() {
    let x = Variable(normals(Self.shape, mean: 3))
    func group(_ count: Int) -> Tensor { GroupNorm(groupCount: count, channelCount: 6)(x).value }
    #expect(difference(group(1), LayerNorm(shape: [6, 2, 3])(x).value) < rounding)
    #expect(difference(group(6), InstanceNorm(channelCount: 6)(x).value) < rounding)
  }

  @Test func `RMS norm of centered samples is layer norm`() {
    let x = normals([5, 8], mean: 3)
    let centered = x - x.mean(axis: 1).reshaped(to: [5, 1])
    let (rms, layer) = (
      RMSNorm(shape: [8], epsilon: 1e-5)(Variable(centered)).value,
      LayerNorm(shape: [8])(Variable(x)).value
    )
    #expect(difference(rms, layer) < rounding)
  }

  @Test func `weight norm starts as the layer it was made of`() throws {
    var generator = SplitMix64(seed: 2)
    let linear = Linear(inputCount: 4, outputCount: 3, using: &generator)
    let layer = WeightNormLinear(linear)
    let x = Variable(normals([5, 4]))
    #expect(difference(layer(x).value, linear(x).value) < rounding)
    // The length of the direction does not matter.
    layer.direction.unguardedValue *= 7
    #expect(difference(layer(x).value, linear(x).value) < rounding)
    try layer(x).backward(cotangent: normals([5, 3], seed: 3))
    let along = (try #require(layer.direction.gradient) * layer.direction.value).sum(axis: 1)
    #expect(along.maximumMagnitude() < rounding)
    let names = layer.parameters.map(\.name)
    #expect(
      names == [
        "bias", "parametrizations.weight.original0", "parametrizations.weight.original1",
      ])
  }
}
