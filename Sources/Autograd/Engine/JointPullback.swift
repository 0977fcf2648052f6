public import Course
public import TensorCore

// The backward pass of operations whose operands' shares come out of one computation: batch normalization
// needs two sums for three gradients, a gated unit its gate for both halves. Such an operation states
// one pullback that returns all shares, in the order of its operands:
//
//     public func product(_ a: Variable, _ b: Variable) -> Variable {
//       .result(of: Primitive.multiply, a.value * b.value, operands: [a, b], saving: [a, b]) { d, saved in
//         [d * saved[1], d * saved[0]]
//       }
//     }

extension Variable {
  /// The result of an operation whose operands' shares are computed together.
  ///
  /// - Parameters:
  ///   - operation: The operation, whose name stands in error messages.
  ///   - value: The value of the result.
  ///   - operands: What the operation was applied to; `nil` for one that is left out, as a bias.
  ///   - saved: The variables whose values the pullback reads, guarded against changes in place. What
  ///     was computed in the forward pass is wrapped: `Variable(normalized)`.
  ///   - branches: For an operation with kinks, which branches it took.
  ///   - pullback: From the gradient of the result and the saved values to one share for each operand,
  ///     `nil` ones included; stretched axes are summed afterward. It is called once a pass.
  /// - Returns: The result; a constant where nothing is recorded.
  public static func result(
    of operation: some DifferentiableOperation, _ value: Tensor, operands: [Variable?],
    saving saved: [Variable] = [], branches: (() -> [Int])? = nil,
    pullback: @escaping (_ d: Tensor, _ saved: [Tensor]) -> [Tensor]
  ) -> Variable {
    .result(of: operation, value, branches: branches) { _ in
      let recorded = operands.indices.filter { operands[$0]?.node != nil }
      guard let first = recorded.first, let last = recorded.last else { return [] }
      let buffers = saved.map(\.buffer)
      let joint = JointPullback(operandCount: operands.count, first: first, last: last) { d in
        pullback(d, buffers.map(\.tensor))
      }
      return operands.enumerated().map { position, operand in
        operand?.node.map { source in
          // One operand watches over what is saved for all.
          let saved = position == first ? buffers.map { SavedValue($0) } : []
          return Operand(source: source, saved: saved) { joint.share(position, of: $0) }
        }
      }
    }
  }
}

extension Variable {
  /// The shares of one operation's operands, computed when the first is asked for and kept for the rest.
  ///
  /// A pass asks an operation's operands for their shares one after the other and with the same gradient.
  fileprivate final class JointPullback {
    private let operandCount: Int
    private let first: Int
    private let last: Int
    private let pullback: (Tensor) -> [Tensor]
    private var shares: [Tensor] = []

    init(operandCount: Int, first: Int, last: Int, pullback: @escaping (Tensor) -> [Tensor]) {
      self.operandCount = operandCount
      self.first = first
      self.last = last
      self.pullback = pullback
    }

    func share(_ position: Int, of d: Tensor) -> Tensor {
      if position == first {
        shares = pullback(d)
        precondition(
          shares.count == operandCount,
          "Variable.result: a pullback returned \(shares.count) shares for \(operandCount) operands"
        )
      }
      defer { if position == last { shares = [] } }
      return shares[position]
    }
  }
}
