import Activations
import Autograd
import Init
import TensorCore
import Testing

/// What is computed on the way to a finding, and what a start begins with.
@Suite struct Lesson04Details {
  @Test(arguments: 0..<4 as Range<UInt64>)
  func `a report's loss is that of the targets given`(seed: UInt64) throws {
    let model = Sequential.stack([16, 24, 10], scheme: .kaiming, seed: seed)
    let (inputs, labels) = (normalBatch(32, 16, seed: seed), classes(32, of: 10))
    let report = try InitDoctor().examine(model, inputs: inputs, task: .classes(labels))
    let loss = withoutGradient {
      softmaxCrossEntropy(model(Variable(inputs)), classes: labels).value.scalar
    }
    #expect(difference(report.signals.loss, Double(loss)) <= roundingOfDouble)
    let targets = normalBatch(32, 10, seed: seed + 50)
    let fitted = try InitDoctor().examine(model, inputs: inputs, task: .values(targets))
    let error = withoutGradient {
      meanSquaredError(model(Variable(inputs)), targets: targets).value.scalar
    }
    #expect(difference(fitted.signals.loss, Double(error)) <= roundingOfDouble)
  }

  @Test func `a hidden layer of one unit can be examined`() throws {
    let model = Sequential.stack([16, 1, 10], scheme: .kaiming, seed: 3)
    let report = try InitDoctor().examine(
      model, inputs: normalBatch(32, 16, seed: 3), task: .classes(classes(32, of: 10)))
    #expect(report.signals.stages.count == 3)
  }

  // With He's variance a ReLU network keeps whatever variance it starts from.
  @Test func `a fixed point is looked for from a variance of 1`() throws {
    let field = MeanField(Activation.relu, weightVariance: 2)
    #expect(abs(try #require(field.fixedPoint()) - 1) < 1e-6)
    #expect(abs(try #require(field.fixedPoint(from: 2)) - 2) < 1e-6)
  }

  @Test func `LSUV starts from orthogonal weights`() {
    let model = Sequential.stack([10, 6, 4], scheme: .normal(0.01), seed: 5)
    LayerSequentialUnitVariance().initialize(model, on: normalBatch(64, 10, seed: 5), seed: 5)
    for (_, layer) in model.namedLinearLayers {
      let gram = matmul(layer.weight.value, layer.weight.value, transposing: .right)
      let size = gram[0, 0]
      #expect(size > 0)
      #expect(difference(gram / size, .identity(gram.shape[0])) <= 10 * rounding)
    }
  }
}
