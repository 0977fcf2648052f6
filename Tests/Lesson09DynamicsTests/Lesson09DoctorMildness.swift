import Course
import Dynamics
import Foundation
import Testing

/// What looks like a fault and costs nothing: the doctor is silent, and speaks where it does cost.
@Suite struct Lesson09DoctorMildness {
  private func causes(_ seed: Int, _ body: (inout RecordSample) -> Void) -> [Cause] {
    var sample = RecordSample.healthy[seed]
    body(&sample)
    return sample.causes
  }

  @Test(arguments: 0..<10) func `a single low jump that heals is no spike`(_ seed: Int) {
    func spiked(_ starts: [Int]) -> [Cause] {
      causes(seed) { sample in
        sample.change { index, step in
          if starts.contains(where: { ($0..<$0 + 4).contains(index) }) { step.loss += 2 }
        }
      }
    }
    #expect(spiked([100]) == [])
    #expect(spiked([90, 140]) == [.spike])
  }

  @Test(arguments: 0..<10) func `one bad last measurement is luck`(_ seed: Int) {
    #expect(causes(seed) { $0.record.validations[8].loss += 0.12 } == [])
    // Level before, so that the rise is far beyond the noise and only the number of measurements differs.
    func raised(_ positions: Range<Int>) -> [Cause] {
      causes(seed) { sample in
        for index in 0..<9 {
          sample.record.validations[index].loss = 0.2 + 0.004 * Double(index % 3)
        }
        for index in positions { sample.record.validations[index].loss += 0.12 }
      }
    }
    #expect(!raised(8..<9).contains(.bestNotKept))
    #expect(raised(7..<9).contains(.bestNotKept))
  }

  @Test(arguments: 0..<10) func `a norm that the run has had does not explode`(_ seed: Int) {
    func jumped(to norm: Double) -> [Cause] {
      causes(seed) { sample in
        sample.change { index, step in
          let usual = index < 100 ? 1 : 0.015
          step.gradientNorms = step.gradientNorms.mapValues { _ in index == 150 ? norm : usual }
        }
      }
    }
    #expect(jumped(to: 1.7) == [])
    #expect(jumped(to: 2.5) == [.explodingGradients])
  }

  @Test(arguments: 0..<10) func `units at their ends may have decided`(_ seed: Int) {
    func saturated(_ floor: Double) -> [Cause] {
      causes(seed) { sample in
        sample.change { index, step in
          step.columns[.saturatedShare] = ["1": 0.7, "3": 0.1]
          step.loss = floor + 2.3 * exp(-Double(index) / 20)
        }
        sample.record.validations = []
        sample.facts.weightsHashes = []
      }
    }
    #expect(saturated(0.001) == [])
    #expect(saturated(0.3) == [.saturation])
  }

  // What is learned is measured in shares of the first loss, which mean nothing where that is not above 0.
  @Test(arguments: 0..<10) func `a loss that falls below 0 excuses no unit`(_ seed: Int) {
    func saturated(from start: Double) -> [Cause] {
      causes(seed) { sample in
        sample.facts.lossFunction = "GaussianNLLLoss"
        sample.change { index, step in
          step.columns[.saturatedShare] = ["1": 0.7, "3": 0.1]
          step.loss = start - 2 * (1 - exp(-Double(max(0, index - 2)) / 20))
        }
        sample.record.validations = []
        sample.facts.weightsHashes = []
      }
    }
    #expect(saturated(from: 0).contains(.saturation))
    #expect(saturated(from: -1).contains(.saturation))
  }

  // Where the log does not name the type of the numbers, dead units explain what stands still.
  @Test(arguments: 0..<10) func `idle weights of unknown type are told`(_ seed: Int) {
    func idle(dead: Double) -> [Cause] {
      causes(seed) { sample in
        sample.facts.scalar = nil
        sample.change { _, step in
          step.columns[.unchangedShare] = step.gradientNorms.mapValues { _ in 0.7 }
          step.columns[.deadShare] = ["1": dead, "3": 0.2]
        }
      }
    }
    #expect(idle(dead: 0.1).contains(.precision))
    #expect(!idle(dead: 0.8).contains(.precision))
  }

  @Test(arguments: 0..<10) func `three classes start as hot as ten`(_ seed: Int) {
    func first(_ loss: Double) -> [Cause] {
      causes(seed) { sample in
        (sample.facts.classCount, sample.facts.outputCount) = (3, 3)
        sample.record.steps[0].loss = loss
      }
    }
    #expect(first(1.75) == [])
    #expect(first(2.2) == [.initialization])
  }

  @Test(arguments: 0..<10) func `what is learned needs no budget`(_ seed: Int) {
    func adam(_ level: Double, rate: Double) -> [Cause] {
      causes(seed) { sample in
        sample.facts.optimizer = "Adam"
        sample.change { index, step in
          step.learningRate = rate
          step.loss = level + (2.3 - level) * exp(-Double(index) / 40)
        }
        sample.record.validations = []
        sample.facts.weightsHashes = []
      }
    }
    #expect(adam(0.5, rate: 1e-3) == [])
    #expect(adam(1.6, rate: 1e-2) == [])
    #expect(adam(1.6, rate: 1e-3) == [.rateTooLow])
  }

  @Test(arguments: 0..<10) func `full batches and grades repeat their ends`(_ seed: Int) {
    func regression(
      _ ends: [Double], distinct: Double = 0.1, spread: @escaping (Int) -> Double
    ) -> [Cause] {
      causes(seed) { sample in
        sample.facts.lossFunction = "MSELoss"
        (sample.facts.classCount, sample.facts.outputCount) = (nil, 1)
        sample.change { index, step in
          step.columns[.largestClassShare] = nil
          step.columns[.smallest] = ["input": -0.43, "target": ends[0]]
          step.columns[.largest] = ["input": 0.71, "target": ends[1]]
          step.columns[.distinctShare] = ["input": distinct]
          step.columns[.activationStandardDeviation]?["target"] = 0.18
          step.columns[.activationStandardDeviation]?["input"] = spread(index)
        }
      }
    }
    #expect(regression([0.1, 0.45]) { _ in 0.5 } == [])
    #expect(regression([1, 5]) { 0.5 - 0.02 * Double($0 % 4) } == [])
    #expect(regression([0.1, 0.45]) { 0.5 - 0.02 * Double($0 % 4) } == [.badData])
    // Normalized pixels and normalized grades: the ends stay, and no row is there twice.
    #expect(regression([-1.57, 1.57], distinct: 1) { 0.5 - 0.02 * Double($0 % 4) } == [])
  }

  @Test(arguments: 0..<10) func `numbers of tokens are not scaled`(_ seed: Int) {
    func spread(before kind: String) -> [Cause] {
      causes(seed) { sample in
        sample.facts.layers[0].kind = kind
        sample.change { _, step in
          step.columns[.activationStandardDeviation]?["input"] = 40
        }
      }
    }
    #expect(spread(before: "Embedding") == [])
    #expect(spread(before: "Linear") == [.inputScale])
  }

  @Test(arguments: 0..<10) func `a warm-up that ended is none without end`(_ seed: Int) {
    func warmUp(epochs: Int) -> [Cause] {
      causes(seed) { sample in
        sample.change { index, step in
          step.learningRate = 0.1 * Double(min(epochs, 1 + index / 20)) / Double(epochs)
        }
      }
    }
    #expect(warmUp(epochs: 5) == [])
    #expect(warmUp(epochs: 10).contains(.schedule))
    // One rise, in the middle of the run, is no warm-up that goes on.
    func raised(at start: Int) -> [Cause] {
      causes(seed) { sample in
        sample.change { index, step in step.learningRate = index < start ? 0.05 : 0.1 }
      }
    }
    #expect(raised(at: 100) == [])
  }

  @Test(arguments: 0..<10) func `logits may begin between 0 and 1`(_ seed: Int) {
    func outputs(from low: Double = 0.05, upTo high: Double) -> [Cause] {
      causes(seed) { sample in
        sample.facts.outputCount = 1
        sample.facts.lossFunction = "BCEWithLogitsLoss"
        sample.change { index, step in
          step.columns[.smallest] = ["output": low]
          step.columns[.largest] = ["output": 0.3 + (high - 0.3) * Double(index) / 200]
        }
      }
    }
    #expect(outputs(upTo: 0.8) == [])
    #expect(outputs(upTo: 3) == [])
    #expect(outputs(from: 0.2, upTo: 0.95) == [])
    #expect(outputs(from: -0.01, upTo: 0.95) == [])
    #expect(outputs(upTo: 0.95) == [.wrongHead])
  }

  /// At the first step the network knows nothing, and the covariance is that of chance.
  @Test(arguments: 0..<10) func `a regression whose pairs belong together is healthy`(_ seed: Int) {
    func heads(correlation: @escaping (Int) -> Double) -> [Cause] {
      causes(seed) { sample in
        sample.regress { index, output, target, distance in
          output * output + target * target + distance * distance
            - 2 * correlation(index) * output * target
        }
      }.filter { $0 == .wrongHead }
    }
    #expect(heads { 0.9 - 0.8 * exp(-Double($0) / 40) } == [])
    #expect(heads { 0.1 * sin(Double($0)) } == [])
    #expect(heads { $0 == 100 ? 0.01 : 0 } == [])
    #expect(heads { _ in 0 } == [.wrongHead])
  }
}
