import TensorCore

/// Applies part of a network without keeping what its backward pass needs; that is computed again then.
///
/// PyTorch calls it activation checkpointing (`torch.utils.checkpoint`). Here a checkpoint is a file.
///
/// Only the input of the part is kept. Going back, the part is run a second time, recorded, and
/// walked at once: memory for one part at a time, at the price of a second forward pass. Gradients
/// of the part's parameters are added to them in that second pass.
///
/// Hooks on the input and on the output run as ever. One on a parameter runs in the second pass and
/// sees the share of the part alone; if the parameter is used elsewhere too, it runs once more for the
/// rest. One that the part itself adds to a result stops the program in the first pass, in which
/// nothing is recorded.
///
/// - Parameters:
///   - input: The input of the part.
///   - part: The part. It must compute the same every time, so no fresh randomness, and apart from
///     its argument it may use leaves only, such as parameters.
/// - Returns: The output of the part.
///
/// ## Source
///
/// Chen, Xu, Zhang and Guestrin, "Training deep nets with sublinear memory cost", 2016,
/// https://arxiv.org/abs/1604.06174
public func recomputed(
  _ input: Variable, _ part: @escaping (Variable) -> Variable
) -> Variable {
  // Without a gradient wanted of the input nothing would be recorded, and nothing trained.
  let input = input.requiresGradient ? input : Variable(input.value, requiresGradient: true)
  let value = withoutGradient { part(input).value }
  return .result(of: Primitive.recomputed, value) { _ in
    [
      input.pullback(saving: input) { d, x in
        let entry = Variable(x, requiresGradient: true)
        if GraphSweep.isUnderWay {
          let output = Recording.$isOn.withValue(true) { part(entry) }
          return output.gradient(of: entry, cotangent: d)
        }
        do {
          // Recorded even if the backward pass is made inside `withoutGradient`.
          try Recording.$isOn.withValue(true) { try part(entry).backward(cotangent: d) }
        } catch {
          preconditionFailure("recomputed: the part cannot be walked back: \(error)")
        }
        return entry.gradient ?? .zeros(x.shape)
      }
    ]
  }
}
