import Course
import Dynamics
import Foundation
import Testing

/// One way in which a run can be ill.
struct Illness: Sendable, CustomTestStringConvertible {
  let cause: Cause
  let place: String?
  let name: String
  let infect: @Sendable (inout RecordSample) -> Void

  init(
    _ cause: Cause, _ place: String?, _ name: String,
    infect: @escaping @Sendable (inout RecordSample) -> Void
  ) {
    (self.cause, self.place, self.name, self.infect) = (cause, place, name, infect)
  }

  var testDescription: String { name }

  /// Every cause that a record can show.
  static var all: [Illness] { numbers + gradients + rates + heads + samples + evaluation }

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
          step.gradientNorms = step.gradientNorms.mapValues { _ in
            0.5 * min(40, pow(Double(index + 1), 0.8))
          }
          step.loss = 2.3 - 0.2 * sin(Double(index) / 10)
        }
      },
      Illness(.gradientsKept, nil, "gradients that have added up") { sample in
        sample.change { index, step in
          // The first steps hide it: a gradient of the other sign comes in between.
          let size = index == 2 ? 0.3 : 0.5 * min(40, pow(Double(index + 1), 0.8))
          step.gradientNorms = step.gradientNorms.mapValues { _ in size }
          step.loss = 2.3 - 0.2 * sin(Double(index))
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
        sample.change { index, step in
          step.learningRate = index < 100 ? 0.1 * cos(Double(index) / 64) : 1e-9
        }
      },
      Illness(.schedule, "learning rate", "a warm-up without end") { sample in
        sample.change { index, step in step.learningRate = 1e-4 * Double(index + 1) }
      },
      Illness(.schedule, "learning rate", "one cycle that is stepped once an epoch") { sample in
        sample.change { index, step in step.learningRate = 0.01 * Double(1 + index / 20) }
      },
      Illness(.schedule, "learning rate", "a cosine in the wrong unit") { sample in
        sample.change { index, step in
          step.learningRate = 0.05 * (1 + cos(.pi * Double(index) / 10))
        }
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
      Illness(.rateTooLow, nil, "Adam at the rate of a fine-tuning") { sample in
        sample.facts.optimizer = "Adam"
        sample.change { index, step in
          step.learningRate = 1e-3
          step.loss = 1.6 + 0.7 * exp(-Double(index) / 60) + 0.01 * sin(Double(index))
        }
        sample.record.validations = []
        sample.facts.weightsHashes = []
      },
      Illness(.spike, nil, "a spike") { sample in
        sample.change { index, step in if (120..<124).contains(index) { step.loss += 5 } }
      },
    ]
  }
}
