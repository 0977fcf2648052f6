public import Datasets
import Schedulers
import TensorCore

/// Row 4 of the table: how many settings a person chooses, and how much each of them matters.
public enum Knobs {
  /// The settings of ridge regression by name, counted by reflection.
  public static var ridge: [String] { names(RidgeRegression.Settings()) }

  /// The settings of boosted stumps by name.
  public static var stumps: [String] { names(BoostedStumps.Settings()) }

  /// The settings of the overview's networks by name.
  public static var network: [String] { names(NetworkSettings()) }

  /// The held-out errors of a network on digits when one setting at a time is a sixteenth, once and sixteen times what it was.
  ///
  /// The settings are lesson 08's: rate, width, batch, decay, distance of the momentum from 1 (at most 1), size of the first
  /// weights. Every run sees 3,072 samples, so that a larger batch makes fewer steps.
  ///
  /// - Parameter seed: The seed of weights and batches.
  /// - Returns: For each setting the difference of the greatest and the least of the three errors.
  /// - Throws: An error if the data file is damaged, or what the engine throws.
  public static func spreads(seed: UInt64) throws -> [(name: String, spread: Double)] {
    let (training, validation) = try split()
    func error(_ settings: DigitsSettings) throws -> Double {
      try settings.heldOutError(
        training: training, validation: validation, sampleCount: 3_072, seed: seed)
    }
    let middle = try error(DigitsSettings())
    let changes: [(String, (inout DigitsSettings, Scalar) -> Void)] = [
      ("rate", { $0.rate *= $1 }), ("width", { $0.width = scaled($0.width, $1) }),
      ("batch", { $0.batch = scaled($0.batch, $1) }), ("decay", { $0.decay *= $1 }),
      ("momentum", { $0.momentum = max(0, 1 - (1 - $0.momentum) / $1) }),
      ("initialization", { $0.gain *= $1 }),
    ]
    return try changes.map { name, change in
      let errors = try ([1.0 / 16, 16] as [Scalar]).map { factor in
        var settings = DigitsSettings()
        change(&settings, factor)
        return try error(settings)
      }
      let all = errors + [middle]
      return (name, (all.max() ?? 0) - (all.min() ?? 0))
    }
  }

  /// The same for the one setting of logistic regression: its penalty.
  ///
  /// - Returns: The difference of the greatest and the least of the three errors.
  /// - Throws: An error if the data file is damaged.
  public static func penaltySpread() throws(DatasetError) -> Double {
    let (training, validation) = try split()
    let errors = ([1.0 / 16, 1, 16] as [Scalar]).map { strength in
      LogisticRegression(fitting: training, settings: .init(strength: strength))
        .error(on: validation)
    }
    return (errors.max() ?? 0) - (errors.min() ?? 0)
  }

  private static func split() throws(DatasetError) -> (LabeledData, LabeledData) {
    let digits = try LabeledData.digits()
    return (
      digits.selecting(Array(0..<400)), digits.selecting(Array(1_437..<1_797))
    )
  }

  private static func scaled(_ count: Int, _ factor: Scalar) -> Int {
    Int((Scalar(count) * factor).rounded())
  }

  private static func names(_ settings: Any) -> [String] {
    Mirror(reflecting: settings).children.compactMap(\.label)
  }
}
