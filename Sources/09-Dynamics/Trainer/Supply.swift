import Autograd
import Datasets

/// The samples of a run and what is asked of them, whatever their kind is.
struct Supply {
  /// The number of classes, if the samples belong to classes.
  let classCount: Int?

  /// The mean loss of some training samples.
  let loss: ([Int]) -> Variable

  /// Measures the network on the held-out samples after a number of steps.
  let evaluation: ((Int) throws -> Evaluation)?

  init<Samples: SampleSet>(
    _ model: any Layer, _ objective: Objective<Samples>, _ training: Samples,
    _ validation: Samples?
  ) {
    classCount = (training as? LabeledData)?.classCount
    loss = { samples in
      let batch = training.selecting(samples)
      return objective.loss(model(Variable(batch.features)), batch)
    }
    evaluation = validation.map { validation in
      { try Evaluation(of: model, on: validation, for: objective, step: $0) }
    }
  }
}
