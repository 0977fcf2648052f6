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
      measured.columns[.activationStandardDeviation] = ["input": 1, "output": 0.5 + 3 * (1 - level)]
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

  /// Every finding of every detector.
  var findings: [RunFinding] { Detectors.all.flatMap { $0.findings(in: record, facts: facts) } }

  /// The causes that the detectors name, in their order.
  var causes: [Cause] { findings.map(\.cause) }

  /// Changes every step.
  mutating func change(_ body: (Int, inout TrainingRecord.Step) -> Void) {
    for index in record.steps.indices { body(index, &record.steps[index]) }
  }
}

/// One way in which a run can be ill.
struct Illness: Sendable, CustomTestStringConvertible {
  let cause: Cause
  let place: String?
  let name: String
  let infect: @Sendable (inout RecordSample) -> Void

  init(
    _ cause: Cause, _ place: String?, _ name: String, infect: @escaping @Sendable (inout RecordSample) -> Void
  ) {
    (self.cause, self.place, self.name, self.infect) = (cause, place, name, infect)
  }

  var testDescription: String { name }

  /// Every cause that a record can show.
  static var all: [Illness] { numbers + gradients + rates + heads + evaluation }

  static var numbers: [Illness] {
    [
      Illness(.notFinite, "exp", "a loss of NaN at once") { sample in
        for index in 150..<200 { sample.record.steps[index].loss = .nan }
        sample.facts.operation = "exp"
      },
      Illness(.notFinite, "3", "a layer that overflows") { sample in
        sample.record.steps[150].loss = .infinity
        sample.record.steps[150].columns[.activationMean] = ["1": 1, "3": .infinity, "4": .nan]
      },
      Illness(.notFinite, "validation", "a validation loss that is not finite") { sample in
        sample.record.validations[8].loss = .nan
        sample.record.validations[8].accuracy = nil
      },
      Illness(.precision, nil, "updates that bfloat16 swallows") { sample in
        sample.facts.scalar = "bfloat16"
        sample.change { _, step in
          step.columns[.unchangedShare] = step.gradientNorms.mapValues { _ in 0.7 }
        }
      },
    ]
  }

  static var gradients: [Illness] {
    [
      Illness(.missingGradient, "2.weight", "a gradient that never arrives") { sample in
        sample.change { _, step in
          step.gradientNorms["2.weight"] = nil
          step.updateNorms["2.weight"] = 0
        }
      },
      Illness(.missingGradient, nil, "no gradient anywhere") { sample in
        sample.change { _, step in
          step.gradientNorms = step.gradientNorms.mapValues { _ in 0 }
          step.updateNorms = step.updateNorms.mapValues { _ in 0 }
          step.loss = 2.3
        }
      },
      Illness(.notUpdated, "4.weight", "a weight that the optimizer does not hold") { sample in
        sample.change { _, step in step.updateNorms["4.weight"] = 0 }
      },
      Illness(.notUpdated, nil, "an optimizer of another network") { sample in
        sample.change { _, step in
          step.updateNorms = step.updateNorms.mapValues { _ in 0 }
          step.loss = 2.3
        }
      },
      Illness(.vanishingGradients, "0.weight", "gradients that vanish") { sample in
        sample.change { _, step in step.gradientNorms["0.weight"]? *= 1e-4 }
      },
      Illness(.explodingGradients, "0.weight", "gradients that explode with depth") { sample in
        sample.change { _, step in step.gradientNorms["0.weight"]? *= 1e4 }
      },
      Illness(.explodingGradients, nil, "a cliff") { sample in
        sample.record.steps[60].gradientNorms["2.weight"] = 1e4
      },
      Illness(.gradientsKept, nil, "gradients that add up") { sample in
        sample.change { index, step in
          step.gradientNorms = step.gradientNorms.mapValues { _ in 0.5 * min(40, pow(Double(index + 1), 0.8)) }
          step.loss = 2.3 - 0.2 * sin(Double(index) / 10)
        }
      },
      Illness(.alwaysClipped, nil, "clipping at every step") { sample in
        sample.change { _, step in
          let total = step.gradientNorms.values.reduce(0) { $0 + $1 * $1 }.squareRoot()
          step.gradientNorms = step.gradientNorms.mapValues { $0 / total }
        }
      },
    ]
  }

  static var rates: [Illness] {
    [
      Illness(.rateTooHigh, nil, "a loss that runs away") { sample in
        sample.change { index, step in
          step.loss = 2.3 * exp(Double(index) / 60)
          step.updateNorms = step.updateNorms.mapValues { _ in 1 }
        }
      },
      Illness(.rateTooHigh, nil, "a loss that alternates") { sample in
        sample.change { index, step in
          step.loss = 2.3 + (index % 2 == 0 ? 0.8 : -0.8)
          step.updateNorms = step.updateNorms.mapValues { _ in 1 }
        }
      },
      Illness(.rateTooHigh, nil, "a first jump that never heals") { sample in
        sample.change { index, step in
          step.loss = index < 2 ? 2.3 : index < 8 ? 9 : 2.4
          step.updateNorms = step.updateNorms.mapValues { _ in 1 }
        }
      },
      Illness(.rateTooLow, nil, "updates of nothing") { sample in
        sample.change { index, step in
          step.loss = 2.3 - 0.0005 * Double(index)
          step.updateNorms = step.updateNorms.mapValues { _ in 1e-5 }
        }
      },
      Illness(.schedule, "learning rate", "a schedule that is spent") { sample in
        sample.change { index, step in step.learningRate = index < 100 ? 0.1 * cos(Double(index) / 64) : 1e-9 }
      },
      Illness(.schedule, "learning rate", "a warm-up without end") { sample in
        sample.change { index, step in step.learningRate = 1e-4 * Double(index + 1) }
      },
      Illness(.schedule, "learning rate", "a cosine in the wrong unit") { sample in
        sample.change { index, step in step.learningRate = 0.05 * (1 + cos(.pi * Double(index) / 10)) }
      },
      Illness(.schedule, "learning rate", "a schedule that hardly moves") { sample in
        sample.change { index, step in step.learningRate = 0.1 * (1 - 1e-5 * Double(index)) }
      },
      Illness(.decayTooStrong, nil, "weights that decay away") { sample in
        sample.change { index, step in
          step.parameterNorms = step.parameterNorms.mapValues { _ in 3 * exp(-Double(index) / 50) }
          step.loss = 2.3 - 0.3 * exp(-Double(index - 40) * Double(index - 40) / 400)
        }
      },
      Illness(.tooFewSteps, nil, "a run that ends too early") { sample in
        sample.change { index, step in step.loss = 2.3 - 0.004 * Double(index) }
        sample.record.validations = []
        sample.facts.weightsHashes = []
      },
      Illness(.spike, nil, "a spike") { sample in
        sample.change { index, step in if (120..<124).contains(index) { step.loss += 5 } }
      },
    ]
  }

  static var heads: [Illness] {
    [
      Illness(.initialization, "output", "a first loss far above guessing") { sample in
        sample.change { index, step in step.loss += 20 * exp(-Double(index) / 10) }
      },
      Illness(.initialization, "0.weight", "weights of zeros") { sample in
        for name in ["0.weight", "2.weight", "4.weight"] {
          sample.record.steps[0].parameterNorms[name] = 0
        }
      },
      Illness(.inputScale, "input", "raw pixels") { sample in
        sample.change { _, step in step.columns[.activationStandardDeviation]?["input"] = 75 }
      },
      Illness(.targetScale, "target", "large targets") { sample in
        sample.facts.lossFunction = "MSELoss"
        sample.change { _, step in
          step.columns[.largestClassShare] = nil
          step.columns[.activationStandardDeviation]?["target"] = 90
          step.columns[.activationMean]?["target"] = 200
        }
      },
      Illness(.wrongHead, "4", "softmax twice") { sample in sample.facts.layers[4].kind = "Softmax" },
      Illness(.wrongHead, "4", "softmax as a function") { sample in
        sample.change { _, step in step.columns[.activationMean]?["output"] = 0.1 }
      },
      Illness(.wrongHead, "4", "softmax over one unit") { sample in
        sample.facts.outputCount = 1
        sample.facts.lossFunction = "MSELoss"
        sample.change { _, step in
          step.columns[.activationMean]?["output"] = 1
          step.columns[.activationStandardDeviation]?["output"] = 0
        }
      },
      Illness(.wrongHead, "4", "a sigmoid for targets up to 50") { sample in
        sample.facts.layers[4].kind = "Sigmoid"
        sample.facts.lossFunction = "MSELoss"
        sample.change { _, step in
          step.columns[.largestClassShare] = nil
          step.columns[.smallest] = ["target": 0]
          step.columns[.largest] = ["target": 8]
        }
      },
      Illness(.wrongHead, "4", "one output for three classes") { sample in
        sample.facts.outputCount = 1
        sample.facts.lossFunction = "BCEWithLogitsLoss"
        sample.facts.classCount = nil
        sample.change { _, step in
          step.columns[.smallest] = ["target": 0]
          step.columns[.largest] = ["target": 2]
        }
      },
      Illness(.deadUnits, "3", "a layer that dies") { sample in
        sample.change { index, step in step.columns[.deadShare]?["3"] = index < 50 ? 0.2 : 0.8 }
      },
      Illness(.saturation, "1", "a layer that is saturated") { sample in
        sample.change { _, step in step.columns[.saturatedShare]?["1"] = 0.7 }
      },
      Illness(.wrongLabels, "labels", "labels that say nothing") { sample in
        sample.change { index, step in step.loss = 2.3026 + 0.01 * sin(Double(7 * index)) }
        sample.record.validations = []
        sample.facts.weightsHashes = []
      },
    ]
  }

  static var evaluation: [Illness] {
    [
      Illness(.overfitting, "validation", "validation that rises") { sample in
        for index in 4..<9 { sample.record.validations[index].loss = 0.3 + 0.2 * Double(index - 4) }
      },
      Illness(.overfitting, "validation", "validation that never improves") { sample in
        sample.record.validations = (0..<10).map {
          TrainingRecord.Validation(step: 5 + 20 * $0, loss: 2.34 + 0.001 * Double($0 % 3))
        }
      },
      Illness(.bestNotKept, "validation", "a last state that is worse") { sample in
        for index in 7..<9 { sample.record.validations[index].loss += 0.08 }
      },
      Illness(.underfitting, nil, "a plateau of both") { sample in
        sample.change { index, step in step.loss = 1.6 + 0.7 * exp(-Double(index) / 15) }
        for index in 0..<9 { sample.record.validations[index].loss = 1.62 + 0.01 * Double(index % 2) }
      },
      Illness(.validationPipeline, "validation", "a validation of one number") { sample in
        for index in 0..<9 { sample.record.validations[index].loss = 2.341 }
      },
      Illness(.staleWeights, "validation", "weights of an old epoch") { sample in
        for index in 3..<9 { sample.facts.weightsHashes[index] = "2" }
      },
      Illness(.wrongMode, "validation", "dropout in the evaluation") { sample in
        sample.facts.layers[3].kind = "Dropout"
        sample.facts.validatedInTrainingMode = [Bool?](repeating: true, count: 9)
      },
      Illness(.wrongMode, "training", "training in evaluation mode") { sample in
        sample.facts.layers[3].kind = "BatchNorm1d"
        sample.facts.stepsInEvaluationMode = Array(40..<200)
      },
      Illness(.wrongMode, "validation", "validation far away from the start") { sample in
        sample.facts.layers[3].kind = "BatchNorm1d"
        for index in 1..<9 { sample.record.validations[index].loss = 4 - 0.1 * Double(index) }
        sample.record.validations.removeFirst()
      },
      Illness(.imbalance, "validation", "one answer for everything") { sample in
        for index in 0..<9 { sample.record.validations[index].accuracy = 0.95 }
        sample.change { _, step in step.columns[.largestClassShare] = ["target": 0.95] }
      },
    ]
  }
}
