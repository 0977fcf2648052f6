import Autograd
import Course
import Dynamics
import TensorCore

extension Lesson09Answers {
  /// A small run whose update is the learner's.
  struct GateRun {
    /// An update of another length than its gradient.
    struct WrongCount: Error, CustomStringConvertible {
      let description: String
    }

    let seed: UInt64

    /// Which gates fail, how many, and the loss after five steps, by which mistakes are told apart.
    func answer(to update: @escaping UpdateFunction) throws -> Answer {
      let subject = try subject(update)
      let ids: Set = ["G8", "G10", "G11", "G12", "G14"]
      let checklist = try Checklist(
        subject, extent: .all, gates: Gate.all.filter { ids.contains($0.id) })
      let failures = checklist.failures
      let losses = try losses(update)
      return Answer(
        .number("failing gates", failures.count),
        .word("they are", failures.isEmpty ? "none" : failures.joined(separator: " and ")),
        .number("loss after five steps", losses))
    }

    private var data: PreflightData {
      var generator = SplitMix64(seed: seed)
      let labels = (0..<32).map { [0, 1, 2, 0][$0 % 4] }
      let features = labels.flatMap { label in
        (0..<4).map { axis in
          Scalar((axis == label ? 2.0 : 0.5) + generator.uniform() - 0.5)
        }
      }
      return PreflightData(
        inputs: Tensor(features).reshaped(to: [32, 4]), labels: labels, batchSize: 16)
    }

    private func model() -> Sequential {
      var generator = SplitMix64(seed: seed &+ 100)
      return Sequential(Linear(inputCount: 4, outputCount: 3, using: &generator))
    }

    private func subject(_ update: @escaping UpdateFunction) throws -> GateSubject {
      let model = model()
      let position = TrainingPosition(generator: SplitMix64(seed: seed))
      var subject = GateSubject(
        model: model, data: data, task: .classes(3), loss: .crossEntropy)
      subject.state = [position]
      subject.limits.overfitStepCount = 100
      subject.trainingStep = { batch in
        defer { position.stepCount += 1 }
        return try Self.step(model, batch, position.stepCount, update)
      }
      return subject
    }

    private func losses(_ update: UpdateFunction) throws -> Scalar {
      let (model, batch) = (model(), data)
      var last: Scalar = 0
      for step in 0..<6 { last = try Self.step(model, batch, step, update) }
      return last
    }

    /// One step; returns the loss before it.
    private static func step(
      _ model: Sequential, _ batch: PreflightData, _ step: Int, _ update: UpdateFunction
    ) throws -> Scalar {
      model.zeroGradients()
      let loss = PreflightLoss.crossEntropy.value(model(Variable(batch.inputs)), batch.targets)
      try loss.backward()
      for (name, variable) in model.namedParameters {
        guard let gradient = variable.gradient else { continue }
        let change = try update(name, gradient.scalars.map { Double($0) }, 0.5, step)
        guard change.count == gradient.elementCount else {
          throw WrongCount(
            description: "\(change.count) numbers for a gradient of \(gradient.elementCount)")
        }
        let added = Tensor(change.map { Scalar($0) }).reshaped(to: gradient.shape)
        try withoutGradient { try variable.update { $0 = $0 + added } }
      }
      return loss.scalar
    }
  }
}
