public import TensorCore

/// An optimizer that changes each parameter by a rule, from that parameter's gradient alone.
///
/// ```swift
/// let optimizer = AdamW(model.trainedVariables, learningRate: 0.02)
/// let other = AdamW(groups: [
///   .init(weights, AdamWRule(learningRate: 0.02)),
///   .init(biases, AdamWRule(learningRate: 0.02, weightDecay: 0)),
/// ])
/// other.groups[0].rule.beta2 = 0.95
/// ```
public final class FirstOrderOptimizer<Rule: UpdateRule>: Optimizer {
  /// Parameters that are changed with the same settings, and what is remembered of them.
  public final class Group {
    /// What is trained.
    public let parameters: [Variable]

    /// The rule with the settings of this group, which may be changed between steps.
    public var rule: Rule {
      didSet { rule.requireSound() }
    }

    /// What the rule remembers of each parameter.
    public fileprivate(set) var states: [Rule.State]

    /// Creates a group that has seen no gradient.
    ///
    /// - Parameters:
    ///   - parameters: Leaves that require gradients, at least one.
    ///   - rule: The rule with the settings of this group.
    public init(_ parameters: [Variable], _ rule: Rule) {
      precondition(!parameters.isEmpty, "\(Rule.self): there are no parameters")
      precondition(
        parameters.allSatisfy { $0.isLeaf && $0.requiresGradient },
        "\(Rule.self): parameters must be leaves that require gradients")
      rule.requireSound()
      self.parameters = parameters
      self.rule = rule
      states = parameters.map { rule.initialState(for: $0.value) }
    }

    fileprivate func step() { rule.update(parameters, states: &states) }
  }

  /// The groups, whose settings may be changed between steps.
  public let groups: [Group]

  /// What is trained, group after group.
  public let parameters: [Variable]

  /// How many steps were made since the optimizer was created.
  public private(set) var stepCount: Int? = 0

  /// Creates an optimizer that has seen no gradient.
  ///
  /// - Parameter groups: The parameters with their settings; no parameter stands twice.
  public init(groups: [Group]) {
    precondition(!groups.isEmpty, "\(Rule.self): there are no groups")
    let parameters = groups.flatMap(\.parameters)
    precondition(
      Set(parameters.map { ObjectIdentifier($0) }).count == parameters.count,
      "\(Rule.self): a parameter is given twice, and would be changed twice")
    self.groups = groups
    self.parameters = parameters
  }

  /// Creates an optimizer that treats all parameters alike.
  ///
  /// - Parameters:
  ///   - parameters: Different leaves that require gradients, at least one.
  ///   - rule: The rule with its settings.
  public convenience init(_ parameters: [Variable], _ rule: Rule = Rule()) {
    self.init(groups: [Group(parameters, rule)])
  }

  /// Creates an optimizer with the rule's usual settings but for the learning rate.
  ///
  /// - Parameters:
  ///   - parameters: Different leaves that require gradients, at least one.
  ///   - learningRate: The factor of every step; not negative.
  public convenience init(_ parameters: [Variable], learningRate: Scalar) {
    var rule = Rule()
    rule.learningRate = learningRate
    self.init(parameters, rule)
  }

  /// Changes every parameter whose gradient has arrived; the others stay as they are.
  public func step() {
    stepCount = stepCount.map { $0 + 1 }
    withoutGradient {
      for index in 0..<groups.count { groups[index].step() }
    }
  }
}

// MARK: - Settings

extension FirstOrderOptimizer {
  /// The learning rate of each group.
  public var learningRates: [Scalar] {
    get { groups.map { $0.rule.learningRate } }
    set { set(newValue, \.learningRate) }
  }

  /// The momentum of each group, if the rule has one.
  public var momenta: [Scalar]? {
    get { Rule.momentum.map { path in groups.map { $0.rule[keyPath: path] } } }
    set {
      guard let path = Rule.momentum, let newValue else {
        preconditionFailure("\(Rule.self): there is no momentum to set or to take away")
      }
      set(newValue, path)
    }
  }

  private func set(_ values: [Scalar], _ path: WritableKeyPath<Rule, Scalar>) {
    precondition(
      values.count == groups.count,
      "\(Rule.self): \(values.count) numbers for \(groups.count) groups")
    for index in groups.indices { groups[index].rule[keyPath: path] = values[index] }
  }
}

extension UpdateRule {
  /// Stops the program if the settings are ones that the rule cannot work with.
  fileprivate func requireSound() {
    if let fault { preconditionFailure("\(Self.self): \(fault)") }
  }
}

// MARK: - State

extension FirstOrderOptimizer {
  /// How many scalars are remembered beside the parameters, those of tensors; a count of steps is no scalar.
  public var rememberedScalarCount: Int {
    groups.reduce(0) { sum, group in
      group.states.reduce(sum) { sum, state in
        Rule.fields.reduce(sum) { sum, field in
          if case .tensor(let path) = field.kind {
            sum + state[keyPath: path].elementCount
          } else {
            sum
          }
        }
      }
    }
  }

  /// What is remembered of each parameter, under its position and PyTorch's name, such as `0.exp_avg`;
  /// and the learning rate of each group, which a schedule may have changed.
  public var state: [StateEntry] {
    var position = 0
    return groups.flatMap { group in
      group.states.indices.flatMap { index in
        defer { position += 1 }
        return Rule.fields.map { group.entry($0, of: index, named: "\(position).\($0.name)") }
      }
    }
      + groups.enumerated().flatMap { index, group in group.settings(named: "group.\(index)") }
  }
}

extension FirstOrderOptimizer.Group {
  /// A part of what is remembered of one parameter.
  fileprivate func entry(
    _ field: StateField<Rule.State>, of index: Int, named name: String
  ) -> StateEntry {
    let state: ReferenceWritableKeyPath<FirstOrderOptimizer.Group, Rule.State> = \.states[index]
    switch field.kind {
    case .tensor(let path): return .tensor(name, self, state.appending(path: path))
    case .integer(let path): return .integer(name, self, state.appending(path: path))
    case .number(let path): return .number(name, self, state.appending(path: path))
    }
  }

  /// The settings that schedules change.
  fileprivate func settings(named name: String) -> [StateEntry] {
    let rule: ReferenceWritableKeyPath<FirstOrderOptimizer.Group, Rule> = \.rule
    let rate = StateEntry.number(
      "\(name).learningRate", self, rule.appending(path: \.learningRate))
    guard let momentum = Rule.momentum else { return [rate] }
    return [rate, .number("\(name).momentum", self, rule.appending(path: momentum))]
  }
}
