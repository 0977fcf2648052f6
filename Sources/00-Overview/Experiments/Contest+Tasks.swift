import Datasets
import TensorCore

extension Contest {
  /// Points in four quadrants, the class is whether the signs differ: a pure interaction of two features.
  public static var quadrants: Contest {
    synthetic("quadrants") { count, generator in
      .xorQuadrants(count: count, using: &generator)
    }
  }

  /// The same with four features more that have nothing to say, and 500 samples to train on.
  public static var hiddenQuadrants: Contest {
    synthetic("quadrants among 6", count: 500) { count, generator in
      let points = LabeledData.xorQuadrants(count: count, using: &generator)
      let others = Tensor.uniform([count, 4], in: -1..<1, using: &generator)
      return points.replacingFeatures(with: .concatenation([points.features, others], axis: 1))
    }
  }

  /// Two concentric rings with noise: no line divides them, but a sum of one function a coordinate nearly does.
  public static var rings: Contest {
    synthetic("rings") { count, generator in
      .rings(count: count, noise: 0.1, using: &generator)
    }
  }

  /// Ten uniform features, three of which vote by a step: a small table whose classes an additive score divides.
  ///
  /// The class is 1 where the sum of ±1 over the three thresholds is positive, and each label is flipped with
  /// probability 0.1, so that no model errs in less than a tenth in the long run.
  public static var steps: Contest {
    synthetic("steps") { count, generator in
      let features = Tensor.uniform([count, 10], in: -1..<1, using: &generator)
      let labels = (0..<count).map { row in
        let places: [Scalar] = [0.2, -0.3, 0.1]
        let votes = places.indices.count { features[row, $0] > places[$0] }
        let label = votes >= 2 ? 1 : 0
        return generator.uniform() < 0.1 ? 1 - label : label
      }
      return LabeledData(name: "steps", features: features, labels: labels, classCount: 2)
    }
  }

  /// Measurements of breast tumors, a small table: 200 to train on, 100 to choose by, 269 to test, standardized.
  public static var tumors: Contest {
    Contest("tumors") { seed in
      var generator = SplitMix64(seed: seed)
      let all = try LabeledData.breastCancer().shuffled(using: &generator)
      return standardized(
        all.selecting(Array(0..<200)), all.selecting(Array(200..<300)),
        all.selecting(Array(300..<569)))
    }
  }

  /// Handwritten digits: 500 to train on, 200 to choose by, and 360 to test, for the most part of other writers.
  public static var digits: Contest {
    Contest("digits") { seed in
      var generator = SplitMix64(seed: seed)
      let (earlier, test) = try LabeledData.digits().splitByOrder(testCount: 360)
      let rows = generator.permutation(of: earlier.count)
      return (
        earlier.selecting(Array(rows[0..<500])), earlier.selecting(Array(rows[500..<700])), test
      )
    }
  }

  /// The tasks, those of few features first.
  public static var all: [Contest] { [quadrants, hiddenQuadrants, rings, steps, tumors, digits] }

  private static func synthetic(
    _ name: String, count: Int = 200,
    _ draw: @escaping @Sendable (_ count: Int, _ generator: inout SplitMix64) -> LabeledData
  ) -> Contest {
    Contest(name) { seed in
      var generator = SplitMix64(seed: seed)
      let (training, validation) = (draw(count, &generator), draw(count / 2, &generator))
      return (training, validation, draw(1_000, &generator))
    }
  }

  private static func standardized(
    _ training: LabeledData, _ validation: LabeledData, _ test: LabeledData
  ) -> (training: LabeledData, validation: LabeledData, test: LabeledData) {
    let standardizer = Standardizer(fittedTo: training.features)
    return (
      standardizer.apply(to: training), standardizer.apply(to: validation),
      standardizer.apply(to: test)
    )
  }
}
