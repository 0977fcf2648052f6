import Dynamics

/// The faults of the rate's course, of the rule and of the numbers.
extension PlanCase {
  static var courses: [PlanCase] {
    [
      PlanCase(
        .warmUpTooLong,
        says:
          "The warm-up takes 1800 steps of the scheduler, and the run has 900: the rate ends at 0.0005"
      ) {
        $0.warmUp = 1800
      } cure: {
        $0.warmUp = 45
      },
      PlanCase(.twoWarmUps, says: "45 steps of warm-up end at 0.001") {
        ($0.schedule, $0.warmUp) = (.oneCycle, 45)
      } cure: {
        $0.warmUp = 0
      },
      PlanCase(.oneCyclePerEpoch, says: "become 20 jumps") {
        ($0.schedule, $0.steppedPer) = (.oneCycle, .epoch)
      } cure: {
        $0.steppedPer = .update
      },
      PlanCase(.oneCycleTooShort, says: "0.3 of 3 steps") {
        ($0.schedule, $0.samples, $0.epochs) = (.oneCycle, 96, 1)
      } cure: {
        $0.epochs = 2
      },
      PlanCase(.milestonesMisplaced, says: "The milestones are 300, 1000, and the run has 900") {
        ($0.schedule, $0.milestones) = (.milestones, [300, 1000])
      } cure: {
        $0.milestones = [300, 600]
      },
      PlanCase(.nothingToWatch, says: "on 0 validation samples") {
        $0.stopPatience = 5
      } cure: {
        $0.validationSamples = 360
      },
      PlanCase(.patienceOutlastsRun, says: "waits 20 epochs, and the run has 20") {
        ($0.stopPatience, $0.validationSamples) = (20, 360)
      } cure: {
        $0.stopPatience = 5
      },
      PlanCase(.plateauPerStep, says: "its patience of 10 ends within an epoch") {
        ($0.schedule, $0.validationSamples) = (.plateau, 360)
      } cure: {
        $0.steppedPer = .epoch
      },
      PlanCase(.finalAbovePeak, says: "from 0.001 to 0.01, which is higher") {
        $0.finalRate = 0.01
      } cure: {
        $0.finalRate = 1e-5
      },
    ]
  }

  static var rules: [PlanCase] {
    [
      PlanCase(.rateOfGradientDescent, says: "by up to about the rate, 0.1 at its highest") {
        $0.rate = 0.1
      } cure: {
        $0.optimizer = .sgd
      },
      PlanCase(.decayOfBiases, says: "Decay of 0.01 is applied to biases") {
        ($0.weightDecay, $0.decays) = (0.01, .all)
      } cure: {
        $0.decays = .weights
      },
      PlanCase(.decayInsideAdam, says: "Adam takes the decay of 0.01 into the gradient") {
        ($0.weightDecay, $0.optimizer) = (0.01, .adam)
      } cure: {
        $0.optimizer = .adamW
      },
      PlanCase(.decayFlipsWeights, says: "1 − 0.5 · 4 = −1") {
        ($0.weightDecay, $0.rate, $0.optimizer) = (4, 0.5, .sgd)
      } cure: {
        $0.weightDecay = 1e-4
      },
    ]
  }

  static var precision: [PlanCase] {
    [
      PlanCase(.noLossScaling, says: "0 in float16, and the loss is not scaled") {
        $0.numbers = .float16Mixed
      } cure: {
        $0.scalesLoss = true
      },
      PlanCase(.clipsScaledGradients, says: "65,536 it is a limit of 1.5e-5") {
        ($0.numbers, $0.scalesLoss, $0.clipping, $0.clipsScaled) = (.float16Mixed, true, 1, true)
      } cure: {
        $0.clipsScaled = false
      },
      PlanCase(.weightsInHalf, says: "less than 0.0039 of a weight") {
        $0.numbers = .bfloat16
      } cure: {
        $0.numbers = .bfloat16Mixed
      },
      PlanCase(.acceptedInVain, says: "this plan has no such fault") {
        $0.accept = ["decayInsideAdam": "as published"]
      } cure: {
        $0.accept = [:]
      },
      PlanCase(
        .epsilonRoundsToZero, says: "Adam's epsilon 1e-8 is 0 in float16",
        alongside: [.weightsInHalf]
      ) {
        ($0.numbers, $0.scalesLoss) = (.float16, true)
      } cure: {
        $0.epsilon = 1e-4
      },
    ]
  }
}
