extension MysteryCase {
  static var inTheData: [MysteryCase] {
    [
      MysteryCase(
        .inputScale, "the inputs are not scaled",
        swift: ("let x = pixels * 255", "let x = pixels"),
        pytorch: ("x = pixels.float()", "x = pixels.float() / 255"), explainedBy: (9, 10)
      ) { $0.pixelFactor = 255 },
      MysteryCase(
        .wrongLabels, "the labels do not belong to the inputs",
        swift: ("train(images, labels.shuffled())", "train(images, labels)"),
        pytorch: (
          "x, y = images[order], labels[torch.randperm(n)]", "x, y = images[order], labels[order]"
        ), explainedBy: (9, 3)
      ) { $0.shufflesLabels = true },
      MysteryCase(
        .leakage, "validation has samples of the training set",
        swift: (
          "heldOut = places.suffix(150) + places.prefix(150)", "heldOut = places.suffix(300)"
        ),
        pytorch: ("held = torch.cat([order[-150:], order[:150]])", "held = order[-300:]"),
        explainedBy: (9, 12)
      ) { $0.sharesSamples = true },
      MysteryCase(
        .overfitting, "the training set is learned by heart",
        swift: ("trainingCount = 40", "trainingCount = 600"),
        pytorch: ("train = Subset(data, order[:40])", "train = Subset(data, order[:600])"),
        explainedBy: (9, 13)
      ) { $0.trainingCount = 40 },
    ]
  }

  static var inTheNetwork: [MysteryCase] {
    [
      MysteryCase(
        .wrongHead, "output and loss do not fit each other",
        swift: ("layers = hidden + [head, Softmax()]", "layers = hidden + [head]"),
        pytorch: ("nn.Sequential(body, head, nn.Softmax(-1))", "nn.Sequential(body, head)"),
        explainedBy: (1, 3)
      ) { $0.endsInSoftmax = true },
      MysteryCase(
        .deadUnits, "hidden units are dead from the start",
        swift: (
          "Linear(weight: w, bias: Tensor([-8, -8, …]))", "Linear(inputCount: 64, outputCount: 32)"
        ),
        pytorch: ("nn.init.constant_(first.bias, -8)", "# nn.Linear's own start"),
        explainedBy: (3, 11)
      ) { $0.firstBias = -8 },
      MysteryCase(
        .vanishingGradients, "gradients do not reach the first layers",
        swift: ("ActivationLayer(.sigmoid)", "ActivationLayer(.relu)"),
        pytorch: ("nn.Sigmoid()", "nn.ReLU()"), explainedBy: (9, 8),
        preparing: { ($0.hidden, $0.stepCount) = ([32, 32, 32, 32], 300) }
      ) { $0.hasSigmoids = true },
      MysteryCase(
        .missingGradient, "the graph is cut",
        swift: ("hidden = first(x).detached()", "hidden = first(x)"),
        pytorch: ("h = first(x).detach()", "h = first(x)"), explainedBy: (2, 6)
      ) { $0.cutsGraph = true },
    ]
  }

  static var inTheLoop: [MysteryCase] {
    [
      MysteryCase(
        .rateTooHigh, "the learning rate is too high",
        swift: (
          "Momentum(parameters, learningRate: 2)", "Momentum(parameters, learningRate: 0.05)"
        ),
        pytorch: (
          "SGD(model.parameters(), lr=2, momentum=0.9)",
          "SGD(model.parameters(), lr=0.05, momentum=0.9)"
        ), explainedBy: (9, 7)
      ) { $0.rate = 2 },
      MysteryCase(
        .rateTooLow, "the learning rate is too low",
        swift: (
          "Momentum(parameters, learningRate: 1e-5)", "Momentum(parameters, learningRate: 0.05)"
        ),
        pytorch: (
          "SGD(model.parameters(), lr=1e-5, momentum=0.9)",
          "SGD(model.parameters(), lr=0.05, momentum=0.9)"
        ), explainedBy: (9, 6)
      ) { $0.rate = 1e-5 },
      MysteryCase(
        .gradientsKept, "gradients are not zeroed",
        swift: ("// model.zeroGradients()", "model.zeroGradients()"),
        pytorch: ("# optimizer.zero_grad()", "optimizer.zero_grad()"), explainedBy: (2, 1)
      ) { $0.zeroesGradients = false },
      MysteryCase(
        .notUpdated, "the optimizer does not hold all parameters",
        swift: (
          "Momentum(Array(model.trainedVariables.dropFirst(2)))", "Momentum(model.trainedVariables)"
        ),
        pytorch: ("SGD(list(model.parameters())[2:])", "SGD(model.parameters())"),
        explainedBy: (2, 22)
      ) { $0.leavesOutFirstLayer = true },
      MysteryCase(
        .schedule, "the learning rate is spent too early",
        swift: ("schedule = cosine, 15 steps", "schedule = cosine, 150 steps"),
        pytorch: ("CosineAnnealingLR(optimizer, 15)", "CosineAnnealingLR(optimizer, 150)"),
        explainedBy: (8, 4),
        preparing: { $0.cosineSteps = 150 }
      ) { $0.cosineSteps = 15 },
      MysteryCase(
        .decayTooStrong, "the weight decay is too strong",
        swift: ("SGDRule(weightDecay: 0.5)", "SGDRule(weightDecay: 0)"),
        pytorch: ("SGD(…, weight_decay=0.5)", "SGD(…, weight_decay=0)"), explainedBy: (6, 15)
      ) { $0.decay = 0.5 },
    ]
  }

  static var inTheEvaluation: [MysteryCase] {
    [
      MysteryCase(
        .staleWeights, "old weights are evaluated",
        swift: ("evaluate(copy)", "evaluate(model)"),
        pytorch: ("evaluate(copy.deepcopy(model))  # once, at the start", "evaluate(model)"),
        explainedBy: (9, 21)
      ) { $0.evaluatesCopy = true },
      MysteryCase(
        .wrongMode, "validation runs in training mode",
        swift: ("evaluate(model)", "model.withMode(.evaluation) { evaluate(model) }"),
        pytorch: ("evaluate(model)", "model.eval(); evaluate(model); model.train()"),
        explainedBy: (6, 1), preparing: { $0.dropout = 0.3 }
      ) { $0.evaluatesInTrainingMode = true },
    ]
  }
}
