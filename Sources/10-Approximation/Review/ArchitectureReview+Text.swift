import Perceptron
import Text

extension ArchitectureReview {
  /// What the figures say, a sentence each, and what they cannot say.
  public var remarks: [String] {
    var remarks: [String] = []
    if rows.count > 1 {
      let counts = rows.map(\.ledger.parameterCount)
      let (least, most) = (counts.min() ?? 1, counts.max() ?? 1)
      let ratio = Double(most) / Double(least)
      remarks.append(
        ratio <= 1.1
          ? "They are equal in size within \(percent(ratio - 1)): compare them as they are."
          : "They are not equal in size: the largest has \(ratio.plainText(significantDigits: 3)) times the parameters of the smallest. Compare at equal budget first."
      )
    }
    for row in rows where row.hiddenWidths.count > 1 {
      let (first, widest) = (row.hiddenWidths[0], row.hiddenWidths.max() ?? 0)
      if widest <= inputCount {
        remarks.append(
          "\(row.hiddenWidths): no layer has more than \(widest) units for \(inputCount) inputs. Without skip connections ReLU layers of at most \(inputCount) units cannot approximate every continuous function, however many they are."
        )
      } else if first < inputCount {
        remarks.append(
          "\(row.hiddenWidths): the first layer has \(first) units for \(inputCount) inputs. All that follows is a function of \(first) weighted sums, however wide it is."
        )
      }
    }
    for row in rows where row.hiddenWidths.count >= 8 {
      remarks.append(
        "\(row.hiddenWidths.count) hidden layers: plan for He initialization and for skip connections or normalization, and measure the signal at the start (lesson 04)."
      )
    }
    remarks.append(
      "Region bounds say what could be represented, not what training finds. Train each candidate at equal budget, each with its own tuned rate, on several seeds."
    )
    return remarks
  }

  private func percent(_ share: Double) -> String { "\((100 * share).fixedText(decimals: 1)) %" }
}

extension ArchitectureReview: CustomStringConvertible {
  /// A table of the candidates, and the remarks below it.
  public var description: String {
    let header = [
      "hidden", "parameters", "multiply-adds", "activations", "train MB", "regions ≤ 10^",
    ]
    let lines = rows.map { row in
      [
        row.hiddenWidths.map { "\($0)" }.joined(separator: "-"),
        "\(row.ledger.parameterCount)", "\(row.ledger.multiplyAddCount)",
        "\(row.ledger.activationCount)",
        (Double(row.trainingBytes) / 1e6).plainText(significantDigits: 3),
        row.regionDigits.rounded(.up).fixedText(decimals: 0),
      ]
    }
    return ([TextTable([header] + lines).description] + remarks).joined(separator: "\n")
  }
}
