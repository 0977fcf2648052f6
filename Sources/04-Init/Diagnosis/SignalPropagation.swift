public import Autograd
public import TensorCore

/// The signal and its gradient at every layer of a network, measured in one forward and one backward pass.
///
/// ```swift
/// var generator = SplitMix64(seed: 1)
/// let model = Sequential.stack([8, 64, 64, 2], scheme: .kaiming, seed: 1)
/// let x = Tensor.normal([32, 8], using: &generator)
/// let signals = try SignalPropagation(through: model, inputs: x) { logits in
///   softmaxCrossEntropy(logits, classes: (0..<32).map { $0 % 2 })
/// }
/// signals.stages.map(\.output.rootMeanSquare)   // of each layer's output, 0.5 to 2
/// ```
public struct SignalPropagation: Sendable {
  /// One use of a layer.
  public struct Stage: Sendable {
    /// The path of the layer, such as `2`.
    public let name: String

    /// Whether the layer has parameters of its own, as a linear layer has, or none, as an activation.
    public let hasParameters: Bool

    /// What came out.
    public let output: Signal

    /// The gradient of the loss with respect to it; `nil` if none arrived.
    public let gradient: Signal?
  }

  /// The network's inputs.
  public let input: Signal

  /// The gradient of the loss with respect to the inputs.
  public let inputGradient: Signal?

  /// All layers in the order in which they were done, those with layers inside after these.
  public let stages: [Stage]

  /// The loss.
  public let loss: Double

  /// Measures a network.
  ///
  /// Gradients of parameters are zeroed before and after.
  ///
  /// - Parameters:
  ///   - model: The network.
  ///   - inputs: A batch `[batch, features]`.
  ///   - loss: The loss of the network's output, one number.
  /// - Throws: `AutogradError` as `backward()` does.
  public init(
    through model: any Layer, inputs: Tensor, loss: (Variable) -> Variable
  ) throws {
    let pass = try TracedPass(through: model, inputs: inputs, loss: loss)
    model.zeroGradients()
    self.init(pass)
  }

  init(_ pass: TracedPass) {
    input = Signal(of: pass.inputs)
    inputGradient = pass.inputGradient.map { Signal(of: $0) }
    loss = pass.loss
    stages = pass.traces.map { trace in
      Stage(
        name: trace.name, hasParameters: !trace.layer.parameters.isEmpty,
        output: Signal(of: trace.output), gradient: trace.gradient.map { Signal(of: $0) })
    }
  }

  /// The stages of layers with parameters of their own: for a perceptron the pre-activations, layer by layer.
  public var parameterized: [Stage] { stages.filter(\.hasParameters) }

  /// The stages of layers without: for a perceptron what comes out of each activation.
  public var activations: [Stage] { stages.filter { !$0.hasParameters } }
}

/// What one layer was given and made in one use.
final class LayerTrace {
  let name: String
  let layer: any Layer
  let input: Tensor
  let output: Tensor
  var gradient: Tensor?

  init(name: String, layer: any Layer, input: Tensor, output: Tensor) {
    self.name = name
    self.layer = layer
    self.input = input
    self.output = output
  }
}

/// One forward and one backward pass, with all that passed through the layers.
///
/// The gradients of the parameters are left in them.
struct TracedPass {
  let inputs: Tensor
  let output: Tensor
  let loss: Double
  let inputGradient: Tensor?
  let traces: [LayerTrace]

  init(through model: any Layer, inputs: Tensor, loss: (Variable) -> Variable) throws {
    let log = Log()
    let hooks = model.namedLayers.filter { !$0.name.isEmpty }.map { name, layer in
      layer.addForwardHook { [weak layer] input, output in
        guard let layer else { return }
        let trace = LayerTrace(name: name, layer: layer, input: input.value, output: output.value)
        log.traces.append(trace)
        if output.requiresGradient {
          output.addGradientHook { gradient in
            trace.gradient = gradient
            return nil
          }
        }
      }
    }
    defer { for hook in hooks { hook.remove() } }
    model.zeroGradients()
    let x = Variable(inputs, requiresGradient: true)
    let output = model(x)
    let value = loss(output)
    if value.scalar.isFinite { try value.backward() }
    self.inputs = inputs
    self.output = output.value
    self.loss = Double(value.scalar)
    inputGradient = x.gradient
    traces = log.traces
  }

  private final class Log { var traces: [LayerTrace] = [] }
}
