import Autograd
import TensorCore

// What a run continues from, written and read.

extension Trainer {
  /// What a resumed run went on from.
  public struct Resumption: Equatable, Sendable {
    /// The number of steps that had been made.
    public let step: Int

    /// The file.
    public let path: String

    /// Why the last checkpoint was not the one, in a sentence; `nil` if it was.
    public let warning: String?
  }

  /// Goes to where the last checkpoint in the folder was written.
  ///
  /// A run that has no checkpoint yet stays where it is, and a run that was finished is so again.
  ///
  /// - Returns: What the run goes on from; `nil` if there is no checkpoint.
  /// - Throws: `CheckpointFolderError` if no checkpoint can be read, or if it is one of another run; nothing has
  ///   changed then.
  @discardableResult
  public func resume() throws -> Resumption? {
    guard let folder, let found = try folder.readLast() else { return nil }
    try folder.restore(found, to: ["model": model, "optimizer": optimizer, "run": restOfState])
    savedStep = stepCount
    (best, bestIsUnsaved) = (nil, false)
    resumption = Resumption(step: stepCount, path: found.path, warning: found.warning)
    return resumption
  }

  /// Takes down the run as it is, as `resume()` would read it.
  ///
  /// - Returns: The model, the optimizer, and under `run` all the rest.
  func checkpoint() -> Checkpoint {
    Checkpoint(["model": model, "optimizer": optimizer, "run": restOfState])
  }

  /// Writes what is due and was not written yet; where the run ends, whether or not it is time.
  func save(anyway isEnd: Bool) throws {
    guard let folder else { return }
    if bestIsUnsaved, let best {
      try folder.writeBest(best, step: progress.bestStep)
      bestIsUnsaved = false
    }
    let isDue = plan.checkpoint.isDue(after: stepCount, stepsPerEpoch: order.batchCount)
    guard savedStep != stepCount, isDue || isEnd else { return }
    let path = try folder.writeLast(checkpoint(), step: stepCount)
    savedStep = stepCount
    try tellAll { try $0.checkpointWritten(self, path: path) }
  }

  /// The state beside the model and the optimizer; what the trainer has not is not in it.
  private var restOfState: StateGroup {
    var entries: [StateEntry] = [.part("progress", progress), .part("data", order)]
    if let scheduler { entries.append(.part("scheduler", scheduler)) }
    if let plateau { entries.append(.part("plateau", plateau)) }
    if let average { entries.append(.part("average", average)) }
    if let stopping { entries.append(.part("stopping", stopping)) }
    entries += extraState.enumerated().map { .part("extra.\($0)", $1) }
    let stateful = callbacks.compactMap { $0 as? any Stateful }
    return StateGroup(entries + stateful.enumerated().map { .part("callback.\($0)", $1) })
  }
}

/// Entries that stand together under one name.
final class StateGroup: Stateful {
  let state: [StateEntry]

  init(_ state: [StateEntry]) { self.state = state }

  /// The state of a network that is not trained: running statistics, counts, generators, by layer.
  convenience init(buffersOf model: any Layer) {
    self.init(
      model.namedLayers.filter { !$0.layer.buffers.isEmpty }.map { name, layer in
        .part(name.isEmpty ? "model" : name, StateGroup(layer.buffers))
      })
  }
}
