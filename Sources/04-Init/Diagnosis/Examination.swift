import Autograd
import TensorCore

/// What the doctor knows of a network after the two passes, and the rules that it asks in order.
struct Examination {
  let pass: TracedPass
  let model: any Layer
  let task: InitDoctor.Task
  let doctor: InitDoctor

  /// The linear layers in the order of the pass; the last is the head.
  let linears: [ExaminedLinear]

  init(pass: TracedPass, model: any Layer, task: InitDoctor.Task, doctor: InitDoctor) {
    self.pass = pass
    self.model = model
    self.task = task
    self.doctor = doctor
    linears = pass.traces.indices.compactMap { index in
      guard let layer = pass.traces[index].layer as? Linear else { return nil }
      // The activation is what is done next, if it has no parameters and keeps the shape.
      let next = pass.traces.indices.contains(index + 1) ? pass.traces[index + 1] : nil
      let isActivation =
        next.map {
          $0.layer.parameters.isEmpty && $0.layer.children.isEmpty
            && $0.output.shape == pass.traces[index].output.shape
        } ?? false
      return ExaminedLinear(
        trace: pass.traces[index], layer: layer, activation: isActivation ? next : nil)
    }
  }

  /// Whether the network is a chain, without paths around its layers.
  var isChain: Bool {
    !model.namedLayers.contains { $0.layer is ResidualBlock || $0.layer is ReZeroBlock }
  }

  /// The linear layers that an activation follows.
  var hidden: [ExaminedLinear] { linears.filter { $0.activation != nil } }

  /// The last linear layer.
  var head: ExaminedLinear? { linears.last.flatMap { $0.activation == nil ? $0 : nil } }

  /// All findings, the gravest first.
  var findings: [InitReport.Finding] {
    if let finding = notFinite { return [finding] }
    let structural = [unscaledInputs, noGradient, symmetric, identicalLayers].compactMap { $0 }
    let units = [deadUnits, saturated].compactMap { $0 }
    // Units that are dead or flat explain what becomes of the signal.
    let depth = units.isEmpty && isChain ? [swappedFans ?? propagation].compactMap { $0 } : []
    return structural + units + depth + [residualGrowth, hotHead, priorMissing].compactMap { $0 }
  }
}

/// A linear layer with the activation behind it.
struct ExaminedLinear {
  let trace: LayerTrace
  let layer: Linear
  let activation: LayerTrace?

  /// The number of inputs.
  var inputCount: Double { Double(layer.weight.shape[1]) }

  /// The number of outputs.
  var outputCount: Double { Double(layer.weight.shape[0]) }

  /// The mean square of the weights.
  let weightSquare: Double

  /// The slopes of the activation at what it was given, `[batch, units]`.
  let slopes: Tensor?

  /// How the activation behaves far out.
  let kind: ActivationKind

  init(trace: LayerTrace, layer: Linear, activation: LayerTrace?) {
    self.trace = trace
    self.layer = layer
    self.activation = activation
    let deviation = layer.weight.value.norm()
    weightSquare =
      Double(deviation) * Double(deviation) / Double(layer.weight.value.elementCount)
    slopes = activation.map { ExaminedLinear.slopes(of: $0.layer, at: trace.output) }
    kind = activation.map { ActivationKind(of: $0.layer, width: trace.output.shape[1]) } ?? .other
  }

  /// The mean square of the slopes; 1 without an activation.
  var squaredSlope: Double {
    slopes.map { Double(($0 * $0).mean()) } ?? 1
  }

  /// The factor of squared differences between inputs, forward.
  var forwardFactor: Double { inputCount * weightSquare * squaredSlope }

  /// The variance, of the logarithm of that factor, that chance makes in a layer of this width.
  var chance: Double { 1 / outputCount + 2 / (inputCount * outputCount) }

  /// The slopes of an element-wise layer, by sending ones back through it.
  private static func slopes(of layer: any Layer, at input: Tensor) -> Tensor {
    let x = Variable(input, requiresGradient: true)
    let output = layer(x)
    do { try output.backward(cotangent: .ones(output.shape)) } catch { return .zeros(input.shape) }
    return x.gradient ?? .zeros(input.shape)
  }
}

/// How an activation behaves far from 0, which is what the size of weights must fit.
enum ActivationKind {
  /// Grows on one side and not on the other: ReLU, leaky ReLU, ELU, GELU, SiLU.
  case rectifier
  /// Bounded on both sides: tanh, sigmoid.
  case bounded
  /// The identity, or something else.
  case other

  init(of layer: any Layer, width: Int) {
    let probe = Tensor(repeating: 10, shape: [1, width])
    let (high, low) = withoutGradient {
      (layer(Variable(probe)).value.scalars[0], layer(Variable(-probe)).value.scalars[0])
    }
    switch (high, low) {
    case (5..., -3...3): self = .rectifier
    case (-3...3, -3...3): self = .bounded
    default: self = .other
    }
  }
}
