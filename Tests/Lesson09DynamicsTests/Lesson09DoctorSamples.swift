import Course
import Dynamics
import Foundation

/// Records of a network of three weights, drawn with noise: a healthy one, and what makes it ill.
struct RecordSample {
  var record = TrainingRecord()
  var facts = RunFacts()

  /// A healthy run of 200 steps at a rate of 0.1, with nine measurements on held-out data.
  init(seed: UInt64) {
    var noise = CurveSample.Noise(seed: seed)
    let names = ["0.weight", "0.bias", "2.weight", "2.bias", "4.weight", "4.bias"]
    for step in 0..<200 {
      let level = exp(-Double(step) / 40)
      var measured = TrainingRecord.Step(
        loss: (0.05 + 2.25 * level) * (1 + 0.05 * noise.normal()), learningRate: 0.1)
      for (index, name) in names.enumerated() {
        measured.gradientNorms[name] =
          (0.02 + level) * (1 + Double(index % 3) / 2) * exp(0.2 * noise.normal())
        measured.parameterNorms[name] = 3 + Double(step) / 200
        measured.updateNorms[name] = 0.1 * (measured.gradientNorms[name] ?? 0)
      }
      measured.columns[.deadShare] = ["1": 0.1 + 0.05 * abs(noise.normal()), "3": 0.2]
      measured.columns[.saturatedShare] = ["1": 0.05, "3": 0.1]
      measured.columns[.unchangedShare] = Dictionary(
        uniqueKeysWithValues: names.map { ($0, 0.02) })
      measured.columns[.activationStandardDeviation] = [
        "input": 1, "output": 0.5 + 3 * (1 - level),
      ]
      measured.columns[.activationMean] = ["input": 0, "output": 0.1 * noise.normal()]
      measured.columns[.largestClassShare] = ["target": 0.4]
      record.steps.append(measured)
    }
    record.validations = noise.held(count: 9) { 0.15 + 2.2 * exp(-Double($0) / 40) }
    for index in record.validations.indices {
      record.validations[index].accuracy = 0.9 - 0.5 * exp(-Double(index))
    }
    facts.source = "pytorch"
    facts.optimizer = "SGD"
    facts.lossFunction = "CrossEntropyLoss"
    facts.classCount = 10
    facts.outputCount = 10
    facts.scalar = "float32"
    facts.layers = ["Linear", "ReLU", "Linear", "ReLU", "Linear"].enumerated().map {
      RunFacts.Layer(name: "\($0)", kind: $1)
    }
    facts.weightsHashes = (0..<9).map { "\($0)" }
    facts.validatedInTrainingMode = [Bool?](repeating: false, count: 9)
  }

  /// The healthy records of ten seeds, drawn once.
  static let healthy = (UInt64(1)...10).map { RecordSample(seed: $0) }

  /// Every finding of every detector, ranked.
  var findings: [RunFinding] { Doctor.examination(of: record, facts: facts).findings }

  /// The causes that the detectors name, ranked.
  var causes: [Cause] { findings.map(\.cause) }

  /// Makes it a regression on targets of mean 0.3 and deviation 1, whose outputs come to be as wide.
  ///
  /// - Parameter loss: The loss of a step by its index, both deviations and the distance of the means.
  mutating func regress(loss: (Int, Double, Double, Double) -> Double) {
    (facts.lossFunction, facts.classCount, facts.outputCount) = ("MSELoss", nil, 1)
    change { index, step in
      let (output, target) = (0.9 - 0.8 * exp(-Double(index) / 40), 1.0)
      step.columns[.largestClassShare] = nil
      step.columns[.activationStandardDeviation]?["output"] = output
      step.columns[.activationStandardDeviation]?["target"] = target
      step.columns[.activationMean]?["output"] = 0.2
      step.columns[.activationMean]?["target"] = 0.3
      step.loss = loss(index, output, target, 0.1)
    }
  }

  /// Changes every step.
  mutating func change(_ body: (Int, inout TrainingRecord.Step) -> Void) {
    for index in record.steps.indices { body(index, &record.steps[index]) }
  }
}
