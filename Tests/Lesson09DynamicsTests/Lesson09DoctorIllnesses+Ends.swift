import Course
import Dynamics
import Foundation

extension Illness {
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
      Illness(.wrongHead, "4", "softmax twice") { sample in sample.facts.layers[4].kind = "Softmax"
      },
      Illness(.wrongHead, "4", "softmax as a function") { sample in
        sample.change { _, step in step.columns[.activationMean]?["output"] = 0.1 }
      },
      Illness(.wrongHead, "4", "a sigmoid as a function") { sample in
        sample.facts.outputCount = 1
        sample.facts.lossFunction = "BCEWithLogitsLoss"
        sample.change { index, step in
          step.columns[.smallest] = ["output": 0.48 - 0.002 * Double(index)]
          step.columns[.largest] = ["output": 0.52 + 0.002 * Double(index)]
        }
      },
      Illness(.wrongHead, "4", "logits where their logarithms belong") { sample in
        sample.facts.lossFunction = nil
        sample.change { index, step in step.loss = 2.3 - 0.1 * Double(index) }
        sample.record.validations = []
        sample.facts.weightsHashes = []
      },
      Illness(.wrongHead, "4", "softmax over one unit") { sample in
        sample.facts.outputCount = 1
        sample.facts.lossFunction = "MSELoss"
        sample.change { _, step in
          step.columns[.activationMean]?["output"] = 1
          step.columns[.activationStandardDeviation]?["output"] = 0
        }
      },
      Illness(.wrongHead, "4", "targets stretched to a table") { sample in
        sample.regress { _, output, target, distance in
          output * output + target * target + distance * distance
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

  static var samples: [Illness] {
    [
      Illness(.badData, "input", "two samples in every batch") { sample in
        sample.facts.lossFunction = "MSELoss"
        (sample.facts.classCount, sample.facts.outputCount) = (nil, 1)
        sample.change { index, step in
          step.columns[.largestClassShare] = nil
          step.columns[.smallest] = ["input": -0.43, "target": 0.1]
          step.columns[.largest] = ["input": 0.71, "target": 0.45]
          step.columns[.distinctShare] = ["input": 0.0625]
          step.columns[.activationStandardDeviation]?["target"] = 0.18
          step.columns[.activationStandardDeviation]?["input"] = 0.5 - 0.02 * Double(index % 4)
        }
      }
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
        sample.record.validations[8].loss += 0.3
      },
      Illness(.underfitting, nil, "a plateau of both") { sample in
        sample.change { index, step in step.loss = 1.6 + 0.7 * exp(-Double(index) / 15) }
        for index in 0..<9 {
          sample.record.validations[index].loss = 1.62 + 0.01 * Double(index % 2)
        }
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
