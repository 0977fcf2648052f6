public import Datasets
import TensorCore

/// A family of models with the settings that may be tried: six for each of the overview's, so that none searches more.
public struct Contender: Sendable {
  /// Fits one model.
  public typealias Fit = @Sendable (_ data: LabeledData, _ seed: UInt64) throws -> any Classifier

  /// The name of the family.
  public let name: String

  /// What may be tried, by name.
  public let candidates: [(name: String, fit: Fit)]

  /// Creates a family.
  ///
  /// - Precondition: There is a candidate.
  public init(_ name: String, candidates: [(name: String, fit: Fit)]) {
    precondition(!candidates.isEmpty, "Contender.init: \(name) has no candidate")
    self.name = name
    self.candidates = candidates
  }
}

extension Contender {
  /// Logistic regression with penalties from 0.001 to 100.
  public static var linear: Contender {
    Contender(
      "linear",
      candidates: ([0.001, 0.01, 0.1, 1, 10, 100] as [Scalar]).map { strength in
        (
          "λ \(strength)",
          { @Sendable data, _ in
            LogisticRegression(fitting: data, settings: .init(strength: strength))
          }
        )
      })
  }

  /// One to twenty-five neighbors.
  public static var neighbors: Contender {
    Contender(
      "neighbors",
      candidates: [1, 3, 5, 9, 15, 25].map { count in
        (
          "k \(count)",
          { @Sendable data, _ in NearestNeighbors(keeping: data, neighborCount: count) }
        )
      })
  }

  /// Fifty or two hundred stumps, at three shares.
  public static var stumps: Contender {
    Contender(
      "stumps",
      candidates: [50, 200].flatMap { count in
        ([0.1, 0.3, 1] as [Scalar]).map { shrinkage in
          (
            "\(count) stumps, ν \(shrinkage)",
            { @Sendable data, _ in
              BoostedStumpsClassifier(
                fitting: data, settings: .init(stumpCount: count, shrinkage: shrinkage))
            }
          )
        }
      })
  }

  /// One hidden layer: two widths, three rates.
  ///
  /// - Parameter stepCount: The number of steps of each run.
  /// - Returns: The family.
  public static func network(stepCount: Int = 400) -> Contender {
    Contender(
      "network",
      candidates: [16, 64].flatMap { width in
        ([0.003, 0.01, 0.03] as [Scalar]).map { rate in
          (
            "\(width) units, rate \(rate)",
            { @Sendable data, seed in
              try NetworkClassifier(
                fitting: data,
                settings: NetworkSettings(
                  hiddenWidths: [width], learningRate: rate, stepCount: stepCount), seed: seed)
            }
          )
        }
      })
  }

  /// The four families.
  public static var all: [Contender] { [linear, neighbors, stumps, network()] }
}
