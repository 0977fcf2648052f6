import Text

extension PlanSettings {
  /// What waits for something that does not come.
  var watchRefusals: [PlanRefusal] {
    var found: [PlanRefusal] = []
    let watchers =
      (schedule == .plateau ? [("The schedule", "plateauPatience", plateauPatience)] : [])
      + (stopPatience.map { [("Early stopping", "stopPatience", $0)] } ?? [])
    for (who, name, patience) in watchers {
      if validationSamples == 0 {
        found.append(
          PlanRefusal(
            .nothingToWatch,
            "\(who) waits for an improvement on 0 validation samples.",
            fix: "Set validationSamples, and keep these samples out of training."))
      }
      // A schedule that is stepped more often counts its patience in these steps.
      if patience >= epochs, name == "stopPatience" || steppedPer == .epoch {
        found.append(
          PlanRefusal(
            .patienceOutlastsRun,
            "\(who) waits \(patience.words) epochs, and the run has \(epochs.words).",
            fix: "Set \(name) well below \(epochs.words)."))
      }
    }
    if schedule == .plateau, steppedPer != .epoch {
      let steps = PlanCounts(self).stepCount / epochs
      found.append(
        PlanRefusal(
          .plateauPerStep,
          """
          The schedule waits for a validation, which there is once an epoch, and is stepped once \
          \(steppedPer == .update ? "an" : "a") \(steppedPer.rawValue): its patience of \
          \(plateauPatience.words) \
          \(plateauPatience < steps
            ? "ends within an epoch" : "is \((Double(plateauPatience) / Double(steps)).words) epochs").
          """,
          fix: "Set steppedPer to epoch."))
    }
    return found
  }

  /// What is wrong with optimizer and decay.
  var ruleRefusals: [PlanRefusal] {
    var found: [PlanRefusal] = []
    // An epsilon as great as gradients makes Adam's steps shorter than its rate.
    if optimizer != .sgd, rate >= 0.1, epsilon < 1e-3 {
      found.append(
        PlanRefusal(
          .rateOfGradientDescent,
          """
          Adam divides by the size of the gradients: its steps move weights by up to about the rate, \
          \(rate.words) at its highest, even where gradients are small.
          """,
          fix: "Begin near 0.001, and find the rate by a range test."))
    }
    guard weightDecay > 0 else { return found }
    if decays == .all {
      found.append(
        PlanRefusal(
          .decayOfBiases,
          """
          Decay of \(weightDecay.words) is applied to biases, scales and offsets, too: it draws each \
          scale of a normalization toward 0, where the output no longer depends on the input.
          """,
          fix: "Make two groups of parameters, and set the decay of the second to 0."))
    }
    if optimizer == .adam {
      found.append(
        PlanRefusal(
          .decayInsideAdam,
          """
          Adam takes the decay of \(weightDecay.words) into the gradient and divides by the root of its mean \
          square: weights with larger gradients decay less.
          """,
          fix: "Set optimizer to adamW."))
    }
    if optimizer != .adam, rate * weightDecay >= 1 {
      found.append(
        PlanRefusal(
          .decayFlipsWeights,
          """
          A step multiplies the weights by 1 − \(rate.words) · \(weightDecay.words) = \
          \((1 - rate * weightDecay).words), which is not positive.
          """,
          fix: "Set weightDecay below \((1 / rate).words), usually far below."))
    }
    return found
  }

  /// What the numbers of the run cannot hold.
  var precisionRefusals: [PlanRefusal] {
    var found: [PlanRefusal] = []
    let isHalf = numbers == .float16 || numbers == .float16Mixed
    if isHalf, !scalesLoss {
      found.append(
        PlanRefusal(
          .noLossScaling,
          "Gradients of 2⁻²⁵ = 3e-8 and less are 0 in float16, and the loss is not scaled.",
          fix: "Set scalesLoss, or take bfloat16Mixed."))
    }
    if scalesLoss, let clipping, clipsScaled {
      found.append(
        PlanRefusal(
          .clipsScaledGradients,
          """
          The norm \(clipping.words) is the limit of gradients that are still multiplied by the loss scale; \
          at PyTorch's first scale of 65,536 it is a limit of \((clipping / 65_536).words).
          """,
          fix: "Divide by the scale first (PyTorch: scaler.unscale_), and set clipsScaled to false."
        ))
    }
    if numbers == .float16 || numbers == .bfloat16 {
      // Half the distance from 1 to the next number: 11 significant bits, or 8.
      let half = numbers == .float16 ? 0x1p-11 : 0x1p-8
      found.append(
        PlanRefusal(
          .weightsInHalf,
          """
          Weights in \(numbers.rawValue) keep no change that is less than \(half.words) of a weight just \
          above a power of two; the rate is \(rate.words).
          """,
          fix: "Keep the weights in single precision: \(numbers.rawValue)Mixed."))
    }
    if numbers == .float16, optimizer != .sgd, epsilon <= 0x1p-25 {
      found.append(
        PlanRefusal(
          .epsilonRoundsToZero,
          "Adam's epsilon \(epsilon.words) is 0 in float16, and a gradient of 0 makes 0 / 0.",
          fix: "Set epsilon to 0.0001, or keep Adam's means in single precision."))
    }
    return found
  }
}
