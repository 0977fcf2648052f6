/// What removes a hook that was added to a layer or a variable (PyTorch: `RemovableHandle`).
public final class HookHandle {
  private var removal: ((HookHandle) -> Void)?

  init(_ removal: @escaping (HookHandle) -> Void) { self.removal = removal }

  /// Removes the hook; a second call does nothing.
  ///
  /// A handle that is thrown away leaves its hook where it is.
  public func remove() {
    removal?(self)
    removal = nil
  }
}
