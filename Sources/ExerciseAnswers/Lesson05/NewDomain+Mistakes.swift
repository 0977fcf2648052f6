import Autograd
import BatchNorm
import Course
import TensorCore

// What the mistakes of exercise E05.4 are made from.

extension Lesson05Answers {
  /// Measures anew, with what a mistake changes.
  static func renew(
    _ network: Sequential, on batches: [Tensor], resetting: Bool = true, isCumulative: Bool = true,
    normMode: Mode = .training, otherMode: Mode = .evaluation, putsBack: Bool = true,
    depth: Int = .max
  ) {
    let norms = (depth == 1 ? network.layers : network.namedLayers.map(\.layer))
      .compactMap { $0 as? BatchNorm1d }
    let momenta = norms.map { $0.running?.momentum }
    network.withMode(otherMode) {
      for norm in norms {
        norm.setMode(normMode)
        if resetting { norm.running?.reset() }
        if isCumulative { norm.running?.momentum = nil }
      }
      withoutGradient {
        for batch in batches { _ = network(Variable(batch)) }
      }
    }
    guard putsBack else { return }
    for (norm, momentum) in zip(norms, momenta) { norm.running?.momentum = momentum }
  }
}
