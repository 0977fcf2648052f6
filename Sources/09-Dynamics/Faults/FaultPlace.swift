/// Where a real fault sits: what one would have to change.
public enum FaultPlace: String, Sendable, Hashable, CaseIterable, Codable {
  /// The last linear layer, what follows it, and the loss that it is given to.
  case head
  /// The hidden layers and their activation.
  case hidden
  /// The numbers that go in.
  case inputs
  /// The numbers that are to come out.
  case targets
  /// The optimizer and its learning rate.
  case optimizer
  /// The number of steps.
  case steps
  /// The lines of the training loop.
  case loop
  /// The data that are held out.
  case validation
}
