import Synchronization
import TensorCore

/// A count of the multiply-adds that matrix products of variables have cost, forward and backward.
///
/// Lesson 01's `ProductCounter` is an argument of every product. Here the backward pass is a closure that
/// only `backward()` calls, and nothing can be handed to it; so the meter surrounds the work.
///
/// ```swift
/// let meter = WorkMeter()
/// let y = meter.measuring { linear(x, weight: w, bias: b) }
/// meter.multiplyAdds   // batch · in · out
/// ```
public final class WorkMeter: Sendable {
  // Stored: a task-local value has an identity.
  @TaskLocal static var current: WorkMeter?

  private let count = Atomic(0)

  /// Creates a meter that stands at zero.
  public init() {}

  /// The multiply-adds counted so far.
  public var multiplyAdds: Int { count.load(ordering: .relaxed) }

  /// Carries out work and counts the multiply-adds in it.
  ///
  /// - Parameter body: The work.
  /// - Returns: What the work returns.
  public func measuring<Result>(_ body: () throws -> Result) rethrows -> Result {
    try WorkMeter.$current.withValue(self) { try body() }
  }

  /// Adds the cost of one product.
  func add(_ multiplyAdds: Int) { count.wrappingAdd(multiplyAdds, ordering: .relaxed) }
}

extension Tensor {
  /// The matrix product with another tensor, of which the current meter, if there is one, takes note.
  func meteredProduct(with other: Tensor, transposing: Transposition = .none) -> Tensor {
    let product = matmul(self, other, transposing: transposing)
    if let meter = WorkMeter.current {
      let inner = transposing == .left || transposing == .both ? shape[0] : shape[1]
      meter.add(product.elementCount * inner)
    }
    return product
  }
}
