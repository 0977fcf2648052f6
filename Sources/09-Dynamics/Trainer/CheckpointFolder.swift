import Autograd
import Datasets
import Foundation

/// A folder with the last checkpoint of a run and the best network, one of which is always whole.
///
///     last.safetensors       the run as it was saved last
///     previous.safetensors   the run as it was saved before
///     best.safetensors       the network with the least validation loss, as it was evaluated
///     writing/               what is not whole yet
///
/// A checkpoint is written in `writing`, on the same disk. Only when it is whole, `last` becomes `previous` and the
/// new one becomes `last`, each by renaming. Whenever the process is killed, and wherever the disk is full, `last`
/// or `previous` is whole.
///
/// Nothing here waits until the disk has written: after a power failure it depends on the file system whether the
/// newest file is whole, and its fingerprint tells.
///
/// A `last` that is damaged is put aside as `damaged.safetensors`, so that it never takes the place of a good
/// `previous`.
public final class CheckpointFolder {
  /// The folder; it is made when the first checkpoint is.
  public let path: String

  /// Whether this process has read or written `last`, and knows that it is whole.
  private var lastIsWhole = false

  /// Creates a folder of checkpoints, without touching the disk.
  ///
  /// - Parameter path: The folder.
  public init(_ path: String) { self.path = path }

  /// Whether there is a run in the folder, in whatever state.
  var holdsRun: Bool { exists(file(.last)) || exists(file(.previous)) }

  /// The files, by their names in the folder.
  enum Name: String {
    case last, previous, best, damaged
  }

  func file(_ name: Name) -> String { "\(path)/\(name.rawValue).safetensors" }

  private func draft(of name: Name) -> String { "\(path)/writing/\(name.rawValue).safetensors" }

  private func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }
}

// MARK: - Writing

extension CheckpointFolder {
  /// Writes the state of a run; returns the file.
  func writeLast(_ checkpoint: Checkpoint, step: Int) throws(CheckpointFolderError) -> String {
    try writeDraft(checkpoint, of: .last, step: step)
    try change {
      if exists(file(.last)) {
        try move(file(.last), to: lastIsWhole ? .previous : .damaged)
      }
      try move(draft(of: .last), to: .last)
    }
    lastIsWhole = true
    return file(.last)
  }

  /// Writes the best network.
  func writeBest(_ checkpoint: Checkpoint, step: Int) throws(CheckpointFolderError) {
    try writeDraft(checkpoint, of: .best, step: step)
    try change { try move(draft(of: .best), to: .best) }
  }

  private func writeDraft(
    _ checkpoint: Checkpoint, of name: Name, step: Int
  ) throws(CheckpointFolderError) {
    recover()
    try change {
      try FileManager.default.createDirectory(
        atPath: "\(path)/writing", withIntermediateDirectories: true)
      try SealedCheckpoint.write(checkpoint, step: step, to: draft(of: name))
    }
  }

  /// Renames a file, over one that has the name already.
  private func move(_ old: String, to name: Name) throws {
    if exists(file(name)) { try FileManager.default.removeItem(atPath: file(name)) }
    try FileManager.default.moveItem(atPath: old, toPath: file(name))
  }

  private func isWhole(_ path: String) -> Bool { (try? SealedCheckpoint(reading: path)) != nil }

  private func change(_ body: () throws -> Void) throws(CheckpointFolderError) {
    do { try body() } catch {
      let reason = (error as? DatasetError)?.description ?? error.localizedDescription
      throw .unwritable(path: path, reason: reason)
    }
  }

  /// Completes what a killed process had written whole, and removes what it had not.
  ///
  /// Of two renamings the first may have been made: a whole draft of a file that is missing takes its place.
  private func recover() {
    for name in [Name.last, .best]
    where !exists(file(name)) && exists(draft(of: name)) && isWhole(draft(of: name)) {
      try? FileManager.default.moveItem(atPath: draft(of: name), toPath: file(name))
    }
    try? FileManager.default.removeItem(atPath: "\(path)/writing")
  }
}

// MARK: - Reading

extension CheckpointFolder {
  /// Reads the state of the run that was saved last, or the one before if that is damaged.
  ///
  /// - Returns: The checkpoint; `nil` if there is none.
  /// - Throws: `CheckpointFolderError.unreadable` if there are files and none is whole.
  func readLast() throws(CheckpointFolderError) -> SealedCheckpoint? {
    recover()
    var reasons: [String] = []
    for name in [Name.last, .previous] where exists(file(name)) {
      do {
        var found = try SealedCheckpoint(reading: file(name))
        if name == .previous {
          let reason = reasons.first ?? "last.safetensors is missing"
          found.warning = "\(reason); the run goes on from previous.safetensors, step \(found.step)"
          if !reasons.isEmpty { try? move(file(.last), to: .damaged) }
        }
        lastIsWhole = name == .last
        return found
      } catch {
        reasons.append("\(name.rawValue).safetensors cannot be used: \(error.reason)")
      }
    }
    if reasons.isEmpty { return nil }
    throw .unreadable(path: path, reasons: reasons)
  }

  /// Reads the best network; `nil` if there is none.
  func readBest() throws(CheckpointFolderError) -> SealedCheckpoint? {
    recover()
    guard exists(file(.best)) else { return nil }
    do { return try SealedCheckpoint(reading: file(.best)) } catch {
      throw .unreadable(path: path, reasons: ["best.safetensors cannot be used: \(error.reason)"])
    }
  }

  /// Puts a run where a checkpoint says.
  func restore(
    _ found: SealedCheckpoint, to parts: KeyValuePairs<String, any Stateful>
  ) throws(CheckpointFolderError) {
    do { try found.checkpoint.restore(parts) } catch {
      throw .doesNotFit(path: found.path, error)
    }
  }
}
