import Autograd
import BatchNorm
import TensorCore
import Text

// One backward pass, and a trial on one batch.

extension PreflightRule {
  /// Rules with passes and trials.
  static var learning: [PreflightRule] {
    [missingGradient, wrongGradient, oneBatch, ignoredInput, mixedSamples, changingAnswers]
  }

  private static var missingGradient: PreflightRule {
    PreflightRule(
      "P34", "no gradient for a parameter", cause: .missingGradient,
      source: "gate G7; NeuraLint f022; TheDeepChecker w_untrained",
      reason: "the graph is cut between the parameter and the loss: it stays as it was drawn",
      check:
        "parameters that require a gradient and have none after a backward pass in training mode",
      test: "print the names of the parameters whose gradient is missing",
      fix:
        "use the layer in the forward pass; look for detached values and numbers taken out of variables"
    ) { subject in
      if let obstacle = subject.obstacle { return .notChecked(obstacle) }
      return .found(
        try subject.withoutTrace {
          subject.model.zeroGradients()
          let loss = subject.loss.value(
            subject.model(Variable(subject.batch.inputs)), subject.batch.targets)
          guard loss.requiresGradient else {
            return [Observation("the loss depends on no parameter")]
          }
          try loss.backward()
          return subject.model.namedParameters.filter {
            $0.variable.requiresGradient && $0.variable.gradient == nil
          }.map { Observation("\($0.name) gets no gradient", at: $0.name) }
        })
    }
  }

  private static var wrongGradient: PreflightRule {
    PreflightRule(
      "P35", "gradient against differences", cause: .missingGradient,
      source: "TheDeepChecker grad_err; gate G6; lesson 02",
      reason: "a wrong derivative may still train, but to something else",
      check:
        "for every parameter the derivative along a random direction against a central difference, to 1 %",
      test: "the gradient check of lesson 02 on the operation",
      fix: "derive the operation's pullback again; look for in-place changes and detached parts"
    ) { subject in
      if let obstacle = subject.obstacle { return .notChecked(obstacle) }
      guard Scalar.self == Double.self else {
        return .notChecked("differences need double precision")
      }
      guard subject.isRepeatable else { return .notChecked("the loss is not the same twice") }
      return .found(
        try subject.withoutTrace {
          try GradientAgreement.disagreements(
            of: subject.model, seed: 35,
            loss: {
              subject.loss.value(
                subject.model(Variable(subject.batch.inputs)), subject.batch.targets)
            }
          ).map {
            Observation(
              "the slope along a direction of \($0.name) is \($0.difference.short) by differences, "
                + "\($0.derivative.short) by the backward pass", at: $0.name, strength: 0.9)
          }
        })
    }
  }

  private static var oneBatch: PreflightRule {
    PreflightRule(
      "P36", "one batch is not learned", cause: .underfitting,
      source: "TheDeepChecker underfitting_single_batch; gate G11; Karpathy's recipe",
      reason:
        "a network that is to fit thousands of samples fits any 16 that do not contradict each other: model, targets or loss is at fault",
      check:
        "150 steps of Adam at 1e-2 on 16 samples leave more than half of the best constant's loss",
      test: "the same with targets that are a simple function of one input",
      fix: "go back to the smallest model that learns the batch, and add one part at a time"
    ) { subject in
      guard let trial = subject.trial else {
        return .notChecked(
          subject.obstacle ?? "the samples have one target, or the loss is unknown")
      }
      // Four points of exclusive or are no part of a task: they are the task, and may need a thousand steps.
      guard subject.data.count >= 8 else {
        return .notChecked("fewer than eight samples: the trial would be the training")
      }
      guard trial.reached > 0.5 || !trial.reached.isFinite else { return .silent }
      return .found(
        "after \(trial.losses.count) steps the least loss is \((trial.losses.min() ?? .nan).short), "
          + "that of the best constant \(trial.baseline.short)", strength: 0.9)
    }
  }

  private static var ignoredInput: PreflightRule {
    PreflightRule(
      "P37", "the output does not depend on the input", cause: .ignoresInput,
      source: "TheDeepChecker data_dep, out_cons; gate G10; failure mode F9.4",
      reason: "the best that it can do is the best constant",
      check:
        "outputs of different samples differ by less than a millionth after the trial on one batch",
      test: "compare the loss with that on inputs of zeros: it is the same",
      fix:
        "follow the input through the forward pass; look for dead layers, products with 0, a wrong variable"
    ) { subject in
      guard let trial = subject.trial else {
        return .notChecked(
          subject.obstacle ?? "the samples have one target, or the loss is unknown")
      }
      guard trial.outputSpread < 1e-6 else { return .silent }
      return .found("outputs of 16 samples differ by \(trial.outputSpread.short) of their size")
    }
  }
}

extension PreflightSubject {
  /// Whether two passes in evaluation mode have the same loss.
  fileprivate var isRepeatable: Bool {
    let inputs = Variable(batch.inputs)
    return model.withMode(.evaluation) {
      withoutGradient {
        loss.value(model(inputs), batch.targets).scalar
          == loss.value(model(inputs), batch.targets).scalar
      }
    }
  }

  /// Carries out passes in training mode, and puts values, buffers and modes back; gradients are zeroed.
  func withoutTrace<Result>(_ body: () throws -> Result) throws -> Result {
    let before = Checkpoint(["model": model])
    defer {
      do { try before.restore(["model": model]) } catch {
        preconditionFailure("preflight: the model has become another: \(error)")
      }
      model.zeroGradients()
    }
    return try model.withMode(.training, body)
  }
}
