import TensorCore

// Rules that do not look at the shape.

extension Initializer {
  /// All scalars 0 (PyTorch: `zeros_`): right for biases, for the last layer of a residual branch, and for a head.
  public static var zeros: Initializer { constant(0, pyTorchName: "zeros_(w)") }

  /// All scalars 1 (PyTorch: `ones_`): right for the scale of a normalization.
  public static var ones: Initializer { constant(1, pyTorchName: "ones_(w)") }

  /// All scalars of one value (PyTorch: `constant_`): for a weight the mistake F4.2.
  public static func constant(_ value: Double) -> Initializer {
    constant(value, pyTorchName: "constant_(w, \(value))")
  }

  private static func constant(_ value: Double, pyTorchName: String) -> Initializer {
    Initializer(
      value == 0 ? "zeros" : value == 1 ? "ones" : "constant \(value)", pyTorchName: pyTorchName,
      statistics: { _ in
        Statistics(mean: value, standardDeviation: 0, bounds: value...value)
      },
      draw: { shape, _ in Tensor(repeating: Scalar(value), shape: shape) })
  }

  /// Normal numbers (PyTorch: `normal_`).
  ///
  /// - Parameters:
  ///   - mean: The mean.
  ///   - standardDeviation: The standard deviation; not negative.
  /// - Returns: The rule.
  public static func normal(mean: Double = 0, standardDeviation: Double) -> Initializer {
    Initializer(
      "normal, deviation \(standardDeviation)",
      pyTorchName: "normal_(w, \(mean), \(standardDeviation))",
      statistics: { _ in Statistics(mean: mean, standardDeviation: standardDeviation) },
      draw: { shape, generator in
        .normal(
          shape, mean: Scalar(mean), standardDeviation: Scalar(standardDeviation),
          using: &generator)
      })
  }

  /// Numbers uniform in a range (PyTorch: `uniform_`).
  ///
  /// The standard deviation is the width over √12: of ±a it is a/√3, not a.
  ///
  /// - Parameter range: The range.
  /// - Returns: The rule.
  public static func uniform(in range: Range<Double>) -> Initializer {
    Initializer(
      "uniform in \(range.lowerBound)…\(range.upperBound)",
      pyTorchName: "uniform_(w, \(range.lowerBound), \(range.upperBound))",
      statistics: { _ in .uniform(in: range) },
      draw: { shape, generator in
        .uniform(
          shape, in: Scalar(range.lowerBound)..<Scalar(range.upperBound), using: &generator)
      })
  }

  /// Rows of normal numbers with one row of zeros for padding (PyTorch: `nn.Embedding`).
  ///
  /// PyTorch's default deviation is 1; GPT-2 and BERT use 0.02 for tokens. Another initialization of the whole table
  /// overwrites the zeros of the padding row, and since its gradient is always zero
  /// nothing takes that back (failure mode F4.29).
  ///
  /// - Parameters:
  ///   - standardDeviation: The deviation of all rows but one.
  ///   - paddingIndex: The row of zeros, if there is one.
  /// - Returns: The rule for a table `[tokens, features]`.
  public static func embedding(
    standardDeviation: Double = 1, paddingIndex: Int? = nil
  ) -> Initializer {
    Initializer(
      "embedding, deviation \(standardDeviation)" + (paddingIndex.map { ", padding \($0)" } ?? ""),
      pyTorchName: paddingIndex == nil
        ? "normal_(w, 0.0, \(standardDeviation))" : nil, axisCounts: 2...2,
      statistics: { shape in
        let share = paddingIndex == nil ? 1 : 1 - 1 / Double(shape[0])
        return Statistics(standardDeviation: standardDeviation * share.squareRoot())
      },
      draw: { shape, generator in
        var table = Tensor.normal(
          shape, standardDeviation: Scalar(standardDeviation), using: &generator)
        guard let padding = paddingIndex else { return table }
        precondition(
          (0..<shape[0]).contains(padding),
          "Initializer.embedding: there is no row \(padding) in \(shape)")
        for column in 0..<shape[1] { table[padding, column] = 0 }
        return table
      })
  }
}

extension Initializer.Statistics {
  /// What is true of uniform numbers.
  static func uniform(in range: Range<Double>) -> Initializer.Statistics {
    Initializer.Statistics(
      mean: (range.lowerBound + range.upperBound) / 2,
      standardDeviation: (range.upperBound - range.lowerBound) / Double(12).squareRoot(),
      bounds: range.lowerBound...range.upperBound)
  }
}
