import Autograd
import BatchNorm
import TensorCore
import TestSupport
import Testing

/// PyTorch's outputs, gradients and buffers, in double precision.
@Suite(.doublePrecision(because: "The reference is double precision.")) struct Lesson05Parity {
  let golden: GoldenValues

  init() throws { golden = try GoldenValues.lesson(5) }

  private func expect(
    _ found: Tensor?, _ name: String, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let found = try #require(found, "\(name)", sourceLocation: sourceLocation)
    #expect(
      difference(found, try golden.tensor(name)) < 1e-12, "\(name)", sourceLocation: sourceLocation)
  }

  // MARK: Batch norm

  /// Shape and setting of every group, as the script names them.
  static let groups: [String] = {
    let all = ["default", "momentum none"]
    let more = ["momentum 0.3", "untracked", "not affine", "neither", "epsilon 0.1"]
    return ["[6, 3]", "[3, 3, 2, 4]"].flatMap { shape in
      (all + more).map { "batchNorm(\(shape), \($0))" }
    }
      + ["[4, 3, 5]", "[1, 3, 4, 4]"].flatMap { shape in
        all.map { "batchNorm(\(shape), \($0))" }
      }
  }()

  @Test func `every group of the script is here`() throws {
    #expect(try golden.groups(of: "batchNorm") == Self.groups.sorted())
  }

  private func layer(of group: String) throws -> any BatchNormLayer {
    let tracks = !group.contains("untracked") && !group.contains("neither")
    let momentum: Scalar? =
      group.contains("momentum 0.3") ? 0.3 : (group.contains("momentum none") ? nil : 0.1)
    let epsilon: Scalar = group.contains("epsilon 0.1") ? 0.1 : 1e-5
    let isAffine = !group.contains("not affine") && !group.contains("neither")
    let scale = isAffine ? leaf(try golden.tensor("\(group).scale")) : nil
    let offset = isAffine ? leaf(try golden.tensor("\(group).offset")) : nil
    let running = tracks ? RunningStatistics(featureCount: 3, momentum: momentum) : nil
    return try golden.array("\(group).x0").shape.count == 4
      ? BatchNorm2d(sharing: scale, offset, running: running, featureCount: 3, epsilon: epsilon)
      : BatchNorm1d(sharing: scale, offset, running: running, featureCount: 3, epsilon: epsilon)
  }

  // Three batches in training mode, and a fourth in evaluation mode.
  @Test(arguments: groups)
  func `outputs, gradients and buffers are PyTorch's`(_ group: String) throws {
    let layer = try layer(of: group)
    for step in 0..<4 {
      layer.setMode(step < 3 ? .training : .evaluation)
      layer.zeroGradients()
      let x = leaf(try golden.tensor("\(group).x\(step)"))
      let y = layer(x)
      try expect(y.value, "\(group).output\(step)")
      try y.backward(cotangent: try golden.tensor("\(group).d\(step)"))
      try expect(x.gradient, "\(group).gradient.x\(step)")
      if let scale = layer.scale, let offset = layer.offset {
        try expect(scale.gradient, "\(group).step\(step).scale")
        try expect(offset.gradient, "\(group).step\(step).offset")
      }
      if let running = layer.running {
        try expect(running.mean, "\(group).mean\(step)")
        try expect(running.variance, "\(group).variance\(step)")
        #expect(Double(running.batchCount) == (try golden.scalar("\(group).count\(step)")))
      } else {
        #expect(golden.cases["\(group).mean\(step)"] == nil)
      }
    }
  }

  @Test func `defaults are PyTorch's`() throws {
    func setting(_ name: String) throws -> Scalar { Scalar(try golden.scalar("defaults.\(name)")) }
    let norm = BatchNorm1d(featureCount: 1)
    #expect(norm.epsilon == (try setting("BatchNorm.eps")))
    #expect(norm.running?.momentum == (try setting("BatchNorm.momentum")))
    #expect((norm.scale == nil) == (try setting("BatchNorm.affine") == 0))
    #expect((norm.running == nil) == (try setting("BatchNorm.track") == 0))
    #expect(LayerNorm(shape: [1]).epsilon == (try setting("LayerNorm.eps")))
    #expect(GroupNorm(groupCount: 1, channelCount: 1).epsilon == (try setting("GroupNorm.eps")))
    let instance = InstanceNorm(channelCount: 1)
    #expect(instance.epsilon == (try setting("InstanceNorm.eps")))
    #expect((instance.scale == nil) == (try setting("InstanceNorm.affine") == 0))
    #expect(instance.buffers.isEmpty == (try setting("InstanceNorm.track") == 0))
    #expect(RMSNorm(shape: [1]).epsilon == (try setting("RMSNorm.eps")))
  }

  // MARK: Relatives

  /// An operation of the fixture: its group, the names of its inputs, and ours.
  struct Case: Sendable, CustomTestStringConvertible {
    let group: String
    let inputs: [String]
    let function: @Sendable ([Variable]) -> Variable

    var testDescription: String { group }
  }

  static let relatives: [Case] =
    [
      Case(group: "layerNorm([5, 6])", inputs: ["x", "scale", "offset"]) {
        LayerNorm(sharing: $0[1], $0[2], shape: [6])($0[0])
      },
      Case(group: "layerNorm([3, 4, 2, 3])", inputs: ["x", "scale", "offset"]) {
        LayerNorm(sharing: $0[1], $0[2], shape: [2, 3], epsilon: 1e-3)($0[0])
      },
      Case(group: "layerNorm(not affine)", inputs: ["x"]) {
        LayerNorm(shape: [4, 2, 3], isAffine: false)($0[0])
      },
      Case(group: "rmsNorm([5, 6])", inputs: ["x", "scale"]) {
        RMSNorm(sharing: $0[1], shape: [6])($0[0])
      },
      Case(group: "rmsNorm(epsilon)", inputs: ["x"]) {
        RMSNorm(shape: [2, 3], epsilon: 1e-3, isAffine: false)($0[0])
      },
      Case(group: "groupNorm(vectors)", inputs: ["x"]) {
        GroupNorm(groupCount: 3, channelCount: 6, isAffine: false)($0[0])
      },
      Case(group: "instanceNorm([3, 4, 5])", inputs: ["x"]) {
        InstanceNorm(channelCount: 4)($0[0])
      },
      Case(group: "instanceNorm([3, 4, 2, 3])", inputs: ["x", "scale", "offset"]) {
        InstanceNorm(sharing: $0[1], $0[2], channelCount: 4)($0[0])
      },
      Case(group: "weightNorm", inputs: ["x", "length", "direction", "bias"]) {
        WeightNormLinear(sharing: $0[1], $0[2], $0[3])($0[0])
      },
    ]
    + [1, 2, 4].map { groupCount in
      Case(group: "groupNorm(\(groupCount) groups)", inputs: ["x", "scale", "offset"]) {
        GroupNorm(sharing: $0[1], $0[2], groupCount: groupCount, channelCount: 4)($0[0])
      }
    }
    + [0, 1].map { padding in
      Case(group: "conv2d(padding \(padding))", inputs: ["x", "weight", "bias"]) {
        Conv2d(sharing: $0[1], $0[2], padding: padding)($0[0])
      }
    }

  @Test(arguments: relatives)
  func `relatives and convolution agree, gradients included`(_ test: Case) throws {
    let leaves = try test.inputs.map { leaf(try golden.tensor("\(test.group).\($0)")) }
    let y = test.function(leaves)
    try expect(y.value, "\(test.group).output")
    try y.backward(cotangent: try golden.tensor("\(test.group).cotangent"))
    for (name, variable) in zip(test.inputs, leaves) {
      try expect(variable.gradient, "\(test.group).gradient.\(name)")
    }
  }
}
