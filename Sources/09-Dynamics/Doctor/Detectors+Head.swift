import Course

extension Detectors {
  /// An output's activation that does not fit the loss or the targets.
  static var wrongHead: Detector {
    Detector("head and loss do not fit", needs: [.losses]) { run in
      let head = Head(run)
      return [
        head.constantOutput, head.stretchedTargets, head.activationBeforeCrossEntropy,
        head.oneLogit, head.missingLogSoftmax, head.missingSigmoid,
        head.negativeLoss, head.oneOutputForClasses, head.severalLabels, head.outOfRange,
      ].compactMap { $0 }.prefix(1).map { $0 }
    }
  }
}
