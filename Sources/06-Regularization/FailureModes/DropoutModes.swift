import Autograd
public import Course
import TensorCore

// Dropout is on where it should be off, and off where it should be on.

extension FailureMode {
  /// F6.1: nobody said that training is over.
  public static var dropoutServed: FailureMode {
    FailureMode(
      id: .failureMode(6, 1), title: "Dropout is on in production",
      symptom: "The same request gets another answer every time.",
      diagnosis: """
        The model was never put into evaluation mode, so every call draws new masks. `no_grad` does not help: it \
        turns off the graph, not dropout.
        """,
      fix: "model.eval() before serving, and a test that two calls on one input agree to the bit.",
      quantity: "answers to 64 requests that differ between two calls",
      symptomatic: .above(0.5),
      broken: Run("training mode") { seed in differingAnswers(seed, .training) },
      remedies: [Run("evaluation mode") { seed in differingAnswers(seed, .evaluation) }])
  }

  private static func differingAnswers(_ seed: UInt64, _ mode: Mode) -> Measurement {
    let network = RegularizationRuns(seed: 1 &+ seed)
    return network.model.withMode(mode) {
      withoutGradient {
        let (first, second) = (network.model(network.x), network.model(network.x))
        return Measurement(
          Double(RegularizationRuns.differingCount(first.value, second.value)))
      }
    }
  }

  /// F6.18: a function does not know the mode of the module that calls it.
  public static var functionalDropout: FailureMode {
    FailureMode(
      id: .failureMode(6, 18), title: "Functional dropout does not hear of eval()",
      symptom: """
        model.eval() is called, every module says training=False, and answers still differ from call to call.
        """,
      diagnosis: """
        `F.dropout(x)` has `training=True` by default and belongs to no module. The same happens to an `nn.Dropout` \
        that is created inside `forward`: it is new, and new modules are in training mode.
        """,
      fix: """
        nn.Dropout as an attribute of the module, or F.dropout(x, p, self.training). To find the place: hooks on all \
        modules in evaluation mode, two calls, and the first output that differs.
        """,
      quantity: "hidden units of 1000 that are 0 in evaluation mode",
      symptomatic: .above(100),
      broken: Run("a function that always drops") { seed in
        var generator = SplitMix64(seed: 18 &+ seed)
        return zerosInEvaluation(
          FunctionLayer("dropout") { x in
            dropout(x, mask: .mask(x.shape, dropping: 0.5, keptAs: 2, using: &generator))
          })
      },
      remedies: [
        Run("the layer asks for its mode") { seed in
          zerosInEvaluation(Dropout(probability: 0.5, seed: 18 &+ seed))
        }
      ])
  }

  private static func zerosInEvaluation(_ layer: any Layer) -> Measurement {
    layer.withMode(.evaluation) {
      Measurement((layer(Variable(.ones([1000]))).value .== 0).sum())
    }
  }

  /// F6.19: attention takes a probability, not a mode.
  ///
  /// ## Source
  ///
  /// https://github.com/pytorch/pytorch/issues/124464, and the warning in the documentation of
  /// `scaled_dot_product_attention`
  public static var attentionDropout: FailureMode {
    FailureMode(
      id: .failureMode(6, 19), title: "Attention drops in evaluation mode",
      symptom: "A transformer in evaluation mode answers differently from call to call.",
      diagnosis: """
        `scaled_dot_product_attention` drops with whatever `dropout_p` it is given. It is a function and sees no mode; \
        the module has to pass 0 itself.
        """,
      fix: "dropout_p=self.p if self.training else 0.0",
      quantity: "attention's outputs, of 64, that differ between two calls in evaluation mode",
      symptomatic: .above(0.5),
      broken: Run("always the probability") { seed in differingAttention(seed) { _ in 0.5 } },
      remedies: [
        Run("probability 0 in evaluation mode") { seed in
          differingAttention(seed) { mode in mode == .training ? 0.5 : 0 }
        }
      ])
  }

  private static func differingAttention(
    _ seed: UInt64, probability: (Mode) -> Scalar
  ) -> Measurement {
    var generator = SplitMix64(seed: 19 &+ seed)
    let (q, k, v) = (
      Tensor.normal([16, 4], using: &generator), Tensor.normal([16, 4], using: &generator),
      Tensor.normal([16, 4], using: &generator)
    )
    let p = probability(.evaluation)
    func attention() -> Tensor {
      let shares = (matmul(q, k, transposing: .right) / 2).softmax()
      let mask = Tensor.mask(
        shares.shape, dropping: p, keptAs: 1 / (1 - p), using: &generator)
      return matmul(shares * mask, v)
    }
    return Measurement(Double(RegularizationRuns.differingCount(attention(), attention())))
  }

  /// F6.20: the first validation ends the training mode for good.
  public static var neverTrainAgain: FailureMode {
    FailureMode(
      id: .failureMode(6, 20), title: "After the first validation dropout is off for good",
      symptom: """
        The network overfits as if it had no dropout, and another dropout probability changes next to nothing.
        """,
      diagnosis: """
        validate() calls model.eval(), and model.train() stands in front of the loop, not in it. Only the first epoch \
        is regularized.
        """,
      fix: """
        model.train() as the first line of every epoch; better, a validation that puts back the mode it found.
        """,
      quantity: "share of hidden units that are dropped in the second epoch, p = ½",
      symptomatic: .below(0.25),
      broken: Run("training mode once") { seed in
        droppedInSecondEpoch(seed, beforeEpoch: { _ in }) { model, validation in
          model.setMode(.evaluation)
          validation()
        }
      },
      remedies: [
        Run("training mode at the start of every epoch") { seed in
          droppedInSecondEpoch(seed, beforeEpoch: { $0.setMode(.training) }) { model, validation in
            model.setMode(.evaluation)
            validation()
          }
        },
        Run("validation puts the mode back") { seed in
          droppedInSecondEpoch(seed, beforeEpoch: { _ in }) { model, validation in
            model.withMode(.evaluation, validation)
          }
        },
      ])
  }

  private static func droppedInSecondEpoch(
    _ seed: UInt64, beforeEpoch: (Sequential) -> Void,
    validate: (Sequential, _ validation: () -> Void) -> Void
  ) -> Measurement {
    let network = RegularizationRuns(seed: 20 &+ seed)
    return withoutGradient {
      // One more than a ReLU gives: nothing is 0 but what is dropped.
      let units = relu(network.hidden(network.x)) + 1
      var share: Scalar = 0
      for _ in 0..<2 {
        beforeEpoch(network.model)
        share = RegularizationRuns.zeroShare(network.dropout(units).value)
        validate(network.model) { _ = network.model(network.x) }
      }
      return Measurement(share)
    }
  }
}
