extension FitReport {
  /// What can be done about a fit.
  public enum Remedy: String, CaseIterable, Sendable {
    /// Find the first number that is not finite, and lower the learning rate.
    case repairTraining
    /// Measure both losses in the same way: evaluation mode, no augmentation, no smoothing, after the epoch.
    case measureAlike
    /// Fewer or weaker regularizers.
    case regularizeLess
    /// Train longer, or with a better learning rate.
    case trainLonger
    /// More units, more layers, better features.
    case enlargeModel
    /// Keep the weights of the best evaluation.
    case stopEarly
    /// Augmentation by changes that leave the label as it is.
    case augment
    /// More labeled data.
    case gatherData
    /// A decay of the weights.
    case decayWeights
    /// Dropout in wide layers.
    case drop
    /// Smoothed labels, or a temperature.
    case calibrate
    /// Several networks.
    case ensemble
    /// Fewer units.
    case shrinkModel
  }

  /// A remedy with the reason for its place in the list.
  public struct Advice: Equatable, Sendable {
    /// What to do.
    public let remedy: Remedy

    /// Why, and why now.
    public let reason: String
  }

  /// What to do, the first thing first: what costs nothing before what costs time, that before what costs money.
  public var remedies: [Advice] {
    switch condition {
    case .diverged: [repairing]
    case .healthy: calibrating
    case .validationBelowTraining: [measuring] + (setup.isRegularized ? [lessRegularization] : [])
    case .underfitting: fitting
    // More capacity before more restraint: what does not fit its training set gains nothing from a smaller gap.
    case .both: fitting + restraining
    case .overfitting: restraining
    }
  }

  private var repairing: Advice {
    Advice(
      remedy: .repairTraining,
      reason: "The last loss is not finite; no regularizer is to be judged by this run.")
  }

  private var measuring: Advice {
    Advice(
      remedy: .measureAlike,
      reason: """
        Held-out data are better than the training set by \(percent(-gap)) of what there is to win. Dropout, \
        augmentation, smoothing or a mean over the epoch in the training loss does that, noise in the training \
        labels alone, or an easier held-out set.
        """)
  }

  private var lessRegularization: Advice {
    Advice(
      remedy: .regularizeLess,
      reason:
        "Every regularizer costs fit; with the training loss this high the run pays more than it gets."
    )
  }

  /// What helps a model to fit its training set.
  private var fitting: [Advice] {
    let stillFalls = fallAtTheEnd > 0.02
    let longer = Advice(
      remedy: .trainLonger,
      reason: stillFalls
        ? "The training loss fell by \(percent(fallAtTheEnd)) in the last tenth of the run: it is not done."
        : "The training loss is flat; before changing the model try another learning rate.")
    let larger = Advice(
      remedy: .enlargeModel,
      reason:
        "The training loss misses the target by \(percent(shortfall)) of what there is to win.")
    let less = setup.isRegularized ? [lessRegularization] : []
    return stillFalls ? [longer] + less + [larger] : less + [longer, larger]
  }

  /// What narrows the gap between training and validation.
  private var restraining: [Advice] {
    var list: [Advice] = []
    if rise > 0.02 {
      list.append(
        Advice(
          remedy: .stopEarly,
          reason: """
            The validation loss was lower by \(percent(rise)) of what there is to win after epoch \(bestEpoch): those \
            weights exist already.
            """))
    }
    list.append(
      Advice(
        remedy: .decayWeights,
        reason: """
          The gap is \(percent(gap)) of what there is to win; decay is one number to tune and costs nothing in a step.
          """))
    if setup.hasInvariances {
      list.append(
        Advice(
          remedy: .augment,
          reason: """
            Where held-out samples vary in a way that keeps the label, changed samples are new ones. A change that \
            does not occur there only costs fit: measure.
            """))
    }
    list.append(
      Advice(
        remedy: .drop,
        reason:
          "Wide layers can lose units; the run takes longer, and wants to be stopped early too."))
    if setup.canHaveMoreData {
      list.append(
        Advice(
          remedy: .gatherData,
          reason: "More samples of the same source usually narrow the gap; labels cost money."))
    }
    list += [
      Advice(
        remedy: .ensemble,
        reason: "The mean of several fits varies less; every answer costs as many times more."),
      Advice(
        remedy: .shrinkModel,
        reason:
          "Last, since a wide network with a regularizer may validate better than a small one."),
    ]
    return list
  }

  private var calibrating: [Advice] {
    [
      Advice(
        remedy: .calibrate,
        reason: "Fit and gap are in order; look at whether the confidence is right.")
    ]
  }

  /// By which share of what there is to win the training loss fell in the last tenth of the run.
  private var fallAtTheEnd: Double {
    let start = training[max(0, training.count - 1 - max(1, training.count / 10))]
    return (start - training[training.count - 1]) / (baseline - target)
  }

  /// The epoch of the least validation loss, counted from 1 as on the page.
  private var bestEpoch: Int {
    1 + (validation.indices.min { validation[$0] < validation[$1] } ?? 0)
  }

  private func percent(_ share: Double) -> String { "\(Int((100 * share).rounded())) %" }
}
