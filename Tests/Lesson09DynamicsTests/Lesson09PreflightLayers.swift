import Autograd
import TensorCore

/// A generator that a closure may share.
final class SharedGenerator {
  var generator = SplitMix64(seed: 5)
}

/// A layer that does not use one of the layers that it names.
final class UnusedBranch: Module, Layer {
  let used: any Layer
  let forgotten: any Layer

  init(_ used: any Layer, _ forgotten: any Layer) {
    self.used = used
    self.forgotten = forgotten
  }

  var children: [(name: String, layer: any Layer)] { [("used", used), ("forgotten", forgotten)] }

  func forward(_ input: Variable) -> Variable { used(input) }
}
