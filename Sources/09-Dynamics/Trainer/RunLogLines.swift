import Course
import Text

// The lines of a log: one JSON object each, under the names that `doctor.py` writes too.

extension RunLog {
  /// The first line: what run it is.
  struct Header: Codable, Equatable {
    var event = "run"
    var format = 1
    var source = "swift"
    var parameters: [String: [Int]]
    var optimizer: String
    var classes: Int?
    var sampleCount: Int
    var batchSize: Int
    var stepsPerEpoch: Int
    var steps: Int
    var clipping: Double?

    enum CodingKeys: String, CodingKey {
      case event, format, source, parameters, optimizer, classes, steps
      case sampleCount = "sample_count"
      case batchSize = "batch_size"
      case stepsPerEpoch = "steps_per_epoch"
      case clipping = "clip_gradient_norm"
    }
  }

  /// A step of training.
  struct Step: Codable, Equatable {
    var event = "step"
    var step: Int
    var epoch: Int
    var loss: JSONNumber
    var learningRate: JSONNumber
    var gradientNorms: [String: JSONNumber]
    var parameterNorms: [String: JSONNumber]
    var updateNorms: [String: JSONNumber]
    var columns: [TrainingRecord.Column: [String: JSONNumber]]?

    enum CodingKeys: String, CodingKey {
      case event, step, epoch, loss, columns
      case learningRate = "learning_rate"
      case gradientNorms = "gradient_norms"
      case parameterNorms = "parameter_norms"
      case updateNorms = "update_norms"
    }

    init(_ values: TrainingRecord.Step, step: Int, epoch: Int) {
      func words(_ norms: [String: Double]) -> [String: JSONNumber] {
        norms.mapValues { JSONNumber($0) }
      }
      self.step = step
      self.epoch = epoch
      loss = JSONNumber(values.loss)
      learningRate = JSONNumber(values.learningRate)
      gradientNorms = words(values.gradientNorms)
      parameterNorms = words(values.parameterNorms)
      updateNorms = words(values.updateNorms)
      columns = values.columns.isEmpty ? nil : values.columns.mapValues(words)
    }

    /// The measurements of the step.
    var values: TrainingRecord.Step {
      func numbers(_ norms: [String: JSONNumber]) -> [String: Double] {
        norms.mapValues(\.value)
      }
      return TrainingRecord.Step(
        loss: loss.value, learningRate: learningRate.value, gradientNorms: numbers(gradientNorms),
        parameterNorms: numbers(parameterNorms), updateNorms: numbers(updateNorms),
        columns: (columns ?? [:]).mapValues(numbers))
    }
  }

  /// An evaluation; `step` is the number of steps that had been made.
  struct Validation: Codable, Equatable {
    var event = "validation"
    var step: Int
    var loss: JSONNumber
    var accuracy: JSONNumber?
    var metrics: [String: JSONNumber]?
    var weightsHash: String

    enum CodingKeys: String, CodingKey {
      case event, step, loss, accuracy, metrics
      case weightsHash = "weights_hash"
    }

    init(_ evaluation: Evaluation) {
      var others = evaluation.metrics
      accuracy = others.removeValue(forKey: "accuracy").map { JSONNumber($0) }
      metrics = others.isEmpty ? nil : others.mapValues { JSONNumber($0) }
      step = evaluation.step
      loss = JSONNumber(evaluation.loss)
      weightsHash = evaluation.weightsHash
    }
  }

  /// How the run ended.
  struct End: Codable, Equatable {
    var event = "end"
    var outcome: String
    var operation: String?
  }

  /// What every line has.
  struct Event: Codable {
    var event: String
    var step: Int?
  }
}
