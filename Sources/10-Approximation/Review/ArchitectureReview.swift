public import Perceptron
import TensorCore
import Text

/// What a design review asks of candidate architectures, answered with figures.
///
/// ```swift
/// print(ArchitectureReview(
///   inputCount: 512, outputCount: 10, candidates: [[512, 512, 512, 512], [2048], [2048, 2048]]))
/// ```
///
/// “4 layers of 512 or 2 of 2048?” has no answer before one has counted: whether the two are alike in size depends on how the second is read.
public struct ArchitectureReview: Sendable {
  /// A candidate with what it costs and what it could represent.
  public struct Row: Sendable {
    /// The widths of the hidden layers.
    public let hiddenWidths: [Int]

    /// Parameters, multiply-adds and activations.
    public let ledger: Ledger

    /// Bytes of parameters while it is served, in `Float`.
    public var servingBytes: Int { 4 * ledger.parameterCount }

    /// Bytes while it is trained with Adam in `Float`: weights, gradients, two means, and the activations of a batch.
    public var trainingBytes: Int { 16 * ledger.parameterCount + 4 * ledger.activationCount }

    /// The base-10 logarithm of the bound on its linear regions.
    public let regionDigits: Double

    /// The least hidden width.
    public var narrowest: Int { hiddenWidths.min() ?? 0 }
  }

  /// The number of inputs.
  public let inputCount: Int

  /// The number of outputs.
  public let outputCount: Int

  /// The number of samples of a batch.
  public let batch: Int

  /// The candidates, in the order given.
  public let rows: [Row]

  /// Reviews candidates.
  ///
  /// - Parameters:
  ///   - inputCount: The number of inputs; positive.
  ///   - outputCount: The number of outputs; positive.
  ///   - batch: The number of samples of a batch; positive.
  ///   - candidates: For each the widths of its hidden layers; at least one candidate with a hidden layer each.
  /// - Precondition: The arguments are as said.
  public init(inputCount: Int, outputCount: Int, batch: Int = 32, candidates: [[Int]]) {
    precondition(
      inputCount > 0 && outputCount > 0 && batch > 0 && !candidates.isEmpty
        && candidates.allSatisfy { !$0.isEmpty && $0.allSatisfy { $0 > 0 } },
      "ArchitectureReview.init: \(inputCount) inputs, \(outputCount) outputs, batch \(batch), candidates \(candidates)"
    )
    self.inputCount = inputCount
    self.outputCount = outputCount
    self.batch = batch
    rows = candidates.map { widths in
      Row(
        hiddenWidths: widths,
        ledger: Ledger(widths: [inputCount] + widths + [outputCount], batch: batch),
        regionDigits: Self.regionDigits(widths, inputCount: inputCount))
    }
  }

  /// The logarithm of the upper bound, added up so that it does not overflow.
  private static func regionDigits(_ widths: [Int], inputCount: Int) -> Double {
    var (digits, narrowest) = (0.0, inputCount)
    for width in widths {
      narrowest = min(narrowest, width)
      // At least n units in d ≥ n dimensions: 2ⁿ regions.
      digits +=
        narrowest >= width
        ? Double(width) * .log(2) / .log(10)
        : logOfBinomialSum(width, narrowest)
    }
    return digits
  }

  private static func logOfBinomialSum(_ count: Int, _ dimension: Int) -> Double {
    // Σ C(n, j) relative to its greatest term, which keeps it in range.
    var logs = [0.0]
    for j in 1...dimension { logs.append(logs[j - 1] + .log(Double(count - j + 1) / Double(j))) }
    let greatest = logs.max() ?? 0
    return (greatest + .log(logs.reduce(0) { $0 + .exp($1 - greatest) })) / .log(10)
  }

  /// The parameters of the first candidate over those of another.
  ///
  /// - Parameter index: The position of the other; it exists.
  /// - Returns: The ratio.
  public func parameterRatio(to index: Int) -> Double {
    Double(rows[0].ledger.parameterCount) / Double(rows[index].ledger.parameterCount)
  }

  /// Networks of one to so many equal hidden layers with the parameters of a candidate.
  ///
  /// - Parameters:
  ///   - index: The position of the candidate; it exists.
  ///   - depths: The numbers of hidden layers; at least 1.
  /// - Returns: For each depth the width closest in parameters.
  public func equalBudget(as index: Int, depths: ClosedRange<Int> = 1...8) -> [[Int]] {
    precondition(depths.lowerBound >= 1, "ArchitectureReview.equalBudget: depths \(depths)")
    let budget = rows[index].ledger.parameterCount
    return depths.map { depth in
      func count(_ width: Int) -> Int {
        Ledger(widths: [inputCount] + Array(repeating: width, count: depth) + [outputCount])
          .parameterCount
      }
      var (low, high) = (1, 2)
      while count(high) < budget { (low, high) = (high, 2 * high) }
      while high - low > 1 {
        let middle = (low + high) / 2
        if count(middle) <= budget { low = middle } else { high = middle }
      }
      let width = budget - count(low) <= count(high) - budget ? low : high
      return Array(repeating: width, count: depth)
    }
  }
}
