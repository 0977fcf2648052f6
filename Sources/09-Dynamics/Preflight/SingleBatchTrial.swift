import Autograd
import Optimizers
import Regularization
import TensorCore

/// Whether a network learns a few samples by heart: the shortest proof of the path from data to update.
///
/// The trial is made with Adam at 1e-2, without dropout and without decay, on the network itself; everything is put back
/// afterwards. A good network of two hidden layers of 32 needs about thirty steps for 16 random labels.
///
/// ## Source
///
/// Karpathy, "A recipe for training neural networks", 2019, https://karpathy.github.io/2019/04/25/recipe/; as a check that a program
/// makes: Braiek and Khomh, 2022, https://arxiv.org/abs/2204.00694
struct SingleBatchTrial {
  /// The loss before every step, and after the last.
  let losses: [Double]

  /// The loss of the best constant answer.
  let baseline: Double

  /// How much the outputs differ between samples at the end, relative to the greatest of them.
  let outputSpread: Double

  /// The least loss that any answer can have.
  let floor: Double

  /// The part of the baseline below which the batch counts as learned, and the trial ends.
  static var goal: Double { 0.05 }

  /// What is left of the way from the baseline to the floor: 1 at the start, 0 where everything is learned.
  var reached: Double { ((losses.min() ?? .infinity) - floor) / (baseline - floor) }

  /// Trains on a batch, and puts the network back to where it was.
  init(
    of subject: PreflightSubject, on batch: PreflightData, baseline: Double, floor: Double,
    stepCount: Int = 150
  ) throws {
    let model = subject.model
    let trained = model.trainedVariables.filter(\.requiresGradient)
    self.baseline = baseline
    self.floor = floor
    let before = Checkpoint(["model": model])
    defer {
      do { try before.restore(["model": model]) } catch {
        preconditionFailure("SingleBatchTrial: the model has become another: \(error)")
      }
      for variable in trained { variable.zeroGradient() }
    }
    let inputs = Variable(batch.inputs)
    var losses: [Double] = []
    var output = subject.outline.output.value
    try model.withMode(.training) {
      for (_, layer) in model.namedLayers where layer is RandomMasking {
        layer.setMode(.evaluation)
      }
      guard !trained.isEmpty else { return }
      let optimizer = Adam(trained, learningRate: 1e-2)
      for _ in 0..<stepCount {
        let answer = model(inputs)
        output = answer.value
        let loss = subject.loss.value(answer, batch.targets)
        losses.append(Double(loss.scalar))
        guard loss.scalar.isFinite,
          losses[losses.count - 1] - floor > (baseline - floor) * Self.goal
        else { return }
        optimizer.zeroGradients()
        try loss.backward()
        optimizer.step()
      }
      losses.append(
        Double(withoutGradient { subject.loss.value(model(inputs), batch.targets) }.scalar))
    }
    self.losses = losses
    let spread = (output.max(axis: 0) - output.min(axis: 0)).maximumMagnitude()
    let size = output.maximumMagnitude()
    outputSpread = size == 0 ? 0 : Double(spread / size)
  }
}
