import Text

/// What an architecture costs, layer by layer, before anything is trained.
///
///     parameters      = Σ (in + 1) · out                                         (equation 1.13)
///     multiply-adds   = batch · Σ in · out                                       (equation 1.14)
///     activations     = batch · Σ widths                                         (equation 1.15)
///
/// ```swift
/// print(Ledger(widths: [784, 256, 128, 10], batch: 32))
/// ```
public struct Ledger: Hashable, Sendable {
  /// The costs of one affine layer with biases.
  public struct Entry: Hashable, Sendable {
    /// The number of inputs.
    public let inputCount: Int

    /// The number of outputs.
    public let outputCount: Int

    /// The number of weights and biases.
    public let parameterCount: Int

    /// The number of multiply-adds of a forward pass of the batch.
    public let multiplyAddCount: Int

    /// The number of outputs of the batch.
    public let activationCount: Int
  }

  /// The number of samples that a pass takes.
  public let batch: Int

  /// The layers, from the input on.
  public let entries: [Entry]

  /// Adds up the costs of a multilayer perceptron.
  ///
  /// - Parameters:
  ///   - widths: The number of inputs, the width of each hidden layer, the number of outputs.
  ///   - batch: The number of samples that a pass takes.
  /// - Precondition: There are at least two widths, and none is less than 1.
  public init(widths: [Int], batch: Int = 1) {
    precondition(
      widths.count >= 2 && widths.allSatisfy { $0 > 0 },
      "Ledger.init: not two positive widths or more: \(widths)")
    self.batch = batch
    entries = zip(widths, widths.dropFirst()).map { inputs, outputs in
      Entry(
        inputCount: inputs, outputCount: outputs,
        parameterCount: (inputs + 1) * outputs,  // (equation 1.13)
        multiplyAddCount: batch * inputs * outputs,  // (equation 1.14)
        activationCount: batch * outputs)
    }
  }

  /// The number of weights and biases.
  public var parameterCount: Int { entries.reduce(0) { $0 + $1.parameterCount } }

  /// The number of weights without the biases.
  public var weightCount: Int { entries.reduce(0) { $0 + $1.inputCount * $1.outputCount } }

  /// The number of multiply-adds of a forward pass of the batch.
  ///
  /// The backward pass takes twice as many for every layer but the first, and once as many for that: nobody
  /// asks for the gradient of the data.
  public var multiplyAddCount: Int { entries.reduce(0) { $0 + $1.multiplyAddCount } }

  /// The number of scalars that training keeps of a forward pass, the batch included.
  public var activationCount: Int {
    entries.reduce(batch * entries[0].inputCount) { $0 + $1.activationCount }  // (equation 1.15)
  }

  /// The greatest rank that the network could have as a linear map: its narrowest width.
  public var rankLimit: Int {
    entries.reduce(entries[0].inputCount) { min($0, $1.outputCount) }
  }
}

// MARK: - Printing

extension Ledger: CustomStringConvertible {
  /// A table with a line for the inputs, one for each layer, and the sums below.
  public var description: String {
    let header = ["layer", "shape", "parameters", "multiply-adds", "activations"]
    let inputs = batch * entries[0].inputCount
    let rows = entries.enumerated().map { index, entry in
      [
        "\(index + 1)", "[\(entry.outputCount), \(entry.inputCount)]", "\(entry.parameterCount)",
        "\(entry.multiplyAddCount)", "\(entry.activationCount)",
      ]
    }
    let first = ["inputs", "", "", "", "\(inputs)"]
    let last = ["sum", "", "\(parameterCount)", "\(multiplyAddCount)", "\(activationCount)"]
    return TextTable([header, first] + rows + [last]).description
  }
}

// MARK: - Budgets

/// A network of equal hidden layers.
public struct Architecture: Hashable, Sendable {
  /// The number of hidden layers.
  public let depth: Int

  /// The width of each.
  public let width: Int

  /// The number of weights and biases.
  public let parameterCount: Int

  /// All depths and widths that spend a budget of parameters, shallowest first.
  ///
  /// Which of them is best depends on the target.
  ///
  /// - Parameters:
  ///   - parameterBudget: The number of parameters to spend.
  ///   - inputCount: The number of inputs.
  ///   - outputCount: The number of outputs.
  ///   - tolerance: The share of the budget that may be over- or underspent.
  ///   - depths: The numbers of hidden layers to consider, at least 1.
  /// - Returns: The architectures within the tolerance, narrowest first for each depth.
  public static func spending(
    _ parameterBudget: Int, inputCount: Int, outputCount: Int, within tolerance: Double = 0.02,
    depths: ClosedRange<Int> = 1...10
  ) -> [Architecture] {
    precondition(
      depths.lowerBound >= 1 && tolerance >= 0 && tolerance.isFinite,
      "Architecture.spending: depths \(depths) or the tolerance \(tolerance) allow no search")
    let allowed = tolerance * Double(parameterBudget)
    return depths.flatMap { depth in
      var found: [Architecture] = []
      for width in 1... {
        let widths = [inputCount] + Array(repeating: width, count: depth) + [outputCount]
        let count = Ledger(widths: widths).parameterCount
        if Double(count - parameterBudget) > allowed { break }
        if Double(parameterBudget - count) <= allowed {
          found.append(Architecture(depth: depth, width: width, parameterCount: count))
        }
      }
      return found
    }
  }
}
