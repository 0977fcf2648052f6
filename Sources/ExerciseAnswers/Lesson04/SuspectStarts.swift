import TensorCore

// The starts on which the learner's check is tried (exercise E04.7).

/// Outputs of hidden layers that are healthy or not.
struct SuspectStart: Sendable {
  let name: String
  let isHealthy: Bool
  /// The outputs, `[layer][sample][unit]`.
  let outputs: [[[Double]]]
}

extension SuspectStart {
  /// Healthy ones first, then others that are far off in one thing.
  ///
  /// - Parameter seed: The seed of the numbers, of their counts, and of the places of the faults.
  /// - Returns: The starts.
  static func all(seed: UInt64) -> [SuspectStart] {
    var generator = SplitMix64(seed: seed)
    let (samples, units) = (4 + Int(seed % 3), 5 + Int(seed % 2))
    func layer() -> [[Double]] {
      (0..<samples).map { _ in (0..<units).map { _ in generator.normalPair().0 } }
    }
    let layers = [layer(), layer(), layer()]
    func changed(_ change: (Double, _ sample: Int, _ unit: Int) -> Double) -> [[[[Double]]]] {
      layers.indices.map { place in
        var outputs = layers
        outputs[place] = layers[place].enumerated().map { sample, row in
          row.enumerated().map { unit, value in change(value, sample, unit) }
        }
        return outputs
      }
    }
    func starts(
      _ name: String, isHealthy: Bool = false, _ outputs: [[[[Double]]]]
    ) -> [SuspectStart] {
      outputs.enumerated().map { place, outputs in
        SuspectStart(name: "\(name), layer \(place + 1)", isHealthy: isHealthy, outputs: outputs)
      }
    }
    let (lastSample, lastUnit) = (samples - 1, units - 1)
    let equalPlaces = [(0, 1), (1, lastUnit), (lastUnit - 1, lastUnit)]
    let equal = equalPlaces.enumerated().map { place, pair in
      var outputs = layers
      for sample in 0..<samples { outputs[place][sample][pair.1] = outputs[place][sample][pair.0] }
      return outputs
    }
    return [
      SuspectStart(name: "normal numbers", isHealthy: true, outputs: layers),
      SuspectStart(name: "one layer", isHealthy: true, outputs: [layers[0]]),
    ]
      + starts("ReLU, a unit dead", isHealthy: true, changed { x, _, u in u == 0 ? 0 : abs(x) })
      + starts("small", isHealthy: true, changed { x, _, _ in 0.1 * x })
      + starts("large", isHealthy: true, changed { x, _, _ in 10 * x })
      + starts("a mean of 10", isHealthy: true, changed { x, _, _ in 10 + x })
      + starts(
        "two samples are the same", isHealthy: true,
        changed { x, s, _ in s < 2 ? 1 + x * 0 : x }
          .map { outputs in
            outputs.map { layer in
              layer.map { row in
                row.enumerated().map { $1 + 1e-3 * Double($0) }
              }
            }
          })
      + starts(
        "units equal but for one sample", isHealthy: true,
        changed { x, s, u in
          s == lastSample ? x : Double(s) - 1
        })
      + starts("faded", changed { x, _, _ in 0.001 * x })
      + starts("exploded", changed { x, _, _ in 1000 * x })
      + starts("far beyond", changed { x, _, _ in 1e200 * x })
      + starts("all zero", changed { _, _, _ in 0 })
      + starts("one NaN", changed { x, s, u in s == lastSample && u == lastUnit ? .nan : x })
      + starts("one infinity", changed { x, s, u in s == 1 && u == lastUnit ? -.infinity : x })
      + starts("no difference between samples", changed { x, _, u in 0.3 + Double(u) + 1e-6 * x })
      + starts("nearly none, of both signs", changed { x, _, u in Double(u) - 2 + 1e-4 * x })
      + starts("two equal units", equal)
      + starts("all units equal", changed { _, s, _ in Double(s) - 1.3 })
  }
}
