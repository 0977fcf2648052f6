import Backprop
import Course
import TensorCore
import Testing

/// What the records of training hold.
@Suite struct Lesson02Records {
  /// The failure modes that train one network of two layers, each with a fault of its own.
  private let modes: [FailureMode] = [
    .graphCut, .parametersNotRegistered, .optimizerOfOtherParameters, .valueOutsideGraph,
  ]

  // The faults lie in what is trained, and not in what is computed.
  @Test func `the runs of one network begin with the same loss`() throws {
    let losses = try modes.flatMap { mode in
      try mode.runs.map { try #require(try $0.measure().record?.losses.first) }
    }
    #expect(losses.count == 8)
    let tolerance = Double(rounding) * losses[0]
    #expect(losses.allSatisfy { abs($0 - losses[0]) <= tolerance }, "\(losses)")
  }

  @Test func `descent changes parameters by rate times gradient`() throws {
    for remedy in (modes + [.parameterChangedInPlace]).flatMap(\.remedies) {
      let steps = try #require(remedy.measure().record).steps
      #expect(!steps.isEmpty)
      for step in steps {
        #expect(step.learningRate == Double(0.1 as Scalar))
        for (name, norm) in step.gradientNorms {
          let change = try #require(step.updateNorms[name])
          #expect(abs(change - step.learningRate * norm) <= Double(rounding), "\(name)")
        }
      }
    }
  }

  @Test func `a step that is recorded is on record as it was`() throws {
    let weight = leaf(Tensor([3, 4]))
    weight.gradient = Tensor([6, 8])
    var record = TrainingRecord()
    GradientDescent([weight], learningRate: 0.5)
      .step(recording: 2, of: [("weight", weight)], in: &record)
    #expect(
      record.steps == [
        TrainingRecord.Step(
          loss: 2, learningRate: 0.5, gradientNorms: ["weight": 10],
          parameterNorms: ["weight": 5], updateNorms: ["weight": 5])
      ])
    #expect(weight.value == Tensor([0, 0]))
  }
}
