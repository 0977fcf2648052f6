public import TensorCore

/// Named tensors in one file, in the format that PyTorch users exchange weights in.
///
///     bytes 0–7    the length n of the header, least significant byte first
///     n bytes      the header, JSON: for each name {"dtype", "shape", "data_offsets": [begin, end]},
///                  and under "__metadata__" texts by name
///     the rest     the scalars, row by row, least significant byte first
///
/// PyTorch opens these files with `safetensors.torch.load_file`, and this reader opens what
/// `save_file` wrote, as 64-bit integers or in half, bfloat16, single or double precision; it writes the last
/// two, whichever this build computes in.
///
/// ## Source
///
/// Hugging Face, "Safetensors", the section on the format, https://github.com/huggingface/safetensors
public struct TensorFile: Equatable, Sendable {
  /// The tensors by name.
  public var tensors: [String: Tensor]

  /// Tensors of integers by name, such as PyTorch's `num_batches_tracked`.
  public var integers: [String: IntegerTensor]

  /// Texts that go with them, such as the step of a checkpoint.
  public var metadata: [String: String]

  /// Creates the contents of a file.
  ///
  /// - Parameters:
  ///   - tensors: The tensors by name; `__metadata__` is no name.
  ///   - integers: Tensors of integers by names that no other tensor has.
  ///   - metadata: Texts that go with them.
  public init(
    tensors: [String: Tensor], integers: [String: IntegerTensor] = [:],
    metadata: [String: String] = [:]
  ) {
    self.tensors = tensors
    self.integers = integers
    self.metadata = metadata
    checkNames(in: "TensorFile.init")
  }

  /// Stops the program if a name cannot stand in the header, or would stand there twice.
  private func checkNames(in function: String) {
    let name = TensorFile.metadataName
    precondition(
      tensors[name] == nil && integers[name] == nil,
      "\(function): a tensor cannot be named \(name)")
    let twice = tensors.keys.filter { integers[$0] != nil }.sorted()
    precondition(
      twice.isEmpty, "\(function): names of two tensors each, one of integers: \(twice)")
  }

  /// The name in the header under which texts stand.
  static var metadataName: String { "__metadata__" }

  /// Writes the file beside its place and then renames it, so that a killed run leaves the old one.
  ///
  /// - Parameter path: Where the file shall stand.
  /// - Throws: An error of kind `unwritable`.
  /// - Precondition: No name stands in both `tensors` and `integers`, and none is `__metadata__`.
  public func write(to path: String) throws(DatasetError) {
    checkNames(in: "TensorFile.write")
    try ByteFile(path: path, bytes: bytes).write()
  }

  /// Reads a file.
  ///
  /// - Parameter path: The file.
  /// - Throws: An error that names the byte of the first thing that is wrong.
  public init(reading path: String) throws(DatasetError) {
    try self.init(ByteFile(path: path))
  }
}
