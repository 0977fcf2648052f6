import Autograd
import Course
import Dynamics
import TensorCore

// Runs on one batch of 16 random samples with random labels, with one fault each.

extension Lesson09Interview {
  /// What is wrong with a run on one batch.
  enum Planted: CaseIterable {
    /// Nothing.
    case nothing
    /// The labels are dealt out anew before each step.
    case reshuffledLabels
    /// The loss takes a softmax of what is a softmax already.
    case doubleSoftmax
    /// The optimizer holds the last layer only.
    case strangeOptimizer
    /// The hidden layers are cut from the graph.
    case cutGraph
    /// The inputs are zeros.
    case noInput
    /// The hidden units are zero for every sample.
    case deadUnits
    /// The rate is 1e-7.
    case tinyRate
  }

  /// A run on one batch.
  struct BatchRun {
    let record: TrainingRecord
    /// The entropy of the labels: the least mean loss of a model that does not look at its input.
    let labelEntropy: Double
    /// The loss of the trained model on inputs of zeros.
    let lossOnZeros: Double

    /// The mean of the last ten losses.
    var end: Double { record.losses.suffix(10).reduce(0, +) / 10 }

    /// How many steps it took to come below a loss; `nil` if it never did.
    func steps(below loss: Double) -> Int? { record.losses.firstIndex { $0 < loss } }

    /// The greatest ratio of update to weight norm in the first step, of the weights.
    var firstRatio: Double {
      record.steps.first?.updateRatios.filter { $0.key.hasSuffix("weight") }.values.max() ?? 0
    }

    /// The parameters whose gradient arrived in every step and was 0.
    var withZeroGradient: [String] {
      let names = record.steps.first.map { $0.gradientNorms.keys.sorted() } ?? []
      return names.filter { name in record.steps.allSatisfy { $0.gradientNorms[name] == 0 } }
    }

    /// The parameters that had a gradient and did not move.
    var unmoved: [String] {
      record.unmovedParameters.filter { name in
        record.steps.contains { ($0.gradientNorms[name] ?? 0) > 0 }
      }
    }

    /// What the figures of the run say is wrong.
    var diagnosis: Planted {
      if !record.parametersWithoutGradient.isEmpty { return .cutGraph }
      if !unmoved.isEmpty { return .strangeOptimizer }
      if withZeroGradient.contains("0.weight") {
        return withZeroGradient.contains("2.weight") ? .deadUnits : .noInput
      }
      if firstRatio < 1e-5 { return .tinyRate }
      if end > 0.9 * labelEntropy { return .reshuffledLabels }
      return end > 0.7 ? .doubleSoftmax : .nothing
    }
  }

  /// A network 8-32-32-4 with ReLU, and a batch of 16 random samples with random labels.
  func problem(seed: UInt64) -> (model: Sequential, inputs: Variable, labels: [Int]) {
    var generator = SplitMix64(seed: seed)
    let inputs = Variable(.normal([16, 8], using: &generator))
    let labels = (0..<16).map { _ in generator.uniform(below: 4) }
    return (.multilayerPerceptron([8, 32, 32, 4], using: &generator), inputs, labels)
  }

  /// Trains a network 8-32-32-4 with ReLU by Adam on 16 samples.
  func oneBatch(
    _ planted: Planted = .nothing, seed: UInt64 = 1, stepCount: Int = 60, rate: Scalar = 0.01,
    decay: Scalar = 0
  ) throws -> BatchRun {
    let (model, samples, labels) = problem(seed: seed)
    var generator = SplitMix64(seed: seed + 1_000)
    if planted == .deadUnits, let bias = (model.layers[2] as? Linear)?.bias {
      bias.modify { $0 = .zeros([32]) - 100 }
    }
    let all = model.trainedVariables
    let optimizer = adam(
      planted == .strangeOptimizer ? Array(all.suffix(2)) : all,
      rate: planted == .tinyRate ? 1e-7 : rate, decay: decay)
    let inputs = planted == .noInput ? Variable(.zeros([16, 8])) : samples
    let hidden = Sequential(Array(model.layers.prefix(4)))
    let run = try fit(model, optimizer, stepCount: stepCount) { _ in
      switch planted {
      case .cutGraph:
        return softmaxCrossEntropy(model.layers[4](hidden(inputs).detached()), classes: labels)
      case .doubleSoftmax: return softmaxCrossEntropy(model(inputs).softmax(), classes: labels)
      case .reshuffledLabels:
        let order = generator.permutation(of: 16)
        return softmaxCrossEntropy(model(inputs), classes: order.map { labels[$0] })
      default: return softmaxCrossEntropy(model(inputs), classes: labels)
      }
    }
    let shares = (0..<4).map { label in Double(labels.count { $0 == label }) / 16 }
    return BatchRun(
      record: try run.finished(),
      labelEntropy: -shares.filter { $0 > 0 }.map { $0 * .log($0) }.reduce(0, +),
      lossOnZeros: Double(
        softmaxCrossEntropy(model(Variable(.zeros([16, 8]))), classes: labels).scalar))
  }
}
