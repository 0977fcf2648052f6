public import Autograd

/// What was found before the first step, what was checked, and what could not be.
public struct PreflightReport: Sendable {
  /// What is wrong, the strongest evidence first.
  public let findings: [RunFinding]

  /// The ids of the rules that looked, whether they found something or not.
  public let checked: [String]

  /// The rules that could not look, each with the reason.
  public let notChecked: [(rule: String, reason: String)]

  /// The ids of the rules that found something, in order.
  public let fired: [String]

  /// Whether nothing was found.
  public var isClear: Bool { findings.isEmpty }
}

extension PreflightReport: CustomStringConvertible {
  /// The findings with evidence and cure, and what was not looked at.
  public var description: String {
    var lines = findings.map { finding in
      "\(finding.evidence)\(finding.place.map { " (at \($0))" } ?? "")\n"
        + "  confirm: \(finding.test)\n  fix: \(finding.fix)"
    }
    if findings.isEmpty { lines.append("nothing found") }
    lines.append("checked: \(checked.count) rules")
    lines += notChecked.map { "not checked: \($0.rule), \($0.reason)" }
    return lines.joined(separator: "\n")
  }
}

/// Looks for what is wrong with a run before its first step.
///
/// Network, buffers and modes are afterwards what they were before, the gradients are zeroed. The rules with trials cost about as
/// much as 160 steps on 16 samples.
///
/// ```swift
/// let digits = try LabeledData.digits()
/// var generator = SplitMix64(seed: 1)
/// let model = Sequential.multilayerPerceptron([64, 64, 10], using: &generator)
/// let report = try preflight(
///   model, data: PreflightData(inputs: digits.features, labels: digits.labels, batchSize: 32),
///   task: .classes(10), loss: .crossEntropy,
///   optimizer: AdamW(model.trainedVariables, learningRate: 1e-2))
/// report.isClear   // true
/// ```
///
/// ## Source
///
/// The rules are those of NeuraLint, Nikanjam and others, 2021, https://arxiv.org/abs/2105.08095, and of TheDeepChecker, Braiek and
/// Khomh, 2022, https://arxiv.org/abs/2204.00694, restated, with others; ``PublishedCheck`` says what became of each.
///
/// - Parameters:
///   - model: The network as it is before the first step, in the mode in which it will be trained.
///   - data: The samples.
///   - task: What it is to be trained for.
///   - loss: The loss with its kind declared.
///   - optimizer: The optimizer of the run, if there is one yet.
///   - rules: Which rules to ask.
/// - Returns: What was found.
/// - Throws: What the network's backward pass throws.
public func preflight(
  _ model: any Layer, data: PreflightData, task: PreflightTask, loss: PreflightLoss,
  optimizer: (any Optimizer)? = nil, rules: [PreflightRule] = PreflightRule.all
) throws -> PreflightReport {
  let subject = PreflightSubject(
    model: model, data: data, task: task, loss: loss, optimizer: optimizer)
  var findings: [RunFinding] = []
  var checked: [String] = []
  var fired: [String] = []
  var notChecked: [(rule: String, reason: String)] = []
  for rule in rules {
    switch try rule.body(subject) {
    case .silent: checked.append(rule.id)
    case .notChecked(let reason): notChecked.append((rule.id, reason))
    case .found(let observations):
      checked.append(rule.id)
      if !observations.isEmpty { fired.append(rule.id) }
      findings += observations.map { rule.finding($0) }
    }
  }
  // Sorting is stable: among equals the order of the rules stays.
  let ranked = findings.enumerated().sorted {
    ($1.element.strength, $0.offset) < ($0.element.strength, $1.offset)
  }
  return PreflightReport(
    findings: ranked.map(\.element), checked: checked, notChecked: notChecked, fired: fired)
}
