public import Course
import Regularization
import TensorCore

/// The expected calibration error of answers with confidences.
public typealias CalibrationFunction =
  @Sendable (_ confidences: [Double], _ isRight: [Bool], _ binCount: Int) throws -> Double

// solution begins
func expectedCalibrationError(
  confidences: [Double], isRight: [Bool], binCount: Int
) throws -> Double {
  var excess = [Double](repeating: 0, count: binCount)
  for (confidence, right) in zip(confidences, isRight) {
    let bin = Int((confidence * Double(binCount)).rounded(.up)) - 1
    excess[max(bin, 0)] += confidence - (right ? 1 : 0)
  }
  return excess.reduce(0) { $0 + abs($1) } / Double(confidences.count)
}
// solution ends

extension Lesson06Answers {
  /// Measure how far confidence and accuracy lie apart.
  public static var calibrationError: Assignment<CalibrationFunction> {
    Assignment<CalibrationFunction>(
      Exercise(
        id: .exercise(6, 4), title: "Expected calibration error",
        kind: .implement, minutes: 12, difficulty: .medium, fileName: "CalibrationError.swift",
        statement: """
          Two classifiers are right in 70 of 100 cases. One is 0.72 sure each time, the other 0.999, and accuracy does not tell \
          them apart. Write the measure that does, the expected calibration error of Guo et al. (2017).

          Sort the answers by their confidence into bins of equal width from 0 to 1. A bin holds its upper end and not its lower one; \
          a confidence of 0 belongs to the first. In each bin, take the magnitude of the difference between the share of \
          right answers and the mean confidence. Return the mean of these magnitudes, each bin weighted by its share of \
          all answers. There is at least one answer; a bin may be empty.

              confidences [0.9, 0.7, 0.7], right [true, true, false], 2 bins    // 0.1, all in the upper bin
          """,
        hints: Exercise.Hints(
          nudge: "Over what is the mean taken before the magnitude, and over what after it?",
          approach: """
            First find the bin of each answer, then two sums for each bin: of the confidences and of the right answers. Weighted by n_b / n, \
            the n_b of the two means cancels.
            """,
          almostThere: """
            The number of a bin is confidence times the number of bins, rounded up, less one, but not below 0. Add confidence minus \
            correctness within each bin, take magnitudes, add those, and divide by the number of answers.
            """), forbidden: ["Reliability"]),
      solution: expectedCalibrationError(confidences:isRight:binCount:),
      alternative: { confidences, isRight, binCount in
        (0..<binCount).reduce(0) { sum, bin in
          let members = confidences.indices.filter {
            let scaled = confidences[$0] * Double(binCount)
            return scaled <= Double(bin + 1) && (scaled > Double(bin) || bin == 0)
          }
          guard !members.isEmpty else { return sum }
          let accuracy = Double(members.count { isRight[$0] }) / Double(members.count)
          let confidence = members.map { confidences[$0] }.reduce(0, +) / Double(members.count)
          return sum + Double(members.count) / Double(confidences.count)
            * abs(accuracy - confidence)
        }
      },
      mistakes: [
        .init(
          "every bin weighs the same",
          explanation: """
            A bin with one answer then counts as much as one with a thousand, and the measure is mostly the noise of nearly empty \
            bins. The weight is n_b / n.
            """,
          { binned($0, $1, $2) { bins, _ in mean(bins.map { abs($0.accuracy - $0.confidence) }) } }),
        .init(
          "differences cancel between bins",
          explanation: """
            Without magnitudes, answers that are too sure make up for others that are not sure enough: what is left is mean confidence \
            minus accuracy over all, whatever the bins.
            """,
          {
            abs(
              binned($0, $1, $2) { bins, count in
                bins.reduce(0) { $0 + $1.weight * ($1.accuracy - $1.confidence) } / count
              })
          }),
        .init(
          "the middle of the bin for the mean confidence",
          explanation: """
            Confidences gather near 1: in the bin from 0.9 to 1 their mean may be 0.999, where the middle says 0.95. The mean of the \
            answers in the bin is meant.
            """,
          { confidences, isRight, binCount in
            binned(confidences, isRight, binCount) { bins, count in
              bins.reduce(0) { sum, bin in
                sum + bin.weight
                  * abs(bin.accuracy - (Double(bin.position) + 0.5) / Double(binCount)) / count
              }
            }
          }),
        .init(
          "the worst bin",
          explanation: """
            The greatest difference is the maximum calibration error, a measure of its own for risky decisions. Expected \
            means the mean over the answers.
            """,
          {
            binned($0, $1, $2) { bins, _ in bins.map { abs($0.accuracy - $0.confidence) }.max() ?? 0
            }
          }),
        .init(
          "differences of single answers",
          explanation: """
            One answer is right or wrong, so that |right − confidence| is 0.3 or 0.7 even for a calibrated 0.7. The magnitude comes \
            after the mean within the bin.
            """,
          { confidences, isRight, _ in
            mean(zip(confidences, isRight).map { abs($0 - ($1 ? 1 : 0)) })
          }),
        .init(
          "bins of equal counts",
          explanation: """
            Bins that hold equally many answers make the adaptive calibration error. The measure asked for has bins of equal width, of \
            which some hold most answers and some none.
            """,
          { confidences, isRight, binCount in
            let order = confidences.indices.sorted { confidences[$0] < confidences[$1] }
            let size = max(1, (order.count + binCount - 1) / binCount)
            let sums = stride(from: 0, to: order.count, by: size).map { start in
              order[start..<min(start + size, order.count)].reduce(0) {
                $0 + confidences[$1] - (isRight[$1] ? 1 : 0)
              }
            }
            return sums.reduce(0) { $0 + abs($1) } / Double(order.count)
          }),
        .init(
          "bins hold their lower end",
          explanation: """
            The paper's bins are open below and closed above. It matters where confidences are round numbers, as those of people \
            or of models in low precision are.
            """, { binned($0, $1, $2, rounding: .down) { bins, count in error(bins, count) } }),
      ],
      impostors: .init(
        zero: { _, _, _ in 0 }, notANumber: { _, _, _ in .nan }, identity: { c, _, _ in c[0] }),
      probes: { seed in
        var generator = SplitMix64(seed: seed)
        let counts = [40, 7, 300]
        let drawn = counts.map { count in
          (0..<count).map { _ in Double.squareRoot(generator.uniform()) }
        }
        let right = drawn.map { $0.map { generator.uniform() < $0 * 0.8 } }
        let seventy = (0..<100).map { $0 % 10 < 7 }
        let cases: [([Double], [Bool], Int)] = [
          ([0.75], [true], 1), ([0.9, 0.7, 0.7], [true, true, false], 2),
          ([0.25, 0.3], [false, true], 4),
          ([0, 0.1], [true, false], 4), ([1, 0.8], [false, true], 8),
          ([0.5, 0.5, 0.25, 1], [true, false, true, true], 4),
          ([0.5, 0.6, 0.5, 0.4], [false, true, true, false], 2),
          ([Double](repeating: 0.72, count: 100), seventy, 10),
          ([Double](repeating: 0.999, count: 100), seventy, 10),
          (drawn[0], right[0], 10), (drawn[1], right[1], 15), (drawn[2], right[2], 10),
          (drawn[2], right[2], 1),
          // More bins and more answers than above, so that no bound on either passes.
          (drawn[2] + drawn[0], right[2] + right[0], 50),
        ]
        return cases.map { confidences, isRight, binCount in
          let wanted = Reliability(confidences: confidences, isRight: isRight, binCount: binCount)
          let shown =
            confidences.count > 4
            ? "\(confidences.count) answers" : "confidences \(confidences), right \(isRight)"
          return Probe(
            "\(shown), \(binCount) bins, seed \(seed)",
            wanted: Answer(.number("error", wanted.expectedCalibrationError)), within: 1e-9,
            floor: 1e-3
          ) { Answer(.number("error", try $0(confidences, isRight, binCount))) }
        }
      })
  }

  private typealias Bin = (position: Int, weight: Double, accuracy: Double, confidence: Double)

  private static func error(_ bins: [Bin], _ count: Double) -> Double {
    bins.reduce(0) { $0 + $1.weight * abs($1.accuracy - $1.confidence) } / count
  }

  /// A measure over the bins that are not empty.
  private static func binned(
    _ confidences: [Double], _ isRight: [Bool], _ binCount: Int,
    rounding rule: FloatingPointRoundingRule = .up,
    _ measure: ([Bin], _ count: Double) -> Double
  ) -> Double {
    let positions = confidences.map { confidence in
      let scaled = (confidence * Double(binCount)).rounded(rule)
      return min(max(Int(scaled) - (rule == .up ? 1 : 0), 0), binCount - 1)
    }
    let bins: [Bin] = (0..<binCount).compactMap { position in
      let members = positions.indices.filter { positions[$0] == position }
      guard !members.isEmpty else { return nil }
      return (
        position, Double(members.count), mean(members.map { isRight[$0] ? 1 : 0 }),
        mean(members.map { confidences[$0] })
      )
    }
    return measure(bins, Double(confidences.count))
  }
}
