import Autograd
public import Course
import TensorCore

// Who draws from which generator.

extension FailureMode {
  /// F4.13: one generator for everything makes everything depend on the order.
  public static var drawsInserted: FailureMode {
    FailureMode(
      id: .failureMode(4, 13), title: "An unrelated line changes all first weights",
      symptom: """
        The seed is set, and yet results change with a new plot, a new layer, or a shuffled data \
        set.
        """,
      diagnosis: """
        All draws come from one generator in the order of the calls. One more call shifts every \
        later one.
        """,
      fix: "A generator for each parameter, seeded by the run's seed and the parameter's name.",
      quantity: "weights of two that another line in the script changes",
      symptomatic: .above(0.5),
      broken: Run("one generator for everything") { seed in
        changedWeights(seed) { seed, drawing in
          var generator = SplitMix64(seed: seed)
          if drawing { _ = generator.uniform() }
          let shapes: [Shape] = [[8, 4], [2, 8]]
          return shapes.map { Initializer.kaimingNormal()($0, using: &generator) }
        }
      },
      remedies: [
        Run("a generator for each parameter") { seed in
          changedWeights(seed) { seed, drawing in
            var generator = SplitMix64(seed: seed)
            if drawing { _ = generator.uniform() }
            let shapes: [(String, Shape)] = [("0.weight", [8, 4]), ("2.weight", [2, 8])]
            return shapes.map { name, shape in
              var own = SplitMix64(seed: seed, for: name)
              return Initializer.kaimingNormal()(shape, using: &own)
            }
          }
        }
      ])
  }

  /// Initializes twice, the second time after another draw.
  private static func changedWeights(
    _ seed: UInt64, _ weights: (_ seed: UInt64, _ drawing: Bool) -> [Tensor]
  ) -> Measurement {
    let changed = zip(weights(seed, false), weights(seed, true)).count { $0 != $1 }
    return Measurement(Double(changed))
  }

  /// F4.33: the same seed everywhere gives the same numbers everywhere.
  public static var sameSeedInEveryLayer: FailureMode {
    FailureMode(
      id: .failureMode(4, 33), title: "Every layer sets the seed",
      symptom: """
        Layers of equal shape have equal weights; workers that do so augment alike, and members of \
        an ensemble start as copies of each other.
        """,
      diagnosis: "A seed set again starts the same sequence again.",
      fix: "Set it once, or mix the layer's name or the worker's number into it.",
      quantity: "layers of five that have the weights of the first", symptomatic: .above(0.5),
      broken: Run("seeded in every layer") { seed in
        equalLayers { generator, _ in generator = SplitMix64(seed: seed) }
      },
      remedies: [
        Run("seeded once") { seed in
          equalLayers { generator, layer in
            if layer == 0 { generator = SplitMix64(seed: seed) }
          }
        }
      ])
  }

  private static func equalLayers(
    _ prepare: (_ generator: inout SplitMix64, _ layer: Int) -> Void
  ) -> Measurement {
    var generator = SplitMix64(seed: 0)
    let weights = (0..<6).map { layer in
      prepare(&generator, layer)
      return Initializer.kaimingNormal()([8, 8], using: &generator)
    }
    return Measurement(Double(weights.dropFirst().count { $0 == weights[0] }))
  }
}
