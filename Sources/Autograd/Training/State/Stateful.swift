/// Something with a state that must be saved for a run to continue: a model, an optimizer, a schedule,
/// an average, the order of the data.
///
/// ```swift
/// final class Warmup: Stateful {
///   private(set) var step = 0
///   var state: [StateEntry] { [.integer("step", self, \Warmup.step)] }
/// }
/// ```
///
/// A state is a tree: an entry is a value under a name, or a part with a state of its own. ``Checkpoint``
/// takes it down and puts it back.
public protocol Stateful: AnyObject {
  /// The entries of the state, each under a name of its own; names are PyTorch's where it has them.
  var state: [StateEntry] { get }
}
