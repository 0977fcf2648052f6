import Activations
import Autograd
import Course
import Text
import TensorCore

// What has to be tried: the samples, the network, short trainings.

extension MysteryLab {
  private var rig: MysteryRig {
    get throws { try MysteryRig(run.setup, seed: run.seed) }
  }

  var inputs: MysteryEvidence {
    get throws {
      let inputs = try rig.training.inputs
      let (mean, spread) = (
        Double(inputs.mean()), Double(inputs.variance()).squareRoot()
      )
      return evidence(
        .inputs, ["mean \(text(mean)), standard deviation \(text(spread))"],
        [.inputScale: verdict(absent: spread > 0.05 && spread < 8, present: spread > 12)])
    }
  }

  var outputs: MysteryEvidence {
    get throws {
      let rig = try self.rig
      let outputs = withoutGradient { rig.model(Variable(rig.training.inputs)).value }
      let sums = outputs.sum(axis: 1).scalars.map { Double($0) }
      let low = sums.min() ?? 0
      let high = sums.max() ?? 0
      let areShares = low > 0.999 && high < 1.001
      let kinds = rig.model.layers.map { layer in
        (layer as? FunctionLayer)?.name ?? (layer as? ActivationLayer)?.activation.name
          ?? "\(type(of: layer))"
      }
      return evidence(
        .outputs,
        [
          "layers: \(kinds.joined(separator: ", "))", "loss: cross-entropy of logits",
          "the outputs of a sample add up to \(text(low)) to \(text(high))",
        ],
        [.wrongHead: areShares ? .supported : .refuted])
    }
  }

  var labels: MysteryEvidence {
    get throws {
      let training = try rig.training
      let count = min(100, training.count)
      let inputs = training.inputs.scalars
      let width = training.inputs.shape[1]
      func distance(_ a: Int, _ b: Int) -> Scalar {
        (0..<width).reduce(0) { sum, column in
          let difference = inputs[a * width + column] - inputs[b * width + column]
          return sum + difference * difference
        }
      }
      let labels = training.labels
      let agreeing = (0..<count).count { sample in
        let others = (0..<training.count).filter { $0 != sample }
        let nearest = others.map { (distance(sample, $0), $0) }.min { $0.0 < $1.0 }?.1 ?? sample
        return labels[sample] == labels[nearest]
      }
      let share = Double(agreeing) / Double(count)
      return evidence(
        .labels,
        ["\(share.percentText) of \(count) training digits; by chance it were 10 %"],
        [.wrongLabels: verdict(absent: share > 0.5, present: share < 0.3)])
    }
  }

  var split: MysteryEvidence {
    get throws {
      let rig = try self.rig
      func rows(_ samples: FaultSamples) -> [[Scalar]] {
        (0..<samples.count).map { samples.inputs.row($0).scalars.map { $0 } }
      }
      let known = Set(rows(rig.training))
      let shared = rows(rig.heldOut).count { known.contains($0) }
      let share = Double(shared) / Double(rig.heldOut.count)
      return evidence(
        .split, ["\(shared) of \(rig.heldOut.count) held-out digits are training digits"],
        [.leakage: verdict(absent: share < 0.05, present: share > 0.2)])
    }
  }

  var sameBatch: MysteryEvidence {
    get throws {
      var rig = try self.rig
      let batch = rig.nextBatch()
      rig.model.zeroGradients()
      let norms = try (0..<2).map { _ in
        if run.setup.zeroesGradients { rig.model.zeroGradients() }
        try rig.model.withMode(.evaluation) { try rig.loss(rig.model, on: batch).backward() }
        let squares = rig.model.namedParameters.compactMap { $0.variable.gradient?.norm() }
          .map { Double($0) * Double($0) }
        return squares.reduce(0, +).squareRoot()
      }
      let factor = norms[1] / max(norms[0], 1e-300)
      return evidence(
        .sameBatch, ["gradient norm \(text(norms[0])), then \(text(norms[1]))"],
        [.gradientsKept: verdict(absent: abs(factor - 1) < 0.01, present: factor > 1.5)])
    }
  }

  var evaluatedTwice: MysteryEvidence {
    get throws {
      let rig = try self.rig
      let (first, second) = (rig.heldOutLoss(), rig.heldOutLoss())
      return evidence(
        .evaluatedTwice, ["held-out loss \(first), then \(second)"],
        [.wrongMode: first == second ? .refuted : .supported])
    }
  }

  var tenth: MysteryEvidence {
    get throws {
      var setup = run.setup
      setup.rate /= 10
      let other = try MysteryRun(setup, seed: run.seed)
      let (mine, slower) = (run.lastLoss, other.lastLoss)
      let learns = slower < 0.9 * (run.record.losses.first ?? 0)
      return evidence(
        .tenth,
        ["training loss of the last ten steps \(text(slower)); in the run itself \(text(mine))"],
        [
          .rateTooHigh: verdict(
            absent: !learns || !(slower < 0.7 * mine), present: learns && slower < 0.5 * mine)
        ])
    }
  }

  /// Sixteen samples, with the loop, the network and the settings of the run.
  var oneBatch: MysteryEvidence {
    get throws {
      var setup = run.setup
      setup.trainingCount = 16
      let other = try MysteryRun(setup, seed: run.seed)
      let (first, last) = (other.record.losses.first ?? .nan, other.lastLoss)
      let isLearned = last < 0.1 * first
      // That it is not learned says nothing of what comes later; that it is, a lot.
      let broken: [Cause] = [
        .deadUnits, .vanishingGradients, .wrongHead, .rateTooHigh, .rateTooLow, .decayTooStrong,
      ]
      let verdicts = Dictionary(
        uniqueKeysWithValues: (isLearned ? broken : []).map { ($0, Verdict.refuted) })
      return evidence(
        .oneBatch,
        [
          "loss \(text(first)), after \(setup.stepCount) steps \(text(last))",
          isLearned ? "The sixteen are learned: the way from data to update works." : "",
        ].filter { !$0.isEmpty }, verdicts)
    }
  }
}
