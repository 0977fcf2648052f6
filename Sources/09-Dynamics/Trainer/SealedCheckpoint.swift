import Autograd
import Datasets
import TensorCore

/// A checkpoint in a file that tells whether it is as it was written.
///
/// A truncated file of tensors is noticed by its lengths; a flipped bit in a weight by nothing. So the file has a
/// fingerprint of all names, shapes and bits beside them, in the texts that the format allows.
struct SealedCheckpoint {
  /// Why a file is not to be trusted.
  struct Damage: Error {
    let reason: String
  }

  let checkpoint: Checkpoint

  /// The number of steps that had been made.
  let step: Int

  /// The file that was read.
  let path: String

  /// Why this file was read and not another, in a sentence.
  var warning: String?

  /// Writes a checkpoint with its seal; the file is renamed into its place when it is whole.
  static func write(_ checkpoint: Checkpoint, step: Int, to path: String) throws(DatasetError) {
    try checkpoint.write(to: path)
    var file = try TensorFile(reading: path)
    file.metadata = ["step": "\(step)", "scalar": scalarName, "fingerprint": fingerprint(of: file)]
    try file.write(to: path)
  }

  /// Reads a file, and checks its seal.
  init(reading path: String) throws(Damage) {
    do {
      let file = try TensorFile(reading: path)
      guard let seal = file.metadata["fingerprint"], let text = file.metadata["step"],
        let step = Int(text)
      else { throw Damage(reason: "it has no fingerprint") }
      let scalar = file.metadata["scalar"] ?? ""
      guard scalar == SealedCheckpoint.scalarName else {
        throw Damage(
          reason: "its scalars are \(scalar), those of this build \(SealedCheckpoint.scalarName)")
      }
      let found = SealedCheckpoint.fingerprint(of: file)
      guard found == seal else {
        throw Damage(reason: "its contents are damaged: fingerprint \(found), written \(seal)")
      }
      checkpoint = try Checkpoint(reading: path)
      self.step = step
      self.path = path
    } catch let damage as Damage {
      throw damage
    } catch {
      throw Damage(reason: "\(error)")
    }
  }

  private static var scalarName: String { Scalar.self == Float.self ? "F32" : "F64" }

  private static func fingerprint(of file: TensorFile) -> String {
    var fingerprint = Fingerprint()
    for (name, tensor) in file.tensors.sorted(by: { $0.key < $1.key }) {
      fingerprint.combine(name)
      fingerprint.combine(tensor)
    }
    for (name, tensor) in file.integers.sorted(by: { $0.key < $1.key }) {
      fingerprint.combine(name)
      fingerprint.combine(tensor.shape)
      for value in tensor.values { fingerprint.combine(UInt64(bitPattern: value)) }
    }
    return fingerprint.text
  }
}
