import Autograd
public import Course
package import TensorCore

// Which mask is drawn, and when.

extension FailureMode {
  /// F6.5: the backward pass draws for itself.
  public static var anotherMaskBackward: FailureMode {
    FailureMode(
      id: .failureMode(6, 5), title: "The backward pass has another mask",
      symptom: """
        The gradient check fails; some units that were dropped have gradients, and some that were kept have none.
        """,
      diagnosis: """
        backward() draws a new mask instead of using the one of forward(), so that the gradient belongs to another \
        network than the loss. A missing 1/(1 − p) looks different: the gradient has the right zeros and is too \
        small by the factor 1 − p.
        """,
      fix: "Save the mask in the forward pass. Check the gradient with a fixed mask.",
      quantity: "relative error of the gradient of a dropout layer, 1024 units",
      symptomatic: .above(0.5),
      broken: Run("drawn again") { seed in
        errorOfGradient(seed) { _, generator in
          .mask([1024], dropping: 0.5, keptAs: 2, using: &generator)
        }
      },
      remedies: [
        Run("the mask of the forward pass") { seed in errorOfGradient(seed) { mask, _ in mask } }
      ])
  }

  /// A dropout layer by hand: the mask of the backward pass, given that of the forward pass.
  package static func errorOfGradient(
    _ seed: UInt64, backward: (_ mask: Tensor, _ generator: inout SplitMix64) -> Tensor
  ) -> Measurement {
    var generator = SplitMix64(seed: 5 &+ seed)
    let x = Tensor.normal([1024], using: &generator)
    let cotangent = Tensor.normal([1024], using: &generator)
    let mask = Tensor.mask([1024], dropping: 0.5, keptAs: 2, using: &generator)
    let y = x * mask
    let right = cotangent * (y / x)
    let gradient = cotangent * backward(mask, &generator)
    return Measurement((gradient - right).norm() / right.norm())
  }

  /// F6.22: activation checkpointing runs the block a second time.
  ///
  /// ## Source
  ///
  /// https://github.com/openai/guided-diffusion/issues/167, https://github.com/allenai/OLMo-core/pull/828
  public static var recomputedWithAnotherMask: FailureMode {
    FailureMode(
      id: .failureMode(6, 22), title: "Activation checkpointing draws the masks again",
      symptom: """
        With checkpointing the run needs less memory, as hoped, and trains worse or diverges; without dropout there is \
        no difference.
        """,
      diagnosis: """
        The block is computed again in the backward pass. Without the generator's state of the first time it draws \
        other masks, so that the gradient belongs to another network than the loss.
        """,
      fix: """
        Leave preserve_rng_state=True, which is the default. Test: with and without checkpointing, from one seed, the \
        gradients agree.
        """,
      quantity: "relative error of the gradient where a dropout block is computed again",
      symptomatic: .above(0.5),
      broken: Run("other masks the second time") { seed in
        try errorOfRecomputation(seed) { layer, shape in { layer.drawMask(shape) } }
      },
      remedies: [
        Run("the same mask again") { seed in
          try errorOfRecomputation(seed) { layer, shape in
            let mask = layer.drawMask(shape)
            return { mask }
          }
        }
      ])
  }

  private static func errorOfRecomputation(
    _ seed: UInt64, masks: (Dropout, Shape) -> () -> Tensor
  ) throws -> Measurement {
    var generator = SplitMix64(seed: 22 &+ seed)
    let x = Variable(.normal([4096], using: &generator), requiresGradient: true)
    let cotangent = Tensor.normal([4096], using: &generator)
    let nextMask = masks(Dropout(using: &generator), x.shape)
    let y = recomputed(x) { x in dropout(exp(x), mask: nextMask()) }
    try y.backward(cotangent: cotangent)
    let right = cotangent * y.value
    let gradient = x.gradient ?? .zeros(x.shape)
    return Measurement((gradient - right).norm() / right.norm())
  }

  /// F6.24: a line for reproducibility in the wrong place.
  public static var seededInEveryStep: FailureMode {
    FailureMode(
      id: .failureMode(6, 24), title: "The seed is set in every step",
      symptom: "Runs are reproducible, and it is the same units that are dropped in every step.",
      diagnosis: """
        With the seed set in the loop every step draws the same mask. What was meant as noise is a fixed pattern.
        """,
      fix: "Set the seed once, in front of the loop.",
      quantity: "different masks of 64 units in 50 steps", symptomatic: .below(49.5),
      broken: Run("in every step") { seed in
        differentMasks { Dropout(probability: 0.5, seed: 24 &+ seed) }
      },
      remedies: [
        Run("seeded once") { seed in
          let layer = Dropout(probability: 0.5, seed: 24 &+ seed)
          return differentMasks { layer }
        }
      ])
  }

  private static func differentMasks(of layer: () -> Dropout) -> Measurement {
    let masks = (0..<50).map { _ in layer().drawMask([64]).scalars }
    return Measurement(Double(Set(masks).count))
  }

  /// F6.25: the weights are restored, the generator is not.
  public static var resumedWithoutGenerator: FailureMode {
    FailureMode(
      id: .failureMode(6, 25), title: "A run is resumed without its generators",
      symptom: """
        The resumed run has the right weights and other losses than the run that was not killed. If it is killed \
        often and seeds at the start, it sees the first masks again and again.
        """,
      diagnosis: """
        A state dictionary holds parameters and buffers. The global generator, from which dropout draws, is in neither \
        the model's nor the optimizer's.
        """,
      fix: """
        Save torch.get_rng_state(), and the CUDA and loader generators, with the checkpoint. Test: kill, resume, \
        compare losses to the bit.
        """,
      quantity: "losses of ten steps that differ from those of the run that went on",
      symptomatic: .above(0.5),
      broken: Run("the weights alone") { seed in
        try differingLosses(seed) { old, new in
          for (from, to) in zip(old.trainedVariables, new.trainedVariables) {
            to.assign(from.value)
          }
        }
      },
      remedies: [
        Run("the generator saved") { seed in
          try differingLosses(seed) { old, new in
            try Checkpoint(["model": old]).restore(["model": new])
          }
        }
      ])
  }

  private static func differingLosses(
    _ seed: UInt64, resume: (Sequential, Sequential) throws -> Void
  ) throws -> Measurement {
    let (run, resumed) = (
      RegularizationRuns(seed: 25 &+ seed), RegularizationRuns(seed: 25 &+ seed)
    )
    _ = try run.train(stepCount: 10)
    try resume(run.model, resumed.model)
    let expected = try run.train(stepCount: 10).losses
    let record = try resumed.train(stepCount: 10)
    let count = zip(record.losses, expected).count { $0 != $1 }
    return Measurement(Double(count), record: record)
  }
}
