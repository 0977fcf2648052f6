import Activations
import Autograd
import Init
import TensorCore
import Testing

/// The doctor names the fault of a broken start, and none of a healthy one.
@Suite struct Lesson04Doctor {
  /// A network with its batch.
  struct Patient {
    let model: Sequential
    let inputs: Tensor
    let task: InitDoctor.Task
  }

  /// A way to build a network for a seed, and what the doctor must say of it.
  struct Case: Sendable, CustomTestStringConvertible {
    let name: String
    let fault: InitReport.Fault?
    let make: @Sendable (_ seed: UInt64) -> Patient
    var testDescription: String { name }
  }

  /// A classifier of standard normal inputs with as many hidden layers of one width.
  static func classifier(
    _ scheme: InitializationScheme, _ activation: Activation = .relu, width: Int, depth: Int,
    batch: Int = 32, classCount: Int = 10, seed: UInt64
  ) -> Patient {
    Patient(
      model: .stack(
        [16] + Array(repeating: width, count: depth) + [classCount], activation: activation,
        scheme: scheme, seed: seed),
      inputs: normalBatch(batch, 16, seed: seed &+ 1000),
      task: .classes(classes(batch, of: classCount)))
  }

  /// The sizes of a seed: 4 widths, 4 depths, 2 batches and 2 numbers of classes in turn.
  static func sizes(_ seed: UInt64) -> (width: Int, depth: Int, batch: Int, classCount: Int) {
    let index = Int(seed)
    return (
      [16, 24, 48, 96][index % 4], [1, 3, 8, 20][index / 4 % 4], [16, 64][index / 16 % 2],
      [2, 10][index / 32 % 2]
    )
  }

  static let healthy: [Case] =
    [
      ("Kaiming, ReLU", .kaiming, .relu), ("orthogonal, ReLU", .orthogonal(), .relu),
      ("Kaiming throughout, ReLU", .kaiming.head(.kaimingNormal()), .relu),
      ("Kaiming with a head of zeros", .kaiming.head(.zeros), .relu),
      ("Kaiming, leaky ReLU", .kaiming, .leakyReLU),
      ("Xavier, tanh", .xavier, .tanh), ("orthogonal, tanh", .orthogonal(gain: 1), .tanh),
      (
        "LeCun, SELU", InitializationScheme("LeCun", hidden: .leCunNormal()), .selu
      ),
    ].map { (name: String, scheme: InitializationScheme, activation: Activation) in
      Case(name: name, fault: nil) { seed in
        let (width, depth, batch, classCount) = sizes(seed)
        return classifier(
          scheme, activation, width: width, depth: depth, batch: batch, classCount: classCount,
          seed: seed)
      }
    } + [
      // GELU has no size at which a signal stays, whatever the gain: 8 layers are as deep as it goes.
      Case(name: "second moment kept, GELU", fault: nil) { seed in
        let (width, depth, batch, classCount) = sizes(seed)
        let rule = Initializer.kaimingNormal(gain: Gain.keepingSecondMoment(of: Activation.gelu))
        return classifier(
          InitializationScheme("GELU", hidden: rule, head: .leCunNormal()), .gelu, width: width,
          depth: min(depth, 8), batch: batch, classCount: classCount, seed: seed)
      }
    ]

  // Widths 16 to 96, depths 1 to 20, batches of 16 and 64, 2 and 10 classes: 144 seeds.
  @Test(arguments: healthy.indices) func `nothing is found in a healthy network`(
    number: Int
  ) throws {
    let healthy = Self.healthy[number]
    var found: [String] = []
    for seed in UInt64(number * 16)..<UInt64(number * 16 + 16) {
      let patient = healthy.make(seed)
      let report = try InitDoctor().examine(
        patient.model, inputs: patient.inputs, task: patient.task)
      found += report.findings.map { "\(seed): \($0.fault), \($0.evidence)" }
    }
    #expect(found == [], "\(healthy.name)")
  }

  @Test(arguments: broken) func `the fault of a broken network is named`(broken: Case) throws {
    var names: [String] = []
    for seed: UInt64 in 0..<10 {
      let patient = broken.make(seed)
      let report = try InitDoctor().examine(
        patient.model, inputs: patient.inputs, task: patient.task)
      if report.fault != broken.fault {
        names.append("\(seed): \(report.findings.map { "\($0.fault), \($0.evidence)" })")
      }
    }
    #expect(names == [])
  }

  @Test(arguments: [ResidualScaling.inverseSquareRoot, .zero, .fixup])
  func `nothing is found in scaled residual networks`(scaling: ResidualScaling) throws {
    for seed: UInt64 in 0..<10 {
      let model = Sequential.residualStack(
        inputCount: 16, width: 48, blockCount: 20, outputCount: 10, scaling: scaling, seed: seed)
      let report = try InitDoctor().examine(
        model, inputs: normalBatch(32, 16, seed: seed), task: .classes(classes(32, of: 10)))
      #expect(report.findings.map(\.evidence) == [])
    }
  }

  @Test func `a network of infinite outputs is said to be so`() throws {
    let patient = Self.classifier(.normal(1e30), width: 128, depth: 12, seed: 0)
    let report = try InitDoctor().examine(
      patient.model, inputs: patient.inputs, task: patient.task)
    #expect(report.fault == .notFinite)
    #expect(report.findings.first?.certainty == .certain)
  }

  // F4.10's cure: the prior's bias, and the mean of the targets.
  @Test func `the cures of the last bias are healthy`() throws {
    let patient = Self.classifier(.kaiming, width: 32, depth: 3, batch: 64, classCount: 2, seed: 1)
    let head = try #require(patient.model.namedLinearLayers.last).layer
    let biases = StartingLoss.priorBiases(frequencies: [63, 1]).map { Scalar($0) }
    head.bias?.initialize(to: Tensor(biases))
    let report = try InitDoctor().examine(
      patient.model, inputs: patient.inputs, task: .classes((0..<64).map { $0 == 0 ? 1 : 0 }))
    #expect(report.isHealthy)
    let binary = Self.classifier(.kaiming, width: 32, depth: 3, batch: 64, classCount: 1, seed: 1)
    let logit = try #require(binary.model.namedLinearLayers.last).layer
    logit.bias?.initialize(to: Tensor([Scalar(StartingLoss.priorBias(frequency: 1.0 / 64))]))
    let targets = Tensor(shape: [64, 1], scalars: (0..<64).map { $0 == 0 ? 1 : 0 })
    #expect(
      try InitDoctor().examine(binary.model, inputs: binary.inputs, task: .binary(targets))
        .isHealthy)
    let regression = Self.classifier(.kaiming, width: 32, depth: 3, classCount: 1, seed: 1)
    let last = try #require(regression.model.namedLinearLayers.last).layer
    last.bias?.initialize(to: Tensor([100]))
    let second = try InitDoctor().examine(
      regression.model, inputs: regression.inputs,
      task: .values(normalBatch(32, 1, seed: 1) + 100))
    #expect(second.isHealthy)
  }

  // A monitor of sizes alone calls the default healthy and a Kaiming network of bad luck ill.
  @Test func `the size of the signal would misdiagnose`() throws {
    let patient = Self.classifier(.pyTorchDefault, width: 128, depth: 30, seed: 0)
    let report = try InitDoctor().examine(
      patient.model, inputs: patient.inputs, task: patient.task)
    let outputs = report.signals.activations.map(\.output)
    // The size is the same from layer 5 on, at √(1/(5n)); what tells inputs apart is gone.
    try #require(outputs.count == 30)
    #expect(outputs[5...].allSatisfy { (0.03...0.05).contains($0.rootMeanSquare) })
    #expect(outputs[29].spread < max(1e-10, 0.4 * Double(Scalar.ulpOfOne)))
    #expect(outputs[29].cosine ?? 0 > 0.999_999)
    #expect(report.fault == .defaultForReLU)
  }

  @Test func `an examination leaves the network as it was`() throws {
    let patient = Self.classifier(.kaiming, width: 32, depth: 3, seed: 2)
    let before = patient.model.trainedVariables.map(\.value)
    let first = try InitDoctor().examine(
      patient.model, inputs: patient.inputs, task: patient.task)
    #expect(patient.model.trainedVariables.map(\.value) == before)
    #expect(patient.model.trainedVariables.allSatisfy { $0.gradient == nil })
    let second = try InitDoctor().examine(
      patient.model, inputs: patient.inputs, task: patient.task)
    #expect(first.signals.stages.count == 7)
    #expect(second.signals.stages.map(\.output) == first.signals.stages.map(\.output))
  }

  // A hook that stayed would hold its layer, and the layer the hook.
  @Test func `an examined network is released`() throws {
    func examined() throws -> Linear? {
      let patient = Self.classifier(.kaiming, width: 8, depth: 1, seed: 3)
      _ = try InitDoctor().examine(patient.model, inputs: patient.inputs, task: patient.task)
      return patient.model.namedLinearLayers.first?.layer
    }
    weak let layer = try examined()
    #expect(layer == nil)
  }

  @Test func `every fault has a remedy of its own words`() {
    #expect(InitReport.Fault.allCases.allSatisfy { $0.remedy.count > 12 })
    #expect(InitReport.Certainty.possible < .likely && InitReport.Certainty.likely < .certain)
  }
}
