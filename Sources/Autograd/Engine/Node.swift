import TensorCore

/// A vertex of the graph: an operation that was carried out, or a leaf where gradients collect.
package final class Node {
  /// The name of the operation; empty for a leaf.
  let operation: String

  /// The shape of the result, and so of its gradient.
  let shape: Shape

  /// What the operation was applied to; empty for a leaf, and after the graph is released.
  var operands: [Operand]

  /// Whether the backward pass was given up after a backward pass.
  var isReleased = false

  /// What has arrived in the backward pass that is under way.
  var incoming: Tensor?

  /// How many consumers have not yet sent their share in the pass that is under way.
  var pendingConsumerCount = 0

  /// The sum over all passes, kept for leaves and where it was asked for.
  var gradient: Tensor?

  /// Whether `gradient` is kept.
  var retainsGradient: Bool

  /// Functions that see the complete gradient, in the order they were added.
  var hooks: [(handle: HookHandle, hook: (Tensor) -> Tensor?)] = []

  /// Which branches the operation took at its kinks; `nil` for smooth operations.
  private(set) var branches: (() -> [Int])?

  /// The most scalars of a result whose value a node keeps, for ``ComputationGraph`` to show.
  static var shownScalarLimit: Int { 16 }

  /// The value of an operation's result, if it is small.
  ///
  /// Most results are kept by nobody once the next operation is done; this little is kept so that a graph can
  /// be drawn. It is not counted as saved.
  private let smallValue: Tensor?

  /// The memory of a leaf, as long as somebody has the variable.
  private weak var leafBuffer: Buffer?

  /// The value, if it is there to be shown.
  var shownValue: Tensor? { smallValue ?? leafBuffer?.tensor }

  /// Whether no operation leads here.
  var isLeaf: Bool { operation.isEmpty }

  /// Creates the node of a leaf.
  init(leafOf buffer: Buffer) {
    operation = ""
    shape = buffer.tensor.shape
    smallValue = nil
    leafBuffer = buffer
    operands = []
    retainsGradient = true
    branches = nil
  }

  /// Creates the node of an operation's result.
  init(operation: String, value: Tensor, branches: (() -> [Int])?) {
    self.operation = operation
    shape = value.shape
    smallValue = value.elementCount <= Self.shownScalarLimit ? value : nil
    operands = []
    retainsGradient = false
    self.branches = branches
  }

  /// Gives up the backward pass and all that was kept for it; a leaf has none and stays as it is.
  func release() {
    guard !isLeaf else { return }
    operands = []
    hooks = []
    branches = nil
    isReleased = true
  }

  /// Lets go of the nodes behind this one, one after the other.
  ///
  /// Left to itself, the release of a long chain would recurse, one stack frame a node, and a graph
  /// of a hundred thousand operations would overflow the stack. A node whose only reference is ours
  /// hands its operands over before it goes.
  deinit {
    guard !operands.isEmpty else { return }
    var orphans = operands.map(\.source)
    operands = []
    while var node = orphans.popLast() {
      guard isKnownUniquelyReferenced(&node) else { continue }
      orphans += node.operands.map(\.source)
      node.operands = []
    }
  }
}

/// An edge of the graph: where a share of the gradient goes, and how it is computed.
public struct Operand {
  /// The node that receives the share.
  let source: Node

  /// The values that the pullback reads, with the versions that it must find.
  let saved: [SavedValue]

  /// From the gradient of the result to the operand's share; stretched axes are summed afterward.
  let pullback: (Tensor) -> Tensor
}

/// A value that an operation keeps for the backward pass.
struct SavedValue {
  let buffer: Buffer
  let version: Int

  init(_ buffer: Buffer) {
    self.buffer = buffer
    version = buffer.version
  }
}
