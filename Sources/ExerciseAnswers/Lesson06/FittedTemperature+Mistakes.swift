import Course
import TensorCore

extension Lesson06Answers {
  /// What people return in place of the best temperature.
  static var temperatureMistakes: [Assignment<TemperatureFunction>.NamedMistake] {
    [
      .init(
        "multiplied, not divided",
        explanation: """
          This is the best β of softmax(β z). The temperature divides: T = 1/β, above 1 for a model that is too sure.
          """, { 1 / (bisectedTemperature(logits: $0, classes: $1)) }),
      .init(
        "confidence equal to accuracy",
        explanation: """
          Here the mean confidence equals the accuracy. That is one equation, which holds for a model that is too sure on one half and \
          not sure enough on the other; the cross-entropy looks at every sample's own class.
          """,
        { logits, classes in
          root { beta in
            let probabilities = logits.map { softmax($0, beta) }
            let accuracy = mean(
              zip(logits, classes).map { z, y in z.firstIndex(of: z.max() ?? 0) == y ? 1 : 0 })
            return mean(probabilities.map { $0.max() ?? 0 }) - accuracy
          }
        }),
      .init(
        "the probabilities divided",
        explanation: """
          Probabilities go through softmax a second time here. They lie between 0 and 1, so that even a perfect model cannot become sure \
          again: the logits are what is divided.
          """,
        { logits, classes in
          bisectedTemperature(logits: logits.map { softmax($0, 1) }, classes: classes)
        }),
      .init(
        "never below 1",
        explanation: """
          A model may be less sure than it should be, after label smoothing for example. Then T is below 1.
          """, { max(1, bisectedTemperature(logits: $0, classes: $1)) }),
      .init(
        "the squared error's temperature",
        explanation: """
          The squared error of the probabilities (Brier's score) is also least for calibrated answers, but of the family softmax(z / T) it chooses \
          another member where none is calibrated. The cross-entropy was asked for.
          """,
        { logits, classes in
          bracketed { logTemperature in
            let beta = Double.exp(-logTemperature)
            return mean(
              zip(logits, classes).map { z, y in
                let p = softmax(z, beta)
                var (sum, place) = (1 - 2 * p[y], 0)
                while place < p.count {
                  sum += p[place] * p[place]
                  place += 1
                }
                return sum
              })
          }
        }),
      .init(
        "a grid of tenths",
        explanation: """
          The best of a grid is off by up to half its step. The slope's change of sign can be halved until the error is as small as asked for.
          """,
        { ((bisectedTemperature(logits: $0, classes: $1)) * 10).rounded() / 10 }),
      .init(
        "right answers only",
        explanation: """
          Only samples that are answered rightly were used. Being sure costs them nothing, so the least temperature of the range wins; \
          what speaks for a higher one are the wrong answers.
          """,
        { logits, classes in
          let kept = classes.indices.filter {
            logits[$0].firstIndex(of: logits[$0].max() ?? 0) == classes[$0]
          }
          return bisectedTemperature(
            logits: kept.map { logits[$0] }, classes: kept.map { classes[$0] })
        }),
      .init(
        "a slope of zero taken for a rise",
        explanation: """
          Where all answers are right, the slope falls below the last digit long before the end of the range, and a search that goes \
          on only where it is less than zero turns back there. Zero goes on as well.
          """,
        { logits, classes in
          var (low, high) = (0.05, 20.0)
          for _ in 0..<32 {
            let middle = (low + high) / 2
            let slope = temperatureSlope(
              middle, logits: logits, targets: zip(logits, classes).map { $0[$1] }
            ).value
            if slope < 0 { low = middle } else { high = middle }
          }
          return 2 / (low + high)
        }),
    ]
  }
}
