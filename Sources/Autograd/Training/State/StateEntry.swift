public import TensorCore

/// A place in a state, under a name: where a value is read when it is saved, and written when it is
/// restored.
///
/// An entry names the property that holds the value, so that no name stands for one thing on the way out
/// and for another on the way in.
public struct StateEntry {
  /// A value of one of the kinds that a state consists of.
  enum Cell {
    case tensor(read: () -> Tensor, write: (Tensor) -> Void)
    case number(read: () -> Scalar, write: (Scalar) -> Void)
    case integer(read: () -> Int, write: (Int) -> Void)
    case integers(read: () -> [Int], write: ([Int]) -> Void)
    case generator(read: () -> SplitMix64, write: (SplitMix64) -> Void)
    case part(any Stateful)
  }

  /// The name, such as `running_mean`.
  public let name: String

  let cell: Cell

  /// What tells entries of one thing apart from entries of another; `nil` if there is but one.
  let identity: ObjectIdentifier?

  init(_ name: String, _ cell: Cell, identity: ObjectIdentifier? = nil) {
    precondition(
      !name.isEmpty && name.last != "." && name.first != ".",
      "StateEntry: a path is made of names that are not empty: \"\(name)\"")
    self.name = name
    self.cell = cell
    self.identity = identity
  }
}

extension StateEntry {
  /// A tensor, whose shape does not change.
  public static func tensor<Owner: AnyObject>(
    _ name: String, _ owner: Owner, _ property: ReferenceWritableKeyPath<Owner, Tensor>
  ) -> StateEntry {
    StateEntry(
      name, .tensor(read: { owner[keyPath: property] }, write: { owner[keyPath: property] = $0 }))
  }

  /// The value of a variable; one that stands in a state twice is saved once, under its first name.
  public static func variable(_ name: String, _ variable: Variable) -> StateEntry {
    StateEntry(
      name, .tensor(read: { variable.value }, write: { value in variable.modify { $0 = value } }),
      identity: ObjectIdentifier(variable))
  }

  /// A number, such as a learning rate.
  public static func number<Owner: AnyObject>(
    _ name: String, _ owner: Owner, _ property: ReferenceWritableKeyPath<Owner, Scalar>
  ) -> StateEntry {
    StateEntry(
      name, .number(read: { owner[keyPath: property] }, write: { owner[keyPath: property] = $0 }))
  }

  /// A whole number, such as a count of steps.
  public static func integer<Owner: AnyObject>(
    _ name: String, _ owner: Owner, _ property: ReferenceWritableKeyPath<Owner, Int>
  ) -> StateEntry {
    StateEntry(
      name, .integer(read: { owner[keyPath: property] }, write: { owner[keyPath: property] = $0 }))
  }

  /// Whole numbers of any count, such as the order of the samples that are still to come.
  public static func integers<Owner: AnyObject>(
    _ name: String, _ owner: Owner, _ property: ReferenceWritableKeyPath<Owner, [Int]>
  ) -> StateEntry {
    StateEntry(
      name, .integers(read: { owner[keyPath: property] }, write: { owner[keyPath: property] = $0 }))
  }

  /// A generator of random numbers.
  public static func generator<Owner: AnyObject>(
    _ name: String, _ owner: Owner, _ property: ReferenceWritableKeyPath<Owner, SplitMix64>
  ) -> StateEntry {
    StateEntry(
      name,
      .generator(read: { owner[keyPath: property] }, write: { owner[keyPath: property] = $0 }))
  }

  /// A part with a state of its own; its entries stand below the name.
  public static func part(_ name: String, _ part: any Stateful) -> StateEntry {
    StateEntry(name, .part(part))
  }
}

extension [StateEntry] {
  /// The entries that hold values, by path; what stands twice stands under the first of its paths.
  var leaves: [(path: String, cell: StateEntry.Cell)] {
    var seen: Set<ObjectIdentifier> = []
    return paths(below: "").filter { _, entry in
      entry.identity.map { seen.insert($0).inserted } ?? true
    }.map { ($0, $1.cell) }
  }

  private func paths(below prefix: String) -> [(path: String, entry: StateEntry)] {
    flatMap { entry in
      let path = prefix + entry.name
      if case .part(let part) = entry.cell { return part.state.paths(below: path + ".") }
      return [(path, entry)]
    }
  }
}
