import TensorCore

// The words of a report. It is read at the moment when somebody's gradient is wrong, so it says
// where to look first.

extension GradientReport: CustomStringConvertible {
  /// One line if the check passed; otherwise what is wrong, where, and what to do about it.
  public var description: String {
    switch fault {
    case .valueNotFinite:
      return """
        \(name): the function is infinite or not a number at the point of the check, so nothing can \
        be compared. Choose inputs where it is defined.
        """
    case .threw(let message):
      return "\(name): the backward pass threw an error, so nothing can be compared: \(message)"
    case nil:
      break
    }
    if isPassed {
      let count = inputs.reduce(0) { $0 + $1.comparisons.count }
      let notes = [
        (skippedCount - outsideCount, "skipped at kinks"),
        (outsideCount, "skipped where every step leaves the function's domain"),
        (shortenedCount, "with a shorter step, as the usual one leaves the domain or nearly does"),
      ]
      let words = notes.filter { $0.0 > 0 }.map { ", \($0.0) \($0.1)" }.joined()
      return """
        \(name): \(count) derivatives agree, worst relative error \
        \(worstRelativeError.short)\(words)
        """
    }
    return inputs.filter { !$0.isPassed }
      .map { $0.advice(of: name, tolerance: tolerance) }
      .joined(separator: "\n")
  }
}

extension InputReport {
  /// What is wrong with the derivative with respect to this input.
  fileprivate func advice(of operation: String, tolerance: Double) -> String {
    var lines: [String] = []
    if let cause {
      let wrongCount = comparisons.count { !($0.relativeError <= tolerance) }
      lines.append("\(operation): the gradient of \(name) \(shape) is wrong")
      if let worst, wrongCount > 0 {
        lines[0] += " at \(wrongCount) of \(comparisons.count) places."
        lines.append(
          """
            Worst at \(name)\(worst.place): the backward pass says \(worst.analytic.short), \
          central differences say \(worst.numeric.short); relative error \
          \(worst.relativeError.short), tolerance \(tolerance.short).
          """)
      } else {
        lines[0] += "."
      }
      lines.append("  Likely cause: \(cause)")
    }
    let total = skippedCount + comparisons.count
    let percent = Int((100 * Double(skippedCount) / Double(Swift.max(1, total))).rounded())
    if skipsTooMany, outsideCount > 0 {
      lines.append(
        """
        \(operation): \(skippedCount) of \(total) entries of \(name) (\(percent) %) were skipped, \
        \(outsideCount) of them because every step leaves the function's domain: it is infinite or not a \
        number at x − h or x + h, however small h is; more than 5 % may not be skipped.
          Move the point into the domain: draw other inputs, or keep them a margin such as 0.1 away \
        from its edge.
        """)
    } else if skipsTooMany {
      lines.append(
        """
        \(operation): \(skippedCount) of \(total) entries of \(name) (\(percent) %) lie so close to \
        a kink that x − h and x + h fall on different sides of it; more than 5 % may not be skipped.
          Move the point: draw other inputs, or keep them a margin such as 0.1 away from the kink. \
        A larger tolerance would only hide what was not checked.
        """)
    }
    return lines.joined(separator: "\n")
  }
}

extension GradientComparison.Place: CustomStringConvertible {
  /// The index in brackets, or the number of the direction.
  public var description: String {
    switch self {
    case .entry(_, let index): "\(index)"
    case .direction(let number): " along random direction \(number)"
    }
  }
}

extension Double {
  /// The number to six significant digits.
  var short: String { Tensor(Scalar(self)).description }
}
