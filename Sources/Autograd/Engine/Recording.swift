public import Course
public import TensorCore

// How an operation enters the graph. Every operation of the course is written in this form:
//
//     public func exp(_ x: Variable) -> Variable {
//       .result(of: Primitive.exp, x.value.map { .exp($0) }) { y in
//         [x.pullback(saving: y) { d, y in d * y }]
//       }
//     }
//
// The value by one call to the core; beside it, for every operand, what it needs to keep and how the
// gradient `d` of the result becomes the operand's share. Where the shares have much of their work in
// common, `JointPullback.swift` has a form that computes them together.

extension Variable {
  /// The result of an operation, recorded if a gradient is wanted of any operand.
  ///
  /// - Parameters:
  ///   - operation: The operation, whose name stands in error messages.
  ///   - value: The value of the result.
  ///   - branches: For an operation with kinks, which branches it took.
  ///   - operands: Given the result, the edge to each operand.
  /// - Returns: The result; a constant where nothing is recorded.
  public static func result(
    of operation: some DifferentiableOperation, _ value: Tensor, branches: (() -> [Int])? = nil,
    operands: (Variable) -> [Operand?]
  ) -> Variable {
    var name = operation.rawValue
    if let watch = FiniteWatch.current {
      name = watch.placed(name)
      watch.inspect(value, name)
    }
    guard Recording.isOn else { return Variable(value) }
    let node = Node(operation: name, value: value, branches: branches)
    let result = Variable(value, node: node)
    node.operands = operands(result).compactMap { $0 }
    if node.operands.isEmpty { result.node = nil }
    return result
  }

  /// The edge to this operand, for a pullback that needs no value.
  ///
  /// - Parameter share: From the gradient of the result to this operand's share of it.
  /// - Returns: The edge, or `nil` if no gradient of this operand is wanted.
  public func pullback(_ share: @escaping (Tensor) -> Tensor) -> Operand? {
    node.map { Operand(source: $0, saved: [], pullback: share) }
  }

  /// The edge to this operand, for a pullback that needs one value.
  ///
  /// - Parameters:
  ///   - a: The variable whose value is kept.
  ///   - share: From the gradient of the result and the kept value to this operand's share.
  /// - Returns: The edge, or `nil` if no gradient of this operand is wanted.
  public func pullback(
    saving a: Variable, _ share: @escaping (Tensor, Tensor) -> Tensor
  ) -> Operand? {
    let a = a.buffer
    return node.map {
      Operand(source: $0, saved: [SavedValue(a)]) { share($0, a.tensor) }
    }
  }

  /// The edge to this operand, for a pullback that needs two values.
  ///
  /// - Parameters:
  ///   - a: The first variable whose value is kept.
  ///   - b: The second variable whose value is kept.
  ///   - share: From the gradient of the result and the kept values to this operand's share.
  /// - Returns: The edge, or `nil` if no gradient of this operand is wanted.
  public func pullback(
    saving a: Variable, _ b: Variable, _ share: @escaping (Tensor, Tensor, Tensor) -> Tensor
  ) -> Operand? {
    let (a, b) = (a.buffer, b.buffer)
    return node.map {
      Operand(source: $0, saved: [SavedValue(a), SavedValue(b)]) { share($0, a.tensor, b.tensor) }
    }
  }

  /// The edge to this operand, for a pullback that needs a tensor made in the forward pass.
  ///
  /// - Parameters:
  ///   - a: The tensor to keep.
  ///   - share: From the gradient of the result and the kept tensor to this operand's share.
  /// - Returns: The edge, or `nil` if no gradient of this operand is wanted.
  public func pullback(
    saving a: Tensor, _ share: @escaping (Tensor, Tensor) -> Tensor
  ) -> Operand? {
    node.map {
      Operand(source: $0, saved: [SavedValue(Buffer(a))]) { share($0, a) }
    }
  }
}

// MARK: - Scopes

/// Whether operations are recorded, for the task that asks.
enum Recording {
  // Stored: a task-local value has an identity.
  @TaskLocal static var isOn = true
}

/// Carries out work without recording it: nothing in it can be differentiated (PyTorch: `no_grad`).
///
/// Evaluation needs no graph, and updates of parameters must not become part of one.
///
/// - Parameter body: The work; operations in it give constants.
/// - Returns: What the work returns.
/// - Throws: What the work throws.
public func withoutGradient<Result, Failure: Error>(
  _ body: () throws(Failure) -> Result
) throws(Failure) -> Result {
  let outcome = Recording.$isOn.withValue(false) { () -> Swift.Result<Result, Failure> in
    do throws(Failure) { return .success(try body()) } catch { return .failure(error) }
  }
  return try outcome.get()
}
