import TensorCore

extension Lesson07Answers {
  /// The walks of exercise E07.1, with what a mistake changes.
  struct Walk {
    var remembersFirst = false
    var memoryBeta = 0.99
    var signOfZero = 0.0
    var decaysInSign = false
    var decaysByRate = true
    var correctsMean = true
    var correctsMaximum = false
    var fading = 0.999
    var epsilonLast = false
    var decaysAdamax = true

    /// The values after each step.
    func paths(
      _ start: Double, _ gradients: [Double], _ rate: Double, _ decay: Double
    ) -> TwoPaths {
      (lion(start, gradients, rate, decay), adamax(start, gradients, rate, decay))
    }

    private func lion(
      _ start: Double, _ gradients: [Double], _ rate: Double, _ decay: Double
    ) -> [Double] {
      var (value, memory) = (start, 0.0)
      return gradients.map { plain in
        let gradient = plain + (decaysInSign ? decay * value : 0)
        let next = memoryBeta * memory + (1 - memoryBeta) * gradient
        let direction = 0.9 * (remembersFirst ? next : memory) + 0.1 * gradient
        let loss = decaysInSign ? 0 : decay * (decaysByRate ? rate : 1) * value
        value -= loss + rate * (direction == 0 ? signOfZero : (direction > 0 ? 1 : -1))
        memory = next
        return value
      }
    }

    private func adamax(
      _ start: Double, _ gradients: [Double], _ rate: Double, _ decay: Double
    ) -> [Double] {
      var (value, mean, largest) = (start, 0.0, 0.0)
      return zip(1..., gradients).map { step, plain in
        let gradient = plain + (decaysAdamax ? decay * value : 0)
        mean = 0.9 * mean + 0.1 * gradient
        largest = max(fading * largest, abs(gradient) + (epsilonLast ? 0 : 1e-8))
        let corrected = correctsMean ? mean / (1 - .pow(0.9, step)) : mean
        let scale = correctsMaximum ? largest / (1 - .pow(0.999, step)) : largest
        value -= rate * corrected / (scale + (epsilonLast ? 1e-8 : 0))
        return value
      }
    }
  }
}
