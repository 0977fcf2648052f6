public import Datasets
import TensorCore

/// A task on which tuned families meet: the same three parts of the data, the same number of candidates.
///
/// Each family fits all its candidates on the training samples, keeps the one with the least error on the validation
/// samples (the first of equals), and is measured once on the test samples.
public struct Contest: Sendable {
  /// How a family did.
  public struct Result: Sendable {
    /// The family.
    public let name: String

    /// The candidate that validation chose.
    public let chosen: String

    /// Its error on the validation samples.
    public let validationError: Double

    /// Its error on the test samples.
    public let testError: Double
  }

  /// What the task is called.
  public let name: String

  /// Draws the three parts of the data from a seed.
  public let parts:
    @Sendable (_ seed: UInt64) throws -> (
      training: LabeledData, validation: LabeledData, test: LabeledData
    )

  /// Creates a task.
  public init(
    _ name: String,
    parts:
      @escaping @Sendable (_ seed: UInt64) throws -> (
        training: LabeledData, validation: LabeledData, test: LabeledData
      )
  ) {
    self.name = name
    self.parts = parts
  }

  /// Has the families meet once.
  ///
  /// - Parameters:
  ///   - contenders: The families.
  ///   - seed: The seed of the data, of weights and of batches.
  /// - Returns: A result a family.
  /// - Throws: An error if a data file is damaged, or what a training throws.
  public func results(of contenders: [Contender] = Contender.all, seed: UInt64) throws -> [Result] {
    let (training, validation, test) = try parts(seed)
    return try contenders.map { contender in
      var best: (name: String, error: Double, model: any Classifier)?
      for candidate in contender.candidates {
        let model = try candidate.fit(training, seed)
        let error = model.error(on: validation)
        if best.map({ error < $0.error }) ?? true { best = (candidate.name, error, model) }
      }
      guard let best else { preconditionFailure("Contest.results: \(contender.name) is empty") }
      return Result(
        name: contender.name, chosen: best.name, validationError: best.error,
        testError: best.model.error(on: test))
    }
  }

  /// Has the families meet several times.
  ///
  /// - Parameters:
  ///   - contenders: The families.
  ///   - seeds: The seeds.
  /// - Returns: For each family the test errors, seed by seed.
  /// - Throws: An error if a data file is damaged, or what a training throws.
  public func testErrors(
    of contenders: [Contender] = Contender.all, seeds: ClosedRange<UInt64>
  ) throws -> [String: [Double]] {
    var errors: [String: [Double]] = [:]
    for seed in seeds {
      for result in try results(of: contenders, seed: seed) {
        errors[result.name, default: []].append(result.testError)
      }
    }
    return errors
  }
}
