public import ArgumentParser
public import Dynamics

/// The settings of a run as options, under the names that they have in a file.
struct PlanOptions: ParsableArguments {
  @Option(help: "The number of samples to train on.") var samples: Int?
  @Option(help: "How many samples go through the network at once.") var batchSize: Int?
  @Option(help: "How many passes over the samples are made.") var epochs: Int?
  @Option(help: "Whether an incomplete last batch is left out: true or false.")
  var dropsLastBatch: Bool?
  @Option(help: "The number of batches whose gradients make one update.") var accumulation: Int?
  @Option(help: "How these gradients become one.") var accumulated: PlanSettings.Accumulated?
  @Option(help: "The rule by which weights are changed.") var optimizer: PlanSettings.Rule?
  @Option(help: "The momentum, or Adam's β₁.") var momentum: Double?
  @Option(help: "Adam's β₂.") var beta2: Double?
  @Option(help: "Adam's ε.") var epsilon: Double?
  @Option(help: "The highest learning rate.") var rate: Double?
  @Option(help: "The rate at which a cosine and a line end.") var finalRate: Double?
  @Option(help: "What the rate does after the warm-up.") var schedule: PlanSettings.ScheduleKind?
  @Option(help: "The length of the schedule behind the warm-up, in its own steps.")
  var scheduleLength: Int?
  @Option(help: "After what the scheduler is stepped.") var steppedPer: PlanSettings.Unit?
  @Option(help: "The length of the warm-up, in steps of the scheduler.") var warmUp: Int?
  @Option(
    parsing: .upToNextOption, help: "The steps at which the rate is multiplied by the factor.")
  var milestones: [Int] = []
  @Option(help: "What the rate is multiplied by, at a milestone or on a plateau.")
  var factor: Double?
  @Option(help: "How many epochs without improvement lower the rate.") var plateauPatience: Int?
  @Option(help: "How many epochs without improvement end the run.") var stopPatience: Int?
  @Option(help: "The number of samples that the run is validated on.") var validationSamples: Int?
  @Option(help: "The coefficient of weight decay.") var weightDecay: Double?
  @Option(help: "What weight decay is applied to.") var decays: PlanSettings.Decayed?
  @Option(help: "The joint norm to which gradients are clipped.") var clipping: Double?
  @Option(help: "Whether scaled gradients are clipped: true or false.") var clipsScaled: Bool?
  @Option(help: "What numbers the run computes with.") var numbers: PlanSettings.Numbers?
  @Option(help: "Whether the loss is scaled: true or false.") var scalesLoss: Bool?
  @Option(help: "What the network normalizes by.") var normalization: PlanSettings.Normalization?

  @Option(help: "A fault that is meant, with its reason, such as decayInsideAdam=as-published.")
  var accept: [String] = []

  /// What has to be given, in a file or as an option.
  var missing: [String] {
    [
      samples == nil ? "--samples" : nil, batchSize == nil ? "--batch-size" : nil,
      epochs == nil ? "--epochs" : nil, rate == nil ? "--rate" : nil,
    ].compactMap { $0 }
  }

  /// Puts the options that were given in the place of settings.
  func apply(to settings: inout PlanSettings) {
    func set<Value>(_ setting: WritableKeyPath<PlanSettings, Value>, _ value: Value?) {
      if let value { settings[keyPath: setting] = value }
    }
    set(\.samples, samples)
    set(\.batchSize, batchSize)
    set(\.epochs, epochs)
    set(\.dropsLastBatch, dropsLastBatch)
    set(\.accumulation, accumulation)
    set(\.accumulated, accumulated)
    set(\.optimizer, optimizer)
    set(\.momentum, momentum)
    set(\.beta2, beta2)
    set(\.epsilon, epsilon)
    set(\.rate, rate)
    set(\.finalRate, finalRate)
    set(\.schedule, schedule)
    if let scheduleLength { settings.scheduleLength = scheduleLength }
    set(\.steppedPer, steppedPer)
    set(\.warmUp, warmUp)
    if !milestones.isEmpty { settings.milestones = milestones }
    set(\.factor, factor)
    set(\.plateauPatience, plateauPatience)
    if let stopPatience { settings.stopPatience = stopPatience }
    set(\.validationSamples, validationSamples)
    set(\.weightDecay, weightDecay)
    set(\.decays, decays)
    if let clipping { settings.clipping = clipping }
    set(\.clipsScaled, clipsScaled)
    set(\.numbers, numbers)
    set(\.scalesLoss, scalesLoss)
    set(\.normalization, normalization)
    for text in accept {
      let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      settings.accept[String(parts[0])] = parts.count > 1 ? String(parts[1]) : ""
    }
  }
}

extension PlanSettings.Accumulated: ExpressibleByArgument {}
extension PlanSettings.Rule: ExpressibleByArgument {}
extension PlanSettings.ScheduleKind: ExpressibleByArgument {}
extension PlanSettings.Unit: ExpressibleByArgument {}
extension PlanSettings.Decayed: ExpressibleByArgument {}
extension PlanSettings.Numbers: ExpressibleByArgument {}
extension PlanSettings.Normalization: ExpressibleByArgument {}
