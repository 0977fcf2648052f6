/// What an examination found out about a broken run.
public struct FaultVerdict: Sendable, Hashable, Codable {
  /// Whether anything was found.
  public let isDetected: Bool

  /// At which position, from 1, the first finding stands that names a right cause; `nil` if none does.
  public let causeRank: Int?

  /// Whether one of the first three findings names the place.
  public let namesPlace: Bool

  /// Creates a verdict.
  ///
  /// - Parameters:
  ///   - isDetected: Whether anything was found.
  ///   - causeRank: At which position, from 1, a right cause stands first; `nil` if none does.
  ///   - namesPlace: Whether one of the first findings names the place.
  public init(isDetected: Bool, causeRank: Int?, namesPlace: Bool) {
    self.isDetected = isDetected
    self.causeRank = causeRank
    self.namesPlace = namesPlace
  }

  /// How many findings are looked at: a list of everything that could be wrong is no diagnosis.
  public static var readFindings: Int { 3 }

  /// Whether one of the first three findings names a right cause.
  public var namesCause: Bool { causeRank.map { $0 <= Self.readFindings } ?? false }
}

extension RealFault {
  /// Judges the findings on the broken run.
  ///
  /// - Parameter findings: What was found, the strongest first.
  /// - Returns: Whether the fault was detected, its cause named and its place named.
  public func verdict(on findings: [RunFinding]) -> FaultVerdict {
    let causes = [cause] + alternatives
    let rank = findings.firstIndex { causes.contains($0.cause) }.map { $0 + 1 }
    let namesPlace = findings.prefix(FaultVerdict.readFindings).contains { finding in
      causes.contains(finding.cause)
        && (FaultPlace.impliedBy(finding.cause) == place
          || finding.place.map { place.matches($0, in: broken) } ?? false)
    }
    return FaultVerdict(
      isDetected: !findings.isEmpty, causeRank: rank, namesPlace: namesPlace)
  }
}

extension FaultPlace {
  /// The place that a cause has by itself, because there is no other: a learning rate sits in the optimizer.
  ///
  /// A finding of another cause has to say where.
  static func impliedBy(_ cause: Cause) -> FaultPlace? {
    switch cause {
    case .rateTooHigh, .rateTooLow: .optimizer
    case .tooFewSteps: .steps
    case .inputScale, .badData: .inputs
    case .targetScale: .targets
    case .gradientsKept, .notUpdated: .loop
    case .validationPipeline: .validation
    default: nil
    }
  }

  /// Whether a finding's place is this one, in the network of a run.
  func matches(_ name: String, in run: FaultRun) -> Bool {
    let last = 2 * run.hidden.count
    let layer = name.split(separator: ".").first.flatMap { Int($0) }
    switch self {
    case .head:
      return layer.map { $0 >= last } ?? ["output", "outputs", "head", "loss"].contains(name)
    case .hidden: return layer.map { $0 < last } ?? false
    case .inputs: return ["input", "inputs", "data", "features"].contains(name) || layer == 0
    case .targets: return ["target", "targets"].contains(name)
    case .validation: return name.hasPrefix("validation")
    // These are named by their cause alone; a layer or a loss is where they show.
    case .optimizer, .steps, .loop: return false
    }
  }
}
