// Computing with one rounding after every operation, as a processor of the format does.

extension NumberFormat {
  /// The sum of two numbers of the format, rounded.
  ///
  /// Of numbers of 16 or 32 bits it is the one that their own hardware gives, double rounding included: double
  /// precision has more than twice their significant bits and two more.
  ///
  /// ## Source
  ///
  /// Figueroa, "When is double rounding innocuous?", 1995, https://doi.org/10.1145/221332.221334
  public func sum(_ a: Double, _ b: Double) -> Double { round(a + b) }

  /// The product of two numbers of the format, rounded.
  public func product(_ a: Double, _ b: Double) -> Double { round(a * b) }

  /// The sum of numbers in a plain loop, every term and every partial sum rounded.
  ///
  /// It stalls where the terms are less than half of the distance of the sum's neighbors: 10,000 times 10⁻⁴ give 0.25
  /// in float16. PyTorch's `sum` and NumPy's keep a wider sum inside and give 1; a loop of one's own over such numbers,
  /// or a running mean kept in half precision, does not.
  ///
  /// - Parameter terms: The terms; they are rounded first.
  /// - Returns: The sum.
  public func sum(_ terms: some Sequence<Double>) -> Double {
    terms.reduce(0) { sum($0, round($1)) }
  }

  /// Whether adding a number leaves another as it is, although it is not 0.
  ///
  /// In bfloat16 1 absorbs all changes up to 1/256, and 1e-3 is a healthy update of a weight of 1: this is why weights
  /// are kept in single precision beside those that the passes use.
  ///
  /// - Parameters:
  ///   - change: What is added; rounded first.
  ///   - value: What it is added to; rounded first.
  /// - Returns: Whether the sum is the value.
  ///
  /// ## Source
  ///
  /// Micikevicius and others, "Mixed precision training", 2018, section 3.1, https://arxiv.org/abs/1710.03740
  public func absorbs(_ change: Double, into value: Double) -> Bool {
    let (change, value) = (round(change), round(value))
    return change != 0 && sum(value, change) == value
  }

  /// The share of numbers that are not 0 and become it, or that are finite and become infinite.
  ///
  /// - Parameter numbers: The numbers, such as gradients; not empty.
  /// - Returns: Both shares, from 0 to 1.
  public func losses(of numbers: [Double]) -> (underflow: Double, overflow: Double) {
    precondition(!numbers.isEmpty, "NumberFormat.losses: there are no numbers")
    let vanished = numbers.count { $0 != 0 && round($0) == 0 }
    let exceeded = numbers.count { $0.isFinite && round($0).isInfinite }
    let count = Double(numbers.count)
    return (Double(vanished) / count, Double(exceeded) / count)
  }
}
